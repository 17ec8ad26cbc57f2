"""The journal's file: how it is opened, what its tables are, and what is said when the disk does not do its part."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog

from kiosk.faults import KioskFault
from kiosk.problems import Code

_log = structlog.get_logger(__name__)

_BUSY_MS = 5_000  # another process writes for a few milliseconds; beyond this something is wrong
_SCHEMA_VERSION = 1
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
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX issuings_by_state ON issuings (state);
CREATE TABLE steps (key TEXT NOT NULL REFERENCES issuings (key) ON DELETE CASCADE, state TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX steps_by_key ON steps (key);
CREATE TABLE pulse (one INTEGER PRIMARY KEY CHECK (one = 1), at TEXT NOT NULL) STRICT;
"""


class JournalUnusable(KioskFault):
    """The journal cannot be written or read: DISK_FULL or JOURNAL_UNUSABLE. Nothing is issued without it."""


def connect(path: Path) -> sqlite3.Connection:
    """The file, made if it is not there, readable by its owner only. Raises sqlite3.Error, OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    connection = sqlite3.connect(path, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    run = connection.execute
    run("PRAGMA journal_mode=WAL")
    run("PRAGMA synchronous=FULL")  # a commit is on the disk before the next step is taken
    run("PRAGMA foreign_keys=ON")
    with committed(connection):
        version = run("PRAGMA user_version").fetchone()[0]
        if version == 0:
            for statement in _SCHEMA.split(";\n"):
                run(statement)
            run(f"PRAGMA user_version={_SCHEMA_VERSION}")
        elif version != _SCHEMA_VERSION:
            raise sqlite3.DatabaseError("made by another version")
    if run("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("damaged")


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
