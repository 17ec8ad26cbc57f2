from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_cases import values

from archive.conformity import KEYWORDS, breaches
from archive.datasets import SCHEMAS

SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 3},
        "day": {"type": ["string", "null"], "format": "date"},
        "at": {"type": "string", "format": "date-time"},
        "code": {"type": "string", "pattern": "^[0-9]{2}$"},
        "sex": {"type": "string", "enum": ["男", "女"]},
        "points": {"type": "integer", "minimum": 0, "maximum": 12},
        "rows": {"type": "array", "items": {"type": "boolean"}, "minItems": 1, "maxItems": 2},
    },
    "required": ["name"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("value", "broken"),
    [
        ({"name": "张三"}, []),
        ({"name": "张三", "day": None, "at": "2026-11-24T09:30:00+08:00", "rows": [True], "points": 12, "sex": "女", "code": "02"}, []),
        ({}, ["content.name: required"]),
        ({"name": None}, ["content.name: type"]),
        ({"name": 3}, ["content.name: type"]),
        ({"name": "阿依古丽"}, ["content.name: maxLength"]),
        ({"name": "", "day": "2026-02-30"}, ["content.day: format"]),
        ({"name": "", "day": "20260228"}, ["content.day: format"]),
        ({"name": "", "at": "2026-11-24T09:30:00"}, ["content.at: format"]),
        ({"name": "", "code": "2"}, ["content.code: pattern"]),
        ({"name": "", "sex": "M"}, ["content.sex: enum"]),
        ({"name": "", "points": 13}, ["content.points: bounds"]),
        ({"name": "", "points": -1}, ["content.points: bounds"]),
        ({"name": "", "points": True}, ["content.points: type"]),
        ({"name": "", "rows": []}, ["content.rows: minItems"]),
        ({"name": "", "rows": [True, False, True]}, ["content.rows: maxItems"]),
        ({"name": "", "rows": [1]}, ["content.rows.0: type"]),
        ({"name": "", "secret": "张三"}, ["content: additionalProperties"]),
        ([], ["content: type"]),
    ],
)
def test_what_leaves_its_schema_is_named_by_place_and_keyword_and_never_by_value(value: Any, broken: list[str]) -> None:
    assert list(breaches(value, SCHEMA)) == broken


def schemas(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for inner in (*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else ())):
        yield from schemas(inner)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_published_schemas_use_only_keywords_that_are_understood_and_bound_every_text_and_list(name: str) -> None:
    for part in schemas(SCHEMAS[name]):
        assert set(part) <= KEYWORDS
        kinds = {part["type"]} if isinstance(part["type"], str) else set(part["type"])
        assert "string" not in kinds or part["maxLength"] > 0
        assert "array" not in kinds or part["maxItems"] > 0
        assert "object" not in kinds or part["additionalProperties"] is False
        assert all(value and len(value) <= part["maxLength"] for value in part.get("enum", ()))


@pytest.mark.parametrize("name", sorted(SCHEMAS))
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_whatever_a_schema_describes_follows_it(name: str, data: st.DataObject) -> None:
    assert list(breaches(data.draw(values(SCHEMAS[name], {})), SCHEMAS[name])) == []
