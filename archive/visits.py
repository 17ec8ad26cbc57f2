"""A citizen's visit: opened on the evidence of a card, and its end. What it is for is in `archive.drafts`."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from archive import card_conflicts, proof
from archive.card_conflicts import CardRefused
from archive.datasets.model import Refused
from archive.evidence import Evidence, differing
from archive.office import VISIT_LIFE, Office, dataset_of, left, offer_of, parsed
from archive.problems import Problem, Refusal
from archive.proof_policy import Demand, Method
from archive.store import ApprovedDefinition, Draft, Person, Visit
from archive.times import CHINA

_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind on the menu; `reason` says why it is not to be had, `left` how many more there may be this year (None: any number).

    `proof`: the second proofs of which one is wanted first.
    """

    kind: str
    reason: Problem | None
    left: int | None = None
    proof: tuple[Method, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A new visit. The token is known to the kiosk only."""

    token: str
    expires_at: datetime
    subject: dict[str, str]
    offers: tuple[Offer, ...]


def subject_of(person: Person) -> dict[str, str]:
    """The two facts by which a kiosk knows whose answer it holds."""
    return {"name": person.name, "id_number": person.id_number}


def open_visit(office: Office, kiosk: str, evidence: Evidence, demand: Demand | None = None) -> Opened:
    """A visit for the person on the card; `demand` is the second proof that the kiosk asks for.

    Raises Refusal: NOT_FOUND, CARD_EXPIRED, and CardRefused with a slip for the window (DATA_CONFLICT).
    """
    with office.store.write() as session:
        opened = _opened(session, office, kiosk, evidence, demand or Demand())
    if isinstance(opened, CardRefused):
        raise opened  # here and not within the transaction, which would take the receipt back
    return opened


def _opened(session: Session, office: Office, kiosk: str, evidence: Evidence, demand: Demand) -> Opened | CardRefused:
    now = office.clock()
    person = session.scalar(select(Person).where(Person.id_number == evidence.id_number))
    if person is None or evidence.document != "RESIDENT":
        raise Refusal(Problem.NOT_FOUND)
    if fields := differing(person, evidence):
        return card_conflicts.refusal(session, office, kiosk, person, evidence, fields)
    if not evidence.valid_forever and (evidence.valid_to is None or evidence.valid_to < now.astimezone(CHINA).date()):
        raise Refusal(Problem.CARD_EXPIRED)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    expires_at = now + VISIT_LIFE
    session.add(
        Visit(token_sha256=_hash(token), person_id=person.id, kiosk=kiosk, demand=demand.as_json(), opened_at=now, expires_at=expires_at)
    )
    return Opened(token, expires_at, subject_of(person), _offers(session, office, person, demand))


def end_visit(office: Office, token: str) -> None:
    """The token is dead and the visit's drafts are gone. Nothing happens for a token that is unknown or dead already."""
    with office.store.write() as session:
        visit = session.scalar(select(Visit).where(Visit.token_sha256 == _hash(token)))
        if visit is None:
            return
        visit.ended_at = visit.ended_at or office.clock()
        session.execute(delete(Draft).where(Draft.visit_id == visit.id))
        proof.forget(session, visit)


def sweep(office: Office) -> int:
    """Ends the visits whose time ran out without a word, drafts included. Returns how many."""
    now = office.clock()
    with office.store.write() as session:
        forgotten = list(session.scalars(select(Visit).where(Visit.ended_at.is_(None), Visit.expires_at <= now)))
        for visit in forgotten:
            visit.ended_at = visit.expires_at
            session.execute(delete(Draft).where(Draft.visit_id == visit.id))
            proof.forget(session, visit)
        return len(forgotten)


def visitor(session: Session, office: Office, token: str) -> tuple[Visit, Person]:
    """The open visit of a token and its person. Raises Refusal(VISIT_OVER), whether the token never was or has ended."""
    visit = session.scalar(select(Visit).where(Visit.token_sha256 == _hash(token)))
    if visit is None or visit.ended_at is not None or visit.expires_at <= office.clock():
        raise Refusal(Problem.VISIT_OVER)
    return visit, session.get_one(Person, visit.person_id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _offers(session: Session, office: Office, person: Person, demand: Demand) -> tuple[Offer, ...]:
    """One offer a kind that has not been withdrawn, by its newest file, in the order of approval."""
    kinds = session.execute(
        select(ApprovedDefinition.kind, ApprovedDefinition.file)
        .where(ApprovedDefinition.withdrawn_at.is_(None))
        .order_by(ApprovedDefinition.approved_at)
    ).all()
    newest = {kind: parsed(file) for kind, file in kinds}
    return tuple(
        _offer(
            kind,
            offer_of(session, office, definition, person),
            left(session, office, dataset_of(definition), person),
            proof.offered(session, office, demand, person, kind),
        )
        for kind, definition in newest.items()
    )


def _offer(kind: str, refused: Refused | None, left: int | None, methods: tuple[Method, ...] | None) -> Offer:
    lacking = methods is not None and not methods
    reason = refused.problem if refused is not None else Problem.PROOF_UNAVAILABLE if lacking else None
    return Offer(kind, reason, left, methods or ())
