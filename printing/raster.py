"""PDF pages as pixels (PDFium)."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pypdfium2 as pdfium

if TYPE_CHECKING:
    from collections.abc import Callable

POINTS_PER_INCH: Final = 72.0
_LARGEST_PAGES: Final = 200
_LARGEST_SIDE_PX: Final = 12_000  # A3 at 600 dpi is 9900 high

_pdfium = threading.Lock()  # PDFium is not thread-safe, not even for different documents


class RasterError(ValueError):
    """The bytes are not a PDF that can be drawn, or one of unreasonable size."""


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """One page: `rgb` holds width * height * 3 bytes, rows from the top."""

    width: int
    height: int
    rgb: bytes


def pages(pdf: bytes, width_px: int) -> tuple[Page, ...]:
    """Every page drawn `width_px` pixels wide, in order. Raises RasterError."""
    return _draw(pdf, lambda width_pt: width_px / width_pt)


def pages_at(pdf: bytes, dpi: float) -> tuple[Page, ...]:
    """Every page drawn at `dpi` pixels an inch, in order. Raises RasterError."""
    return _draw(pdf, lambda _: dpi / POINTS_PER_INCH)


def _draw(pdf: bytes, scale_for: Callable[[float], float]) -> tuple[Page, ...]:
    with _pdfium:
        try:
            document = pdfium.PdfDocument(pdf)
        except pdfium.PdfiumError as error:
            raise RasterError("not a PDF that can be drawn") from error
        try:
            if len(document) > _LARGEST_PAGES:
                raise RasterError(f"more than {_LARGEST_PAGES} pages")
            return tuple(_draw_page(document[index], scale_for) for index in range(len(document)))
        except pdfium.PdfiumError as error:
            raise RasterError("a page of the PDF cannot be drawn") from error
        finally:
            document.close()


def _draw_page(page: pdfium.PdfPage, scale_for: Callable[[float], float]) -> Page:
    width, height = page.get_size()
    scale = scale_for(width)
    if max(width, height) * scale > _LARGEST_SIDE_PX:
        raise RasterError("a page of the PDF is too large")
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        image = bitmap.to_pil().convert("RGB")
        return Page(image.width, image.height, image.tobytes())
    finally:
        bitmap.close()
        page.close()
