"""Ways of showing: offered everywhere, in any combination, until the visit ends; and the pace that the slow mode sets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journey import Journey
from world import RULES, machine

from kiosk.problems import Code
from kiosk.screens.samples import samples
from kiosk.session import Machine, advance, controls
from kiosk.session.controls import LANGUAGES, LOCAL
from kiosk.session.events import Tick, Touch
from kiosk.session.states import Attract, Catalogue, Issuing, OutOfService, Printing, ReadingCard, Searching, TakeCard
from kiosk.session.values import MODES, Limits, Rules

EVERY_SCREEN = {type(sample.state).__name__: sample for _, sample in samples()}
OPEN = list(EVERY_SCREEN.values())


@pytest.mark.parametrize("sample", EVERY_SCREEN.values(), ids=lambda s: s.state.screen)
@pytest.mark.parametrize("mode", MODES)
def test_every_mode_is_one_touch_from_every_screen_on_and_off(sample: Machine, mode: str) -> None:
    on, effects = advance(sample, Touch(mode, sample.visit_id))
    assert on.modes == {mode}
    assert effects == ()
    assert on.state is sample.state
    assert next(control for control in controls(on) if control.name == mode).selected
    assert advance(on, Touch(mode, on.visit_id))[0].modes == frozenset()


@given(st.lists(st.sampled_from(MODES)))
def test_modes_combine_and_end_with_the_visit(touched: list[str]) -> None:
    journey = Journey().to_catalogue().touch(*touched)
    assert journey.machine.modes == {mode for mode in MODES if touched.count(mode) % 2}
    assert journey.touch("cancel").machine.modes == frozenset()


def test_modes_left_behind_by_somebody_who_went_away_go_too() -> None:
    journey = Journey().touch("zoom", "slow")
    journey.silent(RULES.limits.idle_s + 1)
    assert journey.machine.modes == {"zoom", "slow"}, "in slow mode silence takes longer"
    assert journey.silent(RULES.limits.idle_s * RULES.limits.slow_factor).machine.modes == frozenset()


def test_only_modes_that_are_configured_are_offered() -> None:
    few = replace(machine(), rules=Rules(kinds=(), modes=("zoom",)))
    assert {control.name for control in controls(few)} & set(MODES) == {"zoom"}
    assert advance(few, Touch("slow", 0))[0] == few


@pytest.mark.parametrize("sample", EVERY_SCREEN.values(), ids=lambda s: s.state.screen)
@given(factor=st.floats(1.5, 10.0))
def test_what_waits_for_people_waits_longer_and_what_waits_for_machines_does_not(sample: Machine, factor: float) -> None:
    rules = replace(sample.rules, limits=replace(Limits(), slow_factor=factor))
    plain = replace(sample, rules=rules, modes=frozenset({"large-print"}))
    slow = replace(plain, modes=frozenset({"slow"}))
    works = getattr(sample.state, "working", False) or getattr(sample.state, "sending", False)
    if works or isinstance(sample.state, ReadingCard | Searching | Issuing | Printing):
        assert slow.limit_s == plain.limit_s
    else:
        assert slow.limit_s == pytest.approx((plain.limit_s or 0.0) * factor)
        assert slow.warning_s == pytest.approx(plain.warning_s * factor)


@given(left=st.floats(0.5, 59.5), toggles=st.integers(1, 7))
def test_at_the_gate_a_change_of_pace_keeps_the_share_of_time_that_is_left(left: float, toggles: int) -> None:
    journey = Journey().to_gate()
    journey.silent(60.0 - left)
    for _ in range(toggles):
        journey.touch("slow")
    expected = left * (RULES.limits.slow_factor if toggles % 2 else 1.0)
    assert journey.machine.seconds_left == pytest.approx(expected)
    assert isinstance(journey.machine.state, TakeCard)


@pytest.mark.parametrize("modes", [frozenset(), frozenset({"slow"})])
def test_the_warning_can_be_put_off_more_than_ten_times(modes: frozenset[str]) -> None:
    journey = Journey().to_catalogue().touch(*modes)
    for _ in range(25):
        journey.silent((journey.machine.limit_s or 0.0) - 1.0)
        assert journey.machine.warning
        assert "more-time" in journey.offered()
        journey.touch("more-time")
        assert not journey.machine.warning
    assert isinstance(journey.machine.state, Catalogue)


@given(control=st.sampled_from(sorted(LOCAL)), waited=st.floats(1.0, 59.0))
def test_who_leafs_or_moves_the_picture_is_here_and_changes_nothing_else(control: str, waited: float) -> None:
    journey = Journey().to_catalogue()
    journey.silent(waited)
    before = journey.machine
    journey.touch(control)
    assert journey.machine == replace(before, quiet_since=before.now)
    assert advance(before, Touch(control, before.visit_id - 1))[0] == before, "a touch on an earlier visit's screen"


def test_out_of_service_can_be_read_in_every_way_and_is_as_usual_when_nobody_has_touched_it_for_a_while() -> None:
    closed = replace(machine(), state=OutOfService(Code.READER_MISSING))
    assert {control.name for control in controls(closed)} == {
        *MODES,
        *(name for name, locale in LANGUAGES.items() if locale in RULES.locales),
    }
    chosen, effects = advance(advance(closed, Touch("large-print", 0))[0], Touch("language-en", 0))
    assert effects == ()
    assert (chosen.modes, chosen.locale, chosen.state) == (frozenset({"large-print"}), "en", closed.state)
    after, effects = advance(chosen, Tick(chosen.now + RULES.limits.idle_s + 1))
    assert effects == ()
    assert (after.modes, after.locale, after.state) == (frozenset(), RULES.home, closed.state)


def test_a_kiosk_nobody_uses_has_no_mode() -> None:
    assert machine().modes == frozenset()
    assert isinstance(machine().state, Attract)
