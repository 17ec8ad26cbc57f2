"""The demo's printer: a real ippeveprinter with an inside of our own (`kiosk.demo.print_command`), and what can be done to it.

It needs a running dbus and avahi in the same private namespace (`kiosk.demo.private`), which another part starts.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

import structlog

from kiosk.demo import print_command
from kiosk.demo.daemons import StageError
from kiosk.demo.print_command import NEW, changing, read_state, show_paper, show_toner
from printing.ipp import Client
from printing.ipp_codec import IppOperation, IppTag
from printing.ipp_message import IppError

START_S: Final = 10.0  # 0.1 s in practice; dbus or avahi may still be starting
SETTLE_S: Final = 5.0  # until the printer reports what was set; its own waiting for paper looks once a second
POLL_S: Final = 0.02
UNKNOWN_LEVEL: Final = -2  # "unknown" in its media form: neither empty nor low
CANCEL_WORDS: Final = b"Cancel-Job successful-ok"  # what it writes to its log
UNREACHABLE: Final = "unreachable"
FORMATS: Final = ("application/pdf",)

_STATES: Final = {3: "idle", 4: "processing", 5: "stopped"}  # printer-state, RFC 8011 section 5.4.11
_OURS: Final = ("media-empty", "media-jam", "cover-open", "toner-empty")  # the faults `set` makes and cures
_log = structlog.get_logger(__name__)


class DemoPrinter:
    """An IPP printer at `uri` whose paper, toner, jams and death are ours to make.

    `folder` holds its state (state.json), its spool and what came out (papers/); it may be new or that of an earlier run.
    `page_s`: seconds a page takes. `formats`: what it takes; `advertised`: whether it tells the network of itself.
    Methods raise StageError; they may be called from several threads.
    """

    def __init__(
        self, folder: Path, port: int = 8631, page_s: float = 0.0, formats: tuple[str, ...] = FORMATS, advertised: bool = False
    ) -> None:
        self.folder = folder.absolute()
        self.port = port
        self._formats = formats
        self._service = () if advertised else ("-r", "off")
        self.uri = f"ipp://localhost:{port}/ipp/print"
        self._client = Client(self.uri)
        self._process: subprocess.Popen[bytes] | None = None
        self._acting = threading.RLock()
        for part in ("spool", "papers"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        with changing(str(self.folder)) as state:
            state.update({"page_s": page_s, "command": 0})
        self._launcher = self._write_launcher()

    def start(self) -> None:
        """Switches it on, if it is off, and returns once it answers. It knows no earlier job."""
        with self._acting:
            if self.running:
                return
            self._reap()
            self._process = self._launch()
            self._await(lambda: self._ask() is not None, "the printer does not answer", START_S, alive=True)
            _log.info("demo-printer-started", port=self.port)
            self._bring_about()

    def stop(self) -> None:
        """Pulls the plug: what is being printed stays incomplete."""
        with self._acting:
            if self._process is not None:
                self._process.kill()
            self._reap()

    close = stop

    @property
    def running(self) -> bool:
        """Whether its process lives."""
        return self._process is not None and self._process.poll() is None

    def set(
        self,
        *,
        paper: int | None = None,
        toner: int | None = None,
        jam: bool | None = None,
        cover: bool | None = None,
        kill_on_page: int | None = None,
        page_s: float | None = None,
        clear: bool | None = None,
        stop: bool | None = None,
        start: bool | None = None,
    ) -> tuple[str, tuple[str, ...]]:
        """What the control socket's `printer` request asks for (docs/control-socket.md), and `state()` after it.

        `paper`: sheets in the tray; `toner`: percent; `jam`, `cover`: that fault made or cured; `kill_on_page` n: dies once
        instead of putting page n out (one more than the document has: after the last page, before it reports the job
        completed); `clear`: all faults cured, tray full. Returns when the printer reports what was set.
        """
        asked: dict[str, Any] = {"paper": paper, "toner": toner, "jam": jam, "cover": cover, "kill_on_page": kill_on_page, "page_s": page_s}
        changes = {name: value for name, value in asked.items() if value is not None}
        if clear:
            changes = {**{name: NEW[name] for name in ("paper", "toner", "jam", "cover", "kill_on_page")}, **changes}
        _check(changes)
        with self._acting:
            if stop:
                self.stop()
            if changes:
                with changing(str(self.folder)) as state:
                    state.update(changes)
            if start:
                self.start()
            if changes and self.running:
                self._bring_about()
            return self.state()

    def state(self) -> tuple[str, tuple[str, ...]]:
        """printer-state and printer-state-reasons as IPP reports them now; ("unreachable", ()) when it does not answer."""
        answer = self._ask()
        return (UNREACHABLE, ()) if answer is None else answer

    def papers(self) -> list[dict[str, Any]]:
        """What came out, oldest first: path (bytes as received), pages (that came out), sha256, complete, at (local time)."""
        return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((self.folder / "papers").glob("*.json"))]

    def _bring_about(self) -> None:
        """Makes the printer report what the state says. Whoever is in charge at the moment is told: form, control job, command."""
        self._show_levels()
        self._await(self._reports_as_set, "the printer does not report what was set", SETTLE_S)

    def _show_levels(self) -> None:
        with changing(str(self.folder)) as state:
            show_paper(self.port, state["paper"])
            show_toner(self.port, state["toner"])

    def _reports_as_set(self) -> bool:
        answer = self._ask()
        if answer is None:
            return not self.running
        state, reasons = answer
        wanted, reported = self._wanted(), {word for word in _OURS if any(reason.startswith(word) for reason in reasons)}
        if wanted == reported:
            return True
        if self._commanding():
            return False  # the running job sees the state file and reports
        if state == "idle":
            self._run_control_job()
            self._show_levels()
        elif "media-empty" in reported:
            # A job waits inside ippeveprinter for paper, where nothing can be reported: let it start its command, which can.
            self._start_waiting_job()
        else:
            self._show_levels()
        return False

    def _start_waiting_job(self) -> None:
        if self._commanding() or self._idle():
            return
        show_paper(self.port, UNKNOWN_LEVEL)
        self._await(lambda: self._commanding() or self._idle(), "the waiting job does not start", SETTLE_S)
        self._show_levels()

    def _run_control_job(self) -> None:
        """A job of the stage's own: its command reports jam and cover, puts out nothing, and ends at once."""
        show_paper(self.port, UNKNOWN_LEVEL)  # without paper ippeveprinter would not start the command
        name, plain = ("job-name", IppTag.NAME, print_command.CONTROL_JOB), ("document-format", IppTag.MIME_TYPE, self._formats[0])
        with suppress(IppError):  # busy: a citizen's job came first, and reports by itself
            self._client.ask(IppOperation.PRINT_JOB, [name, plain], document=b"%PDF-")
            self._await(self._idle, "the stage's own job does not end", SETTLE_S)

    def _idle(self) -> bool:
        answer = self._ask()
        return answer is None or answer[0] == "idle"

    def _wanted(self) -> frozenset[str]:
        state = read_state(str(self.folder))
        facts = (not state["paper"], state["jam"], state["cover"], not state["toner"])
        return frozenset(word for word, fact in zip(_OURS, facts, strict=True) if fact)

    def _commanding(self) -> bool:
        command = read_state(str(self.folder))["command"]
        return bool(command) and Path(f"/proc/{command}").exists()

    def _ask(self) -> tuple[str, tuple[str, ...]] | None:
        wanted = ("requested-attributes", IppTag.KEYWORD, ("printer-state", "printer-state-reasons"))
        try:
            said = self._client.ask(IppOperation.GET_PRINTER_ATTRIBUTES, [wanted]).printer
        except IppError:
            return None
        reasons = tuple(word for word in said.texts("printer-state-reasons") if word != "none")
        return _STATES.get(said.integer("printer-state") or 0, "unknown"), reasons

    def _await(self, condition: Callable[[], bool], failing: str, limit_s: float, *, alive: bool = False) -> None:
        end = time.monotonic() + limit_s
        while not condition():
            if alive and not self.running:
                raise StageError(f"the printer ended at once: {self._last_words()}")
            if time.monotonic() > end:
                raise StageError(failing)
            time.sleep(POLL_S)

    def _launch(self) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            print_command.FOLDER: str(self.folder),
            print_command.PORT: str(self.port),
            print_command.PDFIUM: str(_pdfium()),
        }
        spool = self.folder / "spool"
        command = ["ippeveprinter", "-p", str(self.port), "-n", "localhost", "-d", str(spool), "-f", ",".join(self._formats)]
        command += ["-c", str(self._launcher), *self._service, "Demo"]
        quiet = subprocess.DEVNULL
        try:
            # A session of its own: Ctrl-C is for the demo, which then switches its parts off in order.
            process = subprocess.Popen(command, env=environment, stdin=quiet, stdout=quiet, stderr=subprocess.PIPE, start_new_session=True)
        except OSError as error:
            raise StageError("ippeveprinter cannot be started; packaging/apt.txt lists its package (cups-ipp-utils)") from error
        threading.Thread(target=self._read_log, args=(process.stderr,), name="demo-printer-log", daemon=True).start()
        return process

    def _read_log(self, log: IO[bytes]) -> None:
        with log, (self.folder / "printer.log").open("wb", buffering=0) as kept:
            for line in log:
                kept.write(line)
                if CANCEL_WORDS in line:
                    threading.Thread(target=self._let_cancelled_job_end, name="demo-printer-cancel", daemon=True).start()

    def _let_cancelled_job_end(self) -> None:
        """A job that waits inside ippeveprinter for paper does not hear that it is cancelled; its command does."""
        with self._acting, suppress(StageError):
            if not read_state(str(self.folder))["paper"]:
                self._start_waiting_job()

    def _reap(self) -> None:
        """Waits for the end of the process and of the command it was running, and empties the spool."""
        if self._process is not None:
            self._process.wait()
            self._process = None
            self._await(lambda: not self._commanding(), "the print command does not end", SETTLE_S)
        for left in (self.folder / "spool").iterdir():
            left.unlink()

    def _last_words(self) -> str:
        with suppress(OSError):
            return (self.folder / "printer.log").read_text(encoding="utf-8", errors="replace").strip()[-300:]
        return ""

    def _write_launcher(self) -> Path:
        path = self.folder / "print"
        path.write_text(f'#!/bin/sh\nexec {sys.executable} -I -S {print_command.__file__} "$1"\n', encoding="utf-8")
        path.chmod(0o700)
        return path


def _pdfium() -> Path:
    found = importlib.util.find_spec("pypdfium2_raw")
    if found is None or found.origin is None:
        raise StageError("pypdfium2 is not installed")
    return Path(found.origin).with_name("libpdfium.so")


def _check(changes: Mapping[str, Any]) -> None:
    bounds = {"paper": 10_000, "toner": 100, "kill_on_page": 1000, "page_s": 60.0}
    for name, most in bounds.items():
        value = changes.get(name)
        if value is not None and not 0 <= value <= most:
            raise StageError(f"{name} must be between 0 and {most}")
