"""An archive, a press and a printer in memory that remember what was done to them, and a fuse to cut the power between any two steps."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from kiosk.archive_answers import DocumentAnswer, IssuedAnswer, PickupAnswer, StandingAnswer, SubjectAnswer, VerificationAnswer
from kiosk.faults import ArchiveFault, PrinterSilent
from kiosk.issuing import Issuing, OnProgress, Rendered, Settled
from kiosk.journal import Journal, Sent, State
from kiosk.outbox import Outbox
from kiosk.phones import Phones
from kiosk.problems import Code
from kiosk.reconcile import Reconciler
from kiosk.session.values import Draft, Outcome, Paper
from printing.formats import Document, DocumentFormat
from printing.witness import Witness

ID_NUMBER = "150390199001011234"
DRAFT = Draft("draft-1", "no-criminal-record", ID_NUMBER, {"subject": {"name": "演示", "id_number": ID_NUMBER}})


class PowerCut(BaseException):
    """The power is gone: nothing runs after it, no handler and no clean-up."""


@dataclass
class Fuse:
    """Counts the points passed and cuts the power at one of them."""

    blows_at: int | None = None
    passed: list[str] = field(default_factory=list)

    def point(self, name: str) -> None:
        self.passed.append(name)
        if len(self.passed) == self.blows_at:
            raise PowerCut

    @contextmanager
    def around(self, name: str) -> Iterator[None]:
        self.point(f"before {name}")
        yield
        self.point(f"after {name}")


class FusedJournal(Journal):
    """The journal with a point before and after every commit, and one inside, where a cut must undo the whole step."""

    def __init__(self, path: Path, fuse: Fuse) -> None:
        super().__init__(path)
        self._fuse = fuse

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._fuse.point("before commit")
        with super()._transaction():
            yield
            self._fuse.point("inside commit")
        self._fuse.point("after commit")


class MemoryArchive:
    """The archive's part of the contract: numbers, one digest, tombstones, outcomes."""

    def __init__(self, fuse: Fuse | None = None) -> None:
        self.fuse = fuse or Fuse()
        self.numbers: dict[str, str | None] = {}
        self.status: dict[str, str] = {}
        self.reasons: dict[str, str | None] = {}
        self.sent: dict[str, Sent | None] = {}
        self.links: dict[str, str] = {}  # key to the stage of its link
        self.fault: Code | None = None
        self.subject = ID_NUMBER
        self.calls: list[str] = []

    def issue(self, key: str, draft_id: str, token: str) -> IssuedAnswer:
        with self._call("issue"):
            if self.status.get(key) == "void":
                raise ArchiveFault(Code.ARCHIVE_REFUSED, problem="void")
            if key not in self.numbers:
                self.numbers[key] = f"YS01-2026-{len(self.numbers) + 1:06}"
                self.status[key] = "issued"
        assert draft_id
        assert token
        number = self.numbers[key]
        assert number is not None
        return IssuedAnswer(
            key=key,
            number=number,
            kind=DRAFT.kind,
            status="issued",
            subject=SubjectAnswer(name="演示", id_number=self.subject),
            content={"subject": {"name": "演示", "id_number": self.subject}},
            issued_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
            valid_until=None,
            unit="演示市公安局",
            verification=VerificationAnswer(code="0123456789ABCDEF", url="https://verify.example/v/0123456789ABCDEF#x"),
            signature_bytes=2_048,
            specimen=True,
        )

    def sign(self, key: str, digest: bytes) -> bytes:
        with self._call("sign"):
            return b"cms of " + key.encode() + digest

    def file_document(self, key: str, pdf: bytes) -> DocumentAnswer:
        with self._call("file"):
            self.status[key] = "filed"
            return DocumentAnswer(sha256=hashlib.sha256(pdf).hexdigest())

    def look_up(self, key: str) -> StandingAnswer | None:
        with self._call("look up"):
            return self._standing(key) if key in self.status else None

    def void(self, key: str) -> StandingAnswer:
        with self._call("void"):
            if self.status.get(key) in ("printed", "delivered"):
                raise ArchiveFault(Code.ARCHIVE_REFUSED, problem="outcome-refused")
            self.numbers.setdefault(key, None)
            self.status[key] = "void"
            return self._standing(key)

    def offer_pickup(self, key: str, minutes: int) -> PickupAnswer:
        with self._call("offer"):
            if self.status.get(key) != "filed":
                raise ArchiveFault(Code.ARCHIVE_REFUSED, problem="void")
            self.links.setdefault(key, "waiting")
            return self._link(key, minutes * 60.0)

    def pickup(self, key: str) -> PickupAnswer | None:
        with self._call("pickup"):
            return self._link(key, 60.0) if key in self.links else None

    def fetch(self, key: str) -> bool:
        """A phone takes the document, if it may."""
        if self.links.get(key) != "waiting" or self.status[key] != "filed":
            return False
        self.links[key] = self.status[key] = "delivered"
        return True

    def expire(self, key: str) -> None:
        """The time of the link is over."""
        if self.links.get(key) == "waiting":
            self.links[key], self.status[key] = "expired", "void"

    def _link(self, key: str, seconds: float) -> PickupAnswer:
        stage = "expired" if self.status[key] == "void" else self.links[key]
        return PickupAnswer(token=f"token-{key}", stage=stage, seconds_left=seconds)  # type: ignore[arg-type]  # the fake's own words

    def outcome(self, key: str, outcome: str, reason: str | None, document_sha256: str | None, sent: Sent | None = None) -> str:
        with self._call("outcome"):
            self.sent[key] = sent
            before = self.status[key]
            if before in ("printed", "void") and before != outcome:
                raise ArchiveFault(Code.ARCHIVE_REFUSED, problem="outcome-refused")
            assert outcome == "void" or document_sha256 is not None
            self.status[key], self.reasons[key] = outcome, reason
            return outcome

    @contextmanager
    def _call(self, name: str) -> Iterator[None]:
        self.calls.append(name)
        if self.fault is not None:
            raise ArchiveFault(self.fault)
        with self.fuse.around(name):
            yield

    def _standing(self, key: str) -> StandingAnswer:
        return StandingAnswer(key=key, number=self.numbers[key], status=self.status[key])  # type: ignore[arg-type]  # the fake's own words


class PlainPress:
    """Papers of three pages that are nothing but their number."""

    def __init__(self, fuse: Fuse | None = None) -> None:
        self.fuse = fuse or Fuse()
        self.error: Exception | None = None
        self.images: list[dict[str, bytes]] = []

    def compose(self, issued: IssuedAnswer, images: Mapping[str, bytes]) -> Rendered:
        self.images.append(dict(images))
        with self.fuse.around("compose"):
            if self.error:
                raise self.error
            return Rendered(f"%PDF {issued.number}".encode(), 3)

    def sign(self, pdf: bytes, issued: IssuedAnswer, cms_for_digest: Callable[[bytes], bytes]) -> bytes:
        assert issued.issued_at.tzinfo is not None
        return pdf + cms_for_digest(hashlib.sha256(pdf).digest())


@dataclass
class Job:
    """A job the printer took."""

    name: str
    pdf: bytes
    pages: int = 0


class MemoryPrinter:
    """Takes jobs and prints them to the end by itself, whatever becomes of the kiosk."""

    def __init__(self, fuse: Fuse | None = None) -> None:
        self.fuse = fuse or Fuse()
        self.jobs: list[Job] = []
        self.remembers = True
        self.away = False
        self.refuses: Exception | None = None
        self.result = Settled(Outcome.PRINTED)
        self.called_off: list[str] = []
        self.gives_up = True  # False: it still holds the job
        self.troubled: Code | None = None
        self.sheets = 250
        self.seen_as: Witness | None = None
        self.format = DocumentFormat.PDF

    def shortage(self, pages: int) -> Code | None:
        return None if pages <= self.sheets else Code.PRINTER_MEDIA_SHORT

    def prepare(self, pdf: bytes) -> Document:
        return Document(self.format, pdf if self.format is DocumentFormat.PDF else b"pixels of " + pdf)

    def witness(self) -> Witness | None:
        return self.seen_as

    def hand_over(self, document: Document, job_name: str) -> int:
        with self.fuse.around("submit"):
            if self.refuses:
                raise self.refuses
            self.jobs.append(Job(job_name, document.data))
            return len(self.jobs)

    def follow(self, job_id: int, job_name: str, pages: int, on_progress: OnProgress) -> Settled:
        job = self.jobs[job_id - 1]
        assert job.name == job_name
        for page in range(1, pages + 1):
            with self.fuse.around(f"page {page}"):
                job.pages = page
                on_progress(page, None)
        return self.result

    def call_off(self, job_name: str) -> bool:
        with self.fuse.around("cancel"):
            if self.away:
                raise PrinterSilent(Code.PRINTER_UNREACHABLE)
            self.called_off.append(job_name)
            return self.gives_up

    def sighting(self, job_name: str, pages: int, witness: Witness | None) -> Outcome | None:
        assert pages == 3
        assert witness == self.seen_as
        with self.fuse.around("find"):
            if self.away:
                raise PrinterSilent(Code.PRINTER_UNREACHABLE)
            known = [job for job in self.jobs if job.name == job_name] if self.remembers else []
            return self.result.outcome if known else Outcome.UNCONFIRMED

    def trouble(self) -> Code | None:
        if self.away:
            raise PrinterSilent(Code.PRINTER_UNREACHABLE)
        return self.troubled


def break_writes(journal: Journal) -> None:
    """From now on the journal's disk is read-only."""
    connection: sqlite3.Connection = journal._connection
    connection.execute("PRAGMA query_only=1")


def mend_writes(journal: Journal) -> None:
    """The disk can be written again."""
    journal._connection.execute("PRAGMA query_only=0")


VISIT = 1


class Room:
    """A kiosk's issuing with everything around it in memory, the journal in a file."""

    def __init__(self, folder: Path, fuse: Fuse | None = None) -> None:
        self.path = folder / "journal.sqlite3"
        self.fuse = fuse or Fuse()
        self.archive = MemoryArchive(self.fuse)
        self.printer = MemoryPrinter(self.fuse)
        self.press = PlainPress(self.fuse)
        self.now = 0.0
        self.start()

    def start(self) -> None:
        """The kiosk's process begins, with what was on the disk."""
        self.journal = FusedJournal(self.path, self.fuse)
        self.issuing = Issuing(self.journal, self.archive, self.press, self.printer)
        self.outbox = Outbox(self.journal, self.archive, lambda: self.now, Random(1))
        self.phones = Phones(self.journal, self.archive, self.issuing, "https://pickup.example/", 10, self.wait)
        self.reconciler = Reconciler(self.journal, self.archive, self.printer, lambda: self.issuing.active)

    def restart(self) -> None:
        self.journal.close()
        self.start()

    def wait(self, seconds: float) -> bool:
        """Nobody sleeps here; what happens meanwhile is `meanwhile`'s to say."""
        self.now += seconds
        return self.meanwhile()

    def meanwhile(self) -> bool:
        """Whether the kiosk stops while somebody waits."""
        return True

    def issue(self) -> Paper:
        return self.issuing.issue(VISIT, "token", DRAFT, ID_NUMBER)

    def print(self, paper: Paper) -> Settled:
        return self.issuing.print(paper, ID_NUMBER, lambda _page, _problem: None)

    def whole_visit(self) -> None:
        paper = self.issue()
        self.print(paper)
        self.issuing.end_visit(VISIT)
        self.outbox.deliver()

    def by_phone(self, fetched: bool) -> bool | None:
        """A visit whose paper goes to a phone: what the screen was told, None when it ended before."""
        paper = self.issue()
        self.phones.offer(paper, ID_NUMBER)
        if fetched:
            with self.fuse.around("fetch"):
                self.archive.fetch(paper.key)
        told = self.phones.follow(VISIT, paper)
        self.phones.end_visit(VISIT)
        self.issuing.end_visit(VISIT)
        self.outbox.deliver()
        return told

    def after_the_restart(self) -> None:
        self.reconciler.run()
        self.outbox.deliver()

    def states(self) -> list[State]:
        return [row.state for row in self.journal.open_rows()]

    def printed_at_most_once(self) -> bool:
        documents = [job.pdf for job in self.printer.jobs]
        return len(documents) == len(set(documents))
