"""Paper and toner, as the printer itself tells them."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.staff.answers import PrinterTold
from kiosk.staff.asks import Ask, LookAtPrinter
from kiosk.staff.happened import Happened, Knob, Touched


@dataclass(frozen=True, slots=True)
class Supplies:
    """`told`: None until the printer has answered."""

    told: PrinterTold | None = None


def knobs(page: Supplies) -> tuple[Knob, ...]:
    """Whoever has filled the tray wants to see it."""
    return (Knob("again", page.told is not None),)


def on(page: Supplies, happened: Happened) -> tuple[Supplies, tuple[Ask, ...]]:
    """What the page does with it."""
    match happened:
        case PrinterTold() as told:
            return Supplies(told), ()
        case Touched(control="again"):
            return Supplies(), (LookAtPrinter(),)
        case _:
            return page, ()
