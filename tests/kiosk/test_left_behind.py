"""Who leaves a card or a paper behind is called, ever more urgently, and the log knows."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.devices import SignalsTable
from kiosk.attendant import Attendant, run_program
from kiosk.left_behind import Call, Waiting, card_waits, paper_waits
from kiosk.session.machine import CALLED_S, Machine
from kiosk.session.states import Attract, Catalogue, Collect, Printing, TakeCard
from kiosk.session.values import Paper, Rules

PAPER = Paper("key", "N-1", "kind", "150390199001010011", 1, "00")
NOBODY = Machine(rules=Rules(kinds=()), state=Attract())


class Hall:
    """A kiosk whose programs are seen instead of run."""

    def __init__(self) -> None:
        self.now = 0.0
        self.machine = NOBODY
        self.tray: int | None = 0
        self.ran: list[tuple[str, ...]] = []
        table = SignalsTable(help=("lamp", "help"), card_left=("lamp", "card"), paper_left=("lamp", "paper"), tray_sensor=("tray",))
        self.attendant = Attendant(table, lambda: self.machine, self._run, lambda: self.now)

    def _run(self, command: object) -> int | None:
        assert isinstance(command, tuple)
        if command == ("tray",):
            return self.tray
        self.ran.append(command)
        return 0

    def pass_time(self, seconds: int) -> list[tuple[str, ...]]:
        """What was run in that time."""
        self.ran.clear()
        for _ in range(seconds):
            self.attendant.look()
            self.attendant.make_calls()
            self.now += 1.0
        return list(self.ran)


def test_a_card_left_after_its_visit_is_called_after_in_three_steps_and_once_each() -> None:
    hall = Hall()
    hall.machine = replace(NOBODY, card="card-1", stale_card=True)
    assert hall.pass_time(3) == []
    assert hall.pass_time(1) == [("lamp", "card", "remind")]
    assert hall.pass_time(7) == [("lamp", "card", "call")]
    assert hall.pass_time(120) == [("lamp", "card", "staff")]
    hall.machine = NOBODY
    assert hall.pass_time(60) == [("lamp", "card", "over")]


def test_a_card_at_the_gate_is_called_after_too() -> None:
    assert card_waits(replace(NOBODY, state=TakeCard((PAPER,)), card="card-1"))
    assert not card_waits(replace(NOBODY, state=Catalogue(), card="card-1")), "in use"
    assert not card_waits(replace(NOBODY, state=TakeCard((PAPER,)))), "taken"


def test_a_paper_in_the_tray_is_nobodys_business_while_its_citizen_is_there() -> None:
    assert not paper_waits(replace(NOBODY, state=Printing((PAPER,))), True)
    assert not paper_waits(replace(NOBODY, state=Collect((PAPER,))), True)
    assert paper_waits(NOBODY, True)
    assert not paper_waits(NOBODY, None), "without a sensor nothing is said"


def test_a_paper_left_is_called_after_when_the_sensor_sees_it_and_a_silent_sensor_says_nothing() -> None:
    hall = Hall()
    hall.tray = None
    assert hall.pass_time(60) == []
    hall.tray = 1
    assert hall.pass_time(40) == [("lamp", "paper", "remind"), ("lamp", "paper", "call"), ("lamp", "paper", "staff")]
    hall.tray = 0
    assert hall.pass_time(2) == [("lamp", "paper", "over")]


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 40)), max_size=30))
def test_calls_only_rise_until_the_thing_is_taken(looks: list[tuple[bool, float]]) -> None:
    waiting, now, made = Waiting(), 0.0, Call.NOTHING
    for lies, passes in looks:
        now += passes
        waiting, calls = waiting.look(lies, now)
        assert list(calls) == sorted(set(calls))
        if lies:
            assert all(made < call < Call.OVER for call in calls)
            made = max((made, *calls))
        else:
            assert calls == ((Call.OVER,) if made else ())
            made = Call.NOTHING


def test_a_call_for_help_is_passed_on_once_and_over_after_three_minutes() -> None:
    hall = Hall()
    hall.machine = replace(NOBODY, rules=Rules(kinds=(), help=True), now=10.0, called_at=10.0)
    assert hall.pass_time(60) == [("lamp", "help", "call")]
    hall.machine = replace(hall.machine, now=10.0 + CALLED_S)
    assert hall.pass_time(60) == [("lamp", "help", "over")]


def test_a_program_that_is_not_there_or_says_nothing_useful_is_no_word(tmp_path: Path) -> None:
    program = tmp_path / "tray"
    program.write_text("#!/bin/sh\nexit 7\n", encoding="ascii")
    os.chmod(program, stat.S_IRWXU)
    assert run_program((str(program),)) == 7
    assert run_program((str(tmp_path / "none"),)) is None


@pytest.mark.parametrize("seconds", [0.0, 2.9])
def test_nobody_is_called_after_who_is_just_about_to_take_the_card(seconds: float) -> None:
    waiting, _ = Waiting().look(True, 10.0)
    assert waiting.look(True, 10.0 + seconds)[1] == ()
