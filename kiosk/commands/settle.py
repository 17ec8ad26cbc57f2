"""`run_kiosk.py settle NUMBER printed|not-printed`: staff's word about a paper that nobody has seen come out."""

from __future__ import annotations

import sys
from pathlib import Path

from config.settings import ConfigError, load
from kiosk.commands.faults import INVALID, complain
from kiosk.faults import JobOpen, KioskFault
from kiosk.journal import IllegalTransition, Journal, JournalUnusable, UnknownNumber
from kiosk.journal_place import journal_path
from kiosk.problems import problem
from kiosk.session.values import Outcome
from kiosk.settling import settle
from printing.queue import printer_at


def command(number: str, outcome: str, config: Path) -> int:
    """Settles the paper in the journal; a kiosk that runs notices within seconds and tells the archive.

    Returns 0; 1 when the journal has no such paper that waits for an answer, or the printer does not give its job up; 2 when the
    configuration is wrong.
    """
    try:
        settings = load(config)
    except ConfigError as error:
        return complain(error.faults)
    path = journal_path(settings)
    if not path.exists():
        print(f"There is no journal at {path}; --config names the kiosk's configuration.", file=sys.stderr)
        return INVALID
    try:
        journal = Journal(path)
    except JournalUnusable as fault:
        return _told(fault)
    try:
        table = settings.printer
        printer = printer_at(table.uri, table.endpoint, table.media, table.device_uri)
        row = settle(journal, printer, number, Outcome(outcome))
        waiting = journal.unconfirmed()
    except UnknownNumber:
        return _no(f"No paper {number} is in this journal.", journal)
    except IllegalTransition as error:
        state = error.before.value if error.before else "unknown"
        return _no(f"Paper {number} is not unconfirmed: {state}, whoever told so before. Your word was not taken.", journal)
    except (JobOpen, JournalUnusable) as fault:
        return _told(fault)
    finally:
        journal.close()
    print(f"{row.number}: {outcome}")
    print(f"Still unconfirmed: {', '.join(waiting)}" if waiting else "No paper is unconfirmed any more.")
    return 0


def _no(said: str, journal: Journal) -> int:
    print(said, file=sys.stderr)
    waiting = journal.unconfirmed()
    print(f"Unconfirmed: {', '.join(waiting) if waiting else 'none'}", file=sys.stderr)
    return 1


def _told(fault: KioskFault) -> int:
    row = problem(fault.code)
    print(f"{row.technician} {row.remedy}", file=sys.stderr)
    return 1
