"""How high a table becomes with columns of given widths, and the widths that make it lowest: for tables whose cells have to be broken.

Heights are estimated from the widths of the texts on one line, which is exact enough to choose by and takes no line breaking.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_PARTS: Final = 4  # a column is tried at its natural width, a half, a third and a quarter of it
_BROKEN: Final = 1.06  # broken lines are not quite full: so much more room than the text itself takes
_SLACK: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Heights:
    """The rows of one table as the widths of their texts (Chinese, English; points), rows that are alike counted once."""

    rows: tuple[tuple[tuple[tuple[float, float], ...], int], ...]
    leading: float
    english_leading: float
    padding: float

    @staticmethod
    def of(rows: Sequence[tuple[tuple[float, float], ...]], leading: float, english_leading: float, padding: float) -> Heights:
        """Of rows of cells; `padding` is left and right of a text."""
        rounded = (tuple((math.ceil(zh - _SLACK), math.ceil(en - _SLACK)) for zh, en in row) for row in rows)
        return Heights(tuple(Counter(rounded).items()), leading, english_leading, padding)

    def total(self, widths: Sequence[float]) -> float:
        """About how high all rows' texts are together, in points."""
        rooms = [math.ceil(width - 2 * self.padding - _SLACK) for width in widths]
        return sum(times * max(map(self._cell, row, rooms)) for row, times in self.rows)

    def _cell(self, texts: tuple[float, float], room: int) -> float:
        zh, en = texts
        return _lines(zh, room) * self.leading + (_lines(en, room) * self.english_leading if en else 0.0)


def lowest(heights: Heights, least: Sequence[float], natural: Sequence[float], shares: Sequence[float], whole: float) -> tuple[float, ...]:
    """Widths that add up to `whole` points: each column at least as wide as it must be, what is left given where it saves most height a
    point, and the rest by the shares.
    """
    widths = list(least)
    while (step := _best_step(heights, widths, natural, whole - sum(widths))) is not None:
        column, width = step
        widths[column] = width
    left = (whole - sum(widths)) / sum(shares)
    return tuple(width + left * share for width, share in zip(widths, shares, strict=True))


def _best_step(heights: Heights, widths: list[float], natural: Sequence[float], left: float) -> tuple[int, float] | None:
    """The column to widen next, and its new width; None when nothing that fits makes the table lower."""
    now = heights.total(widths)
    best, found = 0.0, None
    for column, width in enumerate(widths):
        text = natural[column] - 2 * heights.padding
        for parts in range(1, _MOST_PARTS + 1):
            wanted = 2 * heights.padding + (text if parts == 1 else text / parts * _BROKEN)
            more = wanted - width
            if more <= _SLACK or more > left + _SLACK:
                continue
            saved = now - heights.total([*widths[:column], wanted, *widths[column + 1 :]])
            if saved / more > best:
                best, found = saved / more, (column, wanted)
    return found


def _lines(text: float, room: int) -> int:
    return 1 if text <= room else math.ceil(text * _BROKEN / room)
