"""Numbers whose end is not known here: what an operator looks at when a kiosk has lost its journal, and how they are settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from archive.filing import Standing, settle
from archive.office import Office
from archive.outcome import Outcome, Status
from archive.problems import Problem, Refusal
from archive.store import Issuing, Store

_OPEN = (Status.ISSUED.value, Status.FILED.value, Status.UNCONFIRMED.value)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A number that is neither printed nor delivered nor void. Nothing about the citizen."""

    number: str
    kiosk: str
    kind: str
    status: str
    issued_at: datetime


def unsettled(store: Store, kiosk: str | None = None) -> tuple[Unsettled, ...]:
    """Those of one kiosk, or of all, oldest first. A visit that is under way has one too, for seconds."""
    wanted = select(Issuing).where(Issuing.status.in_(_OPEN), Issuing.number.is_not(None)).order_by(Issuing.issued_at)
    with store.read() as session:
        rows = session.scalars(wanted if kiosk is None else wanted.where(Issuing.kiosk == kiosk)).all()
        return tuple(Unsettled(str(r.number), str(r.kiosk), str(r.kind), r.status, r.issued_at) for r in rows if r.issued_at is not None)


def settle_number(office: Office, number: str, outcome: Outcome) -> Standing:
    """What the operator found: PRINTED or VOID. Raises Refusal: ISSUING_UNKNOWN, OUTCOME_REFUSED."""
    with office.store.read() as session:
        key = session.scalar(select(Issuing.key).where(Issuing.number == number))
    if key is None:
        raise Refusal(Problem.ISSUING_UNKNOWN)
    return settle(office, key, outcome, "settled-by-operator", None)
