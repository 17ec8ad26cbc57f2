"""The printer's rows of the fault table, on a real printer: what the kiosk is told, and what lies in the tray."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.demo.printer import DemoPrinter
from kiosk.faults import PrinterRefused, PrinterSilent
from kiosk.issuing import Settled
from kiosk.printer_port import IppPort
from kiosk.problems import Code
from kiosk.session.values import Outcome
from printing.formats import Document, DocumentFormat
from printing.printer import Accepted, Endpoint, Printer
from tests.printing.ipp_server import serving
from tests.printing.raster_reader import read_pwg, read_urf
from tests.real.ipp_printer import document, name_service, printer_in

pytestmark = pytest.mark.real

POLL_S = 0.03
LIMIT_S = 60.0
PATIENCE_S = 90.0  # for what other processes do; nothing is measured with it
MEDIA = "iso_a4_210x297mm"
TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module", autouse=True)
def _names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with name_service(tmp_path_factory.mktemp("names")):
        yield


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[DemoPrinter]:
    with printer_in(tmp_path / "printer", page_s=0.15) as printer:
        yield printer


def port_to(uri: str, limit_s: float = LIMIT_S) -> IppPort:
    return IppPort(Printer(uri, Endpoint.DEVICE, MEDIA), limit_s, POLL_S, threading.Event().wait)


class Paper:
    """A paper of the kiosk on its way: handed over, and followed on a thread of its own."""

    def __init__(self, port: IppPort, pages: int, name: str = TOKEN) -> None:
        self.shown: list[tuple[int, Code | None]] = []
        self._settled: list[Settled] = []
        self._changed = threading.Condition()
        self._args = (port.hand_over(port.prepare(document(pages)), name), name, pages, self._show)
        self._thread = threading.Thread(target=lambda: self._settled.append(port.follow(*self._args)))
        self._thread.start()

    def _show(self, page: int, problem: Code | None) -> None:
        with self._changed:
            self.shown.append((page, problem))
            self._changed.notify_all()

    def until(self, page: int, problem: Code) -> None:
        """Waits until that trouble was told, with at least so many pages out."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(out >= page and why is problem for out, why in self.shown), PATIENCE_S), self.shown

    def settled(self) -> Settled:
        self._thread.join()
        return self._settled[0]


def eventually(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(POLL_S)


def came(stage: DemoPrinter) -> list[tuple[int, bool]]:
    """What lies in the tray: pages, and whether that is all of the paper."""
    return [(paper["pages"], paper["complete"]) for paper in stage.papers()]


PRINTED = Settled(Outcome.PRINTED)
NOT_PRINTED = Settled(Outcome.NOT_PRINTED, Code.PRINT_FAILED)
UNCONFIRMED = Settled(Outcome.UNCONFIRMED, Code.PRINT_UNCONFIRMED)


# Paper


def test_paper_out_before_the_job_is_told_before_printing_is_offered(stage: DemoPrinter) -> None:
    stage.set(paper=0)
    assert port_to(stage.uri).trouble() is Code.PRINTER_MEDIA_EMPTY


@pytest.mark.parametrize(("sheets", "short"), [(3, None), (2, Code.PRINTER_MEDIA_SHORT)])
def test_paper_that_is_low_is_measured_against_the_pages_of_the_job(stage: DemoPrinter, sheets: int, short: Code | None) -> None:
    stage.set(paper=sheets)
    port = port_to(stage.uri)
    assert port.trouble() is None
    assert port.shortage(3) is short


def test_the_wrong_paper_is_told_before_printing_is_offered(stage: DemoPrinter) -> None:
    port = IppPort(Printer(stage.uri, Endpoint.DEVICE, "iso_a3_297x420mm"), LIMIT_S, POLL_S, threading.Event().wait)
    assert port.trouble() is Code.PRINTER_MEDIA_WRONG


def test_paper_out_during_the_job_holds_it_until_there_is_more(stage: DemoPrinter) -> None:
    stage.set(paper=2)
    paper = Paper(port_to(stage.uri), 3)
    paper.until(2, Code.PRINTER_MEDIA_EMPTY)
    stage.set(paper=5)
    assert paper.settled() == PRINTED
    assert came(stage) == [(3, True)]


def test_paper_out_during_the_job_and_nobody_comes_is_cancelled_at_the_limit_and_not_printed(stage: DemoPrinter) -> None:
    stage.set(paper=2)
    assert Paper(port_to(stage.uri, limit_s=4.0), 3).settled() == NOT_PRINTED
    assert came(stage) == [(2, False)]


# The plug


def test_unplugged_before_the_job_nothing_is_handed_over(stage: DemoPrinter) -> None:
    port = port_to(stage.uri)
    assert port.trouble() is None
    stage.stop()
    with pytest.raises(PrinterRefused) as refused:
        port.hand_over(port.prepare(document(1)), TOKEN)
    assert refused.value.code is Code.PRINTER_UNREACHABLE
    assert came(stage) == []


@pytest.mark.parametrize(
    ("page", "tray"),
    [(1, []), (2, [(1, False)]), (3, [(2, False)]), (4, [(3, True)])],
    ids=["before-the-first-page", "between-one-and-two", "between-two-and-three", "after-the-last-page"],
)
def test_unplugged_in_the_job_is_unconfirmed_whatever_lies_in_the_tray(stage: DemoPrinter, page: int, tray: list[tuple[int, bool]]) -> None:
    """A power cut between the pages of a three-page paper, and around them; then the printer comes back with its history lost."""
    stage.set(kill_on_page=page)
    paper = Paper(port_to(stage.uri), 3)
    eventually(lambda: not stage.running)
    paper.until(0, Code.PRINTER_UNREACHABLE)  # the last page before the cut may have come between two looks
    stage.set(start=True)
    assert paper.settled() == UNCONFIRMED
    assert came(stage) == tray


def test_unplugged_after_the_outcome_was_seen_changes_nothing(stage: DemoPrinter) -> None:
    paper = Paper(port_to(stage.uri), 1)
    assert paper.settled() == PRINTED
    stage.stop()
    assert came(stage) == [(1, True)]


def test_rebooted_with_its_history_lost_it_cannot_settle_what_was_open(stage: DemoPrinter) -> None:
    port = port_to(stage.uri)
    assert Paper(port, 2).settled() == PRINTED
    assert port.sighting(TOKEN, 2) is Outcome.PRINTED
    stage.set(stop=True, start=True)
    assert port.sighting(TOKEN, 2) is Outcome.UNCONFIRMED
    stage.stop()
    with pytest.raises(PrinterSilent):
        port.sighting(TOKEN, 2)


def test_a_job_under_our_id_that_is_not_ours_after_a_reboot_is_not_taken_for_it(stage: DemoPrinter) -> None:
    stage.set(kill_on_page=2)
    paper = Paper(port_to(stage.uri), 2)
    eventually(lambda: not stage.running)
    stage.start()
    foreign = Printer(stage.uri, Endpoint.DEVICE, MEDIA).submit(document(2), "somebody-elses")
    assert isinstance(foreign, Accepted)
    assert foreign.job_id == 1
    assert paper.settled() == UNCONFIRMED
    eventually(lambda: len(came(stage)) == 2)
    assert came(stage) == [(1, False), (2, True)]


# Others


def test_a_foreign_job_ahead_of_ours_is_waited_for(stage: DemoPrinter) -> None:
    assert isinstance(Printer(stage.uri, Endpoint.DEVICE, MEDIA).submit(document(3), "somebody-elses"), Accepted)
    paper = Paper(port_to(stage.uri), 1)
    assert paper.settled() == PRINTED
    assert came(stage) == [(3, True), (1, True)]


def test_nothing_is_left_of_a_paper_but_our_token_in_the_printers_history(stage: DemoPrinter) -> None:
    assert Paper(port_to(stage.uri), 1).settled() == PRINTED
    (job,) = Printer(stage.uri, Endpoint.DEVICE, MEDIA).find(TOKEN)
    assert job.name == TOKEN
    stage.stop()
    assert list((stage.folder / "spool").iterdir()) == []
    written = (stage.folder / "printer.log").read_bytes()
    assert b"%PDF" not in written
    assert b"page 1 of 1" not in written


# Pixels


@pytest.mark.parametrize(
    ("formats", "form"),
    [
        (("application/pdf", "image/pwg-raster", "image/urf"), DocumentFormat.PDF),
        (("image/pwg-raster", "image/urf"), DocumentFormat.PWG),
        (("image/urf",), DocumentFormat.URF),
    ],
)
def test_a_paper_goes_in_the_form_the_printer_takes_and_is_what_was_hashed(
    tmp_path: Path, formats: tuple[str, ...], form: DocumentFormat
) -> None:
    with printer_in(tmp_path / "printer", formats=formats) as stage:
        port = port_to(stage.uri)
        assert port.trouble() is None
        made = port.prepare(document(2))
        job_id = port.hand_over(made, TOKEN)
        assert port.follow(job_id, TOKEN, 2, lambda _page, _problem: None) == PRINTED
        (paper,) = stage.papers()
        received = Path(paper["path"]).read_bytes()
        assert made.format is form
        assert hashlib.sha256(received).hexdigest() == made.sha256 == paper["sha256"]
        match form:
            case DocumentFormat.PDF:
                assert received == document(2)
            case DocumentFormat.PWG:
                assert [page.header["dpi_across"] for page in read_pwg(received)] == [600, 600]
            case DocumentFormat.URF:
                assert [page.header["dpi"] for page in read_urf(received)] == [600, 600]


def test_a_printer_that_takes_none_of_them_is_told_apart(tmp_path: Path) -> None:
    with printer_in(tmp_path / "printer", formats=("image/jpeg",)) as stage:
        port = port_to(stage.uri)
        assert port.trouble() is Code.PRINTER_NO_PDF
        with pytest.raises(PrinterRefused) as refused:
            port.hand_over(Document(DocumentFormat.PDF, document(1)), TOKEN)
        assert refused.value.code in (Code.PRINTER_NO_PDF, Code.PRINTER_REFUSED)  # printers differ in what they call it


# Hostile answers


@contextmanager
def shouting(answer: bytes) -> Iterator[str]:
    """Something at a printer's place that answers every connection with these bytes, and closes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"ipp://127.0.0.1:{listening.getsockname()[1]}/ipp/print"
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(PATIENCE_S)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00" * 4096,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>",
        HEAD,
        HEAD + b"\x02\x00\x00\x00\x00\x00\x00\x01",
        HEAD + b"\x02\x00\x00\x00\x00\x00\x00\x01\x01" + b"\x47\xff\xff" * 100,
        HEAD + b"\x02\x00\x00\x00\x00\x00\x00\x01" + b"\x34\x00\x01x\x00\x00" * 5000,
        HEAD + b"A" * 2_000_000,
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    ],
    ids=["nothing", "zeros", "a-page", "empty", "no-attributes", "negative-lengths", "deep", "endless", "bad-length"],
)
def test_garbage_in_a_printers_place_is_never_ready_and_a_paper_sent_to_it_is_never_lost_track_of(answer: bytes) -> None:
    with shouting(answer) as uri:
        port = port_to(uri)
        with pytest.raises(PrinterSilent):
            port.trouble()
        with pytest.raises(PrinterSilent):
            IppPort(Printer(uri, Endpoint.DEVICE, MEDIA), LIMIT_S, POLL_S, lambda _: True).hand_over(port.prepare(document(1)), TOKEN)
        with pytest.raises(PrinterSilent):
            port.sighting(TOKEN, 1)


def test_a_printer_that_lets_an_answer_drip_is_given_up_in_time() -> None:
    with serving() as server:
        server.stalls = True
        begun = time.monotonic()
        with pytest.raises(PrinterSilent):
            port_to(server.uri).trouble()
        assert time.monotonic() - begun < PATIENCE_S
