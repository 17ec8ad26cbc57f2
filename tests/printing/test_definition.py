"""Definitions as technicians write them, with the faults they make."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from printing.definition import DefinitionError, load, load_all, parse

CERTIFICATES = Path(__file__).parents[2] / "config" / "certificates"
KINDS = ("no-criminal-record", "family-relationship")
PERSON = {"type": "object", "properties": {name: {"type": "string"} for name in ("name", "sex", "birth", "id_number", "relation")}}
SCHEMA = {
    "type": "object",
    "$defs": {"person": PERSON},
    "properties": {
        "subject": {"$ref": "#/$defs/person"},
        "relatives": {"type": "array", "items": {"$ref": "#/$defs/person"}},
        "purpose": {"anyOf": [{"type": "object", "properties": {"label": {"type": "string"}}}, {"type": "null"}]},
        "queried_at": {"type": "string"},
    },
}
MINIMAL = """\
id = "some-kind"
dataset = "family"
legal_basis = "a rule"
facts = ["{{ subject.name | mask_name }}"]
title = { zh = "证明", en = "Certificate" }
menu = { icon = "paper", name = { zh = "证明", en = "Certificate" }, note = { zh = "说明", en = "Note" } }

[[body]]
zh = "{{ subject.name }}"
"""


def faults(text: str, schema: dict | None = None) -> list[tuple[int, str, str]]:
    """(line, where, expected) of every fault."""
    try:
        found = parse(text.encode(), "kind.toml").check(schema or SCHEMA)
    except DefinitionError as error:
        found = error.faults
    assert all(fault.file == "kind.toml" and fault.remedy for fault in found)
    return [(fault.line, fault.where, fault.expected) for fault in found]


def test_a_good_definition_has_no_faults():
    assert faults(MINIMAL) == []


def test_the_digest_is_that_of_the_files_bytes():
    assert parse(MINIMAL.encode(), "f").sha256 == hashlib.sha256(MINIMAL.encode()).hexdigest()


def test_all_faults_are_reported_at_once_with_their_lines():
    text = MINIMAL.replace('"a rule"', "5").replace('"some-kind"', '"Some Kind"').replace(', en = "Note"', "") + "colour = 1\n"
    places = [(line, where) for line, where, _ in faults(text)]
    assert places == [(1, "id"), (3, "legal_basis"), (6, "menu.note.en"), (10, "body[0].colour")]


def test_an_unknown_field_names_its_line_inside_a_long_text():
    text = MINIMAL + '\n[[body]]\nzh = """\n一\n{{ subject.nam }}"""\n'
    assert faults(text) == [(14, "body[1].zh", "a field of the dataset, not 'nam'")]


def test_an_unknown_top_field_and_an_unknown_filter_are_faults():
    field = '\n[[note]]\nzh = "{{ subjekt.name }}{{ subject.name }}{{ queried_on }}"\n'
    said = {expected for *_, expected in faults(MINIMAL + field)}
    assert said == {f"a field of the dataset, not {name!r}" for name in ("subjekt", "queried_on")}
    filtered = MINIMAL + field.replace("name }}", "name | zh_dat }}", 1)
    assert [expected for *_, expected in faults(filtered)] == ["a known filter, not 'zh_dat'"]


def test_a_missing_language_is_a_fault():
    assert faults(MINIMAL.replace(', en = "Certificate" }\nmenu', " }\nmenu")) == [(5, "title.en", "the words in language 'en'")]


def test_fields_of_list_items_are_checked():
    loop = '\n[[body]]\nzh = "{% for one in relatives %}{{ one.name }}{{ one.age }}{{ loop.index }}{% endfor %}"\n'
    assert [expected for *_, expected in faults(MINIMAL + loop)] == ["a field of the dataset, not 'age'"]


def test_a_loop_over_something_that_is_no_list_is_a_fault():
    loop = '\n[[body]]\nzh = "{% for one in queried_at %}{{ one }}{% endfor %}"\n'
    assert [expected for *_, expected in faults(MINIMAL + loop)] == ["a list to go through"]


def test_table_columns_know_the_row_and_rows_must_be_a_list():
    column = '[[table.column]]\ntitle = { zh = "名" }\nvalue = "{{ one.name }}{{ one.x }}"\nwidth = 1\n'
    table = '\n[table]\nrows = "relatives"\neach = "one"\n' + column
    assert [(where, expected) for _, where, expected in faults(MINIMAL + table)] == [
        ("table.column[0].value", "a field of the dataset, not 'x'")
    ]
    wrong = table.replace('"relatives"', '"queried_at"').replace("{{ one.x }}", "")
    assert [where for _, where, _ in faults(MINIMAL + wrong)] == ["table.rows"]


@pytest.mark.parametrize(
    "code",
    [
        "{{ subject.name() }}",
        "{% set x = 1 %}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
        "{{ subject.__class__ }}",
        "{{ subject[0] }}",
    ],
)
def test_what_is_more_than_a_placeholder_is_a_fault(code):
    assert faults(MINIMAL + f'\n[[body]]\nzh = "{code}"\n') != []


def test_a_template_that_cannot_be_read_is_a_fault():
    assert faults(MINIMAL + '\n[[body]]\nzh = "{{ subject.name"\n')[0][:2] == (12, "body[1].zh")


def test_words_must_name_a_table_of_the_file():
    body = "\n[[body]]\nzh = \"{{ subject.sex | word('sex') }}\"\n"
    assert len(faults(MINIMAL + body)) == 1
    assert faults(MINIMAL + body + '\n[words.sex]\n1 = "男"\n') == []


def test_a_parameter_has_choices_from_one_place():
    parameter = '\n[[parameter]]\nname = "p"\nlabel = { zh = "选", en = "pick" }\n'
    assert [expected for *_, expected in faults(MINIMAL + parameter)] == ["either choices_from or choices"]


def test_broken_toml_and_wrong_encoding_name_the_line():
    assert faults("id = 'x'\n= 3\n")[0][0] == 2
    with pytest.raises(DefinitionError) as caught:
        parse(b'id = "x"\n' + b"\xff", "kind.toml")
    assert caught.value.faults[0].line == 2


def test_a_missing_file_and_a_wrong_id_are_reported_together(tmp_path):
    (tmp_path / "other.toml").write_text(MINIMAL, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_all(tmp_path, ["absent", "other"])
    assert {fault.where for fault in caught.value.faults} == {"file", "id"}


def test_facts_never_exceed_sixty_bytes_and_say_when_some_are_left_out():
    each = '"""{% for one in relatives %}\n{{ one.name }}\n{% endfor %}"""'
    definition = parse(MINIMAL.replace('"{{ subject.name | mask_name }}"', each).encode(), "f")
    few = {"relatives": [{"name": "张三"}] * 3}
    many = {"relatives": [{"name": "欧阳娜娜"}] * 9}
    assert definition.facts_of(few) == ("张三", "张三", "张三")
    assert definition.facts_of(many)[-1] == "…"
    assert len("".join(definition.facts_of(many)).encode()) <= 60


def test_the_shipped_kinds_record_their_legal_basis(kinds):
    assert tuple(kinds) == KINDS
    assert all("公" in definition.legal_basis for definition in kinds.values())
    assert load(CERTIFICATES / "no-criminal-record.toml").validity.days == 90
    purposes = [choice.value for choice in kinds["no-criminal-record"].parameters[0].choices]
    assert purposes == ["employment", "study", "travel", "notarisation", "other"]
    assert kinds["family-relationship"].parameters[0].choices_from == "family.members"
