"""A clerk at the kiosk of the crash matrix: looks into the tray, and says in the journal what was found, as the staff screen does."""

from __future__ import annotations

import time
from pathlib import Path

from kiosk.journal import Journal
from kiosk.session.values import Outcome
from tests.crash.citizen import PATIENCE_S

FOUND = "found.txt"
"""Beside a kiosk's configuration: what a clerk will find in the tray."""

LOOK_S = 0.02


def settle(journal: Journal, config: Path) -> None:
    """Waits until a paper is unconfirmed and the archive knows it, and settles it. Raises TimeoutError."""
    ends = time.monotonic() + PATIENCE_S
    while not any(row.told == "unconfirmed" for row in journal.unconfirmed_rows()):
        if time.monotonic() > ends:
            raise TimeoutError("no paper is unconfirmed")
        time.sleep(LOOK_S)
    (number,) = journal.unconfirmed()
    journal.settle(number, Outcome((config.parent / FOUND).read_text(encoding="utf-8")))
