"""Lines of Chinese text."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from printing.typeset import NO_END, NO_START, atoms, break_lines

SIZE = 16.0


def measure(text: str) -> float:
    return sum(SIZE / 2 if ord(one) < 128 else SIZE for one in text)


HAN = st.text("的一是在不了有和人这中大为上个国我以要他时来用们", min_size=1, max_size=8)
MARKS = st.sampled_from("，。；：（）“”《》、")
NUMBERS = st.from_regex(r"15039019[0-9]{9}[0-9X]", fullmatch=True)
DATES = st.dates().map(lambda day: f"{day.year}年{day.month}月{day.day}日")
# Marks always stand between characters, as in writing: runs of only marks have no place to break at all.
SENTENCES = st.lists(st.tuples(HAN | NUMBERS | DATES, MARKS | st.just("")), min_size=1, max_size=12).map(
    lambda parts: "".join(part + (mark or "和") for part, mark in parts)
)
WIDTHS = st.floats(14 * SIZE, 30 * SIZE)


@given(SENTENCES, WIDTHS)
def test_no_line_starts_with_a_closing_mark_or_ends_with_an_opening_one(text, width):
    lines = break_lines(text, width, measure, size=SIZE)
    assert all(line.text[0] not in NO_START for line in lines[1:])
    assert all(line.text[-1] not in NO_END for line in lines[:-1])


@given(SENTENCES, WIDTHS)
def test_numbers_and_dates_are_never_split(text, width):
    pieces = {piece.text for line in break_lines(text, width, measure, size=SIZE) for piece in line.pieces}
    assert set(atoms(text)) == pieces


@given(SENTENCES, WIDTHS)
def test_nothing_is_lost_and_nothing_leaves_the_line(text, width):
    lines = break_lines(text, width, measure, size=SIZE, indent=2 * SIZE)
    assert "".join(line.text for line in lines) == text
    assert all(line.width <= width + 0.01 for line in lines)


@given(st.text(min_size=1, max_size=80), st.floats(SIZE, 10 * SIZE))
def test_any_text_comes_out_whole_however_narrow_the_line(text, width):
    lines = break_lines(text, width, measure, size=SIZE)
    squeeze = re.compile(r"\s+")
    assert squeeze.sub("", "".join(line.text for line in lines)) == squeeze.sub("", text)


def test_a_justified_line_ends_at_the_margin():
    text = "经查阅户口登记档案张演示与下列人员有亲属关系" * 3
    first, *_, last = break_lines(text, 20.5 * SIZE, measure, size=SIZE)
    assert first.width == 20.5 * SIZE
    assert last.width < 20.5 * SIZE


def test_a_closing_mark_may_hang_half_its_square_over_the_margin():
    lines = break_lines("一二三四五六七八九，十", 9.5 * SIZE, measure, size=SIZE, justify=False)
    assert lines[0].text == "一二三四五六七八九，"


LATIN = st.lists(st.from_regex(r"[A-Za-z]{1,9}|[0-9]{1,4}", fullmatch=True), min_size=1, max_size=30).map(" ".join)


@given(LATIN, st.floats(12 * SIZE, 30 * SIZE), st.booleans())
def test_a_text_in_latin_letters_keeps_the_spaces_at_which_its_lines_are_broken(text, width, justify):
    lines = break_lines(text, width, measure, size=SIZE, justify=justify, is_latin=True)
    assert "".join(line.text for line in lines) == text
    assert all(line.width <= width + 0.01 for line in lines)
    assert not lines[-1].text.endswith(" ")
