"""The states of a visit, a screen each. Values only; what each does with an event stands in the file of its name."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from kiosk.problems import Code
from kiosk.session.proof_values import ProofMethod, ProofStep, SentCode
from kiosk.session.values import Choices, Draft, Ending, Listed, PageImage, Paper, Picked, Receipt, Sheet, Slip
from kiosk.staff.desk import Desk


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
    """Somebody touched start, or already the `kind` they want; the card is awaited."""

    screen: ClassVar[str] = "ask-for-card"
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class ReadingCard:
    """The card is being read; then (`opening`) the archive is asked who this is. `kind`: what was chosen before."""

    screen: ClassVar[str] = "reading-card"
    card: str
    opening: bool = False
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The citizen chooses a document. `refused`: the kind that was chosen before the card came and is not to be had."""

    screen: ClassVar[str] = "catalogue"
    refused: str | None = None


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
    """The page as it will be printed; `page` counts from 0. `lacking`: why the printer could not print so many pages.

    Somebody may be looking on, so id numbers are masked until the citizen touches `id-numbers`. `uncovered`: the pages with the numbers
    in full, once they are drawn; `in_full`: they are what is shown; `uncovering`: they are being drawn.
    """

    screen: ClassVar[str] = "review"
    draft: Draft
    pages: tuple[PageImage, ...]
    page: int = 0
    details: Details | None = None
    lacking: Code | None = None
    uncovered: tuple[PageImage, ...] = ()
    in_full: bool = False
    uncovering: bool = False

    @property
    def shown(self) -> PageImage:
        """The page that is seen."""
        return (self.uncovered if self.in_full else self.pages)[self.page]


@dataclass(frozen=True, slots=True)
class Report:
    """Something on the page is wrong: the citizen picks what. `review` is where `back` leads; `sending`: the archive is being told."""

    screen: ClassVar[str] = "report"
    review: Review
    fields: tuple[str, ...] = ()
    sending: bool = False


@dataclass(frozen=True, slots=True)
class Issuing:
    """The certificates are being registered and signed, one after the other; `cancelled` voids them as soon as the one at hand has
    its number.

    `papers` are ready, `failed` will not be; `slips` are printed with them. `by_phone`: they go to a phone. `instead_of`: a key a draft,
    of the number that was not printed and is replaced.
    """

    screen: ClassVar[str] = "issuing"
    drafts: tuple[Draft, ...]
    papers: tuple[Paper, ...] = ()
    failed: tuple[Listed, ...] = ()
    cancelled: bool = False
    slips: tuple[Slip, ...] = ()
    by_phone: bool = False
    instead_of: tuple[str, ...] = ()

    @property
    def index(self) -> int:
        """Which draft is at hand, from 0."""
        return len(self.papers) + len(self.failed)

    @property
    def draft(self) -> Draft:
        """The draft at hand."""
        return self.drafts[self.index]


@dataclass(frozen=True, slots=True)
class TakeCard:
    """The gate: the card goes back before any paper comes. Without sheets the visit is over and only the card is left.

    `failed`: papers of this visit that were not issued.
    """

    screen: ClassVar[str] = "take-card"
    sheets: tuple[Sheet, ...] = ()
    failed: tuple[Listed, ...] = ()


@dataclass(frozen=True, slots=True)
class Printing:
    """The sheets are printed one after the other, each job followed at the printer: of sheet `index` (from 0) `page` pages have come,
    `problem` holds it up. Those before it were seen to come.
    """

    screen: ClassVar[str] = "printing"
    sheets: tuple[Sheet, ...]
    index: int = 0
    page: int = 0
    problem: Code | None = None
    failed: tuple[Listed, ...] = ()

    @property
    def sheet(self) -> Sheet:
        """The sheet that the printer has now."""
        return self.sheets[self.index]


@dataclass(frozen=True, slots=True)
class Phone:
    """The papers go to the citizen's phone, one after the other: paper `index` (from 0) waits at `url` until the moment `until`.

    No `url` yet: the archive is being asked. `listed` tells what became of those before it. After the last one it is the end of the visit.
    """

    screen: ClassVar[str] = "phone"
    papers: tuple[Paper, ...]
    failed: tuple[Listed, ...] = ()
    index: int = 0
    url: str | None = field(default=None, repr=False)
    until: float = 0.0
    listed: tuple[Listed, ...] = ()
    rated: int | None = None

    @property
    def paper(self) -> Paper | None:
        """The paper whose turn it is; None at the end."""
        return self.papers[self.index] if self.index < len(self.papers) else None


@dataclass(frozen=True, slots=True)
class Collect:
    """The printer put out `sheets`; `listed` tells of these and of every other paper of the visit what became of it.

    `again`: papers that did not come, and that a phone can have instead, under new numbers. `rated`: what the citizen thought.
    """

    screen: ClassVar[str] = "collect"
    sheets: tuple[Sheet, ...]
    listed: tuple[Listed, ...] = ()
    again: tuple[Paper, ...] = ()
    rated: int | None = None

    @property
    def problem(self) -> Code | None:
        """Why the first of those that did not come did not."""
        return next((line.problem for line in self.listed if line.ending is not Ending.PRINTED), None)


@dataclass(frozen=True, slots=True)
class Apology:
    """Why it cannot be done, and what to do instead. The visit lives on only where another document may be chosen, or a slip printed.

    `listed`: every paper of the visit, where there were several and none came. `again`: papers that did not come, and that a phone can
    have instead, under new numbers.
    """

    screen: ClassVar[str] = "apology"
    problem: Code
    receipt: Receipt | None = None
    number: str | None = None
    listed: tuple[Listed, ...] = ()
    again: tuple[Paper, ...] = ()


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
    | Proof
    | Details
    | Consent
    | Searching
    | Review
    | Report
    | Issuing
    | TakeCard
    | Printing
    | Phone
    | Collect
    | Apology
    | OutOfService
    | Staff
)
