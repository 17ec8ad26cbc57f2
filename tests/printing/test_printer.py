from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.ipp_codec import IppOperation, IppStatus, IppTag
from printing.ipp_message import IppError, IppFault
from printing.job_status import JobState, JobStatus
from printing.printer import Accepted, Printer, Refusal, Refused, Unknown
from printing.printer_status import PrinterState, PrinterStatus
from printing.reasons import Reason, reason_of, reasons_of
from printing.supplies import Level
from tests.printing.ipp_server import Drop, Group, Request, Server, message, serving

MEDIA = "iso_a4_210x297mm"
READY: list[tuple[str, IppTag, Any]] = [
    ("printer-state", IppTag.ENUM, 3),
    ("printer-state-reasons", IppTag.KEYWORD, "none"),
    ("printer-is-accepting-jobs", IppTag.BOOLEAN, True),
    ("document-format-supported", IppTag.MIME_TYPE, ("application/pdf", "image/urf")),
]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def printer(server: Server) -> Printer:
    return Printer(server.uri, "device", MEDIA)


def says(server: Server, changed: Sequence[tuple[str, IppTag, Any]] = ()) -> None:
    """The server is a printer with these attributes in place of those of a ready one."""
    names = {name for name, _, _ in changed}
    group = [*(row for row in READY if row[0] not in names), *changed]
    server.answer = lambda request: message(request.id, printer=group)


def reports(keywords: str | tuple[str, ...]) -> list[tuple[str, IppTag, Any]]:
    return [("printer-state-reasons", IppTag.KEYWORD, keywords)]


def job(job_id: int, name: str, state: JobState, impressions: int | None = None) -> Group:
    said: list[tuple[str, IppTag, Any]] = [
        ("job-id", IppTag.INTEGER, job_id),
        ("job-name", IppTag.NAME, name),
        ("job-state", IppTag.ENUM, state),
    ]
    return said if impressions is None else [*said, ("job-impressions-completed", IppTag.INTEGER, impressions)]


def sent(server: Server) -> list[Request]:
    """The jobs that were sent."""
    return [request for request in server.seen if request.operation == IppOperation.PRINT_JOB]


def test_a_printer_without_complaints_is_ready(server: Server, printer: Printer) -> None:
    says(server)
    status = printer.status()
    assert status.obstacle is None
    assert status.takes_pdf
    assert (status.state, status.accepting, status.reasons) == (PrinterState.IDLE, True, ())


@pytest.mark.parametrize("suffix", ["", "-report", "-warning", "-error"])
@pytest.mark.parametrize(
    ("keyword", "reason"),
    [
        ("media-empty", Reason.MEDIA_EMPTY),
        ("media-needed", Reason.MEDIA_NEEDED),
        ("media-jam", Reason.MEDIA_JAM),
        ("cover-open", Reason.COVER_OPEN),
        ("door-open", Reason.COVER_OPEN),
        ("interlock-open", Reason.COVER_OPEN),
        ("toner-empty", Reason.TONER_EMPTY),
        ("marker-supply-empty", Reason.TONER_EMPTY),
        ("output-area-full", Reason.OUTPUT_FULL),
        ("input-tray-missing", Reason.TRAY_MISSING),
        ("paused", Reason.PAUSED),
        ("shutdown", Reason.STOPPED),
        ("offline", Reason.OFFLINE),
    ],
)
def test_a_known_obstacle_blocks_whatever_its_suffix(server: Server, printer: Printer, keyword: str, suffix: str, reason: Reason) -> None:
    says(server, reports(keyword + suffix))
    assert printer.status().obstacle is reason


@pytest.mark.parametrize("keyword", ["media-low", "toner-low-error", "marker-supply-low-warning", "output-area-almost-full"])
def test_what_only_runs_low_does_not_block(server: Server, printer: Printer, keyword: str) -> None:
    says(server, reports(keyword))
    assert printer.status().obstacle is None
    assert printer.status().reasons != ()


def test_of_several_obstacles_the_most_telling_is_told_first(server: Server, printer: Printer) -> None:
    says(server, reports(("toner-low-report", "media-needed-error", "media-empty-error", "media-jam-error")))
    status = printer.status()
    assert status.obstacle is Reason.MEDIA_JAM
    assert status.keywords == ("toner-low-report", "media-needed-error", "media-empty-error", "media-jam-error")


def test_an_error_nobody_knows_blocks_and_a_report_nobody_knows_does_not() -> None:
    assert reason_of("com.example-flux-lost-error").blocks
    assert not reason_of("com.example-flux-lost-report").blocks
    assert reasons_of(("none",)) == ()


@given(st.lists(st.text(max_size=40)))
def test_reasons_are_a_closed_set_without_repetition(keywords: list[str]) -> None:
    found = reasons_of(keywords)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("changed", "obstacle"),
    [
        ([("printer-state", IppTag.ENUM, 5)], Reason.STOPPED),
        ([("printer-is-accepting-jobs", IppTag.BOOLEAN, False)], Reason.STOPPED),
        ([("printer-is-accepting-jobs", IppTag.KEYWORD, "true")], Reason.STOPPED),
        ([("printer-state", IppTag.KEYWORD, "idle")], Reason.UNKNOWN),
    ],
)
def test_stopped_not_accepting_or_unclear_is_not_ready(
    server: Server, printer: Printer, changed: list[tuple[str, IppTag, Any]], obstacle: Reason
) -> None:
    says(server, changed)
    assert printer.status().obstacle is obstacle


def test_a_printer_that_is_not_there_is_offline() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        status = Printer(f"ipp://127.0.0.1:{closed.getsockname()[1]}/", "device", MEDIA).status()
    assert status == PrinterStatus(PrinterState.UNKNOWN, False, (Reason.OFFLINE,))


def test_a_printer_that_talks_garbage_is_not_ready(server: Server, printer: Printer) -> None:
    server.answer = lambda _: b"<html>"
    assert printer.status().obstacle is Reason.UNKNOWN


def test_levels_are_read_and_unknown_ones_are_none(server: Server, printer: Printer) -> None:
    says(
        server,
        [
            (
                "printer-input-tray",
                IppTag.STRING,
                ("type=x;maxcapacity=250;level=3;name=main;", "maxcapacity=-2;level=-2;name=manual", ";;=", "level=9x"),
            ),
            (
                "printer-supply",
                IppTag.STRING,
                (
                    "index=1;class=receptacleThatIsFilled;type=wasteToner;unit=percent;level=25;",
                    "index=2;class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;level=7;colorantname=black;",
                    "class=supplyThatIsConsumed;type=toner;unit=impressions;maxcapacity=2000;level=500;colorantname=cyan;",
                ),
            ),
        ],
    )
    status = printer.status()
    assert status.trays == (Level("main", 3, 250), Level("manual", None, None), Level("", None, None), Level("", None, None))
    assert status.toner == (Level("black", 7, 100), Level("cyan", 25, 100))


TRAY = "type=sheetFeedAutoRemovableTray;dimunit={unit};mediafeed={feed};mediaxfeed={across};maxcapacity=250;level={level};name=T;"
A4 = {"unit": "micrometers", "feed": 297000, "across": 210000}


def trays(*levels: dict[str, Any]) -> list[tuple[str, IppTag, Any]]:
    return [("printer-input-tray", IppTag.STRING, tuple(TRAY.format(**A4 | level) for level in levels))]


@pytest.mark.parametrize(
    ("changed", "sheets"),
    [
        ([], None),
        (trays({"level": 2}), 2),
        (trays({"level": 2}, {"level": 3}), 5),
        (trays({"level": 2}, {"level": -3}), None),
        (trays({"level": 2}, {"level": 99, "feed": 279400, "across": 215900}), 2),
        (trays({"level": 2}, {"level": -2, "feed": 0}), 2),
        (trays({"level": 2}, {"level": 3, "feed": -2}), 5),
        (trays({"level": 2, "feed": 210000, "across": 297000}), 2),
        (trays({"level": 2, "unit": "tenThousandthsOfInches", "feed": 116929, "across": 82677}), 2),
        (trays({"level": 2, "unit": "", "feed": 29700, "across": 21000}), 2),
        (trays({"level": "much"}), None),
    ],
)
def test_sheets_of_our_paper_are_counted_over_the_trays_unless_one_cannot_tell(
    server: Server, printer: Printer, changed: list[tuple[str, IppTag, Any]], sheets: int | None
) -> None:
    says(server, changed)
    assert printer.status().sheets == sheets


@pytest.mark.parametrize(("pages", "obstacle"), [(1, None), (3, None), (4, Reason.MEDIA_SHORT)])
def test_a_job_that_needs_more_sheets_than_there_are_is_told_apart(
    server: Server, printer: Printer, pages: int, obstacle: Reason | None
) -> None:
    says(server, trays({"level": 3}))
    assert printer.status().obstacle is None
    assert printer.status().obstacle_for(pages) is obstacle


def test_an_empty_tray_is_empty_whatever_the_reasons_say_and_a_reason_comes_first(server: Server, printer: Printer) -> None:
    says(server, trays({"level": 0}))
    assert printer.status().obstacle_for(1) is Reason.MEDIA_EMPTY
    says(server, [*trays({"level": 0}), *reports("media-jam-report")])
    assert printer.status().obstacle_for(1) is Reason.MEDIA_JAM


@pytest.mark.parametrize(
    ("ready", "obstacle"),
    [
        (MEDIA, None),
        (("na_letter_8.5x11in", MEDIA), None),
        ("custom_ours_209.9x297.2mm", None),
        ("na_letter_8.5x11in", Reason.MEDIA_WRONG),
        ("plain", None),
    ],
)
def test_the_wrong_paper_is_an_obstacle_where_the_printer_says_what_is_loaded(
    server: Server, printer: Printer, ready: str | tuple[str, ...], obstacle: Reason | None
) -> None:
    says(server, [("media-ready", IppTag.KEYWORD, ready)])
    assert printer.status().obstacle_for(1) is obstacle


@pytest.mark.parametrize(
    ("remaining", "obstacle"), [(("-2",), None), (("1",), Reason.OUTPUT_FULL), (("1", "9"), None), (("0", "-2"), None)]
)
def test_an_output_tray_without_room_for_the_job_is_full(
    server: Server, printer: Printer, remaining: tuple[str, ...], obstacle: Reason | None
) -> None:
    says(server, [("printer-output-tray", IppTag.STRING, tuple(f"type=bin;maxcapacity=100;remaining={left};" for left in remaining))])
    assert printer.status().obstacle_for(2) is obstacle


def test_toner_at_zero_percent_is_told_and_does_not_stop_a_printer_that_goes_on(server: Server, printer: Printer) -> None:
    supply = "class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;level=0;colorantname=black;"
    says(server, [("printer-supply", IppTag.STRING, supply)])
    assert printer.status().toner == (Level("black", 0, 100),)
    assert printer.status().obstacle_for(1) is None


def test_marker_levels_serve_where_there_are_no_supplies(server: Server, printer: Printer) -> None:
    says(
        server,
        [
            ("marker-names", IppTag.NAME, ("Black", "Waste", "Cyan")),
            ("marker-types", IppTag.KEYWORD, ("toner", "waste-toner", "ink-cartridge")),
            ("marker-levels", IppTag.INTEGER, (40, 10, -1)),
        ],
    )
    assert printer.status().toner == (Level("Black", 40, 100), Level("Cyan", None, 100))


def test_a_job_is_sent_once_one_sided_on_our_paper_with_the_bytes_as_they_are(server: Server, printer: Printer) -> None:
    server.answer = lambda request: message(request.id, jobs=[job(41, "token", JobState.PENDING)])
    assert printer.submit(b"%PDF-the-signed-bytes", "token") == Accepted(41)
    (request,) = sent(server)
    assert request.body.endswith(b"\x03%PDF-the-signed-bytes")
    for said in (
        b"\x42\x00\x08job-name\x00\x05token",
        b"\x44\x00\x05media\x00\x10" + MEDIA.encode(),
        b"\x44\x00\x05sides\x00\x09one-sided",
    ):
        assert said in request.body
    assert b"\x49\x00\x0fdocument-format\x00\x0fapplication/pdf" in request.body


ONE_COPY = b"\x21\x00\x06copies\x00\x04\x00\x00\x00\x01"
ONE_UP = b"\x21\x00\x09number-up\x00\x04\x00\x00\x00\x01"
NO_BANNER = b"\x44\x00\x0ajob-sheets\x00\x04none"


@pytest.mark.parametrize(
    ("known", "stated"),
    [
        ([], []),
        ([("copies-supported", IppTag.INTEGER, 99)], [ONE_COPY]),
        ([("copies-default", IppTag.INTEGER, 2), ("number-up-default", IppTag.INTEGER, 2)], [ONE_COPY, ONE_UP]),
        ([("copies-supported", IppTag.INTEGER, 99), ("job-sheets-supported", IppTag.KEYWORD, "none")], [ONE_COPY, NO_BANNER]),
    ],
)
def test_a_job_states_one_copy_one_page_a_side_and_no_banner_where_the_printer_knows_such(
    server: Server, printer: Printer, known: list[tuple[str, IppTag, Any]], stated: list[bytes]
) -> None:
    group = [*READY, *known]
    server.answer = lambda request: message(request.id, printer=group, jobs=[job(41, "token", JobState.PENDING)])
    printer.submit(b"%PDF", "token")
    (request,) = sent(server)
    assert [said for said in (ONE_COPY, ONE_UP, NO_BANNER) if said in request.body] == stated


def test_a_job_to_a_printer_that_does_not_say_what_it_knows_states_one_copy(server: Server, printer: Printer) -> None:
    def answer(request: Request) -> bytes:
        return message(request.id, jobs=[job(41, "token", JobState.PENDING)]) if request.operation == IppOperation.PRINT_JOB else b""

    server.answer = answer
    assert printer.submit(b"%PDF", "token") == Accepted(41)
    (request,) = sent(server)
    assert ONE_COPY in request.body


@pytest.mark.parametrize("ignored", ["copies", "number-up", "sides", "media", "job-sheets"])
def test_a_job_that_is_taken_with_something_else_than_we_asked_for_is_given_up_and_its_pages_count_for_nothing(
    server: Server, printer: Printer, ignored: str
) -> None:
    known: Group = [
        ("copies-default", IppTag.INTEGER, 1),
        ("number-up-default", IppTag.INTEGER, 1),
        ("job-sheets-default", IppTag.KEYWORD, "none"),
    ]

    def answer(request: Request) -> bytes:
        ours = [job(41, "token", JobState.COMPLETED, 3)]
        if request.operation == IppOperation.PRINT_JOB:
            return message(request.id, IppStatus.OK_IGNORED_OR_SUBSTITUTED, jobs=ours, unsupported=[(ignored, IppTag.KEYWORD, "else")])
        return message(request.id, printer=known, jobs=ours)

    server.answer = answer
    assert printer.submit(b"%PDF", "token") == Accepted(41)
    assert server.seen[-1].operation == IppOperation.CANCEL_JOB
    assert printer.job(41) == JobStatus(41, "token", JobState.COMPLETED, None)
    assert printer.find("token") == (JobStatus(41, "token", JobState.COMPLETED, None),)


def test_a_job_of_which_the_printer_ignores_nothing_of_ours_is_left_alone(server: Server, printer: Printer) -> None:
    ignored = [("requesting-user-name", IppTag.NAME, "x")]
    status = IppStatus.OK_IGNORED_OR_SUBSTITUTED
    server.answer = lambda request: message(request.id, status, jobs=[job(41, "token", JobState.COMPLETED, 3)], unsupported=ignored)
    assert printer.submit(b"%PDF", "token") == Accepted(41)
    assert printer.job(41) == JobStatus(41, "token", JobState.COMPLETED, 3)


@pytest.mark.parametrize("name", ["copies", "number-up"])
def test_pages_of_a_job_that_the_printer_makes_twice_or_two_to_a_side_count_for_nothing(
    server: Server, printer: Printer, name: str
) -> None:
    for value, counted in ((1, 3), (2, None)):
        ours = [*job(7, "token", JobState.COMPLETED, 3), (name, IppTag.INTEGER, value)]
        server.answer = lambda request, ours=ours: message(request.id, jobs=[ours])
        assert printer.job(7) == JobStatus(7, "token", JobState.COMPLETED, counted)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (IppStatus.ERROR_BUSY, Refusal.BUSY),
        (IppStatus.ERROR_NOT_ACCEPTING_JOBS, Refusal.NOT_ACCEPTING),
        (IppStatus.ERROR_DOCUMENT_FORMAT_NOT_SUPPORTED, Refusal.FORMAT),
        (IppStatus.ERROR_ATTRIBUTES_OR_VALUES, Refusal.ATTRIBUTES),
        (IppStatus.ERROR_FORBIDDEN, Refusal.REFUSED),
        (IppStatus.ERROR_OPERATION_NOT_SUPPORTED, Refusal.REFUSED),
    ],
)
def test_a_refusal_says_why(server: Server, printer: Printer, status: IppStatus, reason: Refusal) -> None:
    server.answer = lambda request: message(request.id, status=status)
    assert printer.submit(b"%PDF", "token") == Refused(reason, status)


@pytest.mark.parametrize(
    "status", [IppStatus.ERROR_INTERNAL, IppStatus.ERROR_DEVICE, IppStatus.ERROR_JOB_CANCELED, IppStatus.ERROR_TIMEOUT]
)
def test_a_failure_in_the_middle_of_taking_a_job_is_unknown(server: Server, printer: Printer, status: IppStatus) -> None:
    server.answer = lambda request: message(request.id, status=status)
    assert printer.submit(b"%PDF", "token") == Unknown(IppFault.REFUSED)


def test_a_job_that_was_never_sent_is_refused(server: Server) -> None:
    gone = Printer(server.uri.replace("ipp://", "ipps://"), "device", MEDIA)
    assert gone.submit(b"%PDF", "token") == Refused(Refusal.UNREACHABLE)


def test_a_job_whose_answer_is_lost_is_unknown(server: Server, printer: Printer) -> None:
    def drop(_: Request) -> bytes:
        raise Drop

    server.answer = drop
    assert printer.submit(b"%PDF", "token") == Unknown(IppFault.SILENT)
    assert len(sent(server)) == 1


def test_a_job_whose_answer_is_garbage_is_unknown(server: Server, printer: Printer) -> None:
    server.answer = lambda _: b"garbage"
    assert printer.submit(b"%PDF", "token") == Unknown(IppFault.GARBAGE)


def test_a_job_accepted_without_a_number_is_unknown(server: Server, printer: Printer) -> None:
    server.answer = lambda request: message(request.id)
    assert printer.submit(b"%PDF", "token") == Unknown(IppFault.GARBAGE)


@pytest.mark.parametrize(
    ("status", "submission"), [(403, Refused(Refusal.REFUSED, 403)), (500, Unknown(IppFault.HTTP)), (503, Unknown(IppFault.HTTP))]
)
def test_an_http_refusal_is_certain_and_an_http_failure_is_not(
    server: Server, printer: Printer, status: int, submission: Refused | Unknown
) -> None:
    server.status = status
    assert printer.submit(b"%PDF", "token") == submission


def test_a_job_is_told_with_the_printers_own_page_counter(server: Server, printer: Printer) -> None:
    server.answer = lambda request: message(request.id, jobs=[job(7, "token", JobState.PROCESSING, 2)])
    assert printer.job(7) == JobStatus(7, "token", JobState.PROCESSING, 2)


@pytest.mark.parametrize(("said", "known"), [(None, None), (-1, None), (0, 0)])
def test_a_page_counter_that_is_missing_or_absurd_is_none(server: Server, printer: Printer, said: int | None, known: int | None) -> None:
    server.answer = lambda request: message(request.id, jobs=[job(7, "token", JobState.COMPLETED, said)])
    status = printer.job(7)
    assert status is not None
    assert status.impressions == known


def test_a_job_the_printer_does_not_know_is_none(server: Server, printer: Printer) -> None:
    server.answer = lambda request: message(request.id, status=IppStatus.ERROR_NOT_FOUND)
    assert printer.job(7) is None


@pytest.mark.parametrize(
    "answer", [lambda _: b"", lambda request: message(request.id), lambda request: message(request.id, status=IppStatus.ERROR_BUSY)]
)
def test_a_job_of_which_nothing_usable_is_said_raises(server: Server, printer: Printer, answer: Any) -> None:
    server.answer = answer
    with pytest.raises(IppError):
        printer.job(7)


def test_a_job_is_found_by_its_name_among_current_and_completed_ones(server: Server, printer: Printer) -> None:
    def answer(request: Request) -> bytes:
        if b"not-completed" in request.body:
            return message(request.id, jobs=[job(9, "other", JobState.PROCESSING), job(8, "token", JobState.PROCESSING, 2)])
        return message(request.id, jobs=[job(8, "token", JobState.COMPLETED, 3), job(2, "token", JobState.ABORTED, 0)])

    server.answer = answer
    assert printer.find("token") == (JobStatus(8, "token", JobState.COMPLETED, 3), JobStatus(2, "token", JobState.ABORTED, 0))
    assert printer.find("nobody") == ()


def test_half_a_list_of_jobs_is_not_taken_for_no_such_job(server: Server, printer: Printer) -> None:
    server.answer = lambda request: message(request.id) if b"not-completed" in request.body else b""
    with pytest.raises(IppError):
        printer.find("token")


def test_a_cancel_tells_whether_the_printer_agreed(server: Server, printer: Printer) -> None:
    assert printer.cancel(7)
    server.answer = lambda request: message(request.id, status=IppStatus.ERROR_NOT_POSSIBLE)
    assert not printer.cancel(7)
    assert {request.operation for request in server.seen} == {IppOperation.CANCEL_JOB}
