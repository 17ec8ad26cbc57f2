"""The real kiosk without a window: its runtime among a real archive, pcscd and IPP printer, touched by the names of controls."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.settings import Settings, load
from idcard.virtual import VirtualCard
from kiosk.assemble import assemble
from kiosk.demo.archive_service import ArchiveService, named
from kiosk.demo.pcscd import PrivatePcscd
from kiosk.demo.printer import DemoPrinter
from kiosk.runtime import Runtime
from kiosk.session import Machine, controls
from kiosk.session.events import Touch
from kiosk.session.states import Consent, Details
from tests.real.ipp_printer import name_service, printer_in

ROOT = Path(__file__).resolve().parents[2]
PORT = 8461  # nobody else's in this namespace
LIMIT_S = 120.0


class BareKiosk:
    """One kiosk. `certificates`: the folder its definitions come from, approved when the archive starts."""

    def __init__(self, folder: Path, printer: DemoPrinter, pcscd: PrivatePcscd, archive: ArchiveService, settings: Settings) -> None:
        self.folder = folder
        self.printer = printer
        self.archive = archive
        self._pcscd = pcscd
        self._settings = settings
        self._changed = threading.Condition()
        self.seen: list[str] = []

    @property
    def keys_url(self) -> str:
        """Where the archive publishes its keys."""
        return self._settings.archive.url

    @contextmanager
    def open(self, kinds: Sequence[str]) -> Iterator[None]:
        """The kiosk with these kinds on its menu."""
        certificates = self._settings.certificates.model_copy(update={"kinds": tuple(kinds)})
        made = assemble(self._settings.model_copy(update={"certificates": certificates}), allow_virtual=True)
        self._runtime = Runtime(made.machine, made.parts, self._on_change)
        self._runtime.start()
        try:
            yield
        finally:
            self._runtime.stop()
            made.close()

    @property
    def machine(self) -> Machine:
        """The newest machine."""
        return self._runtime.machine

    def approve(self, file: Path) -> None:
        """What the archive's operator does for a new kind."""
        command = [sys.executable, "-m", "archive", "approve", str(file), "--data", str(self.folder / "archive")]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
        assert ran.returncode == 0, ran.stderr

    def print_one(self, sample: str, kind: str, *picks: str) -> dict[str, Any]:
        """One visit to the paper in the tray; what is not in `picks` stays as it is, or becomes the first choice."""
        before = len(self.printer.papers())
        self.come_in(sample)
        self.choose(kind, *picks)
        self.until("review")
        self.touch("print")
        self.leave_with_paper()
        papers = self.printer.papers()
        assert len(papers) == before + 1
        return papers[-1]

    def come_in(self, sample: str) -> None:
        """A citizen lays the card on the reader; the menu is what they see."""
        self.lay(sample)
        self.until("catalogue")

    def lay(self, sample: str) -> None:
        """A citizen lays the card on the reader."""
        self.until("attract")
        self._pcscd.place(VirtualCard(named(self.archive.samples, sample).record), 0)

    def choose(self, kind: str, *picks: str) -> None:
        """Chooses a kind and answers its questions."""
        self.touch(kind)
        self.until("details", "review", "apology")
        while isinstance(self.machine.state, Details):
            step = self.machine.state.step
            offered = [control for control in controls(self.machine) if ":" in control.name]
            for control in offered:
                if control.name in picks:
                    self.touch(control.name)
            if not any(control.name == "next" and control.enabled for control in controls(self.machine)):
                self.touch(offered[0].name)
            self.touch("next")
            self.wait_for(lambda step=step: getattr(self.machine.state, "step", None) != step)  # type: ignore[misc]
        if isinstance(self.machine.state, Consent):
            self.touch("agree")

    def leave_with_paper(self) -> None:
        """The card goes, the paper comes, the kiosk is free again."""
        self.until("take-card")
        self._pcscd.remove(0)
        self.until("collect")
        self.touch("done")
        self.until("attract")

    def take_card(self) -> None:
        """The citizen takes the card and leaves."""
        self._pcscd.remove(0)
        self.wait_for(lambda: self.machine.card is None)
        if self.machine.state.screen == "apology":
            self.touch("done")
        self.until("attract")

    def touch(self, control: str) -> None:
        """A touch, and the moment until it has been dealt with."""
        before = self.machine
        self._runtime.post(Touch(control, before.visit_id))
        self.wait_for(lambda: self.machine is not before)

    def until(self, *screens: str) -> None:
        """Waits for one of the screens."""
        self.wait_for(lambda: self.machine.state.screen in screens, f"{self.seen[-6:]} instead of {screens}")

    def wait_for(self, true: Callable[[], bool], what: str = "it did not happen") -> None:
        """Waits for a change of the machine that makes it true."""
        ends = time.monotonic() + LIMIT_S
        with self._changed:
            while not true():
                left = ends - time.monotonic()
                problem = getattr(self.machine.state, "problem", None)
                assert left > 0, f"{what}: {self.machine.state.screen} {problem}"
                self._changed.wait(min(left, 0.5))

    def _on_change(self, machine: Machine) -> None:
        with self._changed:
            if not self.seen or self.seen[-1] != machine.state.screen:
                self.seen.append(machine.state.screen)
            self._changed.notify_all()


@contextmanager
def kiosk_in(folder: Path, certificates: Path) -> Iterator[BareKiosk]:
    """Everything around a kiosk, started and struck."""
    folder.mkdir(parents=True, exist_ok=True)
    archive, pcscd = ArchiveService(folder, folder / "archive", PORT), PrivatePcscd(folder)
    with name_service(folder), printer_in(folder / "printer") as printer:
        try:
            archive.start(certificates, "verify.demo.example", "3号窗口")
            pcscd.start()
            yield BareKiosk(folder, printer, pcscd, archive, _settings(folder, certificates, archive, printer))
        finally:
            pcscd.stop()
            archive.stop()


def _settings(folder: Path, certificates: Path, archive: ArchiveService, printer: DemoPrinter) -> Settings:
    plain = load(ROOT / "config" / "demo.toml")
    cert, key = archive.material.pair("client")
    there = {"url": f"https://localhost:{PORT}", "ca_file": archive.material.ca, "client_cert": cert, "client_key": key}
    return plain.model_copy(
        update={
            "kiosk": plain.kiosk.model_copy(update={"data_dir": folder / "kiosk"}),
            "archive": plain.archive.model_copy(update=there),
            "printer": plain.printer.model_copy(update={"uri": printer.uri}),
            "certificates": plain.certificates.model_copy(update={"directory": certificates}),
        }
    )
