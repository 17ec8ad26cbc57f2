"""Lines of text become operations: sizes and leadings of a paper's text, measuring, and as few pieces as the line allows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from printing.fonts import Role
from printing.geometry import CHARACTERS, LINE, SIZE_3, SIZE_4, SIZE_4_SMALL, WIDTH
from printing.ops import BLACK, Colour, Op, Tag, Tagged, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from printing.fonts import FontStack
    from printing.typeset import Piece, TextLine

_SAME: Final = 1e-6  # points
_BASELINE: Final = 0.36  # of the size: from the middle of a line down to the baseline of a Chinese face
_OF_SIZE_4: Final = 31  # characters of 四号 in a line of 156 mm
_OF_SIZE_4_SMALL: Final = 36  # of 小四
_FIGURES: Final = "0123456789"
_ID_NUMBER: Final = re.compile(r"[0-9*]{14,17}[0-9X]")  # of 15 or 18 figures, masked or not
_SHORTEST: Final = 15
_LAST: Final = frozenset("0123456789X")
_ONES: Final = re.compile(r"1+|[02-9]+|[^0-9]+")
Path = tuple[tuple[Tag, int], ...]


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes and leadings of the running text, and the unit of space between parts, in points; `is_close` sets tables smaller too, and
    `is_closest` in the smallest size.
    """

    size: float
    leading: float
    tracking: float
    english: float
    english_leading: float
    space: float
    is_close: bool = False
    is_closest: bool = False


# The grid of GB/T 9704 first: 28 characters of 三号 in 156 mm. What would need a second page for a few lines is set closer.
GRID: Final = Style(SIZE_3, LINE, WIDTH / CHARACTERS - SIZE_3, 12.0, 18.0, LINE)
CLOSE: Final = Style(SIZE_4, 24.0, WIDTH / _OF_SIZE_4 - SIZE_4, 11.0, 16.0, 22.0, is_close=True)
BILINGUAL: Final = Style(SIZE_4, 24.0, WIDTH / _OF_SIZE_4 - SIZE_4, 11.0, 16.0, 26.0)
BILINGUAL_CLOSE: Final = Style(SIZE_4_SMALL, 20.0, WIDTH / _OF_SIZE_4_SMALL - SIZE_4_SMALL, 10.0, 14.0, 20.0, is_close=True)
CLOSEST: Final = Style(SIZE_4_SMALL, 17.5, WIDTH / _OF_SIZE_4_SMALL - SIZE_4_SMALL, 9.5, 12.0, 12.0, is_close=True, is_closest=True)

# From the usual setting to the closest; with each the share of the usual one's height that it never goes below.
STYLES: Final = (GRID, (CLOSE, 0.74), (CLOSEST, 0.6))
BILINGUAL_STYLES: Final = (BILINGUAL, (BILINGUAL_CLOSE, 0.74), (CLOSEST, 0.6))


@lru_cache(maxsize=64)
def ruler(fonts: FontStack, role: Role, size: float, tracking: float = 0.0, *, is_even: bool = False) -> Callable[[str], float]:
    """Measures text in points; remembers the widths of single characters, never a text. With `is_even` every figure is as wide as the
    widest, for `figure_ops`.
    """
    known: dict[str, float] = dict.fromkeys(_FIGURES, max(fonts.width(role, one, size) for one in _FIGURES)) if is_even else {}

    def measure(text: str) -> float:
        total = 0.0
        for one in text:
            width = known.get(one)
            if width is None:
                width = known[one] = fonts.width(role, one, size) + tracking
            total += width
        return total

    return measure


def line_ops(
    line: TextLine,
    measure: Callable[[str], float],
    role: Role,
    size: float,
    x: float,
    y: float,
    *,
    tracking: float = 0.0,
    colour: Colour = BLACK,
) -> tuple[Op, ...]:
    """The line's pieces, in as few texts as can be: what stands at its natural distance, and characters that are spread evenly.

    A space stays with the word before it, so that copied text has its spaces.
    """
    pieces = line.pieces
    if len(pieces) == 1:
        (piece,) = pieces
        return () if piece.text.isspace() else (Words(x + piece.x, y, piece.text, role, size, colour, tracking),)
    ops: list[Op] = []
    at, count = 0, len(pieces)
    while at < count:
        piece = pieces[at]
        if piece.text.isspace():
            at += 1
            continue
        text, end, extra = _run(pieces, at, measure, tracking)
        ops.append(Words(x + piece.x, y, text, role, size, colour, extra))
        at = end
    return tuple(ops)


def is_id_number(text: str) -> bool:
    """Whether a cell holds an id number and nothing else: such cells stand below each other, figure below figure."""
    return len(text) >= _SHORTEST and text[-1] in _LAST and bool(_ID_NUMBER.fullmatch(text))


def figure_ops(fonts: FontStack, role: Role, text: str, size: float, x: float, y: float) -> tuple[Op, ...]:
    """A number with every figure in a room of the same width, though the face's 1 is narrower than its other figures.

    The ones and what lies between them are texts of their own, spread by the little that they lack.
    """
    even, own = ruler(fonts, role, size, is_even=True), ruler(fonts, role, size)
    ops: list[Op] = []
    for part in _ONES.findall(text):
        room = even(part)
        spread = (room - own(part)) / len(part)
        ops.append(Words(x + spread / 2, y, part, role, size, tracking=spread if abs(spread) > _SAME else 0.0))
        x += room
    return tuple(ops)


def _run(pieces: tuple[Piece, ...], at: int, measure: Callable[[str], float], tracking: float) -> tuple[str, int, float]:
    """The longest text from this piece on that can be drawn as one, the piece after it, and its tracking."""
    count = len(pieces)
    text, end = pieces[at].text, at + 1
    while end < count and abs(pieces[end - 1].x + measure(pieces[end - 1].text) - pieces[end].x) < _SAME:
        text += pieces[end].text
        end += 1
    if end > at + 1:
        return text, end, tracking
    extra = tracking
    if len(text) == 1 and end < count and len(pieces[end].text) == 1:  # spread characters: as long as they stand equally far apart
        advance = measure(text) - tracking
        pitch = pieces[end].x - pieces[at].x
        while end < count and _continues(pieces[end], pieces[end - 1].x + pitch, advance + tracking, measure):
            text += pieces[end].text
            end += 1
        extra = pitch - advance if len(text) > 1 else tracking
    if end < count and pieces[end].text.isspace():
        text += " "
    return text, end, extra


def _continues(piece: Piece, expected: float, advance: float, measure: Callable[[str], float]) -> bool:
    same = len(piece.text) == 1 and not piece.text.isspace()
    return same and abs(piece.x - expected) < _SAME and abs(measure(piece.text) - advance) < _SAME


def baseline(leading: float, size: float) -> float:
    """The baseline of a line whose upper edge is at 0, negative: the characters stand in the middle of the leading."""
    return -(leading / 2 + size * _BASELINE)


def tagged(path: Path, ops: tuple[Op, ...], lang: str | None = None) -> Tagged:
    """The ops as an element of the structure tree."""
    return Tagged(path, ops, lang=lang)
