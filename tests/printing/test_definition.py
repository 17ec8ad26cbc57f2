"""Definitions as technicians write them, with the faults they make."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from printing.definition import ICONS, DefinitionError, load, load_all, parse

CERTIFICATES = Path(__file__).parents[2] / "config" / "certificates"
KINDS = (
    "birth", "death", "family-relationship", "no-criminal-record", "household-changes", "vehicle-violations",
    "exit-entry", "item-change", "archive-copy",
)  # fmt: skip
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
menu = { icon = "document", name = { zh = "证明", en = "Certificate" }, note = { zh = "说明", en = "Note" } }

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
    table = '\n[[table]]\nrows = "relatives"\neach = "one"\n' + column
    assert [(where, expected) for _, where, expected in faults(MINIMAL + table)] == [
        ("table[0].column[0].value.zh", "a field of the dataset, not 'x'")
    ]
    wrong = table.replace('"relatives"', '"queried_at"').replace("{{ one.x }}", "")
    assert [where for _, where, _ in faults(MINIMAL + wrong)] == ["table[0].rows"]


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


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault():
    data = b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode()
    definition = parse(data, "kind.toml")
    assert definition.id == "some-kind"
    assert definition.sha256 == hashlib.sha256(data).hexdigest()
    assert definition.places.line(("body", 0, "zh")) == MINIMAL[: MINIMAL.index('zh = "{{')].count("\n") + 1


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


def test_the_shipped_kinds_record_their_legal_basis():
    kinds = load_all(CERTIFICATES, KINDS)
    assert {definition.id for definition in kinds} == {file.stem for file in CERTIFICATES.glob("*.toml")}
    assert all("公" in definition.legal_basis or "法" in definition.legal_basis for definition in kinds)
    by_id = {definition.id: definition for definition in kinds}
    assert {kind for kind, one in by_id.items() if one.validity} == {"no-criminal-record"}
    assert by_id["no-criminal-record"].validity.days == 90
    purposes = [choice.value for choice in by_id["no-criminal-record"].parameters[0].choices]
    assert purposes == ["employment", "study", "travel", "notarisation", "other"]
    assert by_id["family-relationship"].parameters[0].choices_from == "family.members"


def test_the_source_is_the_files_own_bytes():
    path = CERTIFICATES / "exit-entry.toml"
    assert load(path).source == path.read_bytes()
    assert hashlib.sha256(load(path).source).hexdigest() == load(path).sha256


def test_unknown_icons_are_refused_and_the_known_ones_named():
    ((_, where, expected),) = faults(MINIMAL.replace('"document"', '"rocket"'))
    assert where == "menu.icon"
    assert all(icon in expected for icon in ICONS)


BOTH = MINIMAL.replace('dataset = "family"', 'dataset = "family"\nlanguages = ["zh", "zh-en"]')
LANGUAGE = '\n[[parameter]]\nname = "language"\ntype = "language"\nlabel = { zh = "文字", en = "Language" }\n'


def test_a_bilingual_definition_needs_english_in_every_text_and_a_question():
    said = [(where, expected) for _, where, expected in faults(BOTH)]
    assert said == [("languages", "a parameter of the type language"), ("body[0].en", "the words in language 'en'")]
    whole = BOTH.replace('zh = "{{ subject.name }}"', 'zh = "{{ subject.name }}"\nen = "{{ subject.name }}"') + LANGUAGE
    assert faults(whole) == []
    field = '\n[[field]]\nlabel = { zh = "姓名" }\nvalue = "{{ subject.name }}"\n'
    assert [where for _, where, _ in faults(whole + field)] == ["field[0].label.en"]


def test_the_values_of_a_language_are_the_definitions_own():
    text = BOTH.replace('zh = "{{ subject.name }}"', 'zh = "{{ subject.name }}"\nen = "{{ subject.name }}"') + LANGUAGE
    (parameter,) = parse(text.encode(), "f").parameters
    assert [choice.value for choice in parameter.choices] == ["zh", "zh-en"]
    assert (parameter.at_least, parameter.at_most) == (1, 1)
    assert [expected for *_, expected in faults(MINIMAL + LANGUAGE)] == ["two languages to choose from"]


def test_a_range_of_months_is_two_values_and_names_its_source():
    months = '\n[[parameter]]\nname = "span"\ntype = "months"\nlabel = { zh = "时段", en = "Months" }\n'
    (parameter,) = parse((MINIMAL + months + 'choices_from = "a.span"\n').encode(), "f").parameters
    assert (parameter.at_least, parameter.at_most) == (2, 2)
    assert [expected for *_, expected in faults(MINIMAL + months)] == ["choices_from for months"]
    counted = months + 'choices_from = "a.span"\nat_most = 3\n'
    assert [expected for *_, expected in faults(MINIMAL + counted)] == ["no at_most for months"]


WHEN = """
[[parameter]]
name = "other"
label = { zh = "选", en = "Pick" }
choices = [{ value = "a", label = { zh = "甲", en = "A" } }]

[[parameter]]
name = "more"
label = { zh = "选", en = "Pick" }
choices_from = "family.members"
when = { parameter = "other", is = "a" }
"""


def test_a_question_may_depend_only_on_a_value_of_an_earlier_one():
    assert faults(MINIMAL + WHEN) == []
    assert [expected for *_, expected in faults(MINIMAL + WHEN.replace('is = "a"', 'is = "b"'))] == ["a value of 'other'"]
    assert faults(MINIMAL + WHEN.replace('is = "a"', 'is = ["a"]')) == []
    assert [expected for *_, expected in faults(MINIMAL + WHEN.replace('is = "a"', 'is = ["a", "b"]'))] == ["a value of 'other'"]
    assert [where for _, where, _ in faults(MINIMAL + WHEN.replace('is = "a"', "is = []"))] == ["parameter[1].when.is"]
    later = WHEN.replace('parameter = "other"', 'parameter = "more"')
    assert [expected for *_, expected in faults(MINIMAL + later)] == ["a parameter above this one"]


@pytest.mark.parametrize("condition", ["subject.nam", "subject.name ==", "purpose }}", "subject.name()", "relatives and x"])
def test_a_condition_is_checked_like_a_placeholder(condition):
    found = faults(MINIMAL + f'\n[[note]]\nzh = "注"\nwhen = "{condition}"\n')
    assert [(line, where) for line, where, _ in found] == [(13, "note[0].when")]


def test_conditions_may_compare_and_combine():
    assert faults(MINIMAL + '\n[[note]]\nzh = "注"\nwhen = "language == \'zh\' and not purpose or relatives | length == 1"\n') == []


SLIP = """\
id = "some-slip"
form = "slip"
dataset = "receipt"
title = { zh = "回执", en = "Receipt" }
menu = { icon = "document", name = { zh = "回执", en = "Receipt" }, note = { zh = "说明", en = "Note" } }

[[body]]
zh = "请到窗口办理。"
"""


def test_a_slip_is_a_receipt_and_has_neither_seal_nor_facts_nor_validity():
    assert faults(SLIP) == []
    wrong = SLIP.replace('dataset = "receipt"', 'dataset = "receipt"\nseal = "household"\nfacts = ["x"]\nvalidity = { days = 3 }')
    assert {where for _, where, _ in faults(wrong)} == {"seal", "facts", "validity"}
    assert [where for _, where, _ in faults(SLIP.replace('dataset = "receipt"', 'dataset = "family"'))] == ["dataset"]
    assert [where for _, where, _ in faults(MINIMAL.replace('dataset = "family"', 'dataset = "receipt"'))] == ["dataset"]


def test_a_certificate_needs_facts_and_a_legal_basis():
    lines = [line for line in MINIMAL.split("\n") if not line.startswith(("facts", "legal_basis"))]
    assert {where for _, where, _ in faults("\n".join(lines))} == {"facts", "legal_basis"}


def test_a_pictures_rows_are_a_list_and_its_texts_know_the_item():
    image = '\n[[image]]\nrows = "relatives"\neach = "one"\nsource = "{{ one.name }}"\ncaption = { zh = "{{ loop.index }}{{ one.x }}" }\n'
    assert [(where, expected) for _, where, expected in faults(MINIMAL + image)] == [
        ("image[0].caption.zh", "a field of the dataset, not 'x'")
    ]
    assert [where for _, where, _ in faults(MINIMAL + image.replace('"relatives"', '"queried_at"').replace("{{ one.x }}", ""))] == [
        "image[0].rows"
    ]


def test_the_labels_of_a_parameters_choices_are_a_table_of_words():
    body = "\n[[body]]\nzh = \"{{ other.code | word('other_en') }}\"\n"
    assert faults(MINIMAL + body + WHEN) == []
    taken = '\n[words.other_en]\na = "x"\n'
    assert [where for _, where, _ in faults(MINIMAL + WHEN + taken)] == ["words.other_en"]


def test_a_unit_is_a_text_or_a_text_in_each_language():
    assert parse(MINIMAL.replace("legal_basis", 'unit = "演示市公安局"\nlegal_basis').encode(), "f").unit == "演示市公安局"
    table = 'unit = { zh = "演示市公安局", en = "Yanshi" }'
    definition = parse(MINIMAL.replace("legal_basis", table + "\nlegal_basis").encode(), "f")
    assert (definition.unit, definition.unit_words) == ("演示市公安局", {"zh": "演示市公安局", "en": "Yanshi"})
    assert parse(MINIMAL.encode(), "f").unit is None
