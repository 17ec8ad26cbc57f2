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
class FetchChoices:
    """The choices of a kind's parameters -> ChoicesReady or Failed."""

    visit: int
    token: str
    kind: str


@dataclass(frozen=True, slots=True, repr=False)
class RequestDraft:
    """POST drafts -> DraftReady, or Failed with the archive's neutral reason. `picked` is (parameter, values) pairs."""

    visit: int
    token: str
    kind: str
    picked: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, repr=False)
class RenderPreview:
    """Draw the draft as it will be printed -> PreviewReady or Failed. `pages_before`: of the papers that are to be printed with it."""

    visit: int
    draft: Draft
    pages_before: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class IssuePaper:
    """Journal, register, render, sign, file -> PaperReady, or Failed (the runtime then voids what was registered).

    `subject_id_number` is the card's; the runtime refuses to issue for anyone else.
    """

    visit: int
    token: str
    draft: Draft
    subject_id_number: str


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
    | FetchChoices
    | RequestDraft
    | RenderPreview
    | IssuePaper
    | PrintPaper
    | PrintSlip
    | VoidPaper
    | EndVisit
    | AskStaff
)
