"""Copies by phone: one link a number, open for minutes, for one whole transfer. What was not seen to arrive was not delivered."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, unique

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from archive.filing import move
from archive.office import Office, approved
from archive.outcome import Outcome, Status
from archive.problems import Problem, Refusal
from archive.store import Document, Issuing, Pickup

TRANSFER = timedelta(seconds=60)  # a paper of 300 kB over 50 kbit/s; after that the link is free again, if its time is not over
MOST_MINUTES = 60

_OVER = "pickup-expired"
_TAKEN = "pickup"


@unique
class Stage(Enum):
    """Where a link stands. DELIVERED and EXPIRED are final."""

    WAITING = "waiting"
    UNDER_WAY = "under-way"
    DELIVERED = "delivered"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, repr=False)
class Offer:
    """A link as the kiosk gets it. `seconds_left` by this clock, so that a kiosk's own clock does not matter."""

    token: str
    stage: Stage
    expires_at: datetime
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of an open link shows: nothing about the citizen. `size` in bytes."""

    titles: dict[str, str]
    number: str
    size: int
    expires_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    """A transfer that may begin: nobody else gets the document until it ends."""

    key: str
    number: str
    pdf: bytes


def offer(office: Office, key: str, minutes: int) -> Offer:
    """The pick-up link of a filed document; the same for ever, with the time of the first asking.

    Raises Refusal: ISSUING_UNKNOWN, VOID, NOT_FILED.
    """
    with office.store.write() as session:
        issuing = _issuing(session, key)
        if issuing.status == Status.VOID.value:
            raise Refusal(Problem.VOID)
        if issuing.number is None or issuing.document_sha256 is None:
            raise Refusal(Problem.NOT_FILED)
        row = session.get(Pickup, key)
        if row is None:
            now = office.clock()
            hashed = _hash(office.keys.pickup_token(key, issuing.number))
            row = Pickup(key=key, token_sha256=hashed, offered_at=now, expires_at=now + timedelta(minutes=minutes))
            session.add(row)
            session.flush()
        return _offer(session, office, issuing, row)


def standing(office: Office, key: str) -> Offer:
    """Where the link of an issuing stands. When its time is over the number is void from then on.

    Raises Refusal: ISSUING_UNKNOWN, PICKUP_UNKNOWN.
    """
    with office.store.write() as session:
        issuing = _issuing(session, key)
        row = session.get(Pickup, key)
        if row is None:
            raise Refusal(Problem.PICKUP_UNKNOWN)
        return _offer(session, office, issuing, row)


def look(office: Office, token: str) -> Shown | None:
    """What the page of an open link shows; None for every other link, whatever the reason. Looking uses nothing up."""
    with office.store.read() as session:
        found = _open(session, office, token)
        if found is None:
            return None
        issuing, row = found
        assert issuing.kind is not None  # a row with a document has them
        assert issuing.definition_sha256 is not None
        titles = approved(session, issuing.kind, issuing.definition_sha256).title
        size = len(session.get_one(Document, issuing.key).pdf)
        return Shown({str(language): words for language, words in titles.items()}, issuing.number or "", size, row.expires_at)


def claim(office: Office, token: str) -> Claim | None:
    """The document, for one transfer; None when the link is not open."""
    with office.store.write() as session:
        found = _open(session, office, token)
        if found is None:
            return None
        issuing, row = found
        row.claimed_until = office.clock() + TRANSFER
        return Claim(issuing.key, issuing.number or "", session.get_one(Document, issuing.key).pdf)


def give_back(office: Office, key: str) -> None:
    """The transfer broke off: the link is open again for the rest of its time."""
    with office.store.write() as session:
        row = session.get_one(Pickup, key, with_for_update=True)
        if row.delivered_at is None:
            row.claimed_until = None


def delivered(office: Office, key: str) -> bool:
    """The whole document has arrived. False when the number was voided in the meantime: then the copy is void too."""
    with office.store.write() as session:
        issuing, row = _issuing(session, key), session.get_one(Pickup, key)
        row.delivered_at, row.claimed_until = office.clock(), None
        if issuing.status == Status.VOID.value:
            return False
        move(session, office, issuing, Outcome.DELIVERED, _TAKEN)
        return True


def sweep(office: Office) -> int:
    """Voids the numbers of links whose time is over and whose document nobody took, also when their kiosk is silent. Returns how many."""
    now = office.clock()
    over = and_(Pickup.delivered_at.is_(None), Pickup.expires_at <= now, _not_claimed(now))
    with office.store.write() as session:
        wanted = select(Issuing, Pickup).join(Pickup, Pickup.key == Issuing.key).where(Issuing.status == Status.FILED.value, over)
        rows = session.execute(wanted).all()
        for issuing, _row in rows:
            move(session, office, issuing, Outcome.VOID, _OVER)
        return len(rows)


def _offer(session: Session, office: Office, issuing: Issuing, row: Pickup) -> Offer:
    now = office.clock()
    stage = _stage(issuing, row, now)
    if stage is Stage.EXPIRED and issuing.status == Status.FILED.value:
        move(session, office, issuing, Outcome.VOID, _OVER)
    token = office.keys.pickup_token(issuing.key, issuing.number or "")
    return Offer(token, stage, row.expires_at, max(0.0, (row.expires_at - now).total_seconds()))


def _stage(issuing: Issuing, row: Pickup, now: datetime) -> Stage:
    if issuing.status == Status.VOID.value:
        return Stage.EXPIRED
    if row.delivered_at is not None:
        return Stage.DELIVERED
    if row.claimed_until is not None and now < row.claimed_until:
        return Stage.UNDER_WAY
    return Stage.WAITING if now < row.expires_at else Stage.EXPIRED


def _open(session: Session, office: Office, token: str) -> tuple[Issuing, Pickup] | None:
    now = office.clock()
    wanted = (
        select(Issuing, Pickup)
        .join(Pickup, Pickup.key == Issuing.key)
        .where(
            Pickup.token_sha256 == _hash(token),
            Pickup.delivered_at.is_(None),
            Pickup.expires_at > now,
            _not_claimed(now),
            Issuing.status != Status.VOID.value,
        )
        .with_for_update()
    )
    found = session.execute(wanted).one_or_none()
    return None if found is None else (found[0], found[1])


def _not_claimed(now: datetime) -> ColumnElement[bool]:
    return or_(Pickup.claimed_until.is_(None), Pickup.claimed_until <= now)


def _issuing(session: Session, key: str) -> Issuing:
    row = session.get(Issuing, key, with_for_update=True)
    if row is None:
        raise Refusal(Problem.ISSUING_UNKNOWN)
    return row


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
