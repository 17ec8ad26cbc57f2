"""The citizen's picks held against the definition and the archive's data: strictly, naming the parameter and never the value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archive.datasets.model import Asked, ChoiceSource, Dataset, MonthsSource, Named, Option, Query, Source, Span, SpellingSource
from archive.datasets.months import month, read
from archive.problems import Fault, Problem, Refusal
from printing.definition import BILINGUAL, CHINESE, VARIANTS, Definition, ParameterDefinition
from printing.pinyin import NoReading, spellings

MOST_READINGS = 9  # of one name; a group's values are 1.1 to 1.9


@dataclass(slots=True, repr=False)
class _Read:
    """What has been read so far."""

    language: str | None = None
    picked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    months: dict[str, Span] = field(default_factory=dict)
    spelt: dict[str, str] | None = None
    stated: dict[str, Any] = field(default_factory=dict)


def offered(definition: Definition, dataset: Dataset, asked: Asked) -> dict[str, tuple[Option, ...]]:
    """What may be picked for every parameter that takes its values from the archive's data, ranges of months aside."""
    found: dict[str, tuple[Option, ...]] = {}
    for parameter in definition.parameters:
        match _source(parameter, dataset):
            case ChoiceSource() as source:
                found[parameter.name] = source.options(asked)
            case SpellingSource() as source:
                found[parameter.name] = tuple(option for option, _, _ in _readings(source.people(asked)))
            case MonthsSource() | None:
                continue
    return found


def ranges(definition: Definition, dataset: Dataset, asked: Asked) -> dict[str, tuple[str, str]]:
    """The first and last month ("YYYY-MM") that may be picked, for every parameter that is a range of months."""
    found: dict[str, tuple[str, str]] = {}
    for parameter in definition.parameters:
        source = _source(parameter, dataset)
        if isinstance(source, MonthsSource):
            span = source.span(asked)
            found[parameter.name] = (month(span.earliest), month(span.latest))
    return found


def answerable(definition: Definition, dataset: Dataset, asked: Asked) -> bool:
    """Whether the archive's data have enough to pick from for every question that everybody is asked."""
    return all(
        len(source.options(asked)) >= parameter.at_least
        for parameter in definition.parameters
        if parameter.when is None and isinstance(source := _source(parameter, dataset), ChoiceSource)
    )


def query(definition: Definition, dataset: Dataset, asked: Asked, picked: Mapping[str, Sequence[str]]) -> Query:
    """What is asked for. Raises Refusal(INVALID_REQUEST)."""
    if not set(picked) <= {parameter.name for parameter in definition.parameters}:
        raise Refusal(Problem.INVALID_REQUEST, Fault("body.parameters", "names a parameter the definition does not have"))
    so_far = _Read()
    for parameter in definition.parameters:
        values = tuple(picked.get(parameter.name, ()))
        if not _is_asked(parameter, picked):
            if values:
                raise _wrong(parameter, "is not asked for with these picks")
            continue
        _take(so_far, parameter, _source(parameter, dataset), values, asked, definition)
    if so_far.language == BILINGUAL and so_far.spelt is None:
        so_far.spelt = _default_spellings(dataset, asked)
    if any(parameter.type == "language" for parameter in definition.parameters):
        so_far.stated["language"] = so_far.language or CHINESE
    return Query(asked, so_far.picked, so_far.months, so_far.spelt if so_far.language == BILINGUAL else None, so_far.stated)


def _take(
    so_far: _Read, parameter: ParameterDefinition, source: Source | None, values: tuple[str, ...], asked: Asked, definition: Definition
) -> None:
    match parameter.type, source:
        case "language", _:
            so_far.language = _language(parameter, values, definition)
        case "months", MonthsSource():
            span = read(values, source.span(asked))
            if span is None:
                raise _wrong(parameter, "takes two months in order, within the range offered")
            so_far.months[str(parameter.choices_from)] = span
        case "spelling", SpellingSource():
            so_far.spelt = _spelt(parameter, source.people(asked), values)
        case _, ChoiceSource():
            so_far.picked[str(parameter.choices_from)] = _counted(parameter, values)
        case _:
            so_far.stated |= _stated(parameter, _counted(parameter, values))


def _source(parameter: ParameterDefinition, dataset: Dataset) -> Source | None:
    return None if parameter.choices_from is None else dataset.sources[parameter.choices_from]


def _is_asked(parameter: ParameterDefinition, picked: Mapping[str, Sequence[str]]) -> bool:
    if parameter.when is None:
        return True
    return not set(parameter.when.values).isdisjoint(picked.get(parameter.when.parameter, ()))


def _wrong(parameter: ParameterDefinition, what: str) -> Refusal:
    return Refusal(Problem.INVALID_REQUEST, Fault(f"body.parameters.{parameter.name}", what))


def _counted(parameter: ParameterDefinition, values: tuple[str, ...]) -> tuple[str, ...]:
    once = tuple(dict.fromkeys(values))
    if not parameter.at_least <= len(once) <= parameter.at_most:
        raise _wrong(parameter, f"takes {parameter.at_least} to {parameter.at_most} values")
    return once


def _language(parameter: ParameterDefinition, values: tuple[str, ...], definition: Definition) -> str:
    if len(values) != 1 or values[0] not in definition.languages or values[0] not in VARIANTS:
        raise _wrong(parameter, "takes one of the definition's languages")
    return values[0]


def _stated(parameter: ParameterDefinition, values: Iterable[str]) -> dict[str, Any]:
    words = {choice.value: choice.label for choice in parameter.choices}
    stated: dict[str, Any] = {}
    for value in values:
        if value not in words:
            raise _wrong(parameter, "is not among the definition's choices")
        stated[parameter.name] = {"code": value, "label": words[value]["zh"], "label_en": words[value]["en"]}
    return stated


def _readings(people: Iterable[Named]) -> Iterable[tuple[Option, str, str]]:
    """Every reading of every name, the likeliest first: the option, whose it is, and the spelling."""
    for group, person in enumerate(people, start=1):
        for nth, spelling in enumerate(_spellings(person), start=1):
            yield Option(f"{group}.{nth}", spelling, f"{person.name}（{person.detail}）", str(group)), person.key, spelling


def _spellings(person: Named) -> tuple[str, ...]:
    """The readings of a name, the likeliest first; none for a name that the kiosk cannot spell."""
    try:
        return spellings(person.name, person.nation)[:MOST_READINGS]
    except NoReading:
        return ()


def _spelt(parameter: ParameterDefinition, people: tuple[Named, ...], values: tuple[str, ...]) -> dict[str, str]:
    """One reading of every name that has any. Raises Refusal(INVALID_REQUEST)."""
    offers = {option.value: (key, spelling) for option, key, spelling in _readings(people)}
    if not set(values) <= set(offers):
        raise _wrong(parameter, "is not among the spellings offered")
    chosen = [offers[value] for value in values]
    if sorted(key for key, _ in chosen) != sorted({key for key, _ in offers.values()}):
        raise _wrong(parameter, "takes exactly one spelling of every group")
    return dict(chosen)


def _default_spellings(dataset: Dataset, asked: Asked) -> dict[str, str]:
    """The likeliest reading of every name, where a definition in two languages does not ask."""
    found: dict[str, str] = {}
    for source in dataset.sources.values():
        if isinstance(source, SpellingSource):
            for _, key, spelling in _readings(source.people(asked)):
                found.setdefault(key, spelling)
    return found
