"""Filters and the sandbox."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateError, UndefinedError

from printing.wording import EMPTY, en_date, fill, mask_id_numbers, mask_name, mask_number, zh_date, zh_datetime

NAMES = st.text(st.characters(exclude_categories=["Cs", "Zs", "Cc"], exclude_characters="*"), min_size=1, max_size=40)


@given(NAMES.filter(str.strip))
def test_a_masked_name_shows_at_most_two_characters_and_not_its_length(name):
    masked = mask_name(name)
    assert "*" in masked
    assert len(masked) <= 3
    assert set(masked) - {"*"} <= set(name)


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_a_masked_id_number_shows_division_and_last_four(number):
    masked = mask_number(number)
    assert masked == number[:6] + "********" + number[-4:]


@given(st.text("0123456789ABC", min_size=3, max_size=10))
def test_a_short_number_keeps_only_its_last_two(number):
    assert mask_number(number) == "*" * (len(number) - 2) + number[-2:]


def test_every_id_number_in_a_preview_is_masked_wherever_it_stands():
    content = {"a": ["号码150390199001020017。", {"b": "150390900102001"}], "n": 5, "none": None, "date": "1990-01-02"}
    masked = mask_id_numbers(content)
    assert masked == {"a": ["号码150390********0017。", {"b": "150390*****2001"}], "n": 5, "none": None, "date": "1990-01-02"}


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_value_prints_a_dash(empty):
    assert fill("{{ x }}", {"x": empty}, {}) == EMPTY
    assert zh_date(empty) == en_date(empty) == zh_datetime(empty) == EMPTY


def test_dates_have_no_leading_zeros():
    assert zh_date("2026-01-02") == "2026年1月2日"
    assert en_date("2026-01-02") == "2 January 2026"
    assert zh_datetime("2026-01-01T18:05:00Z") == "2026年1月2日 02:05"


def test_codes_become_words_and_unknown_codes_stay():
    words = {"sex": {"1": "男"}}
    assert fill("{{ a | word('sex') }}{{ b | word('sex') }}", {"a": "1", "b": "7"}, words) == "男7"


def test_a_missing_field_is_an_error_and_not_a_blank():
    with pytest.raises(UndefinedError):
        fill("{{ subject.name }}", {"subject": {}}, {})


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ x.__init__.__globals__ }}",
        "{% include 'a' %}",
        "{% import 'os' as os %}",
        "{{ range(9) }}",
        "{{ x() }}",
    ],
)
def test_a_template_reaches_neither_code_nor_files(template):
    with pytest.raises((TemplateError, TypeError)):
        fill(template, {"x": "y"}, {})
