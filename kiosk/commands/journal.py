"""The journal of the kiosk that a command's configuration describes."""

from __future__ import annotations

import sys
from pathlib import Path

from config.settings import ConfigError, Settings, load
from kiosk.commands.faults import INVALID, complain
from kiosk.faults import KioskFault
from kiosk.journal import Journal, JournalUnusable
from kiosk.journal_place import journal_path
from kiosk.problems import problem


def journal_of(config: Path) -> tuple[Settings, Journal] | int:
    """The settings and the journal, which the caller closes. Where one cannot be had it is said why, and this is the exit status."""
    try:
        settings = load(config)
    except ConfigError as error:
        return complain(error.faults)
    path = journal_path(settings)
    if not path.exists():
        print(f"There is no journal at {path}; --config names the kiosk's configuration.", file=sys.stderr)
        return INVALID
    try:
        return settings, Journal(path)
    except JournalUnusable as fault:
        return told(fault)


def told(fault: KioskFault) -> int:
    """Says what is wrong and what to do. The exit status."""
    row = problem(fault.code)
    print(f"{row.technician} {row.remedy}", file=sys.stderr)
    return 1
