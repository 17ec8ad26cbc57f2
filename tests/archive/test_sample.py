from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from archive.datasets import RELATION_WORDS, Decision
from archive.kinship import MALE, inverse
from archive.sample import Family, Numbers
from archive.sample_cards import cards, population
from idcard.codes import division_name, nation_name
from idcard.number import birth, is_valid, sex

NAMED = {
    "clean", "record", "manual", "family", "alone", "rare", "mongol", "unknown", "conflict", "expired", "juvenile", "long", "child",
    "undigitised",
}  # fmt: skip
RELATIVES = {"clean": 4, "family": 6, "alone": 0, "long": 12}


@pytest.fixture(scope="module")
def people() -> tuple[Family, ...]:
    return population()


def test_there_are_about_two_hundred_people_in_households(people: tuple[Family, ...]) -> None:
    assert 180 <= sum(len(family.members) for family in people) <= 280


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
