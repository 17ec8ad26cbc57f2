"""Looks at the parts from time to time, and says when one fails or is sound again.

A missed look is nothing, three in a row are a fault; what a part says of itself counts at once, and so does a first success.
Until a part has been heard for the first time it is not ready.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import structlog

from kiosk.faults import KioskFault
from kiosk.journal import Journal, JournalUnusable
from kiosk.problems import Code
from kiosk.session.events import Event, HealthChanged, UnconfirmedChanged
from kiosk.session.values import Part

_log = structlog.get_logger(__name__)

MISSES = 3
LARGEST_SKEW = timedelta(minutes=5)  # beyond it dates on papers and TLS certificates' validity are in doubt
LEAST_FREE_BYTES = 200 * 1024 * 1024  # the log and a year's journal fit into a tenth of it


class Watch(Protocol):
    """Something to look at every `every_s` seconds. `look` blocks and returns what has changed."""

    @property
    def every_s(self) -> float: ...
    def look(self) -> tuple[Event, ...]: ...
    def before(self) -> tuple[Event, ...]:
        """What has to be taken for true until the first look."""
        ...


class Verdict:
    """What is thought of one part after the looks so far."""

    def __init__(self, part: Part, unknown: Code | None) -> None:
        """`unknown`: what the part is said to suffer from until it has been heard."""
        self._part = part
        self._problem: Code | None = unknown
        self._misses = 0
        self._heard = False

    @property
    def failing(self) -> bool:
        """Whether something is thought to be wrong with the part."""
        return self._problem is not None

    @property
    def event(self) -> Event:
        """What is known of the part."""
        return HealthChanged(self._part, self._problem)

    def heard(self, problem: Code | None) -> tuple[Event, ...]:
        """The part answered: it is sound, or said what is wrong."""
        self._misses, self._heard = 0, True
        return self._become(problem)

    def missed(self, problem: Code) -> tuple[Event, ...]:
        """No answer. `problem` holds once that has happened three times running, or if there never was an answer."""
        self._misses += 1
        return self._become(problem) if self._misses >= MISSES or not self._heard else ()

    def _become(self, problem: Code | None) -> tuple[Event, ...]:
        if problem is self._problem:
            return ()
        self._problem = problem
        _log.info("health-changed", part=self._part.value, code=problem.value if problem else None)
        return (self.event,)


class AnsweringArchive(Protocol):
    """The archive as asked how it is. Raises ArchiveFault."""

    def ready(self) -> None: ...
    def health(self) -> datetime: ...


class ArchiveWatch:
    """The archive can issue, and its clock and ours agree."""

    def __init__(self, archive: AnsweringArchive, every_s: float, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.every_s = every_s
        self._archive = archive
        self._now = now
        self._verdict = Verdict(Part.ARCHIVE, Code.ARCHIVE_UNREACHABLE)

    def before(self) -> tuple[Event, ...]:
        """Not ready."""
        return (self._verdict.event,)

    def look(self) -> tuple[Event, ...]:
        """Asks once. Returns what has changed."""
        try:
            self._archive.ready()
            theirs = self._archive.health()
        except KioskFault as fault:
            return self._verdict.missed(fault.code)
        return self._verdict.heard(Code.CLOCK_WRONG if abs(self._now() - theirs) > LARGEST_SKEW else None)


class SpeakingPrinter(Protocol):
    """The printer as asked how it is. Raises PrinterSilent."""

    def trouble(self) -> Code | None: ...


class PrinterWatch:
    """The printer could print now."""

    def __init__(self, printer: SpeakingPrinter, every_s: float) -> None:
        self.every_s = every_s
        self._printer = printer
        self._verdict = Verdict(Part.PRINTER, Code.PRINTER_UNREACHABLE)

    def before(self) -> tuple[Event, ...]:
        """Not ready."""
        return (self._verdict.event,)

    def look(self) -> tuple[Event, ...]:
        """Asks once. Returns what has changed."""
        try:
            return self._verdict.heard(self._printer.trouble())
        except KioskFault:
            return self._verdict.missed(Code.PRINTER_UNREACHABLE)


class JournalWatch:
    """The journal can be written, and its disk has room.

    After a fault `reconcile` comes first: a step that could not be written has left a row behind the truth, and printing may have to be
    locked. It raises JournalUnusable, and the fault goes on then.
    """

    def __init__(
        self,
        journal: Journal,
        data_dir: Path,
        every_s: float,
        reconcile: Callable[[], object],
        free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
    ) -> None:
        self.every_s = every_s
        self._journal = journal
        self._data_dir = data_dir
        self._reconcile = reconcile
        self._free_bytes = free_bytes
        self._verdict = Verdict(Part.JOURNAL, None)

    def before(self) -> tuple[Event, ...]:
        """Nothing: whoever writes to the journal hears at once when it cannot be written."""
        return ()

    def look(self) -> tuple[Event, ...]:
        """Writes a mark and asks for the room left. Returns what has changed."""
        problem, locked = self._found()
        return (*locked, *self._verdict.heard(problem))

    def _found(self) -> tuple[Code | None, tuple[Event, ...]]:
        """What is wrong now, and what has to be known before anybody hears that nothing is any more."""
        problem = self._problem()
        if problem is not None or not self._verdict.failing:
            return problem, ()
        try:
            self._reconcile()
            unconfirmed = self._journal.unconfirmed()
        except JournalUnusable as fault:
            return fault.code, ()
        return None, (UnconfirmedChanged(unconfirmed),) if unconfirmed else ()

    def _problem(self) -> Code | None:
        try:
            self._journal.probe()
            return Code.DISK_FULL if self._free_bytes(self._data_dir) < LEAST_FREE_BYTES else None
        except JournalUnusable as fault:
            return fault.code
        except OSError:
            return Code.JOURNAL_UNUSABLE
