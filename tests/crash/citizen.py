"""What the citizen does at the kiosk while it is cut, whatever the kiosk is made of: with a window or without."""

from __future__ import annotations

from typing import Protocol

from demo_kiosk import LONG_PAPER

SAMPLE = "clean"
PATIENCE_S = 50.0  # a step takes a tenth of a second; the machine may be busy
OVER = ("apology", "out-of-service")
PURPOSES = {"employment": ("next",), "study": ("next", "next")}
"""What the papers are for, and what is touched then: who studies is asked for a language too. The same paper for another purpose is
another paper.
"""


class Kiosk(Protocol):
    """The kiosk as a citizen meets it."""

    def wait(self, *screens: str) -> str:
        """The first of these screens that is shown. Raises TimeoutError."""
        ...

    def touch(self, control: str) -> None: ...
    def lay_card(self) -> None: ...
    def take_card(self) -> None: ...


def play(script: str, kiosk: Kiosk) -> None:
    """Plays `print`, `print-two`, `give-up` or `nobody`; an apology ends it early. Raises TimeoutError when a screen does not come."""
    if script == "nobody":
        return
    kiosk.wait("attract")
    kiosk.lay_card()
    if _to_the_gate(kiosk, papers=2 if script == "print-two" else 1):
        if script == "give-up":
            kiosk.touch("cancel")
        kiosk.take_card()
        if script != "give-up" and kiosk.wait("collect", *OVER) == "collect":
            kiosk.touch("done")
            return
    else:
        kiosk.take_card()
    if kiosk.wait("attract", *OVER) == "apology":
        kiosk.touch("done")


def _to_the_gate(kiosk: Kiosk, papers: int) -> bool:
    """Whether the papers are ready and the card may be taken."""
    purposes = list(PURPOSES)[:papers]
    for purpose in purposes:
        steps = (
            ("catalogue", (LONG_PAPER,)),
            ("details", (f"purpose:{purpose}", *PURPOSES[purpose])),
            ("consent", ("agree",)),
            ("review", ("print",) if purpose == purposes[-1] else ("add-another",)),
        )
        for screen, touches in steps:
            if kiosk.wait(screen, *OVER) != screen:
                return False
            for control in touches:
                kiosk.touch(control)
    return kiosk.wait("take-card", *OVER) == "take-card"
