"""What can happen to a page, and what a page offers."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.staff.answers import Answer

PREFIX = "staff-"
"""What every control of the staff screen begins with."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A control, without PREFIX."""

    control: str


@dataclass(frozen=True, slots=True)
class CardLaid:
    """A card was laid on the reader; `card` names the placement."""

    card: str


@dataclass(frozen=True, slots=True)
class CardGone:
    """It is gone."""


Happened = Touched | CardLaid | CardGone | Answer


@dataclass(frozen=True, slots=True)
class Knob:
    """Something to touch; `name` is without PREFIX."""

    name: str
    enabled: bool = True
    selected: bool = False
