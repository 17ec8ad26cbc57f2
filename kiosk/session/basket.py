"""The basket: the papers a visit has chosen, in order, none of them registered. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.problems import Code
from kiosk.session.machine import Machine
from kiosk.session.values import Draft, Kind

REMOVE = "remove:"
"""With the place in the basket, from 0: the control that takes a paper out."""


def basket(machine: Machine) -> tuple[Draft, ...]:
    """What has been chosen so far."""
    return machine.visit.basket if machine.visit else ()


def with_paper(chosen: tuple[Draft, ...], draft: Draft) -> tuple[Draft, ...]:
    """The basket with `draft` in it; where the same paper lay already, this newer draft of it takes its place."""
    if any(other.same_paper(draft) for other in chosen):
        return tuple(draft if other.same_paper(draft) else other for other in chosen)
    return (*chosen, draft)


def holds(machine: Machine, draft: Draft) -> bool:
    """Whether the same paper has been chosen already."""
    return any(other.same_paper(draft) for other in basket(machine))


def filled(machine: Machine, chosen: tuple[Draft, ...]) -> Machine:
    """The machine with `chosen` as its visit's basket."""
    assert machine.visit is not None
    return replace(machine, visit=replace(machine.visit, basket=chosen))


def pages(machine: Machine) -> int:
    """How many pages the chosen papers have together."""
    return sum(draft.pages for draft in basket(machine))


def full(machine: Machine) -> Code | None:
    """Why no further paper can be chosen; None while there is room."""
    return Code.BASKET_FULL if len(basket(machine)) >= machine.rules.most_papers else None


def chosen_already(machine: Machine, kind: Kind) -> bool:
    """Whether a kind that asks nothing, so that there is only one such paper, has been chosen."""
    return not kind.parameters and any(draft.kind == kind.id for draft in basket(machine))
