"""Glyphs as paths: for seals, watermarks and microtext, which are pictures and must not turn up when the page's text is read."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import uharfbuzz

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from printing.fonts import FontStack, Role
    from printing.ops import Path, Segment

EM: Final = 1000.0
_QUADRATIC: Final = 2 / 3  # of the way from an end to the control point lies the control point of the cubic curve that is the same

_drawing = threading.Lock()  # one HarfBuzz font is shared by all threads


def outline(fonts: FontStack, role: Role, character: str) -> tuple[Path, float]:
    """The character's outline and advance in thousandths of an em, origin on the baseline. Raises GlyphMissing."""
    face = fonts.face_of(role, character)
    return _outline(face.path, face.glyph(character)), face.width(character)


def glyph_path(font: Any, glyph: int, scale: float = 1.0) -> Path:
    """A glyph of a HarfBuzz font as a path, in font units times `scale`, to a tenth; quadratic curves become cubic ones."""
    segments: list[Segment] = []
    here = (0.0, 0.0)

    def add(kind: str, *values: float) -> None:
        nonlocal here
        segments.append((kind, tuple([round(value * scale, 1) for value in values])))
        here = values[-2:] or here  # type: ignore[assignment]  # an even number of them, so two or none

    def curve(x1: float, y1: float, x: float, y: float, _: object) -> None:
        (x0, y0), part = here, _QUADRATIC
        add("C", x0 + (x1 - x0) * part, y0 + (y1 - y0) * part, x + (x1 - x) * part, y + (y1 - y) * part, x, y)

    functions = uharfbuzz.DrawFuncs()
    functions.set_move_to_func(lambda x, y, _: add("M", x, y))
    functions.set_line_to_func(lambda x, y, _: add("L", x, y))
    functions.set_cubic_to_func(lambda x1, y1, x2, y2, x, y, _: add("C", x1, y1, x2, y2, x, y))
    functions.set_quadratic_to_func(curve)
    functions.set_close_path_func(lambda _: add("Z"))
    font.draw_glyph(glyph, functions)
    return tuple(segments)


@lru_cache(maxsize=256)
def _outline(file: FilePath, glyph: int) -> Path:
    with _drawing:
        font = _font(file)
        return glyph_path(font, glyph, EM / font.face.upem)


@lru_cache(maxsize=4)
def _font(file: FilePath) -> Any:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file))))
