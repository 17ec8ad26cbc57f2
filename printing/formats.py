"""In which form a printer is given a paper: the signed PDF itself where it takes that, else pages of pixels it can take. Pure.

`format_for` chooses, `prepare` makes. What a printer can take it lists itself: document-format-supported,
pwg-raster-document-type-supported and -resolution-supported (PWG 5102.4 section 5), urf-supported.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from printing import pwg_raster, raster, urf
from printing.ipp_message import Attributes

if TYPE_CHECKING:
    from printing.printer_status import PrinterStatus

FINEST_DPI: Final = 600  # the microtext needs 600; more makes pages of 140 MB and no difference to the eye
COARSEST_DPI: Final = 200  # below it a module of the QR code is less than three dots

_DPI_UNIT: Final = 3  # dots per inch (RFC 8011 section 5.1.16); 4 would be per centimetre
_URF_RESOLUTIONS: Final = re.compile(r"RS([0-9]{1,4}(?:-[0-9]{1,4})*)")


class DocumentFormat(Enum):
    """The media types of what is handed over, the best first."""

    PDF = "application/pdf"
    PWG = "image/pwg-raster"
    URF = "image/urf"


@dataclass(frozen=True, slots=True)
class RasterMode:
    """How pages are drawn for a printer: dots per inch, and whether in grey."""

    dpi: int
    grey: bool


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """What a printer is given. `sha256` (hex) is that of these very bytes."""

    format: DocumentFormat
    data: bytes

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


def format_for(status: PrinterStatus) -> DocumentFormat | None:
    """The best form this printer takes; None when it takes none of ours."""
    if DocumentFormat.PDF.value in status.formats:
        return DocumentFormat.PDF
    if DocumentFormat.PWG.value in status.formats and status.pwg is not None:
        return DocumentFormat.PWG
    if DocumentFormat.URF.value in status.formats and status.urf is not None:
        return DocumentFormat.URF
    return None


def prepare(pdf: bytes, status: PrinterStatus, media: str) -> Document:
    """The paper in the form the printer takes; as PDF where that is not known, for the printer to judge. Raises raster.RasterError."""
    match format_for(status):
        case DocumentFormat.PWG if status.pwg is not None:
            drawn = raster.bitmaps(pdf, status.pwg.dpi, grey=status.pwg.grey)
            return Document(DocumentFormat.PWG, b"".join(pwg_raster.encode(drawn, raster.count(pdf), status.pwg.dpi, media)))
        case DocumentFormat.URF if status.urf is not None:
            drawn = raster.bitmaps(pdf, status.urf.dpi, grey=status.urf.grey)
            return Document(DocumentFormat.URF, b"".join(urf.encode(drawn, raster.count(pdf), status.urf.dpi)))
        case _:
            return Document(DocumentFormat.PDF, pdf)


def pwg_mode(said: Attributes) -> RasterMode | None:
    """How PWG pages are drawn for this printer; None when it lists nothing that fits."""
    types = said.texts("pwg-raster-document-type-supported")
    resolutions = said.resolutions("pwg-raster-document-resolution-supported")
    square = [across for across, along, unit in resolutions if across == along and unit == _DPI_UNIT]
    return _mode(square, grey="sgray_8" in types, colour="srgb_8" in types, prints_colour=said.boolean("color-supported"))


def urf_mode(said: Attributes) -> RasterMode | None:
    """How URF pages are drawn for this printer, from urf-supported such as `W8,SRGB24,RS300-600`."""
    words = said.texts("urf-supported")
    found = next((match[1] for word in words if (match := _URF_RESOLUTIONS.fullmatch(word))), "")
    resolutions = [int(dpi) for dpi in found.split("-") if dpi]
    return _mode(resolutions, grey="W8" in words, colour="SRGB24" in words, prints_colour=said.boolean("color-supported"))


def _mode(resolutions: list[int], *, grey: bool, colour: bool, prints_colour: bool | None) -> RasterMode | None:
    """The finest resolution that makes sense; in colour where the printer prints it, for the seal is red."""
    fitting = [dpi for dpi in resolutions if COARSEST_DPI <= dpi <= FINEST_DPI]
    if not fitting or not (grey or colour):
        return None
    return RasterMode(max(fitting), grey=grey and not (colour and prints_colour))
