"""The printer's test page, followed to its outcome as a paper is."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.staff.answers import CouldNot, TestPageTold
from kiosk.staff.asks import Ask, PrintTestPage
from kiosk.staff.happened import Happened, Knob, Touched


@dataclass(frozen=True, slots=True)
class PrinterTest:
    """`begun`: a page is under way; `told`: how far it has come, or what became of the last one."""

    begun: bool = False
    told: TestPageTold | None = None


def knobs(page: PrinterTest) -> tuple[Knob, ...]:
    """One page at a time."""
    return (Knob("print", not page.begun),)


def on(page: PrinterTest, happened: Happened) -> tuple[PrinterTest, tuple[Ask, ...]]:
    """What the page does with it."""
    match happened:
        case Touched(control="print"):
            return PrinterTest(begun=True), (PrintTestPage(),)
        case TestPageTold(outcome=outcome) as told:
            return PrinterTest(outcome is None, told), ()
        case CouldNot():
            return PrinterTest(), ()
        case _:
            return page, ()
