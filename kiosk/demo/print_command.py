"""The inside of the demo's printer: what ippeveprinter runs for every job, and the state it shares with the stage.

It puts the pages out one by one, counts the sheets, waits while something is wrong, and stores what came out. ippeveprinter
starts it as a script for each job, so it imports little; everything it needs comes in the environment (see `environment`).
Page counter and faults go to ippeveprinter on stderr (ippeveprinter(1), COMMAND OUTPUT); paper levels through its web form,
the only way it offers.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import json
import os
import signal
import socket
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

TYPE_CHECKING = False  # importing typing for its own would cost as much as counting the pages
if TYPE_CHECKING:
    from typing import Any

    State = dict[str, Any]

FOLDER = "DEMO_PRINTER_FOLDER"
PORT = "DEMO_PRINTER_PORT"
PDFIUM = "DEMO_PRINTER_PDFIUM"

CONTROL_JOB = "stage-control"
"""The job-name of the stage's own jobs: they set jam and cover while nothing prints, and put out no paper."""

POLL_S = 0.05  # how often a waiting job looks whether the fault is cured
FORM_LIMIT_S = 2.0
MEDIA = "iso_a4_210x297mm"
NEW = {"paper": 250, "toner": 75, "jam": False, "cover": False, "kill_on_page": None, "page_s": 0.0, "command": 0, "papers": 0}
"""A new printer: sheets in the tray, percent of toner, faults, when to die, seconds a page takes, process id of the running
command (0: none), papers put out."""


def read_state(folder: str) -> State:
    """The state as it is; a copy."""
    with open(os.path.join(folder, "state.json"), encoding="utf-8") as file:
        state: State = json.load(file)
    return state


@contextmanager
def changing(folder: str) -> Iterator[State]:
    """The state, to be changed; nobody else changes it meanwhile, and readers see the old one until the end."""
    path = os.path.join(folder, "state.json")
    with open(os.path.join(folder, "state.lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        state = read_state(folder) if os.path.exists(path) else dict(NEW)
        yield state
        with open(path + ".new", "w", encoding="utf-8") as file:
            json.dump(state, file)
        os.replace(path + ".new", path)


def submit_form(port: int, path: str) -> None:
    """Sends one of ippeveprinter's web forms; a printer that is not there is nobody's to tell."""
    try:
        with socket.create_connection(("localhost", port), FORM_LIMIT_S) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            seen = b""
            while (data := connection.recv(65536)) and not (seen := seen[-8:] + data).endswith(b"0\r\n\r\n"):
                pass
    except OSError:
        return


def show_paper(port: int, sheets: int) -> None:
    """The main tray's level; 0 makes the printer say media-empty, below 25 media-low, -2 is "unknown" and clears both.

    The form must be sent whole, the by-pass tray included (level unknown), or that one counts as empty.
    """
    submit_form(port, f"/media?size1={MEDIA}&type1=stationery&level1={sheets}&size3=&type3=&level3=-2")


def show_toner(port: int, percent: int) -> None:
    """The toner's level; 0 makes the printer say toner-empty, below 10 toner-low. supply0 is the waste tank."""
    submit_form(port, f"/supplies?supply0=25&supply1={percent}")


def fault(state: State) -> bool:
    """Whether no page can come."""
    return bool(not state["paper"] or not state["toner"] or state["jam"] or state["cover"])


class Job:
    """One document on its way through the printer."""

    def __init__(self, folder: str, port: int, document: str) -> None:
        self.folder = folder
        self.port = port
        self.document = document
        self.done = 0
        self.printer = os.getppid()
        self.job_id = int(os.environ.get("IPP_JOB_ID", "0"))
        self.told: tuple[bool, bool] | None = None

    def run(self) -> int:
        """Puts all pages out; 0 when they came, or when the job was cancelled on the way."""
        pages = page_count(self.document)
        say(f"ATTR: job-impressions={pages}")
        for page in range(1, pages + 1):
            if not self.sound() or not self.in_time():
                return self.end(complete=False)
            if self.dies_at(page):
                return self.die()
            self.put_out(page)
        if pages and self.dies_at(pages + 1):
            return self.die(complete=True)
        return self.end(complete=bool(pages)) if pages else 1

    def sound(self) -> bool:
        """Waits while something is wrong; False when there is no going on (cancelled, or the printer is dead)."""
        while True:
            state = read_state(self.folder)
            self.tell_faults(state)
            if self.given_up():
                return False
            if not fault(state):
                return True
            time.sleep(POLL_S)

    def in_time(self) -> bool:
        """Takes the time a page takes."""
        end = time.monotonic() + read_state(self.folder)["page_s"]
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, POLL_S))
            if os.getppid() != self.printer:
                return False
        return True

    def tell_faults(self, state: State) -> None:
        """Reports jam and cover when they have changed; paper and toner the forms report."""
        now = bool(state["jam"]), bool(state["cover"])
        if now != self.told:
            say(f"STATE: {'+' if now[0] else '-'}media-jam-error")
            say(f"STATE: {'+' if now[1] else '-'}cover-open-error")
            self.told = now

    def given_up(self) -> bool:
        """Whether the printer is dead or has been asked to cancel the job; it does not tell its command."""
        return os.getppid() != self.printer or b"processing-to-stop-point" in job_reasons(self.port, self.job_id)

    def dies_at(self, page: int) -> bool:
        """Whether the printer is to die instead of putting `page` out (or, past the last page, of ending the job)."""
        with changing(self.folder) as state:
            due: bool = state["kill_on_page"] == page
            if due:
                state["kill_on_page"] = None
        return due

    def die(self, complete: bool = False) -> int:
        """Stores what came out and kills the printer."""
        self.end(complete)
        os.kill(self.printer, signal.SIGKILL)
        return 1

    def put_out(self, page: int) -> None:
        """One sheet comes out."""
        with changing(self.folder) as state:
            state["paper"] -= 1
            show_paper(self.port, state["paper"])
        self.done = page
        say(f"ATTR: job-impressions-completed={page}")

    def end(self, complete: bool) -> int:
        """Stores the paper as far as it came: the bytes as received, and what is known of it."""
        if self.done:
            with open(self.document, "rb") as file:
                received = file.read()
            with changing(self.folder) as state:
                state["papers"] += 1
                store(self.folder, state["papers"], received, self.done, complete)
        return 0


def store(folder: str, number: int, received: bytes, pages: int, complete: bool) -> None:
    """Writes papers/NNNN.pdf and papers/NNNN.json; the second appears last and whole."""
    path = os.path.join(folder, "papers", f"{number:04}")
    with open(path + ".pdf", "wb") as file:
        file.write(received)
    at = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    known = {"path": path + ".pdf", "pages": pages, "sha256": hashlib.sha256(received).hexdigest(), "complete": complete, "at": at}
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(known, file)
    os.replace(path + ".new", path + ".json")


def page_count(document: str) -> int:
    """The pages of the PDF or raster file; 0 when it is neither."""
    with open(document, "rb") as file:
        head = file.read(512)
    if head.startswith(b"RaS2"):
        return int.from_bytes(head[456:460], "big")  # TotalPageCount of the first page's header (PWG 5102.4)
    if head.startswith(b"UNIRAST\0"):
        return int.from_bytes(head[8:12], "big")
    return pdf_page_count(document)


def pdf_page_count(document: str) -> int:
    """The pages of the PDF; 0 when it is none. PDFium directly: importing a binding for it takes longer than all the rest."""
    pdfium = ctypes.CDLL(os.environ[PDFIUM])
    pdfium.FPDF_LoadDocument.restype = ctypes.c_void_p
    pdfium.FPDF_LoadDocument.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
    pdfium.FPDF_GetPageCount.argtypes = [ctypes.c_void_p]
    pdfium.FPDF_InitLibrary()
    loaded = pdfium.FPDF_LoadDocument(os.fsencode(document), None)
    return int(pdfium.FPDF_GetPageCount(loaded)) if loaded else 0


def job_reasons(port: int, job_id: int) -> bytes:
    """The answer to Get-Job-Attributes for job-state-reasons (RFC 8011 section 4.3.4), undecoded; empty when there is none."""
    text = (
        (0x47, b"attributes-charset", b"utf-8"),
        (0x48, b"attributes-natural-language", b"en"),
        (0x45, b"printer-uri", f"ipp://localhost:{port}/ipp/print".encode()),
        (0x21, b"job-id", struct.pack(">i", job_id)),
        (0x44, b"requested-attributes", b"job-state-reasons"),
    )
    body = struct.pack(">bbhi", 2, 0, 0x0009, 1) + b"\x01"
    body += (
        b"".join(struct.pack(">BH", tag, len(name)) + name + struct.pack(">H", len(value)) + value for tag, name, value in text) + b"\x03"
    )
    head = f"POST /ipp/print HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/ipp\r\nContent-Length: {len(body)}\r\n\r\n"
    try:
        with socket.create_connection(("localhost", port), FORM_LIMIT_S) as connection:
            connection.sendall(head.encode() + body)
            answer = b""
            while (data := connection.recv(65536)) and not (answer := answer + data).endswith(b"\x03"):
                pass
            return answer
    except OSError:
        return b""


def say(line: str) -> None:
    """One line to ippeveprinter, at once and whole. One that is dead hears nothing, and the paper in its mouth is there all the same."""
    try:
        os.write(2, f"{line}\n".encode())
    except BrokenPipeError:
        return


def main() -> int:
    """Runs the job whose document is the last argument."""
    folder, port = os.environ[FOLDER], int(os.environ[PORT])
    job = Job(folder, port, sys.argv[-1])
    if os.environ.get("IPP_JOB_NAME") == CONTROL_JOB:
        job.tell_faults(read_state(folder))
        return 0
    with changing(folder) as state:
        state["command"] = os.getpid()
        show_paper(port, state["paper"])
    try:
        return job.run()
    finally:
        with changing(folder) as state:
            state["command"] = 0


if __name__ == "__main__":
    sys.exit(main())
