"""Staff: somebody of the staff is here. No visit begins meanwhile; silence leads back. The pages are `kiosk.staff`'s."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from kiosk.session.effects import AskStaff
from kiosk.session.events import CardPlaced, CardRemoved, Event, StaffAnswered, Tick, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import close_visit, enter, rest, stay
from kiosk.session.states import Apology, AskForCard, Attract, OutOfService, Staff, TakeCard
from kiosk.staff import desk as desks
from kiosk.staff.answers import DoorTold, Refused
from kiosk.staff.asks import NoteLeft
from kiosk.staff.desk import Desk
from kiosk.staff.door import Door
from kiosk.staff.happened import PREFIX, CardGone, CardLaid, Happened, Touched
from kiosk.staff.touch_test import TouchTest


def call(machine: Machine) -> Step:
    """The hidden gesture. It wins over every screen that says why not; a visit that has come further is not disturbed by it."""
    match machine.state:
        case Attract() | OutOfService() | TakeCard(sheets=()):
            return _open(machine)
        case AskForCard() | Apology():
            machine, ended = close_visit(machine)
            machine, asked = _open(machine)
            return machine, ended + asked
        case _:
            return stay(machine)


def _open(machine: Machine) -> Step:
    session = machine.staff_sessions + 1
    desk, asks = desks.opened()
    machine = enter(replace(machine, staff_sessions=session), Staff(desk, session))
    return machine, tuple(AskStaff(session, ask, None) for ask in asks)


def on(machine: Machine, state: Staff, event: Event) -> Step:
    """What Staff does with an event."""
    match event:
        case Touch(control="staff-leave"):
            return _leave(machine, state)
        case Touch(control=control):
            return _happened(machine, state, Touched(control.removeprefix(PREFIX)))
        case CardPlaced(card=card):
            return _happened(replace(machine, quiet_since=machine.now), state, CardLaid(card))
        case CardRemoved():
            return _happened(machine, state, CardGone())
        case StaffAnswered(session=session, answer=answer) if session == state.session:
            machine = replace(machine, quiet_since=machine.now)
            if isinstance(answer, DoorTold | Refused):
                state = replace(state, locked_until=machine.now + answer.locked_s)
            return _happened(machine, state, answer)
        case Tick() if machine.seconds_left == 0:
            return _leave(machine, state)
        case Tick():
            return _count_down(machine, state)
        case _:
            return stay(machine)


def _happened(machine: Machine, state: Staff, happened: Happened) -> Step:
    desk, asks = desks.on(state.desk, happened)
    machine = replace(machine, state=replace(state, desk=desk))
    return machine, tuple(AskStaff(state.session, ask, desk.who) for ask in asks)


def _count_down(machine: Machine, state: Staff) -> Step:
    """The seconds that the keypad is still shut; a hand that waits for them is no silence."""
    page = state.desk.page
    if not isinstance(page, Door) or not page.locked_s:
        return stay(machine)
    left = max(0, ceil(state.locked_until - machine.now))
    if left == page.locked_s:
        return stay(machine)
    return replace(machine, state=replace(state, desk=replace(state.desk, page=replace(page, locked_s=left)))), ()


def _leave(machine: Machine, state: Staff) -> Step:
    """A card that lies there starts no visit: it was laid for staff, and has to be taken first."""
    told = (AskStaff(state.session, NoteLeft(), state.desk.who),) if state.desk.who else ()
    machine = replace(machine, stale_card=machine.card is not None, locale=machine.rules.locales[0], modes=frozenset())
    if machine.stale_card:
        return enter(machine, TakeCard()), told
    machine, effects = rest(machine)
    return machine, told + effects


def takes(desk: Desk, control: str) -> bool:
    """Whether a touch that is no control belongs to the page: one beside the controls, in the touch panel's test."""
    return control.startswith(f"{PREFIX}hit:") and isinstance(desk.page, TouchTest)
