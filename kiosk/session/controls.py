"""Which controls a screen offers, in reading order. The screens draw these and `advance` accepts no others."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.problems import Code
from kiosk.session.basket import REMOVE, basket
from kiosk.session.machine import Machine
from kiosk.session.menu import against, before_the_card, offer_of
from kiosk.session.questions import complete, current, month_words
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
    Staff,
    TakeCard,
)
from kiosk.session.values import ParameterType
from kiosk.staff.desk import knobs
from kiosk.staff.happened import PREFIX
from kiosk.staff.rehearse import Rehearse

LANGUAGES = {"language-zh": "zh_CN", "language-mn": "mn_Mong", "language-en": "en"}
"""Control name to locale; offered where the rules list the locale."""

LOCAL = frozenset(
    {
        *("choices-previous", "choices-next"),
        *("page-zoom", "page-left", "page-up", "page-down", "page-right"),
        *("pan-left", "pan-up", "pan-down", "pan-right", "pan"),
    }
)
"""What a screen does by itself, whatever the state: to the session such a touch says only that somebody is here. `pan`: a drag."""


@dataclass(frozen=True, slots=True)
class Control:
    """Something to touch. `reason` says why it is not enabled; `selected` is a toggle's state."""

    name: str
    enabled: bool = True
    reason: Code | None = None
    selected: bool = False


def controls(machine: Machine) -> tuple[Control, ...]:
    """The controls of the machine's state; none while it is covered."""
    if machine.veiled:
        return ()
    more_time = (Control("more-time"),) if machine.warning and not _rehearses(machine) else ()
    return _of_state(machine) + more_time + _ways_of_showing(machine)


def _of_state(machine: Machine) -> tuple[Control, ...]:
    match machine.state:
        case Attract():
            kinds = tuple(_usable(kind.id, before_the_card(machine, kind)) for kind in machine.rules.kinds)
            return (*kinds, _usable("start", before_the_card(machine)))
        case AskForCard() | ReadingCard() | Searching():
            return (Control("cancel"),)
        case Issuing(cancelled=cancelled):
            return (Control("cancel", enabled=not cancelled),)
        case Catalogue():
            offered = [kind for kind in machine.rules.kinds if offer_of(machine, kind) is not None]
            return (*(_usable(kind.id, against(machine, kind)) for kind in offered), *_chosen(machine), Control("cancel"))
        case Details() as details:
            return (*_question(machine, details), Control("next", enabled=answered(machine, details)), Control("back"), Control("cancel"))
        case Review() as review:
            return (*_leafing(review), *_kept(machine, review), Control("back"), Control("cancel"))
        case TakeCard(sheets=sheets):
            asked = () if machine.tells_removal else (Control("confirm"),)
            return (*asked, Control("cancel")) if sheets else asked
        case Collect():
            return (Control("done"),)
        case Apology() as apology:
            return _after_refusal(machine, apology)
        case Staff(desk=desk):
            return tuple(Control(PREFIX + knob.name, knob.enabled, selected=knob.selected) for knob in knobs(desk))
        case Printing() | OutOfService():
            return ()


def _usable(name: str, reason: Code | None) -> Control:
    return Control(name, enabled=reason is None, reason=reason)


def _chosen(machine: Machine) -> tuple[Control, ...]:
    """In the menu: each paper of the basket can be taken out, and all of them printed."""
    papers = basket(machine)
    if not papers:
        return ()
    return (*(Control(f"{REMOVE}{place}") for place in range(len(papers))), _usable("print", machine.cannot_print))


def _kept(machine: Machine, review: Review) -> tuple[Control, ...]:
    """In the review: the paper goes into the basket, or to the printer together with those that lie there."""
    printing = _usable("print", machine.cannot_print)
    if machine.rules.most_papers == 1:
        return (printing,)
    others = sum(not other.same_paper(review.draft) for other in basket(machine))
    full = Code.BASKET_FULL if others + 1 >= machine.rules.most_papers else None
    return (_usable("add-another", full), printing)


def _leafing(review: Review) -> tuple[Control, ...]:
    last = len(review.pages) - 1
    if last <= 0:
        return ()
    return (Control("page-previous", enabled=review.page > 0), Control("page-next", enabled=review.page < last))


def _question(machine: Machine, details: Details) -> tuple[Control, ...]:
    """The choices of the question that is asked now; of a range of months its presets and steps."""
    parameter, group = current(machine.rules.kind(details.kind), details)
    values = dict(details.picked).get(parameter.name, ())
    if parameter.type is ParameterType.MONTHS:
        words = month_words(group, values)
        return tuple(Control(f"{parameter.name}:{word}", enabled=enabled, selected=selected) for word, enabled, selected in words)
    alone = parameter.radio or parameter.at_most == 1 or parameter.type is ParameterType.SPELLING
    full = not alone and len(values) >= parameter.at_most
    return tuple(
        Control(f"{parameter.name}:{choice.value}", enabled=choice.value in values or not full, selected=choice.value in values)
        for choice in group.choices
    )


def answered(machine: Machine, details: Details) -> bool:
    """Whether the question that is asked now has its answer."""
    parameter, group = current(machine.rules.kind(details.kind), details)
    return complete(parameter, group, dict(details.picked).get(parameter.name, ()))


def _after_refusal(machine: Machine, apology: Apology) -> tuple[Control, ...]:
    if machine.visit is None:
        return (Control("done"),)
    # No slip is offered that could not be printed: the number on the screen is as good.
    can_slip = apology.receipt is not None and apology.receipt.form is not None and machine.cannot_print is None
    return (*((Control("print-slip"),) if can_slip else ()), Control("back"), Control("done"))


def _rehearses(machine: Machine) -> bool:
    """Whether a citizen's screen is shown for staff: nothing on it does anything but end it."""
    return isinstance(machine.state, Staff) and isinstance(machine.state.desk.page, Rehearse) and machine.state.desk.page.code is not None


def _ways_of_showing(machine: Machine) -> tuple[Control, ...]:
    if isinstance(machine.state, OutOfService) or _rehearses(machine):
        return ()
    offered = [name for name, locale in LANGUAGES.items() if locale in machine.rules.locales]
    languages = tuple(Control(name, selected=LANGUAGES[name] == machine.locale) for name in offered)
    return languages + tuple(Control(name, selected=name in machine.modes) for name in machine.rules.modes)
