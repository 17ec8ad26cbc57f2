"""What comes from other authorities' systems: criminal record checks, traffic, borders, and whether those systems answer."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from archive.rows import Instant, Row

TRAFFIC, BORDERS = "traffic", "borders"
SOURCES = (TRAFFIC, BORDERS)
"""The outside systems that can be down on their own, by the names an operator uses."""


class CriminalCheck(Row):
    """What the platform says of a person. Everybody has a row, so that every answer takes the same way."""

    __tablename__ = "criminal_checks"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    decision: Mapped[str] = mapped_column(String(8))


class Vehicle(Row):
    """A vehicle and its registered owner. `kind`: GA/T 16.7; `status`: the traffic police's own words."""

    __tablename__ = "vehicles"
    id: Mapped[int] = mapped_column(primary_key=True)
    plate: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(2))
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    status: Mapped[str] = mapped_column(String(16))


class Violation(Row):
    """An act against the traffic rules found with a vehicle. `act`: GA/T 16.31; `fine` in yuan; points and fine are the record's own.

    `finding_unit` found it; `handling_unit` decided it, None while nobody has.
    """

    __tablename__ = "violations"
    id: Mapped[int] = mapped_column(primary_key=True)
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicles.id"))
    time: Mapped[datetime] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(String(128))
    act: Mapped[str] = mapped_column(String(8))
    points: Mapped[int]
    fine: Mapped[int]
    decision_number: Mapped[str | None] = mapped_column(String(32))
    handled: Mapped[bool]
    paid: Mapped[bool]
    finding_unit: Mapped[str] = mapped_column(String(64))
    handling_unit: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index("violations_of_a_vehicle", "vehicle_id", "time"),)


class Crossing(Row):
    """A person leaving (`outward`) or entering the country. `document_kind`: GA/T 517; `port`: a key of tables/ports.toml."""

    __tablename__ = "crossings"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    outward: Mapped[bool]
    day: Mapped[date]
    document_kind: Mapped[str] = mapped_column(String(3))
    document_number: Mapped[str] = mapped_column(String(32))
    port: Mapped[str] = mapped_column(String(32))
    destination: Mapped[str | None] = mapped_column(String(32))

    __table_args__ = (Index("crossings_of_a_person", "person_id", "day"),)


class WindowPapers(Row):
    """How many papers of a dataset a person had at a window in a year: they count towards the yearly quota too."""

    __tablename__ = "window_papers"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    dataset: Mapped[str] = mapped_column(String(64), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    papers: Mapped[int]


class SourceState(Row):
    """Whether an outside system answers. A system without a row does."""

    __tablename__ = "source_states"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    up: Mapped[bool]
    since: Mapped[datetime] = mapped_column(Instant)


def answers(session: Session, name: str) -> bool:
    """Whether the outside system of this name answers."""
    row = session.get(SourceState, name)
    return row is None or row.up


def mark(session: Session, name: str, up: bool, at: datetime) -> None:
    """Notes that an outside system answers, or does not. Raises ValueError for a name that is none of `SOURCES`."""
    if name not in SOURCES:
        raise ValueError(f"known sources: {', '.join(SOURCES)}")
    row = session.get(SourceState, name)
    if row is None:
        session.add(SourceState(name=name, up=up, since=at))
    elif row.up != up:
        row.up, row.since = up, at
