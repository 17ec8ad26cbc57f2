"""TakeCard: the gate. Once the card is taken the sheets go to the printer, never before and none of them twice."""

from __future__ import annotations

from dataclasses import replace

from kiosk.session.events import CardRemoved, Event, Tick, Touch
from kiosk.session.machine import Machine, Step
from kiosk.session.moves import enter, rest, stay, void_and_end, voids
from kiosk.session.printing import send
from kiosk.session.states import Apology, Printing, TakeCard
from kiosk.session.values import Listed, Sheet, Slip


def on(machine: Machine, state: TakeCard, event: Event) -> Step:
    """What TakeCard does with an event."""
    match event:
        case Touch(control="confirm"):
            # The reader cannot tell; the citizen's word takes the gate's place.
            return _open_gate(replace(machine, card=None, stale_card=False), state)
        case CardRemoved():
            return _open_gate(machine, state)
        case Touch(control="cancel"):
            return _cancelled(machine, state)
        case Tick() if machine.seconds_left == 0:
            return _silence(machine, state)
        case _:
            return stay(machine)


def _cancelled(machine: Machine, state: TakeCard) -> Step:
    """The papers' numbers are voided; whoever was also to have a slip is back where its number stands."""
    slip = next((sheet for sheet in state.sheets if isinstance(sheet, Slip)), None)
    if slip is None:
        return void_and_end(machine, state.sheets, "cancelled")
    return enter(machine, Apology(slip.problem, slip.receipt)), voids(machine, state.sheets, "cancelled")


def _silence(machine: Machine, state: TakeCard) -> Step:
    if state.sheets:
        return void_and_end(machine, state.sheets, "card-not-taken")
    if not machine.profile_tells_removal:
        # The removal will never be reported; without this the kiosk would wait for it for ever.
        machine = replace(machine, card=None, stale_card=False)
    return rest(machine)


def _open_gate(machine: Machine, state: TakeCard) -> Step:
    return hand_over(machine, state.sheets, state.failed) if state.sheets else rest(machine)


def hand_over(machine: Machine, sheets: tuple[Sheet, ...], failed: tuple[Listed, ...] = ()) -> Step:
    """Send the sheets to the printer, one after the other."""
    return send(machine, Printing(sheets, failed=failed))
