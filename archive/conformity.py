"""Whether a value follows a JSON Schema, for the part of JSON Schema that the datasets use (2020-12: type, enum, pattern, format,
lengths, bounds, properties, required, additionalProperties false, items).

What does not follow its schema was not foreseen by the layout that was checked against it, so it is not printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

KEYWORDS = frozenset(
    {
        "type", "enum", "pattern", "format", "maxLength", "minimum", "maximum", "properties", "required", "additionalProperties", "items",
        "minItems", "maxItems",
    }
)  # fmt: skip
"""The keywords understood here; a schema with others would be followed only in part."""

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def breaches(value: Any, schema: Mapping[str, Any], at: str = "content") -> Iterator[str]:
    """Where the value does not follow the schema, and which keyword it breaks: `content.subject.name: maxLength`. Never a value."""
    kinds = schema.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    if kinds and not any(_is(value, kind) for kind in kinds):
        yield f"{at}: type"
        return
    if value is None:
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: enum"
    match value:
        case str():
            yield from _text(value, schema, at)
        case bool():
            return
        case int() | float():
            if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
                yield f"{at}: bounds"
        case list():
            yield from _list(value, schema, at)
        case dict():
            yield from _object(value, schema, at)


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):  # a bool is an int to Python and none to JSON
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _text(value: str, schema: Mapping[str, Any], at: str) -> Iterator[str]:
    if len(value) > schema.get("maxLength", len(value)):
        yield f"{at}: maxLength"
    if "pattern" in schema and re.search(schema["pattern"], value) is None:
        yield f"{at}: pattern"
    if not _has_format(value, schema.get("format")):
        yield f"{at}: format"


def _has_format(value: str, name: str | None) -> bool:
    """RFC 3339: a full date, or a moment with its zone."""
    try:
        match name:
            case "date":
                return date.fromisoformat(value).isoformat() == value
            case "date-time":
                return datetime.fromisoformat(value).tzinfo is not None
            case _:
                return True
    except ValueError:
        return False


def _list(value: list[Any], schema: Mapping[str, Any], at: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{at}: minItems"
    if len(value) > schema.get("maxItems", len(value)):
        yield f"{at}: maxItems"
        return
    for index, item in enumerate(value):
        yield from breaches(item, schema.get("items", {}), f"{at}.{index}")


def _object(value: dict[str, Any], schema: Mapping[str, Any], at: str) -> Iterator[str]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{at}.{name}: required"
    for name, inner in value.items():
        if name in known:
            yield from breaches(inner, known[name], f"{at}.{name}")
        elif schema.get("additionalProperties", True) is False:
            yield f"{at}: additionalProperties"
