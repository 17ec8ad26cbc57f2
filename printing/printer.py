"""The printer as the kiosk sees it: whether it could print now, taking a document, and what it says of a job."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from pathlib import Path
from typing import Final

from pyipp.enums import IppOperation, IppStatus, IppTag

from printing.formats import DocumentFormat, RasterMode, pwg_mode, urf_mode
from printing.ipp import Client
from printing.ipp_message import Attributes, IppError, IppFault, Values
from printing.reasons import Reason, reasons_of
from printing.supplies import Level, is_loaded, room_left, sheets_left, toner_levels, tray_levels

PDF: Final = DocumentFormat.PDF.value
SUBMIT_S: Final = 60.0  # a whole Print-Job; a slow USB printer may take its time to swallow some megabytes
LONGEST_JOB_LIST: Final = 500  # a kiosk's printer has few jobs; the bound is for a shared one

_PRINTER_ATTRIBUTES: Final = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-up-time",
    "printer-impressions-completed",
    "document-format-supported",
    "pwg-raster-document-type-supported",
    "pwg-raster-document-resolution-supported",
    "urf-supported",
    "color-supported",
    "media-ready",
    "media-col-ready",
    "printer-input-tray",
    "printer-output-tray",
    "printer-supply",
    "marker-names",
    "marker-types",
    "marker-levels",
)
_JOB_ATTRIBUTES: Final = ("job-id", "job-name", "job-state", "job-state-reasons", "job-impressions-completed")

# The statuses after which the document may have been taken all the same (RFC 8011 appendix B.1): the printer failed in the
# middle, or made a job of it and gave that up. Every other error means that no job exists.
_UNCLEAR: Final = frozenset(
    {IppStatus.ERROR_TIMEOUT, IppStatus.ERROR_INTERNAL, IppStatus.ERROR_DEVICE, IppStatus.ERROR_TEMPORARY, IppStatus.ERROR_JOB_CANCELED}
)
_BUSY: Final = frozenset(
    {IppStatus.ERROR_BUSY, IppStatus.ERROR_SERVICE_UNAVAILABLE, IppStatus.ERROR_TOO_MANY_JOBS, IppStatus.ERROR_MULTIPLE_JOBS_NOT_SUPPORTED}
)
_NOT_ACCEPTING: Final = frozenset({IppStatus.ERROR_NOT_ACCEPTING_JOBS, IppStatus.ERROR_PRINTER_IS_DEACTIVATED})
_SERVER_ERRORS: Final = 500  # HTTP: from here on the request may have been carried out


class Endpoint(Enum):
    """What answers at the URI. A queue (a spooler) only passes on what the device tells it, if that."""

    DEVICE = "device"
    QUEUE = "queue"


class PrinterState(Enum):
    """printer-state (RFC 8011 section 5.4.11). UNKNOWN: no usable answer; not ready."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5
    UNKNOWN = 0


class JobState(IntEnum):
    """job-state (RFC 8011 section 5.3.7)."""

    UNKNOWN = 0
    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9

    @property
    def final(self) -> bool:
        """Whether the printer is done with the job, one way or the other."""
        return self >= JobState.CANCELED


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What the printer says of itself. `keywords` are printer-state-reasons as reported, for the technician.

    `pwg`, `urf`: how pages are drawn for it. `sheets`: of our paper, in all trays; `room`: sheets the output tray still takes;
    `loaded`: whether our paper lies in a tray. `up_s`: seconds since it was switched on; `impressions`: pages it has put out since
    it was made. None: it does not tell.
    """

    state: PrinterState
    accepting: bool
    reasons: tuple[Reason, ...]
    formats: tuple[str, ...] = ()
    trays: tuple[Level, ...] = ()
    toner: tuple[Level, ...] = ()
    keywords: tuple[str, ...] = ()
    pwg: RasterMode | None = None
    urf: RasterMode | None = None
    sheets: int | None = None
    room: int | None = None
    loaded: bool | None = None
    up_s: int | None = None
    impressions: int | None = None

    @property
    def obstacle(self) -> Reason | None:
        """What keeps it from printing now, the most telling first; None when nothing does."""
        for reason in self.reasons:
            if reason.blocks:
                return reason
        match self.state:
            case PrinterState.UNKNOWN:
                return Reason.UNKNOWN
            case PrinterState.STOPPED:
                return Reason.STOPPED
            case PrinterState.IDLE | PrinterState.PROCESSING:
                return None if self.accepting else Reason.STOPPED

    def obstacle_for(self, pages: int) -> Reason | None:
        """What keeps a job of so many pages (one-sided: sheets) from being printed now; only what the printer is known to lack counts."""
        if self.obstacle is not None:
            return self.obstacle
        if self.loaded is False:
            return Reason.MEDIA_WRONG
        if self.sheets is not None and self.sheets < pages:
            return Reason.MEDIA_SHORT if self.sheets else Reason.MEDIA_EMPTY
        return Reason.OUTPUT_FULL if self.room is not None and self.room < pages else None

    @property
    def takes_pdf(self) -> bool:
        """Whether the signed bytes themselves can be sent."""
        return PDF in self.formats


@dataclass(frozen=True, slots=True)
class JobStatus:
    """What the printer says of a job. `impressions` is its own page counter (None: it has none)."""

    id: int
    name: str | None
    state: JobState
    impressions: int | None
    keywords: tuple[str, ...] = ()


class Refusal(Enum):
    """Why no job exists."""

    UNREACHABLE = "unreachable"  # nothing was sent
    BUSY = "busy"  # one job at a time, and another is being printed: ask again
    NOT_ACCEPTING = "not-accepting"
    FORMAT = "format"  # it does not take this document format
    ATTRIBUTES = "attributes"  # not this paper size, or not one-sided
    REFUSED = "refused"  # anything else; the status is in the log


@dataclass(frozen=True, slots=True)
class Accepted:
    """The printer has the document, as this job."""

    job_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The printer certainly has no such job. `status`: the IPP or HTTP status, for the log."""

    reason: Refusal
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The document was sent, the answer never came or cannot be used: there may be a job, and paper."""

    fault: IppFault


Submission = Accepted | Refused | Unknown


class Printer:
    """The printer at an ipp: or ipps: URI. `media` is the PWG 5101.1 name of the paper, such as iso_a4_210x297mm.

    Holds no connection; may be used from several threads. Raises ValueError for a URI that is not a printer's.
    """

    def __init__(self, uri: str, endpoint: Endpoint | str, media: str, ca_file: Path | None = None) -> None:
        self.endpoint = Endpoint(endpoint)
        self.media = media
        self._client = Client(uri, ca_file)

    def status(self) -> PrinterStatus:
        """What the printer says now. Never raises: no answer is OFFLINE, one that cannot be used UNKNOWN."""
        try:
            answer = self._client.ask(IppOperation.GET_PRINTER_ATTRIBUTES, [("requested-attributes", IppTag.KEYWORD, _PRINTER_ATTRIBUTES)])
        except IppError as error:
            gone = error.fault in (IppFault.UNREACHABLE, IppFault.SILENT)
            return PrinterStatus(PrinterState.UNKNOWN, False, (Reason.OFFLINE if gone else Reason.UNKNOWN,))
        said = answer.printer
        keywords = tuple(word for word in said.texts("printer-state-reasons") if word != "none")
        return PrinterStatus(
            state=_printer_state(said.integer("printer-state")),
            accepting=said.boolean("printer-is-accepting-jobs") is True,
            reasons=reasons_of(keywords),
            formats=said.texts("document-format-supported"),
            trays=tray_levels(said),
            toner=toner_levels(said),
            keywords=keywords,
            pwg=pwg_mode(said),
            urf=urf_mode(said),
            sheets=sheets_left(said, self.media),
            room=room_left(said),
            loaded=is_loaded(said, self.media),
            up_s=said.integer("printer-up-time"),
            impressions=said.integer("printer-impressions-completed"),
        )

    def submit(self, data: bytes, job_name: str, document_format: DocumentFormat = DocumentFormat.PDF) -> Submission:
        """Sends the document, one-sided, on our paper, unchanged. `job_name` is a neutral token of ours, unique for ever.

        Sent once, never again: after `Unknown` ask `find`, do not submit.
        """
        attributes = (
            ("job-name", IppTag.NAME, job_name),
            ("ipp-attribute-fidelity", IppTag.BOOLEAN, True),  # rather no paper than one of the wrong size
            ("document-format", IppTag.MIME_TYPE, document_format.value),
        )
        template = (("media", IppTag.KEYWORD, self.media), ("sides", IppTag.KEYWORD, "one-sided"))
        try:
            answer = self._client.ask(IppOperation.PRINT_JOB, attributes, template, data, SUBMIT_S)
        except IppError as error:
            return _refusal(error)
        job_id = answer.jobs[0].integer("job-id") if answer.jobs else None
        return Accepted(job_id) if job_id is not None and job_id > 0 else Unknown(IppFault.GARBAGE)

    def job(self, job_id: int) -> JobStatus | None:
        """What the printer says of the job; None when it knows no such job. Raises IppError when it says nothing usable."""
        try:
            answer = self._client.ask(
                IppOperation.GET_JOB_ATTRIBUTES,
                [("job-id", IppTag.INTEGER, job_id), ("requested-attributes", IppTag.KEYWORD, _JOB_ATTRIBUTES)],
            )
        except IppError as error:
            if error.fault is IppFault.REFUSED and error.status in (IppStatus.ERROR_NOT_FOUND, IppStatus.ERROR_GONE):
                return None
            raise
        if not answer.jobs:
            raise IppError(IppFault.GARBAGE, request_sent=True)
        return _job_status(answer.jobs[0], job_id)

    def find(self, job_name: str) -> tuple[JobStatus, ...]:
        """The jobs of that name the printer still knows, finished or not, newest first.

        Raises IppError unless both lists could be read: half an answer would look like "no such job". How long finished jobs
        stay listed is the printer's affair (RFC 8011 section 5.3.7.2; a minute is usual), and a restart empties the list.
        """
        found: dict[int, JobStatus] = {}
        for which in ("not-completed", "completed"):  # in this order a job that ends in between is seen in one of them
            attributes: Values = (
                ("limit", IppTag.INTEGER, LONGEST_JOB_LIST),
                ("requested-attributes", IppTag.KEYWORD, _JOB_ATTRIBUTES),
                ("which-jobs", IppTag.KEYWORD, which),
            )
            for said in self._client.ask(IppOperation.GET_JOBS, attributes).jobs:
                status = _job_status(said, said.integer("job-id") or 0)
                if status.name == job_name and status.id > 0:
                    found[status.id] = status
        return tuple(sorted(found.values(), key=lambda status: -status.id))

    def cancel(self, job_id: int) -> bool:
        """Asks the printer to give the job up. True when it agreed; what became of the job only `job` tells."""
        try:
            self._client.ask(IppOperation.CANCEL_JOB, [("job-id", IppTag.INTEGER, job_id)])
        except IppError:
            return False
        return True


def _printer_state(value: int | None) -> PrinterState:
    try:
        return PrinterState(value)
    except ValueError:
        return PrinterState.UNKNOWN


def _job_state(value: int | None) -> JobState:
    try:
        return JobState(value or 0)
    except ValueError:
        return JobState.UNKNOWN


def _job_status(said: Attributes, job_id: int) -> JobStatus:
    impressions = said.integer("job-impressions-completed")
    return JobStatus(
        id=job_id,
        name=said.text("job-name"),
        state=_job_state(said.integer("job-state")),
        impressions=impressions if impressions is not None and impressions >= 0 else None,
        keywords=tuple(word for word in said.texts("job-state-reasons") if word != "none"),
    )


def _refusal(error: IppError) -> Refused | Unknown:
    if not error.request_sent:
        return Refused(Refusal.UNREACHABLE)
    match error.fault:
        case IppFault.REFUSED if error.status not in _UNCLEAR:
            return Refused(_REFUSALS.get(error.status or 0, Refusal.REFUSED), error.status)
        case IppFault.HTTP if error.status is not None and error.status < _SERVER_ERRORS:
            return Refused(Refusal.REFUSED, error.status)
        case _:
            return Unknown(error.fault)


_REFUSALS: Final[dict[int, Refusal]] = {
    **dict.fromkeys(_BUSY, Refusal.BUSY),
    **dict.fromkeys(_NOT_ACCEPTING, Refusal.NOT_ACCEPTING),
    IppStatus.ERROR_DOCUMENT_FORMAT_NOT_SUPPORTED: Refusal.FORMAT,
    IppStatus.ERROR_ATTRIBUTES_OR_VALUES: Refusal.ATTRIBUTES,
    IppStatus.ERROR_CONFLICTING: Refusal.ATTRIBUTES,
}
