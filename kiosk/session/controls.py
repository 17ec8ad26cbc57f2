"""Which controls a screen offers, in reading order. The screens draw these and `advance` accepts no others."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.problems import Code
from kiosk.session.machine import Machine
from kiosk.session.states import (
    Apology,
    AskForCard,
    Attract,
    Catalogue,
    Collect,
    Details,
    Issuing,
    OutOfService,
    Printing,
    ReadingCard,
    Review,
    Searching,
    TakeCard,
)

LANGUAGES = {"language-zh": "zh_CN", "language-mn": "mn_Mong", "language-en": "en"}
"""Control name to locale; offered where the rules list the locale."""

MODES = ("large-print", "high-contrast")
"""Modes of showing, each a toggle of its own name."""


@dataclass(frozen=True, slots=True)
class Control:
    """Something to touch. `reason` says why it is not enabled; `selected` is a toggle's state."""

    name: str
    enabled: bool = True
    reason: Code | None = None
    selected: bool = False


def controls(machine: Machine) -> tuple[Control, ...]:
    """The controls of the machine's state."""
    more_time = (Control("more-time"),) if machine.warning else ()
    return _of_state(machine) + more_time + _ways_of_showing(machine)


def _of_state(machine: Machine) -> tuple[Control, ...]:
    match machine.state:
        case Attract():
            left = Code.CARD_LEFT if machine.stale_card else None
            return (Control("start", enabled=left is None, reason=left),)
        case AskForCard() | ReadingCard() | Searching():
            return (Control("cancel"),)
        case Issuing(cancelled=cancelled):
            return (Control("cancel", enabled=not cancelled),)
        case Catalogue():
            offers = machine.visit.offers if machine.visit else ()
            return (*(Control(o.kind, enabled=o.available, reason=o.reason) for o in offers), Control("cancel"))
        case Details() as details:
            return (*_choices(machine, details), Control("next", enabled=complete(machine, details)), Control("back"), Control("cancel"))
        case Review() as review:
            reason = machine.cannot_print
            return (*_leafing(review), Control("print", enabled=reason is None, reason=reason), Control("back"), Control("cancel"))
        case TakeCard(paper=paper):
            asked = () if machine.tells_removal else (Control("confirm"),)
            return asked if paper is None else (*asked, Control("cancel"))
        case Collect():
            return (Control("done"),)
        case Apology():
            return (Control("back"), Control("done")) if machine.visit else (Control("done"),)
        case Printing() | OutOfService():
            return ()


def _leafing(review: Review) -> tuple[Control, ...]:
    last = len(review.pages) - 1
    if last <= 0:
        return ()
    return (Control("page-previous", enabled=review.page > 0), Control("page-next", enabled=review.page < last))


def _choices(machine: Machine, details: Details) -> tuple[Control, ...]:
    picked = dict(details.picked)
    kind = machine.rules.kind(details.kind)
    at_most = {parameter.name: parameter.at_most for parameter in kind.parameters}
    shown = []
    for group in details.choices:
        chosen = picked.get(group.parameter, ())
        full = at_most[group.parameter] > 1 and len(chosen) >= at_most[group.parameter]
        for choice in group.choices:
            selected = choice.value in chosen
            shown.append(Control(f"{group.parameter}:{choice.value}", enabled=selected or not full, selected=selected))
    return tuple(shown)


def complete(machine: Machine, details: Details) -> bool:
    """Whether every parameter has as many values as its kind asks for."""
    picked = dict(details.picked)
    return all(p.at_least <= len(picked.get(p.name, ())) <= p.at_most for p in machine.rules.kind(details.kind).parameters)


def _ways_of_showing(machine: Machine) -> tuple[Control, ...]:
    if isinstance(machine.state, OutOfService):
        return ()
    offered = [name for name, locale in LANGUAGES.items() if locale in machine.rules.locales]
    languages = tuple(Control(name, selected=LANGUAGES[name] == machine.locale) for name in offered)
    return languages + tuple(Control(name, selected=name in machine.modes) for name in MODES)
