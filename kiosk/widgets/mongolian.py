"""Traditional Mongolian on the screen: words shaped by Pango, turned a quarter to the right, in columns from left to right.

The face is Noto Sans Mongolian 3 (packaging/fetch_fonts.sh); the 2.001 of Debian 12 joins letters wrongly. Lengths are in em until
they are drawn: what is kept of a word does not depend on its size. Columns break at spaces alone: U+202F holds a suffix to its word,
U+180E a vowel. Hanzi, numbers of one or two digits and ? ! stand upright in the column, longer numbers and Latin words lie on their side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, pi
from typing import Any, Final

import cairocffi
import pangocffi

from kiosk.widgets import text as pango

FAMILY: Final = "Noto Sans Mongolian"

PITCH: Final = 1.34
"""From one column to the next, in em (the bar is 1.3: MIIT's age-friendly rules)."""

WIDTH: Final = 1.28
"""Of one column, in em: what letters take at both sides of their stem, with a little air."""

SPACE: Final = 0.4
"""Between two words of a column, in em."""

_STEM: Final = 0.34
"""How far left of a column's middle its base line runs, in em: letters reach up to 0.95 em right of it and 0.27 em left."""

_AIR: Final = 0.04
"""Above the first letter and below the last, in em: no stroke touches the edge of its texture."""

_UPRIGHT_EM: Final = 1.06
"""Length of the cell of an upright sign, in em."""

_BOLD: Final = 0.035
"""Width in em of the stroke round letters of a heavy style: the face has one weight."""

_EVEN: Final = 1e-6
"""Lengths in em that differ by less are the same: sums of the same words in another order."""

_LETTER: Final = re.compile(r"[\u1800-\u18aa]")
_PLAIN: Final = re.compile(r"[\u1800-\u18aa\u202f\u200c\u200d 0-9?!,.:%-]*")
_HAN: Final = r"[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
_PIECES: Final = re.compile(rf"{_HAN}|(?<![\w.:-])\d{{1,2}}(?![\w.:-])|[?!]|(?:(?!{_HAN})[^?!])+")
_UPRIGHT: Final = re.compile(rf"{_HAN}|\d{{1,2}}|[?!]")


def is_mongolian(words: str) -> bool:
    """Whether there are letters of the Mongolian script in `words`, so that it is set in columns."""
    return bool(_LETTER.search(words))


@dataclass(frozen=True, slots=True)
class Piece:
    """What is drawn in one go: `length` down the column in em; `spaced`: a space stands before it."""

    words: str
    length: float
    upright: bool
    spaced: bool
    tied: bool
    """Belongs to the piece before it: no column begins here."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A text in columns: sizes in pixels. `size` is the em."""

    columns: tuple[tuple[Piece, ...], ...]
    size: float
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Columns at the left and Chinese at their right: the columns, and the width in pixels that is left for the Chinese."""

    setting: Setting
    gap: int
    rest: int


def pieces(words: str) -> tuple[Piece, ...]:
    """`words` as what is drawn in one go, in order."""
    return _kept_pieces(words) if _PLAIN.fullmatch(words) else _cut(words)


@lru_cache(maxsize=1024)
def _kept_pieces(words: str) -> tuple[Piece, ...]:
    # Fixed words and numbers alone; what may hold a citizen's name (Hanzi, Latin) is never kept.
    return _cut(words)


def _cut(words: str) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for word in words.split(" "):
        for index, part in enumerate(_PIECES.findall(word)):
            upright = bool(_UPRIGHT.fullmatch(part))
            tied = index > 0 and not (upright and part not in "?!" and found[-1].upright)
            found.append(Piece(part, _UPRIGHT_EM if upright else _length(part), upright, index == 0 and bool(found), tied))
    return tuple(found)


def _length(words: str) -> float:
    size = 100.0
    return float(_layout(words, size).get_extents()[1].width) / _UNITS / size


def _runs(words: str) -> list[tuple[tuple[Piece, ...], float, bool]]:
    """What no column may break: its pieces, their length in em, and whether a space stands before."""
    runs: list[list[Piece]] = []
    for piece in pieces(words):
        if piece.tied and runs:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return [(tuple(run), sum(piece.length for piece in run), run[0].spaced) for run in runs]


def _filled(words: str, height: float) -> list[tuple[Piece, ...]]:
    """The columns when each is at most `height` em long; a word longer than that has one of its own."""
    columns: list[list[Piece]] = []
    used = 0.0
    for run, length, spaced in _runs(words):
        wanted = length + (SPACE if spaced else 0.0)
        if columns and used + wanted <= height + _EVEN:
            columns[-1].extend(run)
            used += wanted
        else:
            columns.append(list(run))
            used = length
    return [tuple(column) for column in columns]


def _column_length(column: tuple[Piece, ...]) -> float:
    return sum(piece.length + (SPACE if piece.spaced and index else 0.0) for index, piece in enumerate(column))


def columns_needed(words: str, size: float, height: float) -> int:
    """How many columns of `height` pixels the text takes in an em of `size` pixels."""
    return len(_filled(words, height / size - 2 * _AIR))


def shapes(words: str) -> tuple[tuple[int, float], ...]:
    """Number of columns and the least height in em that it needs, from one column to as many as there are of use.

    Columns are balanced by that: no lonely last word where a smaller height holds as much.
    """
    return _kept_shapes(words) if _PLAIN.fullmatch(words) else _shapes(words)


@lru_cache(maxsize=1024)
def _kept_shapes(words: str) -> tuple[tuple[int, float], ...]:
    return _shapes(words)


def _shapes(words: str) -> tuple[tuple[int, float], ...]:
    runs = _runs(words)
    if not runs:
        return ()
    longest = max(length for _, length, _ in runs)
    height = sum(length + (SPACE if spaced else 0.0) for _, length, spaced in runs)
    found: list[tuple[int, float]] = []
    while True:
        found.append(_balanced(words, height, longest))
        height = found[-1][1]
        if height <= longest + _EVEN:
            return tuple(found)
        height -= 2 * _EVEN


def _balanced(words: str, height: float, longest: float) -> tuple[int, float]:
    """How many columns `height` em takes, and the least height in em that takes as many; `longest`: the length of the longest word."""
    filled = _filled(words, height)
    low, high = longest, max(map(_column_length, filled))
    while high - low > 0.02:  # em; what is left of the way is gone step by step
        middle = (low + high) / 2
        if len(_filled(words, middle)) > len(filled):
            low = middle
        else:
            high = middle
    used = max(map(_column_length, _filled(words, high)))
    while used > longest + _EVEN and len(lower := _filled(words, used - 2 * _EVEN)) == len(filled):
        used = max(map(_column_length, lower))
    return len(filled), used


def set_in(words: str, size: float, height: float) -> Setting:
    """The text in columns of at most `height` pixels."""
    columns = tuple(_filled(words, height / size - 2 * _AIR))
    tallest = max(map(_column_length, columns), default=0.0)
    return Setting(columns, size, _width(len(columns), size), ceil((tallest + 2 * _AIR) * size))


def _width(count: int, size: float) -> int:
    return ceil(((count - 1) * PITCH + WIDTH) * size) if count else 0


TOLERANCE: Final = 1.12
"""Fewer columns are taken where that makes a block at most so much higher: a sign reads down, not across."""


def alone(words: str, size: float, width: float) -> Setting | None:
    """The text without any Chinese in `width` pixels: the lowest columns that fit; None where not even one does."""
    fitting = [(count, height) for count, height in shapes(words) if _width(count, size) <= width]
    if not fitting:
        return None
    lowest = min(height for _, height in fitting)
    _, height = next(shape for shape in fitting if shape[1] <= lowest * TOLERANCE)
    return set_in(words, size, (height + 2 * _AIR) * size + 1)


def beside(words: str, size: float, chinese: str, face: pango.Face, width: float, align_px: int) -> Beside | None:
    """Columns with the Chinese of `face` at their right, together as low as possible in `width` pixels; None where there is no room.

    `align_px`: the width in pixels that the Chinese must keep so that no word of it is broken.
    """
    gap = round(0.5 * size)
    natural, _ = pango.measure(chinese, face)
    least = min(natural, max(align_px, round((4.2 if natural > 8 * face.size else 2.2) * face.size)))
    found: list[tuple[float, float, int]] = []
    for count, height in shapes(words):
        rest = int(width) - _width(count, size) - gap
        if rest < least:
            break
        tall = (height + 2 * _AIR) * size
        found.append((max(tall, pango.measure(chinese, face, rest)[1]), tall, rest))
    if not found:
        return None
    lowest = min(total for total, _, _ in found)
    _, tall, rest = next(shape for shape in found if shape[0] <= lowest * TOLERANCE)
    return Beside(set_in(words, size, tall + 1), gap, rest)


def unknown_glyphs(words: str) -> int:
    """How many signs of `words` no face can show (they would be boxes)."""
    return sum(
        pango.unknown_glyphs(piece.words)
        if piece.upright
        else int(_pango.pango_layout_get_unknown_glyphs_count(_layout(piece.words, 20.0).pointer))
        for piece in pieces(words)
    )


def draw(context: cairocffi.Context, setting: Setting, heavy: bool = False) -> None:
    """Draws the columns in the context's source, their upper left corner at (0, 0)."""
    for index, column in enumerate(setting.columns):
        middle = (index * PITCH + WIDTH / 2) * setting.size
        down = _AIR * setting.size
        for nth, piece in enumerate(column):
            down += SPACE * setting.size if piece.spaced and nth else 0.0
            _draw_upright(context, piece, setting.size, middle, down, heavy) if piece.upright else _draw_turned(
                context, piece, setting.size, middle, down, heavy
            )
            down += piece.length * setting.size


def _draw_turned(context: cairocffi.Context, piece: Piece, size: float, middle: float, down: float, heavy: bool) -> None:
    layout = _layout(piece.words, size)
    context.save()
    # A quarter to the right: along the base line is down, above it is right.
    stem = _STEM if is_mongolian(piece.words) else pango.MIDDLE
    context.translate(middle - stem * size, down)
    context.rotate(pi / 2)
    context.move_to(0, -layout.get_baseline() / _UNITS)
    _paint(context, layout, size, heavy)
    context.restore()


def _draw_upright(context: cairocffi.Context, piece: Piece, size: float, middle: float, down: float, heavy: bool) -> None:
    layout = pango.layout_of(piece.words, pango.Face(size, 700 if heavy else 500))
    across = layout.get_extents()[1].width / _UNITS
    context.save()
    base = down + (_UPRIGHT_EM / 2 + pango.MIDDLE) * size
    context.move_to(middle - across / 2, base - layout.get_baseline() / _UNITS)
    _paint(context, layout, size, heavy=False)
    context.restore()


def _paint(context: cairocffi.Context, layout: Any, size: float, heavy: bool) -> None:
    if not heavy:
        _pangocairo.pango_cairo_show_layout(_cairo_pointer(context), layout.pointer)
        return
    _pangocairo.pango_cairo_layout_path(_cairo_pointer(context), layout.pointer)
    context.set_line_width(_BOLD * size)
    context.set_line_join(cairocffi.LINE_JOIN_ROUND)
    context.fill_preserve()
    context.stroke()


_UNITS: Final = 1024  # PANGO_SCALE
_pango: Any = pangocffi.pango
_pangocairo: Any = pango.PANGOCAIRO
_cairo_pointer: Any = pango.CAIRO_POINTER


def _layout(words: str, size: float) -> Any:
    layout = pangocffi.Layout(pango.context())
    description = pangocffi.FontDescription()
    # Latin words and long numbers beside the script come from the ordinary faces.
    description.family = f"{FAMILY}, {pango.FAMILY}" if is_mongolian(words) else pango.FAMILY
    _pango.pango_font_description_set_absolute_size(description.pointer, size * _UNITS)
    layout.font_description = description
    layout.text = words
    return layout
