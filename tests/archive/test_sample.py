from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from archive.datasets import Decision
from archive.kinship import MALE, RELATION_WORDS, inverse
from archive.outside import Crossing, Vehicle, Violation
from archive.register import Birth, Cancellation, Change, Person, Relation
from archive.sample import fill
from archive.sample_cards import cards, population
from archive.sample_people import Family, Numbers
from archive.store import Store
from idcard.codes import division_name, nation_name
from idcard.number import birth, is_valid, sex

NAMED = {
    "clean", "record", "manual", "family", "alone", "rare", "mongol", "unknown", "conflict", "expired", "juvenile", "long", "child",
    "undigitised", "widow", "mourner", "unwritten", "moved", "thrice", "driver", "careful", "traveller", "readings",
    "resettled",
}  # fmt: skip
RELATIVES = {"clean": 4, "family": 6, "alone": 0, "long": 12}


@pytest.fixture(scope="module")
def people() -> tuple[Family, ...]:
    return population()


def test_there_are_about_two_hundred_people_in_households(people: tuple[Family, ...]) -> None:
    assert 200 <= sum(len(family.members) for family in people) <= 300


def test_every_number_is_valid_unique_and_agrees_with_its_person(people: tuple[Family, ...]) -> None:
    members = [citizen for family in people for citizen in family.members]
    for citizen in members:
        assert is_valid(citizen.id_number)
        assert birth(citizen.id_number) == citizen.birth
        assert sex(citizen.id_number) == citizen.sex
    assert not [number for number, count in Counter(citizen.id_number for citizen in members).items() if count > 1]


def test_nobody_lives_in_a_division_that_belongs_to_a_real_place(people: tuple[Family, ...]) -> None:
    divisions = {citizen.id_number[:6] for family in people for citizen in family.members} | {card.id_number[:6] for card in cards()}
    for division in divisions:
        assert "150390" <= division <= "150399"
        assert division_name(division) is None
    with pytest.raises(ValueError, match="sample divisions"):
        Numbers().give("150302", date(1990, 1, 1), MALE)


def test_the_same_seed_gives_the_same_people(people: tuple[Family, ...]) -> None:
    assert population() == people


def test_every_relation_is_seen_from_both_sides(people: tuple[Family, ...]) -> None:
    for family in people:
        seen = {(person, relative): code for person, relative, code in family.relations}
        assert set(seen.values()) <= set(RELATION_WORDS)
        for (person, relative), code in seen.items():
            other = seen[relative, person]
            assert (code in _DOWN) == (other in _UP) or code in _SPOUSES | _SIBLINGS
            assert inverse(code, family.members[person].sex)[0] == other[0] or code[0] in "46"


_DOWN = {"20", "30", "21", "22", "23", "24", "31", "32", "33", "34", "41", "42", "43", "44"}
_UP = {"51", "52", "61", "62", "63", "64"}
_SPOUSES = {"11", "12"}
_SIBLINGS = {"71", "73", "75", "77"}


def test_nobody_is_older_than_a_parent(people: tuple[Family, ...]) -> None:
    for family in people:
        for person, relative, code in family.relations:
            if code in {"51", "52", "61", "62"}:
                assert family.members[relative].birth < family.members[person].birth


def test_the_named_citizens_are_all_there_with_stable_names() -> None:
    assert {card.sample for card in cards()} == NAMED
    assert all(card.shows for card in cards())


def test_every_card_fits_the_chips_fields() -> None:
    for card in cards():
        assert len(card.name.encode("utf-16-le")) <= 30
        assert len(card.address.encode("utf-16-le")) <= 70
        assert len(card.issuer.encode("utf-16-le")) <= 30
        assert nation_name(card.nation) != card.nation
        assert card.valid_to is None or card.valid_from < card.valid_to


def test_the_long_address_fills_its_field_nearly() -> None:
    assert len(next(card for card in cards() if card.sample == "long").address) >= 32


def test_the_rare_name_holds_the_characters_fonts_lack() -> None:
    assert set(next(card for card in cards() if card.sample == "rare").name) == set("㐱䶮𠮷𬭩𫖮")


def test_minority_names_are_joined_by_the_middle_dot() -> None:
    assert "\u00b7" in next(card for card in cards() if card.sample == "mongol").name
    names = [citizen.name for family in population() for citizen in family.members]
    assert any("\u00b7" in name for name in names)
    assert not any(dot in name for name in names for dot in "•‧・･.")


def test_the_named_citizens_have_the_relatives_and_decisions_they_stand_for(people: tuple[Family, ...]) -> None:
    by_number = {family.members[0].id_number: family for family in people}
    own = {card.sample: by_number.get(card.id_number) for card in cards()}
    assert own["unknown"] is None
    for sample, count in RELATIVES.items():
        family = own[sample]
        assert family is not None
        assert len([1 for person, _, _ in family.relations if person == 0]) == count
    decisions = {sample: family.members[0].decision for sample, family in own.items() if family is not None}
    assert decisions["record"] is Decision.RECORD
    assert decisions["manual"] is Decision.MANUAL
    assert decisions["juvenile"] is Decision.SEALED
    assert decisions["clean"] is Decision.CLEAR


def test_plates_and_documents_belong_to_nobody(office: Any) -> None:
    """No plate's serial and no passport's number has the letters I or O; these all have one."""
    with office.store.read() as session:
        plates = list(session.scalars(select(Vehicle.plate)))
        documents = set(session.execute(select(Crossing.document_kind, Crossing.document_number)))
        certificates = [number for number in session.scalars(select(Birth.certificate_number)) if number is not None]
    assert plates
    assert documents
    assert certificates
    assert all(re.fullmatch("蒙C(I[0-9]{4}|DI[0-9]{4})", plate) for plate in plates)
    assert len(set(plates)) == len(plates)
    assert all(re.fullmatch("[EC]O[0-9]{7}", number) for _, number in documents)
    assert all(re.fullmatch("O[0-9]{9}", number) for number in certificates)


def test_records_agree_with_the_lives_they_belong_to(office: Any) -> None:
    with office.store.read() as session:
        for person in session.scalars(select(Person)):
            birth, cancelled = session.get(Birth, person.id), session.get(Cancellation, person.id)
            assert birth is None or person.birth < birth.registered_on
            assert (cancelled is None) == person.registered
            assert cancelled is None or person.birth < cancelled.died_on <= cancelled.cancelled_on
            changes = list(session.scalars(select(Change).where(Change.person_id == person.id).order_by(Change.place)))
            assert [change.day for change in changes] == sorted(change.day for change in changes)
            assert all(change.day > person.birth for change in changes)
            crossings = list(session.scalars(select(Crossing).where(Crossing.person_id == person.id).order_by(Crossing.day, Crossing.id)))
            assert [crossing.outward for crossing in crossings] == [nth % 2 == 0 for nth in range(len(crossings))]


def test_relatives_share_a_household_only_while_both_live(office: Any) -> None:
    with office.store.read() as session:
        for relation in session.scalars(select(Relation)):
            both = [session.get_one(Person, person_id) for person_id in (relation.person_id, relation.relative_id)]
            assert relation.shared_from is not None
            assert relation.shared_from > max(person.birth for person in both)
            assert relation.shared_to is None or relation.shared_from <= relation.shared_to
            assert relation.shared_to is None or not all(person.registered for person in both)


def test_the_same_population_comes_out_every_day(tmp_path: Path) -> None:
    stores = []
    for name in ("one", "other"):
        store = Store(tmp_path / name)
        with store.write() as session:
            fill(session, population)
        with store.read() as session:
            stores.append([session.execute(select(table)).all() for table in (Birth.__table__, Crossing.__table__, Violation.__table__)])
        store.close()
    assert stores[0] == stores[1]
