"""The JSON Schema of definition files, for editors: `python -m printing.definition_schema > config/certificate.schema.json`."""

from __future__ import annotations

import json
import sys
from typing import Any

from printing.definition import BILINGUAL, Definition

_ADDRESS = "https://json-schema.org/draft/2020-12/schema"
_OF_CHOICE = "One value that may be picked."


def schema() -> dict[str, Any]:
    """The schema (draft 2020-12), from the very model that reads the files; its descriptions are those of the model's keys."""
    made = Definition.model_json_schema(by_alias=True)
    properties = made["properties"]
    del properties["sha256"]
    made["required"] = [key for key in made["required"] if key != "sha256"]
    made["$defs"]["Choice"] = _choice(made["$defs"]["Choice"])
    for name in ("ParameterDefinition", "Definition"):
        _without_defaults(made["$defs"].get(name, made))
    _without_empty_defaults(made)
    made["description"] = "A certificate kind, or a slip. docs/definitions.md explains every key."
    made["allOf"] = _rules()
    return {"$schema": _ADDRESS, "title": "Certificate definition", **{key: value for key, value in made.items() if key != "title"}}


def _choice(tuple_schema: dict[str, Any]) -> dict[str, Any]:
    """A choice is a table in the file and a named tuple in the program."""
    value, label = tuple_schema["prefixItems"]
    described = {
        "value": {**value, "title": "Value", "description": "What placeholders see as code."},
        "label": {**label, "title": "Label", "description": "What the citizen reads, and what is printed."},
    }
    return {
        "type": "object", "title": "Choice", "description": _OF_CHOICE, "properties": described, "required": ["value", "label"],
        "additionalProperties": False,
    }  # fmt: skip


def _without_defaults(model: dict[str, Any]) -> None:
    """The form of a choice depends on the type beside it; a default would make editors insert it."""
    for one in model.get("properties", {}).values():
        one.pop("default", None)


def _without_empty_defaults(made: dict[str, Any]) -> None:
    """Optional keys are left out in a file, never null: TOML has no null."""
    for model in (made, *made["$defs"].values()):
        for key, value in list(model.get("properties", {}).items()):
            options = [option for option in value.get("anyOf", ()) if option != {"type": "null"}]
            if "anyOf" in value and len(options) == 1:
                kept = {name: said for name, said in value.items() if name not in ("anyOf", "default")}
                model["properties"][key] = {**options[0], **kept}
            model["properties"][key].pop("default", None)


def _rules() -> list[dict[str, Any]]:
    is_slip = {"properties": {"form": {"const": "slip"}}, "required": ["form"]}
    for_slips = {
        "properties": {
            "dataset": {"const": "receipt"},
            **dict.fromkeys(("seal", "validity", "facts", "consent", "parameter", "image"), False),
        }
    }
    has_both = {"properties": {"languages": {"contains": {"const": BILINGUAL}}}, "required": ["languages"]}
    return [
        {"if": is_slip, "then": for_slips, "else": {"required": ["legal_basis", "facts"]}},
        {"if": has_both, "then": {"required": ["parameter"]}},
    ]


def main() -> None:
    """Writes the schema to standard output."""
    sys.stdout.write(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
