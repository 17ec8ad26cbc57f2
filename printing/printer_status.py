"""What a printer says of itself, and what of it keeps a job from being printed (RFC 8011 section 5.4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from printing.formats import DocumentFormat, RasterMode, pwg_mode, urf_mode
from printing.ipp_message import Attributes
from printing.pinned import PINNED_ATTRIBUTES, Stray, strays_of
from printing.reasons import Reason, reasons_of
from printing.supplies import Level, is_loaded, room_left, sheets_left, toner_levels, tray_levels

PDF: Final = DocumentFormat.PDF.value

PRINTER_ATTRIBUTES: Final = (
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
    *PINNED_ATTRIBUTES,
)


class PrinterState(Enum):
    """printer-state (RFC 8011 section 5.4.11). UNKNOWN: no usable answer; not ready."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5
    UNKNOWN = 0


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What the printer says of itself. `keywords` are printer-state-reasons as reported, for the technician.

    `pwg`, `urf`: how pages are drawn for it. `sheets`: of our paper, in all trays; `room`: sheets the output tray still takes;
    `loaded`: whether our paper lies in a tray. `up_s`: seconds since it was switched on; `impressions`: pages it has put out since
    it was made. None: it does not tell. `strays`: its defaults that are not a certificate's.
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
    strays: tuple[Stray, ...] = ()

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


def status_of(said: Attributes, media: str) -> PrinterStatus:
    """What a printer's group of attributes says, for jobs on `media`."""
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
        sheets=sheets_left(said, media),
        room=room_left(said),
        loaded=is_loaded(said, media),
        up_s=said.integer("printer-up-time"),
        impressions=said.integer("printer-impressions-completed"),
        strays=strays_of(said),
    )


def _printer_state(value: int | None) -> PrinterState:
    try:
        return PrinterState(value)
    except ValueError:
        return PrinterState.UNKNOWN
