"""What was issued and what became of it. Survives a power cut; holds keys, numbers and states, and nothing about a citizen.

SQLite, write-ahead log, every commit on the disk before the next step is taken. Used by several threads and, for `settle`,
by another process at the same time.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.journal_file import JournalUnusable, committed, connect, said_as_unusable
from kiosk.journal_states import ENDED, NEVER_SUBMITTED, IllegalTransition, Sent, State, check
from kiosk.session.values import Outcome
from printing.witness import Witness

__all__ = ["IllegalTransition", "Journal", "JournalUnusable", "NumberTaken", "Row", "Sent", "State", "UnknownNumber"]

_COLUMNS = (
    "key, state, kind, number, pages, sha256, job_name, job_id, reason, told, outcome, began_at, changed_at, sent_format, sent_sha256, "
    "printer_boot, printer_impressions, refused"
)

KEPT_FOR = timedelta(days=90)
"""How long a closed row is kept: a citizen's complaint about a paper comes within weeks; after that the archive's own record speaks."""

MOST_CLOSED = 20_000
"""Closed rows kept at most: at a kilobyte or so each with its steps they stay far below the room that health insists on, also
where a clock that was set wrong makes every row look young. A busy kiosk closes 100 a day, 9,000 in KEPT_FOR."""


class UnknownNumber(Exception):
    """No paper of that number is in this journal."""


class NumberTaken(Exception):
    """The number belongs to another key: whoever gave it gave it twice."""


@dataclass(frozen=True, slots=True)
class Row:
    """One issuing. `sha256` (hex) is that of the signed PDF, `sent_sha256` that of what the printer was given, in `sent_format`.

    `told`: the last outcome the archive took while the row stayed open. `outcome`: printed, not-printed, delivered or void once that is
    decided. `printer_boot`, `printer_impressions`: the printer before it was given anything (`printing.witness.Witness`).
    `refused`: the archive's word for why it does not take the outcome that `state` stands for, once it has refused it.
    Times are RFC 3339, UTC.
    """

    key: str
    state: State
    kind: str
    number: str | None
    pages: int | None
    sha256: str | None
    job_name: str | None
    job_id: int | None
    reason: str | None
    told: str | None
    outcome: str | None
    began_at: str
    changed_at: str
    sent_format: str | None = None
    sent_sha256: str | None = None
    printer_boot: int | None = None
    printer_impressions: int | None = None
    refused: str | None = None

    @property
    def sent(self) -> Sent | None:
        """What the printer was given, where that is known."""
        return Sent(self.sent_format, self.sent_sha256) if self.sent_format and self.sent_sha256 else None

    @property
    def witness(self) -> Witness | None:
        """The printer before it was given anything, where that was seen."""
        return None if self.printer_boot is None else Witness(self.printer_boot, self.printer_impressions)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Journal:
    """The journal in the file `path`, opened (and made) when it is first needed. Every method raises JournalUnusable.

    While it cannot be opened every call tries again; once open, another file in its place is a fault until the next start, for an
    empty journal would have forgotten papers.
    """

    def __init__(self, path: Path, now: Callable[[], datetime] = _utc_now) -> None:
        self._path = path
        self._now = now
        self._lock = threading.RLock()
        self._inode: int | None = None
        self._opened: sqlite3.Connection | None = None

    def close(self) -> None:
        """Gives the file back; a transaction that is open is undone. The next call opens it again."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def begin(self, key: str, kind: str) -> None:
        """A row for `key`, before the archive hears of it. Raises IllegalTransition when there is one already."""
        self._move(key, State.INTENDED, kind=kind)

    def registered(self, key: str, number: str) -> None:
        """The archive gave `number`. Raises NumberTaken when it gave it before."""
        with self._lock:
            holder = self._holder(number)
            if holder is not None and holder != key:
                raise NumberTaken
            self._move(key, State.REGISTERED, number=number)

    def rendered(self, key: str, pages: int) -> None:
        """The paper is drawn and has that many pages."""
        self._move(key, State.RENDERED, pages=pages)

    def signed(self, key: str, sha256: str) -> None:
        """The signed PDF has this SHA-256 (hex)."""
        self._move(key, State.SIGNED, sha256=sha256)

    def filed(self, key: str) -> None:
        """The archive holds the signed PDF."""
        self._move(key, State.FILED)

    def handing_over(self, key: str, job_name: str, sent: Sent | None = None, witness: Witness | None = None) -> None:
        """The printer, as `witness` shows it, is about to get `sent` under `job_name`. Only ever once: then raises IllegalTransition."""
        what = {"sent_format": sent.format, "sent_sha256": sent.sha256} if sent else {}
        seen = {"printer_boot": witness.boot, "printer_impressions": witness.impressions} if witness else {}
        self._move(key, State.HANDING_OVER, job_name=job_name, **what, **seen)

    def accepted(self, key: str, job_id: int) -> None:
        """The printer took the job."""
        self._move(key, State.ACCEPTED, job_id=job_id)

    def offered(self, key: str) -> None:
        """The archive is about to open a link for a phone. From here on only the archive knows what becomes of the paper."""
        self._move(key, State.OFFERED)

    def delivered(self, key: str) -> None:
        """The archive says that a phone has all of it."""
        self._move(key, State.DELIVERED, outcome="delivered")

    def not_taken(self, key: str, reason: str) -> None:
        """The archive says that no phone has it, and that none can fetch it any more."""
        self._move(key, State.VOID, outcome="void", reason=reason)

    def settled(self, key: str, outcome: Outcome, reason: str | None = None) -> None:
        """What became of a paper that was handed over. `reason` is a code."""
        match outcome:
            case Outcome.PRINTED:
                self._move(key, State.PRINTED, outcome=outcome.value, reason=reason)
            case Outcome.NOT_PRINTED:
                self._move(key, State.NOT_PRINTED, outcome=outcome.value, reason=reason)
            case Outcome.UNCONFIRMED:
                self._move(key, State.UNCONFIRMED, reason=reason)

    def void(self, key: str, reason: str) -> bool:
        """The paper will not be handed over. False, and nothing changed, when it was handed over or had ended before."""
        with self._lock, self._transaction():
            row = self._find("key", key)
            if row is None or row.state not in NEVER_SUBMITTED:
                return False
            self._write(row, State.VOID, outcome="void", reason=reason)
            return True

    def settle(self, number: str, outcome: Outcome) -> Row:
        """Staff's word about an unconfirmed paper: PRINTED or NOT_PRINTED; saying the same again changes nothing.

        The printer may still have its job: until `nothing_comes` the paper is among `may_come`, also once the row is closed.
        Raises UnknownNumber, or IllegalTransition when the paper is not unconfirmed. Returns the row as it is now.
        """
        with self._lock, self._transaction():
            row = self._find("number", number)
            if row is None:
                raise UnknownNumber
            if row.outcome != outcome.value:
                after = State.PRINTED if outcome is Outcome.PRINTED else State.NOT_PRINTED
                if row.state is not State.UNCONFIRMED or outcome is Outcome.UNCONFIRMED:
                    raise IllegalTransition(row.state, after)
                self._write(row, after, outcome=outcome.value, reason="settled-by-staff", may_come=1)
            return self._find("number", number) or row

    def may_come(self) -> tuple[Row, ...]:
        """Papers that staff have settled and that the printer has not been asked about since, oldest first."""
        return self._rows("WHERE may_come = 1 ORDER BY rowid")

    def nothing_comes(self, key: str) -> None:
        """The printer has said that it holds no job of this paper any more. No transition."""
        with self._lock, self._transaction():
            self._connection.execute("UPDATE issuings SET may_come = 0 WHERE key = ?", (key,))

    def learn_number(self, key: str, number: str) -> None:
        """The archive had given a number of which its answer was lost. No transition."""
        with self._lock, self._transaction():
            self._connection.execute("UPDATE OR IGNORE issuings SET number = ? WHERE key = ? AND number IS NULL", (number, key))

    def told(self, key: str, what: str) -> None:
        """The archive has taken `what` about a row that stays open. No transition."""
        with self._lock, self._transaction():
            self._connection.execute("UPDATE issuings SET told = ?, refused = NULL WHERE key = ?", (what, key))

    def refused(self, key: str, word: str) -> None:
        """The archive does not take what the row stands for, and says why. No transition."""
        with self._lock, self._transaction():
            self._connection.execute("UPDATE issuings SET refused = ? WHERE key = ?", (word, key))

    def closed(self, key: str) -> None:
        """The archive has taken the outcome; nothing is left to do."""
        self._move(key, State.CLOSED)

    def conceded(self, number: str, outcome: str) -> Row:
        """The archive refuses what was decided here and has `outcome` instead (printed, delivered, void); people let that stand.

        Raises UnknownNumber, or IllegalTransition unless the row is decided and was refused. Returns the row as it is now, closed.
        """
        with self._lock, self._transaction():
            row = self._find("number", number)
            if row is None:
                raise UnknownNumber
            if row.refused is None or row.state not in ENDED:
                raise IllegalTransition(row.state, State.CLOSED)
            self._write(row, State.CLOSED, outcome=outcome, reason="as-archived")
            return self._find("number", number) or row

    def row(self, key: str) -> Row | None:
        """The row of a key."""
        with self._lock, said_as_unusable():
            return self._find("key", key)

    def open_rows(self) -> tuple[Row, ...]:
        """Every row that is not closed, oldest first."""
        return self._rows("WHERE state != ? ORDER BY rowid", State.CLOSED.value)

    def unconfirmed_rows(self) -> tuple[Row, ...]:
        """The rows of papers nobody has seen come out, oldest first."""
        return self._rows("WHERE state = ? ORDER BY rowid", State.UNCONFIRMED.value)

    def refused_rows(self) -> tuple[Row, ...]:
        """The open rows of which the archive does not take what they stand for, oldest first."""
        return self._rows("WHERE state != ? AND refused IS NOT NULL ORDER BY rowid", State.CLOSED.value)

    def unconfirmed(self) -> tuple[str, ...]:
        """Numbers of papers nobody has seen come out, oldest first."""
        rows = self._rows("WHERE state = ? ORDER BY rowid", State.UNCONFIRMED.value)
        return tuple(row.number or row.key for row in rows)

    def rows_for_control(self, closed: int = 20) -> tuple[dict[str, str | int | None], ...]:
        """The open rows and the last `closed` closed ones, oldest first, as JSON objects (docs/control-socket)."""
        last = self._rows("WHERE state = ? ORDER BY rowid DESC LIMIT ?", State.CLOSED.value, closed)
        rows = sorted((*self.open_rows(), *last), key=lambda row: (row.began_at, row.key))
        return tuple({**{name: getattr(row, name) for name in Row.__slots__}, "state": row.state.value} for row in rows)

    def steps(self, key: str) -> tuple[State, ...]:
        """The states a key went through, in order."""
        with self._lock, said_as_unusable():
            rows = self._connection.execute("SELECT state FROM steps WHERE key = ? ORDER BY rowid", (key,)).fetchall()
        return tuple(State(state) for (state,) in rows)

    def last_step(self) -> int:
        """The place of the newest step; 0 where there is none."""
        with self._lock, said_as_unusable():
            (place,) = self._connection.execute("SELECT max(rowid) FROM steps").fetchone()
        return int(place or 0)

    def steps_after(self, place: int, most: int) -> tuple[tuple[int, str, str], ...]:
        """Place, state and time (RFC 3339, UTC) of the steps after `place`, oldest first."""
        with self._lock, said_as_unusable():
            rows = self._connection.execute("SELECT rowid, state, at FROM steps WHERE rowid > ? ORDER BY rowid LIMIT ?", (place, most))
            return tuple((int(row), str(state), str(at)) for row, state, at in rows)

    def probe(self) -> None:
        """Writes and commits a mark, so that a full, read-only, replaced or broken disk is found before a citizen needs it."""
        with self._lock, self._transaction():
            if self._path.stat().st_ino != self._inode:
                raise sqlite3.OperationalError("another file lies in the journal's place")
            self._connection.execute("INSERT INTO pulse VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at", (self._stamp(),))

    def prune(self, older_than: timedelta = KEPT_FOR, most: int = MOST_CLOSED) -> int:
        """Forgets rows that closed longer ago than that, and the oldest beyond `most` closed ones. Returns how many.

        Open rows stay, and papers that may still come.
        """
        limit = (self._now() - older_than).astimezone(UTC).isoformat(timespec="milliseconds")
        newest = "SELECT rowid FROM issuings WHERE state = :closed ORDER BY changed_at DESC, rowid DESC LIMIT :most"
        forget = f"DELETE FROM issuings WHERE state = :closed AND may_come = 0 AND (changed_at < :limit OR rowid NOT IN ({newest}))"
        with self._lock, self._transaction():
            return self._connection.execute(forget, {"closed": State.CLOSED.value, "limit": limit, "most": most}).rowcount

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            self._opened = connect(self._path)
            self._inode = self._path.stat().st_ino
        return self._opened

    def _move(self, key: str, after: State, **columns: str | int | None) -> None:
        """One transition, whole or not at all. Raises IllegalTransition, JournalUnusable."""
        with self._lock, self._transaction():
            row = self._find("key", key)
            check(row.state if row else None, after)
            if row is None:
                self._insert(key, str(columns["kind"]))
            else:
                self._write(row, after, **columns)

    def _insert(self, key: str, kind: str) -> None:
        at = self._stamp()
        self._connection.execute(
            "INSERT INTO issuings (key, state, kind, began_at, changed_at) VALUES (?, ?, ?, ?, ?)",
            (key, State.INTENDED.value, kind, at, at),
        )
        self._connection.execute("INSERT INTO steps VALUES (?, ?, ?)", (key, State.INTENDED.value, at))

    def _write(self, row: Row, after: State, **columns: str | int | None) -> None:
        values = {"refused": None, **columns, "state": after.value, "changed_at": self._stamp()}  # it was about the state before
        names = ", ".join(f"{name} = ?" for name in values)  # the names are this module's own, never data
        self._connection.execute(f"UPDATE issuings SET {names} WHERE key = ?", (*values.values(), row.key))
        self._connection.execute("INSERT INTO steps VALUES (?, ?, ?)", (row.key, after.value, values["changed_at"]))

    def _find(self, column: str, value: str) -> Row | None:
        found = self._connection.execute(f"SELECT {_COLUMNS} FROM issuings WHERE {column} = ?", (value,)).fetchone()
        return None if found is None else _row(found)

    def _holder(self, number: str) -> str | None:
        with said_as_unusable():
            row = self._find("number", number)
        return row.key if row else None

    def _rows(self, where: str, *values: str | int) -> tuple[Row, ...]:
        with self._lock, said_as_unusable():
            return tuple(_row(found) for found in self._connection.execute(f"SELECT {_COLUMNS} FROM issuings {where}", values))

    def _stamp(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="milliseconds")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with said_as_unusable(), committed(self._connection):
            yield


def _row(found: tuple[str, ...]) -> Row:
    key, state, *rest = found
    try:
        return Row(key, State(state), *rest)  # type: ignore[arg-type]  # STRICT tables hold these types
    except ValueError:
        raise sqlite3.DatabaseError("a state that is none") from None
