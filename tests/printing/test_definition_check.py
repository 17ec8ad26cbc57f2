"""Faults that only the fonts, the dataset's sources and the page can tell."""

from __future__ import annotations

import copy

import pytest

from printing.definition import parse
from printing.definition_check import check, misfits
from printing.definition_longest import MOST_ROWS, emptiest, longest


def text(length: int) -> dict:
    return {"type": "string", "maxLength": length}


PERSON = {
    "type": "object",
    "properties": {"name": text(25), "id_number": {**text(18), "pattern": "^[0-9]{18}$"}, "born": {**text(10), "format": "date"}},
}
SCHEMA = {
    "type": "object",
    "properties": {
        "subject": PERSON,
        "remark": {"type": ["string", "null"], "maxLength": 60},
        "period": {"type": "object", "properties": {"from": {"type": ["string", "null"], "format": "date"}}},
        "rows": {"type": "array", "items": PERSON, "maxItems": 400},
        "count": {"type": "integer", "maximum": 400},
        "spelling": {"type": "object", "properties": {"subject": text(90)}},
    },
}
MINIMAL = """\
id = "some-kind"
dataset = "some-data"
legal_basis = "a rule"
facts = ["{{ subject.name | mask_name }}"]
title = { zh = "证明", en = "Certificate" }
menu = { icon = "document", name = { zh = "证明", en = "Certificate" }, note = { zh = "说明", en = "Note" } }

[[body]]
zh = "{{ subject.name }}"
"""
COLUMN = """
[[table.column]]
title = { zh = "号码" }
value = "{{ row.id_number }}"
width = 1
"""
TABLE = '\n[[table]]\nrows = "rows"\neach = "row"\n' + COLUMN
SOURCES = {"some.people": "choice", "some.span": "months", "some.names": "spelling"}


@pytest.fixture(scope="module")
def found(fonts):
    def look(definition: str, schema: dict = SCHEMA, **options) -> list[tuple[int, str, str]]:
        faults = check(parse(definition.encode(), "kind.toml"), schema, fonts, **options)
        assert all(fault.file == "kind.toml" and fault.remedy for fault in faults)
        return [(fault.line, fault.where, fault.expected) for fault in faults]

    return look


def test_a_sound_definition_has_no_faults(found):
    assert found(MINIMAL + TABLE, sources=SOURCES, seals={"official"}) == []


def test_placeholder_faults_are_among_them(found):
    assert found(MINIMAL.replace("{{ subject.name }}", "{{ subject.nam }}")) == [(9, "body[0].zh", "a field of the dataset, not 'nam'")]


@pytest.mark.parametrize("key", ['title = { zh = "证明', '[[body]]\nzh = "', 'facts = ["'])
def test_a_literal_character_without_a_glyph_is_a_fault_with_its_code_and_line(found, key):
    wrong = MINIMAL.replace(key, key + "\\uE000")
    ((line, _, expected),) = found(wrong)
    assert "U+E000" in expected
    assert line == MINIMAL[: MINIMAL.index(key) + len(key)].count("\n") + 1


@pytest.mark.parametrize("code", ["u00AD", "u200B", "u202E", "uFE0F", "U000E0100", "u0007", "u2028"])
def test_a_literal_character_that_prints_nothing_is_a_fault_as_one_without_a_glyph(found, code):
    ((line, where, expected),) = found(MINIMAL + f'\n[closing]\nzh = "特此\\{code}证明。"\n')
    assert (line, where) == (12, "closing.zh")
    assert f"U+{int(code[1:], 16):04X}" in expected


def test_the_line_of_a_missing_glyph_is_told_inside_a_long_text(found):
    assert found(MINIMAL + '\n[[body]]\nzh = """\n一\n二\\uE000"""\n')[0][:2] == (14, "body[1].zh")


def test_a_source_must_be_the_datasets_and_of_the_parameters_type(found):
    parameter = '\n[[parameter]]\nname = "p"\nlabel = { zh = "选", en = "Pick" }\nchoices_from = "some.people"\n'
    assert found(MINIMAL + parameter, sources=SOURCES) == []
    assert [(line, where) for line, where, _ in found(MINIMAL + parameter, sources={})] == [(14, "parameter[0].choices_from")]
    months = parameter.replace('name = "p"', 'name = "p"\ntype = "months"')
    assert [expected for *_, expected in found(MINIMAL + months, sources=SOURCES)] == ["a source of the type months"]
    assert found(MINIMAL + parameter, sources=None) == []


def test_a_seal_without_art_is_a_fault(found):
    assert [where for _, where, _ in found(MINIMAL, seals={"household"})] == ["seal"]
    assert found(MINIMAL, seals=None) == []


def test_a_column_narrower_than_the_longest_word_it_may_hold_is_a_fault_at_that_column(found):
    many = TABLE + COLUMN * 5
    ((line, where, expected),) = found(MINIMAL + many)
    assert where.startswith("table[0].column[")
    assert expected == "a column as wide as its longest word"
    assert line > 10


def test_a_field_whose_longest_word_is_wider_than_its_row_is_a_fault_at_that_field(found):
    schema = copy.deepcopy(SCHEMA)
    schema["properties"]["subject"]["properties"]["id_number"]["maxLength"] = 90
    field = '\n[[field]]\nlabel = { zh = "号码" }\nvalue = "{{ subject.id_number }}"\n'
    assert found(MINIMAL + field) == []
    assert [(where, expected) for _, where, expected in found(MINIMAL + field, schema)] == [
        ("field[0]", "a value whose longest word fits its row")
    ]


@pytest.mark.parametrize(("key", "length"), [("unit", 60), ("title", 120)])
def test_a_unit_or_a_title_too_long_for_its_place_is_a_fault_at_its_line(found, key, length):
    texts = {"unit": 'unit = "演示市公安局"', "title": 'title = { zh = "证明"'}
    text = MINIMAL.replace("title =", texts["unit"] + "\ntitle =", 1)
    assert found(text) == []
    long = text.replace(texts[key], texts[key].replace("证明", "证明" * (length // 2)).replace("公安局", "公安局" * (length // 3)))
    assert [(line, where, expected) for line, where, expected in found(long)] == [
        (5 if key == "unit" else 6, key, "a name that fits beside the number and at the seal")
    ]


def test_a_part_higher_than_a_page_is_a_fault_at_that_part(found):
    schema = copy.deepcopy(SCHEMA)
    schema["properties"]["rows"]["items"]["properties"]["name"] = text(4000)
    table = TABLE.replace("row.id_number", "row.name") + COLUMN.replace("row.id_number", "row.name") * 3
    assert [where for _, where, _ in found(MINIMAL + table, schema)] == ["table[0]"]
    assert found(MINIMAL + table) == []


def test_facts_that_may_exceed_sixty_bytes_are_a_fault_but_a_long_list_is_cut(found):
    whole = MINIMAL.replace(" | mask_name", "")
    assert [(line, where) for line, where, _ in found(whole)] == [(4, "facts[0]")]
    each = MINIMAL.replace('"{{ subject.name | mask_name }}"', '"""{% for row in rows %}\n{{ row.name | mask_name }}\n{% endfor %}"""')
    assert found(each) == []


def test_a_filter_that_fails_on_null_or_empty_values_is_found(found):
    assert found(MINIMAL + '\n[[note]]\nzh = "{{ period.from | zh_date }}{{ remark }}"\n') == []
    assert [where for _, where, _ in found(MINIMAL + '\n[[note]]\nzh = "{{ remark | money }}"\n')] == ["note[0].zh"]


@pytest.mark.parametrize(("name", "takes"), [("money", "an amount"), ("zh_date", "a date"), ("en_month", "a date or a month")])
def test_a_filter_that_does_not_fit_a_value_is_told_in_its_own_line_with_what_it_takes(fonts, name, takes):
    column = COLUMN.replace('"{{ row.id_number }}"', f'"""\n名\n{{{{ row.name | {name} }}}}"""').replace("号码", "名")
    definition = MINIMAL + TABLE + column
    (fault,) = check(parse(definition.encode(), "kind.toml"), SCHEMA, fonts)
    assert (fault.line, fault.where) == (definition[: definition.index("row.name")].count("\n") + 1, "table[0].column[1].value.zh")
    assert takes in fault.expected
    assert f"Take {name} away" in fault.remedy


def test_a_condition_that_fails_is_told_once_and_not_for_every_text_under_it(found):
    table = TABLE.replace("[[table]]", "[[table]]\nwhen = \"(rows | first).name == 'x'\"", 1)
    assert [where for _, where, _ in found(MINIMAL + table)] == ["table[0].when"]


@pytest.mark.parametrize("key", ["menu.name.zh", "menu.note.en", "parameter[0].label.zh"])
def test_what_the_menu_and_the_questions_say_has_glyphs_too(found, key):
    parameter = '\n[[parameter]]\nname = "p"\nlabel = { zh = "选", en = "Pick" }\nchoices_from = "some.people"\n'
    text = MINIMAL + parameter
    for where, words in (("menu.name.zh", 'name = { zh = "证'), ("menu.note.en", 'en = "N'), ("parameter[0].label.zh", 'zh = "选')):
        if where == key:
            text = text.replace(words, f"{words}\\uE000", 1)
    assert [where for _, where, _ in found(text)] == [key]


def test_content_is_tried_part_by_part_before_the_archive_knows_the_definition(fonts):
    definition = parse((MINIMAL + TABLE + COLUMN * 5).encode(), "kind.toml")
    content = {**longest(SCHEMA), "language": "zh"}
    (narrow,) = misfits(definition, content, fonts)
    assert narrow.where.startswith("table[0].column[")
    content["rows"] = []
    content["subject"]["name"] = "张\ue123"
    (missing,) = misfits(definition, content, fonts)
    assert (missing.line, missing.where) == (8, "body[0]")
    assert "U+E123" in missing.expected
    content["subject"]["name"] = "张三"
    assert misfits(definition, content, fonts) == ()


def test_every_variant_is_laid_out(found):
    both = (
        MINIMAL.replace('dataset = "some-data"', 'dataset = "some-data"\nlanguages = ["zh", "zh-en"]').replace(
            'zh = "{{ subject.name }}"', 'zh = "{{ subject.name }}"\nen = "{{ spelling.subject | money }}"'
        )
        + '\n[[parameter]]\nname = "language"\ntype = "language"\nlabel = { zh = "文字", en = "Language" }\n'
    )
    assert [where for _, where, _ in found(both)] == ["body[0].en"]
    assert found(both.replace(" | money", "")) == []


def test_the_longest_content_is_as_long_as_the_schema_allows():
    content = longest(SCHEMA)
    assert len(content["subject"]["name"]) == 25
    assert len(content["rows"]) == MOST_ROWS
    assert content["count"] == 400
    assert content["spelling"]["subject"].isascii()
    assert content["subject"]["id_number"].isdigit()


def test_the_emptiest_content_has_null_wherever_it_may():
    content = emptiest(SCHEMA)
    assert content["remark"] is None
    assert content["period"] == {"from": None}
    assert content["rows"] == []
