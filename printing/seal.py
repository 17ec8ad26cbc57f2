"""Seals: the bureau's own, as art from its configuration, and the specimen seal, the only one that our code draws.

A seal is ops about the origin, which is its centre. It is printed under the words, black over red as ink over ink, without
transparency (PDF/A); `overprint` sees to the same where the signature field shows it above them. Sizes by the rules for seals:
bureaus at most 45 mm across (reference section 3.1).
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from printing.fixed_words import fixed_words
from printing.fonts import Role
from printing.geometry import mm
from printing.ops import Colour, Matrix, Op, Path, Segment, Shape
from printing.outlines import EM, outline
from printing.paths import circle, reversed_contour, transformed
from printing.seal_art import SealError, art_ops
from printing.simplify import simplified

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from printing.dress import Dress
    from printing.fonts import FontStack
    from printing.mongolian import MongolianScript

__all__ = ["SEAL", "SEAL_DIAMETER", "SEAL_RED", "SealArt", "SealError", "SealMissing", "specimen_seal"]

SEAL: Final = "seal"  # so begin the names of a seal's shapes and pictures
SEAL_RED: Final[Colour] = (0.84, 0.13, 0.13)
SEAL_DIAMETER: Final = mm(42)  # departments and bureaus: at most 45 mm

_RADIUS: Final = SEAL_DIAMETER / 2
_RING: Final = mm(1.2)
_GAP: Final = mm(0.9)  # between the ring and the letters
_SIZE: Final = mm(6.6)  # of the unit's characters
_SIZE_OF_TWO: Final = mm(4.6)  # of each of two scripts, one inside the other and equal in height (reference section 6)
_SERIAL: Final = mm(2.3)
_STRENGTH: Final = 0.35  # points: what brings the light Mongolian face to the weight of the Chinese one
_EDGE: Final = _RADIUS - _RING - _GAP  # as far out as letters reach
_INNER_EDGE: Final = _EDGE - 2 * _SIZE_OF_TWO - mm(0.9)  # as far in as the inner of two scripts reaches
_SPAN_MONGOLIAN: Final = math.radians(262)
_SPAN: Final = math.radians(238)  # of the ring that the unit's name may take; the serial has the rest
_SERIAL_SPAN: Final = math.radians(84)
_DESCENT: Final = 0.12  # of the size: how far Chinese characters reach below their base line
_TOLERANCE: Final = 0.04  # points: a third of a dot of a 600 dpi printer
_SLIMMEST: Final = 0.5  # of a character's width: seals hold long names by narrow letters, down to this


class SealMissing(LookupError):
    """A real paper was asked for and its seal has no art. `name` is the seal's name in the definition."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no art for the seal {name!r}; nothing may be issued with it")


@dataclass(frozen=True, slots=True)
class SealArt:
    """A seal ready to print: ops about its centre, its diameter in points, and a name that is the same for the same art."""

    ops: tuple[Op, ...]
    diameter: float
    name: str

    @classmethod
    def load(cls, path: FilePath, diameter_mm: float) -> SealArt:
        """The art from an SVG, PDF (paths only) or PNG (600 dpi and more). Raises SealError with the fault and its remedy."""
        ops = art_ops(path, diameter_mm)
        return cls(ops, mm(diameter_mm), f"seal-{hashlib.sha256(repr(ops).encode()).hexdigest()[:12]}")


def specimen_seal(fonts: FontStack, unit: str, word: str, dress: Dress | None = None) -> tuple[Op, ...]:
    """The specimen seal: ring, the fictitious unit's name around it, star, `word` (样章) and a serial that says 演示.

    With Mongolian in `dress` the unit's name stands in two rings of letters, the first script outside.
    """
    script = dress.second_script if dress else None
    if dress is None or script is None or dress.unit_mn is None:
        return (_specimen(fonts, unit, word, is_outside=True, is_large=True),)
    is_first = dress.is_mongolian_first
    second = _mongolian_ring(script, dress.unit_mn, is_outside=is_first)
    return (_specimen(fonts, unit, word, is_outside=not is_first, is_large=False), second)


@lru_cache(maxsize=8)
def _mongolian_ring(script: MongolianScript, text: str, *, is_outside: bool) -> Shape:
    base = _EDGE - _SIZE_OF_TWO * 0.79 if is_outside else _INNER_EDGE + _SIZE_OF_TWO * 0.24
    arc = simplified(script.arc(text, _SIZE_OF_TWO * 0.92, base, _SPAN_MONGOLIAN), _TOLERANCE)
    return Shape(f"seal-mongolian-{_key(arc)}", arc, fill=SEAL_RED, stroke=SEAL_RED, width=_STRENGTH)


@lru_cache(maxsize=8)
def _specimen(fonts: FontStack, unit: str, word: str, *, is_outside: bool, is_large: bool) -> Shape:
    """The Chinese seal as one shape; not large and with the unit's name inside or outside where another script takes the other ring."""
    size, star, star_y, word_size, word_y = (
        (_SIZE, mm(6.4), mm(1.6), mm(5.4), mm(10.6)) if is_large else (_SIZE_OF_TWO, mm(4.6), mm(1.0), mm(4.6), mm(9.0))
    )
    parts = [
        *_ring(_RADIUS, _RADIUS - _RING),
        *_over_the_top(fonts, unit, size, (_EDGE if is_outside else _INNER_EDGE + size) - size),
        *_star(star, star_y),
        *_level(fonts, word, word_size, -word_y),
        *_along_the_foot(fonts, fixed_words()["specimen_serial"], _SERIAL, _EDGE - mm(0.2)),
    ]
    path = simplified(tuple(parts), _TOLERANCE)
    return Shape(f"seal-specimen-{_key(path)}", path, fill=SEAL_RED)


def _key(path: Path) -> str:
    return hashlib.sha256(repr(path).encode()).hexdigest()[:12]


def _over_the_top(fonts: FontStack, text: str, size: float, foot: float) -> list[Segment]:
    """Characters standing on the upper arc, spread evenly; many make them narrow, as on a real seal."""
    middle = foot + size / 2
    step = min(size * 1.32 / middle, _SPAN / max(len(text) - 1, 1))
    slim = min(1.0, max(step * middle * 0.94 / size, _SLIMMEST))
    segments: list[Segment] = []
    for index, character in enumerate(text):
        angle = (index - (len(text) - 1) / 2) * step
        path, advance = outline(fonts, Role.TITLE, character)
        segments += transformed(path, _standing(advance, size * slim, size, foot + size * _DESCENT, angle))
    return segments


def _along_the_foot(fonts: FontStack, text: str, size: float, edge: float) -> list[Segment]:
    """Small characters along the lower arc, read from left to right, their feet outside."""
    glyphs = [outline(fonts, Role.HEAD, character) for character in text]
    widths = [advance * size / EM + size * 0.12 for _, advance in glyphs]
    fit = min(1.0, _SERIAL_SPAN * edge / sum(widths))
    along = -sum(widths) * fit / 2
    segments: list[Segment] = []
    for (path, advance), width in zip(glyphs, widths, strict=True):
        segments += transformed(path, _standing(advance, size * fit, size, -edge, -(along + width * fit / 2) / edge))
        along += width * fit
    return segments


def _level(fonts: FontStack, text: str, size: float, y: float) -> list[Segment]:
    """A level line centred below the star, with air between its characters."""
    segments: list[Segment] = []
    for index, character in enumerate(text):
        path, advance = outline(fonts, Role.TITLE, character)
        x = (index - (len(text) - 1) / 2) * size * 1.35 - advance * size / EM / 2
        segments += transformed(path, (size / EM, 0.0, 0.0, size / EM, x, y))
    return segments


def _standing(advance: float, width: float, height: float, radius: float, angle: float) -> Matrix:
    """The matrix for a glyph whose base line touches the circle at the angle (clockwise from the top), centred there.

    A negative radius stands it on the lower arc with its foot outside. `width` and `height` are the em's, in points.
    """
    cos, sin = math.cos(angle), math.sin(angle)
    across, up = width / EM, height / EM
    back = -advance / 2 * across
    return across * cos, -across * sin, up * sin, up * cos, back * cos + radius * sin, -back * sin + radius * cos


def _ring(outer: float, inner: float) -> Path:
    """The ring between two radii; its inner edge runs the other way round, so that nonzero winding leaves the middle open."""
    return (*circle(outer), *reversed_contour(circle(inner)))


def _star(radius: float, y: float) -> Path:
    """A five-pointed star, upright, centred at (0, y)."""
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(54))
    turns = ((r, math.radians(90 + 36 * index)) for index, r in enumerate((radius, inner) * 5))
    points = [(round(r * math.cos(turn), 2), round(r * math.sin(turn) + y, 2)) for r, turn in turns]
    return (("M", points[0]), *(("L", point) for point in points[1:]), ("Z", ()))
