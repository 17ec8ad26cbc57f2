"""Ratings on their way to the archive: never lost while the kiosk runs, never counted twice, and tied to nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from kiosk.faults import ArchiveFault
from kiosk.problems import Code
from kiosk.ratings import Counts, Ratings

TODAY = date(2026, 11, 24)


class Counting:
    """Counts each batch once, as the archive does; `answers` says of each call whether it fails before or after counting."""

    def __init__(self, answers: list[str] | None = None) -> None:
        self.answers = answers or []
        self.batches: set[str] = set()
        self.counted: Counter[tuple[date, str, int]] = Counter()

    def rate(self, batch: str, counts: Counts) -> None:
        answer = self.answers.pop(0) if self.answers else "well"
        if answer == "away":
            raise ArchiveFault(Code.ARCHIVE_UNREACHABLE)
        if answer == "refused":
            raise ArchiveFault(Code.ARCHIVE_REFUSED, problem="invalid-request")
        if batch not in self.batches:
            self.batches.add(batch)
            self.counted.update(counts)
        if answer == "answer-lost":
            raise ArchiveFault(Code.ARCHIVE_SLOW)


def made(archive: Counting, days: list[date] | None = None) -> Ratings:
    ids = count()
    return Ratings(archive, lambda: days[-1] if days else TODAY, lambda: f"batch-{next(ids):04}")


def test_what_is_sent_is_day_kind_level_and_count() -> None:
    archive = Counting()
    ratings = made(archive)
    for level in (5, 5, 1):
        ratings.note("birth", level)
    assert ratings.deliver() == 0
    assert archive.counted == {(TODAY, "birth", 5): 2, (TODAY, "birth", 1): 1}
    assert ratings.deliver() == 0
    assert len(archive.batches) == 1


@given(
    st.lists(st.one_of(st.integers(1, 5), st.sampled_from(["deliver"])), max_size=30),
    st.lists(st.sampled_from(["well", "away", "answer-lost"]), max_size=30),
)
def test_each_touch_is_counted_once_whatever_the_archive_does(steps: list[int | str], answers: list[str]) -> None:
    archive = Counting(answers)
    ratings = made(archive)
    for step in steps:
        if isinstance(step, int):
            ratings.note("birth", step)
        else:
            ratings.deliver()
    for _ in range(len(answers) + 2):
        ratings.deliver()
    assert archive.counted == Counter((TODAY, "birth", step) for step in steps if isinstance(step, int))


def test_what_the_archive_refuses_does_not_hold_up_the_rest() -> None:
    archive = Counting(["refused"])
    ratings = made(archive)
    ratings.note("birth", 3)
    assert ratings.deliver() == 0
    ratings.note("birth", 4)
    ratings.deliver()
    assert archive.counted == {(TODAY, "birth", 4): 1}


def test_how_many_wait_is_known_and_what_is_too_old_is_dropped() -> None:
    days = [TODAY]
    archive = Counting(["away"])
    ratings = made(archive, days)
    ratings.note("birth", 3)
    assert ratings.deliver() == 1
    ratings.note("birth", 4)
    archive.answers = ["away"]
    assert ratings.deliver() == 2
    assert ratings.deliver() == 0
    ratings.note("birth", 5)
    days.append(TODAY + timedelta(days=31))
    ratings.deliver()
    assert archive.counted == {(TODAY, "birth", 3): 1, (TODAY, "birth", 4): 1}
