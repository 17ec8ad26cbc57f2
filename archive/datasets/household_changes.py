"""`household-changes`: items of the registration that were changed or corrected, and moves, in the order of time (certificates.md 2.5)."""

from __future__ import annotations

from sqlalchemy import select

from archive.code_tables import table
from archive.datasets import shapes
from archive.datasets.model import Asked, ChoiceSource, Dataset, Json, Option, Query, Refused
from archive.datasets.register import only_on_paper
from archive.problems import Problem
from archive.register import Change
from printing.wording import zh_date

CHANGES, ITEM_CHANGES = "household.changes", "household.item-changes"
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


def _certified(row: Change) -> bool:
    """Whether the entry is about an item whose change is certified on its own (certificates.md 2.5)."""
    return row.item in table("items")["codes"]


def _option(row: Change) -> Option:
    return Option(str(row.place), row.item, f"{zh_date(row.day)}，{row.reason}")


def _options(asked: Asked) -> tuple[Option, ...]:
    return tuple(_option(row) for row in _rows(asked))


def _item_options(asked: Asked) -> tuple[Option, ...]:
    return tuple(_option(row) for row in _rows(asked) if _certified(row))


def _compose(query: Query) -> Json | Refused:
    chosen = rows = _rows(query.asked)
    for source, offered in ((CHANGES, rows), (ITEM_CHANGES, [row for row in rows if _certified(row)])):
        if source not in query.picked:
            continue
        picked = query.picked[source]
        chosen = [row for row in offered if str(row.place) in picked]
        if not chosen or len(chosen) != len(picked):
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


DATASET = Dataset(
    name="household-changes",
    schema=_SCHEMA,
    offer=_offer,
    sources={CHANGES: ChoiceSource(_options), ITEM_CHANGES: ChoiceSource(_item_options)},
    compose=_compose,
)
