"""Review: the very page, before anything is registered. It is printed, with what was chosen before it, or kept while more is chosen."""

from __future__ import annotations

from dataclasses import replace

from kiosk.problems import Code
from kiosk.session import with_card
from kiosk.session.basket import basket, filled, with_paper
from kiosk.session.effects import UncoverNumbers
from kiosk.session.events import Event, PagesUncovered, Touch
from kiosk.session.issuing import begin_issuing
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import apologise, enter, is_for_this_citizen, refuse
from kiosk.session.states import Catalogue, Report, Review


def on(machine: Machine, state: Review, event: Event) -> Step:
    """What Review does with an event."""
    match event:
        case Touch(control="print" | "phone" | "add-another") if not is_for_this_citizen(machine, state.draft.subject_id_number):
            return apologise(machine, Code.PERSON_MISMATCH)
        case Touch(control="print"):
            return begin_issuing(machine, with_paper(basket(machine), state.draft))
        case Touch(control="phone"):
            return begin_issuing(machine, with_paper(basket(machine), state.draft), by_phone=True)
        case Touch(control="wrong"):
            return enter(machine, Report(state)), ()
        case Touch(control="add-another"):
            return enter(filled(machine, with_paper(basket(machine), state.draft)), Catalogue()), ()
        case Touch(control="back"):
            return enter(machine, state.details or Catalogue()), ()
        case Touch(control="id-numbers"):
            return _uncover(machine, state)
        case PagesUncovered(draft=drawn, pages=pages, problem=problem) if state.uncovering and drawn == state.draft.id:
            if problem is not None or len(pages) != len(state.pages):
                return refuse(machine, problem or Code.CONTENT_UNFIT)
            return replace(machine, state=replace(state, uncovered=pages, in_full=True, uncovering=False)), ()
        case Touch(control="page-next"):
            return _leaf(machine, state, 1)
        case Touch(control="page-previous"):
            return _leaf(machine, state, -1)
        case _:
            return with_card.on(machine, event)


def _uncover(machine: Machine, state: Review) -> Step:
    """The numbers in full, or masked again; they are drawn when they are first asked for."""
    if state.uncovered:
        return replace(machine, state=replace(state, in_full=not state.in_full)), ()
    return replace(machine, state=replace(state, uncovering=True)), (UncoverNumbers(machine.visit_id, state.draft),)


def _leaf(machine: Machine, state: Review, by: int) -> Step:
    return replace(machine, state=replace(state, page=state.page + by)), ()
