"""What lies on which reader: looks at the readers become events. Pure, and the only place that decides about them.

A card is debounced by its chip's serial: one that is back within a moment has not been away. Until that moment is over, or the
serial of what lies there now is known, its removal is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fnmatch import fnmatchcase
from math import inf

from idcard.pcsc import Look

VIRTUAL_READER = "Virtual PCD"  # names of vpcd's readers begin so
SETTLING_S = 1.0
"""A reader that is back may say "empty" at first; pcscd looks for a card every 0.4 s."""

DEBOUNCE_S = 0.5
"""How long a card that was read may be off the reader and still count as lying there: more than one round of pcscd's looks
(0.4 s), or every bounce would be told as two cards. Together with that round a removal is told within a second."""
IDENTIFY_LIMIT_S = 1.5
"""A card that does not tell its serial within this time is another card."""
LOST_S = 10.0
"""After this time a reader that is gone no longer keeps the others from serving."""


@dataclass(frozen=True, slots=True)
class ReaderProfile:
    """A row of the configuration: which readers (`name`: a full PC/SC reader name or a pattern with * and ?) are read how.

    `profile`: a name in `idcard.profiles.PROFILES`. `tells_removal`: whether this reader notices that a card was taken off.
    `apdu`, `control_code`, `port`, `baud`: where the profile needs them; with a `port`, `name` is what events call the reader.
    """

    name: str
    profile: str
    atr_mask: str | None = None
    tells_removal: bool = True
    apdu: str | None = None
    control_code: int = 1
    port: str | None = None
    baud: int = 115200

    def matches(self, reader: str) -> bool:
        """Whether the row is about this reader. A name is also taken literally, because real ones hold brackets."""
        return reader == self.name or (self.port is None and fnmatchcase(reader, self.name.replace("[", "[[]")))


@dataclass(frozen=True, slots=True)
class ReaderAppeared:
    """A configured reader is there. Said again after an unexpected reader has gone."""

    reader: str


@dataclass(frozen=True, slots=True)
class ReadersGone:
    """PC/SC runs, and no configured reader is there."""


@dataclass(frozen=True, slots=True)
class ReaderLost:
    """A reader with a card on it is gone while another is still there: nobody knows where that card is.

    Ends with ReaderAppeared: of this reader, or after LOST_S of another one.
    """

    reader: str


@dataclass(frozen=True, slots=True)
class ReaderUnexpected:
    """A virtual reader is there and none is allowed: no reader is used until it is gone."""

    reader: str


@dataclass(frozen=True, slots=True)
class ServiceGone:
    """PC/SC does not answer. Ends with ReaderAppeared, ReadersGone or ReaderUnexpected."""


@dataclass(frozen=True, slots=True)
class CardPlaced:
    """A card lies on a reader. `card` names this placement and no other, ever.

    Without a removal before it (the reader was away and is back) it may be the card that lay there.
    """

    card: str
    reader: str
    tells_removal: bool


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The reader was looked at and that card does not lie there. Never told because a reader or PC/SC is gone (ADR 4)."""

    card: str


@dataclass(frozen=True, slots=True)
class CardLifted:
    """That card does not lie there at this moment; whether it has left is decided in a moment, and told by CardRemoved or CardStays."""

    card: str


@dataclass(frozen=True, slots=True)
class CardStays:
    """That card, which was lifted, has not left: it lies there again, or its reader is gone and nobody knows."""

    card: str


ReaderEvent = ReaderAppeared | ReadersGone | ReaderLost | ReaderUnexpected | ServiceGone | CardPlaced | CardRemoved | CardLifted | CardStays


@dataclass(frozen=True, slots=True)
class Placement:
    """A card on a reader. `counter` is the reader's own at the time it was put on, `reader_since` when the reader appeared."""

    card: str
    reader: str
    profile: ReaderProfile
    counter: int
    reader_since: float
    serial: bytes | None = None


@dataclass(frozen=True, slots=True)
class _Lifted:
    """A card that has left `since`; `counter` of the card that lies there now, or None; whether its serial has been asked for."""

    since: float
    counter: int | None
    asked: bool = False


class _Service(Enum):
    UNKNOWN = "unknown"
    GONE = "gone"
    NO_READER = "no-reader"
    UNEXPECTED = "unexpected"
    READY = "ready"


class Placements:
    """The readers and cards there are, by the last look. Not for use by two threads at once."""

    def __init__(self, profiles: Sequence[ReaderProfile], allow_virtual: bool) -> None:
        self._profiles = tuple(profiles)
        self._allow_virtual = allow_virtual
        self._service = _Service.UNKNOWN
        self._since: dict[str, float] = {}  # readers in use, and when each was first seen
        self._placed: dict[str, Placement] = {}  # by reader; kept while the reader is away
        self._lifted: dict[str, _Lifted] = {}  # by reader: cards in `_placed` that may have left
        self._lost: dict[str, float] = {}  # readers that went away with a card, and when
        self._count = 0

    def of_card(self, card: str) -> Placement | None:
        """The placement of that name, unless the card is known to be gone."""
        return next((placement for placement in self._placed.values() if placement.card == card), None)

    def learn(self, card: str, serial: bytes | None) -> None:
        """Notes the serial of a card's chip; with None it is not debounced (any more): its next removal is told at once."""
        placement = self.of_card(card)
        if placement is not None:
            self._placed[placement.reader] = replace(placement, serial=serial)

    def is_lifted(self, card: str) -> bool:
        """Whether it is not decided yet if the card has left."""
        placement = self.of_card(card)
        return placement is not None and placement.reader in self._lifted

    def unidentified(self) -> tuple[Placement, ...]:
        """Cards that lie where another, or the same one, has just been: their serials are wanted (`identified`). Each is named once."""
        wanted = []
        for reader, lifted in self._lifted.items():
            if lifted.counter is not None and not lifted.asked:
                self._lifted[reader] = replace(lifted, asked=True)
                wanted.append(replace(self._placed[reader], counter=lifted.counter))
        return tuple(wanted)

    def identified(self, asked: Placement, serial: bytes | None) -> tuple[ReaderEvent, ...]:
        """The serial (None: it tells none) of a card that `unidentified` has named."""
        lifted, placement = self._lifted.get(asked.reader), self._placed.get(asked.reader)
        if lifted is None or placement is None or lifted.counter != asked.counter:
            return ()
        del self._lifted[asked.reader]
        if serial is not None and serial == placement.serial:
            self._placed[asked.reader] = replace(placement, counter=asked.counter)
            return (CardStays(placement.card),)
        return (CardRemoved(placement.card), self._place(asked.reader, placement.profile, asked.counter))

    def due(self, now: float) -> float:
        """Seconds from `now` after which `observe` may have something to tell though nothing has changed; inf: never."""
        waits = [
            *(lifted.since + (DEBOUNCE_S if lifted.counter is None else IDENTIFY_LIMIT_S) for lifted in self._lifted.values()),
            *(since + LOST_S for since in self._lost.values()),
        ]
        return max(min(waits, default=inf) - now, 0.0)

    def observe(self, looks: Mapping[str, Look] | None, now: float) -> tuple[ReaderEvent, ...]:
        """What has changed since the last look, at `now` (monotonic, in seconds). None: PC/SC does not answer.

        Readers first, then removals, then placings. Unconfigured readers are ignored.
        """
        unexpected = sorted(name for name in looks or () if name.startswith(VIRTUAL_READER) and not self._allow_virtual)
        used = {} if looks is None or unexpected else {name: look for name, look in looks.items() if self._profile(name) is not None}
        appeared = [name for name in used if name not in self._since]
        gone = [name for name in self._since if name not in used and name in self._placed]
        self._since = {name: self._since.get(name, now) for name in used}
        lifted = {reader: self._placed[reader].card for reader in self._lifted}
        self._lifted = {name: state for name, state in self._lifted.items() if name in used}
        told = (
            *self._health(looks is not None, unexpected, used),
            *self._losses(gone, appeared, used, now),
            *(ReaderAppeared(name) for name in appeared),
            *self._removals(used, now),
        )
        return (*told, *self._undecided(lifted), *self._placings(used))

    def _profile(self, reader: str) -> ReaderProfile | None:
        return next((profile for profile in self._profiles if profile.matches(reader)), None)

    def _health(self, service: bool, unexpected: Sequence[str], used: Mapping[str, Look]) -> tuple[ReaderEvent, ...]:
        if not service:
            return self._become(_Service.GONE, ServiceGone())
        if unexpected:
            return self._become(_Service.UNEXPECTED, ReaderUnexpected(unexpected[0]))
        if not used:
            return self._become(_Service.NO_READER, ReadersGone())
        self._service = _Service.READY
        return ()

    def _become(self, service: _Service, event: ReaderEvent) -> tuple[ReaderEvent, ...]:
        if self._service is service:
            return ()
        self._service = service
        return (event,)

    def _losses(
        self, gone: Sequence[str], appeared: Sequence[str], used: Mapping[str, Look], now: float
    ) -> tuple[ReaderLost | ReaderAppeared, ...]:
        if not used or appeared:
            self._lost.clear()  # told in another way, or made good
        if not used:
            return ()
        self._lost |= dict.fromkeys(gone, now)
        over = bool(self._lost) and all(now - since >= LOST_S for since in self._lost.values())
        if over:
            self._lost.clear()
        return (*(ReaderLost(name) for name in gone), *((ReaderAppeared(min(used)),) if over else ()))

    def _removals(self, used: Mapping[str, Look], now: float) -> tuple[CardRemoved, ...]:
        """Cards gone: nothing lies there, or the counter says that what lies there is another card.

        A reader that was away counts afresh, so what lies there now may be the old card: that placement is forgotten unsaid. It may
        also take a moment to see a card, so that it is believed to be empty only after a while.
        """
        events = []
        for reader, placement in tuple(self._placed.items()):
            look = used.get(reader)
            if look is None or not self._has_left(placement, look, now):
                continue
            self._lifted.pop(reader, None)
            del self._placed[reader]
            if not (look.present and self._was_away(placement)):
                events.append(CardRemoved(placement.card))
        return tuple(events)

    def _undecided(self, before: Mapping[str, str]) -> tuple[CardLifted | CardStays, ...]:
        """What `_removals` has left open, or decided in favour of the card; `before`: the cards that were lifted, by reader."""
        stays = [card for reader, card in before.items() if reader not in self._lifted and self.of_card(card) is not None]
        lifted = [self._placed[reader].card for reader in self._lifted if reader not in before]
        return (*(CardStays(card) for card in stays), *(CardLifted(card) for card in lifted))

    def _has_left(self, placement: Placement, look: Look, now: float) -> bool:
        if self._was_away(placement):
            return look.present or now - self._since[placement.reader] >= SETTLING_S
        if look.present and look.counter == placement.counter:
            return False
        if placement.serial is None:
            return True
        return not self._may_be_back(placement.reader, look, now)

    def _may_be_back(self, reader: str, look: Look, now: float) -> bool:
        """Whether the card that was there may be (or soon be) the one there now; asked at every look until it is decided."""
        before = self._lifted.get(reader)
        since = now if before is None else before.since
        counter = look.counter if look.present else None
        self._lifted[reader] = _Lifted(since, counter, before is not None and before.asked and before.counter == counter)
        back_in_time = before is None or before.counter is not None or now - since < DEBOUNCE_S
        return now - since < (IDENTIFY_LIMIT_S if look.present and back_in_time else DEBOUNCE_S)

    def _was_away(self, placement: Placement) -> bool:
        return placement.reader_since != self._since[placement.reader]

    def _placings(self, used: Mapping[str, Look]) -> tuple[CardPlaced, ...]:
        return tuple(
            self._place(reader, profile, look.counter)
            for reader, look in used.items()
            if look.present and reader not in self._placed and (profile := self._profile(reader)) is not None
        )

    def _place(self, reader: str, profile: ReaderProfile, counter: int) -> CardPlaced:
        self._count += 1
        placement = Placement(f"card-{self._count}", reader, profile, counter, self._since[reader])
        self._placed[reader] = placement
        return CardPlaced(placement.card, reader, profile.tells_removal)
