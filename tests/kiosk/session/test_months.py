"""A range of months: never outside the archive's span, never turned round, and every step undone by its opposite."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.session.months import PRESETS, STEPS, Month, Span, chosen, preset, presets, stepped

MONTHS = st.builds(lambda count: Month(1960, 1).plus(count), st.integers(0, 12 * 90))
SPANS = st.tuples(MONTHS, MONTHS).map(lambda pair: Span(min(pair), max(pair)))


@given(span=SPANS, words=st.lists(st.sampled_from([*STEPS, *PRESETS]), max_size=40))
def test_no_order_of_touches_leaves_the_span_or_turns_the_range_round(span: Span, words: list[str]) -> None:
    now = span
    for word in words:
        now = preset(span, word) if word in PRESETS else stepped(span, now, word)
        assert span.earliest <= now.earliest <= now.latest <= span.latest
        assert chosen(now.texts) == now


@given(span=SPANS, word=st.sampled_from(list(STEPS)))
def test_a_step_moves_one_end_only_and_the_way_its_name_says(span: Span, word: str) -> None:
    now = preset(span, "last-3-years")
    after = stepped(span, now, word)
    moved, kept = ("earliest", "latest") if word.startswith("from") else ("latest", "earliest")
    assert getattr(after, kept) == getattr(now, kept)
    if word.endswith("later"):
        assert getattr(after, moved) >= getattr(now, moved)
    else:
        assert getattr(after, moved) <= getattr(now, moved)


@pytest.mark.parametrize(("word", "months"), [("last-year", 12), ("last-3-years", 36), ("last-5-years", 60)])
def test_a_preset_ends_with_the_newest_month_and_is_as_long_as_it_says(word: str, months: int) -> None:
    span = Span(Month(2010, 1), Month(2026, 11))
    assert (preset(span, word).latest, preset(span, word).months) == (span.latest, months)


@given(span=SPANS)
def test_presets_are_offered_only_where_they_differ(span: Span) -> None:
    ranges = [preset(span, word) for word in presets(span)]
    assert len(set(ranges)) == len(ranges)
    assert ranges[-1] == span


@given(month=MONTHS, by=st.integers(-400, 400))
def test_months_are_counted_over_the_years(month: Month, by: int) -> None:
    assert month.plus(by).plus(-by) == month
    assert (month.plus(by) > month) == (by > 0)


@given(text=st.text(max_size=9))
def test_a_text_is_a_month_or_refused(text: str) -> None:
    try:
        month = Month.parse(text)
    except ValueError:
        return
    assert str(month) == text


def test_a_range_that_is_turned_round_is_refused() -> None:
    with pytest.raises(ValueError, match="earliest"):
        chosen(("2026-11", "2021-01"))
