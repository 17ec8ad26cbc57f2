"""Who may ask for what: oneself, one's own children, and for a death the spouse, parents and children whom the register links."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from archive.conformity import breaches
from archive.datasets import DATASETS
from archive.datasets.model import Asked, ChoiceSource, Query, Refused
from archive.kinship import CHILDREN, PARENTS, SPOUSES
from archive.office import asked_by, offer
from archive.problems import Problem
from archive.register import Birth, Cancellation, Person, Relation


def everybody(office: Any) -> Iterator[Asked]:
    with office.store.read() as session:
        for person in session.scalars(select(Person).where(Person.registered)):
            yield asked_by(session, office, person)


def options(asked: Asked, dataset: str, source: str) -> list[str]:
    found = DATASETS[dataset].sources[source]
    assert isinstance(found, ChoiceSource)
    return [option.value for option in found.options(asked)]


def related(asked: Asked, codes: frozenset[str]) -> dict[str, int]:
    rows = asked.session.scalars(select(Relation).where(Relation.person_id == asked.person.id))
    return {str(row.place): row.relative_id for row in rows if row.code in codes}


def test_a_birth_is_for_oneself_and_ones_own_children(office: Any) -> None:
    grandparents = 0
    for asked in everybody(office):
        allowed = {"0": asked.person.id, **related(asked, CHILDREN)}
        there = [place for place, person_id in allowed.items() if asked.session.get(Birth, person_id) is not None]
        assert sorted(options(asked, "birth", "birth.persons")) == sorted(there)
        for place in related(asked, frozenset({"41", "42", "51", "52", "12", "77"})):
            grandparents += 1
            query = Query(asked, {"birth.persons": (place,)}, {}, None, {})
            assert DATASETS["birth"].compose(query) == Refused(Problem.NO_RIGHT)
    assert grandparents


def test_a_death_is_for_spouse_parents_and_children_only(office: Any) -> None:
    found = strangers = 0
    for asked in everybody(office):
        allowed = related(asked, SPOUSES | PARENTS | CHILDREN)
        dead = [place for place, person_id in allowed.items() if asked.session.get(Cancellation, person_id) is not None]
        assert sorted(options(asked, "death", "death.relatives")) == sorted(dead)
        found += len(dead)
        for place, person_id in related(asked, frozenset({"61", "62", "41", "42", "71", "73", "75", "77"})).items():
            if asked.session.get(Cancellation, person_id) is not None:
                strangers += 1
                query = Query(asked, {"death.relatives": (place,)}, {}, None, {})
                assert DATASETS["death"].compose(query) == Refused(Problem.NO_RIGHT)
    assert found
    assert strangers  # grandchildren of somebody dead


@pytest.mark.parametrize("dataset", sorted(DATASETS))
def test_nobody_under_sixteen_gets_anything(office: Any, dataset: str) -> None:
    with office.store.read() as session:
        young = list(session.scalars(select(Person).where(Person.birth > date(2010, 11, 24))))
        assert young
        assert {offer(session, office, DATASETS[dataset], person) for person in young} == {Refused(Problem.NO_RIGHT)}


@pytest.mark.parametrize("dataset", sorted(DATASETS))
def test_all_that_can_be_composed_for_anybody_follows_the_published_schema(office: Any, dataset: str) -> None:
    papers = 0
    for asked in everybody(office):
        part = DATASETS[dataset]
        if offer(asked.session, office, part, asked.person) is not None:
            continue
        for picked in first_picks(asked, dataset):
            content = part.compose(Query(asked, picked, {}, None, {"language": "zh"}))
            if not isinstance(content, Refused):
                papers += 1
                assert list(breaches(content, part.schema)) == []
    assert papers > 5 or dataset == "archive-pages"
    assert papers


def first_picks(asked: Asked, dataset: str) -> Iterator[dict[str, tuple[str, ...]]]:
    sources = {name: source for name, source in DATASETS[dataset].sources.items() if isinstance(source, ChoiceSource)}
    if not sources:
        yield {}
    for name, source in sources.items():
        for option in source.options(asked):
            yield {name: (option.value,)}


def test_no_cause_of_death_no_officer_and_no_other_driver_can_stand_on_any_paper() -> None:
    forbidden = ("cause", "officer", "driver", "phone", "case")
    for dataset in DATASETS.values():
        assert not [word for word in forbidden if f'"{word}' in str(dataset.schema).replace("'", '"')]


def test_only_what_the_register_states_is_a_relative(office: Any) -> None:
    for asked in everybody(office):
        stated = {str(place) for (place,) in asked.session.execute(select(Relation.place).where(Relation.person_id == asked.person.id))}
        assert set(options(asked, "family", "family.members")) == stated
