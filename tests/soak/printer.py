"""A printer that knows what really came out, and does not always say so."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from io import BytesIO

import pikepdf

from kiosk.faults import PrinterRefused, PrinterSilent
from kiosk.issuing import OnProgress, Settled
from kiosk.problems import Code
from kiosk.session.values import Outcome
from printing.archival import CONTENT_NAME
from printing.canonical import parse
from printing.formats import Document, DocumentFormat
from printing.witness import Witness
from tests.soak.cards import digest

HELD_S = 30.0  # real seconds


class Mood(Enum):
    """How the printer treats the next job."""

    PRINTS = "prints"
    REFUSES = "refuses"
    ANSWER_LOST_PRINTED = "answer-lost-printed"
    ANSWER_LOST_EMPTY = "answer-lost-empty"
    ENDS_SHORT = "ends-short"
    VANISHES_PRINTED = "vanishes-printed"
    VANISHES_EMPTY = "vanishes-empty"
    WAITS = "waits"  # for paper, until it is released


_PRINTED = (Mood.PRINTS, Mood.ANSWER_LOST_PRINTED, Mood.VANISHES_PRINTED, Mood.WAITS)


@dataclass(frozen=True, slots=True)
class Job:
    """A document that was taken. `applicant`: digest of the id number in its content; None for a slip, which has none. `card`: digest of
    that on the card that had been read last.
    """

    name: str
    sha256: str
    applicant: bytes | None
    card: bytes | None
    came_out: bool


class Printer:
    """Takes the place of `kiosk.printer_port.IppPort`. `card`: who the card that was read last belongs to."""

    def __init__(self, card: Callable[[], bytes | None]) -> None:
        self._card = card
        self.mood = Mood.PRINTS
        self.problem: Code | None = None
        self.remembers = False
        self.sheets = 250
        self.jobs: list[Job] = []
        self.refused = 0
        self.waiting = 0
        self._moods: dict[int, Mood] = {}
        self._release = threading.Event()

    def release(self) -> None:
        """A job that waits goes on."""
        self._release.set()

    def hold_again(self) -> None:
        """The next job that waits will wait again."""
        self._release.clear()

    def forget(self) -> None:
        """The tray is empty, and the history too."""
        self.jobs.clear()
        self._moods.clear()

    def trouble(self) -> Code | None:
        return self.problem

    def shortage(self, pages: int) -> Code | None:
        return None if pages <= self.sheets else Code.PRINTER_MEDIA_SHORT

    def prepare(self, pdf: bytes) -> Document:
        return Document(DocumentFormat.PDF, pdf)

    def witness(self) -> Witness | None:
        return None

    def hand_over(self, document: Document, job_name: str) -> int:
        mood, self.mood = self.mood, Mood.PRINTS
        if mood is Mood.REFUSES:
            self.refused += 1
            raise PrinterRefused(Code.PRINTER_REFUSED)
        self.jobs.append(Job(job_name, document.sha256, _applicant(document.data), self._card(), mood in _PRINTED))
        self._moods[len(self.jobs)] = mood
        if mood in (Mood.ANSWER_LOST_PRINTED, Mood.ANSWER_LOST_EMPTY):
            raise PrinterSilent(Code.PRINT_UNCONFIRMED)
        return len(self.jobs)

    def follow(self, job_id: int, job_name: str, pages: int, on_progress: OnProgress) -> Settled:
        assert self.jobs[job_id - 1].name == job_name
        mood = self._moods[job_id]
        if mood is Mood.WAITS:
            on_progress(0, Code.PRINTER_MEDIA_EMPTY)
            self.waiting += 1
            self._release.wait(HELD_S)
            self.waiting -= 1
        for page in range(1, pages + 1):
            on_progress(page, None)
        if mood is Mood.ENDS_SHORT:
            return Settled(Outcome.NOT_PRINTED, Code.PRINT_FAILED)
        if mood in (Mood.VANISHES_PRINTED, Mood.VANISHES_EMPTY):
            return Settled(Outcome.UNCONFIRMED, Code.PRINT_UNCONFIRMED)
        return Settled(Outcome.PRINTED)

    def call_off(self, job_name: str) -> bool:
        assert job_name
        return True  # every job has ended here by the time nobody follows it

    def sighting(self, job_name: str, pages: int, witness: Witness | None = None) -> Outcome | None:
        assert pages
        assert witness is None
        job = next((job for job in list(self.jobs) if job.name == job_name), None)
        if job is None or not self.remembers:
            return Outcome.UNCONFIRMED
        return Outcome.PRINTED if job.came_out else Outcome.NOT_PRINTED


def _applicant(pdf: bytes) -> bytes | None:
    """Who is named as the subject in the content that the paper carries."""
    with pikepdf.open(BytesIO(pdf)) as document:
        if CONTENT_NAME not in document.attachments:
            return None
        content = parse(document.attachments[CONTENT_NAME].get_file().read_bytes())
    return digest(content["subject"]["id_number"])
