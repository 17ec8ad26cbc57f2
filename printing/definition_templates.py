"""Every placeholder and condition of a definition, held against the dataset's JSON Schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from printing.definition_rules import paper_texts
from printing.faults import Fault
from printing.placeholders import LOOP, TEXT, Schema, complaints, condition_complaints, resolve, scope_of
from printing.places import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from printing.definition import Definition
    from printing.definition_parts import ImagePages, LabelledField, Paragraph, Table
    from printing.places import Key

_VALIDITY: Final[Schema] = {"type": "object", "properties": {"days": TEXT}}
_CHOICE: Final[Schema] = {"type": "object", "properties": {"code": TEXT, "label": TEXT, "label_en": TEXT}}


class Source(NamedTuple):
    """A template of the file: its place, its text, what it may name, and whether it is a condition."""

    key: Key
    text: str
    scope: Mapping[str, Schema]
    is_condition: bool = False


def template_faults(definition: Definition, schema: Schema | None) -> Iterator[Fault]:
    """The faults of all templates. Without a schema fields go unchecked; syntax, filters and forbidden constructs do not."""
    tables = definition.word_tables()
    for source in _sources(definition, schema):
        check = condition_complaints if source.is_condition else complaints
        for complaint in check(source.text, schema, source.scope, tables):
            line = definition.places.line_inside(source.key, complaint.line)
            yield Fault(definition.file, line, dotted(source.key), complaint.expected, complaint.remedy)
    if schema is None:
        return
    scope = _scope(definition, schema)
    for place, one in _row_makers(definition):
        if row_of(one, schema) is None:
            key = (*place, "rows")
            remedy = f"Lists there: {', '.join(_lists(scope)) or 'none'}."
            yield Fault(definition.file, definition.places.line(key), dotted(key), "a list in the dataset", remedy)


def row_of(listed: Table | ImagePages, schema: Schema) -> Schema | None:
    """The schema of a row, None when `rows` does not name a list."""
    found = resolve(schema, schema)
    for part in listed.rows.split("."):
        found = resolve(found.get("properties", {}).get(part, {}), schema)
    return resolve(found["items"], schema) if found.get("type") == "array" and "items" in found else None


def _row_makers(definition: Definition) -> Iterator[tuple[tuple[str, int], Table | ImagePages]]:
    yield from ((("table", index), table) for index, table in enumerate(definition.tables))
    yield from ((("image", index), image) for index, image in enumerate(definition.images))


def _scope(definition: Definition, schema: Schema | None) -> dict[str, Schema]:
    if schema is None:
        return {}
    own: dict[str, Any] = {"language": TEXT}
    own |= {parameter.name: _CHOICE for parameter in definition.parameters if parameter.type == "choice" and parameter.choices}
    scope = {**own, **scope_of(schema)}
    scope.pop("validity", None)
    return {**scope, "validity": _VALIDITY} if definition.validity else scope


def _sources(definition: Definition, schema: Schema | None) -> Iterator[Source]:
    scope = _scope(definition, schema)
    row_scopes = {
        place: {**scope, "loop": LOOP, one.each: (row_of(one, schema) if schema is not None else None) or {}}
        for place, one in _row_makers(definition)
    }
    for key, text in paper_texts(definition):
        names = row_scopes.get((str(key[0]), int(key[1])), scope) if key[0] == "image" else scope
        for language, template in text.each():
            yield Source((*key, language), template, names)
    for index, field in enumerate(definition.fields):
        for language, template in field.value.each():
            yield Source(("field", index, "value", language), template, scope)
    for index, template in enumerate(definition.facts):
        yield Source(("facts", index), template, scope)
    for index, table in enumerate(definition.tables):
        for number, column in enumerate(table.columns):
            for language, template in column.value.each():
                yield Source(("table", index, "column", number, "value", language), template, row_scopes["table", index])
    for index, image in enumerate(definition.images):
        yield Source(("image", index, "source"), image.source, row_scopes["image", index])
    for key, condition in _conditions(definition):
        yield Source((*key, "when"), condition, scope, is_condition=True)


def _conditions(definition: Definition) -> Iterator[tuple[Key, str]]:
    parts: list[tuple[Key, Paragraph | LabelledField | Table | ImagePages]] = list(_row_makers(definition))
    parts += [(("body", index), part) for index, part in enumerate(definition.body)]
    parts += [(("remark", index), part) for index, part in enumerate(definition.remarks)]
    parts += [(("note", index), part) for index, part in enumerate(definition.notes)]
    parts += [(("field", index), part) for index, part in enumerate(definition.fields)]
    yield from ((key, part.when) for key, part in parts if part.when)
    if definition.closing and definition.closing.when:
        yield ("closing",), definition.closing.when


def _lists(scope: Mapping[str, Schema]) -> list[str]:
    return sorted(name for name, schema in scope.items() if schema.get("type") == "array")
