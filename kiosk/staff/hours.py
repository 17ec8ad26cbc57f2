"""When the screen is lit while nobody is there."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.staff.answers import PreferencesTold
from kiosk.staff.asks import Ask, Hours, StoreHours
from kiosk.staff.happened import Happened, Knob, Touched


@dataclass(frozen=True, slots=True)
class ScreenHours:
    """`hours`: None until they are known. `lit`: the configured hours, empty for always."""

    hours: Hours | None = None
    lit: str = ""


def knobs(page: ScreenHours) -> tuple[Knob, ...]:
    """One of three."""
    return tuple(Knob(f"hours:{hours.value}", page.hours is not None, page.hours is hours) for hours in Hours)


def on(page: ScreenHours, happened: Happened) -> tuple[ScreenHours, tuple[Ask, ...]]:
    """What the page does with it."""
    match happened:
        case PreferencesTold(hours=hours, lit=lit):
            return ScreenHours(hours, lit), ()
        case Touched(control=control) if control.startswith("hours:"):
            hours = Hours(control.removeprefix("hours:"))
            return ScreenHours(hours, page.lit), (StoreHours(hours),)
        case _:
            return page, ()
