"""Papers nobody has seen come out: one is chosen, looked for in the tray, and settled in two steps. So is a card that was left behind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from kiosk.staff.answers import Unseen, UnsettledTold
from kiosk.staff.asks import Ask, Found, NoteLockedAway, Settle
from kiosk.staff.happened import Happened, Knob, Touched


class FoundCard(Enum):
    """How far staff have come with a card that they found."""

    NONE = "none"
    IN_HAND = "in-hand"
    LOCKED_AWAY = "locked-away"  # so they said, and so the log says


@dataclass(frozen=True, slots=True)
class Unsettled:
    """`papers`: None until they are known. `chosen`: the one that is looked for; `found`: what staff say, before they confirm it.

    `settling`: it is being written. `settled`: the last one that was, and as what. `disputed`: the numbers of which the archive says
    something else than was settled here; nothing can be done about them at the screen.
    """

    papers: tuple[Unseen, ...] | None = None
    chosen: Unseen | None = None
    found: Found | None = None
    settling: bool = False
    settled: tuple[str, Found] | None = None
    disputed: tuple[str, ...] = ()
    card: FoundCard = FoundCard.NONE


def knobs(page: Unsettled) -> tuple[Knob, ...]:
    """The papers and the card; of the chosen one the answers; then the confirmation."""
    if page.settling:
        return ()
    if page.found is not None:
        return (Knob("confirm"), Knob("change"))
    if page.chosen is not None:
        return (*(Knob(f"found:{found.value}") for found in Found), Knob("change"))
    if page.card is FoundCard.IN_HAND:
        return (Knob("card-locked-away"), Knob("change"))
    return (*(Knob(f"paper:{paper.number}") for paper in page.papers or ()), Knob("card-found"))


def on(page: Unsettled, happened: Happened) -> tuple[Unsettled, tuple[Ask, ...]]:
    """What the page does with it."""
    match happened:
        case Touched(control=control):
            return _touched(page, control)
        case UnsettledTold(papers=papers, settled=settled, disputed=disputed):
            if settled is not None:
                return Unsettled(papers, settled=settled, disputed=disputed), ()
            still = page.chosen if page.chosen in papers else None
            found = page.found if still else None
            return replace(page, papers=papers, chosen=still, found=found, settling=False, disputed=disputed), ()
        case _:
            # What could not be written is asked about again.
            return replace(page, settling=False), ()


def _touched(page: Unsettled, control: str) -> tuple[Unsettled, tuple[Ask, ...]]:
    match control.split(":", 1):
        case ["paper", number]:
            chosen = next((paper for paper in page.papers or () if paper.number == number), None)
            return replace(page, chosen=chosen, settled=None, card=FoundCard.NONE), ()
        case ["found", value]:
            return replace(page, found=Found(value)), ()
        case ["card-found"]:
            return replace(page, settled=None, card=FoundCard.IN_HAND), ()
        case ["card-locked-away"]:
            return replace(page, card=FoundCard.LOCKED_AWAY), (NoteLockedAway(),)
        case ["change"] if page.card is FoundCard.IN_HAND:
            return replace(page, card=FoundCard.NONE), ()
        case ["change"]:
            return (replace(page, found=None) if page.found else replace(page, chosen=None)), ()
        case ["confirm"] if page.chosen is not None and page.found is not None:
            return replace(page, settling=True), (Settle(page.chosen.number, page.found),)
        case _:
            return page, ()
