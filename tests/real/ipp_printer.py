"""A real IPP printer for tests: ippeveprinter with the demo's inside, and the two daemons it wants."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from kiosk.demo.daemons import Daemon, start_avahi, start_bus
from kiosk.demo.printer import FORMATS, DemoPrinter
from printing.ipp import Client
from printing.ipp_codec import IppOperation, IppTag
from printing.ipp_message import Values
from tests.real.pcsc import require_private


@contextmanager
def name_service(folder: Path) -> Iterator[None]:
    """dbus and avahi, unless they already run in this namespace. Raises AssertionError outside the private namespace."""
    require_private()
    bus, avahi = Daemon("dbus", folder), Daemon("avahi", folder)
    socket = Path("/run/dbus/system_bus_socket")
    if socket.is_socket() and Path("/run/avahi-daemon/pid").exists():
        yield
        return
    start_bus(bus, folder)
    start_avahi(avahi)
    try:
        yield
    finally:
        avahi.stop()
        bus.stop()
        with suppress(FileNotFoundError):
            socket.unlink()


@contextmanager
def printer_in(
    folder: Path, page_s: float = 0.0, formats: tuple[str, ...] = FORMATS, advertised: bool = False, port: int = 8631
) -> Iterator[DemoPrinter]:
    """A printer, switched on."""
    printer = DemoPrinter(folder, port, page_s, formats, advertised)
    printer.start()
    try:
        yield printer
    finally:
        printer.close()


def stated(uri: str, job_name: str) -> dict[str, Any]:
    """What the printer's finished job of that name was asked to be, as far as the printer tells."""
    attributes: Values = (
        ("requested-attributes", IppTag.KEYWORD, ("job-name", "copies", "number-up", "job-sheets", "sides", "media")),
        ("which-jobs", IppTag.KEYWORD, "completed"),
    )
    (job,) = (job for job in Client(uri).ask(IppOperation.GET_JOBS, attributes).jobs if job.text("job-name") == job_name)
    return {name: value for name, value in job.values.items() if name != "job-name"}


def document(pages: int) -> bytes:
    """A PDF of so many A4 pages."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=True)
    for page in range(pages):
        canvas.drawString(72, 72, f"page {page + 1} of {pages}")
        canvas.showPage()
    canvas.save()
    return written.getvalue()
