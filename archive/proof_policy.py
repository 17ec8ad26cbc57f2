"""Which second proof a visit needs for a kind: what the archive demands, and what the kiosk said when it opened the visit.

Neither alone decides. A kiosk may ask for more than the archive does, never for less, and what it said holds for the whole visit, so
that no later fault of the kiosk can skip it (docs/decisions/0016).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum, unique

DEFAULT = "default"
"""The name under which a demand stands that holds for every kind without one of its own."""

NONE = "none"


@unique
class Method(Enum):
    """A way of proving who one is, beside the card; the value is its name in the contract."""

    CODE = "code"  # a one-time code to the phone on record
    OFFICER = "officer"  # an officer at the desk has looked at card and person
    CAMERA = "camera"  # the kiosk compared the face with the chip's photo


@dataclass(frozen=True, slots=True)
class Demand:
    """The methods of which one is wanted, for every kind and for single kinds. Empty: no proof is wanted."""

    default: tuple[Method, ...] = ()
    kinds: Mapping[str, tuple[Method, ...]] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[Method, ...]:
        """What is wanted for a kind."""
        return self.kinds.get(kind, self.default)

    def as_json(self) -> dict[str, object]:
        """As a visit keeps it."""
        return {"default": _names(self.default), "kinds": {kind: _names(methods) for kind, methods in self.kinds.items()}}

    @staticmethod
    def parse(words: Mapping[str, Collection[str]]) -> Demand:
        """From methods by kind, with DEFAULT for all others; `none` alone wants nothing. Raises ValueError for an unknown method."""
        known = {kind: _methods(names) for kind, names in words.items()}
        return Demand(known.pop(DEFAULT, ()), known)


def _methods(names: Collection[str]) -> tuple[Method, ...]:
    wanted = tuple(dict.fromkeys(names))
    if NONE in wanted and len(wanted) > 1:
        raise ValueError(f"{NONE} stands alone")
    return tuple(Method(name) for name in wanted if name != NONE)


def _names(methods: Collection[Method]) -> list[str]:
    return [method.value for method in methods]


def wanted(archive: Demand, kiosk: Demand, kind: str) -> tuple[Method, ...] | None:
    """The methods that will do for a kind, in the kiosk's order; None when no proof is wanted, empty when no method suits both sides."""
    of_archive, of_kiosk = archive.of(kind), kiosk.of(kind)
    if not of_archive or not of_kiosk:
        return of_archive or of_kiosk or None
    return tuple(method for method in of_kiosk if method in of_archive)
