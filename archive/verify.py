"""What the public page may tell about a code: enough to compare with a paper; the whole paper to whoever also knows the id number's end."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date
from enum import Enum, unique

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.corrections import is_corrected
from archive.keys import SPECIMEN, code_sha256, normal_code
from archive.limits import Limits
from archive.office import Office, approved
from archive.outcome import Status
from archive.store import ApprovedDefinition, Issuing, Person
from archive.times import CHINA, text
from printing.filled import Filled, filled
from printing.wording import mask_name, mask_number

LAST_CHARACTERS = 4  # of the id number, typed to see the whole paper (certificates.md section 5)


@unique
class State(Enum):
    """What a receiver needs to know. PENDING: the number exists, but nobody has reported a finished paper yet."""

    VALID = "valid"
    EXPIRED = "expired"
    VOID = "void"
    CORRECTED = "corrected"
    PENDING = "pending"


@unique
class Opening(Enum):
    """What came of an attempt to see the whole paper."""

    OPEN = "open"
    WRONG = "wrong"
    USED_UP = "used-up"


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """One certificate, masked. `titles` by language (zh, en); `paper` names it in the log without naming anybody."""

    state: State
    titles: dict[str, str]
    number: str
    unit: str
    issued_on: date
    valid_until: date | None
    name: str
    id_number: str
    paper: str
    specimen: bool = SPECIMEN


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """The answer to an attempt: the finding all the same, and the paper's words where it is OPEN."""

    finding: Finding
    opening: Opening
    words: Filled | None


def look_up(office: Office, typed: str) -> Finding | None:
    """The certificate of a typed code; None when there is none, whatever the reason."""
    with office.store.read() as session:
        row = _row(session, typed)
        return None if row is None else _finding(session, office, row)


def open_up(office: Office, limits: Limits, typed: str, last: str) -> Opened | None:
    """The certificate with all its words, for the right last four characters of the id number; None when the code is unknown.

    Wrong characters are counted for the paper; when they are used up, even the right ones are refused until the next day.
    """
    with office.store.read() as session:
        row = _row(session, typed)
        if row is None:
            return None
        finding = _finding(session, office, row)
        if not limits.papers.take(finding.paper):
            return Opened(finding, Opening.USED_UP, None)
        person = session.get_one(Person, row.person_id)
        expected = person.id_number[-LAST_CHARACTERS:].upper()
        if not hmac.compare_digest(last.strip().upper().encode(), expected.encode()):
            return Opened(finding, Opening.WRONG, None)
        limits.papers.give_back(finding.paper)
        assert row.kind is not None  # as _row found
        assert row.definition_sha256 is not None
        return Opened(finding, Opening.OPEN, filled(approved(session, row.kind, row.definition_sha256), row.content or {}))


def published_definitions(office: Office) -> list[dict[str, str | None]]:
    """Every definition that was ever approved: kind, SHA-256, and from when until when papers were issued for it."""
    with office.store.read() as session:
        rows = session.scalars(select(ApprovedDefinition).order_by(ApprovedDefinition.kind, ApprovedDefinition.approved_at))
        return [
            {
                "kind": row.kind,
                "sha256": row.sha256,
                "from": text(row.approved_at),
                "until": None if row.withdrawn_at is None else text(row.withdrawn_at),
            }
            for row in rows
        ]


def _row(session: Session, typed: str) -> Issuing | None:
    # A text that cannot be a code is looked up all the same: an unknown paper and a wrong code take the same way.
    code = normal_code(typed) or typed
    row = session.scalar(select(Issuing).where(Issuing.code_sha256 == code_sha256(code)))
    if row is None or row.number is None or row.kind is None or row.definition_sha256 is None or row.issued_at is None:
        return None
    return row


def _finding(session: Session, office: Office, row: Issuing) -> Finding:
    assert row.number is not None  # as _row found
    assert row.kind is not None
    assert row.definition_sha256 is not None
    assert row.issued_at is not None
    assert row.code_sha256 is not None
    person = session.get_one(Person, row.person_id)
    today = office.clock().astimezone(CHINA).date()
    return Finding(
        state=_state(Status(row.status), row.valid_until, today, corrected=is_corrected(session, row)),
        titles={str(language): words for language, words in approved(session, row.kind, row.definition_sha256).title.items()},
        number=row.number,
        unit=office.settings.unit,
        issued_on=row.issued_at.astimezone(CHINA).date(),
        valid_until=row.valid_until,
        name=mask_name(person.name),
        id_number=mask_number(person.id_number),
        paper=row.code_sha256[:12],
    )


def _state(status: Status, valid_until: date | None, today: date, *, corrected: bool) -> State:
    match status:
        case Status.VOID:
            return State.VOID
        case _ if corrected:
            return State.CORRECTED
        case Status.PRINTED | Status.DELIVERED:
            return State.EXPIRED if valid_until is not None and valid_until < today else State.VALID
        case Status.ISSUED | Status.FILED | Status.UNCONFIRMED:
            return State.PENDING
