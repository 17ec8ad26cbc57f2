"""Marks that make a paper hard to copy: the tiled watermark and the microtext rules. Vector, solid colours, no transparency.

What stays the same from paper to paper is computed once: the watermark's tiles and every run of microtext but the number's digits.
"""

from __future__ import annotations

import hashlib
import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zlib import crc32

from printing.fonts import Role
from printing.ops import Colour, Matrix, Op, Path, Rule, Segment, Shape
from printing.outlines import EM, outline
from printing.paths import transformed
from printing.simplify import simplified

if TYPE_CHECKING:
    from printing.fonts import FontStack

MICRO_CHINESE: Final = 2.2  # points; a printer of 600 dpi holds Chinese of 2 pt (reference section 5)
MICRO_LATIN: Final = 1.3  # points; and Latin letters and digits of 1 pt
_TINT: Final[Colour] = (0.935, 0.935, 0.935)  # of the watermark: visible on a copy, never in the way of reading
_MICRO_TINT: Final[Colour] = (0.45, 0.52, 0.56)
_TILE_TOLERANCE: Final = 14.0  # thousandths of an em: at 17 pt less than two dots of a 600 dpi printer, in a tint that shows no edge
_MICRO_TOLERANCE: Final = 32.0  # at 2.2 pt half a dot
_MICRO_SHARE: Final = 0.22  # of a rule that is words; the rest is plain line between them
_LINE: Final = 0.14  # of the size: how thick the plain line is
_MIDDLE: Final = 0.36  # of the size: how high it stands
_ROWS: Final = 11.2  # of the size: from one row of the watermark to the next
_SEQUENCE: Final = re.compile(r"([0-9]{5,})")  # of a number: all else stays the same from paper to paper


@lru_cache(maxsize=8)
def watermark(fonts: FontStack, texts: tuple[str, ...], width: float, height: float, *, size: float, gap: float) -> tuple[Op, ...]:
    """The texts in rows at 30 degrees over an area of this size, in a pale tint to be drawn under everything else.

    The rows take the texts in turn. The turn of the letters is in their path, not in their places: a turned form is clipped by a
    mask, which costs a printer more than all the letters.
    """
    turn = math.radians(30)
    cos, sin = math.cos(turn), math.sin(turn)
    scale = size / EM
    runs = [_run(fonts, Role.HEAD, text, _TILE_TOLERANCE) for text in texts]
    length = max(advance for *_, advance in runs) * scale
    step_x, step_y = length + gap, size * _ROWS
    reach = math.hypot(width, height) / 2
    ops: list[Op] = []
    for index, (name, path, advance) in enumerate(runs):
        places: list[Matrix] = []
        half = advance * scale / 2
        for row in range(-int(reach / step_y) - 1, int(reach / step_y) + 2):
            for column in range(-int(reach / step_x) - 2, int(reach / step_x) + 3):
                along = (column + 0.5 * (row % 2)) * step_x - half
                across = row * step_y - size / 3
                x, y = width / 2 + along * cos - across * sin, height / 2 + along * sin + across * cos
                is_seen = -2 * half * cos < x < width + size * sin and -2 * half * sin - size < y < height
                if is_seen and row % len(runs) == index:
                    places.append((1.0, 0.0, 0.0, 1.0, round(x, 1), round(y, 1)))
        turned = transformed(path, (cos * scale, sin * scale, -sin * scale, cos * scale, 0.0, 0.0))
        ops.append(_tiled(f"watermark-{name}", turned, _TINT, tuple(places)))
    return tuple(ops)


def microtext(fonts: FontStack, text: str, width: float, *, size: float = MICRO_CHINESE) -> tuple[Op, ...]:
    """A rule from (0, 0) to the right, small words and plain line in turn: a line to the eye, words under a glass, a smear on a copy.

    Words all along would take a printer longer to draw than the paper's whole text.
    """
    runs = [_run(fonts, Role.HEAD, part, _MICRO_TOLERANCE) for part in _SEQUENCE.split(text) if part]
    scale = size / EM
    length = sum(advance for *_, advance in runs) * scale
    count = max(round(width * _MICRO_SHARE / length), 2)
    step = (width - length) / (count - 1)
    plain = step - length - size  # of the line between two words
    ops: list[Op] = []
    if plain > size:
        dash = (plain, length + size)
        ops.append(Rule(length + size / 2, size * _MIDDLE, width - length - size / 2, size * _MIDDLE, size * _LINE, _MICRO_TINT, dash))
    start = 0.0
    for name, path, advance in runs:
        places = tuple((scale, 0.0, 0.0, scale, round(start + index * step, 2), 0.0) for index in range(count))
        if path:
            ops.append(_tiled(f"micro-{name}", path, _MICRO_TINT, places))
        start += advance * scale
    return tuple(ops)


def _tiled(name: str, path: Path, fill: Colour, places: tuple[Matrix, ...]) -> Shape:
    """The shape under a name that no other path or places have."""
    return Shape(f"{name}-{crc32(repr(places).encode()):08x}", path, fill=fill, places=places)


@lru_cache(maxsize=16)  # a rule's fixed words come back with every paper; its number never does, and its outline takes 40 kB
def _run(fonts: FontStack, role: Role, text: str, tolerance: float) -> tuple[str, Path, float]:
    """A name for the text's outline, the outline (within so many thousandths of an em) and its width."""
    x = 0.0
    segments: list[Segment] = []
    for character in text:
        path, advance = _glyph(fonts, role, character, tolerance)
        segments += [_right(kind, values, x) for kind, values in path]
        x += advance
    return hashlib.sha256(f"{role.value}{text}".encode()).hexdigest()[:8], tuple(segments), x


@lru_cache(maxsize=256)
def _glyph(fonts: FontStack, role: Role, character: str, tolerance: float) -> tuple[Path, float]:
    path, advance = outline(fonts, role, character)
    return simplified(path, tolerance), float(round(advance))


def _right(kind: str, values: tuple[float, ...], by: float) -> Segment:
    """The segment moved to the right."""
    if kind == "C":
        x1, y1, x2, y2, x, y = values
        return kind, (x1 + by, y1, x2 + by, y2, x + by, y)
    return kind, ((values[0] + by, values[1]) if values else values)
