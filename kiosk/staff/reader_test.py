"""The reader's test: lay any card and see what it says. What it said goes with the card."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.staff.answers import CardTold, CouldNot
from kiosk.staff.asks import Ask, TryCard
from kiosk.staff.happened import CardGone, CardLaid, Happened


@dataclass(frozen=True, slots=True)
class ReaderTest:
    """`reading`: the card that is being read; `told`: what it said."""

    reading: str | None = None
    told: CardTold | None = None


def on(page: ReaderTest, happened: Happened) -> tuple[ReaderTest, tuple[Ask, ...]]:
    """What the page does with it."""
    match happened:
        case CardLaid(card=card):
            return ReaderTest(reading=card), (TryCard(card),)
        case CardTold(card=card) as told if page.reading == card:
            return ReaderTest(told=told), ()
        case CardGone() | CouldNot():
            return ReaderTest(), ()
        case _:
            return page, ()
