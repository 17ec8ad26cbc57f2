"""The questions of a kind: which are asked for, what is picked to begin with, and what a touch makes of it. Pure."""

from __future__ import annotations

from kiosk.session.months import PRESETS, STEPS, chosen, preset, presets, stepped
from kiosk.session.states import Details
from kiosk.session.values import Choices, Kind, Parameter, ParameterType, Picked


def asked(kind: Kind, picked: Picked) -> tuple[Parameter, ...]:
    """The parameters to ask for while `picked` stands, in the definition's order."""
    values = dict(picked)
    names: list[str] = []
    found: list[Parameter] = []
    for parameter in kind.parameters:
        if parameter.when is None or (
            parameter.when[0] in names and not set(parameter.when[1]).isdisjoint(values.get(parameter.when[0], ()))
        ):
            names.append(parameter.name)
            found.append(parameter)
    return tuple(found)


def sent(kind: Kind, picked: Picked) -> Picked:
    """What goes to the archive: the parameters that are asked for, and no others."""
    names = {parameter.name for parameter in asked(kind, picked)}
    return tuple((name, values) for name, values in picked if name in names)


def begun(kind: Kind, choices: tuple[Choices, ...]) -> Details:
    """The first question, with what is picked to begin with."""
    parameters = {parameter.name: parameter for parameter in kind.parameters}
    picked = tuple((group.parameter, _at_first(parameters[group.parameter], group)) for group in choices if group.parameter in parameters)
    return Details(kind.id, choices, picked)


def _at_first(parameter: Parameter, group: Choices) -> tuple[str, ...]:
    match parameter.type:
        case ParameterType.LANGUAGE:
            return tuple(choice.value for choice in group.choices[:1])
        case ParameterType.SPELLING:
            firsts = {choice.group: choice.value for choice in reversed(group.choices)}
            return tuple(choice.value for choice in group.choices if firsts[choice.group] == choice.value)
        case ParameterType.MONTHS:
            return group.span.texts if group.span else ()
        case ParameterType.CHOICE:
            # With nothing to choose from there is nothing to ask; the citizen still sees it and goes on.
            return (group.choices[0].value,) if _alone(parameter, group) else ()


def _alone(parameter: Parameter, group: Choices) -> bool:
    """Whether there is but one answer, which has to be given: it stands picked, and whoever touches it all the same keeps it."""
    return parameter.at_least >= 1 and len(group.choices) == 1


def current(kind: Kind, details: Details) -> tuple[Parameter, Choices]:
    """The question that is asked now, and its choices."""
    questions = asked(kind, details.picked)
    parameter = questions[min(details.step, len(questions) - 1)]
    return parameter, next(group for group in details.choices if group.parameter == parameter.name)


def complete(parameter: Parameter, group: Choices, values: tuple[str, ...]) -> bool:
    """Whether the question has its answer."""
    match parameter.type:
        case ParameterType.SPELLING:
            return {c.group for c in group.choices if c.value in values} == {c.group for c in group.choices}
        case ParameterType.MONTHS:
            return len(values) == 2
        case ParameterType.CHOICE | ParameterType.LANGUAGE:
            return parameter.at_least <= len(values) <= parameter.at_most


def month_words(group: Choices, values: tuple[str, ...]) -> tuple[tuple[str, bool, bool], ...]:
    """(word, enabled, selected) of every step and preset of a range, in reading order."""
    if group.span is None:
        return ()
    now = chosen(values)
    ready = tuple((word, True, preset(group.span, word) == now) for word in presets(group.span))
    return (*ready, *((word, stepped(group.span, now, word) != now, False) for word in STEPS))


def touched(parameter: Parameter, group: Choices, values: tuple[str, ...], word: str) -> tuple[str, ...]:
    """What is picked after a touch of the choice, step or preset called `word`."""
    if parameter.type is ParameterType.MONTHS:
        if group.span is None:
            return values
        return (preset(group.span, word) if word in PRESETS else stepped(group.span, chosen(values), word)).texts
    if parameter.type is ParameterType.SPELLING:
        groups = {choice.value: choice.group for choice in group.choices}
        kept = {value for value in values if groups[value] != groups[word]} | {word}
    elif parameter.radio or _alone(parameter, group):
        kept = {word}
    elif word in values:
        kept = set(values) - {word}
    else:
        kept = {word} if parameter.at_most == 1 else {*values, word}
    # The paper lists people in the register's order, not in that of the touches.
    return tuple(choice.value for choice in group.choices if choice.value in kept)
