"""Art of a seal from a file, as ops about the origin: vector paths from SVG or PDF, or a PNG of 600 dpi and more."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from dataclasses import replace
from itertools import dropwhile
from typing import TYPE_CHECKING, Final

from PIL import Image, UnidentifiedImageError

from printing.geometry import mm
from printing.ops import Matrix, Op, Path, Picture
from printing.paths import bounds, transformed
from printing.vector_art import ArtFault, Painted

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from printing.ops import Shape

MOST_MM: Final = 45.0  # departments and bureaus (reference section 3.1)
LEAST_MM: Final = 20.0
_LEAST_DPI: Final = 600  # what the printer resolves; a coarser seal looks pasted in
_MOST_BYTES: Final = 4 * 1024 * 1024
_MOST_PACKED: Final = 40 * 1024  # of the whole paper's 120 KB
_SPECIMEN: Final = re.compile(r"样章|specimen|演示", re.IGNORECASE)
_COLOURS: Final = 32  # a seal's red and its edges


class SealError(ValueError):
    """A file that cannot serve as a seal: `file`, `fault` (what is wrong) and `remedy` (what to do), for the technician."""

    def __init__(self, file: FilePath, fault: str, remedy: str) -> None:
        self.file = file
        self.fault = fault
        self.remedy = remedy
        super().__init__(f"{file}: {fault}. {remedy}")


def art_ops(file: FilePath, diameter_mm: float) -> tuple[Op, ...]:
    """The art, centred on the origin, its longer side as long as the diameter. Raises SealError."""
    if not LEAST_MM <= diameter_mm <= MOST_MM:
        raise SealError(file, f"{diameter_mm:g} mm across", f"A seal measures {LEAST_MM:g} to {MOST_MM:g} mm; correct its diameter.")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SealError(file, f"cannot be read ({error.strerror})", "Check the path and the rights of the file.") from error
    if len(data) > _MOST_BYTES:
        raise SealError(file, f"{len(data) // 1024} KB", f"Keep the art below {_MOST_BYTES // 1024} KB.")
    if _SPECIMEN.search(file.name):
        raise SealError(file, "named as a specimen", "A specimen seal is drawn by the program; configure the bureau's own seal.")
    try:
        match file.suffix.lower():
            case ".svg":
                from printing.svg_paths import svg_paths  # with lxml; most kiosks have no art, or one file of it

                return _shapes(svg_paths(data), mm(diameter_mm), file)
            case ".pdf":
                from printing.pdf_paths import pdf_paths

                return _shapes(pdf_paths(data), mm(diameter_mm), file)
            case ".png":
                return _picture(data, diameter_mm, file)
            case other:
                raise SealError(file, f"a {other or 'nameless'} file", "Give the seal as SVG, PDF (paths only) or PNG.")
    except ArtFault as fault:
        raise SealError(file, fault.fault, fault.remedy) from fault


def _shapes(art: Painted, diameter: float, file: FilePath) -> tuple[Op, ...]:
    if _SPECIMEN.search(art.title):
        raise SealError(file, "titled as a specimen", "A specimen seal is drawn by the program; configure the bureau's own seal.")
    shapes = tuple(dropwhile(_is_canvas, art.shapes))
    if not shapes:
        raise SealError(file, "all white", "Export the seal in its colour.")
    left, bottom, right, top = bounds(shapes)
    scale = diameter / max(right - left, top - bottom)
    fit: Matrix = (scale, 0.0, 0.0, scale, -(left + right) / 2 * scale, -(bottom + top) / 2 * scale)
    fitted = tuple(replace(shape, path=transformed(shape.path, fit), width=shape.width * scale) for shape in shapes)
    packed = len(zlib.compress(repr([shape.path for shape in fitted]).encode()))
    if packed > _MOST_PACKED:
        raise SealError(file, f"{packed // 1024} KB of paths", f"Simplify the paths to below {_MOST_PACKED // 1024} KB.")
    return tuple(replace(shape, name=f"seal-{index}-{_key(shape.path)}") for index, shape in enumerate(fitted))


def _is_canvas(shape: Shape) -> bool:
    """Whether the shape is a white ground, which drawing programs like to add and which would measure as part of the seal."""
    return shape.fill is not None and min(shape.fill) > 0.98 and shape.stroke is None


def _picture(data: bytes, diameter_mm: float, file: FilePath) -> tuple[Op, ...]:
    try:
        image = Image.open(io.BytesIO(data), formats=("PNG",))
        image.load()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise SealError(file, "is no readable PNG", "Save the picture again.") from error
    if _SPECIMEN.search(" ".join(str(value) for value in image.info.values())):
        raise SealError(file, "titled as a specimen", "A specimen seal is drawn by the program; configure the bureau's own seal.")
    wide, high = image.size
    dpi = max(wide, high) / diameter_mm * 25.4
    if dpi < _LEAST_DPI:
        needed = round(diameter_mm / 25.4 * _LEAST_DPI)
        remedy = f"Scan the seal so that it is {needed} pixels across, or give it as SVG or PDF."
        raise SealError(file, f"{wide} x {high} pixels, {dpi:.0f} dpi at {diameter_mm:g} mm", remedy)
    flat = Image.new("RGB", image.size, "white")
    clear = image.convert("RGBA")
    flat.paste(clear, mask=clear.getchannel("A"))
    out = io.BytesIO()
    flat.quantize(_COLOURS).save(out, "PNG", optimize=True)
    across = mm(diameter_mm)
    width, height = across * wide / max(wide, high), across * high / max(wide, high)
    name = f"seal-{hashlib.sha256(out.getvalue()).hexdigest()[:12]}"
    return (Picture(-width / 2, -height / 2, width, height, out.getvalue(), name),)


def _key(path: Path) -> str:
    return hashlib.sha256(repr(path).encode()).hexdigest()[:8]
