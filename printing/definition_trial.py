"""A definition tried with content: which of its texts cannot be filled from it, and which part does not fit the page. With its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateError

from printing.column_widths import CellTooNarrow
from printing.definition_templates import sources
from printing.faults import Fault
from printing.filled import ContentMismatch, filled, lacking
from printing.fonts import GlyphMissing
from printing.frame import Marks, SlipMarks, header
from printing.layout import lay_out
from printing.pagination import NameTooLong, TooTall
from printing.picture_pages import BLANK, BLANK_SHA256
from printing.places import dotted
from printing.wording import CHINA, FilterRefused, NotPrintable, fill

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from printing.definition import Definition
    from printing.fonts import FontStack
    from printing.places import Key

UNIT: Final = "样张演示市公安局样张演示分局样张演示支队"  # as long as units are; stands where the definition names none
_SLIP: Final = SlipMarks("HZ-2026-000000", datetime(2026, 12, 28, 20, 58, tzinfo=CHINA), "XX-0000", UNIT)
_MARKS: Final = Marks("乌公户证字〔2026〕0000000000号", _SLIP.received_at, None, "", "", True, _SLIP.kiosk, UNIT, _SLIP.received_at)
_PARTS: Final = ("fields", "body", "tables", "closing", "remarks", "notes", "images")
_KEYS: Final = {"fields": "field", "tables": "table", "remarks": "remark", "notes": "note", "images": "image"}
_TEMPLATE: Final = "<template>"  # so Jinja calls a text of ours in a traceback


def trial(definition: Definition, content: Mapping[str, Any], fonts: FontStack) -> tuple[Fault, ...]:
    """What keeps this content from becoming the paper; empty when it becomes one. Lays out the whole, and only where that fails
    text by text and part by part, to say which one it is.
    """
    whole = _failure(definition, content, fonts)
    if whole is None:
        return ()
    if isinstance(whole, NameTooLong):
        remedy = "It stands at the head of every page and is not set smaller than can be read: shorten it."
        return (fault(definition, (whole.key,), "a name that fits beside the number and at the seal", remedy),)
    found = tuple(_unfilled(definition, content))
    if not found:
        failures = ((key, _failure(alone, content, fonts)) for key, alone in _parts(definition))
        found = tuple(_unfit(definition, key, failure) for key, failure in failures if failure is not None)
    return found or (fault(definition, ("body",), "a paper that fits its pages", "Shorten the texts."),)


def fault(definition: Definition, key: Key, expected: str, remedy: str, line: int | None = None) -> Fault:
    """A fault of the definition at this key."""
    return Fault(definition.file, line or definition.places.line(key), dotted(key), expected, remedy)


def refused(definition: Definition, key: Key, error: Exception) -> Fault:
    """The fault of a text that could not be filled, at the line inside it where that was noticed."""
    line = definition.places.line_inside(key, _line_of(error))
    match error:
        case FilterRefused():
            expected, remedy = f"{error.takes}, for the filter {error.name}", f"Take {error.name} away, or name a field that holds this."
        case NotPrintable():
            expected, remedy = "a text or a number", "Name one field: a record or a list cannot be printed."
        case _ if name := lacking(error):
            expected = f"a field that the content has, not {name!r}"
            remedy = "Compare with the dataset's fields in docs/definitions.md, or name other content by --data."
        case _:
            expected, remedy = "a template that every content fits", "A value may be null or empty there: use when, or if."
    return fault(definition, key, expected, remedy, line)


def _unfilled(definition: Definition, content: Mapping[str, Any]) -> Iterator[Fault]:
    """The texts that cannot be filled, each tried alone; of a part whose condition cannot be told only the condition."""
    values, tables = definition.values(content), definition.word_tables()
    undecided: set[Key] = set()
    for source in sorted(sources(definition, None), key=lambda one: not one.is_condition):
        is_english = source.key[-1] == "en" and values["language"] == "zh"
        if source.key[0] == "facts" or is_english or source.part in undecided:
            continue
        try:
            fill(source.alone(), values, tables)
        except (TemplateError, ValueError, KeyError, TypeError) as error:
            if source.is_condition:
                undecided.add(source.part)
            yield refused(definition, source.key, error)


def _line_of(error: Exception) -> int:
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _TEMPLATE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _unfit(definition: Definition, key: Key, failure: Exception) -> Fault:
    match failure:
        case GlyphMissing():
            codes = ", ".join(f"U+{ord(one):04X}" for one in failure.characters)
            remedy = "The content has it there: write another character, or add a font to fonts.directories."
            return fault(definition, key, f"characters that the fonts have, not {codes}", remedy)
        case CellTooNarrow() if key[0] == "field":
            return fault(
                definition, key, "a value whose longest word fits its row", "Write it in a form that can be broken, as with spaces."
            )
        case CellTooNarrow():
            remedy = "Give the column more width, take a column away, or write the value in a form that can be broken."
            return fault(definition, (*key, "column", failure.column), "a column as wide as its longest word", remedy)
        case TooTall():
            return fault(definition, key, "a part that fits on a page", "Its values make it higher than a page: shorten it, or divide it.")
        case _:
            return fault(definition, key, "a template that every content fits", "A value may be null or empty there: use when, or if.")


def _failure(definition: Definition, content: Mapping[str, Any], fonts: FontStack) -> Exception | None:
    try:
        words = filled(definition, content)
        words = replace(words, images=tuple(replace(image, source=BLANK_SHA256) for image in words.images[:1]))
        marks = _SLIP if definition.is_slip else None
        unit = definition.unit or UNIT
        lay_out(words, marks, unit, fonts, images={BLANK_SHA256: BLANK})
        if not definition.is_slip:  # a real number is longer than what a preview has in its place, and there may be a second page
            header(fonts, unit, words.title.zh, _MARKS, 2, language="zh-en" if words.is_bilingual else "zh")
    except (ContentMismatch, GlyphMissing, TooTall) as error:
        return error
    return None


def _parts(definition: Definition) -> Iterator[tuple[Key, Definition]]:
    """For each part the definition with this part alone."""
    nothing: dict[str, Any] = {name: None if name == "closing" else () for name in _PARTS}
    for name in _PARTS:
        parts = getattr(definition, name)
        if name == "closing":
            if parts is not None:
                yield ("closing",), definition.model_copy(update={**nothing, "closing": parts})
            continue
        for index, part in enumerate(parts):
            yield (_KEYS.get(name, name), index), definition.model_copy(update={**nothing, name: (part,)})
