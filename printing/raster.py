"""PDF pages as pixels (PDFium)."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pypdfium2 as pdfium

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


@dataclass(frozen=True, slots=True, repr=False)
class Bitmap:
    """One page for a printer: `pixels` holds width * height * channels bytes (1: grey, 0 is black; 3: RGB), rows from the top.

    `width_pt`, `height_pt`: the page's size in points, rounded, as raster headers want it.
    """

    width: int
    height: int
    channels: int
    pixels: bytes
    width_pt: int
    height_pt: int


def count(pdf: bytes) -> int:
    """The number of pages. Raises RasterError."""
    with _opened(pdf) as document:
        return len(document)


def bitmaps(pdf: bytes, dpi: int, *, grey: bool) -> Iterator[Bitmap]:
    """Every page at `dpi`, in order, each drawn when it is asked for: a page at 600 dpi is 35 MB grey, 105 MB in colour.

    Raises RasterError.
    """
    for index in range(count(pdf)):
        with _opened(pdf) as document:
            bitmap = _bitmap(document[index], dpi, grey)
        yield bitmap


def pages(pdf: bytes, width_px: int) -> tuple[Page, ...]:
    """Every page drawn `width_px` pixels wide, in order. Raises RasterError."""
    return _draw(pdf, lambda width_pt: width_px / width_pt)


def pages_at(pdf: bytes, dpi: float) -> tuple[Page, ...]:
    """Every page drawn at `dpi` pixels an inch, in order. Raises RasterError."""
    return _draw(pdf, lambda _: dpi / POINTS_PER_INCH)


def _draw(pdf: bytes, scale_for: Callable[[float], float]) -> tuple[Page, ...]:
    with _opened(pdf) as document:
        return tuple(_draw_page(document[index], scale_for) for index in range(len(document)))


@contextmanager
def _opened(pdf: bytes) -> Iterator[pdfium.PdfDocument]:
    import pypdfium2 as pdfium  # a kiosk that starts has no page to draw yet

    with _pdfium:
        try:
            document = pdfium.PdfDocument(pdf)
        except pdfium.PdfiumError as error:
            raise RasterError("not a PDF that can be drawn") from error
        try:
            if len(document) > _LARGEST_PAGES:
                raise RasterError(f"more than {_LARGEST_PAGES} pages")
            yield document
        except pdfium.PdfiumError as error:
            raise RasterError("a page of the PDF cannot be drawn") from error
        finally:
            document.close()


def _bitmap(page: pdfium.PdfPage, dpi: int, grey: bool) -> Bitmap:
    width_pt, height_pt = page.get_size()
    scale = dpi / POINTS_PER_INCH
    width, height = round(width_pt * scale), round(height_pt * scale)
    if max(width, height) > _LARGEST_SIDE_PX:
        raise RasterError("a page of the PDF is too large")
    drawn = page.render(scale=scale, rev_byteorder=True, grayscale=grey)
    try:
        # PDFium rounds up; a printer wants the paper's own size and would else scale or clip.
        image = drawn.to_pil().convert("L" if grey else "RGB").crop((0, 0, width, height))
        return Bitmap(width, height, 1 if grey else 3, image.tobytes(), round(width_pt), round(height_pt))
    finally:
        drawn.close()
        page.close()


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
