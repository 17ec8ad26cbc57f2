"""`exit-entry`: when and where the applicant left and entered the country (certificates.md 2.8). That nothing was found is a result."""

from __future__ import annotations

from sqlalchemy import select

from archive.code_tables import word
from archive.datasets import shapes
from archive.datasets.model import Asked, Dataset, Json, MonthsSource, Query, Refused, Span
from archive.datasets.months import picked_span, reach
from archive.outside import BORDERS, Crossing
from archive.times import text

NAME = "exit-entry"
SPAN = "exit-entry.span"
MOST_RECORDS = 400  # on one paper; more go to the window

_RECORD = shapes.whole(
    direction=shapes.one_of("出境", "入境"),
    date=shapes.DATE,
    document_kind=shapes.words(10),
    document_number=shapes.words(12),
    port=shapes.words(16),
    destination=shapes.maybe(shapes.words(16)),
)
_COUNT = shapes.count(MOST_RECORDS)
_SCHEMA = shapes.content(
    subject=shapes.SUBJECT,
    period=shapes.PERIOD,
    records=shapes.list_of(_RECORD, MOST_RECORDS),
    totals=shapes.whole(count=_COUNT, exits=_COUNT, entries=_COUNT),
    as_of=shapes.MOMENT,
)


def _offer(_asked: Asked) -> Refused | None:
    return None


def _reach(asked: Asked) -> Span:
    return reach(asked, NAME)


def _compose(query: Query) -> Json | Refused:
    asked = query.asked
    span = picked_span(query, SPAN, _reach(asked))
    wanted = select(Crossing).where(Crossing.person_id == asked.person.id, Crossing.day.between(span.earliest, span.latest))
    found = list(asked.session.scalars(wanted.order_by(Crossing.day, Crossing.id).limit(MOST_RECORDS + 1)))
    exits = sum(one.outward for one in found)
    return {
        "subject": shapes.subject(asked),
        "period": {"from": span.earliest.isoformat(), "to": span.latest.isoformat()},
        "records": [_record(one) for one in found],
        "totals": {"count": len(found), "exits": exits, "entries": len(found) - exits},
        "as_of": text(asked.now),
        **shapes.common(query),
    }


def _record(row: Crossing) -> Json:
    return {
        "direction": "出境" if row.outward else "入境",
        "date": row.day.isoformat(),
        "document_kind": word("documents", row.document_kind),
        "document_number": row.document_number,
        "port": word("ports", row.port),
        "destination": row.destination,
    }


DATASET = Dataset(name=NAME, schema=_SCHEMA, offer=_offer, sources={SPAN: MonthsSource(_reach)}, compose=_compose, outside=BORDERS)
