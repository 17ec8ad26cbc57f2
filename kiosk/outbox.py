"""Tells the archive what became of every number, for as long as that takes. The journal is the queue: a row is one message at most,
so messages about one number stay in order, and a restart forgets nothing but how long to wait.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Protocol

import structlog

from kiosk.archive_answers import StandingAnswer
from kiosk.faults import ArchiveFault
from kiosk.journal import IllegalTransition, Journal, Row, Sent, State
from kiosk.problems import Code
from kiosk.session.values import Outcome

_log = structlog.get_logger(__name__)

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 300.0  # an archive that was away for days is not to be met by every kiosk at once, nor an hour late
_REFUSED = frozenset({Code.ARCHIVE_REFUSED, Code.NOT_FOUND, Code.DATA_CONFLICT})


class TakingArchive(Protocol):
    """The archive as told about outcomes. Raises ArchiveFault; every call may be repeated."""

    def look_up(self, key: str) -> StandingAnswer | None: ...
    def void(self, key: str) -> StandingAnswer: ...
    def outcome(self, key: str, outcome: str, reason: str | None, document_sha256: str | None, sent: Sent | None) -> str: ...


@dataclass(slots=True)
class _Waiting:
    """How often a message has failed, and when (monotonic seconds) it may be tried again."""

    failures: int
    due: float


class Outbox:
    """Delivers what is due. `random` spreads the retries; `clock` is monotonic seconds. For one thread."""

    def __init__(self, journal: Journal, archive: TakingArchive, clock: Callable[[], float], random: Random) -> None:
        self._journal = journal
        self._archive = archive
        self._clock = clock
        self._random = random
        self._waiting: dict[tuple[str, State], _Waiting] = {}

    def deliver(self) -> int:
        """Tries every message that is due; how many are still untold. Raises JournalUnusable."""
        rows = [row for row in self._journal.open_rows() if _is_message(row)]
        untold = {(row.key, row.state) for row in rows}
        self._waiting = {message: waiting for message, waiting in self._waiting.items() if message in untold}
        return sum(not self._delivered(row) for row in rows)

    def _delivered(self, row: Row) -> bool:
        message = (row.key, row.state)
        waiting = self._waiting.get(message)
        if waiting is not None and self._clock() < waiting.due:
            return False
        try:
            self._tell(row)
        except ArchiveFault as fault:
            self._wait(row, fault)
            return False
        except IllegalTransition:
            return False  # settled meanwhile: the next round has another message
        self._waiting.pop(message, None)
        return True

    def _tell(self, row: Row) -> None:
        """Raises ArchiveFault unless the archive has taken it."""
        match row.state:
            case State.UNCONFIRMED:
                self._expect(
                    self._archive.outcome(row.key, Outcome.UNCONFIRMED.value, row.reason, row.sha256, row.sent), "unconfirmed", "delivered"
                )
                self._journal.told(row.key, Outcome.UNCONFIRMED.value)
                return
            case State.PRINTED:
                self._expect(self._archive.outcome(row.key, Outcome.PRINTED.value, None, row.sha256, row.sent), "printed")
            case State.NOT_PRINTED:
                self._expect(self._archive.outcome(row.key, "void", row.reason, None, row.sent), "void")
            case _:
                standing = self._archive.void(row.key)
                self._expect(standing.status, "void")
                if row.number is None and standing.number is not None:
                    self._journal.learn_number(row.key, standing.number)
        self._journal.closed(row.key)
        _log.info("outcome-told", key=row.key[:8], number=row.number, outcome=row.state.value)

    def _expect(self, status: str, *taken: str) -> None:
        if status not in taken:
            raise ArchiveFault(Code.ARCHIVE_REFUSED, problem="outcome-not-taken")

    def _wait(self, row: Row, fault: ArchiveFault) -> None:
        """Full jitter over a doubling pause. A refusal is tried again too: staff may mend it, and no number is ever dropped."""
        message = (row.key, row.state)
        waiting = self._waiting.setdefault(message, _Waiting(0, 0.0))
        waiting.failures += 1
        refused = fault.code in _REFUSED
        pause = LONGEST_PAUSE_S if refused else min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(waiting.failures - 1, 16))
        waiting.due = self._clock() + pause * (0.5 + 0.5 * self._random.random())
        event = "outcome-refused" if refused else "outcome-not-told"
        _log.warning(event, key=row.key[:8], number=row.number, state=row.state.value, code=fault.code.value, word=fault.problem)


def _is_message(row: Row) -> bool:
    match row.state:
        case State.VOID | State.PRINTED | State.NOT_PRINTED:
            return True
        case State.UNCONFIRMED:
            return row.told != Outcome.UNCONFIRMED.value
        case _:
            return False
