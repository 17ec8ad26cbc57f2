"""A citizen's visit: opened on the evidence of a card, and its end. What it is for is in `archive.drafts`."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from archive.datasets.model import Refused
from archive.office import VISIT_LIFE, Office, dataset_of, left, offer, parsed
from archive.problems import Problem, Refusal
from archive.store import ApprovedDefinition, Draft, Person, Visit
from archive.times import CHINA

_TOKEN_BYTES = 32
_MIDDLE_DOTS = str.maketrans("•‧・･∙⋅", "······")  # how other systems write U+00B7 in minority names


@dataclass(frozen=True, slots=True, repr=False)
class Evidence:
    """What the chip says, as codes (GB/T 2261.1, GB/T 3304). `valid_to` None with `valid_forever` false: unreadable."""

    document: str
    name: str
    id_number: str
    sex: str
    nation: str
    birth: date
    valid_to: date | None
    valid_forever: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind on the menu; `reason` says why it is not to be had, `left` how many more there may be this year (None: any number)."""

    kind: str
    reason: Problem | None
    left: int | None = None


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


def open_visit(office: Office, kiosk: str, evidence: Evidence) -> Opened:
    """A visit for the person on the card. Raises Refusal: NOT_FOUND, DATA_CONFLICT, CARD_EXPIRED."""
    now = office.clock()
    with office.store.write() as session:
        person = session.scalar(select(Person).where(Person.id_number == evidence.id_number))
        if person is None or evidence.document != "RESIDENT":
            raise Refusal(Problem.NOT_FOUND)
        if not person.registered or not _agree(person, evidence):
            raise Refusal(Problem.DATA_CONFLICT)
        if not evidence.valid_forever and (evidence.valid_to is None or evidence.valid_to < now.astimezone(CHINA).date()):
            raise Refusal(Problem.CARD_EXPIRED)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        expires_at = now + VISIT_LIFE
        session.add(Visit(token_sha256=_hash(token), person_id=person.id, kiosk=kiosk, opened_at=now, expires_at=expires_at))
        return Opened(token, expires_at, subject_of(person), _offers(session, office, person))


def end_visit(office: Office, token: str) -> None:
    """The token is dead and the visit's drafts are gone. Nothing happens for a token that is unknown or dead already."""
    with office.store.write() as session:
        visit = session.scalar(select(Visit).where(Visit.token_sha256 == _hash(token)))
        if visit is None:
            return
        visit.ended_at = visit.ended_at or office.clock()
        session.execute(delete(Draft).where(Draft.visit_id == visit.id))


def sweep(office: Office) -> int:
    """Ends the visits whose time ran out without a word, drafts included. Returns how many."""
    now = office.clock()
    with office.store.write() as session:
        forgotten = list(session.scalars(select(Visit).where(Visit.ended_at.is_(None), Visit.expires_at <= now)))
        for visit in forgotten:
            visit.ended_at = visit.expires_at
            session.execute(delete(Draft).where(Draft.visit_id == visit.id))
        return len(forgotten)


def visitor(session: Session, office: Office, token: str) -> tuple[Visit, Person]:
    """The open visit of a token and its person. Raises Refusal(VISIT_OVER), whether the token never was or has ended."""
    visit = session.scalar(select(Visit).where(Visit.token_sha256 == _hash(token)))
    if visit is None or visit.ended_at is not None or visit.expires_at <= office.clock():
        raise Refusal(Problem.VISIT_OVER)
    return visit, session.get_one(Person, visit.person_id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _agree(person: Person, evidence: Evidence) -> bool:
    return (
        _plain(evidence.name) == _plain(person.name)
        and evidence.sex == person.sex
        and evidence.nation == person.nation
        and evidence.birth == person.birth
    )


def _plain(name: str) -> str:
    return "".join(name.translate(_MIDDLE_DOTS).split())


def _offers(session: Session, office: Office, person: Person) -> tuple[Offer, ...]:
    """One offer a kind that has not been withdrawn, by its newest file, in the order of approval."""
    kinds = session.execute(
        select(ApprovedDefinition.kind, ApprovedDefinition.file)
        .where(ApprovedDefinition.withdrawn_at.is_(None))
        .order_by(ApprovedDefinition.approved_at)
    ).all()
    newest = {kind: dataset_of(parsed(file)) for kind, file in kinds}
    refused = {dataset.name: offer(session, office, dataset, person) for dataset in newest.values()}
    remaining = {dataset.name: left(session, office, dataset, person) for dataset in newest.values()}
    return tuple(Offer(kind, _reason(refused[dataset.name]), remaining[dataset.name]) for kind, dataset in newest.items())


def _reason(refused: Refused | None) -> Problem | None:
    return None if refused is None else refused.problem
