"""The states of a visit, a screen each. Values only; what each does with an event stands in the file of its name."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from kiosk.problems import Code
from kiosk.session.proof_values import ProofMethod, ProofStep, SentCode
from kiosk.session.values import Choices, Draft, PageImage, Receipt, Sheet

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
class Proof:
    """The citizen shows a second time who they are, by one of `methods`; `barred` are those that did not do.

    `digits` of the code so far, `number` for the officer; `looked_at`: when the archive was last asked for the officer's word.
    """

    screen: ClassVar[str] = "proof"
    kind: str
    methods: tuple[ProofMethod, ...]
    step: ProofStep = ProofStep.METHOD
    barred: frozenset[ProofMethod] = frozenset()
    problem: Code | None = None
    sent: SentCode | None = None
    digits: str = field(default="", repr=False)
    number: str | None = None
    looked_at: float = 0.0

    @property
    def left(self) -> tuple[ProofMethod, ...]:
        """The methods that may still be tried."""
        return tuple(method for method in self.methods if method not in self.barred)

    @property
    def working(self) -> bool:
        """Whether an answer is awaited, of the archive or of the camera."""
        return self.step in (ProofStep.SENDING, ProofStep.CHECKING, ProofStep.ASKING, ProofStep.CAMERA)


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
class Consent:
    """One sentence to agree to before the archive searches. `details` is where `back` leads."""

    screen: ClassVar[str] = "consent"
    kind: str
    picked: Picked
    details: Details | None = None


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


State = (
    Attract
    | AskForCard
    | ReadingCard
    | Catalogue
    | Proof
    | Details
    | Consent
    | Searching
    | Review
    | Issuing
    | TakeCard
    | Printing
    | Collect
    | Apology
    | OutOfService
)
