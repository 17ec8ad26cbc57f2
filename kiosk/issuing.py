"""From a draft to a paper: journal, register, draw, sign, file; and from the paper to the printer, once.

Every step is in the journal before it is taken (architecture section 4). A power cut between any two leaves a row from which
`kiosk.reconcile` tells what to do. The paper's bytes are kept in memory only, and only until they are handed over or the visit ends.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

import structlog

from kiosk.archive_answers import DocumentAnswer, IssuedAnswer, StandingAnswer
from kiosk.faults import ArchiveFault, KioskFault, PaperFault, PrinterRefused, PrinterSilent, place_of
from kiosk.journal import IllegalTransition, Journal, JournalUnusable, NumberTaken, Sent
from kiosk.problems import Code
from kiosk.session.values import Draft, Outcome, Paper
from printing.formats import Document
from printing.witness import Witness

_log = structlog.get_logger(__name__)

OnProgress = Callable[[int, Code | None], None]
"""Called with the pages that have come so far and what holds the job up."""


@dataclass(frozen=True, slots=True, repr=False)
class Rendered:
    """An unsigned paper (PDF) and its number of pages."""

    pdf: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a paper; `problem` says why when it is not PRINTED."""

    outcome: Outcome
    problem: Code | None = None


class IssuingArchive(Protocol):
    """The archive as issuing needs it (`kiosk.archive.ArchiveClient`). Raises ArchiveFault."""

    def issue(self, key: str, draft_id: str, token: str) -> IssuedAnswer: ...
    def void(self, key: str) -> StandingAnswer: ...
    def sign(self, key: str, digest: bytes) -> bytes: ...
    def file_document(self, key: str, pdf: bytes) -> DocumentAnswer: ...


class Press(Protocol):
    """Draws and signs papers (`kiosk.press.Press`). Raises PaperFault."""

    def compose(self, issued: IssuedAnswer, images: Mapping[str, bytes]) -> Rendered: ...
    def sign(self, pdf: bytes, issued: IssuedAnswer, cms_for_digest: Callable[[bytes], bytes]) -> bytes: ...


class PrinterPort(Protocol):
    """The printer (`kiosk.printer_port.IppPort`)."""

    def shortage(self, pages: int) -> Code | None:
        """What a paper of so many pages lacks at the printer, as last heard; None when nothing does, or nobody knows. Does not block."""
        ...

    def prepare(self, pdf: bytes) -> Document:
        """The signed paper in the form the printer takes. Raises PaperFault when it cannot be drawn."""
        ...

    def witness(self) -> Witness | None:
        """The printer as it is before a paper is handed over; None where a later run needs nothing of that, or it does not tell."""
        ...

    def hand_over(self, document: Document, job_name: str) -> int:
        """Gives the document to the printer once; returns the job id.

        Raises PrinterRefused when there is certainly no job, PrinterSilent when there may be one, also by name.
        """
        ...

    def follow(self, job_id: int, job_name: str, pages: int, on_progress: OnProgress) -> Settled:
        """Asks until the job has ended or nobody can tell. Raises nothing of its own."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class _Kept:
    visit: int
    pdf: bytes


def _token() -> str:
    return uuid4().hex


class Issuing:
    """The papers of this run. May be used from several threads; the methods block."""

    def __init__(
        self, journal: Journal, archive: IssuingArchive, press: Press, printer: PrinterPort, new_token: Callable[[], str] = _token
    ) -> None:
        self._journal = journal
        self._archive = archive
        self._press = press
        self._printer = printer
        self._new_token = new_token
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}
        self._active: set[str] = set()
        self._ended = 0  # visits are counted, so every visit up to the last one that ended has ended

    @property
    def active(self) -> frozenset[str]:
        """Keys that this run is still busy with; `kiosk.reconcile` leaves them alone."""
        with self._lock:
            return frozenset(self._active)

    def issue(self, visit: int, token: str, draft: Draft, subject_id_number: str, instead_of: str | None = None) -> Paper:
        """A registered, signed and filed paper of the draft, for the person whose card was read and nobody else.

        `instead_of`: the key of a number of the same draft that was not printed. The archive hears first that it is void: the quota is
        given back, and never are there two valid papers.

        Raises KioskFault with the code for the citizen; whatever was registered is void then.
        """
        if draft.subject_id_number != subject_id_number:
            raise PaperFault(Code.PERSON_MISMATCH)
        if instead_of is not None:
            self._void_before(instead_of)
        key = self._new_token()
        with self._lock:
            self._active.add(key)
        try:
            paper, pdf = self._make(key, token, draft, subject_id_number)
            self._keep(visit, paper, pdf)
        except KioskFault as fault:
            self.void(key, fault.code.value)
            raise
        except Exception:
            self.void(key, Code.UNEXPECTED.value)
            raise
        return paper

    def print(self, paper: Paper, subject_id_number: str, on_progress: OnProgress) -> Settled:
        """Hands the paper over and follows its job to the end. Never a second time for the same paper, whoever asks."""
        with self._lock:
            kept = self._kept.pop(paper.key, None)
        if kept is None:
            # Another request has it, or it is void: whoever took the bytes answers for the number.
            return Settled(Outcome.NOT_PRINTED, Code.UNEXPECTED)
        try:
            problem = _unfit(paper, kept.pdf, subject_id_number)
            if problem:
                self._void_quietly(paper.key, problem.value)
                return Settled(Outcome.NOT_PRINTED, problem)
            return self._print(paper, kept.pdf, on_progress)
        finally:
            with self._lock:
                self._active.discard(paper.key)

    def shortage(self, pages: int) -> Code | None:
        """Why a paper of so many pages should not be begun: too few sheets; None when nothing speaks against it."""
        return self._printer.shortage(pages)

    def void(self, key: str, reason: str) -> None:
        """The paper will not be printed: its number is void, here at once and at the archive through the outbox.

        Nothing happens for a paper that was handed over. Where the journal cannot be written the row stays open for `kiosk.reconcile`.
        """
        with self._lock:
            self._kept.pop(key, None)
        self._void_quietly(key, reason)
        with self._lock:
            self._active.discard(key)

    def give_up(self, paper: Paper, subject_id_number: str) -> None:
        """Lets go of the paper's bytes: it goes to a phone, from the archive. Raises PaperFault for one that is void or not theirs."""
        with self._lock:
            kept = self._kept.pop(paper.key, None)
        if kept is None:
            raise PaperFault(Code.UNEXPECTED)
        problem = _unfit(paper, kept.pdf, subject_id_number)
        if problem:
            self.void(paper.key, problem.value)
            raise PaperFault(problem)

    def done(self, key: str) -> None:
        """This run is busy with the paper no more: what becomes of it reconciliation finds out."""
        with self._lock:
            self._active.discard(key)

    def end_visit(self, visit: int) -> None:
        """Drops what is kept for this visit; papers nobody will take any more are void."""
        with self._lock:
            self._ended = max(self._ended, visit)
            left = [key for key, kept in self._kept.items() if kept.visit <= visit]
        for key in left:
            self.void(key, "visit-over")

    def _make(self, key: str, token: str, draft: Draft, subject_id_number: str) -> tuple[Paper, bytes]:
        self._journal.begin(key, draft.kind)
        issued = self._archive.issue(key, draft.id, token)
        self._register(key, issued.number)
        _check(issued, key, draft, subject_id_number)
        rendered = self._press.compose(issued, draft.images)
        self._journal.rendered(key, rendered.pages)
        signed = self._press.sign(rendered.pdf, issued, lambda digest: self._archive.sign(key, digest))
        sha256 = hashlib.sha256(signed).hexdigest()
        self._journal.signed(key, sha256)
        if self._archive.file_document(key, signed).sha256 != sha256:
            raise ArchiveFault(Code.ARCHIVE_GARBAGE)
        self._journal.filed(key)
        _log.info("paper-issued", number=issued.number, kind=issued.kind, pages=rendered.pages)
        return Paper(key, issued.number, issued.kind, issued.subject.id_number, rendered.pages, sha256, draft.id), signed

    def _void_before(self, key: str) -> None:
        """Raises PaperFault for a number that may have been printed, ArchiveFault when the archive cannot hear of it."""
        self._void_quietly(key, "by-phone-instead")
        row = self._journal.row(key)
        if row is not None and row.outcome not in ("void", "not-printed"):
            raise PaperFault(Code.UNEXPECTED)
        if self._archive.void(key).status != "void":
            raise ArchiveFault(Code.ARCHIVE_REFUSED)

    def _register(self, key: str, number: str) -> None:
        try:
            self._journal.registered(key, number)
        except NumberTaken:
            raise ArchiveFault(Code.ARCHIVE_GARBAGE) from None

    def _keep(self, visit: int, paper: Paper, pdf: bytes) -> None:
        with self._lock:
            over = visit <= self._ended
            if not over:
                self._kept[paper.key] = _Kept(visit, pdf)
        if over:
            raise PaperFault(Code.TOOK_TOO_LONG)

    def _print(self, paper: Paper, pdf: bytes, on_progress: OnProgress) -> Settled:
        job_name = self._new_token()
        try:
            document = self._printer.prepare(pdf)
            self._journal.handing_over(paper.key, job_name, Sent(document.format.value, document.sha256), self._printer.witness())
        except (IllegalTransition, JournalUnusable, PaperFault) as refusal:
            # Handed over or ended before, not to be drawn for this printer, or nobody could remember it: the printer gets nothing.
            code = Code.UNEXPECTED if isinstance(refusal, IllegalTransition) else refusal.code
            self._void_quietly(paper.key, code.value)
            return Settled(Outcome.NOT_PRINTED, code)
        settled = self._hand_over(paper, document, job_name, on_progress)
        self._note(paper, lambda: self._journal.settled(paper.key, settled.outcome, settled.problem.value if settled.problem else None))
        _log.info("paper-settled", number=paper.number, outcome=settled.outcome.value, code=settled.problem)
        return settled

    def _hand_over(self, paper: Paper, document: Document, job_name: str, on_progress: OnProgress) -> Settled:
        try:
            job_id = self._printer.hand_over(document, job_name)
            self._note(paper, lambda: self._journal.accepted(paper.key, job_id))
            return self._printer.follow(job_id, job_name, paper.pages, on_progress)
        except PrinterRefused as refused:
            return Settled(Outcome.NOT_PRINTED, refused.code)
        except PrinterSilent:
            return Settled(Outcome.UNCONFIRMED, Code.PRINT_UNCONFIRMED)
        except Exception as error:
            _log.error("printing-failed", number=paper.number, error=type(error).__name__, place=place_of(error))
            return Settled(Outcome.UNCONFIRMED, Code.PRINT_UNCONFIRMED)

    def _note(self, paper: Paper, write: Callable[[], None]) -> None:
        """A step that has happened already: where it cannot be written, the row as it stands makes `kiosk.reconcile` ask the printer."""
        try:
            write()
        except (JournalUnusable, IllegalTransition) as error:
            _log.error("journal-behind", number=paper.number, error=type(error).__name__)

    def _void_quietly(self, key: str, reason: str) -> None:
        try:
            if self._journal.void(key, reason):
                _log.info("paper-void", key=key[:8], reason=reason)
        except JournalUnusable as fault:
            _log.error("paper-not-voided", key=key[:8], code=fault.code.value)


def _check(issued: IssuedAnswer, key: str, draft: Draft, subject_id_number: str) -> None:
    """Raises unless the answer is about this key, this kind and the person whose card was read (invariant 3)."""
    if issued.key != key or issued.kind != draft.kind:
        raise ArchiveFault(Code.ARCHIVE_GARBAGE)
    subject = issued.content.get("subject")
    written = subject.get("id_number", subject_id_number) if isinstance(subject, dict) else subject_id_number
    if issued.subject.id_number != subject_id_number or written != subject_id_number:
        raise PaperFault(Code.PERSON_MISMATCH)


def _unfit(paper: Paper, pdf: bytes, subject_id_number: str) -> Code | None:
    """Why these bytes must not go to the printer; None when they may."""
    if paper.subject_id_number != subject_id_number:
        return Code.PERSON_MISMATCH
    if hashlib.sha256(pdf).hexdigest() != paper.sha256:
        return Code.UNEXPECTED
    return None
