from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.formats import Document, DocumentFormat
from printing.ipp_message import IppError, IppFault
from printing.job import (
    BUSY_S,
    CANCEL_GRACE_S,
    COMPLETED_LOOKS,
    MISSES_UNKNOWN,
    SEARCH_S,
    SILENCE_S,
    Forgotten,
    Ground,
    Missed,
    Observation,
    Outcome,
    Progress,
    Settlement,
    follow,
    hand_over,
    observe,
    settle,
    settle_unaccepted,
    start,
)
from printing.job_status import JobState, JobStatus
from printing.printer import Accepted, Endpoint, Printer, Refusal, Refused, Submission, Unknown
from printing.printer_status import PrinterState, PrinterStatus
from printing.reasons import Reason
from printing.witness import Witness

PAGES = 3
TOKEN = "token"
PAPER = Document(DocumentFormat.PDF, b"%PDF")


def said(state: JobState, impressions: int | None = None, name: str = TOKEN) -> JobStatus:
    return JobStatus(1, name, state, impressions)


def fold(observations: Sequence[Observation], pages: int = PAGES) -> Progress:
    progress = start(pages)
    for now, observation in enumerate(observations):
        progress = observe(progress, observation, float(now))
    return progress


def judged(*observations: Observation, endpoint: Endpoint = Endpoint.DEVICE) -> Settlement:
    return settle(fold(observations), endpoint)


DONE = said(JobState.COMPLETED, PAGES)
MISS, GONE = Missed(), Forgotten()


def test_completed_with_every_page_counted_is_printed() -> None:
    assert judged(said(JobState.PROCESSING, 1), DONE) == Settlement(Outcome.PRINTED, Ground.ALL_PAGES, PAGES)


@pytest.mark.parametrize("impressions", [0, 2, 4])
def test_completed_with_another_count_is_unconfirmed(impressions: int) -> None:
    settlement = judged(*[said(JobState.COMPLETED, impressions)] * COMPLETED_LOOKS)
    assert (settlement.outcome, settlement.ground) == (Outcome.UNCONFIRMED, Ground.COUNT_DIFFERS)


def test_completed_without_a_counter_is_unconfirmed() -> None:
    settlement = judged(*[said(JobState.COMPLETED, None)] * COMPLETED_LOOKS)
    assert (settlement.outcome, settlement.ground) == (Outcome.UNCONFIRMED, Ground.NO_COUNT)


def test_a_counter_that_catches_up_after_completed_is_believed() -> None:
    assert judged(said(JobState.COMPLETED, 2), DONE).outcome is Outcome.PRINTED


@pytest.mark.parametrize("state", [JobState.ABORTED, JobState.CANCELED])
@pytest.mark.parametrize("impressions", [0, 2])
def test_ended_by_the_printer_before_the_last_page_is_not_printed(state: JobState, impressions: int) -> None:
    assert judged(said(JobState.PROCESSING, 0), *[said(state, impressions)] * COMPLETED_LOOKS) == Settlement(
        Outcome.NOT_PRINTED, Ground.ENDED_SHORT, impressions
    )


@pytest.mark.parametrize("state", [JobState.ABORTED, JobState.CANCELED])
def test_a_counter_that_lags_behind_the_cancel_voids_no_paper_that_came(state: JobState) -> None:
    lagging = [said(JobState.PROCESSING, 0), said(state, PAGES - 1), said(state, PAGES - 1)]
    assert not fold(lagging).ended
    assert judged(*lagging, *[said(state, PAGES)] * COMPLETED_LOOKS).ground is Ground.COUNT_DIFFERS


@pytest.mark.parametrize("state", [JobState.ABORTED, JobState.CANCELED, JobState.COMPLETED])
def test_a_counter_has_to_stand_still_before_an_end_counts(state: JobState) -> None:
    moving = [said(state, 0), said(state, 1)] * COMPLETED_LOOKS
    assert not fold(moving).ended
    assert fold([*moving, *[said(state, 1)] * (COMPLETED_LOOKS - 1)]).ended


@pytest.mark.parametrize("word", ["queued-in-device", "job-completed-with-errors", "document-format-error"])
def test_a_completed_that_the_printer_itself_doubts_is_unconfirmed(word: str) -> None:
    doubted = JobStatus(1, TOKEN, JobState.COMPLETED, PAGES, (word,))
    settlement = judged(*[doubted] * COMPLETED_LOOKS)
    assert (settlement.outcome, settlement.ground, settlement.keywords) == (Outcome.UNCONFIRMED, Ground.DOUBTED, (word,))


@pytest.mark.parametrize("word", ["job-completed-successfully", "job-completed-with-warnings", "a-word-nobody-knows"])
def test_words_that_say_nothing_against_it_leave_completed_printed(word: str) -> None:
    assert judged(JobStatus(1, TOKEN, JobState.COMPLETED, PAGES, (word,))).outcome is Outcome.PRINTED


@pytest.mark.parametrize("state", [JobState.ABORTED, JobState.CANCELED])
def test_canceled_after_the_last_page_is_unconfirmed(state: JobState) -> None:
    assert judged(said(state, PAGES)).outcome is Outcome.UNCONFIRMED


@pytest.mark.parametrize("state", [JobState.ABORTED, JobState.CANCELED])
def test_canceled_with_fewer_pages_than_were_seen_before_is_unconfirmed(state: JobState) -> None:
    assert judged(said(JobState.PROCESSING, PAGES), said(state, 0)).outcome is Outcome.UNCONFIRMED


@pytest.mark.parametrize("state", [JobState.ABORTED, JobState.CANCELED])
def test_canceled_without_a_counter_is_unconfirmed(state: JobState) -> None:
    assert judged(*[said(state, None)] * COMPLETED_LOOKS).ground is Ground.NO_COUNT


STOPPING = ("processing-to-stop-point",)


@pytest.mark.parametrize("state", [JobState.ABORTED, JobState.CANCELED])
def test_a_job_that_is_still_being_stopped_has_not_ended(state: JobState) -> None:
    stopping = JobStatus(1, TOKEN, state, 1, STOPPING)
    assert not fold([stopping]).ended
    assert judged(stopping, *[said(state, 2)] * COMPLETED_LOOKS) == Settlement(Outcome.NOT_PRINTED, Ground.ENDED_SHORT, 2)
    assert judged(stopping, said(state, PAGES)).outcome is Outcome.UNCONFIRMED


def test_every_page_counted_but_never_completed_is_unconfirmed() -> None:
    settlement = judged(said(JobState.PROCESSING, PAGES), *[MISS] * 50)
    assert (settlement.outcome, settlement.ground) == (Outcome.UNCONFIRMED, Ground.SILENT)


def test_a_completed_seen_earlier_wins_over_later_faults() -> None:
    assert judged(DONE, GONE, MISS, said(JobState.ABORTED, 0)).outcome is Outcome.PRINTED


def test_the_end_told_first_stands() -> None:
    assert judged(*[said(JobState.ABORTED, 1)] * COMPLETED_LOOKS, DONE).outcome is Outcome.NOT_PRINTED


def test_one_missed_query_is_nothing() -> None:
    progress = fold([said(JobState.PROCESSING, 1), MISS])
    assert not progress.unknown
    assert progress.problem is None


def test_three_missed_queries_in_a_row_are_unknown_but_not_the_end() -> None:
    progress = fold([*[MISS] * MISSES_UNKNOWN])
    assert progress.unknown
    assert progress.problem is Reason.OFFLINE
    assert not progress.ended
    assert settle(observe(progress, DONE, 9.0), Endpoint.DEVICE).outcome is Outcome.PRINTED


def test_missed_queries_count_only_in_a_row() -> None:
    assert not fold([MISS, MISS, said(JobState.PROCESSING, 0), MISS, MISS]).unknown


def test_a_printer_that_forgot_the_job_leaves_it_unconfirmed() -> None:
    settlement = judged(said(JobState.PROCESSING, 1), GONE, DONE)
    assert (settlement.outcome, settlement.ground) == (Outcome.UNCONFIRMED, Ground.FORGOTTEN)


def test_nothing_observed_is_unconfirmed() -> None:
    assert judged() == Settlement(Outcome.UNCONFIRMED, Ground.UNFINISHED, 0)


@pytest.mark.parametrize("last", [DONE, said(JobState.ABORTED, 0)])
def test_a_queue_is_never_believed_beyond_what_the_device_confirms(last: JobStatus) -> None:
    settlement = judged(*[last] * COMPLETED_LOOKS, endpoint=Endpoint.QUEUE)
    assert (settlement.outcome, settlement.ground) == (Outcome.UNCONFIRMED, Ground.QUEUE)


@pytest.mark.parametrize("pages", [0, -1])
def test_a_job_without_pages_is_a_mistake(pages: int) -> None:
    with pytest.raises(ValueError, match="page"):
        start(pages)


@pytest.mark.parametrize(
    ("submission", "outcome"),
    [
        (Refused(Refusal.UNREACHABLE), Outcome.NOT_PRINTED),
        (Refused(Refusal.BUSY, 0x507), Outcome.NOT_PRINTED),
        (Unknown(IppFault.SILENT), Outcome.UNCONFIRMED),
    ],
)
def test_what_was_refused_is_not_printed_and_what_was_lost_is_unconfirmed(submission: Refused | Unknown, outcome: Outcome) -> None:
    assert settle_unaccepted(submission).outcome is outcome


STATUSES = st.builds(said, st.sampled_from(JobState), st.one_of(st.none(), st.integers(0, 5)))
OBSERVATIONS = st.lists(st.one_of(STATUSES, st.just(MISS), st.just(GONE)), max_size=20)


@given(OBSERVATIONS, st.integers(1, 4))
def test_printed_only_ever_follows_a_completed_with_every_page(observations: list[Observation], pages: int) -> None:
    if settle(fold(observations, pages), Endpoint.DEVICE).outcome is Outcome.PRINTED:
        assert JobStatus(1, TOKEN, JobState.COMPLETED, pages) in observations


@given(OBSERVATIONS, st.integers(1, 4))
def test_not_printed_only_ever_follows_the_printers_own_word(observations: list[Observation], pages: int) -> None:
    if settle(fold(observations, pages), Endpoint.DEVICE).outcome is Outcome.NOT_PRINTED:
        heard = [each for each in observations if isinstance(each, JobStatus)]
        assert any(
            each.state in (JobState.ABORTED, JobState.CANCELED) and each.impressions is not None and each.impressions < pages
            for each in heard
        )


@given(OBSERVATIONS, OBSERVATIONS)
def test_nothing_that_follows_the_end_changes_it(before: list[Observation], after: list[Observation]) -> None:
    progress = fold(before)
    if progress.ended:
        assert settle(fold([*before, *after]), Endpoint.DEVICE) == settle(progress, Endpoint.DEVICE)


@given(OBSERVATIONS)
def test_pages_are_only_ever_counted_up_and_never_beyond_the_last(observations: list[Observation]) -> None:
    pages = [fold(observations[:length]).page for length in range(len(observations) + 1)]
    assert pages == sorted(pages)
    assert pages[-1] <= PAGES


@given(OBSERVATIONS)
def test_a_queue_alone_never_says_more_than_unconfirmed(observations: list[Observation]) -> None:
    assert settle(fold(observations), Endpoint.QUEUE).outcome is Outcome.UNCONFIRMED


class Time:
    """A clock that only waiting moves on. `stop_at`: from then on a wait says "give up"."""

    def __init__(self, stop_at: float = float("inf")) -> None:
        self.now = 0.0
        self.stop_at = stop_at

    def clock(self) -> float:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.now += seconds
        return self.now >= self.stop_at


class Scripted(Printer):
    """A printer whose answers depend on the time and on whether the job was cancelled."""

    def __init__(self, time: Time, tell: Callable[[float, bool], JobStatus | IppError | None]) -> None:
        super().__init__("ipp://localhost/", "device", "iso_a4_210x297mm")
        self.time = time
        self.tell = tell
        self.cancelled = False
        self.ready = PrinterStatus(PrinterState.PROCESSING, True, ())
        self.submissions: list[Submission] = []
        self.found: tuple[JobStatus, ...] | IppError = ()
        self.cancels = 0
        self.cancelled_at = -1.0
        self.called_off: list[str] = []

    def job(self, job_id: int) -> JobStatus | None:
        assert job_id == 1
        answer = self.tell(self.time.now, self.cancelled)
        if isinstance(answer, IppError):
            raise answer
        return answer

    def status(self) -> PrinterStatus:
        return self.ready

    def cancel(self, job_id: int) -> bool:
        assert job_id == 1
        self.cancels += 1
        self.cancelled, self.cancelled_at = True, self.time.now
        return True

    def call_off(self, job_name: str) -> bool:
        self.called_off.append(job_name)
        raise SILENT

    def submit(self, data: bytes, job_name: str, document_format: DocumentFormat) -> Submission:
        assert (data, job_name, document_format) == (PAPER.data, TOKEN, PAPER.format)
        return self.submissions.pop(0) if len(self.submissions) > 1 else self.submissions[0]

    def find(self, job_name: str, witness: Witness | None = None) -> tuple[JobStatus, ...]:
        assert (job_name, witness) == (TOKEN, None)
        if isinstance(self.found, IppError):
            raise self.found
        return self.found


SILENT = IppError(IppFault.SILENT, request_sent=True)
LIMIT_S, POLL_S = 10.0, 0.5


def followed(printer: Scripted, shown: list[Progress] | None = None) -> Settlement:
    on_progress = (lambda _: None) if shown is None else shown.append
    time = printer.time
    return follow(printer, 1, TOKEN, PAGES, limit_s=LIMIT_S, poll_s=POLL_S, clock=time.clock, wait=time.wait, on_progress=on_progress)


def test_following_tells_every_page_and_stops_at_the_end() -> None:
    time = Time()
    printer = Scripted(time, lambda now, _: said(JobState.PROCESSING, int(now)) if now < PAGES else DONE)
    shown: list[Progress] = []
    assert followed(printer, shown).outcome is Outcome.PRINTED
    assert [progress.page for progress in shown] == [1, 2, 3]
    assert time.now == PAGES
    assert printer.cancels == 0


def test_following_tells_what_holds_the_job_up_and_when_it_is_over() -> None:
    time = Time()
    printer = Scripted(time, lambda now, _: said(JobState.PROCESSING, 1) if now < 2 else DONE)
    printer.ready = PrinterStatus(PrinterState.STOPPED, True, (Reason.MEDIA_EMPTY,))
    shown: list[Progress] = []
    assert followed(printer, shown) == Settlement(Outcome.PRINTED, Ground.ALL_PAGES, PAGES)
    assert shown[0].problem is Reason.MEDIA_EMPTY


def test_a_printer_that_does_not_end_in_time_is_asked_to_cancel_and_then_believed() -> None:
    time = Time()
    printer = Scripted(time, lambda _, cancelled: said(JobState.CANCELED if cancelled else JobState.PROCESSING, 1))
    assert followed(printer) == Settlement(Outcome.NOT_PRINTED, Ground.ENDED_SHORT, 1)
    assert LIMIT_S <= time.now <= LIMIT_S + (1 + COMPLETED_LOOKS) * POLL_S
    assert printer.cancels == 1


def test_at_the_limit_an_id_is_cancelled_only_where_our_job_was_just_seen_under_it() -> None:
    time = Time()
    printer = Scripted(time, lambda now, _: said(JobState.PROCESSING, 1) if now < LIMIT_S or now > LIMIT_S + 2 else SILENT)
    followed(printer)
    assert printer.cancelled_at >= LIMIT_S + 2


@pytest.mark.parametrize("answer", [SILENT, said(JobState.PROCESSING, 2)], ids=["silent", "never-ends"])
def test_a_job_that_is_left_before_it_has_ended_is_called_off(answer: JobStatus | IppError) -> None:
    printer = Scripted(Time(), lambda *_: answer)
    assert followed(printer).outcome is Outcome.UNCONFIRMED
    assert printer.called_off == [TOKEN]


def test_a_job_that_is_left_because_the_kiosk_stops_is_called_off() -> None:
    printer = Scripted(Time(stop_at=2.0), lambda *_: said(JobState.PROCESSING, 1))
    assert followed(printer).outcome is Outcome.UNCONFIRMED
    assert printer.called_off == [TOKEN]


@pytest.mark.parametrize("last", [DONE, said(JobState.ABORTED, 0), None], ids=["printed", "ended-short", "forgotten"])
def test_a_job_that_has_ended_is_not_called_off(last: JobStatus | None) -> None:
    printer = Scripted(Time(), lambda *_: last)
    followed(printer)
    assert printer.called_off == []


def test_a_job_that_completes_in_spite_of_the_cancel_is_printed() -> None:
    time = Time()
    printer = Scripted(time, lambda _, cancelled: DONE if cancelled else said(JobState.PROCESSING, 2))
    assert followed(printer).outcome is Outcome.PRINTED


def test_a_job_that_never_ends_is_unconfirmed_after_the_grace() -> None:
    time = Time()
    printer = Scripted(time, lambda *_: said(JobState.PROCESSING, 2))
    assert followed(printer).ground is Ground.UNFINISHED
    assert time.now <= LIMIT_S + CANCEL_GRACE_S + POLL_S


def test_a_printer_that_falls_silent_for_a_while_is_believed_when_it_speaks_again() -> None:
    time = Time()
    printer = Scripted(time, lambda now, _: SILENT if now < SILENCE_S - 2 * POLL_S else DONE)
    assert followed(printer).outcome is Outcome.PRINTED


def test_a_silent_printer_does_not_keep_the_citizen_until_the_limit() -> None:
    time = Time()
    printer = Scripted(time, lambda now, _: said(JobState.PROCESSING, 1) if now < 3 else SILENT)
    settlement = follow(printer, 1, TOKEN, PAGES, limit_s=300.0, poll_s=POLL_S, clock=time.clock, wait=time.wait)
    assert (settlement.outcome, settlement.ground) == (Outcome.UNCONFIRMED, Ground.SILENT)
    assert time.now <= 3 + SILENCE_S


def test_a_printer_that_stays_silent_leaves_the_job_unconfirmed() -> None:
    time = Time()
    shown: list[Progress] = []
    settlement = followed(Scripted(time, lambda now, _: said(JobState.PROCESSING, PAGES) if now < 1 else SILENT), shown)
    assert (settlement.outcome, settlement.ground) == (Outcome.UNCONFIRMED, Ground.SILENT)
    assert shown[-1].unknown


@pytest.mark.parametrize("answer", [None, said(JobState.COMPLETED, PAGES, name="another")])
def test_a_restarted_printer_that_has_no_job_or_another_under_that_id_is_not_believed(answer: JobStatus | None) -> None:
    time = Time()
    settlement = followed(Scripted(time, lambda now, _: said(JobState.PROCESSING, 1) if now < 1 else answer))
    assert (settlement.outcome, settlement.ground) == (Outcome.UNCONFIRMED, Ground.FORGOTTEN)


def test_following_gives_up_when_told_to() -> None:
    time = Time(stop_at=2.0)
    assert followed(Scripted(time, lambda *_: said(JobState.PROCESSING, 1))).outcome is Outcome.UNCONFIRMED
    assert time.now == 2.0


def handed(printer: Scripted) -> Submission:
    return hand_over(printer, PAPER, TOKEN, poll_s=POLL_S, clock=printer.time.clock, wait=printer.time.wait)


def idle(time: Time) -> Scripted:
    return Scripted(time, lambda *_: None)


def test_a_busy_printer_is_asked_again_because_it_has_taken_nothing() -> None:
    printer = idle(Time())
    printer.submissions = [Refused(Refusal.BUSY), Refused(Refusal.BUSY), Accepted(1)]
    assert handed(printer) == Accepted(1)


def test_a_printer_that_stays_busy_has_refused() -> None:
    printer = idle(Time())
    printer.submissions = [Refused(Refusal.BUSY)]
    assert handed(printer) == Refused(Refusal.BUSY)
    assert BUSY_S <= printer.time.now <= BUSY_S + POLL_S


def test_a_lost_answer_is_looked_for_and_never_sent_again() -> None:
    printer = idle(Time())
    printer.submissions = [Unknown(IppFault.SILENT), Accepted(99)]
    printer.found = (JobStatus(1, TOKEN, JobState.PROCESSING, 0),)
    assert handed(printer) == Accepted(1)
    assert printer.submissions == [Accepted(99)]


@pytest.mark.parametrize("found", [(), SILENT])
def test_a_lost_answer_without_a_job_of_that_name_stays_unknown(found: tuple[JobStatus, ...] | IppError) -> None:
    printer = idle(Time())
    printer.submissions = [Unknown(IppFault.SILENT)]
    printer.found = found
    assert handed(printer) == Unknown(IppFault.SILENT)
    assert printer.time.now >= SEARCH_S


def test_a_refusal_is_final() -> None:
    printer = idle(Time())
    printer.submissions = [Refused(Refusal.FORMAT, 0x40A), Accepted(1)]
    assert handed(printer) == Refused(Refusal.FORMAT, 0x40A)
