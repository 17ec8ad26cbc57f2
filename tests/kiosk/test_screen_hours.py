"""When the screen is lit: by its hours, by what staff have set, and always for whoever touches it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from kiosk.preferences import PreferenceFile, Preferences, is_lit
from kiosk.screen_hours import ScreenHoursWatch
from kiosk.session import Machine, advance
from kiosk.session.events import CardPlaced, ScreenLit, Tick, Touch
from kiosk.session.values import Rules
from kiosk.staff.asks import Hours

NIGHT, NOON = time(2, 0), time(12, 0)


@pytest.mark.parametrize(
    ("hours", "begins", "ends", "now", "lit"),
    [
        (Hours.CONFIGURED, None, None, NIGHT, True),
        (Hours.CONFIGURED, time(7), time(20), NOON, True),
        (Hours.CONFIGURED, time(7), time(20), NIGHT, False),
        (Hours.CONFIGURED, time(7), time(20), time(7), True),
        (Hours.CONFIGURED, time(7), time(20), time(20), False),
        (Hours.CONFIGURED, time(20), time(7), NIGHT, True),
        (Hours.CONFIGURED, time(20), time(7), NOON, False),
        (Hours.LIT, time(7), time(20), NIGHT, True),
        (Hours.DARK, None, None, NOON, False),
    ],
)
def test_hours_reach_from_one_time_to_the_other(hours: Hours, begins: time | None, ends: time | None, now: time, lit: bool) -> None:
    assert is_lit(hours, begins, ends, now) is lit


def test_the_watch_tells_each_change_once(tmp_path: Path) -> None:
    preferences, now = PreferenceFile(tmp_path / "preferences.json"), [NOON]
    watch = ScreenHoursWatch(preferences, time(7), time(20), lambda: now[0])
    assert watch.look() == ()
    now[0] = NIGHT
    assert watch.look() == (ScreenLit(False),)
    assert watch.look() == ()
    preferences.change(hours=Hours.LIT)
    assert watch.look() == (ScreenLit(True),)


def test_what_staff_have_set_is_kept(tmp_path: Path) -> None:
    PreferenceFile(tmp_path / "preferences.json").change(volume=30, hours=Hours.DARK)
    assert PreferenceFile(tmp_path / "preferences.json").now == Preferences(volume=30, hours=Hours.DARK)
    (tmp_path / "preferences.json").write_text("{")
    assert PreferenceFile(tmp_path / "preferences.json").now == Preferences()


def run(machine: Machine, *events: object) -> Machine:
    for event in events:
        machine, _ = advance(machine, event)  # type: ignore[arg-type]
    return machine


def test_a_dark_screen_wakes_at_a_touch_that_does_nothing_else() -> None:
    dark = run(Machine(Rules(kinds=())), Tick(1000.0), ScreenLit(False))
    assert dark.dark
    assert run(dark, Touch("start", 7)) == dark, "a touch on an earlier visit's screen woke it"
    woken = run(dark, Touch("start", 0))
    assert not woken.dark
    assert woken.visit is None
    assert run(woken, Touch("start", 0)).visit is not None
    assert run(woken, Tick(1000.0 + woken.rules.limits.idle_s)).dark


def test_a_card_on_a_dark_machine_begins_a_visit() -> None:
    dark = run(Machine(Rules(kinds=())), Tick(1000.0), ScreenLit(False))
    begun = run(dark, CardPlaced("card-1"))
    assert begun.visit is not None
    assert not begun.dark


def test_nobody_s_screen_goes_dark_in_a_visit() -> None:
    visiting = run(Machine(Rules(kinds=())), Tick(1000.0), Touch("start", 0), ScreenLit(False))
    assert not replace(visiting, now=visiting.now + 59).dark
