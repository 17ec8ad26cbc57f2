"""Refusals and receipts: a slip behind the gate, nothing registered, and a number that stays readable."""

from __future__ import annotations

import pytest
from journey import Journey
from world import PICKED, PLAIN, identity, offers, personal, receipt

from kiosk.problems import Code
from kiosk.session import controls
from kiosk.session.effects import EndVisit, FetchChoices, IssuePaper, PrintPaper, PrintSlip, RequestDraft, VoidPaper
from kiosk.session.events import (
    CardPlaced,
    CardRead,
    CardRemoved,
    Event,
    Failed,
    HealthChanged,
    PrintProgress,
    PrintSettled,
    UnconfirmedChanged,
    VisitOpened,
)
from kiosk.session.values import Offer, Outcome, Part, SlipForm


def to_receipt(form: SlipForm | None = SlipForm.ACCEPTANCE) -> Journey:
    journey = Journey().to_catalogue().touch(PLAIN)
    return journey.on(Failed(journey.machine.visit_id, Code.AT_WINDOW, receipt(form=form)))


def to_card_check(form: SlipForm | None = SlipForm.CARD_CHECK, number: str = "CITIZEN-1") -> Journey:
    """A card that the archive does not agree with."""
    journey = Journey().touch("start").lay().read()
    return journey.on(Failed(1, Code.DATA_CONFLICT, receipt(number, form=form)))


def test_a_document_whose_file_has_to_be_fetched_is_asked_for_without_questions() -> None:
    journey = Journey().touch("start").on(CardPlaced("card-1"), CardRead(1, identity()))
    offered = tuple(Offer(offer.kind, False, Code.NOT_DIGITISED) if offer.kind == PICKED else offer for offer in offers())
    journey.on(VisitOpened(1, "token", "CITIZEN-1", offered)).touch(PICKED)
    assert journey.done(FetchChoices) == []
    assert [effect.picked for effect in journey.done(RequestDraft)] == [()]


@pytest.mark.parametrize("reason", [Code.NO_RIGHT, Code.OVER_QUOTA, Code.NOT_FOUND, Code.SOURCE_DOWN])
def test_a_document_that_is_not_to_be_had_cannot_be_asked_for(reason: Code) -> None:
    journey = Journey().touch("start").on(CardPlaced("card-1"), CardRead(1, identity()))
    journey.on(VisitOpened(1, "token", "CITIZEN-1", (Offer(PLAIN, False, reason),))).touch(PLAIN)
    assert journey.screen == "catalogue"
    assert controls(journey.machine)[0].reason is reason


def test_a_slip_goes_through_the_gate_and_registers_nothing() -> None:
    journey = to_receipt().touch("print-slip")
    assert journey.screen == "take-card"
    assert journey.done(PrintSlip) == []
    journey.on(CardRemoved("card-1"))
    assert (journey.screen, len(journey.done(PrintSlip))) == ("printing", 1)
    journey.on(PrintProgress(1, "HZ-2026-000001", 1, 2), PrintSettled(1, "HZ-2026-000001", Outcome.PRINTED))
    assert (journey.screen, journey.machine.state.sheets[0].pages) == ("collect", 2)
    journey.touch("done")
    assert journey.screen == "attract"
    assert [kind for kind in (IssuePaper, PrintPaper, VoidPaper) if journey.done(kind)] == []


def test_no_slip_is_offered_where_there_is_none() -> None:
    assert "print-slip" not in to_receipt(form=None).offered()
    assert "print-slip" in to_receipt().offered()


@pytest.mark.parametrize("health", [HealthChanged(Part.PRINTER, Code.PRINTER_MEDIA_EMPTY), UnconfirmedChanged(("No. 0",))])
def test_no_slip_is_offered_while_nothing_can_be_printed(health: Event) -> None:
    journey = to_receipt().on(health).touch("print-slip")
    assert (journey.screen, "print-slip" in journey.offered()) == ("apology", False)


@pytest.mark.parametrize(("outcome", "code"), [(Outcome.NOT_PRINTED, Code.SLIP_NOT_PRINTED), (Outcome.UNCONFIRMED, Code.SLIP_UNCONFIRMED)])
def test_a_slip_that_did_not_come_leaves_its_number_and_locks_nothing(outcome: Outcome, code: Code) -> None:
    journey = to_receipt().touch("print-slip").on(CardRemoved("card-1"))
    journey.on(PrintSettled(1, "HZ-2026-000001", outcome, Code.PRINTER_REFUSED))
    state = journey.machine.state
    assert (state.problem, state.receipt.number) == (code, "HZ-2026-000001")
    assert personal(journey.machine) == set()
    journey.touch("done")
    assert journey.screen == "attract"


def test_a_slip_cancelled_at_the_gate_shows_its_number_again() -> None:
    journey = to_receipt().touch("print-slip", "cancel")
    assert (journey.screen, journey.machine.state.receipt.number) == ("apology", "HZ-2026-000001")
    assert "print-slip" in journey.offered()


def test_a_slip_whose_card_nobody_takes_is_not_printed() -> None:
    journey = to_receipt().touch("print-slip").silent(61)
    assert journey.machine.visit is None
    journey.on(CardRemoved("card-1"))
    assert journey.done(PrintSlip) == []


def test_a_slip_is_not_handed_to_a_printer_that_has_failed_meanwhile() -> None:
    journey = to_receipt().touch("print-slip").on(HealthChanged(Part.PRINTER, Code.PRINTER_MEDIA_JAM), CardRemoved("card-1"))
    assert journey.done(PrintSlip) == []
    assert (journey.machine.state.problem, journey.machine.state.receipt.number) == (Code.SLIP_NOT_PRINTED, "HZ-2026-000001")


def test_a_card_taken_from_a_receipt_ends_the_visit_and_leaves_the_number_to_be_written_down() -> None:
    journey = to_receipt().on(CardRemoved("card-1"))
    assert journey.machine.visit is None
    assert journey.machine.state.receipt.number == "HZ-2026-000001"
    assert personal(journey.machine) == set()


def test_a_receipt_for_somebody_else_stops_the_visit() -> None:
    journey = Journey().to_catalogue().touch(PLAIN)
    journey.on(Failed(1, Code.AT_WINDOW, receipt("CITIZEN-2")))
    assert journey.machine.state.problem is Code.PERSON_MISMATCH
    assert journey.machine.visit is None


def test_a_receipt_may_be_read_longer_than_another_apology() -> None:
    assert to_receipt().silent(45).screen == "apology"
    journey = Journey().to_catalogue().touch(PLAIN).on(Failed(1, Code.NO_RIGHT)).silent(45)
    assert journey.screen == "take-card"


def test_a_source_that_is_down_lets_the_citizen_choose_another_document() -> None:
    journey = Journey().to_catalogue().touch(PLAIN).on(Failed(1, Code.SOURCE_DOWN)).touch("back")
    assert journey.screen == "catalogue"


def test_a_card_the_archive_does_not_agree_with_is_offered_its_slip_and_no_menu() -> None:
    journey = to_card_check()
    assert (journey.screen, journey.machine.state.problem) == ("apology", Code.DATA_CONFLICT)
    assert {"print-slip", "done"} <= journey.offered()
    assert "back" not in journey.offered()
    assert journey.touch("back").screen == "apology"


def test_the_slip_of_a_card_check_is_printed_although_no_visit_was_opened() -> None:
    journey = to_card_check().touch("print-slip")
    assert (journey.screen, journey.done(PrintSlip)) == ("take-card", [])
    journey.on(CardRemoved("card-1"))
    (slip,) = journey.done(PrintSlip)
    assert (slip.slip.problem, slip.subject_id_number) == (Code.DATA_CONFLICT, "CITIZEN-1")
    journey.on(PrintSettled(1, "HZ-2026-000001", Outcome.PRINTED))
    assert journey.screen == "collect"
    journey.touch("done")
    assert (journey.screen, journey.done(EndVisit)) == ("attract", [EndVisit(1, None)])
    assert [kind for kind in (IssuePaper, PrintPaper, VoidPaper, RequestDraft) if journey.done(kind)] == []
    assert personal(journey.machine) == set()


def test_a_card_taken_from_a_card_check_ends_the_visit_and_leaves_its_number_impersonal() -> None:
    journey = to_card_check().on(CardRemoved("card-1"))
    assert (journey.screen, journey.machine.visit) == ("apology", None)
    assert journey.machine.state.receipt == receipt(form=SlipForm.CARD_CHECK).impersonal
    assert personal(journey.machine) == set()
    assert "print-slip" not in journey.offered()


@pytest.mark.parametrize("ends", [("done",), ("print-slip", "cancel", "done")])
def test_a_card_check_that_is_let_be_ends_at_the_gate_with_nothing_printed(ends: tuple[str, ...]) -> None:
    journey = to_card_check().touch(*ends)
    assert (journey.screen, journey.machine.visit) == ("take-card", None)
    assert journey.on(CardRemoved("card-1")).done(PrintSlip) == []
    assert journey.screen == "attract"


def test_a_card_check_nobody_answers_ends_by_itself() -> None:
    journey = to_card_check().silent(61)
    assert (journey.screen, journey.machine.visit, personal(journey.machine)) == ("take-card", None, set())


def test_a_card_check_that_cannot_be_printed_here_shows_its_number() -> None:
    journey = to_card_check(form=None)
    assert "print-slip" not in journey.offered()
    assert journey.machine.state.receipt.number == "HZ-2026-000001"


def test_a_card_check_for_somebody_elses_card_stops_the_visit() -> None:
    journey = to_card_check(number="CITIZEN-2")
    assert (journey.machine.state.problem, journey.machine.state.receipt) == (Code.PERSON_MISMATCH, None)
    assert journey.machine.visit is None


def test_a_card_refused_without_a_receipt_ends_the_visit_as_ever() -> None:
    journey = Journey().touch("start").lay().read().on(Failed(1, Code.DATA_CONFLICT))
    assert (journey.machine.visit, journey.machine.state.problem) == (None, Code.DATA_CONFLICT)


def test_a_card_check_that_comes_when_the_card_is_gone_changes_nothing() -> None:
    journey = Journey().touch("start").lay().read().on(CardRemoved("card-1"))
    before = journey.machine
    assert journey.on(Failed(1, Code.DATA_CONFLICT, receipt(form=SlipForm.CARD_CHECK))).machine == before
