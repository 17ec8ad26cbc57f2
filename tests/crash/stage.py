"""The real parts around the kiosks of the crash matrix: archive, printer and what they need. They run on from point to point."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo_kiosk import LONG_PAPER, ROOT, definitions
from pickup_links import end_all

from archive.__main__ import settle
from kiosk.demo.archive_service import ArchiveService
from kiosk.demo.daemons import Daemon, listens
from kiosk.demo.printer import DemoPrinter
from kiosk.demo.stage import ARCHIVE_PORT, PRINTER_PORT
from printing.printer import Endpoint, Printer
from tests.crash.archive_launcher import CHILD, CUT, POINTS

PAGE_S = 0.12  # seconds a page takes: a kiosk that is started again while the job runs meets it
JAMMED_PAGE_S = 3.0  # the printer jams before the first page is out, on a busy machine too
SLOW_PAGE_S = 0.8  # where a busy kiosk too has to see a page before the next is out
ARCHIVE_S = 30  # a request may take as long; what is cut off is noticed at once
PATIENCE_S = 60.0  # what takes a tenth of a second may have to wait for a busy machine
LOOK_S = 0.02  # other processes' time; no fake clock reaches there, and looking takes time from them


def until(condition: Callable[[], Any], what: str, seen: Callable[[], object] = lambda: "") -> None:
    """Waits for something that another process does. Raises AssertionError: `what`, and what is `seen` instead."""
    ends = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < ends, f"{what} {seen()}"
        time.sleep(LOOK_S)


def narrow(config: Path) -> None:
    """Makes the panel of a kiosk without a window half as wide: nobody looks at the pages that are drawn for it."""
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("width_px = 1080", "width_px = 540").replace("height_px = 1920", "height_px = 960"), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Registered:
    """A number as the archive has it; the last is what it was told that the printer was given."""

    key: str
    number: str | None
    status: str
    document_sha256: str | None
    handed_over_sha256: str | None


@dataclass(frozen=True, slots=True)
class Journalled:
    """A row of a kiosk's journal."""

    key: str
    state: str
    number: str | None
    reason: str | None
    told: str | None
    outcome: str | None
    sent_sha256: str | None
    job_name: str | None
    refused: str | None
    may_come: int


def journalled(file: Path) -> tuple[Journalled, ...]:
    """Every row. Read only: whoever opens a journal to write folds its log in, and that is the restarted kiosk's part."""
    if not file.exists():
        return ()
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
        columns = "key, state, number, reason, told, outcome, sent_sha256, job_name, refused, may_come"
        return tuple(Journalled(*row) for row in connection.execute(f"SELECT {columns} FROM issuings ORDER BY rowid"))


@dataclass(frozen=True, slots=True)
class InTray:
    """A paper that came out: how many of its pages, whether that is all, and the SHA-256 of what the printer was given."""

    pages: int
    complete: bool
    sha256: str


class Archive:
    """The archive's service; its own process starts it again whenever it dies."""

    def __init__(self, folder: Path, definitions_folder: Path, port: int) -> None:
        self._folder = folder
        self._definitions = definitions_folder
        self._daemon = Daemon("archive", folder)
        self.port = port
        self.service = ArchiveService(folder, folder / "data", port)
        self.material = self.service.material
        self._file = folder / "data" / "archive.sqlite3"

    def start(self) -> None:
        """Starts it and returns once it listens."""
        cert, key = self.material.pair("server")
        place = [self._folder, self._folder / "data", cert, key, self.material.ca, self._definitions, self.port]
        command = [sys.executable, "-m", "tests.crash.archive_launcher", *map(str, place)]
        self._daemon.start(command, lambda: listens(self.port), env={"PYTHONPATH": str(ROOT)})

    def stop(self) -> None:
        """Ends it."""
        self._daemon.stop()

    def cut_at(self, boundary: str) -> None:
        """Has it killed at that boundary, once."""
        early = self._folder / f"{CUT}.new"
        early.write_text(boundary, encoding="utf-8")
        early.replace(self._folder / CUT)

    @property
    def cut_is_due(self) -> bool:
        """Whether it has not come to the boundary yet."""
        return (self._folder / CUT).exists()

    @property
    def life(self) -> str:
        """Which of its lives this is."""
        return (self._folder / CHILD).read_text(encoding="ascii")

    def operator_settles(self, number: str, outcome: str) -> None:
        """Its operator says of a number that it was `printed`, or is `void`."""
        settle(number, outcome, self._folder / "data")

    def points(self) -> list[str]:
        """Every boundary passed since the last call, in order, each once."""
        path = self._folder / POINTS
        passed = list(dict.fromkeys(path.read_text(encoding="utf-8").splitlines()))
        os.truncate(path, 0)
        return passed

    def time_passes(self) -> None:
        """As if so much time had gone by that every link to a phone is over, and every transfer that broke off."""
        end_all(self._file)

    def transfer_times_out(self) -> None:
        """As if a minute had gone by: a transfer that broke off is over, and the link open again."""
        with closing(sqlite3.connect(self._file, timeout=10)) as connection, connection:
            connection.execute("UPDATE pickups SET claimed_until = NULL WHERE delivered_at IS NULL")

    def registered(self) -> tuple[Registered, ...]:
        """Every key it has ever heard of, as its database has them."""
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, timeout=10)) as connection:
            what = "issuings.key, number, status, document_sha256, sha256"
            rows = connection.execute(f"SELECT {what} FROM issuings LEFT JOIN handovers USING (key) ORDER BY issuings.rowid").fetchall()
        return tuple(Registered(*row) for row in rows)


class Nursery:
    """The process whose forks are the kiosks."""

    def __init__(self, *words: str) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in ("", "tests", "tests/real"))}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.nursery", *words],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n", "the nursery does not start"

        self._lock = threading.Lock()

    def ask(self, **order: Any) -> dict[str, Any]:
        """One order, one answer. From any thread."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            print(json.dumps(order), file=self._process.stdin, flush=True)
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """No more kiosks."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything but the kiosk. `folder`: where kiosks may have theirs."""

    folder: Path
    archive: Archive
    printer: DemoPrinter
    definitions: Path

    def tray(self) -> tuple[InTray, ...]:
        """Everything that ever came out, oldest first."""
        return tuple(InTray(paper["pages"], paper["complete"], paper["sha256"]) for paper in self.printer.papers())

    def printer_rests(self) -> None:
        """Waits until the printer has nothing to do, and starts it when it was killed."""
        if not self.printer.running:
            self.printer.set(start=True)
        until(lambda: self.printer.state()[0] == "idle" and not self.printer._commanding(), "the printer does not come to rest")

    def cancel_at_printer(self, job_name: str) -> None:
        """Somebody at the printer's own panel gives the job up."""
        printer = Printer(self.printer.uri, Endpoint.DEVICE, "iso_a4_210x297mm")
        (job,) = printer.find(job_name)
        assert printer.cancel(job.id), "the printer does not give the job up"

    def printer_process(self) -> int:
        """Its process id."""
        assert self.printer._process is not None
        return self.printer._process.pid

    def config(self, name: str, *, phone: bool = False, kinds: Sequence[str] = (LONG_PAPER,)) -> Path:
        """The configuration of a kiosk of its own, with a folder of its own. It has these kinds only: a kiosk checks every kind when it
        starts, and these are started by the hundred.
        """
        folder = self.folder / name
        folder.mkdir()
        cert, key = self.archive.material.pair("client")
        text = (ROOT / "config" / "demo.toml").read_text(encoding="utf-8")
        changes = {
            'data_dir = ".run/demo"': f'data_dir = "{folder}"',
            'directory = "config/certificates"': f'directory = "{self.definitions}"',
            'url = "https://localhost:8443"': f'url = "https://localhost:{self.archive.port}"\nca_file = "{self.archive.material.ca}"\n'
            f'client_cert = "{cert}"\nclient_key = "{key}"',
            "ipp://localhost:8631/ipp/print": self.printer.uri,
            "poll_s = 0.2": "poll_s = 0.1",
            # Where a phone is offered a printer that is out of order, or locked, closes nothing: only the phone's own scripts offer it.
            "[phone]\noffered = true": f"[phone]\noffered = {str(phone).lower()}",
            "timeout_s = 5": f"timeout_s = {ARCHIVE_S}",
            "connect_timeout_s = 2": "connect_timeout_s = 10",
            "health_every_s = 1": "health_every_s = 0.5",
        }
        for old, new in changes.items():
            assert old in text, f"config/demo.toml has no {old!r} any more"
            text = text.replace(old, new)
        text, lists = re.subn(r"^kinds = \[.*?^\]", f"kinds = {json.dumps(kinds)}", text, flags=re.DOTALL | re.MULTILINE)
        assert lists == 1, "config/demo.toml has no list of kinds any more"
        path = folder / "kiosk.toml"
        path.write_text(text, encoding="utf-8")
        return path


@contextmanager
def stage_in(folder: Path, lane: int = 0) -> Iterator[Stage]:
    """The parts, running, beside those of other lanes. dbus and avahi have to run."""
    kinds = Path(definitions(folder / "certificates", paragraphs=6))
    archive = Archive(folder, kinds, ARCHIVE_PORT + lane)
    printer = DemoPrinter(folder / "printer", PRINTER_PORT + lane, PAGE_S)
    try:
        archive.start()
        printer.start()
        yield Stage(folder, archive, printer, kinds)
    finally:
        archive.stop()
        printer.close()
