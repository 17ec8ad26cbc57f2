"""What `check` says of the printer."""

from __future__ import annotations

from config.settings import Settings
from kiosk.assemble import printer_of
from kiosk.check import Finding, failing, sound, warned
from kiosk.printer_port import CODE_OF_REASON
from kiosk.problems import Code, problem
from printing.cups_spool import spool_notices
from printing.description import stray_notices
from printing.formats import format_for
from printing.printer_status import PrinterStatus


def printer_findings(settings: Settings) -> tuple[Finding, ...]:
    """Whether it could print now, and what of it would spoil a paper."""
    table, status = settings.printer, printer_of(settings).status()
    spool = spool_notices(table.uri) if table.endpoint == "queue" else ()
    notices = (*stray_notices(status.strays), *spool)
    return (_readiness(table.uri, status), *(warned("printer", notice.said, notice.remedy) for notice in notices))


def _readiness(uri: str, status: PrinterStatus) -> Finding:
    obstacle = status.obstacle_for(1)
    if obstacle is not None:
        code = CODE_OF_REASON.get(obstacle, Code.PRINTER_STOPPED)
        return failing("printer", code, f"{problem(code).technician} ({uri})")
    if format_for(status) is None:
        return failing("printer", Code.PRINTER_NO_PDF)
    paper = [f"{tray.name}: {tray.left} sheets" for tray in status.trays if tray.left is not None]
    toner = [f"{supply.name}: {supply.left} %" for supply in status.toner if supply.left is not None]
    return sound("printer", "; ".join([uri, *paper, *toner]))
