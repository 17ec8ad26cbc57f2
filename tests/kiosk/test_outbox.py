"""Outcomes reach the archive, however long it is away, once each and in order; only then is a row closed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from issuing_doubles import MemoryArchive

from kiosk.journal import Journal, State
from kiosk.outbox import LONGEST_PAUSE_S, Outbox
from kiosk.problems import Code
from kiosk.session.values import Outcome


class Room:
    def __init__(self, path: Path) -> None:
        self.journal = Journal(path)
        self.archive = MemoryArchive()
        self.now = 0.0
        self.outbox = Outbox(self.journal, self.archive, lambda: self.now, Random(7))

    def settled(self, key: str, outcome: Outcome) -> None:
        self.journal.begin(key, "birth")
        number = self.archive.issue(key, "draft", "token").number
        self.journal.registered(key, number)
        self.journal.rendered(key, 1)
        self.journal.signed(key, "ab" * 32)
        self.journal.filed(key)
        self.archive.file_document(key, b"")
        self.journal.handing_over(key, f"job-{key}")
        self.journal.settled(key, outcome, None if outcome is Outcome.PRINTED else "print-failed")
        self.archive.calls.clear()

    def open(self) -> list[State]:
        return [row.state for row in self.journal.open_rows()]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path / "journal.sqlite3")
    yield made
    made.journal.close()


@pytest.mark.parametrize(("outcome", "status"), [(Outcome.PRINTED, "printed"), (Outcome.NOT_PRINTED, "void")])
def test_a_row_is_closed_when_the_archive_has_taken_its_outcome(room: Room, outcome: Outcome, status: str) -> None:
    room.settled("k", outcome)
    assert room.outbox.deliver() == 0
    assert room.archive.status == {"k": status}
    assert room.open() == []


def test_unconfirmed_is_told_once_and_stays_open(room: Room) -> None:
    room.settled("k", Outcome.UNCONFIRMED)
    room.outbox.deliver()
    room.outbox.deliver()
    assert room.archive.calls == ["outcome"]
    assert room.open() == [State.UNCONFIRMED]


def test_a_settlement_follows_the_unconfirmed_it_settles(room: Room) -> None:
    room.settled("k", Outcome.UNCONFIRMED)
    room.outbox.deliver()
    room.journal.settle("YS01-2026-000001", Outcome.PRINTED)
    room.outbox.deliver()
    assert room.archive.status == {"k": "printed"}
    assert room.open() == []


def test_nothing_is_dropped_while_the_archive_is_away_for_days_and_it_is_not_pestered(room: Room) -> None:
    room.settled("k", Outcome.PRINTED)
    room.archive.fault = Code.ARCHIVE_UNREACHABLE
    for _ in range(3 * 24 * 60):
        room.now += 60
        room.outbox.deliver()
    assert room.open() == [State.PRINTED]
    assert len(room.archive.calls) <= 3 * 24 * 3600 / (LONGEST_PAUSE_S / 2) + 12
    room.archive.fault = None
    room.now += LONGEST_PAUSE_S
    assert room.outbox.deliver() == 0
    assert room.open() == []


def test_pauses_grow_and_no_two_kiosks_keep_step(tmp_path: Path) -> None:
    def tries(seed: int) -> list[float]:
        room = Room(tmp_path / f"{seed}.sqlite3")
        room.outbox = Outbox(room.journal, room.archive, lambda: room.now, Random(seed))
        room.settled("k", Outcome.PRINTED)
        room.archive.fault = Code.ARCHIVE_SLOW
        made = []
        for _ in range(2000):
            before = len(room.archive.calls)
            room.outbox.deliver()
            if len(room.archive.calls) > before:
                made.append(room.now)
            room.now += 0.1
        room.journal.close()
        return made

    one, two = tries(1), tries(2)
    assert one != two
    pauses = [later - earlier for earlier, later in pairwise(one)]
    assert pauses[-1] > 10 * pauses[0]


def test_one_number_in_trouble_does_not_hold_up_another(room: Room) -> None:
    room.settled("bad", Outcome.PRINTED)
    room.settled("good", Outcome.PRINTED)
    room.archive.status["bad"] = "void"
    assert room.outbox.deliver() == 1
    assert room.archive.status["good"] == "printed"
    assert room.open() == [State.PRINTED]


def test_an_outcome_the_archive_refuses_stays_open_and_is_tried_again(room: Room) -> None:
    room.settled("k", Outcome.PRINTED)
    room.archive.status["k"] = "void"
    room.outbox.deliver()
    room.archive.status["k"] = "filed"
    assert room.outbox.deliver() == 1
    room.now += LONGEST_PAUSE_S
    assert room.outbox.deliver() == 0


def test_a_key_the_archive_never_heard_of_is_buried_there(room: Room) -> None:
    room.journal.begin("k", "birth")
    room.journal.void("k", "archive-slow")
    assert room.outbox.deliver() == 0
    assert room.archive.status == {"k": "void"}


def test_an_answer_that_is_not_the_outcome_closes_nothing(room: Room) -> None:
    room.settled("k", Outcome.PRINTED)
    room.archive.outcome = lambda *_: "filed"  # type: ignore[method-assign]
    assert room.outbox.deliver() == 1
    assert room.open() == [State.PRINTED]
