"""Printing on a real IPP printer (ippeveprinter), and what becomes of the paper when it fails."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.demo.daemons import StageError
from kiosk.demo.printer import DemoPrinter
from printing.formats import Document, DocumentFormat
from printing.job import Ground, Outcome, Progress, Settlement, follow, hand_over
from printing.job_status import JobState
from printing.printer import Accepted, Printer, Refusal, Refused
from printing.printer_status import PrinterState
from printing.reasons import Reason
from printing.supplies import Level
from tests.real.ipp_printer import document, name_service, printer_in, stated

pytestmark = pytest.mark.real

POLL_S = 0.03
LIMIT_S = 60.0
MEDIA = "iso_a4_210x297mm"


@pytest.fixture(scope="module", autouse=True)
def _names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with name_service(tmp_path_factory.mktemp("names")):
        yield


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[DemoPrinter]:
    with printer_in(tmp_path / "printer") as printer:
        yield printer


@pytest.fixture
def printer(stage: DemoPrinter) -> Printer:
    return Printer(stage.uri, "device", MEDIA)


class Following:
    """A job handed over and followed on a thread of its own, as the kiosk does."""

    def __init__(self, printer: Printer, pages: int, name: str = "token", limit_s: float = LIMIT_S) -> None:
        self.shown: list[Progress] = []
        self._changed = threading.Condition()
        self._settlement: Settlement | None = None
        self._give_up = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(printer, pages, name, limit_s))
        self._thread.start()

    def _run(self, printer: Printer, pages: int, name: str, limit_s: float) -> None:
        wait, clock = self._give_up.wait, time.monotonic
        accepted = hand_over(printer, Document(DocumentFormat.PDF, document(pages)), name, poll_s=POLL_S, clock=clock, wait=wait)
        assert isinstance(accepted, Accepted)
        self._settlement = follow(
            printer, accepted.job_id, name, pages, limit_s=limit_s, poll_s=POLL_S, clock=clock, wait=wait, on_progress=self._show
        )

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

    def give_up(self) -> Settlement:
        self._give_up.set()
        return self.settlement()


def test_a_printer_at_rest_is_ready_for_pdf_and_tells_its_levels(stage: DemoPrinter, printer: Printer) -> None:
    stage.set(paper=30, toner=12)
    status = printer.status()
    assert (status.state, status.accepting, status.reasons, status.obstacle) == (PrinterState.IDLE, True, (), None)
    assert status.takes_pdf
    assert Level("main", 30, 250) in status.trays
    assert status.toner == (Level("black", 12, 100),)


def test_three_pages_are_seen_coming_page_by_page(stage: DemoPrinter, printer: Printer) -> None:
    stage.set(page_s=0.5)
    job = Following(printer, 3)
    assert job.settlement() == Settlement(Outcome.PRINTED, Ground.ALL_PAGES, 3)
    assert sorted({progress.page for progress in job.shown} | {0}) == [0, 1, 2, 3]
    (paper,) = stage.papers()
    assert (paper["pages"], paper["complete"]) == (3, True)
    assert paper["sha256"] == hashlib.sha256(document(3)).hexdigest()
    assert Path(paper["path"]).read_bytes() == document(3)
    assert Level("main", 247, 250) in printer.status().trays


def test_a_job_states_one_copy_whatever_the_printer_would_make_of_a_job_that_says_nothing(stage: DemoPrinter, printer: Printer) -> None:
    assert Following(printer, 2).settlement().outcome is Outcome.PRINTED
    said = stated(stage.uri, "token")
    assert (said["copies"], said["sides"]) == (1, "one-sided")
    assert said.get("job-sheets", "none") == "none"


def test_a_printer_killed_on_page_two_leaves_the_job_unconfirmed(stage: DemoPrinter, printer: Printer) -> None:
    stage.set(kill_on_page=2, page_s=0.15)
    job = Following(printer, 3)
    job.until(lambda progress: progress.unknown)
    assert stage.state() == ("unreachable", ())
    stage.set(start=True)  # with its history gone
    settlement = job.settlement()
    assert (settlement.outcome, settlement.ground, settlement.page) == (Outcome.UNCONFIRMED, Ground.FORGOTTEN, 1)
    (paper,) = stage.papers()
    assert (paper["pages"], paper["complete"]) == (1, False)


def test_a_printer_killed_after_the_last_page_leaves_the_job_unconfirmed_though_the_paper_is_whole(
    stage: DemoPrinter, printer: Printer
) -> None:
    stage.set(kill_on_page=3, page_s=0.15)
    job = Following(printer, 2)
    job.until(lambda progress: progress.unknown)
    assert job.give_up().outcome is Outcome.UNCONFIRMED
    assert [(paper["pages"], paper["complete"]) for paper in stage.papers()] == [(2, True)]


def test_paper_that_runs_out_inside_a_job_and_is_refilled_makes_a_whole_paper(stage: DemoPrinter, printer: Printer) -> None:
    stage.set(paper=2)
    job = Following(printer, 3)
    job.until(lambda progress: progress.problem is Reason.MEDIA_EMPTY and progress.page == 2)
    stage.set(paper=50)
    assert job.settlement() == Settlement(Outcome.PRINTED, Ground.ALL_PAGES, 3)
    assert stage.state() == ("idle", ())


def test_paper_that_runs_out_and_is_not_refilled_ends_as_not_printed_after_the_limit(stage: DemoPrinter, printer: Printer) -> None:
    stage.set(paper=1)
    settlement = Following(printer, 3, limit_s=0.5).settlement()
    assert (settlement.outcome, settlement.ground, settlement.page) == (Outcome.NOT_PRINTED, Ground.ENDED_SHORT, 1)
    assert settlement.problem is Reason.MEDIA_EMPTY
    assert [(paper["pages"], paper["complete"]) for paper in stage.papers()] == [(1, False)]


def test_without_paper_the_printer_says_so_before_anything_is_printed(stage: DemoPrinter, printer: Printer) -> None:
    state, reasons = stage.set(paper=0)
    assert (state, reasons) == ("idle", ("media-empty-report",))
    assert printer.status().obstacle is Reason.MEDIA_EMPTY


def test_a_job_sent_to_an_empty_printer_and_cancelled_at_the_limit_is_not_printed(stage: DemoPrinter, printer: Printer) -> None:
    stage.set(paper=0)
    settlement = Following(printer, 2, limit_s=0.2).settlement()
    assert (settlement.outcome, settlement.page) == (Outcome.NOT_PRINTED, 0)
    assert stage.papers() == []
    assert printer.status().obstacle is Reason.MEDIA_EMPTY


@pytest.mark.parametrize(
    ("fault", "cure", "reason"),
    [
        ({"jam": True}, {"jam": False}, Reason.MEDIA_JAM),
        ({"cover": True}, {"cover": False}, Reason.COVER_OPEN),
        ({"toner": 0}, {"toner": 60}, Reason.TONER_EMPTY),
    ],
)
def test_a_fault_is_told_at_rest_and_while_printing_and_cured_the_paper_is_whole(
    stage: DemoPrinter, printer: Printer, fault: dict[str, int], cure: dict[str, int], reason: Reason
) -> None:
    stage.set(**fault)
    assert printer.status().obstacle is reason
    job = Following(printer, 2)
    job.until(lambda progress: progress.problem is reason and progress.page == 0)
    stage.set(**cure)
    assert job.settlement().outcome is Outcome.PRINTED
    assert printer.status().obstacle is None


def test_a_jam_inside_a_job_is_told(stage: DemoPrinter, printer: Printer) -> None:
    stage.set(page_s=0.6)
    job = Following(printer, 3)
    job.until(lambda progress: progress.page == 1)
    stage.set(jam=True)
    job.until(lambda progress: progress.problem is Reason.MEDIA_JAM)
    stage.set(jam=False)
    assert job.settlement().outcome is Outcome.PRINTED


def test_several_faults_at_once_are_told_and_cleared_together(stage: DemoPrinter, printer: Printer) -> None:
    stage.set(paper=0, jam=True, cover=True, toner=0)
    assert set(printer.status().reasons) == {Reason.MEDIA_EMPTY, Reason.MEDIA_JAM, Reason.COVER_OPEN, Reason.TONER_EMPTY}
    assert stage.set(clear=True) == ("idle", ())
    assert stage.papers() == []


def test_faults_survive_switching_the_printer_off_and_on(stage: DemoPrinter, printer: Printer) -> None:
    stage.set(jam=True, stop=True)
    assert printer.status().obstacle is Reason.OFFLINE
    stage.set(start=True)
    assert printer.status().obstacle is Reason.MEDIA_JAM


def test_a_fault_made_together_with_a_start_is_told_also_when_it_was_on(stage: DemoPrinter, printer: Printer) -> None:
    stage.set(cover=True, start=True)
    assert printer.status().obstacle is Reason.COVER_OPEN


def test_a_stopped_printer_is_unreachable_and_a_job_for_it_is_refused(stage: DemoPrinter, printer: Printer) -> None:
    assert stage.set(stop=True) == ("unreachable", ())
    assert printer.status().obstacle is Reason.OFFLINE
    assert printer.submit(document(1), "token") == Refused(Refusal.UNREACHABLE)
    assert stage.set(start=True) == ("idle", ())


def test_a_finished_job_is_found_by_its_name_and_a_restart_forgets_it(stage: DemoPrinter, printer: Printer) -> None:
    Following(printer, 2, name="first").settlement()
    Following(printer, 1, name="second").settlement()
    (found,) = printer.find("first")
    assert (found.state, found.impressions) == (JobState.COMPLETED, 2)
    assert printer.find("third") == ()
    stage.set(stop=True, start=True)
    assert printer.find("first") == ()
    assert printer.job(found.id) is None


def test_the_stages_own_jobs_are_no_papers_and_carry_a_name_of_their_own(stage: DemoPrinter, printer: Printer) -> None:
    stage.set(jam=True)
    assert [job.impressions for job in printer.find("stage-control")] == [0]
    assert stage.papers() == []


def test_what_is_no_pdf_is_aborted_and_not_printed(stage: DemoPrinter, printer: Printer) -> None:
    accepted = printer.submit(b"no PDF at all", "token")
    assert isinstance(accepted, Accepted)
    settlement = follow(
        printer, accepted.job_id, "token", 1, limit_s=LIMIT_S, poll_s=POLL_S, clock=time.monotonic, wait=threading.Event().wait
    )
    assert (settlement.outcome, settlement.ground) == (Outcome.NOT_PRINTED, Ground.ENDED_SHORT)
    assert stage.papers() == []


def test_a_paper_size_the_printer_does_not_have_is_refused(stage: DemoPrinter) -> None:
    submission = Printer(stage.uri, "device", "iso_a3_297x420mm").submit(document(1), "token")
    assert isinstance(submission, Refused)
    assert submission.reason is Refusal.ATTRIBUTES


def test_a_busy_printer_is_waited_for(stage: DemoPrinter, printer: Printer) -> None:
    stage.set(page_s=0.6)
    first = Following(printer, 2, name="first")
    first.until(lambda progress: progress.page == 1)
    assert printer.submit(document(1), "second") == Refused(Refusal.BUSY, 0x0507)
    second = Following(printer, 1, name="second")
    assert (first.settlement().outcome, second.settlement().outcome) == (Outcome.PRINTED, Outcome.PRINTED)
    assert [paper["pages"] for paper in stage.papers()] == [2, 1]


def test_nothing_of_a_paper_is_left_in_the_spool_once_the_printer_is_off(stage: DemoPrinter, printer: Printer) -> None:
    Following(printer, 1).settlement()
    stage.stop()
    assert list((stage.folder / "spool").iterdir()) == []


def test_what_makes_no_sense_is_refused_in_words(stage: DemoPrinter) -> None:
    with pytest.raises(StageError, match="toner must be between 0 and 100"):
        stage.set(toner=101)
