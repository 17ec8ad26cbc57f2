"""Content made from a dataset's JSON Schema: the longest that it allows, and the emptiest. For laying out before there is a citizen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from printing.placeholders import resolve

if TYPE_CHECKING:
    from printing.placeholders import Schema

MOST_ROWS: Final = 40  # of a list: longer tables only repeat what forty rows show
_WIDE: Final = "样张登记演示内容"
_LATIN: Final = "Maimaiti Wusiman "
_DIGIT: Final = "8"
_DAY: Final = "2026-12-28"
_MOMENT: Final = "2026-12-28T20:58:58+08:00"
_USUAL_LENGTH: Final = 40  # characters, where the schema sets no limit
_USUAL_NUMBER: Final = 99_999


def longest(schema: Schema, *, most: int = MOST_ROWS) -> dict[str, Any]:
    """Content with every text at its `maxLength` and every list at its `maxItems`, but at most `most` items."""
    made = _value(schema, schema, "", most, is_full=True)
    return made if isinstance(made, dict) else {}


def emptiest(schema: Schema) -> dict[str, Any]:
    """Content with null wherever that is allowed, and lists as short as they may be."""
    made = _value(schema, schema, "", 0, is_full=False)
    return made if isinstance(made, dict) else {}


def _value(schema: Schema, root: Schema, name: str, most: int, *, is_full: bool) -> Any:
    types = schema.get("type")
    if not is_full and isinstance(types, list) and "null" in types:
        return None
    found = resolve(schema, root)
    kind = found.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), None)
    if "enum" in found:
        return max((one for one in found["enum"] if one is not None), key=lambda one: len(str(one)))
    match kind:
        case "object":
            return {key: _value(below, root, _name(name, key), most, is_full=is_full) for key, below in found.get("properties", {}).items()}
        case "array":
            least = int(found.get("minItems", 0))
            count = max(least, min(int(found.get("maxItems", most)), most)) if is_full else least
            return [_value(found.get("items", {}), root, name, most, is_full=is_full) for _ in range(count)]
        case "string":
            return _text(found, name, is_full=is_full)
        case "integer" | "number":
            return found.get("maximum", _USUAL_NUMBER) if is_full else found.get("minimum", 0)
        case "boolean":
            return is_full
        case _:
            return None


def _name(above: str, key: str) -> str:
    return "spelling" if above == "spelling" else key


def _text(schema: Schema, name: str, *, is_full: bool) -> str:
    match schema.get("format"):
        case "date":
            return _DAY
        case "date-time":
            return _MOMENT
    length = int(schema.get("maxLength", _USUAL_LENGTH)) if is_full else int(schema.get("minLength", 1))
    if "pattern" in schema:  # codes and numbers: Latin, and all of one width
        return _DIGIT * length
    sample = _LATIN if name == "spelling" or name.endswith("_en") else _WIDE
    return (sample * (length // len(sample) + 1))[:length].strip()
