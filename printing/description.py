"""What a printer says of its make, and whether a kiosk can work with it at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from printing.formats import DocumentFormat, format_for
from printing.ipp import Client
from printing.ipp_codec import IppOperation, IppTag
from printing.ipp_message import Attributes, IppError
from printing.job_status import JOB_ATTRIBUTES
from printing.notice import Notice
from printing.pinned import COPIES, JOB_SHEETS, NUMBER_UP, Stray
from printing.printer import LONGEST_JOB_LIST
from printing.printer_status import PRINTER_ATTRIBUTES, PrinterStatus, status_of

ONE_SIDED: Final = "one-sided"
NEEDED: Final = (IppOperation.PRINT_JOB, IppOperation.CANCEL_JOB, IppOperation.GET_JOB_ATTRIBUTES, IppOperation.GET_JOBS)
"""The operations without which no paper can be followed (RFC 8011 requires all four)."""

_ATTRIBUTES: Final = (
    *PRINTER_ATTRIBUTES,
    "printer-make-and-model",
    "printer-name",
    "printer-uuid",
    "media-supported",
    "sides-supported",
    "cups-version",
    "device-uri",
    "printer-error-policy",
)
_POLICY: Final = "abort-job"
_STRAYS: Final = {
    COPIES: "a job that does not say how many comes as often",
    NUMBER_UP: "a job that does not say how many gets as many pages on a side",
    JOB_SHEETS: "a job that does not say so comes with a banner sheet, which no page counter of ours expects",
}
"""What each default does to a paper."""


@dataclass(frozen=True, slots=True)
class Description:
    """A printer. `operations`: None when it does not list them legibly. `queue`: a CUPS queue, before the printer at `device_uri`."""

    model: str
    name: str
    uuid: str | None
    media: tuple[str, ...]
    sides: tuple[str, ...]
    operations: tuple[int, ...] | None
    queue: bool
    device_uri: str | None
    policy: str | None
    status: PrinterStatus


def describe(uri: str, media: str) -> Description:
    """Asks the printer at `uri`. Raises IppError; ValueError for a URI that is not a printer's."""
    client = Client(uri)
    said = client.ask(IppOperation.GET_PRINTER_ATTRIBUTES, [("requested-attributes", IppTag.KEYWORD, _ATTRIBUTES)]).printer
    try:
        # Apart from the rest: one operation of the maker's own makes the whole answer illegible to the parser.
        asked = [("requested-attributes", IppTag.KEYWORD, "operations-supported")]
        operations = client.ask(IppOperation.GET_PRINTER_ATTRIBUTES, asked).printer.integers("operations-supported")
    except IppError:
        operations = ()
    return description_of(said, operations or None, media)


def description_of(said: Attributes, operations: tuple[int, ...] | None, media: str) -> Description:
    """What a printer's group of attributes says."""
    device = said.text("device-uri")
    return Description(
        model=said.text("printer-make-and-model") or "unknown",
        name=said.text("printer-name") or "",
        uuid=said.text("printer-uuid"),
        media=said.texts("media-supported"),
        sides=said.texts("sides-supported"),
        operations=operations,
        queue=device is not None or said.text("cups-version") is not None,
        device_uri=device if device is not None and device.startswith(("ipp://", "ipps://")) else None,
        policy=said.text("printer-error-policy"),
        status=status_of(said, media),
    )


def refusals(printer: Description, media: str) -> tuple[str, ...]:
    """Why a kiosk cannot work with this printer; empty when it can."""
    found: list[str] = []
    if format_for(printer.status) is None:
        wanted = ", ".join(form.value for form in DocumentFormat)
        found.append(f"It takes none of {wanted} in a form the kiosk can make; it lists {', '.join(printer.status.formats) or 'nothing'}.")
    if printer.media and media not in printer.media:  # sent with fidelity, so the name has to be its own
        found.append(f"It does not know the paper {media}; it lists {', '.join(printer.media[:12])}.")
    if printer.sides and ONE_SIDED not in printer.sides:
        found.append("It does not print one-sided.")
    lacking = [operation.name for operation in NEEDED if printer.operations is not None and operation not in printer.operations]
    if lacking:
        found.append(f"It lacks {', '.join(lacking)}: no paper could be followed.")
    return tuple(found)


def stray_notices(strays: Iterable[Stray]) -> tuple[Notice, ...]:
    """What defaults do that are not a certificate's, and how they are set right."""
    return tuple(
        Notice(
            f"Its {stray.name}-default is {stray.value}, and {_STRAYS[stray.name]}.",
            f"Set it to {stray.wanted}: at a queue with `lpadmin -p NAME -o {stray.name}-default={stray.wanted}`, "
            "at a printer on its panel or its web page.",
        )
        for stray in strays
    )


def counts_pages(uri: str) -> bool | None:
    """Whether the printer at `uri` counts the pages of its jobs, by those it has had; None when it lists none. Raises IppError."""
    asked = (
        ("limit", IppTag.INTEGER, LONGEST_JOB_LIST),
        ("requested-attributes", IppTag.KEYWORD, JOB_ATTRIBUTES),
        ("which-jobs", IppTag.KEYWORD, "completed"),
    )
    jobs = Client(uri).ask(IppOperation.GET_JOBS, asked).jobs
    return any(job.integer("job-impressions-completed") is not None for job in jobs) if jobs else None


def warnings(printer: Description) -> tuple[str, ...]:
    """What works, and not as it should."""
    found: list[str] = []
    if printer.queue and printer.device_uri is None:
        found.append("This is a queue whose printer cannot be asked by IPP: every paper will stay unconfirmed until staff have looked.")
    if printer.queue and printer.policy not in (None, _POLICY):
        found.append(f"The queue's error policy is {printer.policy}: set `lpadmin -p NAME -o printer-error-policy={_POLICY}`.")
    found += map(str, stray_notices(printer.status.strays))
    if format_for(printer.status) not in (DocumentFormat.PDF, None):
        found.append("It takes no PDF: papers are sent as pixels, which takes some seconds a page.")
    if printer.status.sheets is None:
        found.append("It does not count its sheets: a paper may stop for want of some, and nobody is told before.")
    if printer.status.loaded is None:
        found.append("It does not say which paper lies in its trays.")
    return tuple(found)
