"""Printing through a real CUPS queue: what the printer itself shows counts, whatever the queue says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.demo.printer import DemoPrinter
from kiosk.printer_port import CODE_OF_REASON, IppPort
from kiosk.problems import Code, problem
from kiosk.session.values import Outcome as KioskOutcome
from printing.calling_off import call_off, look_back
from printing.description import describe, warnings
from printing.formats import Document, DocumentFormat
from printing.ipp_message import IppError
from printing.job import Ground, Outcome, Progress, Settlement, follow, hand_over
from printing.job_status import JobState
from printing.printer import Accepted, Endpoint, Printer, Refused
from printing.queue import QueuedPrinter
from printing.reasons import Reason
from printing.witness import BOOT_TOLERANCE_S
from tests.real.cups import URI, Cups, cups_in
from tests.real.ipp_printer import document, name_service, printer_in, stated

pytestmark = pytest.mark.real

POLL_S = 0.05
LIMIT_S = 60.0  # a busy machine; nothing is measured with it
MEDIA = "iso_a4_210x297mm"
TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module", autouse=True)
def _names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with name_service(tmp_path_factory.mktemp("names")):
        yield


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[DemoPrinter]:
    with printer_in(tmp_path / "printer") as printer:
        yield printer


@pytest.fixture
def cups(tmp_path: Path, stage: DemoPrinter) -> Iterator[Cups]:
    with cups_in(tmp_path, stage.uri) as running:
        yield running


@pytest.fixture
def queue(cups: Cups, stage: DemoPrinter) -> QueuedPrinter:
    del cups
    return QueuedPrinter(URI, stage.uri, MEDIA)


class Following:
    """A job handed over and followed on a thread of its own, as the kiosk does."""

    def __init__(self, printer: Printer, pages: int, limit_s: float = LIMIT_S) -> None:
        self.shown: list[Progress] = []
        self.job_id = 0
        self._changed = threading.Condition()
        self._settlement: Settlement | None = None
        self._printer = printer
        wait, clock = threading.Event().wait, time.monotonic
        accepted = hand_over(printer, Document(DocumentFormat.PDF, document(pages)), TOKEN, poll_s=POLL_S, clock=clock, wait=wait)
        assert isinstance(accepted, Accepted), accepted
        self.job_id = accepted.job_id
        self._thread = threading.Thread(target=self._run, args=(pages, limit_s, clock, wait))
        self._thread.start()

    def _run(self, pages: int, limit_s: float, clock: Callable[[], float], wait: Callable[[float], bool]) -> None:
        self._settlement = follow(
            self._printer, self.job_id, TOKEN, pages, limit_s=limit_s, poll_s=POLL_S, clock=clock, wait=wait, on_progress=self._show
        )
        self._printer.clear(self.job_id)

    def _show(self, progress: Progress) -> None:
        with self._changed:
            self.shown.append(progress)
            self._changed.notify_all()

    def until(self, condition: Callable[[Progress], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: any(map(condition, self.shown)), LIMIT_S), self.shown

    def settlement(self) -> Settlement:
        self._thread.join()
        assert self._settlement is not None
        return self._settlement


def eventually(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(POLL_S)


def nothing_kept(cups: Cups) -> None:
    ends = time.monotonic() + LIMIT_S
    while kept := cups.kept():
        assert time.monotonic() < ends, [(path, path.read_bytes()[:60]) for path in kept]
        time.sleep(POLL_S)


def test_a_paper_through_a_queue_is_printed_when_the_printer_shows_every_page(cups: Cups, queue: QueuedPrinter, stage: DemoPrinter) -> None:
    stage.set(page_s=0.6)
    job = Following(queue, 3)
    assert job.settlement() == Settlement(Outcome.PRINTED, Ground.ALL_PAGES, 3)
    assert sorted({progress.page for progress in job.shown} | {0}) == [0, 1, 2, 3]
    assert [(paper["pages"], paper["complete"]) for paper in stage.papers()] == [(3, True)]
    nothing_kept(cups)


@pytest.mark.parametrize("default", [("copies", "2"), ("number-up", "2"), ("job-sheets", "standard,standard")])
def test_a_default_that_somebody_gave_the_queue_changes_no_paper_and_is_told(
    cups: Cups, queue: QueuedPrinter, stage: DemoPrinter, default: tuple[str, str]
) -> None:
    name, value = default
    cups.run("lpadmin", "-p", "kiosk", "-o", f"{name}-default={value}")
    assert Following(queue, 3).settlement() == Settlement(Outcome.PRINTED, Ground.ALL_PAGES, 3)
    cups.until_idle()
    assert [(paper["pages"], paper["complete"]) for paper in stage.papers()] == [(3, True)]
    assert stated(stage.uri, TOKEN).get("copies", 1) == 1  # CUPS passes no 1 on
    assert [(stray.name, stray.value) for stray in queue.status().strays] == [(name, value)]
    (warning,) = (said for said in warnings(describe(URI, MEDIA)) if f"{name}-default" in said)
    assert "lpadmin" in warning


def test_nothing_of_a_paper_is_left_in_the_spools_and_the_histories_hold_our_token_only(
    cups: Cups, queue: QueuedPrinter, stage: DemoPrinter
) -> None:
    Following(queue, 1).settlement()
    nothing_kept(cups)
    cups.until_idle()
    history = cups.history()
    assert TOKEN in history
    for word in ("%PDF", "page 1 of 1", "演"):
        assert word not in history
    (listed,) = Printer(stage.uri, Endpoint.DEVICE, MEDIA).find(TOKEN)
    assert listed.name == TOKEN
    stage.stop()
    assert list((stage.folder / "spool").iterdir()) == []


def test_without_the_printers_own_address_a_queues_word_stays_unconfirmed(cups: Cups, stage: DemoPrinter) -> None:
    job = Following(Printer(URI, Endpoint.QUEUE, MEDIA), 2)
    settlement = job.settlement()
    assert (settlement.outcome, settlement.ground) == (Outcome.UNCONFIRMED, Ground.QUEUE)
    eventually(lambda: [paper["pages"] for paper in stage.papers()] == [2])
    nothing_kept(cups)


@pytest.mark.parametrize("policy", ["abort-job", "retry-job"])
def test_a_printer_restarted_after_page_one_of_three_is_unconfirmed_also_when_the_queue_says_completed(
    tmp_path: Path, stage: DemoPrinter, policy: str
) -> None:
    with cups_in(tmp_path, stage.uri, policy) as cups:
        queue, alone = QueuedPrinter(URI, stage.uri, MEDIA), Printer(URI, Endpoint.QUEUE, MEDIA)
        stage.set(page_s=0.8, kill_on_page=2)
        job = Following(queue, 3)
        job.until(lambda progress: progress.page == 1)
        eventually(lambda: not stage.running)
        stage.set(start=True)  # its history is gone
        settlement = job.settlement()
        assert (settlement.outcome, settlement.ground) == (Outcome.UNCONFIRMED, Ground.FORGOTTEN)
        assert stage.papers()[0]["complete"] is False
        cups.until_idle()
        assert [status.state for status in alone.find(TOKEN)] in ([], [JobState.COMPLETED], [JobState.CANCELED], [JobState.ABORTED])
        assert len([paper for paper in stage.papers() if paper["complete"]]) == 0, "the queue printed it a second time"


def test_a_power_cut_after_page_one_of_three_is_unconfirmed_also_when_the_queue_prints_the_paper_again(
    cups: Cups, queue: QueuedPrinter, stage: DemoPrinter
) -> None:
    """Printer, queue and kiosk go out together; cupsd finds the job in its spool and sends it again: a page of it lies there twice."""
    stage.set(page_s=0.8, kill_on_page=2)
    witness = queue.witness()
    assert witness is not None
    assert isinstance(queue.submit(document(3), TOKEN), Accepted)
    eventually(lambda: not stage.running)
    cups.kill()
    time.sleep(2 * BOOT_TOLERANCE_S)  # nobody is quicker than that with the switch of the mains
    stage.set(start=True)
    cups.start()
    seen: list[KioskOutcome | None] = []
    port = IppPort(QueuedPrinter(URI, stage.uri, MEDIA), LIMIT_S, POLL_S, threading.Event().wait)

    def looked() -> bool:
        seen.append(port.sighting(TOKEN, 3, witness))
        return [paper["pages"] for paper in stage.papers() if paper["complete"]] == [3] and seen[-1] is not None

    eventually(looked)
    assert set(seen) - {None} == {KioskOutcome.UNCONFIRMED}


def test_a_queue_that_says_completed_is_not_believed_when_the_printer_knows_of_nothing(cups: Cups, stage: DemoPrinter) -> None:
    """As above, with nobody to drop the job: the very word that misled others."""
    alone = Printer(URI, Endpoint.QUEUE, MEDIA)
    watched = QueuedPrinter(URI, stage.uri, MEDIA)
    stage.set(page_s=0.8, kill_on_page=2)
    accepted = watched.submit(document(3), TOKEN)
    assert isinstance(accepted, Accepted)
    eventually(lambda: not stage.running)
    stage.set(start=True)
    cups.until_idle()
    said = alone.job(accepted.job_id)
    assert said is not None
    assert said.state.final
    shown = watched.job(accepted.job_id)
    assert shown is None or shown.impressions is None


@pytest.mark.parametrize("stopped_by", [("cupsdisable", "kiosk"), ("cupsreject", "kiosk")])
def test_a_queue_that_somebody_stopped_is_an_obstacle_with_its_own_remedy(
    cups: Cups, queue: QueuedPrinter, stage: DemoPrinter, stopped_by: tuple[str, str]
) -> None:
    assert queue.status().obstacle_for(1) is None
    cups.run(*stopped_by)
    for printer in (queue, Printer(URI, Endpoint.QUEUE, MEDIA)):
        obstacle = printer.status().obstacle_for(1)
        assert obstacle is Reason.QUEUE_STOPPED
        assert CODE_OF_REASON[obstacle] is Code.PRINTER_QUEUE_STOPPED
    assert "cupsenable" in problem(Code.PRINTER_QUEUE_STOPPED).remedy
    stage.set(jam=True)
    assert queue.status().reasons[:2] == (Reason.QUEUE_STOPPED, Reason.MEDIA_JAM)
    stage.set(clear=True)
    cups.run("cupsenable", "kiosk")
    cups.run("cupsaccept", "kiosk")
    assert queue.status().obstacle_for(1) is None


def test_a_queue_stopped_with_our_job_in_it_is_told_and_goes_on_when_it_is_started_again(cups: Cups, queue: QueuedPrinter) -> None:
    cups.run("cupsdisable", "kiosk")
    job = Following(queue, 2)
    job.until(lambda progress: progress.problem is Reason.QUEUE_STOPPED)
    cups.run("cupsenable", "kiosk")
    assert job.settlement().outcome is Outcome.PRINTED


def test_a_queue_that_stays_stopped_gives_the_job_up_at_the_limit_and_prints_it_never(
    cups: Cups, queue: QueuedPrinter, stage: DemoPrinter
) -> None:
    cups.run("cupsdisable", "kiosk")
    settlement = Following(queue, 2, limit_s=0.5).settlement()
    assert (settlement.outcome, settlement.page) == (Outcome.NOT_PRINTED, 0)
    cups.run("cupsenable", "kiosk")
    cups.until_idle()
    assert queue.find(TOKEN) == ()
    assert stage.papers() == []


def test_a_queue_that_takes_no_jobs_refuses_and_nothing_is_printed(cups: Cups, queue: QueuedPrinter) -> None:
    cups.run("cupsreject", "kiosk")
    assert isinstance(queue.submit(document(1), TOKEN), Refused)


def test_a_foreign_job_ahead_of_ours_is_waited_for_and_not_taken_for_ours(cups: Cups, queue: QueuedPrinter, stage: DemoPrinter) -> None:
    stage.set(page_s=0.8)
    foreign = Printer(URI, Endpoint.QUEUE, MEDIA).submit(document(2), "somebody-elses")
    assert isinstance(foreign, Accepted)
    job = Following(queue, 1)
    assert job.settlement() == Settlement(Outcome.PRINTED, Ground.ALL_PAGES, 1)
    assert [paper["pages"] for paper in stage.papers()] == [2, 1]
    del cups


def test_cupsd_killed_in_a_job_that_the_printer_completes_is_printed_once(cups: Cups, queue: QueuedPrinter, stage: DemoPrinter) -> None:
    stage.set(page_s=0.8)
    job = Following(queue, 2)
    job.until(lambda progress: progress.page == 1)
    cups.kill()
    settlement = job.settlement()
    assert settlement == Settlement(Outcome.PRINTED, Ground.ALL_PAGES, 2)
    assert [(paper["pages"], paper["complete"]) for paper in stage.papers()] == [(2, True)]


def test_a_spool_that_goes_with_cupsd_prints_nothing_a_second_time(cups: Cups, queue: QueuedPrinter, stage: DemoPrinter) -> None:
    """What the technician is told to set up, and why: with the spool still there the paper comes once more."""
    stage.set(page_s=0.8)
    assert isinstance(queue.submit(document(2), TOKEN), Accepted)
    eventually(lambda: [found.impressions for found in Printer(stage.uri, Endpoint.DEVICE, MEDIA).find(TOKEN)] == [1])
    cups.kill()
    eventually(lambda: [paper["complete"] for paper in stage.papers()] == [True])
    cups.lose_spool()
    cups.start()
    cups.until_idle()
    assert [(paper["pages"], paper["complete"]) for paper in stage.papers()] == [(2, True)]
    assert Printer(URI, Endpoint.QUEUE, MEDIA).find(TOKEN) == ()


def test_cupsd_killed_before_the_printer_has_the_job_is_unconfirmed(cups: Cups, queue: QueuedPrinter, stage: DemoPrinter) -> None:
    cups.run("cupsdisable", "kiosk")
    job = Following(queue, 1, limit_s=8.0)
    job.until(lambda progress: progress.problem is Reason.QUEUE_STOPPED)
    cups.kill()
    settlement = job.settlement()
    assert (settlement.outcome, settlement.ground) == (Outcome.UNCONFIRMED, Ground.SILENT)
    assert stage.papers() == []


def test_a_printer_that_is_gone_refuses_before_the_queue_gets_anything(cups: Cups, queue: QueuedPrinter, stage: DemoPrinter) -> None:
    stage.stop()
    assert queue.status().obstacle is Reason.OFFLINE
    assert isinstance(queue.submit(document(1), TOKEN), Refused)
    assert Printer(URI, Endpoint.QUEUE, MEDIA).find(TOKEN) == ()
    assert cups.kept() == []


def test_after_a_restart_of_the_kiosk_a_job_is_found_as_queue_and_printer_show_it(
    cups: Cups, queue: QueuedPrinter, stage: DemoPrinter
) -> None:
    witness = queue.witness()
    accepted = queue.submit(document(2), TOKEN)
    assert isinstance(accepted, Accepted)
    restarted = QueuedPrinter(URI, stage.uri, MEDIA)
    eventually(lambda: [found.state for found in restarted.find(TOKEN, witness)] == [JobState.COMPLETED])
    (found,) = restarted.find(TOKEN, witness)
    assert (found.id, found.impressions) == (accepted.job_id, 2)
    (doubtful,) = restarted.find(TOKEN)
    assert (doubtful.id, doubtful.impressions) == (accepted.job_id, None)
    assert restarted.find("nobody") == ()
    cups.stop()
    with pytest.raises(IppError):
        restarted.find(TOKEN)


def test_a_job_left_in_a_queue_is_called_off_there_and_at_the_printer_and_never_comes(queue: QueuedPrinter, stage: DemoPrinter) -> None:
    """The kiosk was cut while the printer waited for paper; a new one knows nothing but the name."""
    stage.set(paper=1)
    witness = queue.witness()
    assert isinstance(queue.submit(document(3), TOKEN), Accepted)
    device = Printer(stage.uri, Endpoint.DEVICE, MEDIA)
    eventually(lambda: [job.impressions for job in device.find(TOKEN)] == [1])
    wait, clock = threading.Event().wait, time.monotonic
    anew = QueuedPrinter(URI, stage.uri, MEDIA)
    eventually(lambda: call_off(anew, TOKEN, poll_s=POLL_S, clock=clock, wait=wait))
    seen = look_back(anew, TOKEN, 3, witness, poll_s=POLL_S, clock=clock, wait=wait)
    assert seen is not None
    assert (seen.outcome, seen.ground) == (Outcome.NOT_PRINTED, Ground.ENDED_SHORT)
    stage.set(paper=100)
    eventually(lambda: device.waiting() == ())
    assert [(paper["pages"], paper["complete"]) for paper in stage.papers()] == [(1, False)]
