"""A job behind a queue counts for what the printer itself shows, and only while the printer has seen all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.job import COMPLETED_LOOKS, Outcome, observe, settle, start
from printing.job import Forgotten as ForgottenByPrinter
from printing.job import Missed as NoAnswer
from printing.job_status import STILL_STOPPING, JobState, JobStatus
from printing.printer import Endpoint
from printing.queue_job import QUIET_LOOKS, Look, Silent, Trail, judge
from printing.witness import BOOT_TOLERANCE_S, Witness, vouches

PAGES, BOOT = 3, 100.0
GIVEN_UP_LOOKS = QUIET_LOOKS + COMPLETED_LOOKS - 1
BEGIN = Trail(BOOT, 40)


def queue(state: JobState, *keywords: str) -> JobStatus:
    return JobStatus(7, "token", state, 3, keywords)


def device(state: JobState, page: int, job_id: int = 1, created: int | None = 50) -> JobStatus:
    return JobStatus(job_id, "token", state, page, created=created)


def look(queue: JobStatus | Silent | None, *device: JobStatus, boot: float | None = BOOT, impressions: int | None = 40) -> Look:
    return Look(queue, device, boot, impressions)


def outcome(looks: Sequence[Look]) -> Outcome:
    """What the kiosk makes of these looks, if nothing more is ever seen."""
    trail, progress = BEGIN, start(PAGES)
    for now, each in enumerate(looks):
        trail, verdict = judge(trail, each)
        seen = NoAnswer() if isinstance(verdict, Silent) else verdict or ForgottenByPrinter()
        progress = observe(progress, seen, float(now))
    return settle(progress, Endpoint.DEVICE).outcome


WAITING, ON = queue(JobState.PENDING), queue(JobState.PROCESSING)
DONE, GIVEN_UP = queue(JobState.COMPLETED), queue(JobState.CANCELED)
STOPPING = queue(JobState.CANCELED, STILL_STOPPING)
ALL = device(JobState.COMPLETED, PAGES)


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([look(ON), look(DONE, device(JobState.PROCESSING, 0)), look(DONE, ALL)], Outcome.PRINTED),
        ([look(ON, ALL)], Outcome.PRINTED),
        ([look(ON, device(JobState.PROCESSING, 1)), look(Silent.SILENT, ALL)], Outcome.PRINTED),
        ([look(DONE)] * 9, Outcome.UNCONFIRMED),
        ([look(ON, device(JobState.PROCESSING, 1)), look(DONE)], Outcome.UNCONFIRMED),
        ([look(ON, device(JobState.PROCESSING, 1)), look(DONE, ALL, boot=BOOT + 30)], Outcome.UNCONFIRMED),
        ([look(ON), look(DONE, ALL, boot=None)], Outcome.UNCONFIRMED),
        ([look(ON, device(JobState.PROCESSING, 1)), look(DONE, replace(ALL, id=2))], Outcome.UNCONFIRMED),
        ([look(ON, device(JobState.PROCESSING, 1)), look(DONE, replace(ALL, created=3))], Outcome.UNCONFIRMED),
        ([look(ON, device(JobState.PROCESSING, 2)), look(ON, device(JobState.PROCESSING, 0)), look(DONE, ALL)], Outcome.UNCONFIRMED),
        (
            [look(ON, device(JobState.ABORTED, 0)), look(DONE, device(JobState.ABORTED, 0), device(JobState.COMPLETED, 3, 2))],
            Outcome.UNCONFIRMED,
        ),
        ([look(GIVEN_UP, device(JobState.CANCELED, 1))] * COMPLETED_LOOKS, Outcome.NOT_PRINTED),
        ([look(ON, device(JobState.ABORTED, 1))] * 5, Outcome.UNCONFIRMED),
        ([look(STOPPING, replace(device(JobState.CANCELED, 1), keywords=(STILL_STOPPING,)))] * 5, Outcome.UNCONFIRMED),
        ([look(None, device(JobState.CANCELED, 1))], Outcome.UNCONFIRMED),
        ([look(Silent.SILENT, device(JobState.CANCELED, 1))] * 5, Outcome.UNCONFIRMED),
        ([look(WAITING)] * 5, Outcome.UNCONFIRMED),
        ([look(WAITING), *[look(GIVEN_UP)] * GIVEN_UP_LOOKS], Outcome.NOT_PRINTED),
        ([look(WAITING), *[look(GIVEN_UP)] * (GIVEN_UP_LOOKS - 1)], Outcome.UNCONFIRMED),
        ([look(WAITING), *[look(STOPPING)] * GIVEN_UP_LOOKS], Outcome.NOT_PRINTED),
        ([look(WAITING), *[look(GIVEN_UP, impressions=41)] * GIVEN_UP_LOOKS], Outcome.UNCONFIRMED),
        ([look(WAITING), look(None)], Outcome.UNCONFIRMED),
    ],
)
def test_what_queue_and_printer_show_ends_as(looks: list[Look], expected: Outcome) -> None:
    assert outcome(looks) is expected


states = st.sampled_from(JobState)
queues = st.one_of(st.none(), st.just(Silent.SILENT), st.builds(queue, states))
jobs = st.builds(device, states, st.integers(0, PAGES), st.sampled_from((1, 2)), st.sampled_from((50, 51)))
looks = st.builds(
    lambda said, shown, boot: Look(said, tuple(shown), boot, 40),
    queues,
    st.lists(jobs, max_size=2),
    st.sampled_from((BOOT, BOOT + 1, BOOT + BOOT_TOLERANCE_S + 1, None)),
)


@given(st.lists(looks, max_size=GIVEN_UP_LOOKS + 1))
@settings(deadline=None)
def test_printed_is_only_what_one_job_at_a_printer_that_stayed_on_completed_in_full(seen: list[Look]) -> None:
    if outcome(seen) is Outcome.PRINTED:
        whole = next(place for place, each in enumerate(seen) if [job.state for job in each.device] == [JobState.COMPLETED]
                     and each.device[0].impressions == PAGES)  # fmt: skip
        before = seen[: whole + 1]
        assert all(each.boot is not None and each.boot - BOOT <= BOOT_TOLERANCE_S for each in before)
        assert len({(job.id, job.created) for each in before for job in each.device}) == 1
        assert all(len(each.device) < 2 for each in before)


@given(st.lists(looks, max_size=GIVEN_UP_LOOKS + 1))
@settings(deadline=None)
def test_not_printed_needs_a_queue_that_has_given_the_job_up(seen: list[Look]) -> None:
    if outcome(seen) is Outcome.NOT_PRINTED:
        assert any(isinstance(each.queue, JobStatus) and each.queue.state.final for each in seen)


SEEN = Witness(1_700_000_000, 40)


@pytest.mark.parametrize(
    ("before", "now", "counted", "sure"),
    [
        (SEEN, Witness(SEEN.boot, 43), 3, True),
        (SEEN, Witness(SEEN.boot - 2, 43), 3, True),
        (SEEN, Witness(SEEN.boot + 3, 43), 3, False),
        (SEEN, Witness(SEEN.boot - 3, 43), 3, False),
        (SEEN, Witness(SEEN.boot, 44), 3, False),
        (SEEN, Witness(SEEN.boot, 42), 3, False),
        (SEEN, Witness(SEEN.boot, 43), None, False),
        (SEEN, Witness(SEEN.boot, None), 3, True),
        (Witness(SEEN.boot, None), Witness(SEEN.boot, 43), 3, True),
        (SEEN, None, 3, False),
        (None, Witness(SEEN.boot, 43), 3, False),
    ],
)
def test_a_later_run_believes_only_a_printer_that_was_on_all_the_time_and_put_out_nothing_else(
    before: Witness | None, now: Witness | None, counted: int | None, sure: bool
) -> None:
    assert vouches(before, now, counted) is sure
