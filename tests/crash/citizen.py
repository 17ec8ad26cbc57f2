"""What the citizen does at the kiosk while it is cut, whatever the kiosk is made of: with a window or without."""

from __future__ import annotations

from typing import Protocol

from demo_kiosk import LONG_PAPER

SAMPLE = "clean"
PATIENCE_S = 50.0  # a step takes a tenth of a second; the machine may be busy
OVER = ("apology", "out-of-service")
BY_PHONE = ("phone", "phone-cancelled")
"""The scripts of kiosks that hand papers to phones."""

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

    def wait_for(self, control: str) -> bool:
        """Until that can be touched, or another screen comes. Whether it can. Raises TimeoutError."""
        ...

    def scan(self) -> None:
        """The citizen's phone reads the code on the screen, and from then on does what phones do."""
        ...

    def settle(self) -> None:
        """Not a citizen: a clerk, who finds no whole paper, or one, and says so of the paper that is unconfirmed."""
        ...

    def dispute(self) -> None:
        """Not a citizen: a clerk, who says of the unconfirmed paper what is not so, and then lets stand what the archive has."""
        ...


def play(script: str, kiosk: Kiosk) -> None:
    """Plays `print`, `print-two`, `give-up`, `phone`, `phone-cancelled`, `settle`, `dispute` or `nobody`; an apology ends it early.

    Raises TimeoutError when a screen does not come.
    """
    if script == "nobody":
        return
    if script == "settle":
        kiosk.settle()
        return
    if script == "dispute":
        kiosk.dispute()
        return
    kiosk.wait("attract")
    kiosk.lay_card()
    if script in BY_PHONE:
        _by_phone(kiosk, cancelled=script == "phone-cancelled")
        return
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


def _by_phone(kiosk: Kiosk, *, cancelled: bool) -> None:
    """The code is on the screen; it is scanned and the paper fetched, or the citizen has no phone after all."""
    offered = _chosen(kiosk, list(PURPOSES)[:1], "phone") and kiosk.wait("phone", *OVER) == "phone" and kiosk.wait_for("done")
    if not offered:
        kiosk.take_card()
        if kiosk.wait("attract", *OVER) == "apology":
            kiosk.touch("done")
        return
    if cancelled:
        kiosk.touch("cancel")
        kiosk.take_card()
    else:
        kiosk.scan()
        kiosk.take_card()
        kiosk.wait_for("rate:5")
        kiosk.touch("done")
    kiosk.wait("attract", *OVER)


def _to_the_gate(kiosk: Kiosk, papers: int) -> bool:
    """Whether the papers are ready and the card may be taken."""
    return _chosen(kiosk, list(PURPOSES)[:papers], "print") and kiosk.wait("take-card", *OVER) == "take-card"


def _chosen(kiosk: Kiosk, purposes: list[str], way: str) -> bool:
    """Whether all of them could be chosen; then the last touch was `way`."""
    for purpose in purposes:
        steps = (
            ("catalogue", (LONG_PAPER,)),
            ("details", (f"purpose:{purpose}", *PURPOSES[purpose])),
            ("consent", ("agree",)),
            ("review", (way,) if purpose == purposes[-1] else ("add-another",)),
        )
        for screen, touches in steps:
            if kiosk.wait(screen, *OVER) != screen:
                return False
            for control in touches:
                kiosk.touch(control)
    return True
