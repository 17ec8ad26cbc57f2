"""What several datasets ask of the register: the applicant's household and relatives, and where a paper volume stands."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from archive.datasets.model import Asked, Refused
from archive.problems import Problem
from archive.register import Household, Person, Relation


def relatives(asked: Asked, codes: Collection[str] | None = None) -> list[tuple[Relation, Person]]:
    """The applicant's relatives in the register's order; `codes` (GB/T 4761) narrows them."""
    rows = asked.session.execute(
        select(Relation, Person)
        .join(Person, Person.id == Relation.relative_id)
        .where(Relation.person_id == asked.person.id)
        .order_by(Relation.place)
    )
    return [(relation, relative) for relation, relative in rows if codes is None or relation.code in codes]


def household(asked: Asked) -> Household:
    """The applicant's household."""
    return asked.session.get_one(Household, asked.person.household_id)


def hint(unit: str, volume: str | None) -> str | None:
    """Where somebody has to look for a paper volume; None when the archive does not know."""
    return None if volume is None else f"{unit} {volume}"


def only_on_paper(asked: Asked) -> Refused | None:
    """The refusal for a household whose volume is not scanned."""
    home = household(asked)
    return None if home.digitised else Refused(Problem.NOT_DIGITISED, "not-digitised", hint(home.unit, home.volume))
