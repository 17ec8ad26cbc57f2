"""The faults pydantic found in a definition, in a technician's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from printing.faults import Fault
from printing.places import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from printing.places import Key, Places

_SHAPES = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "float_type": "a number",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "tuple_type": "a list",
    "list_type": "a list",
}


def explain(error: ValidationError, file: str, places: Places) -> Iterator[Fault]:
    """One fault for each of pydantic's errors."""
    details = [(detail, _key(detail)) for detail in error.errors(include_url=False)]
    said: set[Key] = set()
    for detail, key in details:
        # A list counts as too short once an item of it has failed; the item's own fault says enough.
        hides = detail["type"] == "too_short" and any(other[: len(key)] == key != other for _, other in details)
        if key in said or hides:
            continue
        said.add(key)
        expected, remedy = _say(detail, key)
        yield Fault(file, places.line(key), dotted(key) or "file", expected, remedy)


def _key(detail: ErrorDetails) -> Key:
    key = tuple(part for part in detail["loc"] if part != "[key]")
    if detail["type"] == "language-missing":
        key = (*key, detail["ctx"]["language"])
    return key


def _say(detail: ErrorDetails, key: Key) -> tuple[str, str]:
    name = str(key[-1]) if key else ""
    context: dict[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "missing" | "missing_argument":
            return f"the key {name!r}", f"Add {name} = … here."
        case "extra_forbidden" | "unexpected_keyword_argument":
            return f"no key {name!r} here", "Check its spelling, or remove it."
        case "language-missing":
            return f"the words in language {context['language']!r}", f'Add {context["language"]} = "…".'
        case "language-unknown" | "icon-unknown" | "variant-unknown":
            return f"one of {context['known']}", "Use one of these."
        case "literal_error":
            return f"one of {context['expected']}", "Use one of these."
        case "string_pattern_mismatch":
            return f"letters as in {context['pattern']}", "Use small Latin letters, digits and the joiner shown."
        case "string_too_short" | "too_short":
            return "something that is not empty", "Fill it in."
        case shape if shape in _SHAPES:
            return _SHAPES[shape], "Change the value's type."
        case _:
            return detail["msg"], "Correct the value."
