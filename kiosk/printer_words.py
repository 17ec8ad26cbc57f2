"""What a printer says, in words for a technician and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from kiosk.printer_port import CODE_OF_REASON
from kiosk.problems import problem
from printing.description import Description, refusals, stray_notices, warnings
from printing.formats import format_for
from printing.job_status import JobStatus
from printing.printer_status import PrinterStatus
from printing.reasons import Reason
from printing.supplies import Level

_OURS = re.compile(r"[0-9a-f]{32}")  # a paper's token; other jobs' names may tell of people and are not shown
_HARMLESS = {
    Reason.MEDIA_LOW: "Paper is running low.",
    Reason.TONER_LOW: "Toner is running low.",
    Reason.OUTPUT_ALMOST_FULL: "The output tray is nearly full.",
    Reason.OTHER: "It reports something the kiosk does not know and that holds nothing up.",
}


def reason_in_words(reason: Reason) -> str:
    """What the printer complains about, and what to do when it keeps paper from coming."""
    code = CODE_OF_REASON.get(reason)
    return f"{problem(code).technician} {problem(code).remedy} [{code.value}]" if code else _HARMLESS[reason]


def status_as_json(status: PrinterStatus, jobs: tuple[JobStatus, ...]) -> dict[str, Any]:
    """One JSON object: state, reasons, levels, counters, jobs (names of others' jobs withheld)."""
    obstacle, form = status.obstacle_for(1), format_for(status)
    return {
        "state": status.state.name.lower(),
        "accepting": status.accepting,
        "ready": obstacle is None and form is not None,
        "obstacle": CODE_OF_REASON[obstacle].value if obstacle else None,
        "reasons": [reason.value for reason in status.reasons],
        "keywords": list(status.keywords),
        "strays": [asdict(stray) for stray in status.strays],
        "format": form.value if form else None,
        "formats": list(status.formats),
        "trays": [_level(level) for level in status.trays],
        "toner": [_level(level) for level in status.toner],
        "sheets": status.sheets,
        "loaded": status.loaded,
        "up_s": status.up_s,
        "impressions": status.impressions,
        "jobs": [{"id": job.id, "state": job.state.name.lower(), "pages": job.impressions, "ours": _is_ours(job)} for job in jobs],
    }


def status_in_words(status: PrinterStatus, jobs: tuple[JobStatus, ...]) -> Iterator[str]:
    """One screen of it."""
    yield from _state_in_words(status)
    for notice in stray_notices(status.strays):
        yield _row("note", str(notice))
    for job in jobs:
        whose = "a kiosk's" if _is_ours(job) else "another program's"
        yield _row("job", f"{job.id}, {whose}: {job.state.name.lower()}, {_told(job.impressions)} pages out")
    if not jobs:
        yield _row("jobs", "none")


def _state_in_words(status: PrinterStatus) -> Iterator[str]:
    form = format_for(status)
    yield _row("state", f"{status.state.name.lower()}{'' if status.accepting else ', takes no jobs'}")
    yield _row("papers go as", form.value if form else "nothing it takes")
    for reason in dict.fromkeys((*status.reasons, *filter(None, (status.obstacle_for(1),)))):
        yield _row("WRONG" if reason.blocks else "note", reason_in_words(reason))
    for level in status.trays:
        yield _row("tray", f"{level.name or '-'}: {_amount(level, 'sheets')}")
    yield _row("our paper", _our_paper(status))
    for level in status.toner:
        yield _row("toner", f"{level.name or '-'}: {_amount(level, '%')}")
    yield _row("counters", f"{_told(status.impressions)} pages in its life, on for {_told(status.up_s)} s")


def description_as_json(printer: Description, uri: str, media: str) -> dict[str, Any]:
    """One JSON object, with what speaks against the printer."""
    return {
        "uri": uri,
        "model": printer.model,
        "endpoint": "queue" if printer.queue else "device",
        "device_uri": printer.device_uri,
        "media": list(printer.media),
        "sides": list(printer.sides),
        "refusals": list(refusals(printer, media)),
        "warnings": list(warnings(printer)),
        **{key: value for key, value in status_as_json(printer.status, ()).items() if key != "jobs"},
    }


def description_in_words(printer: Description, uri: str) -> Iterator[str]:
    """What the printer is."""
    yield _row("printer", f"{printer.model} at {uri}")
    if printer.queue:
        yield _row("endpoint", f"a CUPS queue before {printer.device_uri or 'a printer that does not speak IPP'}")
    yield _row("it takes", ", ".join(printer.status.formats) or "nothing it tells")
    yield _row("paper sizes", ", ".join(printer.media) or "none it tells")
    yield from _state_in_words(printer.status)


def _row(name: str, said: str) -> str:
    return f"{name:<13} {said}"


def _is_ours(job: JobStatus) -> bool:
    return bool(job.name and _OURS.fullmatch(job.name))


def _level(level: Level) -> dict[str, Any]:
    return {"name": level.name, "left": level.left, "capacity": level.capacity}


def _amount(level: Level, unit: str) -> str:
    if level.left is None:
        return "not told"
    return f"{level.left} of {level.capacity} {unit}" if level.capacity and unit != "%" else f"{level.left} {unit}"


def _our_paper(status: PrinterStatus) -> str:
    lies = {True: "lies in a tray", False: "lies in no tray", None: "may lie in a tray, it does not tell"}[status.loaded]
    return lies if status.sheets is None else f"{lies}, {status.sheets} sheets"


def _told(value: int | None) -> str:
    return "untold" if value is None else str(value)
