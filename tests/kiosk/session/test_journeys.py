"""Whole visits as lists of events: each test is one rule of architecture section 3."""

from __future__ import annotations

from dataclasses import replace

import pytest
from journey import Journey
from world import CHOICES, PICKED, PLAIN, draft, identity, machine, offers, pages, paper, personal, receipt

from kiosk.problems import Code
from kiosk.session import controls
from kiosk.session.effects import (
    EndVisit,
    FetchChoices,
    IssuePaper,
    OpenVisit,
    PrintPaper,
    ReadCard,
    RenderPreview,
    RequestDraft,
    VoidPaper,
)
from kiosk.session.events import (
    CardLifted,
    CardPlaced,
    CardRead,
    CardRemoved,
    CardStays,
    ChoicesReady,
    DraftReady,
    Event,
    Failed,
    HealthChanged,
    PaperReady,
    PreviewReady,
    PrintProgress,
    PrintSettled,
    Touch,
    UnconfirmedChanged,
    VisitOpened,
)
from kiosk.session.states import Apology, Staff, TakeCard
from kiosk.session.values import Outcome, Part
from kiosk.staff.desk import Desk
from kiosk.staff.rehearse import Rehearse
from kiosk.staff.roles import Role, Who


def test_card_on_the_reader_paper_in_the_hand() -> None:
    journey = Journey().to_printing()
    visit = journey.machine.visit_id
    journey.on(PrintProgress(visit, "key-1", 1, 1), PrintSettled(visit, "key-1", Outcome.PRINTED))
    assert journey.screen == "collect"
    journey.touch("done")
    assert journey.screen == "attract"
    assert [type(effect) for effect in journey.effects] == [
        ReadCard,
        OpenVisit,
        RequestDraft,
        RenderPreview,
        IssuePaper,
        PrintPaper,
        EndVisit,
    ]
    assert personal(journey.machine) == set()


def test_a_card_laid_first_begins_the_visit_without_a_touch() -> None:
    journey = Journey().on(CardPlaced("card-1"))
    assert journey.screen == "reading-card"


def test_choices_come_before_the_draft_and_the_register_orders_them() -> None:
    journey = Journey().to_catalogue().touch(PICKED)
    assert len(journey.done(FetchChoices)) == 1
    journey.on(ChoicesReady(journey.machine.visit_id, PICKED, CHOICES)).touch("relative:3", "relative:1", "next", "purpose:study")
    assert dict(journey.machine.state.picked) == {"relative": ("1", "3"), "purpose": ("study",)}


def test_no_more_relatives_than_the_kind_allows() -> None:
    journey = Journey().to_catalogue().touch(PICKED)
    journey.on(ChoicesReady(journey.machine.visit_id, PICKED, CHOICES)).touch("relative:1", "relative:2", "relative:3")
    assert dict(journey.machine.state.picked)["relative"] == ("1", "2")
    assert {c.name: c.enabled for c in controls(journey.machine)}["relative:3"] is False


def test_back_from_review_keeps_what_was_picked() -> None:
    journey = Journey().to_catalogue().touch(PICKED)
    journey.on(ChoicesReady(journey.machine.visit_id, PICKED, CHOICES)).touch("relative:2", "next", "purpose:study", "next")
    visit = journey.machine.visit_id
    journey.on(DraftReady(visit, draft(PICKED)), PreviewReady(visit, "draft-1", pages())).touch("back")
    assert journey.screen == "details"
    assert dict(journey.machine.state.picked)["relative"] == ("2",)


@pytest.mark.parametrize("reach", ["to_catalogue", "to_review"])
def test_card_taken_before_print_ends_the_visit_at_once(reach: str) -> None:
    journey = getattr(Journey(), reach)().on(CardRemoved("card-1"))
    assert journey.machine.visit is None
    assert journey.machine.state == Apology(Code.CARD_REMOVED)
    assert personal(journey.machine) == set()


def test_who_took_the_card_off_too_early_begins_again_by_laying_it_down_and_nobody_has_to_read_the_end() -> None:
    again = Journey().to_catalogue().on(CardRemoved("card-1"), CardPlaced("card-2"))
    assert again.screen == "reading-card"
    gone = Journey().to_catalogue().on(CardRemoved("card-1")).silent(61)
    assert gone.screen == "attract"


@pytest.mark.parametrize("reach", ["to_catalogue", "to_review"])
def test_card_lifted_covers_the_screen_until_it_is_known_whether_it_has_left(reach: str) -> None:
    journey = getattr(Journey(), reach)()
    before = journey.machine
    journey.on(CardLifted("card-1"))
    assert journey.machine.veiled
    assert controls(journey.machine) == ()
    journey.on(CardStays("card-1"))
    assert journey.machine == before
    journey.on(CardLifted("card-1"), CardRemoved("card-1"))
    assert journey.screen == "apology"
    assert not journey.machine.veiled


def test_another_card_lifted_covers_nothing() -> None:
    journey = Journey().to_catalogue().on(CardLifted("card-9"))
    assert not journey.machine.veiled


def test_card_taken_while_issuing_opens_the_gate() -> None:
    journey = Journey().to_issuing().on(CardRemoved("card-1"))
    assert journey.screen == "issuing"
    journey.on(PaperReady(journey.machine.visit_id, paper()))
    assert journey.screen == "printing"


def test_another_card_laid_after_the_own_one_was_taken_while_issuing_keeps_the_gate_open() -> None:
    journey = Journey().to_issuing().on(CardRemoved("card-1"), CardPlaced("card-2"))
    journey.on(PaperReady(journey.machine.visit_id, paper()))
    assert journey.screen == "printing"
    assert journey.machine.visit is not None
    assert journey.machine.visit.card == "card-1"


def test_card_left_at_the_gate_voids_the_number_and_a_later_removal_starts_nothing() -> None:
    journey = Journey().to_gate().silent(61)
    assert journey.done(VoidPaper) == [VoidPaper(1, "key-1", "card-not-taken")]
    assert journey.screen == "take-card"
    assert journey.machine.visit is None
    journey.on(CardRemoved("card-1"))
    assert journey.screen == "attract"
    assert journey.done(PrintPaper) == []


def test_no_new_visit_while_the_old_card_lies_there() -> None:
    journey = Journey().to_gate().silent(61).silent(61)
    assert journey.screen == "attract"
    journey.touch("start")
    assert journey.screen == "attract"
    assert journey.machine.stale_card
    assert controls(journey.machine)[0].reason is Code.CARD_LEFT
    journey.on(CardRemoved("card-1")).touch("start")
    assert journey.screen == "ask-for-card"


def test_a_reader_that_cannot_tell_asks_instead_of_waiting() -> None:
    journey = Journey().on(CardPlaced("card-1", tells_removal=False))
    visit = journey.machine.visit_id
    journey.on(CardRead(visit, identity()), VisitOpened(visit, "token", "CITIZEN-1", offers())).touch(PLAIN)
    journey.on(DraftReady(visit, draft()), PreviewReady(visit, "draft-1", pages())).touch("print")
    journey.on(PaperReady(visit, paper()))
    assert "confirm" in {control.name for control in controls(journey.machine)}
    journey.touch("confirm")
    assert len(journey.done(PrintPaper)) == 1


def test_a_failed_reader_at_the_gate_asks_and_prints_nothing_by_itself() -> None:
    journey = Journey().to_gate().on(HealthChanged(Part.READER, Code.READER_MISSING))
    assert journey.done(PrintPaper) == []
    assert "confirm" in {control.name for control in controls(journey.machine)}


def test_a_card_that_comes_back_with_its_reader_does_not_begin_a_visit_after_this_one() -> None:
    journey = Journey().to_gate().on(HealthChanged(Part.READER, Code.READER_MISSING))
    journey.on(HealthChanged(Part.READER, None), CardPlaced("card-1b"))
    journey.silent(61)
    assert journey.screen == "take-card"
    assert journey.machine.visit is None


def test_cancel_while_issuing_voids_the_number_when_it_comes() -> None:
    journey = Journey().to_issuing().touch("cancel")
    assert journey.screen == "issuing"
    journey.on(PaperReady(journey.machine.visit_id, paper()))
    assert journey.done(VoidPaper) == [VoidPaper(1, "key-1", "cancelled")]
    assert journey.done(PrintPaper) == []


def test_a_paper_that_comes_after_its_visit_is_voided() -> None:
    journey = Journey().to_issuing().silent(61)
    assert journey.machine.visit is None
    journey.on(PaperReady(1, paper()))
    assert journey.done(VoidPaper) == [VoidPaper(1, "key-1", "visit-over")]


def test_paper_out_at_the_gate_voids_instead_of_printing() -> None:
    journey = Journey().to_gate().on(HealthChanged(Part.PRINTER, Code.PRINTER_MEDIA_EMPTY), CardRemoved("card-1"))
    assert journey.done(PrintPaper) == []
    assert len(journey.done(VoidPaper)) == 1
    assert journey.machine.state.problem is Code.PRINTER_MEDIA_EMPTY


@pytest.mark.parametrize("health", [HealthChanged(Part.PRINTER, Code.PRINTER_MEDIA_EMPTY), UnconfirmedChanged(("No. 0",))])
def test_print_is_not_offered_while_nothing_can_be_printed(health: Event) -> None:
    journey = Journey().to_review().on(health).touch("print")
    assert journey.screen == "review"
    assert journey.done(IssuePaper) == []


def test_unconfirmed_papers_put_the_kiosk_out_of_service_until_settled() -> None:
    journey = Journey().on(UnconfirmedChanged(("No. 0",)))
    assert journey.machine.state.problem is Code.UNCONFIRMED_LOCK
    journey.on(UnconfirmedChanged(()))
    assert journey.screen == "attract"


def test_what_nobody_observed_is_told_as_unconfirmed() -> None:
    journey = Journey().to_printing()
    journey.on(PrintSettled(1, "key-1", Outcome.UNCONFIRMED, Code.PRINTER_UNREACHABLE))
    assert (journey.machine.state.problem, journey.machine.state.number) == (Code.PRINT_UNCONFIRMED, "No. 1")
    assert personal(journey.machine) == set()


def test_a_refusal_about_the_document_lets_the_citizen_choose_another() -> None:
    journey = Journey().to_catalogue().touch(PLAIN)
    journey.on(Failed(journey.machine.visit_id, Code.AT_WINDOW, receipt()))
    assert (journey.screen, journey.machine.state.receipt) == ("apology", receipt())
    journey.touch("back")
    assert journey.screen == "catalogue"


def test_a_failure_of_the_archive_ends_the_visit() -> None:
    journey = Journey().to_catalogue().touch(PLAIN)
    journey.on(Failed(journey.machine.visit_id, Code.ARCHIVE_UNREACHABLE))
    assert journey.screen == "apology"
    assert journey.machine.visit is None


@pytest.mark.parametrize("wrong", ["visit", "draft", "paper"])
def test_an_answer_about_somebody_else_stops_the_visit(wrong: str) -> None:
    journey = Journey().touch("start").on(CardPlaced("card-1"), CardRead(1, identity()))
    journey.on(VisitOpened(1, "token", "CITIZEN-2" if wrong == "visit" else "CITIZEN-1", offers())).touch(PLAIN)
    journey.on(DraftReady(1, draft(number="CITIZEN-2" if wrong == "draft" else "CITIZEN-1")), PreviewReady(1, "draft-1", pages()))
    if wrong == "paper":
        journey.touch("print").on(PaperReady(1, paper(number="CITIZEN-2")))
    assert journey.machine.state.problem is Code.PERSON_MISMATCH
    assert journey.done(PrintPaper) == []
    assert len(journey.done(VoidPaper)) == (wrong == "paper")


def test_an_expired_card_is_told_so() -> None:
    journey = Journey().on(CardPlaced("card-1"), CardRead(1, identity(expired=True)))
    assert journey.machine.state.problem is Code.CARD_EXPIRED


def test_a_rehearsed_screen_gives_no_warning_that_nobody_could_answer() -> None:
    desk = Desk(Rehearse(Code.CARD_UNREADABLE), Who("153042", Role.TECHNICIAN))
    shown = replace(machine(), state=Staff(desk, 1))
    journey = Journey(shown).silent(119)
    assert (journey.machine.warning, "more-time" in journey.offered()) == (False, False)
    assert Journey(replace(shown, state=Staff(replace(desk, page=Rehearse()), 1))).silent(119).machine.warning


def test_silence_warns_before_it_ends_the_visit() -> None:
    journey = Journey().to_catalogue().silent(41)
    assert journey.machine.warning
    assert "more-time" in {control.name for control in controls(journey.machine)}
    journey.touch("more-time")
    assert not journey.machine.warning
    journey.silent(61)
    assert journey.machine.visit is None


def test_a_language_left_behind_is_put_back() -> None:
    journey = Journey().touch("language-en")
    assert journey.machine.locale == "en"
    journey.silent(61)
    assert journey.machine.locale == "zh_CN"


def test_the_language_changes_without_losing_the_state() -> None:
    journey = Journey().to_review()
    before = journey.machine
    journey.touch("language-en")
    assert journey.machine == replace(before, locale="en")


def test_a_touch_of_an_earlier_visit_changes_nothing() -> None:
    journey = Journey().to_catalogue().touch("cancel").on(CardRemoved("card-1"), CardPlaced("card-2"))
    visit = journey.machine.visit_id
    journey.on(CardRead(visit, identity()), VisitOpened(visit, "token", "CITIZEN-1", offers()))
    before = journey.machine
    journey.on(Touch(PLAIN, visit - 1))
    assert journey.machine == before


def test_a_second_touch_on_print_issues_nothing_more() -> None:
    journey = Journey().to_review()
    visit = journey.machine.visit_id
    journey.on(Touch("print", visit), Touch("print", visit))
    assert len(journey.done(IssuePaper)) == 1


def test_a_reader_that_fails_before_print_ends_the_visit() -> None:
    journey = Journey().to_review().on(HealthChanged(Part.READER, Code.READER_MISSING))
    assert journey.machine.state.problem is Code.READER_MISSING
    assert journey.machine.visit is None


def test_a_card_laid_while_out_of_service_starts_nothing_by_itself() -> None:
    journey = Journey().on(HealthChanged(Part.ARCHIVE, Code.ARCHIVE_UNREACHABLE), CardPlaced("card-1"), HealthChanged(Part.ARCHIVE, None))
    assert journey.screen == "attract"
    journey.touch("start")
    assert journey.screen == "reading-card"


def test_the_next_citizens_card_laid_during_collect_begins_the_next_visit() -> None:
    journey = Journey().to_printing().on(PrintSettled(1, "key-1", Outcome.PRINTED), CardPlaced("card-2")).touch("done")
    assert (journey.screen, journey.machine.visit_id) == ("reading-card", 2)


def test_the_gate_itself_refuses_somebody_elses_paper() -> None:
    journey = Journey().to_gate()
    journey.machine = replace(journey.machine, state=TakeCard((paper(number="CITIZEN-2"),)))
    journey.on(CardRemoved("card-1"))
    assert journey.done(PrintPaper) == []
    assert journey.machine.state.problem is Code.PERSON_MISMATCH
