"""Glyphs as paths: for seals, watermarks and microtext, which are pictures and must not turn up when the page's text is read."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from printing.fonts import FontStack, Role
    from printing.ops import Path, Segment

EM: Final = 1000.0

_reading = threading.Lock()  # fontTools reads its tables lazily and is not thread-safe


def outline(fonts: FontStack, role: Role, character: str) -> tuple[Path, float]:
    """The character's outline and advance in thousandths of an em, origin on the baseline. Raises GlyphMissing."""
    run = fonts.runs(role, character)[0]
    with _reading:
        face = fonts.named(run.font)
        return _outline(face.path, face.glyph(character))


def line_of(fonts: FontStack, role: Role, text: str) -> tuple[Path, float]:
    """The outline of a whole line and its width, in thousandths of an em."""
    x = 0.0
    segments: list[Segment] = []
    for character in text:
        path, advance = outline(fonts, role, character)
        segments += shifted(path, x, 0.0)
        x += advance
    return tuple(segments), x


def shifted(path: Path, dx: float, dy: float, scale: float = 1.0) -> Path:
    """The path scaled about the origin, then moved."""
    return tuple((kind, tuple(value * scale + (dx, dy)[index % 2] for index, value in enumerate(values))) for kind, values in path)


@lru_cache(maxsize=256)
def _outline(file: FilePath, glyph: int) -> tuple[Path, float]:
    font = _font(file)
    name = font.getGlyphName(glyph)
    glyphs = font.getGlyphSet()
    scale = EM / font["head"].unitsPerEm
    pen = _PathPen(glyphs, scale)
    glyphs[name].draw(pen)
    return tuple(pen.segments), glyphs[name].width * scale


@lru_cache(maxsize=4)
def _font(file: FilePath) -> Any:
    font = TTFont(file, lazy=True, fontNumber=0)
    # Names of our own: reading 65,000 real ones and the character map again would take half a second.
    font.setGlyphOrder([f"glyph{number}" for number in range(font["maxp"].numGlyphs)])
    return font


class _PathPen(BasePen):  # type: ignore[misc]  # fontTools is untyped
    """Collects segments; the base class turns TrueType's quadratic curves into cubic ones."""

    def __init__(self, glyphs: Any, scale: float) -> None:
        super().__init__(glyphs)
        self.segments: list[Segment] = []
        self._scale = scale

    def _add(self, kind: str, *points: tuple[float, float]) -> None:
        self.segments.append((kind, tuple(round(value * self._scale, 1) for point in points for value in point)))

    def _moveTo(self, point: tuple[float, float]) -> None:
        self._add("M", point)

    def _lineTo(self, point: tuple[float, float]) -> None:
        self._add("L", point)

    def _curveToOne(self, first: tuple[float, float], second: tuple[float, float], end: tuple[float, float]) -> None:
        self._add("C", first, second, end)

    def _closePath(self) -> None:
        self._add("Z")
