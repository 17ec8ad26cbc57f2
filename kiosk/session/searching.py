"""Searching: the choices of a kind, its draft, and the picture of its page, one after the other."""

from __future__ import annotations

from dataclasses import replace

from kiosk.problems import Code
from kiosk.session import with_card
from kiosk.session.basket import pages as basket_pages
from kiosk.session.effects import RenderPreview, RequestDraft
from kiosk.session.events import ChoicesReady, DraftReady, Event, Failed, PreviewReady, Tick
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import apologise, enter, is_for_this_citizen, refuse
from kiosk.session.questions import asked, begun, sent
from kiosk.session.states import Details, Review, Searching, SearchStep
from kiosk.session.values import Choices, Draft, Kind, Picked


def on(machine: Machine, state: Searching, event: Event) -> Step:
    """What Searching does with an event."""
    match event:
        case ChoicesReady(kind=kind, choices=choices) if state.step is SearchStep.CHOICES and kind == state.kind:
            return _ask(machine, machine.rules.kind(kind), choices)
        case DraftReady(draft=draft) if state.step is SearchStep.DRAFT:
            return _drafted(machine, state, draft)
        case PreviewReady(draft=drawn, pages=pages) if state.draft is not None and drawn == state.draft.id:
            drawn_draft = replace(state.draft, picked=_picked(machine, state), pages=len(pages))
            return enter(machine, Review(drawn_draft, pages, details=state.details)), ()
        case Failed(problem=problem, receipt=receipt):
            return refuse(machine, problem, receipt)
        case Tick() if machine.seconds_left == 0:
            return apologise(machine, Code.TOOK_TOO_LONG)
        case _:
            return with_card.on(machine, event)


def _ask(machine: Machine, kind: Kind, choices: tuple[Choices, ...]) -> Step:
    details = begun(kind, choices)
    if not asked(kind, details.picked):
        return request_draft(machine, kind.id, (), None)
    return enter(machine, details), ()


def request_draft(machine: Machine, kind: str, picked: Picked, details: Details | None) -> Step:
    """Ask the archive for a draft of `kind`."""
    assert machine.visit is not None
    assert machine.visit.token is not None
    effect = RequestDraft(machine.visit_id, machine.visit.token, kind, picked)
    return enter(machine, Searching(kind, SearchStep.DRAFT, details)), (effect,)


def _picked(machine: Machine, state: Searching) -> Picked:
    return () if state.details is None else sent(machine.rules.kind(state.kind), state.details.picked)


def _drafted(machine: Machine, state: Searching, draft: Draft) -> Step:
    if draft.kind != state.kind or not is_for_this_citizen(machine, draft.subject_id_number):
        return apologise(machine, Code.PERSON_MISMATCH)
    return replace(machine, state=replace(state, step=SearchStep.PREVIEW, draft=draft)), (
        RenderPreview(machine.visit_id, draft, basket_pages(machine)),
    )
