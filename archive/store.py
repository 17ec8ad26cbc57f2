"""The archive's tables and engine. SQLite in WAL mode here; nothing in the models ties it to SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, Index, LargeBinary, String, create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 10_000  # a writer waits this long for the one before it; a transaction takes a few milliseconds


class Instant(TypeDecorator[datetime]):
    """A moment, kept in UTC; SQLite would drop the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To UTC. Raises ValueError for a naive time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time in the store")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Back with its zone."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(DeclarativeBase):
    """The declarative root of the tables."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(<withheld>)"


class Household(Row):
    """A household (户). `digitised` is false where only the paper volume exists."""

    __tablename__ = "households"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    digitised: Mapped[bool]


class Person(Row):
    """A registered person. Codes: sex GB/T 2261.1, nation GB/T 3304, head_relation GB/T 4761 (to the head of the household)."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    id_number: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    sex: Mapped[str] = mapped_column(String(1))
    nation: Mapped[str] = mapped_column(String(2))
    birth: Mapped[date]
    address: Mapped[str] = mapped_column(String(128))
    registered: Mapped[bool]
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    head_relation: Mapped[str] = mapped_column(String(2))


class Relation(Row):
    """`relative` is the `code` (GB/T 4761) of `person`, and stays at `place` (1, 2, ...) in that person's list.

    Only what a register shows; nothing is inferred over two steps.
    """

    __tablename__ = "relations"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    relative_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(2))
    place: Mapped[int]


class CriminalCheck(Row):
    """What the platform says of a person. Everybody has a row, so that every answer takes the same way."""

    __tablename__ = "criminal_checks"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    decision: Mapped[str] = mapped_column(String(8))


class ApprovedDefinition(Row):
    """A certificate definition the bureau approved: the file's own bytes, named by their SHA-256 (hex)."""

    __tablename__ = "approved_definitions"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64), index=True)
    dataset: Mapped[str] = mapped_column(String(64))
    file: Mapped[bytes] = mapped_column(LargeBinary)
    approved_at: Mapped[datetime] = mapped_column(Instant)


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
    """One citizen at one kiosk. The token is kept only as its SHA-256."""

    __tablename__ = "visits"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kiosk: Mapped[str] = mapped_column(String(16))
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
    picked: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class Receipt(Row):
    """A request referred to the window. The decision is for the officer there and never leaves the archive."""

    __tablename__ = "receipts"
    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(64))
    decision: Mapped[str] = mapped_column(String(8))
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
        """Opens or makes the database at `file` (mode 0600)."""
        file.touch(mode=0o600, exist_ok=True)
        # hide_parameters: SQLAlchemy's errors would otherwise quote names and numbers of people.
        self._engine: Engine = create_engine(f"sqlite:///{file}", hide_parameters=True, pool_size=20, max_overflow=20)
        event.listen(self._engine, "connect", _configure)
        event.listen(self._engine, "begin", _begin)
        Row.metadata.create_all(self._engine)
        self._writes = self._engine.execution_options(writes=True)

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
