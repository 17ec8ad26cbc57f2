"""A clerk at the kiosk of the crash matrix: looks into the tray, and says in the journal what was found, as the staff screen does."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from kiosk.commands import as_archived
from kiosk.journal import Journal, State
from kiosk.session.values import Outcome
from tests.crash.citizen import PATIENCE_S

FOUND = "found.txt"
"""Beside a kiosk's configuration: what a clerk will find in the tray."""

LOOK_S = 0.02


def settle(journal: Journal, config: Path) -> None:
    """Waits until a paper is unconfirmed and the archive knows it, and settles it. Raises TimeoutError."""
    _until(lambda: any(row.told == "unconfirmed" for row in journal.unconfirmed_rows()), "no paper is unconfirmed")
    (number,) = journal.unconfirmed()
    journal.settle(number, _found(config))


def dispute(journal: Journal, config: Path) -> None:
    """The archive's operator has settled the paper meanwhile. Says otherwise, is refused, and gives in. Raises TimeoutError."""
    _until(lambda: any(row.state is State.UNCONFIRMED for row in journal.refused_rows()), "the archive takes it for unconfirmed")
    (number,) = journal.unconfirmed()
    journal.settle(number, Outcome.PRINTED if _found(config) is Outcome.NOT_PRINTED else Outcome.NOT_PRINTED)
    _until(journal.refused_rows, "the archive takes what is not so")
    if as_archived.command(number, config) != 0:
        raise TimeoutError("the row does not close as the archive has it")


def _found(config: Path) -> Outcome:
    return Outcome((config.parent / FOUND).read_text(encoding="utf-8"))


def _until(true: Callable[[], object], what: str) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > ends:
            raise TimeoutError(what)
        time.sleep(LOOK_S)
