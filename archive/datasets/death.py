"""`death`: a registration cancelled by death, for the spouse, parents and children whom the register links (certificates.md 2.3).

The cause of death is nowhere in it.
"""

from __future__ import annotations

from archive.datasets import shapes
from archive.datasets.model import Asked, ChoiceSource, Dataset, Json, Option, Query, Refused
from archive.datasets.register import hint, relatives
from archive.kinship import CHILDREN, PARENTS, SPOUSES, relation
from archive.problems import Problem
from archive.register import Cancellation, Person, Relation
from printing.wording import zh_date

RELATIVES = "death.relatives"
_MAY_ASK = SPOUSES | PARENTS | CHILDREN

_SCHEMA = shapes.content(
    subject=shapes.SUBJECT,
    deceased=shapes.whole(
        **shapes.PERSON,
        died_on=shapes.DATE,
        cancelled_on=shapes.DATE,
        reason=shapes.words(16),
        certificate_number=shapes.maybe(shapes.words(24)),
        surrendered=shapes.maybe(shapes.words(40)),
    ),
    relation=shapes.whole(code=shapes.CODE, label=shapes.words(10)),
    registration=shapes.whole(
        unit=shapes.UNIT, household_number=shapes.words(16), volume=shapes.maybe(shapes.VOLUME), page=shapes.maybe(shapes.PAGE)
    ),
)


def _dead(asked: Asked) -> list[tuple[Relation, Person, Cancellation]]:
    found = ((row, person, asked.session.get(Cancellation, person.id)) for row, person in relatives(asked, _MAY_ASK))
    return [(row, person, cancelled) for row, person, cancelled in found if cancelled is not None]


def _offer(asked: Asked) -> Refused | None:
    dead = _dead(asked)
    if not dead:
        return Refused(Problem.NOT_FOUND)
    return None if any(cancelled.digitised for _, _, cancelled in dead) else _on_paper(dead[0][2])


def _on_paper(cancelled: Cancellation) -> Refused:
    return Refused(Problem.NOT_DIGITISED, "not-digitised", hint(cancelled.unit, cancelled.volume))


def _options(asked: Asked) -> tuple[Option, ...]:
    return tuple(
        Option(str(row.place), person.name, f"{relation(row.code).zh}，{zh_date(cancelled.cancelled_on)}注销")
        for row, person, cancelled in _dead(asked)
    )


def _compose(query: Query) -> Json | Refused:
    dead = {str(row.place): (row, person, cancelled) for row, person, cancelled in _dead(query.asked)}
    # Without a parameter in the definition there is one answer only where one relative has died.
    picked = query.picked.get(RELATIVES, tuple(dead) if len(dead) == 1 else ())
    if len(picked) != 1 or picked[0] not in dead:
        return Refused(Problem.NO_RIGHT)
    row, person, cancelled = dead[picked[0]]
    if not cancelled.digitised:
        return _on_paper(cancelled)
    return {
        "subject": shapes.subject(query.asked),
        "deceased": {
            **shapes.person(person),
            "died_on": cancelled.died_on.isoformat(),
            "cancelled_on": cancelled.cancelled_on.isoformat(),
            "reason": cancelled.reason,
            "certificate_number": cancelled.certificate_number,
            "surrendered": cancelled.surrendered,
        },
        "relation": {"code": row.code, "label": relation(row.code).zh},
        "registration": {
            "unit": cancelled.unit,
            "household_number": cancelled.household_number,
            "volume": cancelled.volume,
            "page": cancelled.page,
        },
        **shapes.common(query),
    }


DATASET = Dataset(name="death", schema=_SCHEMA, offer=_offer, sources={RELATIVES: ChoiceSource(_options)}, compose=_compose)
