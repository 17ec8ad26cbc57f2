"""The journal's file: how it is made, opened and checked, what its tables are, and what is said when the disk does not do its part.

A file that is not right is never mended, emptied or deleted here: it may be the only record of a paper. Staff set it aside
(docs/technician.md).
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import structlog

from kiosk.faults import KioskFault
from kiosk.problems import Code

_log = structlog.get_logger(__name__)

_BUSY_MS = 5_000  # another process writes for a few milliseconds; beyond this something is wrong
_SCHEMA_VERSION = 3
_SCHEMA = """
CREATE TABLE issuings (
    key TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT UNIQUE,
    pages INTEGER,
    sha256 TEXT,
    job_name TEXT UNIQUE,
    job_id INTEGER,
    reason TEXT,
    told TEXT,
    outcome TEXT,
    began_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    sent_format TEXT,
    sent_sha256 TEXT,
    printer_boot INTEGER,
    printer_impressions INTEGER,
    refused TEXT,
    may_come INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX issuings_by_state ON issuings (state);
CREATE INDEX issuings_that_may_come ON issuings (may_come) WHERE may_come = 1;
CREATE TABLE steps (key TEXT NOT NULL REFERENCES issuings (key) ON DELETE CASCADE, state TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX steps_by_key ON steps (key);
CREATE TABLE pulse (one INTEGER PRIMARY KEY CHECK (one = 1), at TEXT NOT NULL) STRICT;
"""
_STEPS_FROM = {
    1: ("ALTER TABLE issuings ADD COLUMN sent_format TEXT", "ALTER TABLE issuings ADD COLUMN sent_sha256 TEXT"),
    2: (
        "ALTER TABLE issuings ADD COLUMN printer_boot INTEGER",
        "ALTER TABLE issuings ADD COLUMN printer_impressions INTEGER",
        "ALTER TABLE issuings ADD COLUMN refused TEXT",
        "ALTER TABLE issuings ADD COLUMN may_come INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX issuings_that_may_come ON issuings (may_come) WHERE may_come = 1",
        "UPDATE issuings SET may_come = 1 WHERE reason = 'settled-by-staff'",  # nobody has asked the printer about these yet
    ),
}
"""What makes of each version the next one."""


class JournalUnusable(KioskFault):
    """The journal cannot be written or read: DISK_FULL or JOURNAL_UNUSABLE. Nothing is issued without it."""


def connect(path: Path) -> sqlite3.Connection:
    """The file, made if it is not there, readable by its owner only. Raises sqlite3.Error, OSError."""
    if not path.exists():
        _make(path)
    if path.stat().st_size == 0:
        # `_make` leaves none behind, so this was a journal once. SQLite would take it for a new one.
        raise sqlite3.DatabaseError("empty")
    place = f"{path.absolute().as_uri()}?mode=rw"  # never makes a file
    connection = sqlite3.connect(place, uri=True, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _make(path: Path) -> None:
    """A new journal: whole under another name first, so that a power cut never leaves half a one in the journal's place."""
    if any(path.with_name(path.name + suffix).exists() for suffix in ("-wal", "-journal")):
        raise sqlite3.DatabaseError("the journal is gone and what belongs to it is still there")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    early = path.with_name(f"{path.name}.{os.urandom(4).hex()}.new")
    try:
        early.touch(mode=0o600)
        with closing(sqlite3.connect(early, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            with committed(connection):
                for statement in _SCHEMA.split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version={_SCHEMA_VERSION}")
        with suppress(FileExistsError):  # another process was quicker; its journal stands
            os.link(early, path)
    finally:
        early.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)  # the name is on the disk too
    finally:
        os.close(folder)


def _prepare(connection: sqlite3.Connection) -> None:
    run = connection.execute
    run("PRAGMA synchronous=FULL")  # a commit is on the disk before the next step is taken
    # Every commit goes on into the file itself at once: a WAL that is lost or spoilt then takes no step back. A paper has a dozen.
    run("PRAGMA wal_autocheckpoint=1")
    run("PRAGMA foreign_keys=ON")
    run("PRAGMA journal_mode=WAL")
    version = run("PRAGMA user_version").fetchone()[0]
    if version not in (*_STEPS_FROM, _SCHEMA_VERSION):
        raise sqlite3.DatabaseError("made by another version")
    # Not quick_check: only the full one compares every number and state with its index, and so finds a flipped byte in one.
    if run("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("damaged")
    if version != _SCHEMA_VERSION:
        _renew(connection)


def _renew(connection: sqlite3.Connection) -> None:
    """Brings a journal of an earlier version up to this one, whole or not at all."""
    with committed(connection):
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        while version in _STEPS_FROM:
            for statement in _STEPS_FROM[version]:
                connection.execute(statement)
            version += 1
        connection.execute(f"PRAGMA user_version={version}")


@contextmanager
def committed(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction with the write lock from its start; undone by an exception."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


@contextmanager
def said_as_unusable() -> Iterator[None]:
    """What SQLite or the disk raises becomes JournalUnusable."""
    try:
        yield
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        _log.error("journal-unusable", error=name)
        raise JournalUnusable(Code.DISK_FULL if full else Code.JOURNAL_UNUSABLE) from error
    except OSError as error:
        _log.error("journal-unusable", error=errno.errorcode.get(error.errno or 0, "OSError"))
        raise JournalUnusable(Code.DISK_FULL if error.errno == errno.ENOSPC else Code.JOURNAL_UNUSABLE) from error
