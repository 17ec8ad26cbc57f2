"""The opening hours in the visit: who comes too late is told when to come, and whoever is there is served to the end."""

from __future__ import annotations

from datetime import datetime

from journey import Journey
from world import PLAIN, SPAN

from kiosk.problems import Code
from kiosk.session import controls
from kiosk.session.events import CardPlaced, HealthChanged, HoursChanged
from kiosk.session.values import Hours, Moment, Part

MORNING = Moment(datetime(2026, 11, 30, 9, 0), 1)
CLOSED = HoursChanged(Hours(open=False, until=MORNING))
OPEN = HoursChanged(Hours(open=True, until=Moment(datetime(2026, 11, 30, 17, 0), 0)))
WITHOUT_PLAIN = HoursChanged(Hours(closed=((PLAIN, MORNING),)))


def reasons(journey: Journey) -> dict[str, Code | None]:
    return {control.name: control.reason for control in controls(journey.machine) if not control.enabled}


def test_at_its_end_the_kiosk_closes_and_opens_again_by_itself() -> None:
    journey = Journey().on(CLOSED)
    assert (journey.screen, journey.machine.state.problem) == ("out-of-service", Code.KIOSK_CLOSED)
    journey.on(CardPlaced("card-1"))
    assert journey.screen == "out-of-service"
    journey.on(OPEN)
    assert journey.screen == "attract"


def test_whoever_is_there_when_it_closes_is_served_to_the_end() -> None:
    journey = Journey().to_review().on(CLOSED)
    assert journey.screen == "review"
    journey.touch("print")
    assert journey.screen == "issuing"


def test_what_has_to_be_mended_is_said_at_night_too() -> None:
    journey = Journey().on(CLOSED, HealthChanged(Part.PRINTER, Code.PRINTER_MEDIA_EMPTY))
    assert journey.machine.state.problem is Code.PRINTER_MEDIA_EMPTY
    journey.on(HealthChanged(Part.PRINTER, None))
    assert journey.machine.state.problem is Code.KIOSK_CLOSED


def test_a_kind_outside_its_hours_is_greyed_before_and_after_the_card() -> None:
    journey = Journey().on(WITHOUT_PLAIN)
    assert reasons(journey) == {PLAIN: Code.KIND_CLOSED}
    journey.touch(PLAIN)
    assert journey.screen == "attract"
    journey.to_catalogue()
    assert reasons(journey) == {PLAIN: Code.KIND_CLOSED}
    assert journey.machine.hours.opens(PLAIN) == MORNING
    journey.touch(SPAN)
    assert journey.screen == "searching"


def test_a_kind_chosen_before_its_hours_end_is_refused_in_the_menu() -> None:
    journey = Journey().touch(PLAIN).on(WITHOUT_PLAIN).to_opened()
    assert (journey.screen, journey.machine.state.refused) == ("catalogue", PLAIN)
