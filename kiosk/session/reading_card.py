"""ReadingCard: from the card to a name the archive knows."""

from __future__ import annotations

from dataclasses import replace

from idcard.identity import Finding, Identity
from kiosk.problems import Code
from kiosk.session.catalogue import choose
from kiosk.session.effects import OpenVisit
from kiosk.session.events import CardRead, CardRemoved, Event, Failed, HealthChanged, Tick, Touch, VisitOpened
from kiosk.session.machine import Machine, Step
from kiosk.session.menu import against
from kiosk.session.moves import apologise, end_visit, enter, is_for_this_citizen, refuse, stay
from kiosk.session.states import Catalogue, ReadingCard
from kiosk.session.values import Part, Receipt, Subject


def on(machine: Machine, state: ReadingCard, event: Event) -> Step:
    """What ReadingCard does with an event."""
    match event:
        case CardRead(identity=identity) if not state.opening:
            return _read(machine, state, identity)
        case VisitOpened() if state.opening:
            return _opened(machine, state, event)
        case Failed(problem=problem, receipt=receipt):
            return _refused(machine, problem, receipt)
        case CardRemoved():
            return apologise(machine, Code.CARD_REMOVED)
        case HealthChanged(part=Part.READER, problem=Code() as problem):
            return apologise(machine, problem)
        case Touch(control="cancel"):
            return end_visit(machine)
        case Tick() if machine.seconds_left == 0:
            return apologise(machine, Code.TOOK_TOO_LONG)
        case _:
            return stay(machine)


def _read(machine: Machine, state: ReadingCard, identity: Identity) -> Step:
    assert machine.visit is not None
    if Finding.EXPIRED in identity.findings:
        return apologise(machine, Code.CARD_EXPIRED)
    subject = Subject(identity.name, identity.id_number)
    machine = replace(machine, visit=replace(machine.visit, subject=subject), state=replace(state, opening=True))
    return machine, (OpenVisit(machine.visit_id, identity),)


def _refused(machine: Machine, problem: Code, receipt: Receipt | None) -> Step:
    """Nothing can be had, and the visit is over; but where there is a slip it lives on without a token until that is printed or let be."""
    return apologise(machine, problem) if receipt is None else refuse(machine, problem, receipt)


def _opened(machine: Machine, state: ReadingCard, event: VisitOpened) -> Step:
    assert machine.visit is not None
    machine = replace(machine, visit=replace(machine.visit, token=event.token, offers=event.offers))
    if not is_for_this_citizen(machine, event.subject_id_number):
        return apologise(machine, Code.PERSON_MISMATCH)
    if state.kind is None or not machine.rules.has(state.kind):
        return enter(machine, Catalogue()), ()
    if against(machine, machine.rules.kind(state.kind)) is not None:
        return enter(machine, Catalogue(refused=state.kind)), ()
    return choose(machine, state.kind)
