"""A paper whose data were corrected afterwards (被更正): it keeps its number and its signature, but the public page warns of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.outcome import Status
from archive.problems import Problem, Refusal
from archive.store import Event, Issuing, Store
from archive.times import Clock

_WHAT = "corrected"


def correct(store: Store, clock: Clock, number: str) -> None:
    """Notes that the paper of this number no longer says what the archive says; again changes nothing.

    Raises Refusal: ISSUING_UNKNOWN, VOID.
    """
    with store.write() as session:
        row = session.scalar(select(Issuing).where(Issuing.number == number).with_for_update())
        if row is None:
            raise Refusal(Problem.ISSUING_UNKNOWN)
        if row.status == Status.VOID.value:
            raise Refusal(Problem.VOID)
        if not is_corrected(session, row):
            session.add(Event(key=row.key, at=clock(), what=_WHAT, status=row.status))


def is_corrected(session: Session, row: Issuing) -> bool:
    """Whether the paper's data were corrected afterwards."""
    return session.scalar(select(Event.id).where(Event.key == row.key, Event.what == _WHAT).limit(1)) is not None
