"""The second proof and consent, as lists of events: each test is one rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from journey import Journey
from world import AGREED, CHOICES_OF, GUARDED, PLAIN, draft, identity, pages, personal

from kiosk.problems import Code
from kiosk.session import controls
from kiosk.session.effects import AskOfficer, CheckCode, CompareFace, EndVisit, FetchChoices, LookForOfficer, RequestDraft, SendCode
from kiosk.session.events import (
    CardPlaced,
    CardRead,
    CardRemoved,
    ChoicesReady,
    CodeChecked,
    CodeSent,
    DraftReady,
    FaceCompared,
    Failed,
    OfficerAsked,
    OfficerStands,
    PreviewReady,
    VisitOpened,
)
from kiosk.session.proof_values import ProofMethod, ProofStep, Standing, Verdict
from kiosk.session.states import Proof
from kiosk.session.values import Offer

DIGITS = tuple(f"digit:{digit}" for digit in "409127")


def with_offers(*offers: Offer) -> Journey:
    journey = Journey()
    journey.touch("start").on(CardPlaced("card-1"))
    visit = journey.machine.visit_id
    return journey.on(CardRead(visit, identity()), VisitOpened(visit, "token", "CITIZEN-1", offers))


def guarded(*methods: ProofMethod) -> Journey:
    return with_offers(Offer(GUARDED, True, proof=methods), Offer(PLAIN, True), Offer(AGREED, True, proof=methods)).touch(GUARDED)


def typing(*methods: ProofMethod, sends_left: int = 2, tries_left: int = 3) -> Journey:
    journey = guarded(*(methods or (ProofMethod.CODE,)))
    if len(methods) > 1:
        journey.touch("proof:code")
    return journey.on(CodeSent(1, "38", 30, sends_left, tries_left))


def enabled(journey: Journey) -> set[str]:
    return {control.name for control in controls(journey.machine) if control.enabled}


def test_a_document_that_wants_no_proof_is_searched_at_once() -> None:
    journey = typing().touch("back", PLAIN)
    assert journey.screen == "searching"


def test_the_only_method_begins_by_itself() -> None:
    journey = guarded(ProofMethod.CODE)
    assert (journey.screen, journey.machine.state.step, len(journey.done(SendCode))) == ("proof", ProofStep.SENDING, 1)
    assert guarded(ProofMethod.OFFICER).done(AskOfficer)
    assert guarded(ProofMethod.CAMERA).machine.state.step is ProofStep.CAMERA_CONSENT, "the camera asks first"


def test_of_several_methods_the_citizen_chooses_and_back_leads_to_the_choice() -> None:
    journey = guarded(ProofMethod.CODE, ProofMethod.OFFICER)
    assert {"proof:code", "proof:officer", "back", "cancel"} <= journey.offered()
    assert not journey.done(SendCode)
    journey.touch("proof:officer").on(OfficerAsked(1, "4827")).touch("back")
    assert journey.machine.state.step is ProofStep.METHOD
    assert journey.touch("back").screen == "catalogue"


def test_the_sixth_digit_has_the_code_compared_once_without_another_touch() -> None:
    journey = typing()
    journey.touch(*DIGITS[:3], "erase", *DIGITS[2:5])
    assert journey.machine.state.digits == "40912"
    assert not journey.done(CheckCode)
    journey.touch(DIGITS[5], "digit:0", "erase", *DIGITS)
    assert [effect.code for effect in journey.done(CheckCode)] == ["409127"], "there is no seventh"
    assert not {"back", "erase", "send-again", *DIGITS} & enabled(journey)
    journey.on(CodeChecked(1, Verdict.ACCEPTED, 0, 0))
    assert journey.done(RequestDraft)
    assert journey.screen == "searching"


def test_a_wrong_code_is_said_and_the_figures_are_empty_again() -> None:
    journey = typing().touch(*DIGITS).on(CodeChecked(1, Verdict.WRONG, 2, 2))
    state = journey.machine.state
    assert (state.step, state.problem, state.digits) == (ProofStep.CODE, Code.CODE_WRONG, "")
    journey.touch("digit:4")
    assert journey.machine.state.problem is None
    assert not journey.done(RequestDraft)


@pytest.mark.parametrize("verdict", [Verdict.WRONG, Verdict.DEAD])
def test_a_dead_code_takes_no_more_digits_but_another_can_be_sent(verdict: Verdict) -> None:
    journey = typing().touch(*DIGITS).on(CodeChecked(1, verdict, 0, 1))
    assert journey.machine.state.problem is Code.CODE_DEAD
    assert not set(DIGITS) & enabled(journey)
    assert "send-again" not in enabled(journey)
    journey.silent(31)
    assert "send-again" in enabled(journey)
    journey.touch("send-again").on(CodeSent(1, "38", 30, 0, 3))
    assert len(journey.done(SendCode)) == 2
    journey.touch(*DIGITS).on(CodeChecked(1, Verdict.ACCEPTED, 0, 0))
    assert journey.done(RequestDraft)


def test_when_no_code_is_left_there_is_nothing_to_touch() -> None:
    journey = typing(sends_left=0).silent(100)
    assert "send-again" not in enabled(journey)


@pytest.mark.parametrize("problem", [Code.PROOF_LOCKED, Code.PROOF_UNAVAILABLE, Code.CODE_NOT_SENT])
def test_a_method_that_will_not_do_leaves_the_others(problem: Code) -> None:
    journey = guarded(ProofMethod.CODE, ProofMethod.OFFICER).touch("proof:code").on(Failed(1, problem))
    assert (journey.screen, journey.machine.state.problem) == ("proof", problem)
    assert "proof:code" not in enabled(journey)
    journey.touch("proof:officer").on(OfficerAsked(1, "4827"), OfficerStands(1, Standing.CONFIRMED))
    assert journey.screen == "searching"


@pytest.mark.parametrize("verdict", [Verdict.LOCKED])
def test_when_no_method_is_left_the_way_is_to_the_window_and_other_documents_can_be_had(verdict: Verdict) -> None:
    journey = typing().touch(*DIGITS).on(CodeChecked(1, verdict, 0, 0))
    assert (journey.screen, journey.machine.state.problem) == ("apology", Code.PROOF_LOCKED)
    assert journey.touch("back").screen == "catalogue"
    assert journey.touch(PLAIN).screen == "searching"


def test_an_archive_that_fails_ends_the_visit_as_everywhere() -> None:
    journey = guarded(ProofMethod.CODE).on(Failed(1, Code.ARCHIVE_UNREACHABLE))
    assert (journey.screen, journey.machine.visit) == ("apology", None)


def test_the_officer_is_asked_for_again_and_again_until_the_word_comes() -> None:
    journey = guarded(ProofMethod.OFFICER).on(OfficerAsked(1, "4827"))
    assert journey.machine.state.number == "4827"
    for _ in range(8):
        journey.silent(0.5)
    assert 1 < len(journey.done(LookForOfficer)) < 8, "every second and a half, not at every tick"
    journey.on(OfficerStands(1, Standing.WAITING))
    assert journey.screen == "proof"
    journey.on(Failed(1, Code.ARCHIVE_SLOW))
    assert journey.screen == "proof", "one missed query is nothing"
    journey.on(OfficerStands(1, Standing.CONFIRMED))
    assert journey.screen == "searching"


def test_an_officer_who_says_no_leads_to_the_window() -> None:
    journey = guarded(ProofMethod.OFFICER).on(OfficerAsked(1, "4827"), OfficerStands(1, Standing.REFUSED))
    assert journey.machine.state.problem is Code.PROOF_FAILED


def test_nobody_asks_an_officer_for_ever() -> None:
    journey = guarded(ProofMethod.OFFICER).on(OfficerAsked(1, "4827"), OfficerStands(1, Standing.EXPIRED))
    assert (journey.machine.state.step, journey.machine.state.problem) == (ProofStep.METHOD, Code.PROOF_EXPIRED)
    assert len(journey.done(AskOfficer)) == 1
    assert journey.touch("proof:officer").machine.state.step is ProofStep.ASKING


def test_the_camera_compares_only_after_its_own_consent() -> None:
    journey = guarded(ProofMethod.CAMERA, ProofMethod.CODE).touch("proof:camera")
    assert not journey.done(CompareFace)
    journey.touch("agree")
    assert len(journey.done(CompareFace)) == 1
    assert journey.on(FaceCompared(1, True)).screen == "searching"


def test_a_face_that_does_not_match_leaves_the_other_ways() -> None:
    journey = guarded(ProofMethod.CAMERA, ProofMethod.CODE).touch("proof:camera", "agree").on(FaceCompared(1, False))
    assert (journey.screen, journey.machine.state.problem) == ("proof", Code.PROOF_FAILED)
    assert "proof:code" in enabled(journey)


def test_the_proof_is_given_once_a_visit() -> None:
    journey = typing().touch(*DIGITS).on(CodeChecked(1, Verdict.ACCEPTED, 0, 0))
    journey.on(DraftReady(1, draft(GUARDED)), PreviewReady(1, "draft-1", pages())).touch("add-another")
    assert journey.screen == "catalogue"
    journey.touch(AGREED)
    assert journey.screen == "searching"
    assert len(journey.done(FetchChoices)) == 1


def test_the_next_citizen_proves_it_anew() -> None:
    journey = typing().touch(*DIGITS).on(CodeChecked(1, Verdict.ACCEPTED, 0, 0), CardRemoved("card-1"))
    journey.on(CardPlaced("card-2"))
    visit = journey.machine.visit_id
    journey.on(CardRead(visit, identity()), VisitOpened(visit, "token", "CITIZEN-1", (Offer(GUARDED, True, proof=(ProofMethod.CODE,)),)))
    assert journey.touch(GUARDED).screen == "proof"


@pytest.mark.parametrize("way_out", ["card", "cancel", "silence"])
def test_every_way_out_leaves_nothing_of_the_code(way_out: str) -> None:
    journey = typing().touch(*DIGITS[:4])
    match way_out:
        case "card":
            journey.on(CardRemoved("card-1"))
        case "cancel":
            journey.touch("cancel")
        case _:
            journey.silent(181)
    assert len(journey.done(EndVisit)) == 1
    assert personal(journey.machine) == set()
    assert not isinstance(journey.machine.state, Proof)
    assert journey.machine.visit is None


def test_a_message_may_take_longer_than_a_touch() -> None:
    journey = typing().silent(100)
    assert journey.screen == "proof"
    assert journey.silent(65).machine.warning
    assert "more-time" in journey.offered()
    assert journey.touch("more-time").silent(100).screen == "proof"


def test_typed_digits_stand_in_no_repr() -> None:
    journey = typing().touch(*DIGITS)
    assert journey.machine.state.digits == "409127"
    assert "409127" not in repr(journey.machine)
    assert "409127" not in repr(journey.done(CheckCode))


def consenting() -> Journey:
    journey = with_offers(Offer(AGREED, True)).touch(AGREED)
    return journey.on(ChoicesReady(1, AGREED, CHOICES_OF[AGREED])).touch("purpose:study", "next")


def test_consent_comes_before_the_search_and_its_language_goes_along() -> None:
    journey = consenting()
    assert journey.screen == "consent"
    assert not journey.done(RequestDraft)
    journey.touch("language-en", "agree")
    assert [effect.agreed_in for effect in journey.done(RequestDraft)] == ["en"]


def test_without_consent_nothing_is_searched() -> None:
    journey = consenting().touch("back")
    assert journey.screen == "details"
    assert not journey.touch("back").done(RequestDraft)


def test_consent_is_asked_once_for_a_purpose_and_again_for_another() -> None:
    journey = consenting().touch("agree")
    journey.on(DraftReady(1, draft(AGREED)), PreviewReady(1, "draft-1", pages())).touch("back", "next")
    assert journey.screen == "searching", "the very same was agreed to a moment ago"
    journey.on(DraftReady(1, replace(draft(AGREED), id="draft-2")), PreviewReady(1, "draft-2", pages()))
    journey.touch("back", "purpose:travel", "next")
    assert journey.screen == "consent"


def test_a_lifted_card_covers_proof_and_consent() -> None:
    from kiosk.session.events import CardLifted

    for journey in (typing(), consenting()):
        assert journey.on(CardLifted("card-1")).machine.veiled
        assert journey.offered() == set()
