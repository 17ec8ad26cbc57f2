"""Somebody can be called, where the technician has set what that does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journey import Journey

from kiosk.screens.samples import samples
from kiosk.session import Machine, advance, controls
from kiosk.session.controls import HELP
from kiosk.session.events import Tick, Touch
from kiosk.session.machine import CALLED_S
from kiosk.session.states import Staff

EVERY_SCREEN = {type(sample.state).__name__: sample for _, sample in samples()}
CITIZENS = [sample for sample in EVERY_SCREEN.values() if not isinstance(sample.state, Staff)]


def calling(machine: Machine) -> Machine:
    """The same kiosk where somebody can be called."""
    return replace(machine, rules=replace(machine.rules, help=True), called_at=None)


def offered(machine: Machine) -> bool | None:
    """Whether the call stands; None where nobody can be called."""
    return next((control.selected for control in controls(machine) if control.name == HELP), None)


@pytest.mark.parametrize("sample", CITIZENS, ids=lambda s: s.state.screen)
def test_somebody_can_be_called_from_every_screen_of_a_citizen_and_the_call_taken_back(sample: Machine) -> None:
    before = calling(sample)
    assert offered(before) is False
    called, effects = advance(before, Touch(HELP, before.visit_id))
    assert (offered(called), called.called, effects) == (True, True, ())
    assert called.state is before.state
    back, _ = advance(called, Touch(HELP, called.visit_id))
    assert (offered(back), back.called) == (False, False)


@pytest.mark.parametrize("sample", EVERY_SCREEN.values(), ids=lambda s: s.state.screen)
def test_without_a_program_nobody_can_be_called(sample: Machine) -> None:
    silent = replace(sample, rules=replace(sample.rules, help=False))
    assert offered(silent) is None
    assert not advance(silent, Touch(HELP, silent.visit_id))[0].called


def test_a_call_stands_after_the_visit_and_tells_nothing_of_it() -> None:
    journey = Journey(calling(Journey().machine)).to_catalogue().touch(HELP).touch("cancel")
    assert journey.machine.visit is None
    assert journey.machine.called


@given(st.floats(0, 10 * CALLED_S))
def test_a_call_is_over_after_three_minutes(seconds: float) -> None:
    machine = calling(Journey().machine)
    called, _ = advance(machine, Touch(HELP, 0))
    later, _ = advance(called, Tick(called.now + seconds))
    assert later.called == (later.now - called.now < CALLED_S)
