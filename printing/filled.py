"""A definition with its placeholders filled from content: all the words of one paper, before they have a place on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateError, UndefinedError

from printing.definition_parts import BILINGUAL
from printing.spaces import SPACES
from printing.wording import EMPTY, NO_TEXT, fill

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from printing.definition import Definition
    from printing.definition_parts import ImagePages, PaperText, Paragraph, Table

# All texts of a paper are filled in one go, which is ten times quicker than one by one; these noncharacters stand between them.
_PART, _ROW, _CELL, _ENGLISH = NO_TEXT
_LACKING: Final = re.compile(r"has no attribute '(\w+)'|'(\w+)' is undefined")
_NARROW: Final = str.maketrans("‘’“”", "''\"\"")  # Chinese faces draw the curly quotes as wide as a character


class ContentMismatch(ValueError):
    """The content does not have what the definition names. Carries no content; `name` is what a placeholder names and it lacks."""

    def __init__(self, said: str, name: str | None = None) -> None:
        self.name = name
        super().__init__(said)


@dataclass(frozen=True, slots=True, repr=False)
class Bilingual:
    """A text in Chinese, and in English unless `en` is empty."""

    zh: str
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh)


@dataclass(frozen=True, slots=True, repr=False)
class FilledField:
    """A label and its value, and whether they take a whole row."""

    label: Bilingual
    value: Bilingual
    is_wide: bool


@dataclass(frozen=True, slots=True)
class FilledColumn:
    """A column's head, its share of the width, and how its cells stand (left, center, right)."""

    head: Bilingual
    share: float
    align: str


@dataclass(frozen=True, slots=True, repr=False)
class FilledTable:
    """A table's caption (may be empty), columns and rows of text; without rows `empty` is printed in its place."""

    caption: Bilingual
    columns: tuple[FilledColumn, ...]
    rows: tuple[tuple[Bilingual, ...], ...]
    empty: Bilingual
    is_small: bool


@dataclass(frozen=True, slots=True, repr=False)
class FilledImage:
    """A picture by its SHA-256 (hexadecimal), the line above it and the line below it (may be empty)."""

    source: str
    caption: Bilingual
    footer: Bilingual


@dataclass(frozen=True, slots=True, repr=False)
class Filled:
    """The words of one paper. Parts that came out empty are gone, so that a condition may leave a paragraph out."""

    title: Bilingual
    title_mn: str
    fields: tuple[FilledField, ...]
    body: tuple[Bilingual, ...]
    tables: tuple[FilledTable, ...]
    closing: Bilingual
    remarks: tuple[Bilingual, ...]
    notes: tuple[Bilingual, ...]
    images: tuple[FilledImage, ...]
    unit_en: str
    unit_mn: str
    is_bilingual: bool
    is_slip: bool
    seal: str

    def texts(self) -> tuple[str, ...]:
        """Every text that will be drawn from the definition, in the order of reading; the title in Mongolian is not among them."""
        return tuple(text for both in self._all() for text in (both.zh, both.en) if text)

    def text(self) -> str:
        """All of it in one, for the check that every character has a glyph."""
        return "".join(self.texts())

    def _all(self) -> Iterator[Bilingual]:
        yield self.title
        for field in self.fields:
            yield from (field.label, field.value)
        yield from self.body
        for table in self.tables:
            yield table.caption
            if not table.rows:
                yield table.empty
                continue
            yield from (column.head for column in table.columns)
            for row in table.rows:
                yield from row
        yield self.closing
        yield from self.remarks
        yield from self.notes
        for image in self.images:
            yield from (image.caption, image.footer)


def filled(definition: Definition, content: Mapping[str, Any]) -> Filled:
    """The paper's words, in the variant that the content names. Raises ContentMismatch when the content lacks what a placeholder
    names, holds it in another form, or wants a variant that the definition does not offer.
    """
    variant = content.get("language", "zh")
    if variant not in definition.languages:
        raise ContentMismatch(f"the definition {definition.id!r} has no such variant")
    is_bilingual = variant == BILINGUAL
    try:
        text = fill(_program(definition, is_bilingual), definition.values(content), definition.word_tables())
    except (TemplateError, ValueError, KeyError, TypeError) as error:
        # The error's own text may quote content, so it is not chained.
        said = f"the content does not fit the definition {definition.id!r} ({type(error).__name__})"
        raise ContentMismatch(said, lacking(error)) from None
    parts = iter(text.split(_PART)[1:])

    def texts(paragraphs: tuple[Paragraph, ...]) -> tuple[Bilingual, ...]:
        return tuple([both for both in [_both(next(parts)) for _ in paragraphs] if both])

    fields = [_field(part, field.wide) for field in definition.fields if (part := next(parts))]
    return Filled(
        title=Bilingual(definition.title["zh"], definition.title["en"] if is_bilingual else ""),
        title_mn=definition.title.get("mn", ""),
        fields=tuple(fields),
        body=texts(definition.body),
        tables=tuple([_table(table, part) for table in definition.tables if (part := next(parts))]),
        closing=_both(next(parts)),
        remarks=texts(definition.remarks),
        notes=texts(definition.notes),
        images=tuple([image for _ in definition.images for image in _images(next(parts))]),
        unit_en=(definition.unit_words or {}).get("en", "") if is_bilingual else "",
        unit_mn=(definition.unit_words or {}).get("mn", ""),
        is_bilingual=is_bilingual,
        is_slip=definition.is_slip,
        seal="" if definition.is_slip else definition.seal,
    )


def lacking(error: Exception) -> str | None:
    """The name of the placeholder that the content does not have; None when it is another error."""
    named = _LACKING.search(str(error)) if isinstance(error, UndefinedError) else None
    return named and (named[1] or named[2])


def _program(definition: Definition, is_bilingual: bool) -> str:
    """One template for all the texts, in the order in which `filled` takes them apart."""

    def one(text: PaperText | None) -> str:
        if text is None:
            return ""
        return f"{text.zh}{_ENGLISH}{text.en}" if is_bilingual and text.en else text.zh

    def given(when: str | None, inner: str) -> str:
        return f"{{% if {when} %}}{inner}{{% endif %}}" if when else inner

    def each(listed: Table | ImagePages, cells: list[str]) -> str:
        return f"{{% for {listed.each} in {listed.rows} %}}{_ROW}{_CELL.join(cells)}{{% endfor %}}"

    def paragraphs(texts: tuple[Paragraph, ...]) -> list[str]:
        return [given(text.when, one(text)) for text in texts]

    def table(one_table: Table) -> str:
        head = _CELL.join([one(one_table.caption), one(one_table.empty), *[one(column.title) for column in one_table.columns]])
        return given(one_table.when, head + each(one_table, [one(column.value) for column in one_table.columns]))

    parts = [given(field.when, f"{one(field.label)}{_CELL}{one(field.value)}") for field in definition.fields]
    parts += paragraphs(definition.body)
    parts += [table(one_table) for one_table in definition.tables]
    parts += paragraphs((definition.closing,)) if definition.closing else [""]
    parts += paragraphs(definition.remarks)
    parts += paragraphs(definition.notes)
    parts += [given(image.when, each(image, [image.source, one(image.caption), one(image.footer)])) for image in definition.images]
    return "".join([_PART + part for part in parts])


def _both(text: str) -> Bilingual:
    zh, _, en = text.partition(_ENGLISH)
    return Bilingual(zh.strip(SPACES), en.strip(SPACES).translate(_NARROW))


def _value(text: str) -> Bilingual:
    """A field's or a cell's text: what came out empty is a dash, never a blank."""
    zh, _, en = text.partition(_ENGLISH)
    chinese, english = zh.strip(SPACES) or EMPTY, en.strip(SPACES).translate(_NARROW)
    return Bilingual(chinese, "" if english == chinese else english)


def _field(part: str, is_wide: bool) -> FilledField:
    label, value = part.split(_CELL)
    return FilledField(_both(label), _value(value), is_wide)


def _table(table: Table, part: str) -> FilledTable:
    head, *rows = part.split(_ROW)
    caption, empty, *titles = head.split(_CELL)
    columns = zip(table.columns, titles, strict=True)
    return FilledTable(
        caption=_both(caption),
        columns=tuple([FilledColumn(_both(title), column.width, column.align) for column, title in columns]),
        rows=tuple([tuple([_value(cell) for cell in row.split(_CELL)]) for row in rows]),
        empty=_both(empty),
        is_small=table.size == "small",
    )


def _images(part: str) -> Iterator[FilledImage]:
    for row in part.split(_ROW)[1:]:
        source, caption, footer = row.split(_CELL)
        yield FilledImage(source.strip(SPACES), _both(caption), _both(footer))
