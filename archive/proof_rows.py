"""The tables of the second proof and of consent: phones on record, what is asked of a visit, what was given, and who may confirm."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from archive.rows import Instant, Row


class Phone(Row):
    """The telephone number on record of a person, digits only. A person without a row has none."""

    __tablename__ = "phones"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(20))


class Challenge(Row):
    """What is being asked of a visit, one a method; deleted when it was met and when the visit ends.

    `code_mac`: HMAC-SHA256 of a code under a key that only the running process has, None once the code is dead. `number`: what the
    citizen tells the officer. `sends` and `wrong` count codes sent in this visit and wrong tries of the present one.
    """

    __tablename__ = "challenges"
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    method: Mapped[str] = mapped_column(String(16), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    code_mac: Mapped[bytes | None] = mapped_column(LargeBinary)
    number: Mapped[str | None] = mapped_column(String(8), unique=True)
    sends: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class ProofGiven(Row):
    """That a visit's citizen proved who they are, by which method, when, and which officer confirmed it. Nothing of the proof itself."""

    __tablename__ = "proofs_given"
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    method: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    officer: Mapped[str | None] = mapped_column(String(40))


class Attempts(Row):
    """How many codes went to a person on a day (in China), and how many wrong ones were tried: a found card is not tried for ever."""

    __tablename__ = "proof_attempts"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    sent: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)


class Officer(Row):
    """Somebody at the desk who may confirm. The credential is kept only as its SHA-256 (hex)."""

    __tablename__ = "officers"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    credential_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    added_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class OutboxMessage(Row):
    """A message that the sample archive would have sent: what `python -m archive outbox` shows. Deleted when its visit ends."""

    __tablename__ = "test_outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    phone: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(Instant)


class Consent(Row):
    """One consent. `purpose`: the definition's code; `stated`: what the citizen picked the paper for, where the kind asks.

    `text_sha256` (hex) is that of the sentence in `language`; the definition that holds it stays approved or withdrawn for ever.
    """

    __tablename__ = "consents"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    definition_sha256: Mapped[str] = mapped_column(ForeignKey("approved_definitions.sha256"))
    purpose: Mapped[str] = mapped_column(String(40))
    stated: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    text_sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
