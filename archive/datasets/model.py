"""What a dataset is: the schema of its content, who may have it, what may be picked for it, and how it is composed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, unique
from typing import Any, Literal

from sqlalchemy.orm import Session

from archive.problems import Problem
from archive.register import Person
from archive.times import CHINA

Json = dict[str, Any]


@unique
class Decision(Enum):
    """What the platform says of a person. SEALED answers like CLEAR, MANUAL like RECORD (certificates.md 2.6)."""

    CLEAR = "clear"
    SEALED = "sealed"
    RECORD = "record"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """Who asks, and when. `look_back`: how many years back a range of months may reach, by dataset."""

    session: Session
    person: Person
    now: datetime
    look_back: Mapping[str, int]

    @property
    def today(self) -> date:
        """The day in China."""
        return self.now.astimezone(CHINA).date()


@dataclass(frozen=True, slots=True, repr=False)
class Option:
    """One value a citizen may pick from the archive's data. Exactly one is picked of every `group`."""

    value: str
    label: str
    detail: str
    group: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Named:
    """A person whose name a paper may spell in Latin letters. `key` tells people of one dataset apart and never leaves the archive.

    `nation` is the word with 族 where the register knows it, else empty: it says whether the name begins with a surname.
    """

    key: str
    name: str
    nation: str
    detail: str


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both ends included."""

    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class ChoiceSource:
    """Values to pick from."""

    options: Callable[[Asked], tuple[Option, ...]]
    type: Literal["choice"] = "choice"


@dataclass(frozen=True, slots=True)
class SpellingSource:
    """People whose names are spelt; the applicant first, under the key that is his number."""

    people: Callable[[Asked], tuple[Named, ...]]
    type: Literal["spelling"] = "spelling"


@dataclass(frozen=True, slots=True)
class MonthsSource:
    """A range of months inside a span."""

    span: Callable[[Asked], Span]
    type: Literal["months"] = "months"


Source = ChoiceSource | SpellingSource | MonthsSource


@dataclass(frozen=True, slots=True)
class Refused:
    """No content. `decision` is set where the request goes to the window, and stays in the archive; `hint` names the volume to fetch."""

    problem: Problem
    decision: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Query:
    """What is asked for: `picked` by source; `months` by source; `spelt` names by `Named.key`, None for a paper in Chinese only;
    `stated` what the definition itself words.
    """

    asked: Asked
    picked: Mapping[str, tuple[str, ...]]
    months: Mapping[str, Span]
    spelt: Mapping[str, str] | None
    stated: Json


@dataclass(frozen=True, slots=True)
class Dataset:
    """`offer` says why a person cannot have it (None: can); `sources` are what a definition's `choices_from` may name.

    `outside` is the outside system it comes from (`archive.outside`), None for the register itself.
    """

    name: str
    schema: Json
    offer: Callable[[Asked], Refused | None]
    sources: Mapping[str, Source]
    compose: Callable[[Query], Json | Refused]
    outside: str | None = None


class NoReading(Exception):
    """A name on the paper has a character without a known reading: it cannot be spelt by the kiosk."""


def spelling_of(query: Query, key: str | None) -> str | None:
    """The spelling picked for a person; None on a paper in Chinese only, or for nobody. Raises NoReading."""
    if query.spelt is None or key is None:
        return None
    try:
        return query.spelt[key]
    except KeyError:
        raise NoReading from None
