"""The questions of a kind: one a screen, asked only where they matter, answered without typing."""

from __future__ import annotations

from journey import Journey
from world import ABROAD, CHOICES, CHOICES_OF, PICKED, SPAN

from kiosk.session.effects import RequestDraft
from kiosk.session.events import ChoicesReady
from kiosk.session.values import Choice, Choices


def test_one_question_a_screen_and_next_waits_for_its_answer() -> None:
    journey = Journey().to_catalogue().touch(PICKED)
    journey.on(ChoicesReady(journey.machine.visit_id, PICKED, CHOICES)).touch("next", "purpose:travel")
    assert (journey.machine.state.step, dict(journey.machine.state.picked)) == (0, {"relative": (), "purpose": ()})
    journey.touch("relative:1", "next")
    assert journey.machine.state.step == 1
    journey.touch("next")
    assert journey.screen == "details"
    journey.touch("purpose:travel", "next")
    assert journey.screen == "searching"


def test_back_leads_from_question_to_question_and_then_to_the_menu() -> None:
    journey = Journey().to_catalogue().touch(PICKED)
    journey.on(ChoicesReady(journey.machine.visit_id, PICKED, CHOICES)).touch("relative:1", "next", "back")
    assert (journey.screen, journey.machine.state.step) == ("details", 0)
    assert dict(journey.machine.state.picked)["relative"] == ("1",)
    journey.touch("back")
    assert journey.screen == "catalogue"


def test_the_only_answer_stands_picked_and_a_touch_keeps_it() -> None:
    journey = Journey().to_catalogue().touch(PICKED)
    only = Choices("relative", (Choice("1", "张小满"),))
    journey.on(ChoicesReady(journey.machine.visit_id, PICKED, (only, *CHOICES[1:])))
    assert dict(journey.machine.state.picked)["relative"] == ("1",)
    journey.touch("relative:1")
    assert dict(journey.machine.state.picked)["relative"] == ("1",)
    journey.touch("next")
    assert journey.machine.state.step == 1


def to_questions(kind: str) -> Journey:
    journey = Journey().to_catalogue().touch(kind)
    return journey.on(ChoicesReady(journey.machine.visit_id, kind, CHOICES_OF[kind]))


def test_what_is_not_asked_is_not_sent() -> None:
    chinese = to_questions(ABROAD)
    assert dict(chinese.machine.state.picked)["language"] == ("zh",)
    chinese.touch("next")
    assert chinese.done(RequestDraft)[0].picked == (("language", ("zh",)),)
    both = to_questions(ABROAD).touch("language:zh-en", "next", "spelling:2-2", "next")
    assert both.done(RequestDraft)[0].picked == (("language", ("zh-en",)), ("spelling", ("1-1", "2-2")))


def test_a_spelling_goes_back_to_unsent_when_the_language_is_changed_again() -> None:
    journey = to_questions(ABROAD).touch("language:zh-en", "next", "spelling:1-2", "back", "language:zh", "next")
    assert journey.screen == "searching"
    assert journey.done(RequestDraft)[0].picked == (("language", ("zh",)),)


def test_a_radio_that_is_on_stays_on() -> None:
    journey = to_questions(ABROAD).touch("language:zh")
    assert dict(journey.machine.state.picked)["language"] == ("zh",)


def test_every_person_keeps_one_spelling() -> None:
    journey = to_questions(ABROAD).touch("language:zh-en", "next")
    for touched, expected in (("1-2", ("1-2", "2-1")), ("1-2", ("1-2", "2-1")), ("2-2", ("1-2", "2-2")), ("1-1", ("1-1", "2-2"))):
        journey.touch(f"spelling:{touched}")
        assert dict(journey.machine.state.picked)["spelling"] == expected


def test_a_range_begins_with_everything_and_is_sent_as_two_months() -> None:
    journey = to_questions(SPAN).touch("period:last-year", "period:to-month-earlier", "next")
    assert journey.done(RequestDraft)[0].picked == (("period", ("2025-12", "2026-10")),)


def test_a_kind_with_one_person_only_has_that_person_picked() -> None:
    one = Choices("purpose", (Choice("study", "study"),))
    journey = Journey().to_catalogue().touch(PICKED)
    journey.on(ChoicesReady(journey.machine.visit_id, PICKED, (CHOICES[0], one)))
    assert dict(journey.machine.state.picked) == {"relative": (), "purpose": ("study",)}
