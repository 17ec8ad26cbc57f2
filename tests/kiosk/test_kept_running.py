"""No thread of the kiosk is gone for good because of an error: its work is begun again, ever more rarely while that does not help."""

from __future__ import annotations

import threading

import pytest
from structlog.testing import capture_logs

from config.devices import SignalsTable
from kiosk.attendant import Attendant
from kiosk.kept_running import FIRST_PAUSE_S, LONGEST_PAUSE_S, keep_running
from kiosk.session.machine import Machine
from kiosk.session.states import Attract
from kiosk.session.values import Rules
from kiosk.workers import Workers


class Failing:
    """Work that fails so many times, each after `lasts_s`, on a clock that only it and the pauses move."""

    def __init__(self, times: int, lasts_s: float = 0.0) -> None:
        self.left = times
        self.now = 0.0
        self.pauses: list[float] = []
        self._lasts_s = lasts_s

    def work(self) -> None:
        self.now += self._lasts_s
        if self.left:
            self.left -= 1
            raise ZeroDivisionError("张三")

    def wait(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        self.now += seconds
        return False


def test_work_that_fails_is_begun_again_after_a_pause_that_doubles_up_to_a_limit() -> None:
    failing = Failing(9)
    keep_running(failing.work, "failing", failing.wait, lambda: failing.now)
    assert failing.left == 0
    assert failing.pauses[:3] == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S, 4 * FIRST_PAUSE_S]
    assert failing.pauses == sorted(failing.pauses)
    assert failing.pauses[-1] == LONGEST_PAUSE_S


def test_work_that_ran_well_for_long_begins_with_the_first_pause() -> None:
    failing = Failing(4, lasts_s=LONGEST_PAUSE_S + 1)
    keep_running(failing.work, "failing", failing.wait, lambda: failing.now)
    assert failing.pauses == [FIRST_PAUSE_S] * 4


def test_every_failure_is_in_the_log_by_its_place_and_without_its_words() -> None:
    failing = Failing(1)
    with capture_logs() as lines:
        keep_running(failing.work, "failing", failing.wait, lambda: failing.now)
    (line,) = lines
    assert (line["event"], line["thread"], line["error"]) == ("thread-failed", "failing", "ZeroDivisionError")
    assert "work" in line["place"]
    assert "张三" not in str(line)


def test_who_stops_during_a_pause_is_not_kept() -> None:
    failing = Failing(9)
    keep_running(failing.work, "failing", lambda _: True)
    assert failing.left == 8


def test_a_worker_whose_task_raises_takes_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.kept_running.FIRST_PAUSE_S", 0.0)
    workers, done = Workers(1, "worker"), threading.Event()
    workers.start()
    workers.do(Failing(1).work)
    workers.do(done.set)
    assert done.wait(60)
    workers.stop()
    assert workers.join(60)


def test_an_attendant_whose_look_fails_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.kept_running.FIRST_PAUSE_S", 0.0)
    monkeypatch.setattr("kiosk.attendant.LOOK_S", 0.01)
    looks, again = [0], threading.Event()

    def machine() -> Machine:
        looks[0] += 1
        if looks[0] == 1:
            raise ZeroDivisionError
        again.set()
        return Machine(rules=Rules(kinds=()), state=Attract())

    attendant = Attendant(SignalsTable(), machine)
    attendant.start()
    assert again.wait(60)
    attendant.stop()
