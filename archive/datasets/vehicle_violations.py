"""`vehicle-violations`: what the traffic police's system holds of the applicant's own vehicles (certificates.md 2.7).

No officer, no telephone, no other driver is in it. That nothing was found is a result.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import select

from archive.code_tables import word
from archive.datasets import shapes
from archive.datasets.model import Asked, ChoiceSource, Dataset, Json, MonthsSource, Option, Query, Refused, Span
from archive.datasets.months import picked_span, reach
from archive.outside import TRAFFIC, Vehicle, Violation
from archive.problems import Problem
from archive.times import CHINA, text

NAME = "vehicle-violations"
PLATES, SPAN = "vehicle.plates", "vehicle.span"
MOST_VEHICLES, MOST_VIOLATIONS = 10, 200  # on one paper; more go to the window

_PLATE = shapes.words(10)
_VIOLATION = shapes.whole(
    time=shapes.MOMENT,
    plate=_PLATE,
    place=shapes.words(40),
    act_code={"type": "string", "pattern": "^[0-9]{4,6}$", "maxLength": 6},
    act=shapes.words(60),
    points=shapes.count(12),
    fine=shapes.count(99_999),
    decision_number=shapes.maybe(shapes.words(20)),
    handled=shapes.one_of("已处理", "未处理"),
    paid=shapes.one_of("已缴款", "未缴款", "—"),
    finding_unit=shapes.UNIT,
    handling_unit=shapes.maybe(shapes.UNIT),
)
_SCHEMA = shapes.content(
    subject=shapes.SUBJECT,
    vehicles=shapes.list_of(shapes.whole(plate=_PLATE, plate_kind=shapes.words(12), status=shapes.words(12)), MOST_VEHICLES, at_least=1),
    period=shapes.PERIOD,
    violations=shapes.list_of(_VIOLATION, MOST_VIOLATIONS),
    totals=shapes.whole(count=shapes.count(999), unhandled=shapes.count(999), points=shapes.count(9999), fine=shapes.count(9_999_999)),
    as_of=shapes.MOMENT,
)


def _vehicles(asked: Asked) -> list[Vehicle]:
    return list(asked.session.scalars(select(Vehicle).where(Vehicle.owner_id == asked.person.id).order_by(Vehicle.id)))


def _offer(asked: Asked) -> Refused | None:
    return None if _vehicles(asked) else Refused(Problem.NOT_FOUND)


def _options(asked: Asked) -> tuple[Option, ...]:
    # A choice's value is ASCII, a plate is not.
    return tuple(Option(str(place), one.plate, word("plates", one.kind)) for place, one in enumerate(_vehicles(asked), start=1))


def _reach(asked: Asked) -> Span:
    return reach(asked, NAME)


def _compose(query: Query) -> Json | Refused:
    asked = query.asked
    own = {str(place): vehicle for place, vehicle in enumerate(_vehicles(asked), start=1)}
    picked = query.picked.get(PLATES, tuple(own))
    if not picked or not set(picked) <= set(own):
        return Refused(Problem.NO_RIGHT)
    chosen = {vehicle.id: vehicle for place, vehicle in own.items() if place in picked}
    span = picked_span(query, SPAN, _reach(asked))
    found = _violations(asked, tuple(chosen), span)
    return {
        "subject": shapes.subject(asked),
        "vehicles": [{"plate": one.plate, "plate_kind": word("plates", one.kind), "status": one.status} for one in chosen.values()],
        "period": {"from": span.earliest.isoformat(), "to": span.latest.isoformat()},
        "violations": [_violation(one, chosen[one.vehicle_id].plate) for one in found],
        "totals": {
            "count": len(found),
            "unhandled": sum(not one.handled for one in found),
            "points": sum(one.points for one in found),
            "fine": sum(one.fine for one in found),
        },
        "as_of": text(asked.now),
        **shapes.common(query),
    }


def _violations(asked: Asked, vehicles: tuple[int, ...], span: Span) -> list[Violation]:
    begin = datetime.combine(span.earliest, time(), CHINA)
    end = datetime.combine(span.latest + timedelta(days=1), time(), CHINA)
    wanted = select(Violation).where(Violation.vehicle_id.in_(vehicles), Violation.time >= begin, Violation.time < end)
    return list(asked.session.scalars(wanted.order_by(Violation.time, Violation.id).limit(MOST_VIOLATIONS + 1)))


def _violation(row: Violation, plate: str) -> Json:
    return {
        "time": text(row.time),
        "plate": plate,
        "place": row.place,
        "act_code": row.act,
        "act": word("acts", row.act),
        "points": row.points,
        "fine": row.fine,
        "decision_number": row.decision_number,
        "handled": "已处理" if row.handled else "未处理",
        "paid": "—" if row.fine == 0 else "已缴款" if row.paid else "未缴款",
        "finding_unit": row.finding_unit,
        "handling_unit": row.handling_unit,
    }


DATASET = Dataset(
    name=NAME,
    schema=_SCHEMA,
    offer=_offer,
    sources={PLATES: ChoiceSource(_options), SPAN: MonthsSource(_reach)},
    compose=_compose,
    outside=TRAFFIC,
)
