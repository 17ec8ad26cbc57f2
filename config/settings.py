"""Loads a configuration file and says everything that is wrong with it at once, with file, line and remedy.

Relative paths are looked for in the folder above the configuration file's (when that folder is called `config`, else in its own
folder), then in the program's folder; see docs/configuration.md.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from config.faults import ConfigError, Fault
from config.places import Path as Where
from config.places import Places, places
from config.relations import relations
from config.schema import Settings

__all__ = ["ConfigError", "Fault", "Settings", "load", "load_text"]

PROGRAM = Path(__file__).resolve().parent.parent
"""The folder that holds run_kiosk.py."""

_LARGEST = 1_000_000  # bytes; a configuration is a few kilobytes, anything larger is another file
_SYNTAX_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_FOUND_LENGTH = 40  # characters of a wrong value that a message repeats


def load(path: Path) -> Settings:
    """The settings in `path`, with absolute paths. Raises ConfigError with every fault of the file."""
    try:
        if path.stat().st_size > _LARGEST or not path.is_file():
            raise ConfigError((Fault(str(path), 1, "file", "This is no configuration file.", "Name a TOML file."),))
        text = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        fault = Fault(
            str(path), 1, "file", f"The file cannot be read: {reason}.", "Check its name and its permissions; --config names another one."
        )
        raise ConfigError((fault,)) from None
    return load_text(text, path)


def load_text(text: bytes, path: Path) -> Settings:
    """As `load`, for the bytes of a file that stands, or would stand, at `path`."""
    data, where = _parsed(text, str(path))
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        faults = [_fault(details, data, str(path), where) for details in error.errors(include_url=False) if not _consequence(details)]
        raise ConfigError(tuple(sorted({*faults, *relations(data, str(path), where)}))) from None
    if faults := list(relations(data, str(path), where)):
        raise ConfigError(tuple(sorted(faults)))
    return _absolute(settings, path)


def _parsed(text: bytes, file: str) -> tuple[dict[str, Any], Places]:
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise ConfigError((Fault(file, line, "file", "The file is not UTF-8.", "Save it as UTF-8 in your editor."),)) from None
    try:
        data = tomllib.loads(decoded)
    except (ValueError, RecursionError) as error:  # tomllib lets other ValueErrors through, for numbers of absurd length
        raise ConfigError((_syntax_fault(str(error), decoded, file),)) from None
    return data, places(decoded.encode("utf-8"))


def _syntax_fault(message: str, text: str, file: str) -> Fault:
    at = _SYNTAX_AT.search(message)
    line = int(at[1]) if at and at[1] else max(1, text.rstrip("\n").count("\n") + 1)
    said = message[: at.start()] if at else message.splitlines()[0][:100]
    column = f" at column {at[2]}" if at and at[2] else ""
    remedy = "Correct this line: text stands in double quotes, a key and its value in one line, and no key or table twice."
    return Fault(file, line, "syntax", f"This is not TOML{column}: {said.rstrip('.')}.", remedy)


def _fault(details: Any, data: dict[str, Any], file: str, where: Places) -> Fault:
    path = _path_in(details["loc"], data)
    field, model = _schema_of(path)
    shown = _shown(path)
    line = where.line(path)
    match details["type"]:
        case "extra_forbidden":
            return Fault(file, line, shown, "No such key is known here.", _did_you_mean(str(path[-1]), model))
        case "missing":
            return Fault(file, line, shown, f"This is missing: {_description(field)}.", _add(path, field))
        case _:
            found = _found(details["input"])
            return Fault(file, line, shown, f"Expected {_description(field)}; found {found}.", _write(path, field))


def _consequence(details: Any) -> bool:
    """Whether pydantic calls an array too short only because its elements are wrong, which is said for each of them."""
    return bool(details["type"] == "too_short" and details["input"])


def _path_in(loc: tuple[str | int, ...], data: dict[str, Any]) -> Where:
    """`loc` without what pydantic adds for the branches of a union: only what stands in the file, or its last, missing, key."""
    path: list[str | int] = []
    here: Any = data
    for part in loc:
        if isinstance(here, dict) and isinstance(part, str):
            path.append(part)
            here = here.get(part)
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            path.append(part)
            here = here[part]
    return tuple(path)


def _schema_of(path: Where) -> tuple[FieldInfo | None, type[BaseModel] | None]:
    """The field that `path` names and the table it stands in; None where the schema has none."""
    model: type[BaseModel] | None = Settings
    field: FieldInfo | None = None
    for part in path:
        if isinstance(part, int):
            continue
        if field is not None:
            model = _table_in(field.annotation)
        if model is None:
            return field, None
        field = next((known for name, known in model.model_fields.items() if (known.alias or name) == part), None)
        if field is None:
            return None, model
    return field, model


def _table_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, Union, types.UnionType):
        return next((table for inner in get_args(annotation) if (table := _table_in(inner))), None)
    return None


def _did_you_mean(key: str, model: type[BaseModel] | None) -> str:
    known = [field.alias or name for name, field in model.model_fields.items()] if model else []
    near = difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.6)
    if near:
        return f"Did you mean `{near[0]}`?"
    return f"Take it out; known here are {', '.join(known)}." if known else "Take it out."


def _description(field: FieldInfo | None) -> str:
    return (field.description if field else None) or "another value"


def _add(path: Where, field: FieldInfo | None) -> str:
    if len(path) == 1:
        return f"Add {_description(field)}; config/kiosk.toml shows one."
    return f"Add {_example(path, field)} to this table."


def _write(path: Where, field: FieldInfo | None) -> str:
    if field is None or not field.examples:
        return f"Write {_description(field)}; config/kiosk.toml shows one."
    return f"Write for example {_example(path, field)}."


def _example(path: Where, field: FieldInfo | None) -> str:
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    examples = field.examples if field else None
    # A TOML basic string, array, number and boolean are written as in JSON.
    return f"`{key} = {json.dumps(examples[0], ensure_ascii=False)}`" if examples else f"`{key}`"


def _found(value: Any) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "an empty array" if not value else "an array"
    said = json.dumps(value, ensure_ascii=False, default=str) if not isinstance(value, float) else repr(value)
    return said if len(said) <= _FOUND_LENGTH else said[:_FOUND_LENGTH] + "…"


def _shown(path: Where) -> str:
    """`reader[1].name`: array indexes are shown as in the file, the first one 1."""
    said = ""
    for part in path:
        said += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if said else str(part)
    return said or "file"


def _absolute(settings: Settings, file: Path) -> Settings:
    roots = tuple(_roots(file))

    def at(path: Path) -> Path:
        if path.is_absolute():
            return path
        return next((root / path for root in roots if (root / path).exists()), roots[0] / path)

    def table(model: BaseModel) -> dict[str, Any]:
        changed: dict[str, Any] = {}
        for name in type(model).model_fields:
            match getattr(model, name):
                case Path() as path:
                    changed[name] = at(path)
                case (Path(), *_) as paths:
                    changed[name] = tuple(at(path) for path in paths)
        return changed

    tables = ("kiosk", "archive", "certificates", "fonts", "staff", "log")
    update: dict[str, Any] = {name: getattr(settings, name).model_copy(update=table(getattr(settings, name))) for name in tables}
    update["seals"] = tuple(seal.model_copy(update=table(seal)) for seal in settings.seals)
    return settings.model_copy(update=update)


def _roots(file: Path) -> Iterator[Path]:
    folder = file.resolve().parent
    yield folder.parent if folder.name == "config" else folder
    yield PROGRAM
