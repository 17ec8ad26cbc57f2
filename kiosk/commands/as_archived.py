"""`run_kiosk.py settle NUMBER as-archived`: a paper that the archive knows otherwise than the kiosk is closed as the archive has it."""

from __future__ import annotations

import sys
from pathlib import Path

from config.settings import ConfigError, Settings, load
from kiosk.assemble import archive_client
from kiosk.commands.faults import INVALID, complain
from kiosk.disputed import ENDED_THERE, detail_of, remedy_for
from kiosk.faults import KioskFault
from kiosk.journal import IllegalTransition, Journal
from kiosk.journal_place import journal_path
from kiosk.problems import problem


def command(number: str, config: Path) -> int:
    """Asks the archive what it has and closes the row so. Returns 0; 1 when nothing could be closed; 2 for a wrong configuration."""
    try:
        settings = load(config)
    except ConfigError as error:
        return complain(error.faults)
    path = journal_path(settings)
    if not path.exists():
        print(f"There is no journal at {path}; --config names the kiosk's configuration.", file=sys.stderr)
        return INVALID
    journal = Journal(path)
    try:
        return _concede(journal, number, settings)
    except KioskFault as fault:
        row = problem(fault.code)
        return _no(f"{row.technician} {row.remedy}")
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
