"""The rows of the fault table in which a job outlives whoever followed it, on a real printer: its paper never comes later."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from issuing_doubles import MemoryArchive

from kiosk import settling
from kiosk.demo.printer import DemoPrinter
from kiosk.issuing import Settled
from kiosk.journal import IllegalTransition, Journal, State
from kiosk.printer_port import IppPort
from kiosk.problems import Code
from kiosk.reconcile import Reconciler
from kiosk.session.values import Outcome
from printing import job
from printing.job_status import JobState
from printing.printer import Accepted, Endpoint, Printer
from tests.real.ipp_printer import document, name_service, printer_in

pytestmark = pytest.mark.real

PAGES = 3
POLL_S = 0.1
LIMIT_S = 60.0
PATIENCE_S = 90.0  # for what other processes do; nothing is measured with it
TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module", autouse=True)
def _names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with name_service(tmp_path_factory.mktemp("names")):
        yield


class Room:
    """A printer with one sheet, the job of three pages that waits there for more, and its row in the journal."""

    def __init__(self, stage: DemoPrinter, journal: Journal) -> None:
        self.stage = stage
        self.journal = journal
        self.printer = Printer(stage.uri, Endpoint.DEVICE, "iso_a4_210x297mm")
        self.port = IppPort(self.printer, LIMIT_S, POLL_S, threading.Event().wait)
        self.reconciler = Reconciler(journal, MemoryArchive(), self.port, frozenset)
        journal.begin("k", "birth")
        journal.registered("k", "N-1")
        journal.rendered("k", PAGES)
        journal.signed("k", "ab" * 32)
        journal.filed("k")
        journal.handing_over("k", TOKEN)

    def submit(self) -> int:
        """The kiosk's part before it is cut: the job is at the printer."""
        submission = self.printer.submit(document(PAGES), TOKEN)
        assert isinstance(submission, Accepted)
        self.journal.accepted("k", submission.job_id)
        return submission.job_id

    def until_one_page_is_out(self) -> None:
        eventually(lambda: self.printer.find(TOKEN)[0].impressions == 1)

    @contextmanager
    def unreachable(self) -> Iterator[None]:
        """The cable is pulled: the printer lives on, and nobody hears it."""
        process = self.stage._process
        assert process is not None
        os.kill(process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(process.pid, signal.SIGCONT)

    def reconciled(self, state: State) -> None:
        """The reconciliation of the next seconds comes to it."""

        def come() -> bool:
            self.reconciler.run()
            return self.state is state

        eventually(come)

    @property
    def state(self) -> State:
        row = self.journal.row("k")
        assert row is not None
        return row.state

    def tray_after_refill(self) -> list[tuple[int, bool]]:
        """What lies there once the tray is full and the printer has nothing left to do: pages, and whether they are all of a paper."""
        self.stage.set(paper=100)
        eventually(lambda: self.printer.waiting() == ())
        return [(paper["pages"], paper["complete"]) for paper in self.stage.papers()]


def eventually(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(POLL_S)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with printer_in(tmp_path / "printer", page_s=0.15) as stage:
        stage.set(paper=1)
        journal = Journal(tmp_path / "journal.sqlite3")
        yield Room(stage, journal)
        journal.close()


def test_a_job_that_waits_for_paper_when_the_kiosk_starts_anew_is_void_and_never_comes(room: Room) -> None:
    room.submit()
    room.until_one_page_is_out()
    room.reconciled(State.NOT_PRINTED)
    assert room.tray_after_refill() == [(1, False)]


def test_a_job_given_up_in_a_silence_is_called_off_when_the_printer_is_heard_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "SILENCE_S", 1.0)
    job_id = room.submit()
    room.until_one_page_is_out()
    with room.unreachable():
        settled = room.port.follow(job_id, TOKEN, PAGES, lambda _page, _problem: None)
        assert settled == Settled(Outcome.UNCONFIRMED, Code.PRINT_UNCONFIRMED)
        room.journal.settled("k", settled.outcome)
    room.reconciled(State.NOT_PRINTED)
    assert room.tray_after_refill() == [(1, False)]


def test_a_paper_settled_in_a_silence_never_comes_though_its_row_is_closed(room: Room) -> None:
    room.submit()
    room.until_one_page_is_out()
    with room.unreachable():
        room.reconciler.run()
        assert room.journal.unconfirmed() == ("N-1",)
        settling.settle(room.journal, room.printer, "N-1", Outcome.NOT_PRINTED)
        room.journal.closed("k")
    assert room.journal.may_come() != ()
    eventually(lambda: room.reconciler.run() == 0 and room.journal.may_come() == ())
    assert room.tray_after_refill() == [(1, False)]


@pytest.mark.parametrize("word", [Outcome.PRINTED, Outcome.NOT_PRINTED])
def test_a_paper_settled_at_a_printer_that_is_there_has_no_job_left_and_is_what_the_printer_shows(room: Room, word: Outcome) -> None:
    room.submit()
    room.until_one_page_is_out()
    room.journal.settled("k", Outcome.UNCONFIRMED)
    with suppress(IllegalTransition):  # a single page is not all of the paper, whatever staff took it for
        settling.settle(room.journal, room.printer, "N-1", word)
    assert room.state is State.NOT_PRINTED
    assert [each.state for each in room.printer.find(TOKEN)] == [JobState.CANCELED]
    assert room.tray_after_refill() == [(1, False)]


def test_a_job_somebody_cancels_at_the_printer_is_told_apart_from_one_that_failed(room: Room) -> None:
    job_id = room.submit()
    room.until_one_page_is_out()
    assert room.printer.cancel(job_id)  # as anybody may who reaches the printer
    settled = room.port.follow(job_id, TOKEN, PAGES, lambda _page, _problem: None)
    assert settled == Settled(Outcome.NOT_PRINTED, Code.PRINT_CANCELLED)
