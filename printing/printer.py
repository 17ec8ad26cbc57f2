"""The printer as the kiosk sees it: whether it could print now, taking a document, and what it says of a job."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Final

from printing.formats import DocumentFormat
from printing.ipp import Client
from printing.ipp_codec import IppOperation, IppStatus, IppTag
from printing.ipp_message import IppError, IppFault, Values
from printing.job_status import JOB_ATTRIBUTES, JobStatus, job_status
from printing.pinned import UNASKED, Template, pinned_for
from printing.printer_status import PRINTER_ATTRIBUTES, PrinterState, PrinterStatus, status_of
from printing.reasons import Reason
from printing.witness import Witness

SUBMIT_S: Final = 60.0  # a whole Print-Job; a slow USB printer may take its time to swallow some megabytes
LONGEST_JOB_LIST: Final = 500  # a kiosk's printer has few jobs; the bound is for a shared one

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
        self._pinned: Template | None = None  # what its jobs state, once it has said what it knows
        self._spoilt: set[str] = set()  # the names of jobs of which it makes something else than was asked for

    def status(self) -> PrinterStatus:
        """What the printer says now. Never raises: no answer is OFFLINE, one that cannot be used UNKNOWN."""
        try:
            answer = self._client.ask(IppOperation.GET_PRINTER_ATTRIBUTES, [("requested-attributes", IppTag.KEYWORD, PRINTER_ATTRIBUTES)])
        except IppError as error:
            gone = error.fault in (IppFault.UNREACHABLE, IppFault.SILENT)
            return PrinterStatus(PrinterState.UNKNOWN, False, (Reason.OFFLINE if gone else Reason.UNKNOWN,))
        self._pinned = pinned_for(answer.printer)
        status = status_of(answer.printer, self.media)
        return _of_a_queue(status) if self.endpoint is Endpoint.QUEUE else status

    def submit(self, data: bytes, job_name: str, document_format: DocumentFormat = DocumentFormat.PDF) -> Submission:
        """Sends the document, once, one-sided, on our paper, unchanged. `job_name` is a neutral token of ours, unique for ever.

        Sent once, never again: after `Unknown` ask `find`, do not submit. A job of which the printer then says that it makes something
        else of it is given up at once, and no count of it is believed.
        """
        if self._pinned is None:
            self.status()
        attributes = (
            ("job-name", IppTag.NAME, job_name),
            ("ipp-attribute-fidelity", IppTag.BOOLEAN, True),  # rather no paper than one of the wrong size
            ("document-format", IppTag.MIME_TYPE, document_format.value),
        )
        pinned = UNASKED if self._pinned is None else self._pinned
        template: Template = (("media", IppTag.KEYWORD, self.media), ("sides", IppTag.KEYWORD, "one-sided"), *pinned)
        try:
            answer = self._client.ask(IppOperation.PRINT_JOB, attributes, template, data, SUBMIT_S)
        except IppError as error:
            return _refusal(error)
        job_id = answer.jobs[0].integer("job-id") if answer.jobs else None
        if job_id is None or job_id <= 0:
            return Unknown(IppFault.GARBAGE)
        if not answer.unsupported.isdisjoint(name for name, _, _ in template):
            self._spoilt.add(job_name)
            self.cancel(job_id)
        return Accepted(job_id)

    def job(self, job_id: int) -> JobStatus | None:
        """What the printer says of the job; None when it knows no such job. Raises IppError when it says nothing usable."""
        try:
            answer = self._client.ask(
                IppOperation.GET_JOB_ATTRIBUTES,
                [("job-id", IppTag.INTEGER, job_id), ("requested-attributes", IppTag.KEYWORD, JOB_ATTRIBUTES)],
            )
        except IppError as error:
            if error.fault is IppFault.REFUSED and error.status in (IppStatus.ERROR_NOT_FOUND, IppStatus.ERROR_GONE):
                return None
            raise
        if not answer.jobs:
            raise IppError(IppFault.GARBAGE, request_sent=True)
        return self.believed(job_status(answer.jobs[0], job_id))

    def witness(self) -> Witness | None:
        """What a later run has to know of the printer to believe it about a job that is sent now; None where it needs nothing.

        A printer that was restarted knows no earlier job, and nobody sends it one again.
        """
        return None

    def find(self, job_name: str, witness: Witness | None = None) -> tuple[JobStatus, ...]:
        """The jobs of that name the printer still knows, finished or not, newest first. `witness`: as it was before the job.

        Raises IppError unless both lists could be read: half an answer would look like "no such job". How long finished jobs
        stay listed is the printer's affair (RFC 8011 section 5.3.7.2; a minute is usual), and a restart empties the list.
        """
        del witness  # a printer is sent no job but by us
        found: dict[int, JobStatus] = {}
        for which in ("not-completed", "completed"):  # in this order a job that ends in between is seen in one of them
            attributes: Values = (
                ("limit", IppTag.INTEGER, LONGEST_JOB_LIST),
                ("requested-attributes", IppTag.KEYWORD, JOB_ATTRIBUTES),
                ("which-jobs", IppTag.KEYWORD, which),
            )
            for said in self._client.ask(IppOperation.GET_JOBS, attributes).jobs:
                status = self.believed(job_status(said, said.integer("job-id") or 0))
                if status.name == job_name and status.id > 0:
                    found[status.id] = status
        return tuple(sorted(found.values(), key=lambda status: -status.id))

    def waiting(self) -> tuple[JobStatus, ...]:
        """The jobs that are not finished, whoever sent them; none where the printer does not tell."""
        attributes: Values = (
            ("limit", IppTag.INTEGER, LONGEST_JOB_LIST),
            ("requested-attributes", IppTag.KEYWORD, JOB_ATTRIBUTES),
            ("which-jobs", IppTag.KEYWORD, "not-completed"),
        )
        try:
            answer = self._client.ask(IppOperation.GET_JOBS, attributes)
        except IppError:
            return ()
        return tuple(job_status(said, said.integer("job-id") or 0) for said in answer.jobs)

    def believed(self, status: JobStatus) -> JobStatus:
        """The status, without the count of pages where the job is not printed as it was sent."""
        return replace(status, impressions=None) if status.name in self._spoilt else status

    def cancel(self, job_id: int) -> bool:
        """Asks the printer to give the job up. True when it agreed; what became of the job only `job` tells."""
        try:
            self._client.ask(IppOperation.CANCEL_JOB, [("job-id", IppTag.INTEGER, job_id)])
        except IppError:
            return False
        return True

    def call_off(self, job_name: str) -> bool:
        """Asks the printer to give up every job of that name that has not ended. True when there was none. Raises IppError."""
        left = [job for job in self.find(job_name) if not job.state.final]
        for job in left:
            self.cancel(job.id)
        return not left

    def clear(self, job_id: int) -> None:
        """After the last word about a job: a queue drops it with its document, which would lie in its spool for a day, and does not
        print it again when its daemon is restarted (purge-job of CUPS). A printer keeps its own history; nothing is asked of it.
        """
        if self.endpoint is Endpoint.QUEUE:
            with suppress(IppError):  # the queue is gone; what it keeps its own configuration decides (docs/technician.md)
                self._client.ask(IppOperation.CANCEL_JOB, [("job-id", IppTag.INTEGER, job_id), ("purge-job", IppTag.BOOLEAN, True)])


def _of_a_queue(status: PrinterStatus) -> PrinterStatus:
    """A queue that is paused, stopped or closed is mended at the computer, not at the printer."""
    held = status.state is PrinterState.STOPPED or not status.accepting or Reason.PAUSED in status.reasons
    if not held:
        return status
    others = tuple(reason for reason in status.reasons if reason not in (Reason.PAUSED, Reason.STOPPED))
    return replace(status, reasons=(Reason.QUEUE_STOPPED, *others))


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
