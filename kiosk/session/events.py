"""Everything that can happen to a visit. The runtime posts these; nothing else drives `advance`.

Events that answer an effect carry the visit they belong to; those of an earlier visit change nothing (invariant 6).
"""

from __future__ import annotations

from dataclasses import dataclass

from idcard.identity import Identity
from kiosk.problems import Code
from kiosk.session.proof_values import Standing, Verdict
from kiosk.session.values import Choices, Draft, Hours, Offer, Outcome, PageImage, Paper, Part, Receipt
from kiosk.staff.answers import Answer


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passes. `now` is monotonic, in seconds."""

    now: float


@dataclass(frozen=True, slots=True)
class Touch:
    """A control was touched. `visit` is the visit whose screen showed it (0 outside a visit)."""

    control: str
    visit: int


@dataclass(frozen=True, slots=True)
class HealthChanged:
    """A part became sound (`problem` None) or failed."""

    part: Part
    problem: Code | None


@dataclass(frozen=True, slots=True)
class UnconfirmedChanged:
    """Numbers of papers nobody has seen come out; while there are any, nothing is printed."""

    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HoursChanged:
    """The opening hours as they stand from now on."""

    hours: Hours


@dataclass(frozen=True, slots=True)
class CardPlaced:
    """A card lies on the reader. `card` names this placement; `tells_removal` is the reader profile's word."""

    card: str
    tells_removal: bool = True


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """That card is gone."""

    card: str


@dataclass(frozen=True, slots=True)
class CardLifted:
    """That card is off the reader, and in a moment it will be told whether it has left (CardRemoved) or not (CardStays)."""

    card: str


@dataclass(frozen=True, slots=True)
class CardStays:
    """That card, which was lifted, has not left."""

    card: str


@dataclass(frozen=True, slots=True)
class CardRead:
    """The card gave an identity."""

    visit: int
    identity: Identity


@dataclass(frozen=True, slots=True)
class VisitOpened:
    """The archive knows the citizen: token, and what may be had."""

    visit: int
    token: str
    subject_id_number: str
    offers: tuple[Offer, ...]

    def __repr__(self) -> str:
        return f"VisitOpened(visit={self.visit})"


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A code is under way to the phone that ends in `last_digits`; another may be asked for after `again_after_s` seconds."""

    visit: int
    last_digits: str
    again_after_s: float
    sends_left: int
    tries_left: int


@dataclass(frozen=True, slots=True)
class CodeChecked:
    """The archive compared the code."""

    visit: int
    verdict: Verdict
    tries_left: int
    sends_left: int


@dataclass(frozen=True, slots=True)
class OfficerAsked:
    """The number that the citizen tells the officer."""

    visit: int
    number: str


@dataclass(frozen=True, slots=True)
class OfficerStands:
    """How the officer's word stands."""

    visit: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class FaceCompared:
    """What the comparison on the device said, once the archive has heard of it."""

    visit: int
    matched: bool


@dataclass(frozen=True, slots=True)
class ChoicesReady:
    """The archive's choices for the kind's parameters, and those of the definition, in parameter order."""

    visit: int
    kind: str
    choices: tuple[Choices, ...]


@dataclass(frozen=True, slots=True)
class DraftReady:
    """The archive composed a draft."""

    visit: int
    draft: Draft


@dataclass(frozen=True, slots=True)
class PreviewReady:
    """The draft's pages as they will be printed. `lacking`: why the printer could not print them, where a phone could have them."""

    visit: int
    draft: str
    pages: tuple[PageImage, ...]
    lacking: Code | None = None


@dataclass(frozen=True, slots=True, repr=False)
class PagesUncovered:
    """The draft's pages with the id numbers in full; none of them, and why, where they cannot be drawn.

    Not Failed, which would stand for whatever the citizen has gone on to meanwhile.
    """

    visit: int
    draft: str
    pages: tuple[PageImage, ...]
    problem: Code | None = None


@dataclass(frozen=True, slots=True)
class PaperReady:
    """The certificate is registered, rendered, signed and filed."""

    visit: int
    paper: Paper


@dataclass(frozen=True, slots=True)
class PrintProgress:
    """The printer's own counter: `page` of `pages` have come; `problem` is what holds it up, if anything."""

    visit: int
    key: str
    page: int
    pages: int
    problem: Code | None = None


@dataclass(frozen=True, slots=True)
class PrintSettled:
    """What became of the paper. `problem` says why when it is not PRINTED."""

    visit: int
    key: str
    outcome: Outcome
    problem: Code | None = None


@dataclass(frozen=True, slots=True)
class PhoneOffered:
    """The paper waits for a phone at `url`, for so many seconds."""

    visit: int
    key: str
    url: str
    seconds: float

    def __repr__(self) -> str:
        return f"PhoneOffered(visit={self.visit})"


@dataclass(frozen=True, slots=True)
class PhoneSettled:
    """What became of the link: the archive served all of the paper, or the number is void."""

    visit: int
    key: str
    delivered: bool


@dataclass(frozen=True, slots=True)
class ReportTaken:
    """The archive has registered what is wrong; with the receipt the citizen goes to the window."""

    visit: int
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Failed:
    """An effect did not succeed. `receipt` is the archive's where the citizen is to have one."""

    visit: int
    problem: Code
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class StaffCalled:
    """The hidden gesture was made (kiosk.staff.gesture)."""


@dataclass(frozen=True, slots=True)
class StaffAnswered:
    """What the edge answers a page of the staff screen, in that session of it."""

    session: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class ScreenLit:
    """Whether the screen is lit while nobody is here."""

    lit: bool


OfVisit = (
    CardRead
    | VisitOpened
    | CodeSent
    | CodeChecked
    | OfficerAsked
    | OfficerStands
    | FaceCompared
    | ChoicesReady
    | DraftReady
    | PreviewReady
    | PagesUncovered
    | PaperReady
    | PrintProgress
    | PrintSettled
    | PhoneOffered
    | PhoneSettled
    | ReportTaken
    | Failed
)
"""What answers an effect of a visit, and counts for that visit only."""

Event = (
    Tick
    | Touch
    | HealthChanged
    | UnconfirmedChanged
    | HoursChanged
    | CardPlaced
    | CardRemoved
    | CardLifted
    | CardStays
    | OfVisit
    | StaffCalled
    | StaffAnswered
    | ScreenLit
)
