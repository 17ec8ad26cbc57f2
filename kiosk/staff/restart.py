"""Start the program afresh, in two steps."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.staff.answers import RestartTold
from kiosk.staff.asks import Ask, Restart
from kiosk.staff.happened import Happened, Knob, Touched


@dataclass(frozen=True, slots=True)
class Restarting:
    """`sure`: the first step has been taken. `possible`: what came of the second; None until it is known."""

    sure: bool = False
    asked: bool = False
    possible: bool | None = None


def knobs(page: Restarting) -> tuple[Knob, ...]:
    """First the wish, then the confirmation."""
    if page.asked:
        return ()
    return (Knob("confirm"), Knob("change")) if page.sure else (Knob("restart-now"),)


def on(page: Restarting, happened: Happened) -> tuple[Restarting, tuple[Ask, ...]]:
    """What the page does with it."""
    match happened:
        case Touched(control="restart-now"):
            return Restarting(sure=True), ()
        case Touched(control="change"):
            return Restarting(), ()
        case Touched(control="confirm"):
            return Restarting(asked=True), (Restart(),)
        case RestartTold(possible=possible):
            return Restarting(asked=page.asked, possible=possible), ()
        case _:
            return page, ()
