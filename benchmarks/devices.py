"""What our layers add to the real card reader and the real printer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import requests
from smartcard.System import readers

from benchmarks.measure import Ratio, compare
from idcard.reader import CardPlaced, CardWatcher, ReaderEvent, ReaderProfile
from idcard.virtual import VirtualCard
from kiosk.demo.daemons import Daemon, start_avahi, start_bus
from kiosk.demo.pcscd import PrivatePcscd
from kiosk.demo.printer import DemoPrinter
from printing.printer import Printer

SETTLE_S = 10.0
_TEXT = "样张".ljust(15) + "101" + "19900102" + " " * 35 + "150390199001020017" + " " * 15 + "20200101长期"
_RECORD = _TEXT.ljust(128).encode("utf-16-le")


def run(folder: Path) -> Iterator[Ratio]:
    """Reading a card beside its bare APDUs; asking the printer beside a bare HTTP request."""
    yield from _printer(folder)
    yield from _card(folder)


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


def _card(folder: Path) -> Iterator[Ratio]:
    pcscd = PrivatePcscd(folder)
    pcscd.start()
    laid = threading.Event()
    placed: list[str] = []

    def on_event(event: ReaderEvent) -> None:
        if isinstance(event, CardPlaced):
            placed.append(event.card)
            laid.set()

    watcher = CardWatcher([ReaderProfile("Virtual PCD 00 00", "storage-page", None, True)], on_event, allow_virtual=True)
    watcher.start()
    try:
        pcscd.place(VirtualCard(record=_RECORD), 0)
        assert laid.wait(SETTLE_S), "the card was not noticed"
        yield compare("read a card", lambda: watcher.read(placed[-1]), "its APDUs alone", _bare_apdus, rounds=40)
    finally:
        watcher.stop()
        pcscd.stop()


def _bare_apdus() -> None:
    connection = readers()[0].createConnection()
    connection.connect()
    for page in range(6):
        connection.transmit([0xFF, 0xB0, page, 0x00, 0x00])
    connection.disconnect()
