"""The keypad after wrong PINs: shut for longer each time, also over a restart, and never for ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.staff.lock_file import LockFile
from kiosk.staff.lockout import FIRST_DELAY_S, FREE_TRIES, LONGEST_DELAY_S, Lockout, delay_s


class Clock:
    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def test_each_wrong_pin_shuts_the_keypad_for_longer_up_to_an_hour() -> None:
    delays = [delay_s(failures) for failures in range(FREE_TRIES, 40)]
    assert delays[:4] == [30, 60, 120, 240]
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_DELAY_S


def test_a_slip_or_two_shuts_nothing(tmp_path: Path) -> None:
    lock = LockFile(tmp_path / "lock.json", Clock())
    assert [lock.failed() for _ in range(FREE_TRIES - 1)] == [0] * (FREE_TRIES - 1)


def test_the_lock_out_survives_a_restart(tmp_path: Path) -> None:
    clock = Clock()
    lock = LockFile(tmp_path / "lock.json", clock)
    for _ in range(FREE_TRIES + 1):
        lock.failed()
    clock.now += 10
    again = LockFile(tmp_path / "lock.json", clock)
    assert again.left_s() == 50
    clock.now += 50
    assert again.left_s() == 0
    assert again.failed() == 120, "the count of wrong PINs is forgotten"


def test_whoever_comes_in_is_forgiven_what_was_tried_before(tmp_path: Path) -> None:
    lock = LockFile(tmp_path / "lock.json", Clock())
    for _ in range(FREE_TRIES):
        lock.failed()
    lock.succeeded()
    assert LockFile(tmp_path / "lock.json", Clock()).left_s() == 0


def test_a_clock_that_was_set_back_makes_nobody_wait_longer(tmp_path: Path) -> None:
    clock = Clock()
    lock = LockFile(tmp_path / "lock.json", clock)
    for _ in range(FREE_TRIES):
        lock.failed()
    clock.now -= 10 * 365 * 86400
    again = LockFile(tmp_path / "lock.json", clock)
    assert again.left_s() == FIRST_DELAY_S
    clock.now += FIRST_DELAY_S
    assert again.left_s() == 0


DAMAGED = ("", "{}", '{"failures": -1, "until": 0}', '{"failures": 1, "until": NaN}', '{"failures": 1e9, "until": 1}')


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_no_way_round_the_lock_out(tmp_path: Path, content: str) -> None:
    (tmp_path / "lock.json").write_text(content)
    clock = Clock()
    lock = LockFile(tmp_path / "lock.json", clock)
    assert lock.left_s() == FIRST_DELAY_S
    clock.now += FIRST_DELAY_S
    assert lock.left_s() == 0


def test_where_it_cannot_be_written_it_holds_until_the_restart(tmp_path: Path) -> None:
    (tmp_path / "lock.json").mkdir()
    lock = LockFile(tmp_path / "lock.json", Clock())
    lock.succeeded()
    for _ in range(FREE_TRIES):
        lock.failed()
    assert lock.left_s() == FIRST_DELAY_S


@given(st.integers(0, 100), st.floats(0, 4e9), st.floats(0, 4e9))
def test_nobody_ever_waits_longer_than_the_longest_delay(failures: int, until: float, now: float) -> None:
    assert 0 <= Lockout(failures, until).left_s(now) <= LONGEST_DELAY_S
