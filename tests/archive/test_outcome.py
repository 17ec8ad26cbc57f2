from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.outcome import Outcome, Status, after

FINAL = {Status.PRINTED, Status.DELIVERED, Status.VOID}
events = st.lists(st.sampled_from(Outcome), max_size=12)


def follow(status: Status, outcomes: list[Outcome]) -> Status:
    """What a kiosk gets to that reports these, refused reports changing nothing."""
    for outcome in outcomes:
        status = after(status, outcome) or status
    return status


@given(st.sampled_from(Status), events)
def test_a_paper_seen_or_taken_never_becomes_void(status: Status, outcomes: list[Outcome]) -> None:
    if status in {Status.PRINTED, Status.DELIVERED}:
        assert follow(status, outcomes) in {Status.PRINTED, Status.DELIVERED}


@given(events)
def test_a_void_number_stays_void(outcomes: list[Outcome]) -> None:
    assert follow(Status.VOID, outcomes) is Status.VOID


@given(st.sampled_from(Status), events)
def test_what_was_printed_stays_printed(status: Status, outcomes: list[Outcome]) -> None:
    if status is Status.PRINTED:
        assert follow(status, outcomes) is Status.PRINTED


@given(st.sampled_from(Status), st.sampled_from(Outcome), events)
def test_reporting_twice_is_reporting_once(status: Status, outcome: Outcome, before: list[Outcome]) -> None:
    reached = follow(status, before)
    once = after(reached, outcome)
    if once is not None:
        assert after(once, outcome) is once


@given(events)
def test_nothing_is_printed_or_delivered_before_its_document_is_filed(outcomes: list[Outcome]) -> None:
    assert follow(Status.ISSUED, outcomes) in {Status.ISSUED, Status.VOID}


def test_unconfirmed_can_be_settled_every_way() -> None:
    assert after(Status.UNCONFIRMED, Outcome.PRINTED) is Status.PRINTED
    assert after(Status.UNCONFIRMED, Outcome.VOID) is Status.VOID
    assert after(Status.UNCONFIRMED, Outcome.DELIVERED) is Status.DELIVERED


def test_from_every_status_some_report_leads_to_a_final_one() -> None:
    for status in Status:
        assert status in FINAL or any(after(status, outcome) in FINAL for outcome in Outcome)
