"""A certificate kind as the technician wrote it: one TOML file, checked in full before anybody can choose it.

`load` checks what the file alone can tell; `Definition.check` holds every placeholder against the dataset's JSON Schema, and
`printing.definition_check.check` also the fonts and the page. All faults are reported at once, each with file, line, what was
expected and the remedy.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import tomllib
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field, PrivateAttr, ValidationError

from printing.definition_faults import explain
from printing.definition_parts import (
    BILINGUAL,
    CHINESE,
    ICONS,
    LANGUAGES,
    VARIANTS,
    Choice,
    Column,
    Consent,
    ImagePages,
    LabelledField,
    Line,
    Menu,
    Name,
    PaperText,
    Paragraph,
    ParameterDefinition,
    ScreenWords,
    Slug,
    StrictModel,
    Table,
    UnitWords,
    Validity,
    Variant,
    language_choices,
)
from printing.definition_rules import broken_rules
from printing.definition_templates import template_faults
from printing.faults import Fault
from printing.places import Places
from printing.wording import fill

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from printing.placeholders import Schema

__all__ = [
    "BILINGUAL", "CHINESE", "FACTS_BYTES", "ICONS", "LANGUAGES", "VARIANTS", "Choice", "Column", "Consent", "Definition", "DefinitionError",
    "Fault", "ImagePages", "LabelledField", "Menu", "PaperText", "Paragraph", "ParameterDefinition", "Table", "Validity",
    "load", "load_all", "parse",
]  # fmt: skip

_LARGEST_FILE: Final = 256 * 1024  # bytes
FACTS_BYTES: Final = 60  # architecture section 5
_CUT: Final = "…"
_MANY: Final = 50  # persons whose names are spelt on one paper


class DefinitionError(ValueError):
    """A definition cannot be used; `faults` holds everything wrong with it, in the order of its lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Definition(StrictModel):
    """A certificate kind. `sha256` is the hex digest of the file's bytes, by which the archive approves it."""

    id: Slug
    """The kind's name; the same as the file's name without .toml."""
    form: Literal["certificate", "slip"] = "certificate"
    """certificate: numbered, sealed, signed; slip: a receipt for the citizen."""
    dataset: Slug
    """Which content the archive composes (docs/definitions.md lists the datasets)."""
    languages: Annotated[tuple[Variant, ...], Field(min_length=1, max_length=len(VARIANTS), strict=False)] = ("zh",)
    """The paper's variants: zh is Chinese; zh-en has English below the Chinese."""
    legal_basis: Line = ""
    """The rule by which the paper may be issued; shown to staff, and recorded with the approval."""
    unit_words: Annotated[UnitWords | None, Field(alias="unit")] = None
    """The issuing unit: a text, or { zh = …, en = …, mn = … }."""
    seal: Slug = "official"
    """Which seal: a name under [[seal]] in kiosk.toml."""
    title: ScreenWords
    """The paper's title; mn is printed beside it where Mongolian is switched on."""
    menu: Menu
    """The tile on the menu."""
    consent: Consent | None = None
    """What the citizen has to agree to first; absent where the law asks for no consent."""
    parameters: tuple[ParameterDefinition, ...] = Field(default=(), alias="parameter", strict=False)
    """What the citizen is asked, in this order."""
    fields: tuple[LabelledField, ...] = Field(default=(), alias="field", strict=False)
    """The block of labelled values above the text."""
    body: Annotated[tuple[Paragraph, ...], Field(min_length=1, strict=False)]
    """The paragraphs before the tables."""
    tables: tuple[Table, ...] = Field(default=(), alias="table", strict=False)
    """The tables."""
    images: tuple[ImagePages, ...] = Field(default=(), alias="image", strict=False)
    """Pictures behind the paper."""
    closing: Paragraph | None = None
    """The closing line, as 特此证明。"""
    remarks: tuple[Paragraph, ...] = Field(default=(), alias="remark", strict=False)
    """Lines between the closing and the seal, as the purpose."""
    notes: tuple[Paragraph, ...] = Field(default=(), alias="note", strict=False)
    """The numbered notes at the foot of the last page."""
    facts: Annotated[tuple[Line, ...], Field(max_length=4, strict=False)] = ()
    """What a reader of the QR code compares with the paper: at most 60 bytes of UTF-8 together."""
    validity: Validity | None = None
    """Absent: the paper does not expire."""
    words: dict[Name, dict[str, Line]] = Field(default_factory=dict)
    """Tables from codes to words, for the filter word('table')."""
    sha256: str

    _file: str = PrivateAttr(default="")
    _source: bytes = PrivateAttr(default=b"")
    _places: Places = PrivateAttr(default_factory=lambda: Places(b""))

    @property
    def unit(self) -> str | None:
        """The issuing unit in Chinese; None when the archive's own is meant."""
        return self.unit_words["zh"] if self.unit_words else None

    @property
    def is_slip(self) -> bool:
        """Whether this is a receipt: without seal, validity and signed code."""
        return self.form == "slip"

    @property
    def source(self) -> bytes:
        """The file's own bytes."""
        return self._source

    @property
    def file(self) -> str:
        """The file's name as it was given, for faults."""
        return self._file

    @property
    def places(self) -> Places:
        """Where each key stands in the file, for faults."""
        return self._places

    def valid_until(self, issued: date) -> date | None:
        """The last day of validity for a paper issued that day; None when it does not expire."""
        return issued + timedelta(days=self.validity.days) if self.validity else None

    def names(self) -> dict[str, Any]:
        """What templates may name besides the content."""
        return {"validity": {"days": self.validity.days}} if self.validity else {}

    def values(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """What templates are filled from: the content, the definition's own names, and the variant (zh unless the content says)."""
        return {"language": VARIANTS[0], **content, **self.names()}

    def word_tables(self) -> dict[str, dict[str, str]]:
        """The tables for the filter `word`: [words], and for each parameter with choices of its own `<name>_zh` and `<name>_en`."""
        tables: dict[str, dict[str, str]] = {}
        for parameter in self.parameters:
            for language in ("zh", "en") if parameter.choices else ():
                tables[f"{parameter.name}_{language}"] = {choice.value: choice.label[language] for choice in parameter.choices}
        return {**tables, **self.words}

    def facts_of(self, content: Mapping[str, Any]) -> tuple[str, ...]:
        """The facts a reader compares with the paper, at most 60 bytes of UTF-8 together; a template gives one fact a line.

        What does not fit is left out whole and marked by a last fact of three dots. Raises jinja2.TemplateError or ValueError when
        the content does not fit the templates.
        """
        values, tables = self.values(content), self.word_tables()
        filled = [fill(text, values, tables) for text in self.facts]
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
        return tuple(sorted(template_faults(self, schema)))


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
    text = data.removeprefix(codecs.BOM_UTF8)  # some editors on Windows write one; it is no letter of the definition
    try:
        values = tomllib.loads(text.decode())
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise DefinitionError([Fault(file, line, "file", "UTF-8 text", "Save the file as UTF-8.")]) from error
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError([_toml_fault(str(error), file, data)]) from error
    places = Places(text)
    sha256 = hashlib.sha256(data).hexdigest()
    unknown = [
        Fault(file, places.line((key,)), key, f"no key {key!r} here", "Remove it.") for key in ("sha256", "unit_words") if key in values
    ]
    try:
        definition = Definition.model_validate({**values, "sha256": sha256})
    except ValidationError as error:
        raise DefinitionError([*unknown, *explain(error, file, places)]) from error
    definition._file, definition._places, definition._source = file, places, data
    faults = [*unknown, *broken_rules(definition), *template_faults(definition, None)]
    if faults:
        raise DefinitionError(faults)
    return definition.model_copy(update={"parameters": tuple(_completed(one, definition.languages) for one in definition.parameters)})


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
            line = definition.places.line(("id",))
            faults.append(Fault(definition.file, line, "id", repr(kind), "The id and the file's name must be the same."))
        definitions.append(definition)
    if faults:
        raise DefinitionError(faults)
    return tuple(definitions)


def _completed(parameter: ParameterDefinition, languages: tuple[str, ...]) -> ParameterDefinition:
    match parameter.type:
        case "choice":
            return parameter
        case "language":
            return parameter.model_copy(update={"choices": language_choices(languages)})
        case "months":
            return parameter.model_copy(update={"at_least": 2, "at_most": 2})
        case "spelling":
            return parameter.model_copy(update={"at_most": _MANY})


def _toml_fault(message: str, file: str, data: bytes) -> Fault:
    found = _TOML_LINE.search(message)
    line = int(found.group(1)) if found and found.group(1) else data.count(b"\n") + 1
    return Fault(file, line, "file", f"TOML ({_TOML_LINE.sub('', message)})", "Check quotes, brackets and equals signs in this line.")
