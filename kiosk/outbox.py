"""Tells the archive what became of every number, for as long as that takes. The journal is the queue: a row is one message at most,
so messages about one number stay in order, and a restart forgets nothing but how long to wait.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
SAY_AGAIN_S = 3600.0  # how often the log repeats that outcomes wait; an archive that is away for days must not fill the disk
_LATER = frozenset({"too-many-requests"})
"""The archive's words for "not now"; every other word of its own will be the same tomorrow, unless people agree on what happened."""
_AWAY = frozenset({Code.ARCHIVE_UNREACHABLE, Code.ARCHIVE_TLS})
"""No message gets through: one try speaks for all of them."""


class TakingArchive(Protocol):
    """The archive as told about outcomes. Raises ArchiveFault; every call may be repeated."""

    def look_up(self, key: str) -> StandingAnswer | None: ...
    def void(self, key: str) -> StandingAnswer: ...
    def outcome(self, key: str, outcome: str, reason: str | None, document_sha256: str | None, sent: Sent | None) -> str: ...


@dataclass(slots=True)
class _Waiting:
    """How often a try has failed, and when (monotonic seconds) the next may be made."""

    failures: int = 0
    due: float = 0.0


class Outbox:
    """Delivers what is due. `random` spreads the retries; `clock` is monotonic seconds. For one thread."""

    def __init__(self, journal: Journal, archive: TakingArchive, clock: Callable[[], float], random: Random) -> None:
        self._journal = journal
        self._archive = archive
        self._clock = clock
        self._random = random
        self._away = _Waiting()
        self._waiting: dict[tuple[str, State], _Waiting] = {}
        self._said: tuple[int, float] = (0, 0.0)

    def deliver(self) -> int:
        """Tries every message that is due, oldest first; how many are still untold. Raises JournalUnusable.

        A round ends with the first try that finds the archive away or slow, so that a hundred messages do not wait for it a hundred times.
        """
        rows = [row for row in self._journal.open_rows() if is_message(row)]
        untold = {(row.key, row.state) for row in rows}
        self._waiting = {message: waiting for message, waiting in self._waiting.items() if message in untold}
        left = self._round(rows) if self._clock() >= self._away.due else len(rows)
        self._say(left)
        return left

    def _round(self, rows: Sequence[Row]) -> int:
        """How many of the messages are left."""
        told = 0
        for row in rows:
            message = (row.key, row.state)
            waiting = self._waiting.get(message)
            if waiting is not None and self._clock() < waiting.due:
                continue
            try:
                self._tell(row)
            except ArchiveFault as fault:
                self._wait(row, fault)
                if fault.code in _AWAY or fault.code is Code.ARCHIVE_SLOW:
                    break
                continue
            except IllegalTransition:
                continue  # settled meanwhile: the next round has another message
            self._away = _Waiting()
            self._waiting.pop(message, None)
            told += 1
        return len(rows) - told

    def _say(self, left: int) -> None:
        """In the log, how many wait: when that has changed and may stay so, and again from time to time."""
        count, at = self._said
        now = self._clock()
        if left != count or (left and now - at >= SAY_AGAIN_S):
            self._said = (left, now)
            _log.info("outcomes-waiting", count=left)

    def _tell(self, row: Row) -> None:
        """Raises ArchiveFault unless the archive has taken it."""
        match row.state:
            case State.UNCONFIRMED:
                self._expect(
                    self._archive.outcome(row.key, Outcome.UNCONFIRMED.value, row.reason, row.sha256, row.sent), "unconfirmed", "delivered"
                )
                self._journal.told(row.key, Outcome.UNCONFIRMED.value)
                return
            case State.DELIVERED:
                self._expect(self._archive.outcome(row.key, "delivered", None, row.sha256, None), "delivered", "printed")
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
        """Jitter over a doubling pause. A refusal is noted, and tried again too: people may mend it, and no number is ever dropped."""
        waiting = self._away if fault.code in _AWAY else self._waiting.setdefault((row.key, row.state), _Waiting())
        waiting.failures += 1
        refused = fault.problem is not None and fault.problem not in _LATER
        pause = LONGEST_PAUSE_S if refused else min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(waiting.failures - 1, 16))
        waiting.due = self._clock() + pause * (0.5 + 0.5 * self._random.random())
        if refused:
            if row.refused == fault.problem:
                return  # said before, and still in the journal, where `check` and the staff screen find it
            self._journal.refused(row.key, str(fault.problem))
        event = "outcome-refused" if refused else "outcome-not-told"
        _log.warning(event, key=row.key[:8], number=row.number, state=row.state.value, code=fault.code.value, word=fault.problem)


def is_message(row: Row) -> bool:
    """Whether the archive has something to hear about the row."""
    match row.state:
        case State.VOID | State.PRINTED | State.NOT_PRINTED | State.DELIVERED:
            return True
        case State.UNCONFIRMED:
            return row.told != Outcome.UNCONFIRMED.value
        case _:
            return False
