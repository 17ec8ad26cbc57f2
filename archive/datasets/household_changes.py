"""`household-changes`: items of the registration that were changed or corrected, and moves, in the order of time (certificates.md 2.5)."""

from __future__ import annotations

from sqlalchemy import select

from archive.datasets import shapes
from archive.datasets.model import Asked, ChoiceSource, Dataset, Json, Option, Query, Refused
from archive.datasets.register import only_on_paper
from archive.problems import Problem
from archive.register import Change
from printing.wording import zh_date

CHANGES = "household.changes"
MOST_ENTRIES = 30  # on one paper; somebody with more goes to the window

_ENTRY = shapes.whole(
    date=shapes.DATE,
    item=shapes.words(16),
    before=shapes.maybe(shapes.PLACE),
    after=shapes.maybe(shapes.PLACE),
    reason=shapes.words(24),
    scope=shapes.words(16),
    unit=shapes.UNIT,
    reference=shapes.maybe(shapes.words(24)),
)
_SCHEMA = shapes.content(subject=shapes.SUBJECT, entries=shapes.list_of(_ENTRY, MOST_ENTRIES, at_least=1), period=shapes.OPEN_PERIOD)


def _rows(asked: Asked) -> list[Change]:
    return list(asked.session.scalars(select(Change).where(Change.person_id == asked.person.id).order_by(Change.day, Change.place)))


def _offer(asked: Asked) -> Refused | None:
    return only_on_paper(asked) or (None if _rows(asked) else Refused(Problem.NOT_FOUND))


def _options(asked: Asked) -> tuple[Option, ...]:
    return tuple(Option(str(row.place), row.item, f"{zh_date(row.day)}，{row.reason}") for row in _rows(asked))


def _compose(query: Query) -> Json | Refused:
    rows = _rows(query.asked)
    picked = query.picked.get(CHANGES)
    chosen = rows if picked is None else [row for row in rows if str(row.place) in picked]
    if picked is not None and (not chosen or len(chosen) != len(picked)):
        return Refused(Problem.NO_RIGHT)
    return {
        "subject": shapes.subject(query.asked),
        "entries": [_entry(row) for row in chosen],
        "period": {"from": None, "to": query.asked.today.isoformat()},
        **shapes.common(query),
    }


def _entry(row: Change) -> Json:
    return {
        "date": row.day.isoformat(),
        "item": row.item,
        "before": row.before,
        "after": row.after,
        "reason": row.reason,
        "scope": row.scope,
        "unit": row.unit,
        "reference": row.reference,
    }


DATASET = Dataset(name="household-changes", schema=_SCHEMA, offer=_offer, sources={CHANGES: ChoiceSource(_options)}, compose=_compose)
