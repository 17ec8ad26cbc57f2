"""Values and requests made from JSON Schema as the service publishes it: right ones, and ones that are wrong in a place."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]
_LONGEST_LIST = 5  # that a long list is like a short one is not tried again and again
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def resolved(schema: Schema, document: Schema) -> Schema:
    """The schema with its `$ref` followed."""
    while "$ref" in schema:
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


def values(schema: Schema, document: Schema) -> st.SearchStrategy[Any]:
    """Values that follow the schema. Raises KeyError for a keyword it has no idea of."""
    schema = resolved(schema, document)
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of([values(option, document) for option in schema["anyOf"]])
    kinds = schema.get("type", "anything")
    if isinstance(kinds, list):
        return st.one_of([values({**schema, "type": kind}, document) for kind in kinds])
    match kinds:
        case "object":
            return _objects(schema, document)
        case "array":
            fewest, most = schema.get("minItems", 0), schema.get("maxItems", _LONGEST_LIST)
            return st.lists(values(schema["items"], document), min_size=fewest, max_size=min(most, _LONGEST_LIST))
        case "string":
            return _texts(schema)
        case "integer":
            return st.integers(schema.get("minimum"), schema.get("maximum"))
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case _:
            return JSON


def nearly(schema: Schema, document: Schema) -> st.SearchStrategy[Any]:
    """Values that follow the schema but perhaps in one place, or not at all."""
    schema = resolved(schema, document)
    right = values(schema, document)
    if schema.get("type") != "object":
        return right | JSON
    names = sorted(schema.get("properties", {})) or ["x"]
    spoilt = st.builds(lambda value, name, other: {**value, name: other}, right, st.sampled_from(names), JSON)
    lacking = st.builds(lambda value, name: {key: kept for key, kept in value.items() if key != name}, right, st.sampled_from(names))
    return right | spoilt | lacking | JSON


def _objects(schema: Schema, document: Schema) -> st.SearchStrategy[Any]:
    known = {name: values(inner, document) for name, inner in schema.get("properties", {}).items()}
    required = set(schema.get("required", ()))
    fixed = st.fixed_dictionaries(
        {name: inner for name, inner in known.items() if name in required},
        optional={name: inner for name, inner in known.items() if name not in required},
    )
    more = schema.get("additionalProperties")
    if not isinstance(more, dict):
        return fixed
    keys = values({"type": "string", "maxLength": 20, **schema.get("propertyNames", {})}, document)
    extra = st.dictionaries(keys, values(more, document), max_size=min(schema.get("maxProperties", 3), 3))
    return st.builds(lambda base, added: {**added, **base}, fixed, extra)


def _texts(schema: Schema) -> st.SearchStrategy[str]:
    longest = schema.get("maxLength", 200)
    if schema.get("format") == "date":
        return st.dates().map(str)
    if schema.get("format") == "date-time":
        return st.datetimes(allow_imaginary=False).map(lambda moment: f"{moment.replace(microsecond=0).isoformat()}+08:00")
    if "pattern" in schema:
        found = st.from_regex(schema["pattern"].removesuffix("$") + (r"\Z" if schema["pattern"].endswith("$") else ""))
        return found.filter(lambda text: schema.get("minLength", 0) <= len(text) <= longest)
    characters = st.characters(exclude_categories=("Cs", "Cc"))
    return st.text(characters, min_size=schema.get("minLength", 0), max_size=min(longest, 60))
