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
    """A template of the file: its place, its text, what it may name, whether it is a condition, and what it stands in on the paper:
    under the condition of its part, and once for each row of `listed`.
    """

    key: Key
    text: str
    scope: Mapping[str, Schema]
    is_condition: bool = False
    when: str | None = None
    listed: Table | ImagePages | None = None

    @property
    def part(self) -> Key:
        """The place of the part that it belongs to: a field, a paragraph, a table."""
        return self.key[:1] if self.key[0] == "closing" else self.key[:2]

    def alone(self) -> str:
        """A template of this text alone, lines counted as in the text."""
        if self.is_condition:
            return f"{{% if {self.text} %}}{{% endif %}}"
        text = self.text
        if self.listed:
            text = f"{{% for {self.listed.each} in {self.listed.rows} %}}{text}{{% endfor %}}"
        return f"{{% if {self.when} %}}{text}{{% endif %}}" if self.when else text


def template_faults(definition: Definition, schema: Schema | None) -> Iterator[Fault]:
    """The faults of all templates. Without a schema fields go unchecked; syntax, filters and forbidden constructs do not."""
    tables = definition.word_tables()
    for source in sources(definition, schema):
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


def sources(definition: Definition, schema: Schema | None) -> Iterator[Source]:
    """Every template of the file. Without a schema the scopes are empty."""
    scope = _scope(definition, schema)
    row_scopes: dict[Key, Mapping[str, Schema]] = {
        place: {**scope, "loop": LOOP, one.each: (row_of(one, schema) if schema is not None else None) or {}}
        for place, one in _row_makers(definition)
    }
    conditions = dict(_conditions(definition))

    def source(key: Key, text: str, listed: Table | ImagePages | None = None) -> Source:
        found = Source(key, text, row_scopes[key[:2]] if listed else scope, listed=listed)
        return found._replace(when=conditions.get(found.part))

    for key, text in paper_texts(definition):
        rows = definition.images[int(key[1])] if key[0] == "image" else None
        for language, template in text.each():
            yield source((*key, language), template, rows)
    for index, field in enumerate(definition.fields):
        for language, template in field.value.each():
            yield source(("field", index, "value", language), template)
    for index, template in enumerate(definition.facts):
        yield source(("facts", index), template)
    for index, table in enumerate(definition.tables):
        for number, column in enumerate(table.columns):
            for language, template in column.value.each():
                yield source(("table", index, "column", number, "value", language), template, table)
    for index, image in enumerate(definition.images):
        yield source(("image", index, "source"), image.source, image)
    for key, condition in conditions.items():
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
