"""What lies on which reader: looks at the readers become events. Pure, and the only place that decides about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase

from idcard.pcsc import Look

VIRTUAL_READER = "Virtual PCD"  # names of vpcd's readers begin so
SETTLING_S = 1.0
"""A reader that is back may say "empty" at first; pcscd looks for a card every 0.4 s."""


@dataclass(frozen=True, slots=True)
class ReaderProfile:
    """A row of the configuration: which readers (`name`: a full PC/SC reader name or a pattern with * and ?) are read how.

    `profile`: a name in `idcard.profiles.PROFILES`. `tells_removal`: whether this reader notices that a card was taken off.
    """

    name: str
    profile: str
    atr_mask: str | None = None
    tells_removal: bool = True

    def matches(self, reader: str) -> bool:
        """Whether the row is about this reader. A name is also taken literally, because real ones hold brackets."""
        return reader == self.name or fnmatchcase(reader, self.name.replace("[", "[[]"))


@dataclass(frozen=True, slots=True)
class ReaderAppeared:
    """A configured reader is there. Said again after an unexpected reader has gone."""

    reader: str


@dataclass(frozen=True, slots=True)
class ReadersGone:
    """PC/SC runs, and no configured reader is there."""


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


ReaderEvent = ReaderAppeared | ReadersGone | ReaderUnexpected | ServiceGone | CardPlaced | CardRemoved


@dataclass(frozen=True, slots=True)
class Placement:
    """A card on a reader. `counter` is the reader's own at the time it was put on, `reader_since` when the reader appeared."""

    card: str
    reader: str
    profile: ReaderProfile
    counter: int
    reader_since: float


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
        self._count = 0

    def of_card(self, card: str) -> Placement | None:
        """The placement of that name, unless the card is known to be gone."""
        return next((placement for placement in self._placed.values() if placement.card == card), None)

    def observe(self, looks: Mapping[str, Look] | None, now: float) -> tuple[ReaderEvent, ...]:
        """What has changed since the last look, at `now` (monotonic, in seconds). None: PC/SC does not answer.

        Readers first, then removals, then placings. Unconfigured readers are ignored.
        """
        unexpected = sorted(name for name in looks or () if name.startswith(VIRTUAL_READER) and not self._allow_virtual)
        used = {} if looks is None or unexpected else {name: look for name, look in looks.items() if self._profile(name) is not None}
        appeared = [name for name in used if name not in self._since]
        self._since = {name: self._since.get(name, now) for name in used}
        return (
            *self._health(looks is not None, unexpected, used),
            *(ReaderAppeared(name) for name in appeared),
            *self._removals(used, now),
            *self._placings(used),
        )

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
            del self._placed[reader]
            if not (look.present and self._was_away(placement)):
                events.append(CardRemoved(placement.card))
        return tuple(events)

    def _has_left(self, placement: Placement, look: Look, now: float) -> bool:
        if look.present:
            return self._was_away(placement) or look.counter != placement.counter
        return not self._was_away(placement) or now - self._since[placement.reader] >= SETTLING_S

    def _was_away(self, placement: Placement) -> bool:
        return placement.reader_since != self._since[placement.reader]

    def _placings(self, used: Mapping[str, Look]) -> tuple[CardPlaced, ...]:
        events = []
        for reader, look in used.items():
            profile = self._profile(reader)
            if look.present and reader not in self._placed and profile is not None:
                self._count += 1
                placement = Placement(f"card-{self._count}", reader, profile, look.counter, self._since[reader])
                self._placed[reader] = placement
                events.append(CardPlaced(placement.card, reader, profile.tells_removal))
        return tuple(events)
