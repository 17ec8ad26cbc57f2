"""Everything about a definition that can be known before a citizen comes: placeholders, sources, glyphs, and whether it fits the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError

from printing.definition import FACTS_BYTES, VARIANTS
from printing.definition_longest import emptiest, longest
from printing.definition_rules import paper_texts
from printing.definition_trial import fault, refused, trial
from printing.wording import fill

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from printing.definition import Definition
    from printing.faults import Fault
    from printing.fonts import FontStack
    from printing.placeholders import Schema
    from printing.places import Key


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


def _source_faults(definition: Definition, sources: Mapping[str, str] | None) -> Iterator[Fault]:
    for index, parameter in enumerate(definition.parameters if sources is not None else ()):
        source, key = parameter.choices_from, ("parameter", index, "choices_from")
        if source is None or sources is None:
            continue
        if source not in sources:
            known = ", ".join(sorted(sources)) or "none"
            yield fault(definition, key, f"a source of the dataset {definition.dataset!r}", f"It has: {known}.")
        elif sources[source] != parameter.type:
            yield fault(definition, key, f"a source of the type {parameter.type}", f"{source} is of the type {sources[source]}.")


def _seal_faults(definition: Definition, seals: Collection[str] | None) -> Iterator[Fault]:
    if seals is not None and not definition.is_slip and definition.seal not in seals:
        remedy = f"Add [[seal]] with its art to the kiosk's configuration; it has: {', '.join(sorted(seals)) or 'none'}."
        yield fault(definition, ("seal",), "a seal with art", remedy)


def _glyph_faults(definition: Definition, fonts: FontStack) -> Iterator[Fault]:
    for key, text in _literals(definition):
        for number, line in enumerate(text.split("\n"), 1):
            missing = fonts.missing(line)
            if missing:
                codes = ", ".join(f"U+{ord(one):04X}" for one in missing)
                at = definition.places.line_inside(key, number)
                yield fault(definition, key, f"characters that the fonts have, not {codes}", "Write another character, or add a font.", at)


def _literals(definition: Definition) -> Iterator[tuple[Key, str]]:
    """Every text that is printed or shown, with its place; Mongolian has its own face, on the screen too."""
    yield from _each_language(("title",), definition.title)
    yield from _each_language(("unit",), definition.unit_words or {})
    yield from _each_language(("menu", "name"), definition.menu.name)
    yield from _each_language(("menu", "note"), definition.menu.note)
    if definition.consent:
        yield from _each_language(("consent",), definition.consent.sentences)
    for index, parameter in enumerate(definition.parameters):
        yield from _each_language(("parameter", index, "label"), parameter.label)
        for number, choice in enumerate(parameter.choices):
            yield from _each_language(("parameter", index, "choices", number, "label"), choice.label)
    for key, text in paper_texts(definition):
        yield from (((*key, language), words) for language, words in text.each())
    for index, field in enumerate(definition.fields):
        yield from ((("field", index, "value", language), words) for language, words in field.value.each())
    for index, table in enumerate(definition.tables):
        for number, column in enumerate(table.columns):
            yield from ((("table", index, "column", number, "value", language), words) for language, words in column.value.each())
    for name, words_table in definition.words.items():
        yield from ((("words", name, code), word) for code, word in words_table.items())
    yield from ((("facts", index), text) for index, text in enumerate(definition.facts))


def _each_language(key: Key, words: Mapping[str, str]) -> Iterator[tuple[Key, str]]:
    yield from (((*key, language), text) for language, text in words.items() if language != "mn")


def _page_faults(definition: Definition, schema: Schema, fonts: FontStack) -> Iterator[Fault]:
    """The whole paper with the longest and with the emptiest content, in every variant."""
    for variant in definition.languages:
        for content in (longest(schema), emptiest(schema)):
            yield from trial(definition, _stated(definition, content, variant), fonts)


def misfits(definition: Definition, content: Mapping[str, Any], fonts: FontStack) -> tuple[Fault, ...]:
    """What keeps this very content from becoming the paper: for a definition that is tried before the archive knows it."""
    return tuple(sorted(set(_glyph_faults(definition, fonts)))) or trial(definition, content, fonts)


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
        except (TemplateError, ValueError, TypeError) as error:
            yield refused(definition, ("facts", index), error)
            continue
        total += len("".join(line.strip() for line in text.splitlines()).encode())
        if total > FACTS_BYTES:
            remedy = "Name shorter fields, mask names, or leave a fact out."
            yield fault(definition, ("facts", index), f"at most {FACTS_BYTES} bytes of facts with the longest values", remedy)
            return
