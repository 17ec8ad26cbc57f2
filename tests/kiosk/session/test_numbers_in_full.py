"""In the review id numbers are masked; the citizen may have them shown, and masked again."""

from __future__ import annotations

from journey import Journey
from world import pages

from kiosk.problems import Code
from kiosk.session.controls import controls
from kiosk.session.effects import UncoverNumbers
from kiosk.session.events import PagesUncovered
from kiosk.session.states import Apology, Issuing, Review


def review(journey: Journey) -> Review:
    assert isinstance(journey.machine.state, Review)
    return journey.machine.state


def in_full(journey: Journey) -> Journey:
    return journey.touch("id-numbers").on(PagesUncovered(1, "draft-1", pages()))


def test_numbers_are_masked_until_they_are_asked_for() -> None:
    journey = Journey().to_review()
    assert not review(journey).in_full
    assert journey.done(UncoverNumbers) == []


def test_the_pages_in_full_are_drawn_once_and_then_shown_or_not_at_a_touch() -> None:
    journey = in_full(Journey().to_review())
    assert review(journey).in_full
    journey.touch("id-numbers")
    assert not review(journey).in_full
    journey.touch("id-numbers")
    assert review(journey).in_full
    assert len(journey.done(UncoverNumbers)) == 1


def test_while_they_are_drawn_the_page_stays_and_they_are_asked_for_once() -> None:
    journey = Journey().to_review().touch("id-numbers", "id-numbers")
    assert not review(journey).in_full
    assert len(journey.done(UncoverNumbers)) == 1
    (control,) = [control for control in controls(journey.machine) if control.name == "id-numbers"]
    assert not control.enabled


def test_pages_of_another_draft_are_not_shown() -> None:
    journey = Journey().to_review().touch("id-numbers").on(PagesUncovered(1, "draft-9", pages()))
    assert not review(journey).in_full


def test_pages_that_come_when_the_paper_is_being_issued_do_not_disturb_it() -> None:
    for late in (PagesUncovered(1, "draft-1", pages()), PagesUncovered(1, "draft-1", (), Code.CONTENT_UNFIT)):
        journey = Journey().to_review().touch("id-numbers", "print").on(late)
        assert isinstance(journey.machine.state, Issuing)


def test_pages_that_cannot_be_drawn_or_are_not_the_same_pages_are_told() -> None:
    for answer in (PagesUncovered(1, "draft-1", (), Code.CONTENT_UNFIT), PagesUncovered(1, "draft-1", pages(3))):
        journey = Journey().to_review().touch("id-numbers").on(answer)
        assert isinstance(journey.machine.state, Apology)
        assert journey.machine.state.problem is Code.CONTENT_UNFIT
