"""Which block goes on which page. Pure arithmetic over heights, in points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WITH_CLOSING = 2  # blocks of text that go over with the closing: a seal never stands alone on a page


class TooTall(ValueError):
    """One block alone is higher than a page: a cell or a paragraph of unreasonable length."""


class NameTooLong(TooTall):
    """The unit's name or the title does not fit its place, even smaller and broken. `key` is the definition's: unit or title."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"the {key} is too long for its place")


@dataclass(frozen=True, slots=True)
class Extent:
    """What pagination knows of a block. `head`: height of the table head repeated above it; `keep`: it stays with the one before."""

    height: float
    head: float = 0.0
    keep: bool = False


def paginate(blocks: Sequence[Extent], room: float, last_room: float, ending: int = 0) -> tuple[tuple[int, int], ...]:
    """Pages as (start, end) over the blocks: `room` points high, the last one `last_room` (its foot holds notes and QR).

    Nothing is split, order is kept, and what keeps with the block before it does so wherever a page can hold both. The last `ending`
    blocks are the closing and the seal (if 0, all that keep together at the end): two blocks at least go over with them, and as
    little more as can be, so that the page before is full. Raises TooTall.
    """
    if any(block.height + block.head > min(room, last_room) for block in blocks):
        raise TooTall("a block is higher than a page")
    count = len(blocks)
    before = (0.0, *accumulate([block.height for block in blocks]))

    def height(first: int, end: int) -> float:
        return before[end] - before[first] + (blocks[first].head if 0 < first < end else 0.0)

    pages: list[tuple[int, int]] = []
    start = 0
    while height(start, count) > last_room:
        full = start + 1
        while full < count and height(start, full + 1) <= room:
            full += 1
        end = _full_page(blocks, start, full)
        if height(end, count) <= last_room:  # the next page is the last one
            ends = [end for end in range(start + 1, min(full, count - 1) + 1) if height(end, count) <= last_room]
            end = _last_break(blocks, ends, count - (ending or _kept_at_end(blocks)))
        pages.append((start, end))
        start = end
    return (*pages, (start, count))


def _full_page(blocks: Sequence[Extent], start: int, full: int) -> int:
    """The end of a page that could hold the blocks up to `full`, taken back to where a break is allowed."""
    allowed = full
    while start + 1 < allowed < len(blocks) and blocks[allowed].keep:
        allowed -= 1
    return allowed if allowed == len(blocks) or not blocks[allowed].keep else full


def _last_break(blocks: Sequence[Extent], ends: Sequence[int], closing: int) -> int:
    """Of the possible ends of the last page but one the best: nothing parted, text enough before the closing, the page full."""
    return min(ends, key=lambda end: (blocks[end].keep, max(end + _WITH_CLOSING - closing, 0), -end))


def _kept_at_end(blocks: Sequence[Extent]) -> int:
    first = len(blocks)
    while first and blocks[first - 1].keep:
        first -= 1
    return len(blocks) - first
