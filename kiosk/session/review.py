"""Review: the very page, before anything is registered."""

from __future__ import annotations

from dataclasses import replace

from kiosk.problems import Code
from kiosk.session import with_card
from kiosk.session.effects import IssuePaper
from kiosk.session.events import Event, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import apologise, enter, is_for_this_citizen
from kiosk.session.states import Catalogue, Issuing, Review


def on(machine: Machine, state: Review, event: Event) -> Step:
    """What Review does with an event."""
    match event:
        case Touch(control="print"):
            return _print(machine, state)
        case Touch(control="back"):
            return enter(machine, state.details or Catalogue()), ()
        case Touch(control="page-next"):
            return _leaf(machine, state, 1)
        case Touch(control="page-previous"):
            return _leaf(machine, state, -1)
        case _:
            return with_card.on(machine, event)


def _leaf(machine: Machine, state: Review, by: int) -> Step:
    return replace(machine, state=replace(state, page=state.page + by)), ()


def _print(machine: Machine, state: Review) -> Step:
    visit = machine.visit
    if visit is None or visit.token is None or visit.subject is None or not is_for_this_citizen(machine, state.draft.subject_id_number):
        return apologise(machine, Code.PERSON_MISMATCH)
    effect = IssuePaper(visit.id, visit.token, state.draft, visit.subject.id_number)
    return enter(machine, Issuing(state.draft)), (effect,)
