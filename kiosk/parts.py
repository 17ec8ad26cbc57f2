"""The parts that the runtime drives, as it needs them. The app builds the real ones, tests build small ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from idcard.identity import Identity
from idcard.reader import ReaderEvent, Seen
from kiosk.archive_answers import ChoicesAnswer, DraftAnswer, VisitAnswer
from kiosk.health import Watch
from kiosk.issuing import OnProgress, Settled
from kiosk.phones import Link
from kiosk.problems import Code
from kiosk.proof.camera import FaceCheck, NoFaceCheck
from kiosk.proof.carrying_out import ProofArchive
from kiosk.proof.demand import ProofDemand
from kiosk.session.values import Draft, PageImage, Paper, Receipt, Slip, SlipForm
from kiosk.slips import OnSlip
from kiosk.staff.answers import Answer
from kiosk.staff.asks import Ask
from kiosk.staff.looks import TestedReader
from kiosk.staff.roles import Who
from kiosk.staff.shut import ShutDoor


class Reader(Protocol):
    """The card readers (`idcard.reader.CardWatcher`)."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def read(self, card: str) -> Identity:
        """Blocks. Raises idcard.reader.CardError."""
        ...

    def seen(self, card: str) -> Seen: ...
    def uid(self, card: str) -> bytes | None: ...


OpenReader = Callable[[Callable[[ReaderEvent], None]], Reader]
"""Builds the reader, given where its events go."""


class VisitArchive(ProofArchive, Protocol):
    """The archive as a visit needs it (`kiosk.archive.ArchiveClient`). Raises ArchiveFault."""

    def open_visit(self, identity: Identity) -> VisitAnswer: ...
    def choices(self, token: str, kind: str, definition_sha256: str) -> ChoicesAnswer: ...
    def draft(
        self,
        token: str,
        kind: str,
        definition_sha256: str,
        parameters: Mapping[str, Sequence[str]],
        consent: tuple[str, str] | None = None,
    ) -> DraftAnswer: ...
    def image(self, token: str, draft_id: str, sha256: str) -> bytes: ...
    def report(self, token: str, draft_id: str, fields: Sequence[str]) -> Receipt: ...
    def end_visit(self, token: str) -> None: ...
    def close(self) -> None: ...


class Previewer(Protocol):
    """Draws previews (`kiosk.press.Press`). Raises PaperFault."""

    def pictures(self, kind: str, content: Mapping[str, Any]) -> tuple[str, ...]:
        """The SHA-256 (hex) of every picture that the paper needs."""
        ...

    def preview(self, draft: Draft) -> tuple[PageImage, ...]: ...
    def uncovered(self, draft: Draft) -> tuple[PageImage, ...]: ...


class SlipPrinter(Protocol):
    """Prints receipts (`kiosk.slips.Slips`). Raises KioskFault."""

    @property
    def forms(self) -> frozenset[SlipForm]:
        """The slips that can be printed here."""
        ...

    def print(self, slip: Slip, subject_id_number: str, on_progress: OnSlip) -> Settled: ...


class Papers(Protocol):
    """Issues and prints (`kiosk.issuing.Issuing`). Raises KioskFault."""

    def issue(self, visit: int, token: str, draft: Draft, subject_id_number: str, instead_of: str | None) -> Paper: ...
    def shortage(self, pages: int) -> Code | None: ...
    def print(self, paper: Paper, subject_id_number: str, on_progress: OnProgress) -> Settled: ...
    def void(self, key: str, reason: str) -> None: ...
    def end_visit(self, visit: int) -> None: ...


class PhoneLinks(Protocol):
    """Hands papers to phones (`kiosk.phones.Phones`). Raises KioskFault."""

    def offer(self, paper: Paper, subject_id_number: str) -> Link: ...
    def follow(self, visit: int, paper: Paper) -> bool | None: ...
    def withdraw(self, key: str) -> None: ...
    def end_visit(self, visit: int) -> None: ...


class RatingCounter(Protocol):
    """Counts what citizens thought (`kiosk.ratings.Ratings`)."""

    def note(self, kind: str, level: int) -> None: ...


class ParameterWords(Protocol):
    """A parameter as its definition has it (`printing.definition.ParameterDefinition`). Labels by language: zh, en, mn."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def at_least(self) -> int: ...
    @property
    def choices_from(self) -> str | None: ...
    @property
    def choices(self) -> Sequence[tuple[str, Mapping[str, str]]]: ...


class ConsentWords(Protocol):
    """A sentence to agree to as its definition has it (`printing.definition.Consent`)."""

    @property
    def sentences(self) -> Mapping[str, str]: ...


class KindWords(Protocol):
    """A kind as its definition has it (`printing.definition.Definition`)."""

    @property
    def sha256(self) -> str: ...
    @property
    def parameters(self) -> Sequence[ParameterWords]: ...
    @property
    def consent(self) -> ConsentWords | None: ...


class Unconfirmed(Protocol):
    """The journal as asked which numbers lock printing (`kiosk.journal.Journal`). Raises JournalUnusable."""

    def unconfirmed(self) -> tuple[str, ...]: ...


class StaffRoom(Protocol):
    """What the staff screen's pages ask for (`kiosk.staff.hands.StaffHands`). Never raises."""

    def visit_began(self) -> None: ...
    def do(self, ask: Ask, who: Who | None, reader: TestedReader, tell: Callable[[Answer], None]) -> None: ...


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do every `every_s` seconds: the outbox, reconciliation. `first`: before the first citizen it has to succeed once."""

    name: str
    every_s: float
    run: Callable[[], object]
    first: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything outside the runtime. `definitions` by kind.

    `proof`: what this kiosk asks for beside the card. `on_stop` is called when the runtime stops, so that waits end.
    """

    open_reader: OpenReader
    archive: VisitArchive
    papers: Papers
    previewer: Previewer
    journal: Unconfirmed
    definitions: Mapping[str, KindWords]
    slips: SlipPrinter
    phones: PhoneLinks
    ratings: RatingCounter
    proof: ProofDemand = field(default_factory=ProofDemand)
    face_check: FaceCheck = field(default_factory=NoFaceCheck)
    watches: tuple[Watch, ...] = ()
    chores: tuple[Chore, ...] = ()
    on_stop: tuple[Callable[[], None], ...] = ()
    staff: StaffRoom = field(default_factory=ShutDoor)
