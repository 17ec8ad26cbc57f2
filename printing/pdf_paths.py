"""The paths on the first page of a PDF, read by pdfium. Pictures, text and shadings have no place in a seal and are refused."""

from __future__ import annotations

import ctypes
import threading
from typing import TYPE_CHECKING, Any, Final

import pypdfium2
import pypdfium2.raw as pdfium
from fontTools.misc.transform import Transform

from printing.ops import Colour, Path, Segment, Shape
from printing.paths import as_nonzero
from printing.vector_art import ArtFault, Painted

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATHS_ONLY: Final = "Turn everything into paths before the export, or give the seal as SVG or PNG."
_KINDS: Final = {pdfium.FPDF_PAGEOBJ_TEXT: "text", pdfium.FPDF_PAGEOBJ_IMAGE: "a picture", pdfium.FPDF_PAGEOBJ_SHADING: "a gradient"}

_reading = threading.Lock()  # pdfium is not thread-safe


def pdf_paths(data: bytes) -> Painted:
    """The first page's painted paths, in points. Raises ArtFault."""
    with _reading:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise ArtFault("is no readable PDF", "Export the seal again, without a password.") from error
        try:
            page = document[0]
            count = pdfium.FPDFPage_CountObjects(page)
            shapes = tuple(shape for index in range(count) for shape in _object(pdfium.FPDFPage_GetObject(page, index), Transform()))
            title = str(document.get_metadata_value("Title"))
        finally:
            document.close()
    if not shapes:
        raise ArtFault("has no painted path on its first page", _PATHS_ONLY)
    return Painted(shapes, title)


def _object(thing: Any, outer: Transform) -> Iterator[Shape]:
    kind = pdfium.FPDFPageObj_GetType(thing)
    place = outer.transform(_matrix(thing))
    if kind == pdfium.FPDF_PAGEOBJ_FORM:
        for index in range(pdfium.FPDFFormObj_CountObjects(thing)):
            yield from _object(pdfium.FPDFFormObj_GetObject(thing, index), place)
        return
    if kind != pdfium.FPDF_PAGEOBJ_PATH:
        raise ArtFault(f"holds {_KINDS.get(kind, 'something that is no path')}", _PATHS_ONLY)
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(thing, mode, stroked)
    fill = _colour(thing, pdfium.FPDFPageObj_GetFillColor) if mode.value != pdfium.FPDF_FILLMODE_NONE else None
    stroke = _colour(thing, pdfium.FPDFPageObj_GetStrokeColor) if stroked.value else None
    if fill is None and stroke is None:
        return
    path = _path(thing, place)
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(thing, width)
    scale = abs(place.xx * place.yy - place.xy * place.yx) ** 0.5
    if mode.value == pdfium.FPDF_FILLMODE_ALTERNATE:
        path = as_nonzero(path)
    yield Shape("", path, fill=fill, stroke=stroke, width=width.value * scale)


def _path(thing: Any, place: Transform) -> Path:
    segments: list[Segment] = []
    waiting: list[tuple[float, float]] = []
    for index in range(pdfium.FPDFPath_CountSegments(thing)):
        segment = pdfium.FPDFPath_GetPathSegment(thing, index)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = place.transformPoint((x.value, y.value))
        match pdfium.FPDFPathSegment_GetType(segment):
            case pdfium.FPDF_SEGMENT_MOVETO:
                segments.append(("M", point))
            case pdfium.FPDF_SEGMENT_LINETO:
                segments.append(("L", point))
            case pdfium.FPDF_SEGMENT_BEZIERTO:
                waiting.append(point)
                if len(waiting) == 3:
                    segments.append(("C", tuple(value for one in waiting for value in one)))
                    waiting = []
        if pdfium.FPDFPathSegment_GetClose(segment):
            segments.append(("Z", ()))
    return tuple(segments)


def _matrix(thing: Any) -> Transform:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, matrix)
    return Transform(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _colour(thing: Any, get: Any) -> Colour | None:
    """The paint; none for one that is wholly see-through. Raises ArtFault for one that lets things shine through."""
    parts = [ctypes.c_uint() for _ in range(4)]
    get(thing, *parts)
    red, green, blue, alpha = (part.value for part in parts)
    if alpha == 0:
        return None
    if alpha != 255:
        raise ArtFault("has a see-through colour", "Use solid colours: a certificate has no transparency.")
    return red / 255, green / 255, blue / 255
