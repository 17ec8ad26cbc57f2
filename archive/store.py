"""What the archive itself writes down - approvals, numbers, visits, papers - and the engine: SQLite in WAL mode here.

The register's own tables are in `archive.register`, other authorities' in `archive.outside`, those around a visit in
`archive.service_rows`; nothing in any of them ties them to SQLite.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, create_engine, event, insert, inspect, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Mapped, Session, mapped_column

from archive.outside import CriminalCheck
from archive.proof_rows import Challenge, Phone, ProofGiven
from archive.register import Household, Person, Relation
from archive.rows import Instant, Row
from archive.service_rows import CardConflict, Clerk, Lookup, Pickup, RatingBatch, RatingCount, Report

__all__ = [
    "ApprovedDefinition", "CardConflict", "Challenge", "Clerk", "CriminalCheck", "Document", "Draft", "Event", "Household", "Issuing",
    "KindCode", "Lookup", "Person", "Phone", "Pickup", "ProofGiven", "RatingBatch", "RatingCount", "Receipt", "Relation", "Report", "Row",
    "Series", "Store", "StoreError", "Visit", "next_in_series",
]  # fmt: skip

BUSY_TIMEOUT_MS = 10_000  # a writer waits this long for the one before it; a transaction takes a few milliseconds
SCHEMA = 6  # goes up by one with every change of the tables


class StoreError(Exception):
    """The database was made by another version of this program."""


class SchemaVersion(Row):
    """The version of the tables in this database; one row."""

    __tablename__ = "schema_version"
    version: Mapped[int] = mapped_column(primary_key=True)


class ApprovedDefinition(Row):
    """A certificate definition the bureau approved: the file's own bytes, named by their SHA-256 (hex).

    A withdrawn one stays: its papers must be verifiable as long as they live.
    """

    __tablename__ = "approved_definitions"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64), index=True)
    dataset: Mapped[str] = mapped_column(String(64))
    file: Mapped[bytes] = mapped_column(LargeBinary)
    approved_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class Series(Row):
    """A gapless run of numbers: the last one given for a kind (or for receipts) in a year."""

    __tablename__ = "series"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class KindCode(Row):
    """The two digits by which a kind is known in its numbers."""

    __tablename__ = "kind_codes"
    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    code: Mapped[int] = mapped_column(unique=True)


class Visit(Row):
    """One citizen at one kiosk. The token is kept only as its SHA-256. `demand`: the second proof that the kiosk asks for, by kind."""

    __tablename__ = "visits"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kiosk: Mapped[str] = mapped_column(String(16))
    demand: Mapped[dict[str, Any]] = mapped_column(JSON)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class Draft(Row):
    """A paper not yet registered. Deleted when its visit ends."""

    __tablename__ = "drafts"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    dataset: Mapped[str] = mapped_column(String(64))
    definition_sha256: Mapped[str] = mapped_column(ForeignKey("approved_definitions.sha256"))
    picked: Mapped[dict[str, list[str]]] = mapped_column(JSON)  # by parameter, as asked
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class Receipt(Row):
    """A request referred to the window: one a visit, kind and volume, or one a day for a card that opened no visit and is about no kind.

    The decision is for the officer there and stays in the archive.
    """

    __tablename__ = "receipts"
    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    form: Mapped[str] = mapped_column(String(16))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(64))
    decision: Mapped[str] = mapped_column(String(16))
    hint: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)


class Issuing(Row):
    """A registered certificate and its filing. A row without a number is a tombstone: the key was voided before it was used."""

    __tablename__ = "issuings"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    status: Mapped[str] = mapped_column(String(16))
    number: Mapped[str | None] = mapped_column(String(32), unique=True)
    kind: Mapped[str | None] = mapped_column(String(64))
    dataset: Mapped[str | None] = mapped_column(String(64))
    definition_sha256: Mapped[str | None] = mapped_column(ForeignKey("approved_definitions.sha256"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    draft_id: Mapped[str | None] = mapped_column(String(32), index=True)
    kiosk: Mapped[str | None] = mapped_column(String(16))
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    payload: Mapped[str | None]
    code_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime | None] = mapped_column(Instant)
    valid_until: Mapped[date | None]
    signature_bytes: Mapped[int | None]
    signed_digest: Mapped[str | None] = mapped_column(String(64))
    cms: Mapped[bytes | None] = mapped_column(LargeBinary)
    document_sha256: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index("issuings_of_a_person", "person_id", "dataset", "issued_at"),)


class Document(Row):
    """The signed PDF of an issuing, as the printer gets it."""

    __tablename__ = "documents"
    key: Mapped[str] = mapped_column(ForeignKey("issuings.key"), primary_key=True)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)


class Handover(Row):
    """What a printer was given for an issuing: the signed PDF itself, or the raster form made of it. Once for ever."""

    __tablename__ = "handovers"
    key: Mapped[str] = mapped_column(ForeignKey("issuings.key"), primary_key=True)
    format: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)


class Event(Row):
    """What happened to an issuing, in order. Rows are only ever added."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(ForeignKey("issuings.key"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    what: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(200))


def _configure(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late for a read that decides a write
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # a number given out must survive a power cut, else it is given twice
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")  # drafts deleted at the end of a visit are gone from the file too
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Store:
    """The engine with its two ways in. Each `with` is one transaction: committed at its end, rolled back by an exception."""

    def __init__(self, file: Path) -> None:
        """Opens or makes the database at `file` (mode 0600). Raises StoreError for one with other tables than this program's."""
        file.touch(mode=0o600, exist_ok=True)
        # hide_parameters: SQLAlchemy's errors would otherwise quote names and numbers of people.
        self._engine: Engine = create_engine(f"sqlite:///{file}", hide_parameters=True, pool_size=20, max_overflow=20)
        event.listen(self._engine, "connect", _configure)
        event.listen(self._engine, "begin", _begin)
        self._writes: Engine = self._engine.execution_options(writes=True)
        self._make_tables(file)

    def _make_tables(self, file: Path) -> None:
        # One transaction with the write lock: a second process finds all tables or none.
        with self._writes.begin() as connection:
            known = inspect(connection).get_table_names()
            version = connection.scalar(select(SchemaVersion.version)) if SchemaVersion.__tablename__ in known else None
            if not known or version == SCHEMA:
                Row.metadata.create_all(connection)
            if not known:
                connection.execute(insert(SchemaVersion), {"version": SCHEMA})
        if known and version != SCHEMA:
            self.close()
            raise StoreError(f"{file} was made by another version of this program: move it away, or use that version")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads; never waits for a writer."""
        with Session(self._engine) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that may write; on SQLite it has the write lock from its start."""
        with Session(self._writes) as session, session.begin():
            yield session

    def close(self) -> None:
        """Gives the files back; SQLite then folds the WAL into the database."""
        self._engine.dispose()


def next_in_series(session: Session, name: str, year: int) -> int:
    """The next number of a series, 1 first. The row stays locked until the transaction ends, so that a rollback leaves no gap."""
    row = session.get(Series, (name, year), with_for_update=True)
    if row is None:
        row = Series(name=name, year=year, last=0)
        session.add(row)
    row.last += 1
    session.flush()
    return row.last
