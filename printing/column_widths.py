"""How wide a table's columns are, and in which size the table is set, so that no number, date or word is ever split."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from printing.column_heights import Heights, lowest
from printing.fonts import Role
from printing.geometry import SIZE_4_SMALL, SIZE_5, SIZE_5_SMALL, WIDTH
from printing.pagination import TooTall
from printing.setting import is_id_number, ruler
from printing.typeset import atoms, line_width

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from printing.filled import Bilingual, FilledTable
    from printing.fonts import FontStack

PADDING: Final = 5.0  # points left and right of a cell's text
_DENSE_FROM: Final = 12  # rows: a longer table is set smaller, to save paper
_MOST_CELL_LINES: Final = 3  # a table whose cells need more is set smaller
_SHORT: Final = 6.0  # sizes: a text that short stands on one line, if the table can have it so
_HEAD_CHARACTERS: Final = 6  # a head of up to six characters stands on one line
_SAVES: Final = 0.75  # of its height, at most: what a table in the smallest size has to come down to
_SOFT: Final = re.compile(r"(?<=[·／])|(?=（)|(?<=\d日) (?=\d)")
_SLACK: Final = 1e-9


class CellTooNarrow(TooTall):
    """The columns cannot all be as wide as their longest unbreakable word, even in the smallest size. `column` counts from 0.

    Of the block of fields, which has no columns of its own, it is the value of a whole row.
    """

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


def fitting_size(
    fonts: FontStack, content: FilledTable, *, is_small: bool, is_smallest: bool = False
) -> tuple[TypeSize, tuple[float, ...]]:
    """The largest size in which every short text has a line to itself and no cell is too high, else in which every word fits, and the
    columns' widths. Where cells stay too high, or short texts would be broken, the smallest size if it saves much of the table's height.
    `is_smallest` asks for that size in any case. Raises CellTooNarrow.
    """
    if is_smallest and (widths := _Setting(fonts, content, SMALLEST).widths(_SHORT)):
        return SMALLEST, widths
    sizes = _SIZES[1:] if is_small or len(content.rows) >= _DENSE_FROM else _SIZES
    settings = {size: _Setting(fonts, content, size) for size in sizes}
    for whole in (_SHORT, 0.0):
        found: tuple[TypeSize, tuple[float, ...]] | None = None
        for size in sizes:
            widths = None if whole and size is SMALLEST else settings[size].widths(whole)
            if widths is None:
                continue
            is_high = _has_high_cell(fonts, content, widths, size)
            if size is SMALL and (is_high or not whole):
                return _smallest(settings, widths) or (size, widths)
            if size is SMALL or not is_high:
                return size, widths
            found = found or (size, widths)
        if found:
            return found
    least = settings[SMALLEST].least(0.0)
    raise CellTooNarrow(max(range(len(least)), key=least.__getitem__))


def _smallest(settings: dict[TypeSize, _Setting], widths: tuple[float, ...]) -> tuple[TypeSize, tuple[float, ...]] | None:
    """The smallest size, if every short text has a line to itself in it and the table becomes much lower than with these widths."""
    smaller = settings[SMALLEST].widths(_SHORT)
    if smaller is None or settings[SMALLEST].heights.total(smaller) > _SAVES * settings[SMALL].heights.total(widths):
        return None
    return SMALLEST, smaller


def _has_high_cell(fonts: FontStack, content: FilledTable, widths: tuple[float, ...], size: TypeSize) -> bool:
    """Whether a cell has more lines than looks well; judged by its length, which is exact enough and quick."""
    measure = ruler(fonts, Role.BODY, size.size)
    return any(
        measure(cell.zh) > _MOST_CELL_LINES * (width - 2 * PADDING)
        for row in content.rows
        for cell, width in zip(row, widths, strict=True)
        if len(cell.zh) * size.size > width
    )


class _Widths(dict[str, float]):
    """The widths of cells' texts on one line in one size, each measured once; the figures of an id number are of one width."""

    def __init__(self, fonts: FontStack, size: float) -> None:
        super().__init__()
        self._plain, self._even, self._size = ruler(fonts, Role.BODY, size), ruler(fonts, Role.BODY, size, is_even=True), size

    def __missing__(self, text: str) -> float:
        width = self[text] = line_width(text, self._even if is_id_number(text) else self._plain, self._size)
        return width


class _Setting:
    """A table in one size."""

    def __init__(self, fonts: FontStack, content: FilledTable, size: TypeSize) -> None:
        self._fonts, self._content, self._size = fonts, content, size
        self._known = _Widths(fonts, size.size)
        self._english = ruler(fonts, Role.BODY, size.english)
        columns = range(len(content.columns))
        self._chinese_texts = [_distinct(content, index) for index in columns]
        self._english_texts = [_distinct(content, index, english=True) for index in columns]

    @cached_property
    def heights(self) -> Heights:
        """How high its rows become."""
        known, latin, size = self._known, self._english, self._size
        rows = [tuple([(known[cell.zh], latin(cell.en)) for cell in row]) for row in self._content.rows]
        return Heights.of(rows, size.leading, size.english_leading, PADDING)

    def widths(self, whole: float) -> tuple[float, ...] | None:
        """The columns' widths by their shares, every text of at most `whole` sizes on one line; where texts have to be broken all the
        same, those that make the table lowest. None when the columns do not fit the line.
        """
        least = self.least(whole)
        if sum(least) > WIDTH:
            return None
        natural = self._natural(least)
        widths = _evened(_column_widths(self._content, least), natural)
        if all(width >= need - _SLACK for width, need in zip(widths, natural, strict=True)):
            return widths
        shares = [column.share for column in self._content.columns]
        lower = lowest(self.heights, least, natural, shares, WIDTH)
        return lower if self.heights.total(lower) < self.heights.total(widths) - self._size.leading / 2 else widths

    def least(self, whole: float) -> list[float]:
        """Each column's least width: its head, the longest number, date or word in it, and every text of at most `whole` sizes whole."""
        fonts, size, short = self._fonts, self._size, whole * self._size.size
        head, body = ruler(fonts, Role.HEAD, size.size), ruler(fonts, Role.BODY, size.size)
        head_en = ruler(fonts, Role.HEAD, size.english)
        least = []
        for index, column in enumerate(self._content.columns):
            wide = max([head(part) for part in soft_parts(column.head.zh)])
            wide = min(wide, _HEAD_CHARACTERS * size.size)
            wide = max([wide, *[head_en(atom) for atom in atoms(column.head.en)]])
            for text in self._chinese_texts[index]:
                if (width := self._known[text]) <= short:
                    wide = max(wide, width)
                elif width > wide:
                    parts = soft_parts(text)
                    wide = max([wide, *[width if is_id_number(part) else _least(part, body, size.size, short) for part in parts]])
            for text in self._english_texts[index]:
                wide = max([wide, *[self._english(atom) for atom in atoms(text)]])
            least.append(2 * PADDING + wide)
        return least

    def _natural(self, least: list[float]) -> list[float]:
        """What each column would need for every cell on one line, in Chinese and in English."""
        head = ruler(self._fonts, Role.HEAD, self._size.size)
        natural = []
        for index, column in enumerate(self._content.columns):
            wide = max([head(column.head.zh), *[self._known[text] for text in self._chinese_texts[index]]])
            wide = max([wide, *[self._english(text) for text in self._english_texts[index]]])
            natural.append(max(2 * PADDING + wide, least[index]))
        return natural


def least_width(fonts: FontStack, text: Bilingual, size: TypeSize) -> float:
    """The width of what may not be broken in a text of the body: its longest number, date or word, in either language."""
    chinese, english = ruler(fonts, Role.BODY, size.size, is_even=is_id_number(text.zh)), ruler(fonts, Role.BODY, size.english)
    return max([*[_least(part, chinese, size.size, 0.0) for part in soft_parts(text.zh)], *[english(atom) for atom in atoms(text.en)]])


def _least(part: str, measure: Callable[[str], float], size: float, short: float) -> float:
    """A soft part's least width: whole if it is short, else its longest word."""
    width = line_width(part, measure, size)
    return width if width <= short else max([measure(atom) for atom in atoms(part)])


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
