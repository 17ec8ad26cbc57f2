"""Phone: papers go to the citizen's phone instead of the printer, one link after the other. What became of a link the archive says."""

from __future__ import annotations

from dataclasses import replace

from kiosk.problems import Code
from kiosk.session.effects import OfferPaper, WithdrawPaper
from kiosk.session.events import Event, Failed, PhoneOffered, PhoneSettled, Tick, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import apologise, end_visit, enter, is_for_this_citizen, stay, void_and_apologise, voids
from kiosk.session.rating import is_rating, rated
from kiosk.session.states import Phone
from kiosk.session.values import Ending, Listed, Paper


def offer(machine: Machine, papers: tuple[Paper, ...], failed: tuple[Listed, ...] = ()) -> Step:
    """Have these papers go to the citizen's phone."""
    if not all(is_for_this_citizen(machine, paper.subject_id_number) for paper in papers):
        return void_and_apologise(machine, papers, Code.PERSON_MISMATCH)
    return _next(machine, Phone(papers, failed))


def on(machine: Machine, state: Phone, event: Event) -> Step:
    """What Phone does with an event. The card may go at any moment; who has scanned the link may leave."""
    paper = state.paper
    if paper is None:
        return _at_the_end(machine, state, event)
    match event:
        case PhoneOffered(key=key, url=url, seconds=seconds) if key == paper.key:
            return enter(machine, replace(state, url=url, until=machine.now + seconds)), ()
        case PhoneSettled(key=key, delivered=True) if key == paper.key:
            return _ended(machine, state, Listed(paper.kind, Ending.DELIVERED, paper.number, pages=paper.pages))
        case PhoneSettled(key=key) if key == paper.key:
            return _ended(machine, state, _void(paper, Code.PHONE_EXPIRED))
        case Failed(problem=problem) if state.url is None:
            first = voids(machine, (paper,), problem.value)
            after, effects = _ended(machine, state, _void(paper, problem))
            return after, first + effects
        case Touch(control="cancel"):
            return _leave(machine, state, (WithdrawPaper(machine.visit_id, paper.key),), "cancelled")
        case Touch(control="done"):
            return _leave(machine, state, (), "left")
        case Tick() if machine.seconds_left == 0:
            return _leave(machine, state, (), "left")
        case _:
            return stay(machine)


def _next(machine: Machine, state: Phone) -> Step:
    """The next paper's turn; after the last one, the end: with thanks where a phone has something, with an apology where none has."""
    paper = state.paper
    if paper is not None:
        return enter(machine, state), (OfferPaper(machine.visit_id, paper, paper.subject_id_number),)
    if any(line.ending is Ending.DELIVERED for line in state.listed):
        return enter(machine, state), ()
    listed = state.listed + state.failed
    number = listed[0].number if len(listed) == 1 else None
    return apologise(machine, listed[0].problem or Code.PHONE_EXPIRED, number=number, listed=listed)


def _ended(machine: Machine, state: Phone, line: Listed) -> Step:
    return _next(machine, replace(state, index=state.index + 1, url=None, until=0.0, listed=(*state.listed, line)))


def _leave(machine: Machine, state: Phone, first: tuple[WithdrawPaper, ...], reason: str) -> Step:
    """The visit ends. A link that was shown may have been scanned, so it lives on; papers that were not offered yet are void."""
    unseen = state.papers[state.index + 1 :] if state.url is not None or first else state.papers[state.index :]
    void = voids(machine, unseen, reason)
    machine, effects = end_visit(machine)
    return machine, first + void + effects


def _at_the_end(machine: Machine, state: Phone, event: Event) -> Step:
    match event:
        case Touch(control=control) if is_rating(control):
            return rated(machine, state, control, tuple(line.kind for line in state.listed if line.ending is Ending.DELIVERED))
        case Touch(control="done"):
            return end_visit(machine)
        case Tick() if machine.seconds_left == 0:
            return end_visit(machine)
        case _:
            return stay(machine)


def _void(paper: Paper, problem: Code) -> Listed:
    return Listed(paper.kind, Ending.VOID, paper.number, problem, paper.pages)
