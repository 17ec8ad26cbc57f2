"""Blocks and pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.pagination import Extent, TooTall, paginate

BLOCKS = st.lists(st.builds(Extent, st.floats(1, 60), st.sampled_from([0.0, 20.0]), st.booleans()), min_size=1, max_size=60)
ROOM, LAST = 300.0, 200.0


@given(BLOCKS)
def test_every_block_is_on_exactly_one_page_in_order(blocks):
    pages = paginate(blocks, ROOM, LAST)
    assert [index for start, end in pages for index in range(start, end)] == list(range(len(blocks)))


@given(BLOCKS)
def test_no_page_overflows(blocks):
    pages = paginate(blocks, ROOM, LAST)
    for number, (start, end) in enumerate(pages):
        height = sum(block.height for block in blocks[start:end]) + (blocks[start].head if start else 0)
        assert height <= (LAST if number == len(pages) - 1 else ROOM) + 1e-6


@given(st.integers(2, 200))
def test_closing_and_seal_take_two_rows_with_them(count):
    rows = [Extent(28.0, head=28.0)] * count
    blocks = [Extent(60.0), *rows, Extent(30.0, keep=True), Extent(80.0, keep=True)]
    pages = paginate(blocks, ROOM, LAST)
    start, _ = pages[-1]
    assert len(pages) == 1 or start <= len(blocks) - 4


def test_a_block_higher_than_a_page_is_refused():
    with pytest.raises(TooTall):
        paginate([Extent(201.0)], ROOM, LAST)


@given(st.lists(st.floats(5, 60), min_size=1, max_size=40), st.lists(st.floats(20, 50), min_size=1, max_size=3))
def test_no_more_than_needed_goes_over_with_the_closing(rows, closing):
    blocks = [*[Extent(height, head=20.0) for height in rows], *[Extent(height, keep=True) for height in closing]]
    *before, (start, end) = paginate(blocks, ROOM, LAST, len(closing))
    if before:
        height = sum(block.height for block in blocks[start - 1 : end]) + 20.0
        first = before[-1][0]
        full = sum(block.height for block in blocks[first : start + 1]) + (20.0 if first else 0.0)
        assert start + 1 > len(rows) - 2 or full > ROOM or height > LAST


def test_what_may_part_is_parted_before_what_may_not():
    blocks = [Extent(60.0), Extent(60.0), Extent(20.0, keep=True), Extent(30.0, keep=True), Extent(60.0), *[Extent(30.0, keep=True)] * 4]
    assert paginate(blocks, ROOM, LAST, 2) == ((0, 4), (4, 9))
