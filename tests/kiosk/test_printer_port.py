"""What the printer says, in the kiosk's words: a code for every trouble, and printed only when the printer itself shows every page."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from structlog.testing import capture_logs

from config.devices import PrinterTable
from config.schema import AROUND_A_JOB_S, TimesTable
from kiosk.faults import PaperFault, PrinterRefused, PrinterSilent
from kiosk.issuing import Settled
from kiosk.printer_port import IppPort
from kiosk.printer_setup import GROUND_WORDS
from kiosk.problems import Code
from kiosk.session.values import Limits, Outcome
from printing.formats import Document, DocumentFormat, RasterMode
from printing.ipp import QUERY_S
from printing.ipp_message import IppError, IppFault
from printing.job import BUSY_S, CANCEL_GRACE_S, SEARCH_S, Ground
from printing.job_status import STILL_STOPPING, JobState, JobStatus
from printing.printer import SUBMIT_S, Accepted, Endpoint, Printer, Refusal, Refused, Submission, Unknown
from printing.printer_status import PDF, PrinterState, PrinterStatus
from printing.reasons import Reason
from printing.witness import Witness
from tests.real.ipp_printer import document

PAPER = Document(DocumentFormat.PDF, b"%PDF")
LONGER_THAN_THE_LIMIT = 33  # looks; the clock below moves on by two seconds at each, and the limit is 60


class Scripted:
    """A printer that says what the test wrote down."""

    def __init__(self, *jobs: JobStatus, endpoint: Endpoint = Endpoint.DEVICE) -> None:
        self.endpoint = endpoint
        self.media = "iso_a4_210x297mm"
        self.jobs = list(jobs)
        self.said = PrinterStatus(PrinterState.IDLE, True, (), (PDF,))
        self.submission: Submission = Accepted(7)
        self.away = False
        self.submitted = 0
        self.cleared: list[int] = []
        self.looked_for: list[Witness | None] = []
        self.cancelled: list[int] = []
        self.ends_on_cancel = False

    def status(self) -> PrinterStatus:
        return self.said

    def submit(self, data: bytes, job_name: str, document_format: DocumentFormat) -> Submission:
        assert data
        assert document_format is DocumentFormat.PDF
        assert job_name
        self.submitted += 1
        return self.submission

    def find(self, job_name: str, witness: Witness | None = None) -> tuple[JobStatus, ...]:
        self.looked_for.append(witness)
        if self.away:
            raise IppError(IppFault.SILENT, request_sent=True)
        return tuple(job for job in self.jobs if job.name == job_name)

    def job(self, job_id: int) -> JobStatus | None:
        assert job_id == 7
        return self.jobs.pop(0) if len(self.jobs) > 1 else self.jobs[0]

    def cancel(self, job_id: int) -> bool:
        self.cancelled.append(job_id)
        if self.ends_on_cancel:
            self.jobs = [replace(job, state=JobState.CANCELED) if job.name == "ours" else job for job in self.jobs]
        return True

    def call_off(self, job_name: str) -> bool:
        return Printer.call_off(cast(Printer, self), job_name)

    def clear(self, job_id: int) -> None:
        self.cleared.append(job_id)


def port(printer: Scripted) -> IppPort:
    now = [0.0]

    def clock() -> float:
        now[0] += 1.0
        return now[0]

    return IppPort(cast(Printer, printer), limit_s=60.0, poll_s=0.5, wait=lambda _: False, clock=clock)


def job(state: JobState, impressions: int | None, name: str = "ours") -> JobStatus:
    return JobStatus(7, name, state, impressions)


def test_a_job_is_looked_for_with_what_was_seen_of_the_printer_before_it() -> None:
    printer = Scripted(job(JobState.COMPLETED, 3))
    port(printer).sighting("ours", 3, Witness(1_700_000_000, 4711))
    assert printer.looked_for == [Witness(1_700_000_000, 4711)]


@pytest.mark.parametrize(
    ("jobs", "outcome"),
    [
        ((), Outcome.UNCONFIRMED),
        ((job(JobState.COMPLETED, 3),), Outcome.PRINTED),
        ((job(JobState.COMPLETED, 2),), Outcome.UNCONFIRMED),
        ((job(JobState.COMPLETED, None),), Outcome.UNCONFIRMED),
        ((job(JobState.ABORTED, 1),), Outcome.NOT_PRINTED),
        ((job(JobState.CANCELED, 3),), Outcome.UNCONFIRMED),
        ((job(JobState.PROCESSING, 3),), None),
        ((JobStatus(7, "ours", JobState.CANCELED, 1, (STILL_STOPPING,)),), None),
        ((JobStatus(7, "ours", JobState.COMPLETED, 3, ("queued-in-device",)),), Outcome.UNCONFIRMED),
        ((job(JobState.COMPLETED, 3), job(JobState.COMPLETED, 3)), Outcome.UNCONFIRMED),
        ((job(JobState.COMPLETED, 3, "another"),), Outcome.UNCONFIRMED),
    ],
)
def test_a_sighting_counts_only_as_far_as_the_printer_shows_our_one_job(jobs: tuple[JobStatus, ...], outcome: Outcome | None) -> None:
    assert port(Scripted(*jobs)).sighting("ours", 3) is outcome


def test_a_sighting_waits_until_the_counter_of_an_ended_job_stands_still() -> None:
    printer = Scripted()
    counts = iter([0, 3, 3, 3])
    printer.find = lambda _name, _witness: (job(JobState.CANCELED, next(counts)),)  # type: ignore[method-assign]
    assert port(printer).sighting("ours", 3) is None
    counts = iter([3, 3, 3])
    assert port(printer).sighting("ours", 3) is Outcome.UNCONFIRMED


def test_a_job_is_called_off_until_the_printer_holds_none_of_that_name() -> None:
    printer = Scripted(job(JobState.PROCESSING, 1), job(JobState.PROCESSING, 1, "another"))
    assert not port(printer).call_off("ours")
    assert len(printer.cancelled) > 1
    printer.ends_on_cancel = True
    assert port(printer).call_off("ours")
    assert [each.state for each in printer.jobs] == [JobState.CANCELED, JobState.PROCESSING]
    printer.away = True
    with pytest.raises(PrinterSilent):
        port(printer).call_off("ours")


@pytest.mark.parametrize(
    ("keywords", "ours", "code"),
    [
        (("job-canceled-at-device",), False, Code.PRINT_CANCELLED),
        (("job-canceled-by-operator",), False, Code.PRINT_CANCELLED),
        (("job-canceled-by-user",), False, Code.PRINT_CANCELLED),
        (("job-canceled-by-user",), True, Code.PRINT_FAILED),
        (("aborted-by-system", "document-format-error"), False, Code.PRINT_DOCUMENT_ERROR),
        (("aborted-by-system",), False, Code.PRINT_FAILED),
        ((), False, Code.PRINT_FAILED),
    ],
)
def test_why_a_job_was_ended_is_told_unless_the_kiosk_ended_it(keywords: tuple[str, ...], ours: bool, code: Code) -> None:
    ended = JobStatus(7, "ours", JobState.CANCELED, 1, keywords)
    working = [job(JobState.PROCESSING, 1)] * (LONGER_THAN_THE_LIMIT if ours else 1)
    assert port(Scripted(*working, ended)).follow(7, "ours", 3, lambda _page, _problem: None) == Settled(Outcome.NOT_PRINTED, code)


def test_the_reasons_are_in_the_log_and_nothing_that_is_no_keyword() -> None:
    ended = JobStatus(7, "ours", JobState.COMPLETED, 3, ("job-completed-with-warnings", "张三 150303199001011234", "X Y"))
    with capture_logs() as lines:
        port(Scripted(ended)).follow(7, "ours", 3, lambda _page, _problem: None)
    assert [line["reasons"] for line in lines if line["event"] == "job-settled"] == [["job-completed-with-warnings"]]


def test_whoever_tries_a_printer_is_told_every_ground_in_words() -> None:
    assert set(GROUND_WORDS) == set(Ground)


def test_a_queue_is_not_believed() -> None:
    assert port(Scripted(job(JobState.COMPLETED, 3), endpoint=Endpoint.QUEUE)).sighting("ours", 3) is Outcome.UNCONFIRMED


def test_a_printer_that_does_not_answer_is_silent() -> None:
    printer = Scripted()
    printer.away = True
    with pytest.raises(PrinterSilent):
        port(printer).sighting("ours", 3)


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (Refusal.UNREACHABLE, Code.PRINTER_UNREACHABLE),
        (Refusal.FORMAT, Code.PRINTER_NO_PDF),
        (Refusal.NOT_ACCEPTING, Code.PRINTER_STOPPED),
        (Refusal.BUSY, Code.PRINTER_REFUSED),
        (Refusal.ATTRIBUTES, Code.PRINTER_REFUSED),
        (Refusal.REFUSED, Code.PRINTER_REFUSED),
    ],
)
def test_a_refusal_is_told_with_its_problem(reason: Refusal, code: Code) -> None:
    printer = Scripted()
    printer.submission = Refused(reason)
    with pytest.raises(PrinterRefused) as refused:
        port(printer).hand_over(PAPER, "ours")
    assert refused.value.code is code


def test_a_lost_answer_is_looked_up_by_name_and_never_sent_again() -> None:
    printer = Scripted(job(JobState.PROCESSING, 0))
    printer.submission = Unknown(IppFault.SILENT)
    assert port(printer).hand_over(PAPER, "ours") == 7
    printer.jobs = []
    with pytest.raises(PrinterSilent):
        port(printer).hand_over(PAPER, "ours")
    assert printer.submitted == 2


def test_pages_and_what_holds_them_up_are_told_as_they_come() -> None:
    printer = Scripted(job(JobState.PROCESSING, 1), job(JobState.PROCESSING, 1), job(JobState.PROCESSING, 2), job(JobState.COMPLETED, 3))
    told: list[tuple[int, Code | None]] = []

    def tell(page: int, problem: Code | None) -> None:
        told.append((page, problem))
        empty = page == 1 and problem is None
        printer.said = PrinterStatus(PrinterState.STOPPED if empty else PrinterState.IDLE, True, (Reason.MEDIA_EMPTY,) if empty else ())

    assert port(printer).follow(7, "ours", 3, tell) == Settled(Outcome.PRINTED)
    assert told == [(1, None), (1, Code.PRINTER_MEDIA_EMPTY), (2, None), (3, None)]


@pytest.mark.parametrize(
    ("last", "settled"),
    [
        (job(JobState.ABORTED, 1), Settled(Outcome.NOT_PRINTED, Code.PRINT_FAILED)),
        (job(JobState.PROCESSING, 1), Settled(Outcome.UNCONFIRMED, Code.PRINT_UNCONFIRMED)),
        (job(JobState.COMPLETED, 3, "another"), Settled(Outcome.UNCONFIRMED, Code.PRINT_UNCONFIRMED)),
    ],
)
def test_the_end_of_a_job_is_told_as_its_outcome_and_a_queue_may_drop_it_then(last: JobStatus, settled: Settled) -> None:
    printer = Scripted(last)
    assert port(printer).follow(7, "ours", 3, lambda _page, _problem: None) == settled
    assert printer.cleared == [7]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (PrinterStatus(PrinterState.IDLE, True, (), (PDF,)), None),
        (PrinterStatus(PrinterState.PROCESSING, True, (Reason.TONER_LOW,), (PDF,)), None),
        (PrinterStatus(PrinterState.IDLE, True, (), ("image/urf",)), Code.PRINTER_NO_PDF),
        (PrinterStatus(PrinterState.IDLE, True, (), ("image/urf",), urf=RasterMode(300, True)), None),
        (PrinterStatus(PrinterState.IDLE, True, (), (PDF,), loaded=False), Code.PRINTER_MEDIA_WRONG),
        (PrinterStatus(PrinterState.IDLE, True, (), (PDF,), sheets=0), Code.PRINTER_MEDIA_EMPTY),
        (PrinterStatus(PrinterState.IDLE, True, (), (PDF,), room=0), Code.PRINTER_OUTPUT_FULL),
        (PrinterStatus(PrinterState.IDLE, True, (Reason.OUTPUT_FULL,), (PDF,)), Code.PRINTER_OUTPUT_FULL),
        (PrinterStatus(PrinterState.STOPPED, True, (), (PDF,)), Code.PRINTER_STOPPED),
        (PrinterStatus(PrinterState.IDLE, False, (), (PDF,)), Code.PRINTER_STOPPED),
        (PrinterStatus(PrinterState.IDLE, True, (Reason.MEDIA_JAM, Reason.MEDIA_EMPTY), (PDF,)), Code.PRINTER_MEDIA_JAM),
    ],
)
def test_trouble_is_told_as_its_problem(said: PrinterStatus, code: Code | None) -> None:
    printer = Scripted()
    printer.said = said
    assert port(printer).trouble() is code


def test_no_answer_about_itself_is_silence_and_not_trouble() -> None:
    printer = Scripted()
    printer.said = PrinterStatus(PrinterState.UNKNOWN, False, (Reason.OFFLINE,))
    with pytest.raises(PrinterSilent):
        port(printer).trouble()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (PrinterStatus(PrinterState.IDLE, True, (), (PDF,), sheets=2), Code.PRINTER_MEDIA_SHORT),
        (PrinterStatus(PrinterState.IDLE, True, (), (PDF,), sheets=3), None),
        (PrinterStatus(PrinterState.IDLE, True, (), (PDF,)), None),
        (PrinterStatus(PrinterState.IDLE, True, (), (PDF,), room=2), Code.PRINTER_OUTPUT_FULL),
        (PrinterStatus(PrinterState.IDLE, True, (Reason.MEDIA_JAM,), (PDF,), sheets=2), None),
    ],
)
def test_a_job_of_three_pages_is_measured_against_what_was_last_heard(said: PrinterStatus, code: Code | None) -> None:
    printer = Scripted()
    ours = port(printer)
    assert ours.shortage(3) is None, "nothing heard yet"
    printer.said = said
    ours.trouble()
    printer.said = PrinterStatus(PrinterState.UNKNOWN, False, (Reason.OFFLINE,))
    assert ours.shortage(3) is code


def test_a_printer_that_takes_no_pdf_is_given_pixels_and_one_that_does_the_signed_bytes() -> None:
    printer = Scripted()
    pdf = document(1)
    assert port(printer).prepare(pdf) == Document(DocumentFormat.PDF, pdf)
    printer.said = PrinterStatus(PrinterState.IDLE, True, (), ("image/pwg-raster",), pwg=RasterMode(200, True))
    assert port(printer).prepare(pdf).data.startswith(b"RaS2")
    with pytest.raises(PaperFault):
        port(printer).prepare(b"no PDF")


def test_a_citizen_waits_longer_than_handing_over_a_job_and_hearing_its_end_can_take() -> None:
    """Else the screen says unconfirmed of a paper that is settled a moment later."""
    handing_over = BUSY_S + SUBMIT_S + SEARCH_S + 2 * QUERY_S  # the last look for the job asks twice
    ending = CANCEL_GRACE_S + 2 * QUERY_S  # the cancelling and the last look
    assert handing_over + ending <= AROUND_A_JOB_S
    assert PrinterTable.model_fields["job_limit_s"].default + AROUND_A_JOB_S <= TimesTable().printing_s
    assert TimesTable().printing_s == Limits().printing_s
