"""Tables around a visit: cards that opened none, copies taken by phone, reports, what citizens thought, and who may look a case up."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from archive.rows import Instant, Row


class Pickup(Row):
    """The one link by which a phone may fetch the document of an issuing. The token is kept only as its SHA-256.

    `claimed_until`: a transfer is under way, and after that moment it counts as broken; null while there is none.
    """

    __tablename__ = "pickups"
    key: Mapped[str] = mapped_column(ForeignKey("issuings.key"), primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    offered_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    claimed_until: Mapped[datetime | None] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)


class Report(Row):
    """What a citizen says is wrong with a draft: the fields picked, and the picks the draft was composed from. No free text.

    `number` is the receipt's. The content is not kept: the same picks compose it again.
    """

    __tablename__ = "reports"
    number: Mapped[str] = mapped_column(ForeignKey("receipts.number"), primary_key=True)
    draft_id: Mapped[str] = mapped_column(String(32), unique=True)
    definition_sha256: Mapped[str] = mapped_column(ForeignKey("approved_definitions.sha256"))
    picked: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    fields: Mapped[list[str]] = mapped_column(JSON)


class CardConflict(Row):
    """A card that was not as the register has it, once a day: the names of the fields that differ, and of neither side the values.

    `number` is the receipt's; `card_sha256` is over all that the card said, by which it is known again.
    """

    __tablename__ = "card_conflicts"
    number: Mapped[str] = mapped_column(ForeignKey("receipts.number"), primary_key=True)
    card_sha256: Mapped[str] = mapped_column(String(64))
    day: Mapped[date]
    kiosk: Mapped[str] = mapped_column(String(16))
    fields: Mapped[list[str]] = mapped_column(JSON)

    __table_args__ = (UniqueConstraint("card_sha256", "day"),)


class RatingCount(Row):
    """How many citizens gave a level (5 the best) at a kiosk on a day for a kind. Nothing tells which."""

    __tablename__ = "rating_counts"
    day: Mapped[date] = mapped_column(primary_key=True)
    kiosk: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]


class RatingBatch(Row):
    """A batch of ratings that was counted, so that one sent again is not counted again. Forgotten when nobody can send it any more.

    The day only: a moment would lead to the visit that ended then.
    """

    __tablename__ = "rating_batches"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[date]


class Clerk(Row):
    """A service window that may look cases up. Its token is kept only as its SHA-256."""

    __tablename__ = "clerks"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    since: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class Lookup(Row):
    """Who looked a case up, and when. Rows are only ever added."""

    __tablename__ = "lookups"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("receipts.number"), index=True)
    clerk: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Instant)
