"""A number that was declared void has no paper that comes later, in whatever order printer, staff and reconciliation have their say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from issuing_doubles import MemoryArchive

from kiosk import settling
from kiosk.faults import JobOpen
from kiosk.journal import IllegalTransition, Journal, UnknownNumber
from kiosk.journal_states import State
from kiosk.printer_port import IppPort
from kiosk.problems import Code
from kiosk.reconcile import Reconciler
from kiosk.session.values import Outcome
from printing import calling_off
from tests.printing.waiting_printer import MOST_LAG, WaitingPrinter

PAGES = 3


class Room:
    """A kiosk that was started anew while the printer, out of paper, holds the job of an earlier run."""

    def __init__(self, folder: Path, lag: int = 0) -> None:
        self.journal = Journal(folder / "journal.sqlite3")
        self.printer = WaitingPrinter("job-k", PAGES, lag)
        port = IppPort(self.printer, 60.0, 0.5, lambda _seconds: False)
        self.reconciler = Reconciler(self.journal, MemoryArchive(), port, frozenset)
        self.journal.begin("k", "birth")
        self.journal.registered("k", "N-1")
        self.journal.rendered("k", PAGES)
        self.journal.signed("k", "ab" * 32)
        self.journal.filed("k")
        self.journal.handing_over("k", "job-k")

    def settle(self, outcome: Outcome) -> None:
        settling.settle(self.journal, self.printer, "N-1", outcome)

    def unconfirmed(self) -> None:
        """The printer was away when the kiosk started, and is back."""
        self.printer.silent = True
        self.reconciler.run()
        self.printer.silent = False

    @property
    def state(self) -> State:
        row = self.journal.row("k")
        assert row is not None
        return row.state


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "LOOK_S", 0.0)
    monkeypatch.setattr(calling_off, "CALL_OFF_S", 0.0)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.journal.close()


def test_what_staff_settle_has_nothing_more_coming(room: Room) -> None:
    room.unconfirmed()
    room.settle(Outcome.NOT_PRINTED)
    room.printer.feed(PAGES)
    assert room.printer.out == 0


@pytest.mark.parametrize(("pages", "word", "truth"), [(PAGES, Outcome.NOT_PRINTED, "printed"), (1, Outcome.PRINTED, "not-printed")])
def test_where_the_printer_can_tell_after_all_its_word_counts(room: Room, pages: int, word: Outcome, truth: str) -> None:
    """Pages came since staff looked into the tray, or staff took the first page for all of them."""
    room.unconfirmed()
    room.printer.feed(pages)
    with pytest.raises(IllegalTransition):
        room.settle(word)
    row = room.journal.row("k")
    assert row is not None
    assert (row.outcome, row.reason) == (truth, "seen-at-printer")
    room.printer.feed(PAGES)
    assert room.printer.out == pages


@pytest.mark.parametrize("word", [Outcome.PRINTED, Outcome.NOT_PRINTED])
def test_where_the_printer_cannot_tell_staffs_word_counts(room: Room, word: Outcome) -> None:
    room.unconfirmed()
    room.printer.forget()
    room.settle(word)
    row = room.journal.row("k")
    assert row is not None
    assert (row.outcome, row.reason) == (word.value, "settled-by-staff")


@pytest.mark.parametrize("word", [Outcome.PRINTED, Outcome.NOT_PRINTED])
def test_nothing_is_settled_while_the_printer_does_not_give_the_job_up(room: Room, word: Outcome) -> None:
    room.unconfirmed()
    room.printer.stubborn = True
    with pytest.raises(JobOpen) as refused:
        room.settle(word)
    assert refused.value.code is Code.PRINT_JOB_OPEN
    assert room.journal.unconfirmed() == ("N-1",)
    room.printer.forget()  # it was switched off and on
    room.settle(word)
    assert room.journal.unconfirmed() == ()


def test_staff_may_settle_while_the_printer_is_away_and_the_job_is_called_off_when_it_is_back(room: Room) -> None:
    room.unconfirmed()
    room.printer.silent = True
    room.settle(Outcome.NOT_PRINTED)
    room.journal.closed("k")
    room.printer.silent = False
    room.reconciler.run()
    room.printer.feed(PAGES)
    assert (room.printer.out, room.journal.may_come()) == (0, ())


def test_the_job_of_a_paper_that_waits_for_nobodys_word_is_left_alone(room: Room) -> None:
    room.journal.accepted("k", 1)
    with pytest.raises(IllegalTransition):
        room.settle(Outcome.NOT_PRINTED)
    with pytest.raises(UnknownNumber):
        settling.settle(room.journal, room.printer, "N-2", Outcome.NOT_PRINTED)
    assert not room.printer.ended


STEPS = st.one_of(
    st.tuples(st.just("feed"), st.integers(1, PAGES)),
    st.tuples(st.sampled_from(("silent", "stubborn")), st.booleans()),
    st.tuples(st.just("settle"), st.sampled_from((Outcome.PRINTED, Outcome.NOT_PRINTED))),
    st.tuples(st.sampled_from(("reconcile", "forget")), st.none()),
)


@given(st.lists(STEPS, max_size=10), st.integers(0, MOST_LAG))
@settings(deadline=None, max_examples=150)
def test_in_whatever_order_a_settled_number_whose_printer_was_heard_has_no_paper_coming(steps: list[tuple[str, object]], lag: int) -> None:
    with TemporaryDirectory() as folder:
        room = Room(Path(folder), lag)
        try:
            for step, value in steps:
                _take(room, step, value)
                _assert_nothing_can_come(room)
            room.printer.silent = room.printer.stubborn = False
            for _ in range(2):  # a counter that lags is looked at again
                room.reconciler.run()
            assert room.printer.ended
            assert room.journal.may_come() == ()
        finally:
            room.journal.close()


def _take(room: Room, step: str, value: object) -> None:
    printer = room.printer
    match step, value:
        case "feed", int(sheets):
            printer.feed(sheets)
        case "silent", bool(so):
            printer.silent = so
        case "stubborn", bool(so):
            printer.stubborn = so
        case "settle", Outcome() as word:
            try:
                room.settle(word)
            except (IllegalTransition, JobOpen):
                return
        case "forget", _:
            printer.forget()
        case "reconcile", _:
            room.reconciler.run()


def _assert_nothing_can_come(room: Room) -> None:
    row = room.journal.row("k")
    assert row is not None
    if row.outcome is None:
        return
    assert room.printer.ended or room.journal.may_come() == (row,)
    if row.reason == "seen-at-printer":
        assert (row.outcome == "printed") == (room.printer.out == PAGES)
