"""What the archive holds of a synthetic person besides family: as much as an outcome needs for the named, by chance for the others."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from enum import Enum, unique

_DRIVES_FROM = 18  # years of age
LAST_DAY = date(2026, 10, 31)  # the last day of the sample records: fixed, so that the same population comes out every day


@unique
class Entry(Enum):
    """How an entry of the register is there."""

    THERE = "there"
    ON_PAPER = "on paper"  # in a volume that nobody has scanned
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Traits:
    """How many of each: `changes` of the registration, `vehicles` with `violations` between them, `crossings`, scanned `pages`,
    `window_papers`: no-record papers a year already had at a window. `phone`: whether one is on record. `birth` and `death` say how
    those entries are there.
    """

    birth: Entry = Entry.THERE
    death: Entry = Entry.THERE
    changes: int = 3
    vehicles: int = 0
    violations: int = 0
    crossings: int = 0
    pages: int = 0
    window_papers: int = 0
    phone: bool = True


PLAIN = Traits()


def plausible(id_number: str, birth: date) -> Traits:
    """The traits of a person nobody named; the same number has the same."""
    chance = random.Random(id_number)
    years = LAST_DAY.year - birth.year
    if years < _DRIVES_FROM:
        return Traits(changes=chance.randint(0, 1), crossings=2 * chance.randint(0, 1))
    vehicles = chance.choices((0, 1, 2), weights=(5, 4, 1))[0]
    return Traits(
        birth=chance.choices((Entry.THERE, Entry.ON_PAPER, Entry.MISSING), weights=(8, 1, 1))[0],
        changes=chance.randint(1, 4),
        vehicles=vehicles,
        violations=chance.randint(0, 6) if vehicles else 0,
        crossings=2 * chance.choices((0, 1, 3), weights=(6, 2, 1))[0],
    )
