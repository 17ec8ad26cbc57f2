"""A citizen's visit: opened on the evidence of a card, choices and drafts, and its end."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from archive.datasets import Option, Query, Refused
from archive.office import RECEIPT_DAYS, VISIT_LIFE, Office, approved, dataset_of, offer, over_quota, parsed
from archive.problems import Fault, Problem, Refusal
from archive.store import ApprovedDefinition, Draft, Person, Receipt, Visit, next_in_series
from archive.times import CHINA
from printing.definition import Definition

_TOKEN_BYTES = 32
_DRAFT_BYTES = 15  # 20 characters
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
    """One kind on the menu; `reason` says why it is not to be had."""

    kind: str
    reason: Problem | None


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A new visit. The token is known to the kiosk only."""

    token: str
    expires_at: datetime
    subject: dict[str, str]
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Drafted:
    """A draft: nothing is registered."""

    id: str
    kind: str
    subject: dict[str, str]
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Referral:
    """No draft. With `receipt` (its number) the citizen goes to `window`, where the answer is ready in `days` working days."""

    problem: Problem
    receipt: str | None
    window: str
    days: int = RECEIPT_DAYS


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


def choices(office: Office, token: str, kind: str, definition_sha256: str) -> dict[str, tuple[Option, ...]]:
    """What the citizen may pick, per parameter of the kind that takes its choices from the archive's data.

    Raises Refusal: VISIT_OVER, DEFINITION_NOT_APPROVED, or why there is nothing to pick.
    """
    with office.store.read() as session:
        _, person = visitor(session, office, token)
        definition = approved(session, kind, definition_sha256)
        dataset = dataset_of(definition)
        problem = offer(session, office, dataset, person)
        if problem is not None:
            raise Refusal(problem)
        return {
            parameter.name: dataset.sources[parameter.choices_from](session, person)
            for parameter in definition.parameters
            if parameter.choices_from is not None
        }


def draft(office: Office, token: str, kind: str, definition_sha256: str, picked: Mapping[str, list[str]]) -> Drafted | Referral:
    """A draft of the paper, or the way to the window. Raises Refusal: VISIT_OVER, DEFINITION_NOT_APPROVED, INVALID_REQUEST."""
    with office.store.write() as session:
        visit, person = visitor(session, office, token)
        definition = approved(session, kind, definition_sha256)
        dataset = dataset_of(definition)
        query = _query(session, person, office.clock(), definition, picked)
        composed = dataset.compose(query)
        if over_quota(session, office, dataset, person):
            composed = Refused(Problem.OVER_QUOTA)
        if isinstance(composed, Refused):
            return _referral(session, office, visit, kind, composed)
        row = Draft(
            id=secrets.token_urlsafe(_DRAFT_BYTES),
            visit_id=visit.id,
            kind=kind,
            dataset=dataset.name,
            definition_sha256=definition_sha256,
            picked={source: list(values) for source, values in query.picked.items()},
            content=composed,
        )
        session.add(row)
        return Drafted(row.id, kind, subject_of(person), composed)


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
    kinds = session.execute(select(ApprovedDefinition.kind, ApprovedDefinition.file).order_by(ApprovedDefinition.approved_at)).all()
    newest = {kind: dataset_of(parsed(file)) for kind, file in kinds}
    return tuple(Offer(kind, offer(session, office, dataset, person)) for kind, dataset in newest.items())


def _query(session: Session, person: Person, now: datetime, definition: Definition, picked: Mapping[str, list[str]]) -> Query:
    """The citizen's picks held against the definition. Raises Refusal(INVALID_REQUEST) naming the parameter, never the value."""
    if not set(picked) <= {parameter.name for parameter in definition.parameters}:
        raise Refusal(Problem.INVALID_REQUEST, Fault("body.parameters", "names a parameter the definition does not have"))
    from_data: dict[str, tuple[str, ...]] = {}
    stated: dict[str, dict[str, Any]] = {}
    for parameter in definition.parameters:
        values = tuple(dict.fromkeys(picked.get(parameter.name, ())))
        at = f"body.parameters.{parameter.name}"
        if not parameter.at_least <= len(values) <= parameter.at_most:
            raise Refusal(Problem.INVALID_REQUEST, Fault(at, f"takes {parameter.at_least} to {parameter.at_most} values"))
        if parameter.choices_from is not None:
            from_data[parameter.choices_from] = values
            continue
        words = {choice.value: choice.label for choice in parameter.choices}
        if not set(values) <= set(words):
            raise Refusal(Problem.INVALID_REQUEST, Fault(at, "is not among the definition's choices"))
        for value in values:
            stated[parameter.name] = {"code": value, "label": words[value]["zh"]}
    return Query(session, person, now, from_data, stated)


def _referral(session: Session, office: Office, visit: Visit, kind: str, refused: Refused) -> Referral:
    """One receipt a visit and kind, however often the citizen tries."""
    if refused.decision is None:
        return Referral(refused.problem, None, office.settings.window)
    row = session.scalar(select(Receipt).where(Receipt.visit_id == visit.id, Receipt.kind == kind))
    if row is None:
        now = office.clock()
        year = now.astimezone(CHINA).year
        row = Receipt(
            number=f"HZ-{year}-{next_in_series(session, 'receipt', year):06}",
            visit_id=visit.id,
            person_id=visit.person_id,
            kind=kind,
            decision=refused.decision,
            at=now,
        )
        session.add(row)
    return Referral(refused.problem, row.number, office.settings.window)
