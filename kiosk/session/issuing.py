"""Issuing: the certificate gets its number, seal and signature. The card may go already."""

from __future__ import annotations

from dataclasses import replace

from kiosk.problems import Code
from kiosk.session.events import Event, Failed, PaperReady, Tick, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import apologise, enter, is_for_this_citizen, stay, void_and_apologise, void_and_end
from kiosk.session.states import Issuing, TakeCard
from kiosk.session.take_card import hand_over
from kiosk.session.values import Paper


def on(machine: Machine, state: Issuing, event: Event) -> Step:
    """What Issuing does with an event."""
    match event:
        case PaperReady(paper=paper):
            return _ready(machine, state, paper)
        case Failed(problem=problem, receipt=receipt):
            return apologise(machine, problem, receipt)
        case Touch(control="cancel"):
            return replace(machine, state=replace(state, cancelled=True)), ()
        case Tick() if machine.seconds_left == 0:
            # The number, if there will be one, is voided when the late answer comes (see advance).
            return apologise(machine, Code.TOOK_TOO_LONG)
        case _:
            return stay(machine)


def _ready(machine: Machine, state: Issuing, paper: Paper) -> Step:
    if paper.kind != state.draft.kind or not is_for_this_citizen(machine, paper.subject_id_number):
        return void_and_apologise(machine, paper, Code.PERSON_MISMATCH)
    if state.cancelled:
        return void_and_end(machine, paper, "cancelled")
    if machine.card is None or (machine.visit is not None and machine.card != machine.visit.card):
        # Taken meanwhile; a card that lies there now is the next citizen's, and not this gate's to wait for.
        return hand_over(machine, paper)
    return enter(machine, TakeCard(paper)), ()
