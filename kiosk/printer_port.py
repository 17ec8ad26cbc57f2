"""The printer (`printing.printer`, `printing.job`) in the kiosk's words: codes of the catalogue, outcomes of the visit."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import structlog

from kiosk.faults import PaperFault, PrinterRefused, PrinterSilent
from kiosk.issuing import OnProgress, Settled
from kiosk.problems import Code
from kiosk.session.values import Outcome
from printing import calling_off, job
from printing.formats import Document, format_for, prepare
from printing.ipp_message import IppError
from printing.job_reasons import Cause, cause_of
from printing.printer import Accepted, Printer, Refusal, Refused, Unknown
from printing.printer_status import PrinterState, PrinterStatus
from printing.raster import RasterError
from printing.reasons import Reason
from printing.witness import Witness

_log = structlog.get_logger(__name__)

CODE_OF_REASON = {
    Reason.OFFLINE: Code.PRINTER_UNREACHABLE,
    Reason.MEDIA_JAM: Code.PRINTER_MEDIA_JAM,
    Reason.COVER_OPEN: Code.PRINTER_COVER_OPEN,
    Reason.MEDIA_EMPTY: Code.PRINTER_MEDIA_EMPTY,
    Reason.MEDIA_NEEDED: Code.PRINTER_MEDIA_EMPTY,
    Reason.TRAY_MISSING: Code.PRINTER_MEDIA_EMPTY,
    Reason.TONER_EMPTY: Code.PRINTER_TONER_EMPTY,
    Reason.OUTPUT_FULL: Code.PRINTER_OUTPUT_FULL,
    Reason.MEDIA_WRONG: Code.PRINTER_MEDIA_WRONG,
    Reason.MEDIA_SHORT: Code.PRINTER_MEDIA_SHORT,
    Reason.QUEUE_STOPPED: Code.PRINTER_QUEUE_STOPPED,
    Reason.PAUSED: Code.PRINTER_STOPPED,
    Reason.STOPPED: Code.PRINTER_STOPPED,
    Reason.FAULT: Code.PRINTER_STOPPED,
    Reason.UNKNOWN: Code.PRINTER_UNREACHABLE,
}
"""The problem a blocking reason is shown as; reasons that block nothing are not in it (a test says so)."""

_CODE_OF_REFUSAL = {
    Refusal.UNREACHABLE: Code.PRINTER_UNREACHABLE,
    Refusal.BUSY: Code.PRINTER_REFUSED,
    Refusal.NOT_ACCEPTING: Code.PRINTER_STOPPED,
    Refusal.FORMAT: Code.PRINTER_NO_PDF,
    Refusal.ATTRIBUTES: Code.PRINTER_REFUSED,
    Refusal.REFUSED: Code.PRINTER_REFUSED,
}

_KEYWORD: Final = re.compile(r"[a-z][a-z0-9._-]{0,63}")


class IppPort:
    """The kiosk's printer. `wait` waits that many seconds and is true when the kiosk stops (`threading.Event().wait`)."""

    def __init__(
        self, printer: Printer, limit_s: float, poll_s: float, wait: Callable[[float], bool], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._printer = printer
        self._limit_s = limit_s
        self._poll_s = poll_s
        self._wait = wait
        self._clock = clock
        self._said: PrinterStatus | None = None

    def trouble(self) -> Code | None:
        """Why nothing can be printed now, in the printer's own words. Raises PrinterSilent when it has none."""
        status = self._printer.status()
        if status.state is PrinterState.UNKNOWN:
            raise PrinterSilent(Code.PRINTER_UNREACHABLE)
        self._said = status
        obstacle = status.obstacle_for(1)
        if obstacle is not None:
            return CODE_OF_REASON[obstacle]
        return None if format_for(status) else Code.PRINTER_NO_PDF

    def shortage(self, pages: int) -> Code | None:
        """What a job of so many pages lacks that a job of one page does not, as the printer said when last asked."""
        said = self._said
        if said is None or said.obstacle_for(1) is not None:
            return None  # what stops every job is the watch's to tell
        obstacle = said.obstacle_for(pages)
        return CODE_OF_REASON[obstacle] if obstacle else None

    def prepare(self, pdf: bytes) -> Document:
        """The paper in the form the printer takes, by what it last said of itself. Raises PaperFault."""
        try:
            return prepare(pdf, self._said or self._printer.status(), self._printer.media)
        except RasterError:
            _log.error("paper-not-drawn")
            raise PaperFault(Code.UNEXPECTED) from None

    def witness(self) -> Witness | None:
        """The printer as it is before a paper is handed over, for `sighting` in a later run."""
        return self._printer.witness()

    def hand_over(self, document: Document, job_name: str) -> int:
        """Gives the document to the printer once. Raises PrinterRefused, PrinterSilent."""
        submission = job.hand_over(self._printer, document, job_name, poll_s=self._poll_s, clock=self._clock, wait=self._wait)
        match submission:
            case Accepted(job_id=job_id):
                return job_id
            case Refused(reason=reason, status=status):
                _log.error("printer-refused", reason=reason.value, status=status)
                raise PrinterRefused(_CODE_OF_REFUSAL[reason])
            case Unknown(fault=fault):
                _log.error("printer-answer-lost", fault=fault.value)
                raise PrinterSilent(Code.PRINT_UNCONFIRMED)

    def follow(self, job_id: int, job_name: str, pages: int, on_progress: OnProgress) -> Settled:
        """Asks until the job has ended or the limit is over."""

        def tell(progress: job.Progress) -> None:
            on_progress(progress.page, CODE_OF_REASON.get(progress.problem) if progress.problem else None)

        settlement = job.follow(
            self._printer, job_id, job_name, pages,
            limit_s=self._limit_s, poll_s=self._poll_s, clock=self._clock, wait=self._wait, on_progress=tell,
        )  # fmt: skip
        self._printer.clear(job_id)
        _log.info(
            "job-settled", job_id=job_id, outcome=settlement.outcome.value, ground=settlement.ground.value, page=settlement.page,
            reasons=_spoken(settlement.keywords),
        )  # fmt: skip
        match settlement.outcome:
            case job.Outcome.PRINTED:
                return Settled(Outcome.PRINTED)
            case job.Outcome.NOT_PRINTED:
                return Settled(Outcome.NOT_PRINTED, _why(settlement))
            case job.Outcome.UNCONFIRMED:
                return Settled(Outcome.UNCONFIRMED, Code.PRINT_UNCONFIRMED)

    def call_off(self, job_name: str) -> bool:
        """Has the printer give up whatever it holds of that name. Whether all of it has ended. Raises PrinterSilent."""
        with _heard():
            return calling_off.call_off(self._printer, job_name, poll_s=self._poll_s, clock=self._clock, wait=self._wait)

    def sighting(self, job_name: str, pages: int, witness: Witness | None = None) -> Outcome | None:
        """What the printer shows of the job of that name: None while it is at it, UNCONFIRMED when nothing counts. Raises PrinterSilent."""
        with _heard():
            seen = calling_off.look_back(self._printer, job_name, pages, witness, poll_s=self._poll_s, clock=self._clock, wait=self._wait)
        return Outcome(seen.outcome.value) if seen else None


@contextmanager
def _heard() -> Iterator[None]:
    """Raises PrinterSilent for a printer that gave no usable answer."""
    try:
        yield
    except IppError as error:
        raise PrinterSilent(Code.PRINTER_UNREACHABLE) from error


def _why(settlement: job.Settlement) -> Code:
    """Why the printer ended the job. A cancel of our own says nothing of anybody else."""
    match cause_of(settlement.keywords):
        case Cause.CANCELLED if not settlement.called_off:
            return Code.PRINT_CANCELLED
        case Cause.DOCUMENT:
            return Code.PRINT_DOCUMENT_ERROR
        case _:
            return Code.PRINT_FAILED


def _spoken(keywords: tuple[str, ...]) -> list[str]:
    """What is a keyword by its form (RFC 8011 section 5.1.4): nothing else a printer says there belongs into the log."""
    return [keyword for keyword in keywords if _KEYWORD.fullmatch(keyword)]
