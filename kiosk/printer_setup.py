"""Finding a printer, judging it, trying it, and writing it into the configuration."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from config.devices import PrinterTable
from config.edit import change
from config.faults import ConfigError, Fault
from config.settings import PROGRAM, load_text
from kiosk.printer_trial import try_page
from kiosk.printer_words import description_as_json, description_in_words, reason_in_words
from printing import discovery
from printing.cups_spool import spool_notices
from printing.description import Description, counts_pages, describe, refusals
from printing.fonts import FontsMissing
from printing.ipp_message import IppError, IppFault
from printing.job import Ground, Outcome, Progress
from printing.printer import Printer
from printing.queue import printer_at

READY, NOT_READY, INVALID = 0, 1, 2

_FONTS = (PROGRAM / ".fonts", Path("/usr/share/fonts"))
_FAULTS = {
    IppFault.UNREACHABLE: "Nothing answers there. Is the printer switched on, is the address right?",
    IppFault.TLS: "Its TLS certificate is not trusted; use its ipp:// address.",
    IppFault.SILENT: "It does not answer in time.",
    IppFault.HTTP: "A web server answers, and no printer at this path; `find` shows the right one.",
    IppFault.GARBAGE: "What answers does not speak IPP as it should.",
    IppFault.REFUSED: "It refuses to tell what it is; perhaps the path is wrong.",
}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Choice:
    """The printer to work with, and what a job needs to be tried."""

    printer: Printer
    kiosk_id: str
    limit_s: float
    fonts: tuple[Path, ...] = _FONTS


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a set-up: exit status and report."""

    status: int
    report: dict[str, Any]


def seen() -> tuple[list[dict[str, Any]], str | None]:
    """The printers that can be seen, and why perhaps not all of them."""
    notice: str | None = None
    try:
        announced = discovery.browse()
    except discovery.BrowserMissing as missing:
        announced, notice = (), str(missing)
    rows = [asdict(found) for found in announced]
    for uri in discovery.usb_uris():
        rows += _asked(uri, {row["uuid"] for row in rows}, {row["uri"] for row in rows})
    return rows, notice


def _asked(uri: str, uuids: set[str | None], uris: set[str]) -> list[dict[str, Any]]:
    """The printer at an address where ipp-usb may serve one, unless it is known already."""
    if uri in uris:
        return []
    try:
        printer = describe(uri, "")
    except IppError:
        return []
    uuid = (printer.uuid or "").removeprefix("urn:uuid:") or None
    if uuid is not None and uuid in uuids:
        return []
    return [asdict(discovery.Found(printer.name, uri, printer.model, printer.status.formats, uuid, here=True))]


def chosen(config: Path, uri: str | None) -> Choice:
    """The configured printer, or the one at `uri`. Of the file only what concerns the printer has to be right.

    Raises ConfigError; ValueError for a `uri` that is not a printer's.
    """
    data, table = _read(config)
    kiosk = data.get("kiosk")
    kiosk_id = kiosk.get("id") if isinstance(kiosk, dict) else None
    if uri is not None:
        printer = printer_at(uri, "device", table.media if table else PrinterTable(uri=uri).media)
    elif table is not None:
        printer = printer_at(table.uri, table.endpoint, table.media, table.device_uri)
    else:
        fault = Fault(str(config), 1, "printer", "This is missing: the table [printer].", "Run `run_kiosk.py printer setup URI`.")
        raise ConfigError((fault,))
    limit_s = table.job_limit_s if table else float(PrinterTable.model_fields["job_limit_s"].default)
    return Choice(printer, kiosk_id if isinstance(kiosk_id, str) else "-", limit_s)


def _read(config: Path) -> tuple[dict[str, Any], PrinterTable | None]:
    try:
        text = config.read_bytes()
        data = tomllib.loads(text.decode("utf-8-sig"))
    except OSError as error:
        fault = Fault(str(config), 1, "file", f"The file cannot be read: {error.strerror}.", "--config names another one.")
        raise ConfigError((fault,)) from None
    except ValueError:
        load_text(text, config)  # says what is wrong with it, and where
        raise
    try:
        load_text(text, config)
    except ConfigError as error:
        ours = tuple(fault for fault in error.faults if fault.where.split(".")[0] == "printer" and "printer" in data)
        if ours:
            raise ConfigError(ours) from None
    table = data.get("printer")
    return data, PrinterTable.model_validate(table) if table is not None else None


def set_up(uri: str, config: Path, media: str, test: bool, say: Say) -> Result:
    """Asks, judges, tries if told to, and writes. Nothing is written for a printer that cannot serve."""
    try:
        printer = describe(uri, media)
    except ValueError as error:
        return _refused({"uri": uri}, [f"{uri}: {error}"], say, INVALID)
    except IppError as error:
        return _refused({"uri": uri}, [f"{uri}: {_FAULTS[error.fault]}"], say)
    report = description_as_json(printer, uri, media)
    for line in description_in_words(printer, uri):
        say(line)
    seen_besides = [*(map(str, spool_notices(uri)) if printer.queue else ()), *(() if test else _uncounted(printer, uri))]
    report["warnings"] += seen_besides
    for warning in report["warnings"]:
        say(f"{'note':<13} {warning}")
    if against := refusals(printer, media):
        return _refused(report, list(against), say)
    if test:
        choice = Choice(_printer(printer, uri, media), "-", float(PrinterTable.model_fields["job_limit_s"].default))
        report["test"] = tried(choice, say)
        if report["test"]["outcome"] != Outcome.PRINTED.value:
            return _refused(report, ["The test page was not seen to come out."], say)
    return _write(config, uri, printer, media, report, say)


def _uncounted(printer: Description, uri: str) -> tuple[str, ...]:
    """What is known, without a page tried, of whether papers could be followed: only a printer that counts pages tells what came of one."""
    device = printer.device_uri if printer.queue else uri
    if device is None:
        return ()  # said already: nobody can ask it
    try:
        counts = counts_pages(device)
    except (IppError, ValueError):
        counts = None
    if counts is None:
        return ("Whether it counts the pages of a job cannot be seen before it has had one: try it with --test.",)
    return () if counts else ("It counts no pages: every paper will lock printing until staff have looked. Try it with --test.",)


def _printer(printer: Description, uri: str, media: str) -> Printer:
    return printer_at(uri, "queue" if printer.queue else "device", media, printer.device_uri if printer.queue else None)


def _write(config: Path, uri: str, printer: Description, media: str, report: dict[str, Any], say: Say) -> Result:
    device_uri = printer.device_uri if printer.queue else None
    try:
        change(
            config, "printer", {"uri": uri, "endpoint": "queue" if printer.queue else "device", "media": media, "device_uri": device_uri}
        )
    except ConfigError as error:
        return _refused(report, [str(fault) for fault in error.faults], say, INVALID)
    except OSError as error:
        return _refused(report, [f"{config}: {error.strerror}"], say, INVALID)
    say(f"Written to [printer] in {config}. A kiosk that runs has to be started again.")
    return Result(READY, {**report, "written": str(config)})


def tried(choice: Choice, say: Say) -> dict[str, Any]:
    """Prints the test page; says each step and what became of it."""

    def tell(progress: Progress) -> None:
        held = f": {reason_in_words(progress.problem)}" if progress.problem else ""
        say(f"page {progress.page} of {progress.pages}{held}")

    try:
        settled = try_page(choice.printer, list(choice.fonts), choice.kiosk_id, choice.limit_s, tell)
    except FontsMissing as error:
        say(str(error))
        return {"outcome": Outcome.NOT_PRINTED.value, "ground": "fonts-missing", "page": 0, "problem": None}
    say(f"{settled.outcome.value}: {GROUND_WORDS[settled.ground]}")
    problem = settled.problem.value if settled.problem else None
    return {"outcome": settled.outcome.value, "ground": settled.ground.value, "page": settled.page, "problem": problem}


GROUND_WORDS: Final = {
    Ground.ALL_PAGES: "the printer counted every page.",
    Ground.ENDED_SHORT: "the printer ended the job before the last page.",
    Ground.REFUSED: "the printer did not take the document.",
    Ground.COUNT_DIFFERS: "the printer says it is done, and its page counter says another number.",
    Ground.NO_COUNT: "the printer does not count pages; a kiosk cannot know what became of a paper with it.",
    Ground.DOUBTED: "the printer says that it is done, and that it cannot follow its jobs, or met errors.",
    Ground.LOST: "no answer came, and no such job is found.",
    Ground.FORGOTTEN: "the printer knows the job no more; it was restarted, or forgets at once.",
    Ground.SILENT: "the printer stopped answering.",
    Ground.UNFINISHED: "the printer did not come to an end within the limit.",
    Ground.QUEUE: "only the queue says so; give the printer's own address as printer.device_uri.",
}
"""What an outcome rests on, for whoever tries a printer."""


def _refused(report: dict[str, Any], reasons: list[str], say: Say, status: int = NOT_READY) -> Result:
    for reason in reasons:
        say(f"{'REFUSED':<13} {reason}")
    say("Nothing was written.")
    return Result(status, {**report, "refusals": reasons, "written": None})
