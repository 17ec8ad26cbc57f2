"""Cases: what a service window finds by the number on a slip, and who may look. Every look is written down."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive import card_conflicts, evidence
from archive.office import Office, parsed
from archive.problems import Problem, Refusal
from archive.receipts import Form, days_of
from archive.reportable import worded
from archive.store import ApprovedDefinition, CardConflict, Clerk, Lookup, Person, Receipt, Report, Store, Visit
from archive.times import Clock
from archive.visits import subject_of

OPERATOR = "operator"
"""Who looks from the archive's own command line; no window may be called so."""

_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class Case:
    """What is behind a receipt. `decision` is why the request came to the window; `picked` is a report's.

    `fields` are what a report says is wrong, or in what a card and the register differ; `checks` words them. `kind` is empty where it was
    a card. `hint` names the volume to fetch. `days`: working days promised from `received_at` on.
    """

    number: str
    form: Form
    kind: str
    title: str
    received_at: datetime
    days: int
    kiosk: str
    subject: Mapping[str, str]
    decision: str
    hint: str | None
    fields: tuple[str, ...]
    checks: str
    picked: Mapping[str, list[str]]


def normal_number(scanned: str) -> str:
    """A receipt's number as a scanner or a hand gives it: capitals, without spaces."""
    return "".join(scanned.split()).upper()


def clerk_of(office: Office, token: str) -> str:
    """The window whose token this is. Raises Refusal(CLERK_ONLY)."""
    with office.store.read() as session:
        row = session.scalar(select(Clerk).where(Clerk.token_sha256 == _hash(token), Clerk.withdrawn_at.is_(None)))
        if row is None:
            raise Refusal(Problem.CLERK_ONLY)
        return row.name


def case(office: Office, number: str, clerk: str) -> Case:
    """The case of a receipt; that `clerk` looked is written down with it. Raises Refusal(RECEIPT_UNKNOWN)."""
    with office.store.write() as session:
        row = session.get(Receipt, normal_number(number))
        if row is None:
            raise Refusal(Problem.RECEIPT_UNKNOWN)
        session.add(Lookup(number=row.number, clerk=clerk, at=office.clock()))
        return _case(session, office, row)


def add_clerk(store: Store, clock: Clock, name: str) -> str:
    """A new window; its token is told once. Raises Refusal(KEY_CONFLICT) for a name that is taken, or was once."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with store.write() as session:
        if name == OPERATOR or session.get(Clerk, name) is not None:
            raise Refusal(Problem.KEY_CONFLICT)
        session.add(Clerk(name=name, token_sha256=_hash(token), since=clock()))
    return token


def withdraw_clerk(store: Store, clock: Clock, name: str) -> bool:
    """The window's token opens nothing more. False when there is no such window."""
    with store.write() as session:
        row = session.get(Clerk, name)
        if row is None:
            return False
        row.withdrawn_at = row.withdrawn_at or clock()
        return True


def clerks(store: Store) -> tuple[tuple[str, datetime, datetime | None], ...]:
    """Every window there is or was: name, since when, until when."""
    with store.read() as session:
        return tuple((row.name, row.since, row.withdrawn_at) for row in session.scalars(select(Clerk).order_by(Clerk.since)))


def _case(session: Session, office: Office, row: Receipt) -> Case:
    fields, checks, picked = _to_check(session, row)
    form = Form(row.form)
    return Case(
        number=row.number,
        form=form,
        kind=row.kind,
        title=_title(session, row),
        received_at=row.at,
        days=days_of(office.settings, form),
        kiosk=_kiosk(session, row),
        subject=subject_of(session.get_one(Person, row.person_id)),
        decision=row.decision,
        hint=row.hint,
        fields=tuple(fields),
        checks=checks,
        picked=picked,
    )


def _to_check(session: Session, row: Receipt) -> tuple[list[str], str, dict[str, list[str]]]:
    """Fields, the fields in words, and what had been picked."""
    match Form(row.form):
        case Form.REPORT:
            report = session.get_one(Report, row.number)
            return report.fields, worded(report.fields), report.picked
        case Form.CARD_CHECK:
            fields = session.get_one(CardConflict, row.number).fields
            return fields, evidence.worded(fields), {}
        case Form.ACCEPTANCE | Form.RETRIEVAL:
            return [], "", {}


def _kiosk(session: Session, row: Receipt) -> str:
    """Where the card lay."""
    if row.visit_id is None:
        return session.get_one(CardConflict, row.number).kiosk
    return session.get_one(Visit, row.visit_id).kiosk


def _title(session: Session, row: Receipt) -> str:
    """The kind's Chinese title, by its newest file."""
    if row.kind == card_conflicts.NO_KIND:
        return card_conflicts.TITLE
    wanted = select(ApprovedDefinition.file).where(ApprovedDefinition.kind == row.kind).order_by(ApprovedDefinition.approved_at.desc())
    file = session.scalar(wanted.limit(1))
    return row.kind if file is None else parsed(file).title["zh"]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
