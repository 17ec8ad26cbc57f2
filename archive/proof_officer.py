"""The officer at the desk: the kiosk shows a short number, the citizen says it, the officer looks at card and person and confirms."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, unique

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.office import Office
from archive.problems import Problem, Refusal
from archive.proof import given, note_given, usable
from archive.proof_policy import Method
from archive.proof_rows import Challenge, Officer
from archive.store import Person, Store, Visit
from archive.times import Clock
from archive.visits import visitor
from printing.wording import mask_name

NUMBER_DIGITS = 4
WAIT_LIFE = timedelta(minutes=5)  # the officer may be busy with somebody else
_CREDENTIAL_BYTES = 24
_MOST_TRIES = 1000  # at numbers, before a hall with hundreds of waiting citizens is taken for a fault

_log = structlog.get_logger(__name__)


@unique
class Standing(Enum):
    """How an officer's confirmation stands."""

    NONE = "none"  # nobody was asked
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the citizen says to the officer."""

    number: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """A citizen who waits, as an officer sees them: the name masked, since the officer has the card in view."""

    number: str
    kiosk: str
    name: str
    asked_at: datetime


def ask_officer(office: Office, token: str) -> Asked:
    """A number for the officer; one given before dies. Raises Refusal: VISIT_OVER, PROOF_UNAVAILABLE, TOO_MANY."""
    with office.store.write() as session:
        visit, person = visitor(session, office, token)
        usable(session, office, visit, person, Method.OFFICER)
        if not office.proof_limits.kiosks.take(visit.kiosk):
            raise Refusal(Problem.TOO_MANY)
        now = office.clock()
        others = select(Challenge.number).where(Challenge.number.is_not(None), Challenge.visit_id != visit.id)
        number = free_number(taken for taken in session.scalars(others) if taken is not None)
        row = session.get(Challenge, (visit.id, Method.OFFICER.value)) or Challenge(visit_id=visit.id, method=Method.OFFICER.value)
        row.number, row.state, row.asked_at, row.expires_at = number, Standing.WAITING.value, now, now + WAIT_LIFE
        session.add(row)
        return Asked(number, row.expires_at)


def free_number(taken: Iterable[str]) -> str:
    """A number that differs from every number taken in two digits at least, so that one slip of the finger confirms nobody else.

    Raises Refusal(TOO_MANY) where there is none.
    """
    others = tuple(taken)
    for _ in range(_MOST_TRIES):
        number = f"{secrets.randbelow(10**NUMBER_DIGITS):0{NUMBER_DIGITS}}"
        if all(sum(a != b for a, b in zip(number, other, strict=True)) >= 2 for other in others):
            return number
    raise Refusal(Problem.TOO_MANY)


def standing(office: Office, token: str) -> tuple[Standing, frozenset[Method]]:
    """How the officer's confirmation stands, and every proof given in this visit. Raises Refusal(VISIT_OVER)."""
    with office.store.read() as session:
        visit, _ = visitor(session, office, token)
        proofs = given(session, visit)
        row = session.get(Challenge, (visit.id, Method.OFFICER.value))
        if Method.OFFICER in proofs:
            return Standing.CONFIRMED, proofs
        if row is None:
            return Standing.NONE, proofs
        waits = row.state == Standing.WAITING.value
        return (Standing.EXPIRED if waits and row.expires_at <= office.clock() else Standing(row.state)), proofs


def waiting(office: Office) -> tuple[Waiting, ...]:
    """Everybody who waits for an officer, the longest waiting first."""
    with office.store.read() as session:
        return tuple(
            Waiting(row.number or "", visit.kiosk, mask_name(person.name), row.asked_at) for row, visit, person in _open(session, office)
        )


def decide(office: Office, officer: str, number: str, confirmed: bool) -> Waiting:
    """The officer's word on who waits with this number. Raises Refusal(REQUEST_UNKNOWN) when nobody does."""
    with office.store.write() as session:
        for row, visit, person in _open(session, office):
            if row.number == number:
                row.state = (Standing.CONFIRMED if confirmed else Standing.REFUSED).value
                row.number = None
                if confirmed:
                    note_given(session, office, visit, Method.OFFICER, officer)
                else:
                    _log.info("proof-not-given", kiosk=visit.kiosk, method=Method.OFFICER.value, officer=officer)
                return Waiting(number, visit.kiosk, mask_name(person.name), row.asked_at)
    raise Refusal(Problem.REQUEST_UNKNOWN)


def officer_of(office: Office, credential: str, address: str) -> str:
    """The officer whose credential this is. Raises Refusal: NOT_AN_OFFICER, TOO_MANY after several wrong ones from one address."""
    if not office.proof_limits.officers.take(address):
        raise Refusal(Problem.TOO_MANY)
    with office.store.read() as session:
        name = _named(session, credential)
    if name is None:
        raise Refusal(Problem.NOT_AN_OFFICER)
    office.proof_limits.officers.give_back(address)
    return name


def add_officer(store: Store, clock: Clock, name: str) -> str:
    """A new credential for an officer, in the place of an old one; shown once, kept as a hash."""
    credential = secrets.token_urlsafe(_CREDENTIAL_BYTES)
    with store.write() as session:
        row = session.get(Officer, name)
        if row is None:
            session.add(Officer(name=name, credential_sha256=_hash(credential), added_at=clock()))
        else:
            row.credential_sha256, row.added_at, row.removed_at = _hash(credential), clock(), None
    return credential


def remove_officer(store: Store, clock: Clock, name: str) -> bool:
    """Ends an officer's credential; whether there was one in force."""
    with store.write() as session:
        row = session.get(Officer, name)
        if row is None or row.removed_at is not None:
            return False
        row.removed_at = clock()
        return True


def officers(store: Store) -> tuple[str, ...]:
    """The names of those who may confirm."""
    with store.read() as session:
        return tuple(session.scalars(select(Officer.name).where(Officer.removed_at.is_(None)).order_by(Officer.name)))


def _named(session: Session, credential: str) -> str | None:
    # Looked up by the hash of 24 random bytes: how long that takes says nothing of any credential.
    found = select(Officer.name).where(Officer.credential_sha256 == _hash(credential), Officer.removed_at.is_(None))
    return session.scalar(found)


def _hash(credential: str) -> str:
    return hashlib.sha256(credential.encode()).hexdigest()


def _open(session: Session, office: Office) -> list[tuple[Challenge, Visit, Person]]:
    now = office.clock()
    rows = session.execute(
        select(Challenge, Visit, Person)
        .join(Visit, Visit.id == Challenge.visit_id)
        .join(Person, Person.id == Visit.person_id)
        .where(
            Challenge.method == Method.OFFICER.value,
            Challenge.state == Standing.WAITING.value,
            Challenge.expires_at > now,
            Visit.ended_at.is_(None),
            Visit.expires_at > now,
        )
        .order_by(Challenge.asked_at)
    ).all()
    return [(row, visit, person) for row, visit, person in rows]
