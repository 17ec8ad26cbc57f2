"""Holds the definitions against the running archive, off the UI thread: its datasets may change while the kiosk runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import structlog

from kiosk.archive import Dataset
from kiosk.faults import KioskFault
from kiosk.health import Verdict
from kiosk.problems import Code
from kiosk.session.events import Event
from kiosk.session.values import Part
from printing.definition import Definition
from printing.faults import Fault

_log = structlog.get_logger(__name__)

Check = Callable[[Definition, Dataset | None], Iterable[Fault]]
"""Everything that is wrong with a definition, given its dataset; None when the archive has no such dataset."""


class Publishing(Protocol):
    """The archive as asked for its datasets. Raises ArchiveFault."""

    def datasets(self) -> Mapping[str, Dataset]: ...


class DefinitionsWatch:
    """Every definition fits the archive's datasets, the fonts and the page. Checked again only when the datasets have changed."""

    def __init__(self, archive: Publishing, definitions: tuple[Definition, ...], check: Check, every_s: float) -> None:
        self.every_s = every_s
        self._archive = archive
        self._definitions = definitions
        self._check = check
        self._checked: Mapping[str, Dataset] | None = None
        self._verdict = Verdict(Part.DEFINITIONS, None)

    def before(self) -> tuple[Event, ...]:
        """Nothing: until the archive answers, its own watch keeps visits away."""
        return ()

    def look(self) -> tuple[Event, ...]:
        """Asks for the datasets, and checks when they are new. Returns what has changed."""
        try:
            datasets = self._archive.datasets()
        except KioskFault:
            return ()
        if datasets == self._checked:
            return ()
        faults = [fault for one in self._definitions for fault in self._check(one, datasets.get(one.dataset))]
        for fault in faults:
            _log.error("definition-fault", file=fault.file, line=fault.line, where=fault.where, detail=fault.expected)
        self._checked = datasets
        return self._verdict.heard(Code.DEFINITIONS_INVALID if faults else None)
