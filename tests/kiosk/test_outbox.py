"""Outcomes reach the archive, however long it is away, once each and in order; only then is a row closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import structlog
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from issuing_doubles import MemoryArchive

from kiosk.faults import ArchiveFault
from kiosk.journal import IllegalTransition, Journal, State, UnknownNumber
from kiosk.outbox import LONGEST_PAUSE_S, Outbox
from kiosk.problems import Code
from kiosk.session.values import Outcome


class Room:
    def __init__(self, path: Path, archive: MemoryArchive | None = None) -> None:
        self.path = path
        self.archive = archive or MemoryArchive()
        self.now = 0.0
        self._start()

    def _start(self) -> None:
        self.journal = Journal(self.path)
        self.outbox = Outbox(self.journal, self.archive, lambda: self.now, Random(7))

    def restart(self) -> None:
        self.journal.close()
        self._start()

    def settled(self, key: str, outcome: Outcome) -> str:
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
        return number

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


def test_a_refusal_is_in_the_journal_until_the_archive_agrees_and_in_the_log_once(room: Room) -> None:
    room.settled("k", Outcome.PRINTED)
    room.archive.status["k"] = "void"
    with structlog.testing.capture_logs() as lines:
        for _ in range(100):
            room.outbox.deliver()
            room.now += LONGEST_PAUSE_S
    assert [line["event"] for line in lines].count("outcome-refused") == 1
    (row,) = room.journal.refused_rows()
    assert (row.key, row.state, row.refused) == ("k", State.PRINTED, "outcome-refused")
    room.restart()
    room.archive.status["k"] = "filed"
    assert room.outbox.deliver() == 0
    assert room.journal.refused_rows() == ()
    assert room.open() == []


@pytest.mark.parametrize(
    ("code", "word"), [(Code.ARCHIVE_ERROR, None), (Code.ARCHIVE_REFUSED, None), (Code.ARCHIVE_REFUSED, "too-many-requests")]
)
def test_what_may_be_otherwise_tomorrow_is_no_refusal(room: Room, code: Code, word: str | None) -> None:
    def fails(*_: object) -> str:
        raise ArchiveFault(code, problem=word)

    room.settled("k", Outcome.PRINTED)
    room.archive.outcome = fails  # type: ignore[method-assign]
    room.outbox.deliver()
    assert room.journal.refused_rows() == ()


def test_a_refusal_is_about_what_was_refused_and_not_about_what_staff_say_next(room: Room) -> None:
    number = room.settled("k", Outcome.UNCONFIRMED)
    room.archive.status["k"] = "printed"
    room.outbox.deliver()
    assert [row.refused for row in room.journal.refused_rows()] == ["outcome-refused"]
    room.journal.settle(number, Outcome.PRINTED)
    assert room.journal.refused_rows() == ()
    room.outbox.deliver()
    assert room.open() == []


def test_only_a_decided_paper_that_was_refused_can_be_closed_as_the_archive_has_it(room: Room) -> None:
    number = room.settled("k", Outcome.PRINTED)
    with pytest.raises(IllegalTransition):
        room.journal.conceded(number, "void")
    with pytest.raises(UnknownNumber):
        room.journal.conceded("none", "void")
    open_still = room.settled("u", Outcome.UNCONFIRMED)
    room.journal.refused("u", "void")
    with pytest.raises(IllegalTransition):
        room.journal.conceded(open_still, "void")
    assert room.open() == [State.PRINTED, State.UNCONFIRMED]


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


def test_a_hundred_messages_wait_for_an_archive_that_is_away_as_one(room: Room) -> None:
    for number in range(100):
        room.settled(f"k{number}", Outcome.PRINTED)
    for fault in (Code.ARCHIVE_UNREACHABLE, Code.ARCHIVE_SLOW):
        room.archive.calls.clear()
        room.archive.fault = fault
        assert room.outbox.deliver() == 100
        assert len(room.archive.calls) == 1
        room.now += LONGEST_PAUSE_S
    room.archive.fault = None
    assert room.outbox.deliver() == 0


def test_a_message_the_archive_is_slow_to_take_holds_up_no_other_for_ever(room: Room) -> None:
    for key in ("slow", "good"):
        room.settled(key, Outcome.PRINTED)
    outcome = room.archive.outcome

    def sluggish(key: str, *rest: Any) -> str:
        if key == "slow":
            raise ArchiveFault(Code.ARCHIVE_SLOW)
        return outcome(key, *rest)

    room.archive.outcome = sluggish  # type: ignore[method-assign]
    assert room.outbox.deliver() == 2
    assert room.outbox.deliver() == 1
    assert room.archive.status["good"] == "printed"


def test_the_log_says_how_many_wait_when_that_changes_and_every_hour(room: Room) -> None:
    room.settled("a", Outcome.PRINTED)
    room.settled("b", Outcome.NOT_PRINTED)
    room.archive.fault = Code.ARCHIVE_UNREACHABLE
    with structlog.testing.capture_logs() as lines:
        for _ in range(3 * 3600):
            room.outbox.deliver()
            room.now += 1
        room.archive.fault = None
        room.now += LONGEST_PAUSE_S
        room.outbox.deliver()
    assert [line["count"] for line in lines if line["event"] == "outcomes-waiting"] == [2, 2, 2, 0]


def test_after_days_without_a_network_and_a_restart_every_day_everything_is_told_once(room: Room) -> None:
    for day in range(5):
        for number in range(4):
            room.settled(f"{day}-{number}", (Outcome.PRINTED, Outcome.NOT_PRINTED)[number % 2])
        room.archive.fault = Code.ARCHIVE_UNREACHABLE
        for _ in range(24 * 6):
            room.now += 600
            assert room.outbox.deliver() == 4 * (day + 1)
        room.archive.fault = None
        room.restart()
    room.archive.calls.clear()
    assert room.outbox.deliver() == 0
    assert room.archive.calls == ["outcome"] * 20
    assert set(room.archive.status.values()) == {"printed", "void"}


class Fate(Enum):
    """What becomes of one request to the archive."""

    TAKEN = "taken"
    LOST = "lost"  # it never arrives
    ANSWER_LOST = "answer lost"  # the archive has done it and the kiosk does not know
    REFUSED = "refused"  # 500


class LossyArchive(MemoryArchive):
    """The archive behind a network that does to each request what comes next in `fates`; then it is well."""

    def __init__(self) -> None:
        super().__init__()
        self.fates: list[Fate] = []

    @contextmanager
    def _call(self, name: str) -> Iterator[None]:
        fate = self.fates.pop(0) if self.fates and name in ("outcome", "void") else Fate.TAKEN
        if fate is Fate.LOST:
            raise ArchiveFault(Code.ARCHIVE_UNREACHABLE)
        if fate is Fate.REFUSED:
            raise ArchiveFault(Code.ARCHIVE_ERROR)
        with super()._call(name):
            yield
        if fate is Fate.ANSWER_LOST:
            raise ArchiveFault(Code.ARCHIVE_GARBAGE)


class Interleavings(RuleBasedStateMachine):
    """Any order of outcomes, staff's words, losses, pauses and restarts: the archive ends with the last outcome of every number."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(dir="/dev/shm")
        self.room = Room(Path(self.folder.name) / "journal.sqlite3", LossyArchive())
        self.final: dict[str, str] = {}
        self.numbers: dict[str, str] = {}

    @rule(outcome=st.sampled_from(Outcome))
    def a_paper_ends(self, outcome: Outcome) -> None:
        key = f"k{len(self.final)}"
        self.numbers[key] = self.room.settled(key, outcome)
        self.final[key] = {Outcome.PRINTED: "printed", Outcome.NOT_PRINTED: "void", Outcome.UNCONFIRMED: "unconfirmed"}[outcome]

    @rule(known=st.booleans())
    def a_paper_is_given_up_before_it_is_printed(self, known: bool) -> None:
        key = f"k{len(self.final)}"
        self.room.journal.begin(key, "birth")
        if known:
            self.room.archive.issue(key, "draft", "token")
        self.room.journal.void(key, "cancelled")
        self.final[key] = "void"

    @precondition(lambda self: "unconfirmed" in self.final.values())
    @rule(data=st.data(), printed=st.booleans())
    def staff_settle(self, data: st.DataObject, printed: bool) -> None:
        key = data.draw(st.sampled_from([key for key, status in self.final.items() if status == "unconfirmed"]))
        self.room.journal.settle(self.numbers[key], Outcome.PRINTED if printed else Outcome.NOT_PRINTED)
        self.final[key] = "printed" if printed else "void"

    @rule(fates=st.lists(st.sampled_from(Fate), min_size=1, max_size=6))
    def the_outbox_tries(self, fates: list[Fate]) -> None:
        archive = self.room.archive
        assert isinstance(archive, LossyArchive)
        archive.fates = fates
        self.room.outbox.deliver()
        archive.fates = []

    @rule(pause_s=st.floats(0, 2 * LONGEST_PAUSE_S))
    def time_passes(self, pause_s: float) -> None:
        self.room.now += pause_s

    @rule()
    def the_kiosk_restarts(self) -> None:
        self.room.restart()

    @invariant()
    def nothing_is_closed_that_the_archive_has_not_taken(self) -> None:
        still_open = {row.key for row in self.room.journal.open_rows()}
        for key, status in self.final.items():
            assert key in still_open or self.room.archive.status[key] == status

    def teardown(self) -> None:
        for _ in range(2):  # unconfirmed first, then what staff said of it meanwhile
            self.room.now += LONGEST_PAUSE_S
            assert self.room.outbox.deliver() == 0
        assert {key: self.room.archive.status[key] for key in self.final} == self.final
        assert set(self.room.open()) <= {State.UNCONFIRMED}
        self.room.journal.close()
        self.folder.cleanup()


TestInterleavings = Interleavings.TestCase
TestInterleavings.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
