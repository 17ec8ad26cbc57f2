"""The parts of a certificate's definition: what a technician may write, key by key. The sentence under a key is what his editor shows."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

LANGUAGES: Final = ("zh", "en", "mn")
CHINESE: Final = "zh"
"""The variant of a paper whose definition does not ask, or not after these picks."""
BILINGUAL: Final = "zh-en"
VARIANTS: Final = (CHINESE, BILINGUAL)  # the papers' own: Chinese, or Chinese with English below it
ICONS: Final = ("document", "birth", "death", "family", "shield", "house", "car", "border", "scroll", "archive")
_LONGEST: Final = 4000  # characters of one text
_LONGEST_SENTENCE: Final = 240  # characters: what fits on the screen in large print, and what somebody reads


def _has(*languages: str) -> AfterValidator:
    def check(words: dict[str, str]) -> dict[str, str]:
        for language in languages:
            if language not in words:
                raise PydanticCustomError("language-missing", "language {language} is missing", {"language": language})
        return words

    return AfterValidator(check)


def _one_of(known: tuple[str, ...], name: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in known:
            raise PydanticCustomError(f"{name}-unknown", "one of {known}", {"known": ", ".join(known)})
        return value

    return AfterValidator(check)


def _words_schema(*required: str) -> dict[str, Any]:
    text = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
    properties = dict.fromkeys(LANGUAGES, text)
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _either_words(*required: str) -> dict[str, Any]:
    return {"anyOf": [{"type": "string", "minLength": 1, "maxLength": _LONGEST}, _words_schema(*required)]}


def _text_is_chinese(value: object) -> object:
    return {"zh": value} if isinstance(value, str) else value


Language = Annotated[str, _one_of(LANGUAGES, "language")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST, strip_whitespace=True)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_SENTENCE, strip_whitespace=True)]
ScreenWords = Annotated[
    dict[Language, Line], _has("zh", "en"), WithJsonSchema(_words_schema("zh", "en"))
]  # read by every citizen, in his language
UnitWords = Annotated[dict[Language, Line], _has("zh"), BeforeValidator(_text_is_chinese), WithJsonSchema(_either_words("zh"))]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Icon = Annotated[str, _one_of(ICONS, "icon"), WithJsonSchema({"type": "string", "enum": list(ICONS)})]
Variant = Annotated[str, _one_of(VARIANTS, "variant"), WithJsonSchema({"type": "string", "enum": list(VARIANTS)})]
RowsPath = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]


class StrictModel(BaseModel):
    """No unknown keys, no guessed types, nothing changed after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


class PaperText(StrictModel):
    """A text of the paper, with placeholders."""

    zh: Line
    """The Chinese text; {{ field }} is filled from the dataset."""
    en: Line | None = None
    """The English text, for the variant zh-en."""

    def each(self) -> tuple[tuple[str, str], ...]:
        """(language, text) of what is there."""
        return (("zh", self.zh),) if self.en is None else (("zh", self.zh), ("en", self.en))


_TEXT: Final[dict[str, Any]] = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
_EITHER: Final[dict[str, Any]] = {
    "anyOf": [
        _TEXT,
        {"type": "object", "properties": {"zh": _TEXT, "en": _TEXT}, "required": ["zh"], "additionalProperties": False},
    ]
}
PaperValue = Annotated[PaperText, BeforeValidator(_text_is_chinese), WithJsonSchema(_EITHER)]


class Paragraph(PaperText):
    """A paragraph, printed unless its condition is false."""

    when: Line | None = None
    """A condition, as language == 'zh-en' or period.from; the part is left out unless it is true."""


class Menu(StrictModel):
    """How the kind shows on the menu."""

    name: ScreenWords
    """The everyday name that citizens know."""
    note: ScreenWords
    """One line about it."""
    icon: Icon
    """The tile's picture."""


class Choice(NamedTuple):
    """One value of a parameter that the definition itself offers."""

    value: Slug
    label: ScreenWords


def _as_many(given: object) -> object:
    return (given,) if isinstance(given, str) else given


_ONE_OR_MORE: Final = WithJsonSchema(
    {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}], "title": "Is"}
)


class When(StrictModel):
    """The earlier pick that a question depends on."""

    parameter: Name
    """The name of a parameter above this one."""
    values: Annotated[tuple[str, ...], BeforeValidator(_as_many), Field(alias="is", min_length=1, strict=False), _ONE_OR_MORE]
    """The value that has been picked there, or one of a list of values."""


class ParameterDefinition(StrictModel):
    """Something the citizen picks.

    After loading, `at_least` and `at_most` hold for every type (a language is one value, a range of months two, spellings one a
    person), and a language's `choices` are the definition's languages.
    """

    name: Name
    """What placeholders call it."""
    type: Literal["choice", "language", "spelling", "months"] = "choice"
    """choice: one or more of a list; language: the paper's variant; spelling: names in Latin letters; months: a range of months."""
    label: ScreenWords
    """The question on the screen."""
    at_least: Annotated[int, Field(ge=0, le=50)] = 1
    """How many have to be picked."""
    at_most: Annotated[int, Field(ge=1, le=50)] = 1
    """How many may be picked."""
    choices_from: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{0,59}$")] | None = None
    """The source of the dataset that offers the values (docs/definitions.md lists them)."""
    choices: tuple[Choice, ...] = Field(default=(), strict=False)
    """The values, standing here."""
    when: When | None = None
    """Asked only if another parameter has this value."""


class LabelledField(StrictModel):
    """A label and its value in the block above the text; the block has two to a row."""

    label: PaperText
    """What stands on the tint."""
    value: PaperValue
    """The value: one text for both languages, or { zh = …, en = … }."""
    wide: bool = False
    """Whether it takes a whole row."""
    when: Line | None = None
    """A condition; the field is left out unless it is true."""


class Column(StrictModel):
    """A table's column."""

    title: PaperText
    """The head."""
    value: PaperValue
    """What stands in a row: one text for both languages, or { zh = …, en = … }."""
    width: Annotated[float, Field(gt=0, le=1000, strict=False)]
    """The share of the table's width; only the ratios count."""
    align: Literal["left", "center", "right"] = "center"
    """Where the text stands in its cell."""


class Table(StrictModel):
    """A table with one row for each item of a list."""

    rows: RowsPath
    """The list in the dataset."""
    each: Name
    """What the columns call one item of it."""
    columns: Annotated[tuple[Column, ...], Field(alias="column", min_length=1, max_length=12, strict=False)]
    """The columns, from left to right."""
    caption: PaperText | None = None
    """A line above the table."""
    size: Literal["normal", "small"] = "normal"
    """small: set smaller and closer, for what only supports the text; long tables are set so in any case."""
    empty: PaperText | None = None
    """The paragraph printed in the table's place when the list has no items."""
    when: Line | None = None
    """A condition; the table is left out unless it is true."""


class ImagePages(StrictModel):
    """Pictures of archive pages, each on a page of its own behind the paper."""

    rows: RowsPath
    """The list in the dataset."""
    each: Name
    """What source and caption call one item of it."""
    source: Line
    """The picture's SHA-256 in hexadecimal, as {{ page.image }}."""
    caption: PaperText
    """The line above the picture."""
    footer: PaperText | None = None
    """The certifying line below the picture."""
    when: Line | None = None
    """A condition; the pictures are left out unless it is true."""


class Consent(StrictModel):
    """What a citizen agrees to before the archive searches, in one plain sentence."""

    purpose: Slug
    """What the data are used for, as a code for the archive's audit."""
    zh: Sentence
    """The sentence in Chinese."""
    en: Sentence
    """The sentence in English."""
    mn: Sentence | None = None
    """The sentence in traditional Mongolian."""

    @property
    def sentences(self) -> dict[str, str]:
        """The sentences there are, by language."""
        return {language: words for language in LANGUAGES if (words := getattr(self, language)) is not None}


class Validity(StrictModel):
    """How long the paper is valid."""

    days: Annotated[int, Field(ge=1, le=3660)]
    """Days, counted from the day of issue."""


def language_choices(variants: tuple[str, ...]) -> tuple[Choice, ...]:
    """The values of a parameter of the type language."""
    return tuple(Choice(variant, dict(_VARIANT_LABELS[variant])) for variant in variants)


_VARIANT_LABELS: Final[dict[str, dict[str, Any]]] = {
    "zh": {"zh": "中文", "en": "Chinese", "mn": "ᠬᠢᠲᠠᠳ ᠬᠡᠯᠡ"},
    "zh-en": {"zh": "中英文对照", "en": "Chinese and English", "mn": "ᠬᠢᠲᠠᠳ ᠠᠩᠭᠯᠢ ᠬᠡᠯᠡ"},
}
