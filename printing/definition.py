"""A certificate kind as the technician wrote it: one TOML file, checked in full before anybody can choose it.

`load` checks what the file alone can tell; `Definition.check` holds every placeholder against the dataset's JSON Schema.
All faults are reported at once, each with file, line, what was expected and the remedy.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from printing.definition_faults import explain
from printing.faults import Fault
from printing.placeholders import TEXT, Schema, complaints, resolve, scope_of
from printing.places import Key, Places, dotted
from printing.wording import fill

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

_LARGEST_FILE: Final = 256 * 1024  # bytes
LANGUAGES: Final = ("zh", "en", "mn")
FACTS_BYTES: Final = 60  # architecture section 5
_CUT: Final = "…"


class DefinitionError(ValueError):
    """A definition cannot be used; `faults` holds everything wrong with it, in the order of its lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def _speaks(*languages: str) -> AfterValidator:
    def check(words: dict[str, str]) -> dict[str, str]:
        for language in languages:
            if language not in words:
                raise PydanticCustomError("language-missing", "language {language} is missing", {"language": language})
        return words

    return AfterValidator(check)


def _is_language(language: str) -> str:
    if language not in LANGUAGES:
        raise PydanticCustomError("language-unknown", "one of {known}", {"known": ", ".join(LANGUAGES)})
    return language


Language = Annotated[str, AfterValidator(_is_language)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
ScreenWords = Annotated[dict[Language, Line], _speaks("zh", "en")]  # read by every citizen: both languages of the screen
PaperWords = Annotated[dict[Language, Line], _speaks("zh")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Menu(_Strict):
    """How the kind shows on the menu: its everyday name, one line about it, the icon's name."""

    name: ScreenWords
    note: ScreenWords
    icon: Slug


class Choice(NamedTuple):
    """One value of a parameter that the definition itself offers."""

    value: Slug
    label: ScreenWords


class ParameterDefinition(_Strict):
    """Something the citizen picks: from the archive's data (`choices_from`) or from `choices` standing here."""

    name: Name
    label: ScreenWords
    at_least: Annotated[int, Field(ge=0, le=50)] = 1
    at_most: Annotated[int, Field(ge=1, le=50)] = 1
    choices_from: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{0,59}$")] | None = None
    choices: tuple[Choice, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _one_source(self) -> ParameterDefinition:
        if (self.choices_from is None) == (not self.choices):
            raise PydanticCustomError("one-source", "choices_from or choices, one of the two")
        if self.at_least > self.at_most or (self.choices and self.at_most > len(self.choices)):
            raise PydanticCustomError("counts", "at_least <= at_most <= the number of choices")
        if len({choice.value for choice in self.choices}) != len(self.choices):
            raise PydanticCustomError("twice", "every choice once")
        return self


class Column(_Strict):
    """A table column: head, what stands in a row, and its share of the width."""

    title: PaperWords
    value: Line
    width: Annotated[float, Field(gt=0, le=1000, strict=False)]
    align: Literal["left", "center", "right"] = "center"


class LabelledField(_Strict):
    """A label and its value in the block above the text; the block has two to a row."""

    label: PaperWords
    value: Line


class Table(_Strict):
    """A table with one row for each item of the list `rows`; `each` is the item's name in the columns' values."""

    rows: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
    each: Name
    columns: Annotated[tuple[Column, ...], Field(alias="column", min_length=1, max_length=12, strict=False)]


class Validity(_Strict):
    """How long the paper is valid, counted from the day of issue."""

    days: Annotated[int, Field(ge=1, le=3660)]


class Definition(_Strict):
    """A certificate kind. `sha256` is the hex digest of the file's bytes, by which the archive approves it."""

    id: Slug
    dataset: Slug
    legal_basis: Line
    unit: Line | None = None
    title: ScreenWords
    menu: Menu
    parameters: tuple[ParameterDefinition, ...] = Field(default=(), alias="parameter", strict=False)
    fields: tuple[LabelledField, ...] = Field(default=(), alias="field", strict=False)
    body: Annotated[tuple[PaperWords, ...], Field(min_length=1, strict=False)]
    table: Table | None = None
    closing: PaperWords | None = None
    remarks: tuple[PaperWords, ...] = Field(default=(), alias="remark", strict=False)
    notes: tuple[PaperWords, ...] = Field(default=(), alias="note", strict=False)
    facts: Annotated[tuple[Line, ...], Field(min_length=1, max_length=4, strict=False)]
    validity: Validity | None = None
    words: dict[Name, dict[str, Line]] = Field(default_factory=dict)
    sha256: str

    _file: str = PrivateAttr(default="")
    _places: Places = PrivateAttr(default_factory=lambda: Places(b""))

    @model_validator(mode="after")
    def _names_once(self) -> Definition:
        if len({parameter.name for parameter in self.parameters}) != len(self.parameters):
            raise PydanticCustomError("twice", "every parameter name once")
        return self

    def valid_until(self, issued: date) -> date | None:
        """The last day of validity for a paper issued that day; None when it does not expire."""
        return issued + timedelta(days=self.validity.days) if self.validity else None

    def names(self) -> dict[str, Any]:
        """What templates may name besides the content."""
        return {"validity": {"days": self.validity.days}} if self.validity else {}

    def facts_of(self, content: Mapping[str, Any]) -> tuple[str, ...]:
        """The facts a reader compares with the paper, at most 60 bytes of UTF-8 together; a template gives one fact a line.

        What does not fit is left out whole and marked by a last fact of three dots. Raises jinja2.TemplateError or ValueError when
        the content does not fit the templates.
        """
        filled = [fill(text, {**content, **self.names()}, self.words) for text in self.facts]
        wanted = [fact.strip() for text in filled for fact in text.splitlines() if fact.strip()]
        if len("".join(wanted).encode()) <= FACTS_BYTES:
            return tuple(wanted)
        kept: list[str] = []
        for fact in wanted:
            if len("".join((*kept, fact, _CUT)).encode()) > FACTS_BYTES:
                break
            kept.append(fact)
        return (*kept, _CUT)

    def check(self, schema: Schema) -> tuple[Fault, ...]:
        """The faults of all placeholders against the dataset's JSON Schema (of the content object); empty when there are none."""
        return tuple(sorted(self._faults(schema)))

    def _faults(self, schema: Schema | None) -> Iterator[Fault]:
        scope = {**scope_of(schema), "validity": _VALIDITY} if schema is not None else {}
        if self.validity is None:
            scope.pop("validity", None)
        for key, template, names in self._templates(schema, scope):
            for complaint in complaints(template, schema, names, self.words):
                line = self._places.line_inside(key, complaint.line)
                yield Fault(self._file, line, dotted(key), complaint.expected, complaint.remedy)
        if self.table and schema is not None and self._row(schema) is None:
            key = ("table", "rows")
            remedy = f"Lists there: {', '.join(_lists(scope)) or 'none'}."
            yield Fault(self._file, self._places.line(key), dotted(key), "a list in the dataset", remedy)

    def _templates(self, schema: Schema | None, scope: dict[str, Schema]) -> Iterator[tuple[Key, str, dict[str, Schema]]]:
        for name, texts in (("body", self.body), ("remark", self.remarks), ("note", self.notes)):
            for index, words in enumerate(texts):
                for language, text in words.items():
                    yield (name, index, language), text, scope
        for language, text in (self.closing or {}).items():
            yield ("closing", language), text, scope
        for index, field in enumerate(self.fields):
            yield ("field", index, "value"), field.value, scope
        for index, text in enumerate(self.facts):
            yield ("facts", index), text, scope
        if self.table:
            row = self._row(schema) if schema is not None else None
            for index, column in enumerate(self.table.columns):
                yield ("table", "column", index, "value"), column.value, {**scope, self.table.each: row or {}}

    def _row(self, schema: Schema) -> Schema | None:
        """The schema of a row, None when `table.rows` does not name a list."""
        assert self.table is not None
        found = resolve(schema, schema)
        for part in self.table.rows.split("."):
            found = resolve(found.get("properties", {}).get(part, {}), schema)
        return resolve(found["items"], schema) if found.get("type") == "array" and "items" in found else None


_VALIDITY: Final[Schema] = {"type": "object", "properties": {"days": TEXT}}
_TOML_LINE: Final = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


def load(path: Path) -> Definition:
    """The definition in the file. Raises DefinitionError with every fault that the file alone can tell."""
    file = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        remedy = f"{error.strerror}: check the name and its rights."
        raise DefinitionError([Fault(file, 1, "file", "a file that can be read", remedy)]) from error
    return parse(data, file)


def parse(data: bytes, file: str) -> Definition:
    """The definition in these bytes; `file` is named in faults. Raises DefinitionError."""
    if len(data) > _LARGEST_FILE:
        raise DefinitionError([Fault(file, 1, "file", f"at most {_LARGEST_FILE} bytes", "A definition is a short text file.")])
    try:
        values = tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DefinitionError([Fault(file, line, "file", "UTF-8 text", "Save the file as UTF-8.")]) from error
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError([_toml_fault(str(error), file, data)]) from error
    places = Places(data)
    sha256 = hashlib.sha256(data).hexdigest()
    unknown = []
    if "sha256" in values:
        unknown.append(Fault(file, places.line(("sha256",)), "sha256", "no such key", "Remove it; the digest is computed."))
    try:
        definition = Definition.model_validate({**values, "sha256": sha256})
    except ValidationError as error:
        raise DefinitionError([*unknown, *explain(error, file, places)]) from error
    definition._file, definition._places = file, places
    faults = [*unknown, *definition._faults(None)]
    if faults:
        raise DefinitionError(faults)
    return definition


def load_all(directory: Path, kinds: Iterable[str]) -> tuple[Definition, ...]:
    """The definitions of these kinds, in order: `<kind>.toml` in the directory. Raises DefinitionError with the faults of all files."""
    definitions: list[Definition] = []
    faults: list[Fault] = []
    for kind in kinds:
        try:
            definition = load(directory / f"{kind}.toml")
        except DefinitionError as error:
            faults += error.faults
            continue
        if definition.id != kind:
            line = definition._places.line(("id",))
            faults.append(Fault(definition._file, line, "id", repr(kind), "The id and the file's name must be the same."))
        definitions.append(definition)
    if faults:
        raise DefinitionError(faults)
    return tuple(definitions)


def _toml_fault(message: str, file: str, data: bytes) -> Fault:
    found = _TOML_LINE.search(message)
    line = int(found.group(1)) if found and found.group(1) else data.count(b"\n") + 1
    return Fault(file, line, "file", f"TOML ({_TOML_LINE.sub('', message)})", "Check quotes, brackets and equals signs in this line.")


def _lists(scope: Mapping[str, Schema]) -> list[str]:
    return sorted(name for name, schema in scope.items() if schema.get("type") == "array")
