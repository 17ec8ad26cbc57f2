"""The states of a visit, a screen each. Values only; what each does with an event stands in the file of its name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from kiosk.problems import Code
from kiosk.session.values import Choices, Draft, PageImage, Receipt, Sheet
from kiosk.staff.desk import Desk

Picked = tuple[tuple[str, tuple[str, ...]], ...]
"""(parameter, chosen values) in the kind's parameter order."""


class SearchStep(Enum):
    """What Searching waits for."""

    CHOICES = "choices"
    DRAFT = "draft"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class Attract:
    """Nobody is here."""

    screen: ClassVar[str] = "attract"


@dataclass(frozen=True, slots=True)
class AskForCard:
    """Somebody touched start; the card is awaited."""

    screen: ClassVar[str] = "ask-for-card"


@dataclass(frozen=True, slots=True)
class ReadingCard:
    """The card is being read; then (`opening`) the archive is asked who this is."""

    screen: ClassVar[str] = "reading-card"
    card: str
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The citizen chooses a document."""

    screen: ClassVar[str] = "catalogue"


@dataclass(frozen=True, slots=True)
class Details:
    """The citizen answers the kind's questions, one a screen; `step` counts those that are asked for, from 0.

    `picked` has every parameter; what is not asked for is not sent.
    """

    screen: ClassVar[str] = "details"
    kind: str
    choices: tuple[Choices, ...]
    picked: Picked
    step: int = 0


@dataclass(frozen=True, slots=True)
class Searching:
    """The archive searches and the page is drawn. `details` is where Review's `back` leads, `draft` what PREVIEW draws."""

    screen: ClassVar[str] = "searching"
    kind: str
    step: SearchStep
    details: Details | None = None
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """The page as it will be printed; `page` counts from 0."""

    screen: ClassVar[str] = "review"
    draft: Draft
    pages: tuple[PageImage, ...]
    page: int = 0
    details: Details | None = None


@dataclass(frozen=True, slots=True)
class Issuing:
    """The certificate is being registered and signed; `cancelled` voids it as soon as it has a number."""

    screen: ClassVar[str] = "issuing"
    draft: Draft
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class TakeCard:
    """The gate: the card goes back before the paper comes. Without a paper the visit is over and only the card is left."""

    screen: ClassVar[str] = "take-card"
    paper: Sheet | None


@dataclass(frozen=True, slots=True)
class Printing:
    """The job is followed at the printer: `page` pages have come, `problem` holds it up."""

    screen: ClassVar[str] = "printing"
    paper: Sheet
    page: int = 0
    problem: Code | None = None


@dataclass(frozen=True, slots=True)
class Collect:
    """The printer put the paper out."""

    screen: ClassVar[str] = "collect"
    paper: Sheet


@dataclass(frozen=True, slots=True)
class Apology:
    """Why it cannot be done, and what to do instead. The visit lives on only where another document may be chosen."""

    screen: ClassVar[str] = "apology"
    problem: Code
    receipt: Receipt | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class OutOfService:
    """No visit is possible."""

    screen: ClassVar[str] = "out-of-service"
    problem: Code


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody of the staff is here, or says so. `session` counts the times; an answer for an earlier one changes nothing.

    `locked_until`: monotonic seconds until which the door's keypad is shut.
    """

    screen: ClassVar[str] = "staff"
    desk: Desk
    session: int
    locked_until: float = 0.0


State = (
    Attract
    | AskForCard
    | ReadingCard
    | Catalogue
    | Details
    | Searching
    | Review
    | Issuing
    | TakeCard
    | Printing
    | Collect
    | Apology
    | OutOfService
    | Staff
)
