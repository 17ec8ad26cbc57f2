"""`run_kiosk.py settle NUMBER printed|not-printed`: staff's word about a paper that nobody has seen come out."""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.commands.journal import journal_of, told
from kiosk.faults import JobOpen
from kiosk.journal import IllegalTransition, Journal, JournalUnusable, UnknownNumber
from kiosk.session.values import Outcome
from kiosk.settling import settle
from printing.queue import printer_at


def command(number: str, outcome: str, config: Path) -> int:
    """Settles the paper in the journal; a kiosk that runs notices within seconds and tells the archive.

    Returns 0; 1 when the journal has no such paper that waits for an answer, or the printer does not give its job up; 2 when the
    configuration is wrong.
    """
    found = journal_of(config)
    if isinstance(found, int):
        return found
    settings, journal = found
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
        return told(fault)
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
