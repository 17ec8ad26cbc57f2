"""Issuing: each certificate gets its number, seal and signature, one after the other. The card may go already."""

from __future__ import annotations

from dataclasses import replace

from kiosk.problems import Code
from kiosk.session.basket import filled
from kiosk.session.effects import IssuePaper
from kiosk.session.events import Event, Failed, PaperReady, Tick, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import (
    ABOUT_THE_DOCUMENT,
    apologise,
    enter,
    is_for_this_citizen,
    stay,
    void_and_apologise,
    void_and_end,
)
from kiosk.session.states import Issuing, TakeCard
from kiosk.session.take_card import hand_over
from kiosk.session.values import Draft, Ending, Listed, Paper, Receipt, Sheet, Slip


def begin_issuing(machine: Machine, drafts: tuple[Draft, ...], slips: tuple[Slip, ...] = ()) -> Step:
    """Have these papers issued, and printed together with `slips`. What is being issued lies in no basket any more."""
    if not all(is_for_this_citizen(machine, draft.subject_id_number) for draft in drafts):
        return apologise(machine, Code.PERSON_MISMATCH)
    return _next(filled(machine, ()), Issuing(drafts, slips=slips))


def on(machine: Machine, state: Issuing, event: Event) -> Step:
    """What Issuing does with an event."""
    match event:
        case PaperReady(paper=paper):
            return _ready(machine, state, paper)
        case Failed(problem=problem, receipt=receipt):
            return _failed(machine, state, problem, receipt)
        case Touch(control="cancel"):
            return replace(machine, state=replace(state, cancelled=True)), ()
        case Tick() if machine.seconds_left == 0:
            # The number, if there will be one, is voided when the late answer comes (see advance).
            return _failed(machine, state, Code.TOOK_TOO_LONG, None)
        case _:
            return stay(machine)


def _next(machine: Machine, state: Issuing) -> Step:
    """The next draft's turn; after the last one, the gate."""
    if state.index == len(state.drafts):
        return _all_done(machine, state)
    visit = machine.visit
    if visit is None or visit.token is None or visit.subject is None:
        return void_and_apologise(machine, state.papers, Code.PERSON_MISMATCH)
    effect = IssuePaper(visit.id, visit.token, state.draft, visit.subject.id_number)
    return enter(machine, state), (effect,)


def _ready(machine: Machine, state: Issuing, paper: Paper) -> Step:
    papers = (*state.papers, paper)
    if paper.kind != state.draft.kind or not is_for_this_citizen(machine, paper.subject_id_number):
        return void_and_apologise(machine, papers, Code.PERSON_MISMATCH)
    if state.cancelled:
        return void_and_end(machine, papers, "cancelled")
    return _next(machine, replace(state, papers=papers))


def _failed(machine: Machine, state: Issuing, problem: Code, receipt: Receipt | None) -> Step:
    """One paper's failure does not take the others along; what is wrong with the kiosk or the archive would meet the rest too."""
    if problem is Code.PERSON_MISMATCH:
        return void_and_apologise(machine, state.papers, problem)
    if state.cancelled:
        return void_and_end(machine, state.papers, "cancelled")
    left = state.drafts[state.index :]
    stopped = left[:1] if problem in ABOUT_THE_DOCUMENT else left
    lines = tuple(Listed(draft.kind, Ending.NOT_ISSUED, problem=problem) for draft in stopped)
    if receipt is not None:
        lines = (replace(lines[0], number=receipt.number), *lines[1:])
    state = replace(state, failed=state.failed + lines)
    if state.index == len(state.drafts) and not state.papers and not state.slips:
        return apologise(machine, state.failed[0].problem or problem, receipt, listed=state.failed)
    return _next(machine, state)


def _all_done(machine: Machine, state: Issuing) -> Step:
    sheets: tuple[Sheet, ...] = (*state.papers, *state.slips)
    if machine.card is None or (machine.visit is not None and machine.card != machine.visit.card):
        # Taken meanwhile; a card that lies there now is the next citizen's, and not this gate's to wait for.
        return hand_over(machine, sheets, state.failed)
    return enter(machine, TakeCard(sheets, state.failed)), ()
