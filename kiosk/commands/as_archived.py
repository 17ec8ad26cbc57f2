"""`run_kiosk.py settle NUMBER as-archived`: a paper that the archive knows otherwise than the kiosk is closed as the archive has it."""

from __future__ import annotations

import sys
from pathlib import Path

from config.settings import Settings
from kiosk.assemble import archive_client
from kiosk.commands.journal import journal_of, told
from kiosk.disputed import ENDED_THERE, detail_of, remedy_for
from kiosk.faults import KioskFault
from kiosk.journal import IllegalTransition, Journal


def command(number: str, config: Path) -> int:
    """Asks the archive what it has and closes the row so. Returns 0; 1 when nothing could be closed; 2 for a wrong configuration."""
    found = journal_of(config)
    if isinstance(found, int):
        return found
    settings, journal = found
    try:
        return _concede(journal, number, settings)
    except KioskFault as fault:
        return told(fault)
    except IllegalTransition:
        return _no(f"Paper {number} changed meanwhile; look at it again.")
    finally:
        journal.close()


def _concede(journal: Journal, number: str, settings: Settings) -> int:
    row = next((row for row in journal.refused_rows() if row.number == number), None)
    if row is None:
        return _no(f"The archive refuses nothing about a paper {number} of this journal; nothing was changed.")
    standing = archive_client(settings).look_up(row.key)
    there = standing.status if standing else None
    if there not in ENDED_THERE or row.outcome is None:
        return _no(f"{detail_of(row, there)}. {remedy_for(row, there)}")
    journal.conceded(number, there)
    print(f"{number}: {there}, as the archive has it")
    return 0


def _no(said: str) -> int:
    print(said, file=sys.stderr)
    return 1
