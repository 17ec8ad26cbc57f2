"""The demo's stage: every real part as a private instance, started side by side, each awaited until it is ready."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from config.settings import Settings
from kiosk.demo.archive_service import ArchiveService
from kiosk.demo.daemons import Daemon, StageError, Xvfb, start_avahi, start_bus
from kiosk.demo.pcscd import PrivatePcscd
from kiosk.demo.printer import DemoPrinter
from kiosk.demo.private import inside
from kiosk.demo.proxy import Proxy
from kiosk.demo.sound import EARPHONE, SPEAKER, sound_in
from kiosk.demo.staff import set_demo_staff

# In a network namespace of our own every port is free.
PROXY_PORT = 8443
ARCHIVE_PORT = 8444
PRINTER_PORT = 8631
PAGE_S = 0.4  # seconds a page takes: 150 pages a minute, slow enough to see the counter and to put a fault in between


class Stage:
    """The parts around one kiosk. `folder`: sockets, logs and keys of this run; `data`: what a restarted demo would find again.

    Raises RuntimeError outside the private namespaces, where its daemons would meet the host's.
    """

    def __init__(self, settings: Settings, folder: Path, data: Path) -> None:
        if not inside():
            raise RuntimeError("the stage is set in private namespaces only (kiosk.demo.private)")
        folder.mkdir(parents=True, exist_ok=True)
        data.mkdir(parents=True, exist_ok=True)
        self._wished = settings
        self._folder = folder
        self._data = data
        self._xvfb: Xvfb | None = None
        self._bus = Daemon("dbus", folder)
        self._avahi = Daemon("avahi", folder)
        self.pcscd = PrivatePcscd(folder)
        self.printer = DemoPrinter(data / "printer", PRINTER_PORT, PAGE_S)
        self.archive = ArchiveService(folder, data / "archive", ARCHIVE_PORT)
        self._proxy: Proxy | None = None
        self.sound = sound_in(folder / "sound")
        self._officer_there = False

    @property
    def proxy(self) -> Proxy:
        """The proxy; only once the stage is set."""
        if self._proxy is None:
            raise RuntimeError("the stage is not set yet")
        return self._proxy

    @property
    def settings(self) -> Settings:
        """The settings as wished, with what the stage has decided: addresses, TLS files, the journal's folder."""
        material = self.archive.material
        cert, key = material.pair("client")
        archive = {"url": f"https://localhost:{PROXY_PORT}", "ca_file": material.ca, "client_cert": cert, "client_key": key}
        devices = {"speaker": SPEAKER, "earphone": EARPHONE, "earphone_plugged": ("test", "-e", str(self.sound.plug))}
        return self._wished.model_copy(
            update={
                "kiosk": self._wished.kiosk.model_copy(update={"data_dir": self._data / "kiosk"}),
                "archive": self._wished.archive.model_copy(update=archive),
                # Straight to the archive: what disturbs the kiosk's line does not disturb a phone's.
                "phone": self._wished.phone.model_copy(update={"address": f"https://localhost:{ARCHIVE_PORT}"}),
                "printer": self._wished.printer.model_copy(update={"uri": self.printer.uri}),
                "sound": self._wished.sound.model_copy(update=devices),
                "staff": self._wished.staff.model_copy(update={"file": self._data / "staff" / "staff.json"}),
            }
        )

    def open_screen(self) -> None:
        """Starts a screen when there is none; on one that is too small makes the kiosk's fit. Raises StageError."""
        screen = self._wished.screen
        if not os.environ.get("DISPLAY"):
            self._xvfb = Xvfb(self._folder)
            self._xvfb.start(screen.width_px, screen.height_px)
            return
        fitting = fitted(screen.width_px, screen.height_px, *_display_size())
        # Sizes follow from the diagonal in millimetres, so fewer pixels are the same screen, only coarser.
        update = dict(zip(("width_px", "height_px"), fitting, strict=True))
        self._wished = self._wished.model_copy(update={"screen": screen.model_copy(update=update)})

    def set_up(self) -> None:
        """Starts everything but the screen, as much as possible at once. Raises StageError."""
        with ThreadPoolExecutor(max_workers=4, thread_name_prefix="stage") as pool:
            started = [pool.submit(step) for step in (self._start_archive, self._start_printer, self.pcscd.start, self._set_staff)]
            _all(started)

    def start_archive(self) -> None:
        """Starts the archive and lets kiosks in. Raises StageError."""
        certificates = self._wished.certificates
        self.archive.start(certificates.directory, certificates.verify_host, self._wished.help.window)
        if not self._officer_there and set(_methods(self._wished)) - {"none", "code"}:
            self.archive.add_officer()
            self._officer_there = True
        self.proxy.open()

    def stop_archive(self) -> None:
        """Stops the archive; kiosks find nothing at its address."""
        self.proxy.close()
        self.archive.stop()

    def strike(self) -> None:
        """Ends everything, in the order in which nobody misses anything."""
        steps: list[Callable[[], object]] = [self.pcscd.stop, self.printer.stop, self.archive.stop, self._avahi.stop, self._bus.stop]
        if self._proxy is not None:
            steps.insert(0, self._proxy.close)
        with ThreadPoolExecutor(max_workers=len(steps)) as pool:
            for ended in [pool.submit(step) for step in steps]:
                if error := ended.exception():
                    print(f"a part of the stage did not end: {error}", file=sys.stderr)
        if self._xvfb is not None:
            self._xvfb.stop()

    def _start_archive(self) -> None:
        self._proxy = Proxy(PROXY_PORT, ARCHIVE_PORT, self.archive.material)
        self.start_archive()

    def _set_staff(self) -> None:
        set_demo_staff(self._data / "staff" / "staff.json")

    def _start_printer(self) -> None:
        start_bus(self._bus, self._folder)
        start_avahi(self._avahi)
        self.printer.start()


def _all(started: list[Future[Any]]) -> None:
    """Waits for all, and raises the first error only then, so that nothing is still starting when the stage is struck."""
    errors = [error for future in started if (error := future.exception())]
    if errors:
        raise errors[0]


def _methods(settings: Settings) -> Iterator[str]:
    """Every second proof that some document asks for. Only who is asked for is put at the desk: it takes the demo a second."""
    for methods in (settings.proof.default, *settings.proof.kinds.values()):
        yield from methods


def _display_size() -> tuple[int, int]:
    asked = subprocess.run(["xdotool", "getdisplaygeometry"], capture_output=True, text=True, check=False)
    if asked.returncode != 0:
        raise StageError(f"the display {os.environ.get('DISPLAY')} does not answer: {asked.stderr.strip()[:200]}")
    width, height = asked.stdout.split()
    return int(width), int(height)


def fitted(width: int, height: int, room_width: int, room_height: int) -> tuple[int, int]:
    """The size in pixels, made smaller in proportion where there is less room; then a tenth is left to panels and title bars."""
    if width <= room_width and height <= room_height:
        return width, height
    scale = 0.9 * min(room_width / width, room_height / height)
    return round(width * scale), round(height * scale)
