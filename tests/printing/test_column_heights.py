"""Which columns get the room of a table that does not fit on one line a cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.column_heights import Heights, lowest

LINE = 442.2  # points
COLUMNS = st.integers(2, 7).flatmap(
    lambda count: st.tuples(
        st.lists(st.lists(st.floats(5, 300), min_size=count, max_size=count), min_size=1, max_size=8),
        st.lists(st.floats(15, LINE / count - 1), min_size=count, max_size=count),
        st.lists(st.floats(1, 200), min_size=count, max_size=count),
    )
)


@given(COLUMNS)
def test_every_column_is_as_wide_as_it_must_be_and_together_they_fill_the_line(made):
    rows, least, shares = made
    heights = Heights.of([tuple((width, 0.0) for width in row) for row in rows], 13.5, 10.5, 5.0)
    natural = [max(10.0 + max(row[index] for row in rows), width) for index, width in enumerate(least)]
    widths = lowest(heights, least, natural, shares, LINE)
    assert sum(widths) == pytest.approx(LINE)
    assert all(width >= needed - 1e-6 for width, needed in zip(widths, least, strict=True))
    assert heights.total(widths) <= heights.total(least)


def test_room_goes_where_it_saves_most_lines():
    rows = [((20.0, 0.0), (84.0, 0.0), (73.0 if index < 20 else 42.0, 0.0)) for index in range(200)]
    heights = Heights.of(rows, 13.5, 10.5, 5.0)
    widths = lowest(heights, [30.0, 41.0, 52.0], [30.0, 94.0, 83.0], [1.0, 1.0, 1.0], 177.0)
    assert widths[1] >= 94.0
    assert heights.total(widths) == pytest.approx(13.5 * 220)


def test_english_lines_count_with_their_own_leading():
    heights = Heights.of([((40.0, 90.0),)], 15.5, 11.5, 5.0)
    assert heights.total([60.0]) == pytest.approx(15.5 + 2 * 11.5)
