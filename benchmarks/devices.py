"""What our layers add to the real printer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import requests

from benchmarks.measure import Ratio, compare
from kiosk.demo.daemons import Daemon, start_avahi, start_bus
from kiosk.demo.printer import DemoPrinter
from printing.printer import Printer


def run(folder: Path) -> Iterator[Ratio]:
    """Asking the printer beside a bare HTTP request."""
    yield from _printer(folder)


def _printer(folder: Path) -> Iterator[Ratio]:
    bus, avahi = Daemon("dbus", folder), Daemon("avahi", folder)
    start_bus(bus, folder)
    start_avahi(avahi)
    stage = DemoPrinter(folder / "printer")
    stage.start()
    try:
        printer = Printer(stage.uri, "device", "iso_a4_210x297mm")
        page = f"http://{urlsplit(stage.uri).netloc}/"
        yield compare("ask the printer for its state", printer.status, "a bare HTTP GET", lambda: requests.get(page, timeout=5), rounds=40)
    finally:
        stage.close()
        avahi.stop()
        bus.stop()
