"""Fills an empty store with the synthetic population: people, their entries, and what other authorities hold of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from archive import outside, proof_rows, register
from archive.rows import Row as Table
from archive.sample_journeys import Registry
from archive.sample_pages import page_rows
from archive.sample_people import Citizen, Family
from archive.sample_register import STATION, birth_row, cancellation_row, change_rows, shared_household

_WINDOW_YEARS = range(2025, 2046)  # the over-quota sample is over quota in every one of these
_WINDOW_DATASET = "criminal-record"
_PHONES = 10_000_000_000  # numbers of eleven digits that begin with 100 belong to nobody: mobile numbers begin with 13 to 19
_ORDER: tuple[type[Table], ...] = (
    register.Household,
    register.Person,
    register.Relation,
    register.Birth,
    register.Cancellation,
    register.Change,
    register.ScannedImage,
    register.ArchivePage,
    proof_rows.Phone,
    outside.CriminalCheck,
    outside.Vehicle,
    outside.Violation,
    outside.Crossing,
    outside.WindowPapers,
)  # what is referred to comes first

Rows = dict[type[Table], list[dict[str, Any]]]


def fill(session: Session, population: Callable[[], Sequence[Family]]) -> None:
    """Writes the population into an empty store; does nothing where there are people already. Raises OSError without Chinese fonts."""
    if session.scalar(select(register.Person.id).limit(1)) is not None:
        return
    rows: Rows = defaultdict(list)
    registry = Registry()
    for number, family in enumerate(population(), start=1):
        _household(rows, registry, number, family)
    for table in _ORDER:
        if rows[table]:
            session.execute(insert(table), rows[table])


def _household(rows: Rows, registry: Registry, number: int, family: Family) -> None:
    household = f"{15039000000 + number}"
    volume = f"常住人口登记表第{(number - 1) // 20 + 1}册"
    rows[register.Household].append({"id": number, "number": household, "unit": STATION, "volume": volume, "digitised": family.digitised})
    first = len(rows[register.Person]) + 1
    for index, citizen in enumerate(family.members):
        rows[register.Person].append({"id": first + index, "household_id": number, **_person(family, index)})
        _entries(rows, family, index, first + index, household)
        _outside(rows, registry, citizen, first + index)
        if citizen.traits.phone:
            rows[proof_rows.Phone].append({"person_id": first + index, "number": f"{_PHONES + first + index}"})
    places: Counter[int] = Counter()
    for person, relative, code in family.relations:
        places[person] += 1
        shared = shared_household(family, person, relative, code, household)
        rows[register.Relation].append(
            {"person_id": first + person, "relative_id": first + relative, "code": code, "place": places[person], **shared}
        )


def _person(family: Family, index: int) -> dict[str, Any]:
    citizen = family.members[index]
    head_relation = next((code for person, relative, code in family.relations if person == 0 and relative == index), "97")
    return {
        "id_number": citizen.id_number,
        "name": citizen.name,
        "sex": citizen.sex,
        "nation": citizen.nation,
        "birth": citizen.birth,
        "address": citizen.address,
        "registered": citizen.registered,
        "head_relation": "02" if index == 0 else head_relation,
    }


def _entries(rows: Rows, family: Family, index: int, person_id: int, household: str) -> None:
    citizen = family.members[index]
    birth = birth_row(family, index)
    if birth is not None:
        rows[register.Birth].append({"person_id": person_id, "household_number": household, **birth})
    cancelled = cancellation_row(citizen)
    if cancelled is not None:
        rows[register.Cancellation].append({"person_id": person_id, "household_number": household, **cancelled})
    rows[register.Change] += [{"person_id": person_id, **row} for row in change_rows(citizen)]
    for page, image in page_rows(citizen, person_id, household):
        rows[register.ScannedImage].append(image)
        rows[register.ArchivePage].append(page)


def _outside(rows: Rows, registry: Registry, citizen: Citizen, person_id: int) -> None:
    rows[outside.CriminalCheck].append({"person_id": person_id, "decision": citizen.decision.value})
    for vehicle, violations in registry.vehicles(citizen, person_id):
        rows[outside.Vehicle].append(vehicle)
        rows[outside.Violation] += violations
    rows[outside.Crossing] += registry.crossings(citizen, person_id)
    if citizen.traits.window_papers:
        rows[outside.WindowPapers] += [
            {"person_id": person_id, "dataset": _WINDOW_DATASET, "year": year, "papers": citizen.traits.window_papers}
            for year in _WINDOW_YEARS
        ]
