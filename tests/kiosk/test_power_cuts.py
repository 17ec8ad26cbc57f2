"""The power fails between any two steps, also during the recovery: every number is accounted for, no paper is printed twice."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from issuing_doubles import (
    Fuse,
    PowerCut,
    Room,
)

from kiosk.journal import State
from kiosk.session.values import Outcome


def points_of_a_visit() -> int:
    with TemporaryDirectory(dir="/dev/shm") as folder:
        room = Room(Path(folder))
        room.whole_visit()
        room.journal.close()
        return len(room.fuse.passed)


POINTS = points_of_a_visit()


def test_there_are_at_least_forty_points_to_cut_the_power_at() -> None:
    assert POINTS >= 40


@pytest.mark.parametrize("remembers", [True, False])
def test_after_a_power_cut_at_any_point_every_number_is_accounted_for_and_no_paper_is_printed_twice(remembers: bool) -> None:
    for point in range(1, POINTS + 1):
        with TemporaryDirectory(dir="/dev/shm") as folder:
            room = Room(Path(folder), Fuse(blows_at=point))
            with pytest.raises(PowerCut):
                room.whole_visit()
            room.restart()
            room.printer.remembers = remembers
            room.after_the_restart()
            _assert_accounted_for(room, f"cut at {point}: {room.fuse.passed[point - 1]}")
            room.journal.close()


@settings(max_examples=60, deadline=None)
@given(first=st.integers(1, POINTS), later=st.lists(st.integers(1, 25), min_size=1, max_size=3), remembers=st.booleans())
def test_power_cuts_during_the_recovery_change_nothing(first: int, later: list[int], remembers: bool) -> None:
    with TemporaryDirectory(dir="/dev/shm") as folder:
        room = Room(Path(folder), Fuse(blows_at=first))
        with pytest.raises(PowerCut):
            room.whole_visit()
        room.printer.remembers = remembers
        for more in later:
            room.restart()
            room.fuse.blows_at = len(room.fuse.passed) + more
            try:
                room.after_the_restart()
            except PowerCut:
                continue
        room.fuse.blows_at = None
        room.restart()
        room.after_the_restart()
        _assert_accounted_for(room, f"cuts at {first}, {later}")
        room.journal.close()


def _assert_accounted_for(room: Room, where: str) -> None:
    assert room.printed_at_most_once(), where
    assert len(room.printer.jobs) <= 1, where
    came_out = {job.pdf.partition(b"cms")[0].removeprefix(b"%PDF ").decode() for job in room.printer.jobs}
    unconfirmed = set(room.journal.unconfirmed())
    for key, status in room.archive.status.items():
        number = room.archive.numbers[key]
        if number in unconfirmed:
            # Only where the printer shows nothing: an empty history proves nothing. It locks printing until staff have looked.
            assert status == "unconfirmed", where
            assert number not in came_out or not room.printer.remembers, where
        elif number in came_out:
            assert status == "printed", where
        else:
            assert status == "void", where
    assert all(row.state is State.UNCONFIRMED for row in room.journal.open_rows()), where
    for number in sorted(unconfirmed):
        room.journal.settle(number, Outcome.PRINTED if number in came_out else Outcome.NOT_PRINTED)
    room.outbox.deliver()
    assert room.journal.open_rows() == (), where
    assert set(room.archive.status.values()) <= {"printed", "void"}, where
