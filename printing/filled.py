"""A definition with its placeholders filled from content: all the words of one paper, before they have a place on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError

from printing.wording import fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.definition import Column, Definition, PaperWords


class ContentMismatch(ValueError):
    """The content does not have what the definition names. Carries no content."""


@dataclass(frozen=True, slots=True)
class FilledColumn:
    """A column's head, its share of the width, and how its cells stand (left, center, right)."""

    head: str
    share: float
    align: str


@dataclass(frozen=True, slots=True, repr=False)
class FilledTable:
    """A table's columns and its rows of text."""

    columns: tuple[FilledColumn, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Filled:
    """The words of one paper. Parts that came out empty are gone, so that a condition may leave a paragraph out."""

    title: str
    fields: tuple[tuple[str, str], ...]
    body: tuple[str, ...]
    table: FilledTable | None
    closing: str
    remarks: tuple[str, ...]
    notes: tuple[str, ...]

    def text(self) -> str:
        """Everything that will be drawn, for the check that every character has a glyph."""
        table = [column.head for column in self.table.columns] + [cell for row in self.table.rows for cell in row] if self.table else []
        fields = [text for pair in self.fields for text in pair]
        return "".join((self.title, *fields, *self.body, *table, self.closing, *self.remarks, *self.notes))


def filled(definition: Definition, content: Mapping[str, Any], language: str = "zh") -> Filled:
    """The paper's words. Raises ContentMismatch when the content lacks what a placeholder names or holds it in another form."""
    values = {**content, **definition.names()}

    def one(words: PaperWords | None) -> str:
        return fill(_in(words, language), values, definition.words) if words else ""

    def each(texts: tuple[PaperWords, ...]) -> tuple[str, ...]:
        return tuple(text for text in map(one, texts) if text)

    try:
        return Filled(
            title=definition.title[language],
            fields=tuple((_in(field.label, language), fill(field.value, values, definition.words)) for field in definition.fields),
            body=each(definition.body),
            table=_table(definition, values, language),
            closing=one(definition.closing),
            remarks=each(definition.remarks),
            notes=each(definition.notes),
        )
    except (TemplateError, ValueError, KeyError, TypeError) as error:
        # The error's own text may quote content, so it is not chained.
        raise ContentMismatch(f"the content does not fit the definition {definition.id!r} ({type(error).__name__})") from None


def _in(words: PaperWords, language: str) -> str:
    return words.get(language) or words["zh"]


def _table(definition: Definition, values: Mapping[str, Any], language: str) -> FilledTable | None:
    table = definition.table
    if table is None:
        return None
    rows: Any = values
    for part in table.rows.split("."):
        rows = rows[part]

    def cell(column: Column, row: Any) -> str:
        return fill(column.value, {**values, table.each: row}, definition.words)

    columns = tuple(FilledColumn(_in(column.title, language), column.width, column.align) for column in table.columns)
    return FilledTable(columns, tuple(tuple(cell(column, row) for column in table.columns) for row in rows))
