"""Issuing: a draft becomes a numbered certificate, filed in the same transaction. The same key answers the same for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.datasets.model import Refused
from archive.drafts import content_of
from archive.keys import SPECIMEN, code_sha256
from archive.office import Office, issuable, offer_of
from archive.outcome import Status
from archive.problems import Problem, Refusal
from archive.store import Draft, Event, Issuing, KindCode, Person, Visit, next_in_series
from archive.times import CHINA
from archive.visits import subject_of, visitor
from printing.definition import Definition
from printing.verification import Claims, content_digest, payload, url
from printing.wording import mask_name, mask_number

_UNIT_LETTERS = "YS"  # 演示; ASCII, because staff type the number to settle a paper


@dataclass(frozen=True, slots=True, repr=False)
class Issued:
    """The kiosk's answer: everything the paper needs beside its definition. `url` is what the QR holds."""

    key: str
    number: str
    kind: str
    subject: dict[str, str]
    content: dict[str, Any]
    issued_at: datetime
    valid_until: date | None
    unit: str
    code: str
    url: str
    signature_bytes: int
    specimen: bool = SPECIMEN


def issue(office: Office, key: str, draft_id: str, token: str) -> Issued:
    """The certificate of a draft under an idempotency key.

    Raises Refusal: VOID, KEY_CONFLICT, VISIT_OVER, DRAFT_UNKNOWN, DRAFT_USED, DEFINITION_NOT_APPROVED, NOT_READY (no key is in force), or
    what changed since the draft.
    """
    with office.store.write() as session:
        known = session.get(Issuing, key)
        if known is None:
            visit, person = visitor(session, office, token)
            # Serialises one person's papers where transactions do not exclude each other: the quota, and twins of this request.
            session.refresh(person, with_for_update=True)
            known = session.get(Issuing, key)
            if known is None:
                return _answer(office, person, _register(session, office, key, visit, person, _draft(session, visit, draft_id)))
        if known.status == Status.VOID.value:
            raise Refusal(Problem.VOID)
        if known.draft_id != draft_id:
            raise Refusal(Problem.KEY_CONFLICT)
        return _answer(office, session.get_one(Person, known.person_id), known)


def _draft(session: Session, visit: Visit, draft_id: str) -> Draft:
    draft = session.get(Draft, draft_id)
    if draft is None or draft.visit_id != visit.id:
        raise Refusal(Problem.DRAFT_UNKNOWN)
    used = select(Issuing.key).where(Issuing.draft_id == draft_id, Issuing.status != Status.VOID.value)
    if session.scalar(used.limit(1)) is not None:
        raise Refusal(Problem.DRAFT_USED)
    return draft


def _register(session: Session, office: Office, key: str, visit: Visit, person: Person, draft: Draft) -> Issuing:
    """Number, payload and filing, together or not at all."""
    definition = issuable(session, draft.kind, draft.definition_sha256)
    _still_allowed(session, office, person, draft, definition)
    issued_at = office.clock()
    day = issued_at.astimezone(CHINA).date()
    number = _number(session, draft.kind, day.year)
    valid_until = definition.valid_until(day)
    row = Issuing(
        key=key,
        status=Status.ISSUED.value,
        number=number,
        kind=draft.kind,
        dataset=draft.dataset,
        definition_sha256=draft.definition_sha256,
        person_id=person.id,
        draft_id=draft.id,
        kiosk=visit.kiosk,
        content=draft.content,
        payload=_payload(office, definition, person, draft, number, issued_at, valid_until),
        code_sha256=code_sha256(office.keys.code(key, number)),
        issued_at=issued_at,
        valid_until=valid_until,
        signature_bytes=office.keys.signature_bytes(issued_at),
    )
    session.add(row)
    session.flush()
    session.add(Event(key=key, at=issued_at, what="issued", status=row.status))
    return row


def _still_allowed(session: Session, office: Office, person: Person, draft: Draft, definition: Definition) -> None:
    """What was true of the draft must be true now. Raises Refusal."""
    refused = offer_of(session, office, definition, person) or content_of(session, office, definition, person, draft.picked)
    if isinstance(refused, Refused):
        raise Refusal(refused.problem)


def _number(session: Session, kind: str, year: int) -> str:
    """Such as YS02-2026-000123: unit and kind, year, and a count without gaps within both."""
    code = session.get_one(KindCode, kind).code
    return f"{_UNIT_LETTERS}{code:02}-{year}-{next_in_series(session, kind, year):06}"


def _payload(
    office: Office, definition: Definition, person: Person, draft: Draft, number: str, issued_at: datetime, valid_until: date | None
) -> str:
    signer = office.keys.signer(issued_at)
    claims = Claims(
        issuer=office.settings.unit,
        number=number,
        kind=draft.kind,
        subject=mask_name(person.name),
        masked_id=mask_number(person.id_number),
        issued_at=issued_at,
        expires=None if valid_until is None else datetime.combine(valid_until + timedelta(days=1), time(), CHINA),
        facts=definition.facts_of(draft.content),
        content_sha256=content_digest(draft.content),
        specimen=signer.specimen,
    )
    return payload(claims, signer.sign, signer.kid, signer.algorithm)


def _answer(office: Office, person: Person, row: Issuing) -> Issued:
    assert row.number is not None  # only a tombstone lacks these, and it is void
    assert row.kind is not None
    assert row.content is not None
    assert row.issued_at is not None
    assert row.payload is not None
    assert row.signature_bytes is not None
    code = office.keys.code(row.key, row.number)
    return Issued(
        key=row.key,
        number=row.number,
        kind=row.kind,
        subject=subject_of(person),
        content=row.content,
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        unit=office.settings.unit,
        code=code,
        url=url(office.settings.verify_host, code, row.payload),
        signature_bytes=row.signature_bytes,
    )
