"""Speech is a way of showing like the others: one touch on and off, as loud and as fast as wanted, as usual for the next citizen."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kiosk.problems import Code
from kiosk.session import Machine, advance, controls
from kiosk.session.events import HealthChanged, Tick, Touch
from kiosk.session.states import Attract, Catalogue, TakeCard
from kiosk.session.values import MODES, SOUND, Part, Rules

RULES = Rules(kinds=(), modes=(*MODES, SOUND), volume=4)
NOBODY = Machine(rules=RULES).as_usual


def touched(machine: Machine, *names: str) -> Machine:
    for name in names:
        machine, effects = advance(machine, Touch(name, machine.visit_id))
        assert effects == ()
    return machine


def test_sound_is_offered_only_where_it_is_configured() -> None:
    assert SOUND in {control.name for control in controls(NOBODY)}
    assert SOUND not in {control.name for control in controls(Machine(rules=Rules(kinds=())))}


def test_loudness_and_speed_are_there_while_sound_is_on_and_go_round() -> None:
    assert not {"volume", "speed"} & {control.name for control in controls(NOBODY)}
    heard = touched(NOBODY, SOUND)
    assert (heard.volume, heard.speed) == (4, 2)
    assert [touched(heard, *["volume"] * times).volume for times in range(6)] == [4, 5, 1, 2, 3, 4]
    assert [touched(heard, *["speed"] * times).speed for times in range(4)] == [2, 3, 1, 2]


@given(st.lists(st.sampled_from([SOUND, "volume", "speed", "large-print"]), max_size=8))
def test_silence_puts_everything_back_as_it_was(names: list[str]) -> None:
    machine = NOBODY
    for name in names:
        machine = advance(machine, Touch(name, 0))[0]
    later = advance(machine, Tick(machine.now + RULES.limits.idle_s * RULES.limits.slow_factor + 1))[0]
    assert replace(later, now=0, quiet_since=0) == NOBODY


def test_a_dead_synthesizer_greys_the_switch_but_closes_nothing_and_lets_it_be_switched_off() -> None:
    silent = advance(NOBODY, HealthChanged(Part.SOUND, Code.SOUND_FAILED))[0]
    assert isinstance(silent.state, Attract)
    assert silent.blocked is None
    switch = next(control for control in controls(silent) if control.name == SOUND)
    assert (switch.enabled, switch.reason) == (False, Code.SOUND_FAILED)
    was_on = advance(touched(NOBODY, SOUND), HealthChanged(Part.SOUND, Code.SOUND_FAILED))[0]
    assert touched(was_on, SOUND).modes == frozenset()


def test_a_key_shows_that_somebody_is_there_but_never_keeps_the_gate_open() -> None:
    waiting = replace(NOBODY, state=Catalogue(), now=50.0, modes=frozenset({SOUND}))
    assert touched(waiting, "key-down").quiet_since == 50.0
    gate = replace(NOBODY, state=TakeCard(None), now=50.0, modes=frozenset({SOUND}))
    assert touched(gate, "key-down").quiet_since == gate.quiet_since
