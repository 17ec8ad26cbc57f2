"""After a restart every open row is settled by what archive and printer show, or locked; nothing is printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from issuing_doubles import Job, MemoryArchive, MemoryPrinter
from structlog.testing import capture_logs

from kiosk.issuing import Settled
from kiosk.journal import Journal, State
from kiosk.problems import Code
from kiosk.reconcile import Reconciler
from kiosk.session.values import Outcome
from printing.witness import Witness


class Room:
    def __init__(self, path: Path) -> None:
        self.journal = Journal(path)
        self.archive = MemoryArchive()
        self.printer = MemoryPrinter()
        self.busy: set[str] = set()
        self.reconciler = Reconciler(self.journal, self.archive, self.printer, lambda: frozenset(self.busy))

    def submitted(self, accepted: bool = True, at_printer: bool = True) -> None:
        self.journal.begin("k", "birth")
        self.journal.registered("k", "N-1")
        self.journal.rendered("k", 3)
        self.journal.signed("k", "ab" * 32)
        self.journal.filed("k")
        self.journal.handing_over("k", "job-k", witness=self.printer.seen_as)
        if accepted:
            self.journal.accepted("k", 1)
        if at_printer:
            self.printer.jobs.append(Job("job-k", b"", 3))

    @property
    def state(self) -> State:
        row = self.journal.row("k")
        assert row is not None
        return row.state


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path / "journal.sqlite3")
    yield made
    made.journal.close()


def test_a_paper_never_handed_over_is_void_also_while_the_archive_is_away(room: Room) -> None:
    room.journal.begin("k", "birth")
    room.archive.fault = Code.ARCHIVE_UNREACHABLE
    assert room.reconciler.run() == 0
    assert room.state is State.VOID


def test_a_number_whose_answer_was_lost_is_learnt_from_the_archive(room: Room) -> None:
    room.journal.begin("k", "birth")
    room.archive.issue("k", "draft", "token")
    room.reconciler.run()
    row = room.journal.row("k")
    assert row is not None
    assert (row.state, row.number) == (State.VOID, "YS01-2026-000001")


@pytest.mark.parametrize("accepted", [True, False])
def test_a_job_the_printer_shows_complete_under_our_token_is_printed(room: Room, accepted: bool) -> None:
    room.submitted(accepted)
    assert room.reconciler.run() == 0
    assert room.state is State.PRINTED


def test_a_job_the_printer_ended_short_is_not_printed(room: Room) -> None:
    room.submitted()
    room.printer.result = Settled(Outcome.NOT_PRINTED)
    room.reconciler.run()
    assert room.state is State.NOT_PRINTED


def test_a_job_the_printer_does_not_know_is_unconfirmed_and_never_printed_again(room: Room) -> None:
    room.submitted(at_printer=False)
    assert room.reconciler.run() == 1
    assert room.state is State.UNCONFIRMED
    assert room.printer.jobs == []


def test_a_foreign_job_under_the_same_id_proves_nothing(room: Room) -> None:
    room.submitted(at_printer=False)
    room.printer.jobs.append(Job("somebody-else", b"", 3))
    room.reconciler.run()
    assert room.state is State.UNCONFIRMED


def test_while_the_printer_is_away_the_paper_locks_and_is_settled_when_it_is_back(room: Room) -> None:
    room.submitted()
    room.printer.away = True
    assert room.reconciler.run() == 1
    assert room.journal.unconfirmed() == ("N-1",)
    room.printer.away = False
    assert room.reconciler.run() == 0
    assert room.state is State.PRINTED
    assert room.journal.unconfirmed() == ()


def test_a_job_is_looked_for_at_the_printer_as_it_was_before_the_hand_over(room: Room) -> None:
    room.printer.seen_as = Witness(1_700_000_000, 4711)
    room.submitted()
    room.reconciler.run()
    assert room.state is State.PRINTED  # the printer's double insists on the witness


def test_rows_that_somebody_is_busy_with_are_left_alone(room: Room) -> None:
    room.submitted()
    room.busy = {"k"}
    room.reconciler.run()
    assert room.state is State.ACCEPTED
    assert room.printer.called_off == []


def test_a_job_nobody_follows_is_called_off_before_it_is_judged(room: Room) -> None:
    room.submitted()
    room.printer.gives_up = False
    assert room.reconciler.run() == 1
    assert room.state is State.UNCONFIRMED
    room.printer.gives_up, room.printer.result = True, Settled(Outcome.NOT_PRINTED)
    assert room.reconciler.run() == 0
    assert room.state is State.NOT_PRINTED
    assert room.printer.called_off == ["job-k"] * 2


@pytest.mark.parametrize("word", [Outcome.PRINTED, Outcome.NOT_PRINTED])
def test_a_paper_settled_while_the_printer_is_away_is_called_off_once_it_is_back_also_when_it_is_closed(room: Room, word: Outcome) -> None:
    room.submitted()
    room.printer.away = True
    room.reconciler.run()
    room.journal.settle("N-1", word)
    room.journal.closed("k")
    room.reconciler.run()
    assert room.printer.called_off == []
    room.printer.away, room.printer.gives_up = False, False
    with capture_logs() as lines:
        room.reconciler.run()
        room.reconciler.run()
    assert [line["event"] for line in lines] == ["settled-job-open"]
    assert room.printer.called_off == ["job-k"] * 2
    room.printer.gives_up, room.printer.result = True, Settled(word)
    room.reconciler.run()
    room.reconciler.run()
    assert room.printer.called_off == ["job-k"] * 3
    assert room.journal.may_come() == ()


def test_what_staff_said_stands_and_a_printer_that_tells_the_contrary_is_in_the_log(room: Room) -> None:
    room.submitted()
    room.printer.away = True
    room.reconciler.run()
    room.journal.settle("N-1", Outcome.NOT_PRINTED)
    room.printer.away = False
    with capture_logs() as lines:
        room.reconciler.run()
    assert room.state is State.NOT_PRINTED
    assert [(line["event"], line["before"], line["outcome"]) for line in lines] == [("settled-otherwise", "not-printed", "printed")]


def test_a_paper_that_may_still_come_is_not_forgotten(room: Room) -> None:
    room.submitted()
    room.journal.settled("k", Outcome.UNCONFIRMED)
    room.journal.settle("N-1", Outcome.NOT_PRINTED)
    room.journal.closed("k")
    assert room.journal.prune(timedelta(0), 0) == 0
    room.journal.nothing_comes("k")
    assert room.journal.prune(timedelta(0), 0) == 1


def test_staff_who_settle_in_between_have_the_last_word(room: Room) -> None:
    room.submitted()
    room.journal.settled("k", Outcome.UNCONFIRMED)
    sighting = room.printer.sighting

    def settled_meanwhile(job_name: str, pages: int, witness: Witness | None) -> Outcome | None:
        room.journal.settle("N-1", Outcome.NOT_PRINTED)
        return sighting(job_name, pages, witness)

    room.printer.sighting = settled_meanwhile  # type: ignore[method-assign]
    room.reconciler.run()
    assert room.state is State.NOT_PRINTED


def test_a_power_cut_in_a_visit_of_three_papers_settles_each_by_itself(room: Room) -> None:
    """The first lies in the tray, the printer had the second, the third was issued and never handed over."""
    for number, key in enumerate(("one", "two", "three"), 1):
        room.journal.begin(key, "birth")
        room.journal.registered(key, f"N-{number}")
        room.journal.rendered(key, 3)
        room.journal.signed(key, "ab" * 32)
        room.journal.filed(key)
    room.journal.handing_over("one", "job-one")
    room.journal.accepted("one", 1)
    room.journal.settled("one", Outcome.PRINTED)
    room.journal.handing_over("two", "job-two")
    assert room.reconciler.run() == 1
    states = {key: row.state for key in ("one", "two", "three") if (row := room.journal.row(key)) is not None}
    assert states == {"one": State.PRINTED, "two": State.UNCONFIRMED, "three": State.VOID}
    assert room.journal.unconfirmed() == ("N-2",)
    room.journal.settle("N-2", Outcome.NOT_PRINTED)
    assert room.reconciler.run() == 0
    assert room.printer.jobs == []
