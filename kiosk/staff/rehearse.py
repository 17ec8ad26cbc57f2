"""Rehearse a fault: the citizen's screen for any problem, marked as a rehearsal. Nothing happens, and nothing of it stays."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.problems import Code
from kiosk.staff.asks import Ask, NoteRehearsed
from kiosk.staff.happened import Happened, Knob, Touched


@dataclass(frozen=True, slots=True)
class Rehearse:
    """`code`: what is rehearsed now; `out`: shown as the machine that is out of service, else as an answer to a citizen."""

    code: Code | None = None
    out: bool = False


def knobs(page: Rehearse) -> tuple[Knob, ...]:
    """Every problem; while one is shown, the other screen for it and the end."""
    if page.code is None:
        return tuple(Knob(f"code:{code.value}") for code in Code)
    return (Knob("other"), Knob("end"))


def on(page: Rehearse, happened: Happened) -> tuple[Rehearse, tuple[Ask, ...]]:
    """What the page does with it."""
    match happened:
        case Touched(control=control) if control.startswith("code:"):
            code = Code(control.removeprefix("code:"))
            return Rehearse(code), (NoteRehearsed(code),)
        case Touched(control="other"):
            return replace(page, out=not page.out), ()
        case Touched(control="end"):
            return Rehearse(), ()
        case _:
            return page, ()
