"""A reader on which the player lays cards."""

from __future__ import annotations

from collections.abc import Callable

from idcard import placements
from idcard.identity import Identity
from idcard.profiles import CardError, CardFault
from idcard.reader import ReaderAppeared, ReaderEvent
from tests.soak.cards import Cards


class Reader:
    """Takes the place of `idcard.reader.CardWatcher`. `unreadable`: the next reading fails so. `read_last`: whose card was read last."""

    def __init__(self, cards: Cards) -> None:
        self._cards = cards
        self._tell: Callable[[ReaderEvent], None] = lambda _: None
        self._count = 0
        self._lying: tuple[str, str] | None = None
        self.unreadable: CardFault | None = None
        self.read_last: bytes | None = None

    def __call__(self, on_event: Callable[[ReaderEvent], None]) -> Reader:
        self._tell = on_event
        return self

    def start(self) -> None:
        self._tell(ReaderAppeared("reader"))

    def stop(self) -> None:
        """Nothing runs here."""

    @property
    def lying(self) -> bool:
        """Whether there is a card on it."""
        return self._lying is not None

    def lay(self, sample: str) -> None:
        """This citizen's card lies on the reader."""
        assert self._lying is None
        self._count += 1
        self._lying = (f"card-{self._count}", sample)
        self._tell(placements.CardPlaced(self._lying[0], "reader", True))

    def take(self) -> None:
        """Nothing lies on the reader any more."""
        if self._lying is not None:
            card, self._lying = self._lying[0], None
            self._tell(placements.CardRemoved(card))

    def read(self, card: str) -> Identity:
        """What the card says. Raises CardError."""
        fault, self.unreadable = self.unreadable, None
        lying = self._lying
        if fault is not None or lying is None or lying[0] != card:
            raise CardError(fault or CardFault.REMOVED, "soak")
        self.read_last = self._cards.person(lying[1])
        return self._cards.identity(lying[1])
