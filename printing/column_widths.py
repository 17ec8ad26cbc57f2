"""How wide a table's columns are, and in which size the table is set, so that no number, date or word is ever split."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from printing.fonts import Role
from printing.geometry import SIZE_4_SMALL, SIZE_5, SIZE_5_SMALL, WIDTH
from printing.pagination import TooTall
from printing.setting import is_id_number, ruler
from printing.typeset import atoms, line_width

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from printing.filled import FilledTable
    from printing.fonts import FontStack

PADDING: Final = 5.0  # points left and right of a cell's text
_DENSE_FROM: Final = 12  # rows: a longer table is set smaller, to save paper
_MOST_CELL_LINES: Final = 3  # a table whose cells need more is set smaller
_SHORT: Final = 6.0  # sizes: a text that short stands on one line, if the table can have it so
_HEAD_CHARACTERS: Final = 6  # a head of up to six characters stands on one line
_SOFT: Final = re.compile(r"(?<=·)|(?=（)|(?<=\d日) (?=\d)")
_SLACK: Final = 1e-9


class CellTooNarrow(TooTall):
    """The columns cannot all be as wide as their longest unbreakable word, even in the smallest size. `column` counts from 0."""

    def __init__(self, column: int) -> None:
        self.column = column
        super().__init__(f"column {column + 1} is narrower than a word in it")


@dataclass(frozen=True, slots=True)
class TypeSize:
    """A table's type: Chinese and English size, leadings, and the least height of a row, in points."""

    size: float
    leading: float
    english: float
    english_leading: float
    row: float


NORMAL: Final = TypeSize(SIZE_4_SMALL, 15.5, 9.0, 11.5, 28.0)
SMALL: Final = TypeSize(SIZE_5, 13.5, 8.0, 10.5, 23.0)
SMALLEST: Final = TypeSize(SIZE_5_SMALL, 11.8, 7.5, 9.5, 21.0)
_SIZES: Final = (NORMAL, SMALL, SMALLEST)


def fitting_size(fonts: FontStack, content: FilledTable, *, is_small: bool) -> tuple[TypeSize, tuple[float, ...]]:
    """The largest size in which every short text has a line to itself and no cell is too high, else in which every word fits, and the
    columns' widths. Raises CellTooNarrow.
    """
    sizes = _SIZES[1:] if is_small or len(content.rows) >= _DENSE_FROM else _SIZES
    texts = _Texts(
        tuple([_distinct(content, index) for index in range(len(content.columns))]),
        tuple([_distinct(content, index, english=True) for index in range(len(content.columns))]),
    )
    known = {size: _Widths(fonts, size.size) for size in sizes}
    for whole in (_SHORT, 0.0):
        found: tuple[TypeSize, tuple[float, ...]] | None = None
        for size in sizes:
            least = _least_widths(fonts, content, texts, known[size], size, whole * size.size)
            if sum(least) > WIDTH or (whole and size is SMALLEST):
                continue
            widths = _evened(_column_widths(content, least), _natural_widths(fonts, content, texts, known[size], size, least))
            if size is SMALL or not _has_high_cell(fonts, content, widths, size):
                return size, widths
            found = found or (size, widths)
        if found:
            return found
    raise CellTooNarrow(max(range(len(least)), key=least.__getitem__))


def _has_high_cell(fonts: FontStack, content: FilledTable, widths: tuple[float, ...], size: TypeSize) -> bool:
    """Whether a cell has more lines than looks well; judged by its length, which is exact enough and quick."""
    measure = ruler(fonts, Role.BODY, size.size)
    return any(
        measure(cell.zh) > _MOST_CELL_LINES * (width - 2 * PADDING)
        for row in content.rows
        for cell, width in zip(row, widths, strict=True)
        if len(cell.zh) * size.size > width
    )


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of each column, Chinese and English, without repetitions: in a long table most are alike."""

    chinese: tuple[list[str], ...]
    english: tuple[list[str], ...]


class _Widths(dict[str, float]):
    """The widths of cells' texts on one line in one size, each measured once; the figures of an id number are of one width."""

    def __init__(self, fonts: FontStack, size: float) -> None:
        super().__init__()
        self._plain, self._even, self._size = ruler(fonts, Role.BODY, size), ruler(fonts, Role.BODY, size, is_even=True), size

    def __missing__(self, text: str) -> float:
        width = self[text] = line_width(text, self._even if is_id_number(text) else self._plain, self._size)
        return width


def _least_widths(fonts: FontStack, content: FilledTable, texts: _Texts, known: _Widths, size: TypeSize, short: float) -> list[float]:
    """Each column's least width: its head, the longest number, date or word in it, and every text of at most `short` points whole."""
    head, body = ruler(fonts, Role.HEAD, size.size), ruler(fonts, Role.BODY, size.size)
    head_en, body_en = ruler(fonts, Role.HEAD, size.english), ruler(fonts, Role.BODY, size.english)
    least = []
    for index, column in enumerate(content.columns):
        wide = max([head(part) for part in soft_parts(column.head.zh)])
        wide = min(wide, _HEAD_CHARACTERS * size.size)
        wide = max([wide, *[head_en(atom) for atom in atoms(column.head.en)]])
        for text in texts.chinese[index]:
            if (width := known[text]) <= short:
                wide = max(wide, width)
            elif width > wide:
                wide = max([wide, *[width if is_id_number(part) else _least(part, body, size.size, short) for part in soft_parts(text)]])
        for text in texts.english[index]:
            wide = max([wide, *[body_en(atom) for atom in atoms(text)]])
        least.append(2 * PADDING + wide)
    return least


def _least(part: str, measure: Callable[[str], float], size: float, short: float) -> float:
    """A soft part's least width: whole if it is short, else its longest word."""
    width = line_width(part, measure, size)
    return width if width <= short else max([measure(atom) for atom in atoms(part)])


def _natural_widths(
    fonts: FontStack, content: FilledTable, texts: _Texts, known: _Widths, size: TypeSize, least: list[float]
) -> list[float]:
    """What each column would need for every cell on one line, in Chinese and in English."""
    head = ruler(fonts, Role.HEAD, size.size)
    body_en = ruler(fonts, Role.BODY, size.english)
    natural = []
    for index, column in enumerate(content.columns):
        wide = max([head(column.head.zh), *[known[text] for text in texts.chinese[index]]])
        wide = max([wide, *[body_en(text) for text in texts.english[index]]])
        natural.append(max(2 * PADDING + wide, least[index]))
    return natural


def _evened(widths: tuple[float, ...], natural: list[float]) -> tuple[float, ...]:
    """The widths with what some columns have to spare given to those that would break lines for want of it."""
    wanted = [max(need - width, 0.0) for width, need in zip(widths, natural, strict=True)]
    spare = [max(width - need, 0.0) for width, need in zip(widths, natural, strict=True)]
    moved = min(sum(wanted), sum(spare))
    if moved <= _SLACK:
        return widths
    given, taken = moved / sum(wanted), moved / sum(spare)
    return tuple(width + want * given - have * taken for width, want, have in zip(widths, wanted, spare, strict=True))


def _distinct(content: FilledTable, index: int, *, english: bool = False) -> list[str]:
    """A column's texts without repetitions: in a long table most are alike."""
    return list(dict.fromkeys([row[index].en if english else row[index].zh for row in content.rows]))


def _column_widths(content: FilledTable, least: Sequence[float]) -> tuple[float, ...]:
    """The columns' widths by their shares, but each at least as wide as it must be; the least widths fit the line."""
    fixed: set[int] = set()
    while True:
        room = WIDTH - sum(least[index] for index in fixed)
        total = sum(column.share for index, column in enumerate(content.columns) if index not in fixed)
        widths = [least[i] if i in fixed else column.share / total * room for i, column in enumerate(content.columns)]
        narrow = {index for index, width in enumerate(widths) if width < least[index] - _SLACK}
        if not narrow:
            return tuple(widths)
        fixed |= narrow


def soft_parts(text: str) -> list[str]:
    """Where a cell's text breaks best: after a name's U+00B7, before a bracket, between day and time."""
    return [part for part in _SOFT.split(text) if part] or [""]
