"""Filters and the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateError, UndefinedError

from printing import wording
from printing.definition import DefinitionError, parse
from printing.wording import (
    EMPTY,
    FILTERS,
    NO_TEXT,
    en_date,
    en_datetime,
    en_month,
    fill,
    iso_day,
    mask_id_numbers,
    mask_name,
    mask_number,
    money,
    plate,
    zh_date,
    zh_datetime,
    zh_month,
)

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


def test_months_moments_and_days_have_both_forms():
    assert (zh_month("2021-01"), zh_month("2021-11-30")) == ("2021年1月", "2021年11月")
    assert (en_month("2021-01"), en_month("2021-11-30")) == ("January 2021", "November 2021")
    assert en_datetime("2026-01-01T18:05:00Z") == "2 January 2026, 02:05"
    assert iso_day("2026-01-01T18:05:00Z") == "2026-01-02"


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (1250, "1,250"), ("12.5", "12.50"), (1234567, "1,234,567"), (-3, "-3")])
def test_money_has_commas_and_no_needless_decimals(value, shown):
    assert money(value) == shown


@pytest.mark.parametrize("value", ["much", "NaN", "Infinity", [], "1,5"])
def test_what_is_no_amount_is_an_error(value):
    with pytest.raises(ValueError, match="no amount"):
        money(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("蒙CX0001", "蒙C·X0001"),
        ("蒙C·X0001", "蒙C·X0001"),
        ("蒙CD00001", "蒙C·D00001"),
        ("蒙C1234学", "蒙C·1234学"),
        ("使014578", "使014578"),
    ],
)
def test_a_plate_has_its_dot(value, shown):
    assert plate(value) == shown


@pytest.mark.parametrize("name", sorted(set(FILTERS)))
def test_every_filter_makes_a_dash_of_nothing(name):
    assert FILTERS[name](None) == FILTERS[name]("") == EMPTY


def test_the_guide_explains_every_filter():
    guide = (Path(__file__).parents[2] / "docs" / "definitions.md").read_text(encoding="utf-8")
    assert {name for name in wording.FILTER_NAMES if f"`{name}" not in guide} == set()


CONTENT = {"x": "y", "n": 5, "rows": [{"name": "甲"}] * 3, "d": {"a": "b"}}
ATTACKS = [
    "{{ ''.__class__.__mro__ }}",
    "{{ x.__init__.__globals__ }}",
    "{{ x['__class__'] }}",
    "{{ d['__class__']['__base__'] }}",
    "{{ x.format }}",
    "{{ x.format('{0.__class__}') }}",
    "{{ '{0.__class__.__mro__}'.format(x) }}",
    "{{ '%s' % x }}",
    "{{ x.join(rows) }}",
    "{{ d.items() }}",
    "{{ d.pop('a') }}",
    "{{ rows.append(1) }}",
    "{% include 'a' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import path %}",
    "{% extends 'a' %}",
    "{% set y = 1 %}",
    "{% macro m() %}x{% endmacro %}",
    "{% block b %}x{% endblock %}",
    "{% call x() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with %}x{% endwith %}",
    "{{ range(9) }}",
    "{{ x() }}",
    "{{ self }}",
    "{{ lipsum() }}",
    "{{ cycler('a') }}",
    "{{ namespace() }}",
    "{{ config }}",
    "{{ request }}",
    "{{ x | attr('__class__') }}",
    "{{ x | map('upper') }}",
    "{{ x | pprint }}",
    "{{ x | tojson }}",
    "{{ x | safe }}",
    "{{ rows | sort }}",
    "{{ x * 100000000 }}",
    "{{ 'a' * 100000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ x.ljust(100000000) }}",
    "{{ rows[0:2] }}",
    "{{ rows[n] }}",
    "{% for a in rows recursive %}{{ loop(rows) }}{% endfor %}",
    "{% for a in rows %}{{ loop.cycle('a') }}{% endfor %}",
    "{% for a in range(1000000000) %}x{% endfor %}",
]
DEFINITION = """\
id = "k"
dataset = "d"
legal_basis = "l"
facts = ["f"]
title = { zh = "证明", en = "Certificate" }
menu = { icon = "document", name = { zh = "证明", en = "C" }, note = { zh = "说明", en = "N" } }
[[body]]
zh = 'TEXT'
"""
SCHEMA = {
    "type": "object",
    "properties": {
        "x": {"type": "string"},
        "n": {"type": "integer"},
        "rows": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
        "d": {"type": "object", "properties": {"a": {"type": "string"}}},
    },
}


@pytest.mark.parametrize("template", ATTACKS)
def test_a_definition_that_reaches_for_files_network_or_code_is_refused_when_it_is_loaded(template):
    text = DEFINITION.replace("'TEXT'", "'''" + template + "'''").encode()
    try:
        found = parse(text, "kind.toml").check(SCHEMA)
    except DefinitionError as error:
        found = error.faults
    assert found
    assert {fault.where for fault in found} == {"body[0].zh"}


@pytest.mark.parametrize("condition", ["x.__class__", "x()", "''.__class__.__mro__", "x) }}{{ (n", "rows[0]", "9 ** 9", "x | attr('y')"])
def test_a_condition_reaches_no_further_than_a_placeholder(condition):
    text = DEFINITION.replace("'TEXT'", f"'a'\nwhen = \"{condition}\"").encode()
    try:
        found = parse(text, "kind.toml").check(SCHEMA)
    except DefinitionError as error:
        found = error.faults
    assert [fault.where for fault in found][:1] == ["body[0].when"]


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ x.__init__.__globals__ }}",
        "{{ x['__class__'].y }}",
        "{% include 'a' %}",
        "{% import 'os' as os %}",
        "{{ range(9) }}",
        "{{ x() }}",
        "{{ '{0.__class__}'.format(x) }}",
        "{{ d.pop('a') }}",
        "{{ rows.append(1) }}",
    ],
)
def test_the_sandbox_alone_lets_no_template_through_to_code_or_files(template):
    with pytest.raises((TemplateError, TypeError)):
        fill(template, CONTENT, {})


def test_a_loop_within_a_loop_within_a_loop_is_refused():
    loops = "{% for a in rows %}{% for b in rows %}TEXT{% endfor %}{% endfor %}"
    for inner, count in (("{{ b.name }}", 0), ("{% for c in rows %}{{ c.name }}{% endfor %}", 1)):
        text = DEFINITION.replace("TEXT", loops.replace("TEXT", inner)).encode()
        try:
            found = parse(text, "kind.toml").check(SCHEMA)
        except DefinitionError as error:
            found = error.faults
        assert len(found) == count


def faults_of(template: str) -> list[str]:
    text = DEFINITION.replace("'TEXT'", f'"{template}"').encode()
    try:
        return [fault.expected for fault in parse(text, "kind.toml").check(SCHEMA)]
    except DefinitionError as error:
        return [fault.expected for fault in error.faults]


@pytest.mark.parametrize(
    "template",
    [
        "{{ d }}", "{{ rows }}", "{{ rows | first }}", "{% for a in rows %}{{ a }}{% endfor %}",
        "{% for a in rows %}{{ loop }}{% endfor %}",
        "{{ [x, 5] }}", "{{ (x, n) }}", "{{ x if n else d }}", "{{ d or x }}", "{{ d | default('-') }}", "{{ d | upper }}",
        "{{ rows | dash }}",
        "{{ rows | join('-') }}", "{{ [d] | join('-') }}", "{{ d | first }}", "{{ d | length }}", "{{ x == 'y' }}", "{{ x is none }}",
        "{{ not x }}",
    ],
)  # fmt: skip
def test_a_record_a_list_or_a_condition_is_never_printed(template):
    assert faults_of(template) != []


@pytest.mark.parametrize("value", [{"a": 1}, [], ["x"], (1,), object(), b"x", {1}])
@pytest.mark.parametrize("template", ["{{ v }}", "{{ v | upper }}", "{{ v | dash }}", "{{ v | mask_name }}", "{{ [v] | join('-') }}"])
def test_what_a_definition_cannot_tell_beforehand_is_an_error_when_it_is_filled(template, value):
    with pytest.raises(ValueError, match="text"):
        fill(template, {"v": value}, {})


@pytest.mark.parametrize("value", ["y", 5, 1.5, True, None])
def test_texts_and_numbers_are_printed(value):
    assert fill("{{ v }}", {"v": value}, {}) == (EMPTY if value is None else str(value))


@pytest.mark.parametrize(
    "template",
    [
        "{{ rows|join(rows|join(rows)) }}", "{{ x | default(x) }}", "{{ x | default(x | upper) }}", "{{ rows | join(x) }}",
        "{{ rows | join('-', 'name') }}", "{{ rows | join(attribute='name') }}", "{{ x | upper('-') }}", "{{ x ~ x }}",
        "{% for a in rows | join('-') %}{% endfor %}", "{% for loop in rows %}{% endfor %}",
    ],
)  # fmt: skip
def test_an_argument_is_a_constant_so_that_nothing_is_filled_over_and_over(template):
    assert faults_of(template) != []


def test_constants_are_arguments():
    assert faults_of("{{ x | default('—') }}{{ x | default('—', true) }}{{ [x, n] | join('、') }}{{ rows | length }}") == []


def test_texts_joined_stay_shorter_than_a_paper_may_be():
    with pytest.raises(ValueError, match="join"):
        fill("{{ v | join(s) }}", {"v": ["字"] * 400, "s": "字" * 100_000}, {})
    with pytest.raises(ValueError, match="join"):
        fill("{{ v | join('x') | join('y') }}", {"v": ["字"] * 4}, {})


def test_an_amount_is_not_written_out_into_millions_of_digits():
    with pytest.raises(ValueError, match="no amount"):
        money("1e999999")


def test_a_paper_of_unreasonable_length_is_an_error_and_not_filled_to_its_end():
    rows = {"rows": [{"name": "字" * 1000}] * 400}
    with pytest.raises(ValueError, match="longer than"):
        fill("{% for a in rows %}{% for b in rows %}{{ b.name }}{% endfor %}{% endfor %}", rows, {})


@given(st.sampled_from(NO_TEXT), st.text(max_size=5), st.text(max_size=5))
def test_what_stands_between_texts_cannot_come_from_content(mark, before, after):
    with pytest.raises(ValueError, match="noncharacter"):
        fill("{{ x }}", {"x": before + mark + after}, {})
