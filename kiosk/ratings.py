"""What citizens thought, on its way to the archive: counts in memory, sent a few at a time, tied to no visit.

Not by the journal: a row there would stand beside the visit's and on a disk. What a power cut or a stop takes along was worth less than
that. A batch keeps its id until the archive has taken it, so that a lost answer counts nobody twice.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Protocol
from uuid import uuid4

import structlog

from kiosk.china_time import china_today
from kiosk.faults import ArchiveFault
from kiosk.problems import Code

_log = structlog.get_logger(__name__)

Counts = Mapping[tuple[date, str, int], int]
"""How often, by day (China), kind and level."""

_OLDEST = timedelta(days=30)  # older ones the archive does not take; a kiosk that was away for so long has lost count
_HOPELESS = frozenset({Code.ARCHIVE_REFUSED})


class CountingArchive(Protocol):
    """The archive as told about ratings. Raises ArchiveFault; a batch may be told again."""

    def rate(self, batch: str, counts: Counts) -> None: ...


class Ratings:
    """`note` may be called from any thread and never blocks; `deliver` is for one thread."""

    def __init__(
        self, archive: CountingArchive, today: Callable[[], date] = china_today, new_batch: Callable[[], str] = lambda: uuid4().hex
    ) -> None:
        self._archive = archive
        self._today = today
        self._new_batch = new_batch
        self._lock = threading.Lock()
        self._noted: Counter[tuple[date, str, int]] = Counter()
        self._batch: tuple[str, Counts] | None = None

    def note(self, kind: str, level: int) -> None:
        """A citizen gave the level, 5 the best."""
        with self._lock:
            self._noted[self._today(), kind, level] += 1

    def deliver(self) -> int:
        """Sends what there is; how many ratings are still here. Raises nothing: nobody waits for this."""
        while (batch := self._next()) is not None:
            try:
                self._archive.rate(*batch)
            except ArchiveFault as fault:
                if fault.code not in _HOPELESS:
                    break
                _log.warning("ratings-refused", count=sum(batch[1].values()), word=fault.problem)
            self._batch = None
        with self._lock:
            return self._noted.total() + (sum(self._batch[1].values()) if self._batch else 0)

    def _next(self) -> tuple[str, Counts] | None:
        if self._batch is None:
            earliest = self._today() - _OLDEST
            with self._lock:
                counts = {key: count for key, count in self._noted.items() if key[0] >= earliest}
                self._noted.clear()
            self._batch = (self._new_batch(), counts) if counts else None
        return self._batch
