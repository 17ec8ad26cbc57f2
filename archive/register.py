"""The register's tables: households, people, how they are related, births, deaths, changes, and the scanned pages behind them.

Units of `volume` and `page` are the paper volumes' own; both are null where an entry was made in the register's electronic form.
`digitised` false: only the paper volume exists, and nothing but where it stands may be told from here.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from archive.rows import Row


class Household(Row):
    """A household (户). `volume` and `unit`: where its register is kept."""

    __tablename__ = "households"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    unit: Mapped[str] = mapped_column(String(64))
    volume: Mapped[str | None] = mapped_column(String(64))
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

    Only what a register shows; nothing is inferred over two steps. `shared_from` to `shared_to`: when both stood in `household_number`.
    """

    __tablename__ = "relations"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    relative_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(2))
    place: Mapped[int]
    household_number: Mapped[str | None] = mapped_column(String(16))
    shared_from: Mapped[date | None]
    shared_to: Mapped[date | None]
    volume: Mapped[str | None] = mapped_column(String(64))
    page: Mapped[str | None] = mapped_column(String(16))


class Birth(Row):
    """A person's registration of birth, as it was written then. `guardians`: [{name, relation (GB/T 4761)}]."""

    __tablename__ = "births"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    former_name: Mapped[str | None] = mapped_column(String(64))
    time: Mapped[str | None] = mapped_column(String(5))
    place: Mapped[str | None] = mapped_column(String(128))
    certificate_number: Mapped[str | None] = mapped_column(String(16))
    father_name: Mapped[str | None] = mapped_column(String(64))
    father_id_number: Mapped[str | None] = mapped_column(String(18))
    mother_name: Mapped[str | None] = mapped_column(String(64))
    mother_id_number: Mapped[str | None] = mapped_column(String(18))
    guardians: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    declarant: Mapped[str | None] = mapped_column(String(64))
    registered_on: Mapped[date]
    unit: Mapped[str] = mapped_column(String(64))
    household_number: Mapped[str] = mapped_column(String(16))
    volume: Mapped[str | None] = mapped_column(String(64))
    page: Mapped[str | None] = mapped_column(String(16))
    digitised: Mapped[bool]


class Cancellation(Row):
    """A registration cancelled because its person died. The cause of death is not kept here."""

    __tablename__ = "cancellations"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    died_on: Mapped[date]
    cancelled_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(32))
    certificate_number: Mapped[str | None] = mapped_column(String(32))
    surrendered: Mapped[str | None] = mapped_column(String(64))
    unit: Mapped[str] = mapped_column(String(64))
    household_number: Mapped[str] = mapped_column(String(16))
    volume: Mapped[str | None] = mapped_column(String(64))
    page: Mapped[str | None] = mapped_column(String(16))
    digitised: Mapped[bool]


class Change(Row):
    """One entry of a person's household registration: an item changed or corrected, or a move. Every value is written out."""

    __tablename__ = "changes"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    item: Mapped[str] = mapped_column(String(32))
    before: Mapped[str | None] = mapped_column(String(128))
    after: Mapped[str | None] = mapped_column(String(128))
    reason: Mapped[str] = mapped_column(String(64))
    scope: Mapped[str] = mapped_column(String(32))
    unit: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str | None] = mapped_column(String(64))


class ScannedImage(Row):
    """A scanned page's picture (PNG), by the SHA-256 (hex) of its bytes. `width` and `height` in pixels."""

    __tablename__ = "scanned_images"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]


class ArchivePage(Row):
    """A page of a person's archive, scanned. `reference`: the archive's own mark of the page; `fonds`: the holdings it belongs to."""

    __tablename__ = "archive_pages"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    fonds: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(64))
    day: Mapped[date | None]
    image_sha256: Mapped[str] = mapped_column(ForeignKey("scanned_images.sha256"))
