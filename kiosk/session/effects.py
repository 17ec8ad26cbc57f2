"""What the runtime is asked to do. Each carries the visit it belongs to; the answer brings it back."""

from __future__ import annotations

from dataclasses import dataclass

from idcard.identity import Identity
from kiosk.session.values import Draft, Paper, Slip
from kiosk.staff.asks import Ask
from kiosk.staff.roles import Who


@dataclass(frozen=True, slots=True)
class ReadCard:
    """Read the card -> CardRead or Failed."""

    visit: int
    card: str


@dataclass(frozen=True, slots=True, repr=False)
class OpenVisit:
    """POST /v1/visits -> VisitOpened or Failed."""

    visit: int
    identity: Identity


@dataclass(frozen=True, slots=True, repr=False)
class SendCode:
    """Have a one-time code sent to the phone on record -> CodeSent or Failed."""

    visit: int
    token: str


@dataclass(frozen=True, slots=True, repr=False)
class CheckCode:
    """Have the code compared -> CodeChecked or Failed."""

    visit: int
    token: str
    code: str


@dataclass(frozen=True, slots=True, repr=False)
class AskOfficer:
    """A number for the officer at the desk -> OfficerAsked, OfficerStands where the officer's word is there already, or Failed."""

    visit: int
    token: str


@dataclass(frozen=True, slots=True, repr=False)
class LookForOfficer:
    """How the officer's word stands -> OfficerStands or Failed."""

    visit: int
    token: str


@dataclass(frozen=True, slots=True, repr=False)
class CompareFace:
    """Compare the face before the camera with the chip's photo, on the device, and tell the archive -> FaceCompared or Failed."""

    visit: int
    token: str
    card: str


@dataclass(frozen=True, slots=True, repr=False)
class FetchChoices:
    """The choices of a kind's parameters -> ChoicesReady or Failed."""

    visit: int
    token: str
    kind: str


@dataclass(frozen=True, slots=True, repr=False)
class RequestDraft:
    """POST drafts -> DraftReady, or Failed with the archive's neutral reason. `picked` is (parameter, values) pairs.

    `agreed_in`: the locale of the sentence that the citizen agreed to, None where there is none.
    """

    visit: int
    token: str
    kind: str
    picked: tuple[tuple[str, tuple[str, ...]], ...]
    agreed_in: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class RenderPreview:
    """Draw the draft as it will be printed -> PreviewReady or Failed. `pages_before`: of the papers that are to be printed with it."""

    visit: int
    draft: Draft
    pages_before: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class UncoverNumbers:
    """Draw the draft's pages with the id numbers in full -> PagesUncovered."""

    visit: int
    draft: Draft


@dataclass(frozen=True, slots=True, repr=False)
class IssuePaper:
    """Journal, register, render, sign, file -> PaperReady, or Failed (the runtime then voids what was registered).

    `subject_id_number` is the card's; the runtime refuses to issue for anyone else. `instead_of`: the key of a number that was not
    printed, which has to be void before this one is given.
    """

    visit: int
    token: str
    draft: Draft
    subject_id_number: str
    instead_of: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class PrintPaper:
    """Hand over to the printer and follow the job -> PrintProgress ..., then PrintSettled. Never twice for one key."""

    visit: int
    paper: Paper
    subject_id_number: str


@dataclass(frozen=True, slots=True, repr=False)
class PrintSlip:
    """Draw the slip and follow its job -> PrintProgress ..., then PrintSettled with the receipt's number as key. No journal, no lock."""

    visit: int
    slip: Slip
    subject_id_number: str


@dataclass(frozen=True, slots=True, repr=False)
class OfferPaper:
    """Have the archive hand the paper to a phone -> PhoneOffered, and then PhoneSettled unless the visit ends before; or Failed."""

    visit: int
    paper: Paper
    subject_id_number: str


@dataclass(frozen=True, slots=True)
class WithdrawPaper:
    """The link is not wanted any more: void its number unless a phone was quicker. No answer; reconciliation sees to what is left."""

    visit: int
    key: str


@dataclass(frozen=True, slots=True, repr=False)
class SendReport:
    """Tell the archive what the citizen says is wrong with a draft -> ReportTaken or Failed."""

    visit: int
    token: str
    draft: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """Count what a citizen thought. It belongs to no visit, so that nothing can lead from it to one. No answer."""

    kind: str
    level: int
    visit: int = 0


@dataclass(frozen=True, slots=True)
class VoidPaper:
    """The paper will not be printed: void its number at the archive. No answer; the outbox sees to it."""

    visit: int
    key: str
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class EndVisit:
    """The visit is over: close the token (None if there is none), drop everything kept for it. No answer."""

    visit: int
    token: str | None


@dataclass(frozen=True, slots=True)
class AskStaff:
    """What a page of the staff screen asks for -> StaffAnswered, or nothing. `who` asks; None at the door. It belongs to no visit."""

    session: int
    ask: Ask
    who: Who | None
    visit: int = 0


Effect = (
    ReadCard
    | OpenVisit
    | SendCode
    | CheckCode
    | AskOfficer
    | LookForOfficer
    | CompareFace
    | FetchChoices
    | RequestDraft
    | RenderPreview
    | UncoverNumbers
    | IssuePaper
    | PrintPaper
    | PrintSlip
    | OfferPaper
    | WithdrawPaper
    | SendReport
    | Rate
    | VoidPaper
    | EndVisit
    | AskStaff
)
