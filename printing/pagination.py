"""Which block goes on which page. Pure arithmetic over heights, in points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WITH_CLOSING = 2  # blocks of text that go over with the closing: a seal never stands alone on a page


class TooTall(ValueError):
    """One block alone is higher than a page: a cell or a paragraph of unreasonable length."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What pagination knows of a block. `head`: height of the table head repeated above it; `keep`: it stays with the one before."""

    height: float
    head: float = 0.0
    keep: bool = False


def paginate(blocks: Sequence[Extent], room: float, last_room: float) -> tuple[tuple[int, int], ...]:
    """Pages as (start, end) over the blocks: `room` points high, the last one `last_room` (its foot holds notes and QR).

    Nothing is split, order is kept, and what keeps with the block before it does so wherever a page can hold both. Raises TooTall.
    """
    if any(block.height + block.head > min(room, last_room) for block in blocks):
        raise TooTall("a block is higher than a page")
    pages: list[tuple[int, int]] = []
    start = 0
    while _height(blocks, start, len(blocks)) > last_room:
        end = _fill(blocks, start, room)
        if _height(blocks, end, len(blocks)) <= last_room:  # the next page is the last one
            end = min(end, _last_break(blocks, start, last_room))
        pages.append((start, end))
        start = end
    return (*pages, (start, len(blocks)))


def _height(blocks: Sequence[Extent], start: int, end: int) -> float:
    return sum(block.height for block in blocks[start:end]) + (blocks[start].head if start < end and start else 0.0)


def _fill(blocks: Sequence[Extent], start: int, room: float) -> int:
    """The end of a page that starts there: as much as fits, taken back to where a break is allowed."""
    end = start + 1
    while end < len(blocks) and _height(blocks, start, end + 1) <= room:
        end += 1
    if end == len(blocks):
        return end
    allowed = end
    while allowed > start + 1 and blocks[allowed].keep:
        allowed -= 1
    return end if blocks[allowed].keep else allowed


def _last_break(blocks: Sequence[Extent], start: int, last_room: float) -> int:
    """Where to break so that the rest fits the last page, with some text before the closing if that fits too."""
    closing = len(blocks)
    while closing > start and blocks[closing - 1].keep:
        closing -= 1
    for wanted in (closing - _WITH_CLOSING, closing - 1, closing):
        for end in range(max(wanted, start + 1), closing):
            if not blocks[end].keep and _height(blocks, end, len(blocks)) <= last_room:
                return end
    return next(end for end in range(start + 1, len(blocks)) if _height(blocks, end, len(blocks)) <= last_room)
