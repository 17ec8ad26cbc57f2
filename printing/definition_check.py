"""Everything about a definition that can be known before a citizen comes: placeholders, sources, glyphs, and whether it fits the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateError

from printing.column_widths import CellTooNarrow
from printing.definition import FACTS_BYTES, VARIANTS
from printing.definition_longest import emptiest, longest
from printing.definition_rules import paper_texts
from printing.faults import Fault
from printing.filled import ContentMismatch, filled
from printing.frame import SlipMarks
from printing.layout import lay_out
from printing.pagination import TooTall
from printing.picture_pages import BLANK, BLANK_SHA256
from printing.places import dotted
from printing.wording import CHINA, fill

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from printing.definition import Definition
    from printing.fonts import FontStack
    from printing.placeholders import Schema
    from printing.places import Key

_UNIT: Final = "样张演示市公安局样张演示分局样张演示支队"  # as long as units are; stands where the definition names none
_SLIP: Final = SlipMarks("HZ-2026-000000", datetime(2026, 12, 28, 20, 58, tzinfo=CHINA), "XX-0000", _UNIT)
_PARTS: Final = ("fields", "body", "tables", "closing", "remarks", "notes", "images")
_KEYS: Final = {"fields": "field", "tables": "table", "remarks": "remark", "notes": "note", "images": "image"}


def check(
    definition: Definition,
    schema: Schema,
    fonts: FontStack,
    sources: Mapping[str, str] | None = None,
    seals: Collection[str] | None = None,
) -> tuple[Fault, ...]:
    """Every fault, in the order of the lines; empty when the kind can be offered.

    `schema` is the dataset's content schema, `sources` what the dataset offers to pick from with each one's type (choice, spelling,
    months), `seals` the names that have art; None leaves these two unchecked. Lays the paper out with the longest values, which takes
    some 20 ms a variant; pure but for reading fonts.
    """
    found = [
        *definition.check(schema),
        *_source_faults(definition, sources),
        *_seal_faults(definition, seals),
        *_glyph_faults(definition, fonts),
    ]
    if not found:  # what cannot be filled cannot be laid out
        found = [*_page_faults(definition, schema, fonts), *_fact_faults(definition, schema)]
    return tuple(sorted(set(found)))


def _fault(definition: Definition, key: Key, expected: str, remedy: str, line: int | None = None) -> Fault:
    return Fault(definition.file, line or definition.places.line(key), dotted(key), expected, remedy)


def _source_faults(definition: Definition, sources: Mapping[str, str] | None) -> Iterator[Fault]:
    for index, parameter in enumerate(definition.parameters if sources is not None else ()):
        source, key = parameter.choices_from, ("parameter", index, "choices_from")
        if source is None or sources is None:
            continue
        if source not in sources:
            known = ", ".join(sorted(sources)) or "none"
            yield _fault(definition, key, f"a source of the dataset {definition.dataset!r}", f"It has: {known}.")
        elif sources[source] != parameter.type:
            yield _fault(definition, key, f"a source of the type {parameter.type}", f"{source} is of the type {sources[source]}.")


def _seal_faults(definition: Definition, seals: Collection[str] | None) -> Iterator[Fault]:
    if seals is not None and not definition.is_slip and definition.seal not in seals:
        remedy = f"Add [[seal]] with its art to the kiosk's configuration; it has: {', '.join(sorted(seals)) or 'none'}."
        yield _fault(definition, ("seal",), "a seal with art", remedy)


def _glyph_faults(definition: Definition, fonts: FontStack) -> Iterator[Fault]:
    for key, text in _literals(definition):
        for number, line in enumerate(text.split("\n"), 1):
            missing = fonts.missing(line)
            if missing:
                codes = ", ".join(f"U+{ord(one):04X}" for one in missing)
                at = definition.places.line_inside(key, number)
                yield _fault(definition, key, f"characters that the fonts have, not {codes}", "Write another character, or add a font.", at)


def _literals(definition: Definition) -> Iterator[tuple[Key, str]]:
    """Every text that may be printed, with its place; Mongolian has its own face."""
    yield from ((("title", language), text) for language, text in definition.title.items() if language != "mn")
    yield from ((("unit", language), text) for language, text in (definition.unit_words or {}).items() if language != "mn")
    for key, text in paper_texts(definition):
        yield from (((*key, language), words) for language, words in text.each())
    for index, field in enumerate(definition.fields):
        yield from ((("field", index, "value", language), words) for language, words in field.value.each())
    for index, table in enumerate(definition.tables):
        for number, column in enumerate(table.columns):
            yield from ((("table", index, "column", number, "value", language), words) for language, words in column.value.each())
    for index, parameter in enumerate(definition.parameters):
        for number, choice in enumerate(parameter.choices):
            yield from ((("parameter", index, "choices", number, "label", key), choice.label[key]) for key in ("zh", "en"))
    for name, words_table in definition.words.items():
        yield from ((("words", name, code), word) for code, word in words_table.items())
    yield from ((("facts", index), text) for index, text in enumerate(definition.facts))


def _page_faults(definition: Definition, schema: Schema, fonts: FontStack) -> Iterator[Fault]:
    """Lays out the whole paper; only where that fails, part by part, to say which one it is."""
    for variant in definition.languages:
        for content in (longest(schema), emptiest(schema)):
            content = _stated(definition, content, variant)
            if _failure(definition, content, fonts) is None:
                continue
            named = False
            for key, alone in _parts(definition):
                failure = _failure(alone, content, fonts)
                if failure is not None:
                    named = True
                    yield _page_fault(definition, key, failure)
            if not named:
                yield _fault(definition, ("body",), "a paper that fits its pages", "Shorten the texts.")


def misfits(definition: Definition, content: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Each part of the paper that cannot be filled from this very content: for a definition that is tried before the archive knows it."""
    found = []
    for key, alone in _parts(definition):
        try:
            filled(alone, content)
        except ContentMismatch as error:
            expected = f"a field that the content has, not {error.name!r}" if error.name else "a template that the content fits"
            found.append(
                _fault(
                    definition, key, expected, "Compare with the dataset's fields in docs/definitions.md, or name other content by --data."
                )
            )
    return tuple(found)


def _page_fault(definition: Definition, key: Key, failure: Exception) -> Fault:
    match failure:
        case CellTooNarrow():
            remedy = "Give the column more width, take a column away, or write the value in a form that can be broken."
            return _fault(definition, (*key, "column", failure.column), "a column as wide as its longest word", remedy)
        case TooTall():
            remedy = "The longest values that the dataset allows make it higher than a page: shorten it, or divide it."
            return _fault(definition, key, "a part that fits on a page", remedy)
        case _:
            return _fault(definition, key, "a template that every content fits", "A value may be null or empty there: use when, or if.")


def _failure(definition: Definition, content: Mapping[str, Any], fonts: FontStack) -> Exception | None:
    try:
        words = filled(definition, content)
        words = replace(words, images=tuple(replace(image, source=BLANK_SHA256) for image in words.images[:1]))
        marks = _SLIP if definition.is_slip else None
        lay_out(words, marks, definition.unit or _UNIT, fonts, images={BLANK_SHA256: BLANK})
    except (ContentMismatch, CellTooNarrow, TooTall) as error:
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


def _stated(definition: Definition, content: dict[str, Any], variant: str) -> dict[str, Any]:
    """The content with what comes from the definition's own choices: the longest label of each."""
    stated: dict[str, Any] = {}
    for parameter in definition.parameters:
        if parameter.type == "choice" and parameter.choices:
            choice = max(parameter.choices, key=lambda one: len(one.label["zh"]))
            label_en = max((one.label["en"] for one in parameter.choices), key=len)
            stated[parameter.name] = {"code": choice.value, "label": choice.label["zh"], "label_en": label_en}
    shown = {**content, **stated, "language": variant}
    if variant == VARIANTS[0]:
        shown.pop("spelling", None)
    return shown


def _fact_faults(definition: Definition, schema: Schema) -> Iterator[Fault]:
    """The facts with the longest values and one item a list: more items are cut off with dots, one has to fit."""
    content = definition.values(_stated(definition, longest(schema, most=1), VARIANTS[0]))
    total = 0
    for index, template in enumerate(definition.facts):
        try:
            text = fill(template, content, definition.word_tables())
        except (TemplateError, ValueError, TypeError):
            yield _fault(definition, ("facts", index), "a template that every content fits", "A value may have another form there.")
            continue
        total += len("".join(line.strip() for line in text.splitlines()).encode())
        if total > FACTS_BYTES:
            remedy = "Name shorter fields, mask names, or leave a fact out."
            yield _fault(definition, ("facts", index), f"at most {FACTS_BYTES} bytes of facts with the longest values", remedy)
            return
