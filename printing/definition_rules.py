"""What the keys of one definition demand of each other, beyond the shape of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from printing.definition_parts import BILINGUAL, LANGUAGES, PaperText
from printing.faults import Fault
from printing.places import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from printing.definition import Definition
    from printing.definition_parts import ParameterDefinition
    from printing.places import Key

LANGUAGE: Final = "language"  # the parameter that picks the variant, and what the content calls it
RECEIPT: Final = "receipt"  # the dataset of slips
_FROM_DATA: Final = ("spelling", "months")
Broken = tuple["Key", str, str]  # where, what was expected, the remedy


def broken_rules(definition: Definition) -> Iterator[Fault]:
    """A fault for each rule that the definition breaks."""
    for rules in (_of_form, _of_languages, _of_parameters, _of_names):
        for key, expected, remedy in rules(definition):
            yield Fault(definition.file, definition.places.line(key), dotted(key), expected, remedy)


def paper_texts(definition: Definition) -> Iterator[tuple[Key, PaperText]]:
    """Every text of the paper that may stand in two languages, with its place; values of fields and columns are not among them."""
    for name, paragraphs in (("body", definition.body), ("remark", definition.remarks), ("note", definition.notes)):
        for index, paragraph in enumerate(paragraphs):
            yield (name, index), paragraph
    if definition.closing:
        yield ("closing",), definition.closing
    for index, field in enumerate(definition.fields):
        yield ("field", index, "label"), field.label
    for index, table in enumerate(definition.tables):
        for name, text in (("caption", table.caption), ("empty", table.empty)):
            if text:
                yield ("table", index, name), text
        for number, column in enumerate(table.columns):
            yield ("table", index, "column", number, "title"), column.title
    for index, image in enumerate(definition.images):
        yield ("image", index, "caption"), image.caption
        if image.footer:
            yield ("image", index, "footer"), image.footer


def _of_form(definition: Definition) -> Iterator[Broken]:
    if not definition.is_slip:
        if definition.dataset == RECEIPT:
            yield ("dataset",), "a dataset that is issued", 'Receipts are slips: write form = "slip".'
        for key, there in (("legal_basis", bool(definition.legal_basis)), ("facts", bool(definition.facts))):
            if not there:
                yield (key,), f"the key {key!r}", f"Add {key} = … here."
        return
    if definition.dataset != RECEIPT:
        yield ("dataset",), repr(RECEIPT), "A slip shows a receipt and nothing else."
    forbidden = ("seal", "validity", "facts", "consent", "parameter", "image", "languages")
    given = definition.model_fields_set | {"parameter" for _ in definition.parameters} | {"image" for _ in definition.images}
    for key in (key for key in forbidden if key in given):
        yield (key,), f"no {key} on a slip", "Remove it; a slip is a receipt, not a certificate."


def _of_languages(definition: Definition) -> Iterator[Broken]:
    if definition.languages[0] != "zh" or len(set(definition.languages)) != len(definition.languages):
        yield ("languages",), '"zh" first, each variant once', f'Write languages = ["zh", "{BILINGUAL}"].'
        return
    asked = [index for index, parameter in enumerate(definition.parameters) if parameter.type == LANGUAGE]
    if BILINGUAL not in definition.languages:
        for index in asked:
            yield ("parameter", index, "type"), "two languages to choose from", f'Write languages = ["zh", "{BILINGUAL}"] above.'
        return
    if not asked:
        yield ("languages",), "a parameter of the type language", 'Add [[parameter]] with name = "language" and type = "language".'
    if definition.unit_words and "en" not in definition.unit_words:
        yield ("unit",), "the words in language 'en'", 'Write unit = { zh = "…", en = "…" }.'
    for key, text in paper_texts(definition):
        if text.en is None:
            yield (*key, "en"), "the words in language 'en'", 'Add en = "…": the file offers a bilingual paper.'


def _of_parameters(definition: Definition) -> Iterator[Broken]:
    earlier: dict[str, ParameterDefinition] = {}
    for index, parameter in enumerate(definition.parameters):
        key: Key = ("parameter", index)
        if parameter.name in earlier:
            yield (*key, "name"), "every parameter name once", "Rename one of the two."
        yield from ((key, expected, remedy) for expected, remedy in _of_source(parameter))
        if parameter.at_least > parameter.at_most or (parameter.choices and parameter.at_most > len(parameter.choices)):
            yield key, "at_least <= at_most <= the number of choices", "Correct the numbers."
        if len({choice.value for choice in parameter.choices}) != len(parameter.choices):
            yield (*key, "choices"), "every choice once", "Remove the repetition."
        if parameter.when:
            other = earlier.get(parameter.when.parameter)
            if other is None:
                yield (*key, "when"), "a parameter above this one", f"Above it stand: {', '.join(earlier) or 'none'}."
            elif (known := _values(definition, other)) and not set(parameter.when.values) <= set(known):
                yield (*key, "when"), f"a value of {other.name!r}", f"It has: {', '.join(known)}."
        earlier[parameter.name] = parameter


def _of_source(parameter: ParameterDefinition) -> Iterator[tuple[str, str]]:
    counted = parameter.model_fields_set & {"at_least", "at_most"}
    match parameter.type:
        case "choice":
            if (parameter.choices_from is None) == (not parameter.choices):
                yield "either choices_from or choices", "Keep one of the two."
            return
        case "language":
            if parameter.choices_from or parameter.choices:
                yield "no choices for a language", "Remove them; the languages stand at the top of the file."
            if parameter.name != LANGUAGE:
                yield f"the name {LANGUAGE!r}", "The content calls the variant so."
        case "spelling" | "months":
            if parameter.choices or not parameter.choices_from:
                yield f"choices_from for {parameter.type}", "Name the dataset's source."
    if counted:
        yield f"no {' and no '.join(sorted(counted))} for {parameter.type}", "Remove it; the type says how many."


def _values(definition: Definition, parameter: ParameterDefinition) -> tuple[str, ...]:
    return definition.languages if parameter.type == LANGUAGE else tuple(choice.value for choice in parameter.choices)


def _of_names(definition: Definition) -> Iterator[Broken]:
    taken = {f"{parameter.name}_{language}" for parameter in definition.parameters if parameter.choices for language in LANGUAGES}
    for name in sorted(taken & definition.words.keys()):
        yield ("words", name), "another name", f"{name} already holds the labels of a parameter's choices."
