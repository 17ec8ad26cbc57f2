"""The second proof of a visit's person: what may be offered, whether it was given, and the forgetting of it.

A card that somebody has found must not be enough. Codes are in `archive.proof_code`, the officer at the desk in
`archive.proof_officer`, the kiosk's camera in `archive.proof_camera`.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from archive.office import Office
from archive.problems import Problem, Refusal
from archive.proof_policy import Demand, Method, wanted
from archive.proof_rows import Attempts, Challenge, Officer, OutboxMessage, Phone, ProofGiven
from archive.store import Person, Visit
from archive.times import CHINA, age

CODES_A_DAY = 6  # a person's: two visits with all their codes
WRONG_A_DAY = 6  # and then none is checked any more: the chance to guess one is six in a million
GUARDIAN_BELOW = 14  # years; below, a guardian consents, at the window (Personal Information Protection Law, article 31)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Means:
    """What this archive can do: `sender` names the way codes leave it, None for none; `officers` counts those who may confirm."""

    sender: str | None
    officers: int


def means(office: Office) -> Means:
    """What this archive can do now."""
    with office.store.read() as session:
        return Means(None if office.sender is None else office.sender.name, _officers(session))


def offered(session: Session, office: Office, demand: Demand, person: Person, kind: str) -> tuple[Method, ...] | None:
    """The methods this person can use for a kind; None when no proof is wanted, empty when none can be had here."""
    methods = wanted(office.settings.proof, demand, kind)
    return None if methods is None else tuple(method for method in methods if _can(session, office, person, method))


def require(session: Session, office: Office, visit: Visit, kind: str) -> None:
    """Raises Refusal(PROOF_NEEDED) unless the visit has what the kind wants."""
    methods = wanted(office.settings.proof, demand_of(visit), kind)
    if methods is not None and not set(methods) & given(session, visit):
        raise Refusal(Problem.PROOF_NEEDED)


def given(session: Session, visit: Visit) -> frozenset[Method]:
    """The methods by which the visit's person has been proven."""
    return frozenset(Method(name) for name in session.scalars(select(ProofGiven.method).where(ProofGiven.visit_id == visit.id)))


def demand_of(visit: Visit) -> Demand:
    """What the kiosk said when it opened the visit."""
    return Demand.parse({**visit.demand["kinds"], "default": visit.demand["default"]})


def usable(session: Session, office: Office, visit: Visit, person: Person, method: Method) -> None:
    """Raises Refusal(PROOF_UNAVAILABLE) unless the method is wanted for something in this visit and this person can use it."""
    demand, policy = demand_of(visit), office.settings.proof
    kinds = {*demand.kinds, *policy.kinds, ""}  # "" stands for every kind without a demand of its own
    if not any(method in (wanted(policy, demand, kind) or ()) for kind in kinds) or not _can(session, office, person, method):
        raise Refusal(Problem.PROOF_UNAVAILABLE)


def note_given(session: Session, office: Office, visit: Visit, method: Method, officer: str | None = None) -> None:
    """Notes that the proof was given; what was asked for it is forgotten."""
    if method not in given(session, visit):
        session.add(ProofGiven(visit_id=visit.id, method=method.value, at=office.clock(), officer=officer))
    _log.info("proof-given", kiosk=visit.kiosk, method=method.value, officer=officer)


def attempts(session: Session, office: Office, person: Person) -> Attempts:
    """Today's counts of a person."""
    today = office.clock().astimezone(CHINA).date()
    row = session.get(Attempts, (person.id, today))
    if row is None:
        # Only today's count means anything: older ones go with the first code of a new day.
        session.execute(delete(Attempts).where(Attempts.person_id == person.id))
        row = Attempts(person_id=person.id, day=today, sent=0, wrong=0)
        session.add(row)
        session.flush()
    return row


def forget(session: Session, visit: Visit) -> None:
    """Deletes what was asked of a visit that is over; that a proof was given, by which method and when, stays."""
    session.execute(delete(Challenge).where(Challenge.visit_id == visit.id))
    session.execute(delete(OutboxMessage).where(OutboxMessage.visit_id == visit.id))


def _can(session: Session, office: Office, person: Person, method: Method) -> bool:
    match method:
        case Method.CODE:
            return office.sender is not None and session.get(Phone, person.id) is not None and not _locked(session, office, person)
        case Method.OFFICER:
            return _officers(session) > 0
        case Method.CAMERA:
            return age(person.birth, office.clock().astimezone(CHINA).date()) >= GUARDIAN_BELOW


def _locked(session: Session, office: Office, person: Person) -> bool:
    row = session.get(Attempts, (person.id, office.clock().astimezone(CHINA).date()))
    return row is not None and (row.wrong >= WRONG_A_DAY or row.sent >= CODES_A_DAY)


def _officers(session: Session) -> int:
    return len(session.scalars(select(Officer.name).where(Officer.removed_at.is_(None))).all())
