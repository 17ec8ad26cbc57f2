"""What the public page may tell about a code: enough to compare with a paper, nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from sqlalchemy import select

from archive.keys import SPECIMEN, code_sha256, normal_code
from archive.office import Office, approved
from archive.outcome import Status
from archive.store import Issuing, Person
from archive.times import CHINA
from printing.wording import mask_name, mask_number


class State(Enum):
    """What a receiver needs to know. PENDING: the number exists, but nobody has reported a finished paper yet."""

    VALID = "valid"
    EXPIRED = "expired"
    VOID = "void"
    PENDING = "pending"


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """One certificate, masked. `titles` by language (zh, en)."""

    state: State
    titles: dict[str, str]
    number: str
    unit: str
    issued_on: date
    valid_until: date | None
    name: str
    id_number: str
    specimen: bool = SPECIMEN


def look_up(office: Office, typed: str) -> Finding | None:
    """The certificate of a typed code; None when there is none, whatever the reason."""
    # A text that cannot be a code is looked up all the same: an unknown paper and a wrong code take the same way.
    code = normal_code(typed) or typed
    with office.store.read() as session:
        row = session.scalar(select(Issuing).where(Issuing.code_sha256 == code_sha256(code)))
        if row is None or row.number is None or row.kind is None or row.definition_sha256 is None or row.issued_at is None:
            return None
        person = session.get_one(Person, row.person_id)
        return Finding(
            state=_state(Status(row.status), row.valid_until, office.clock().astimezone(CHINA).date()),
            titles={str(language): words for language, words in approved(session, row.kind, row.definition_sha256).title.items()},
            number=row.number,
            unit=office.settings.unit,
            issued_on=row.issued_at.astimezone(CHINA).date(),
            valid_until=row.valid_until,
            name=mask_name(person.name),
            id_number=mask_number(person.id_number),
        )


def _state(status: Status, valid_until: date | None, today: date) -> State:
    match status:
        case Status.VOID:
            return State.VOID
        case Status.PRINTED | Status.DELIVERED:
            return State.EXPIRED if valid_until is not None and valid_until < today else State.VALID
        case Status.ISSUED | Status.FILED | Status.UNCONFIRMED:
            return State.PENDING
