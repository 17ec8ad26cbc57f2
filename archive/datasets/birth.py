"""`birth`: a registration of birth, for the applicant or a child of the applicant's (certificates.md 2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from archive.code_tables import place_en, word_en
from archive.datasets import shapes
from archive.datasets.model import Asked, ChoiceSource, Dataset, Json, Named, Option, Query, Refused, SpellingSource, spelling_of
from archive.datasets.register import hint, relatives
from archive.kinship import CHILDREN, relation
from archive.problems import Problem
from archive.register import Birth, Person
from idcard.codes import nation_name

PERSONS = "birth.persons"
_SELF = "0"  # before the places of relatives, which count from 1
_MOST_GUARDIANS = 2  # JHRY and JHRE of the register's form
_CHILD = {"1": "儿子"}  # by sex; the order of birth is nothing a registration of birth states

_LABELS = {"本人": "Self", "儿子": "Son", "女儿": "Daughter"}

_PARENT = shapes.whole(name=shapes.maybe(shapes.NAME), id_number=shapes.maybe(shapes.ID_NUMBER))
_SCHEMA = shapes.content(
    subject=shapes.SUBJECT_TWO,
    person=shapes.whole(
        **shapes.PERSON,
        **shapes.TWINS,
        former_name=shapes.maybe(shapes.NAME),
        birth_time=shapes.maybe({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$", "maxLength": 5}),
        birth_place=shapes.maybe(shapes.PLACE),
        birth_place_en=shapes.maybe(shapes.PLACE_EN),
        birth_certificate_number=shapes.maybe(shapes.words(12)),
        status=shapes.one_of("在册", "已注销"),
        status_en=shapes.words(10),
    ),
    relation=shapes.whole(code=shapes.CODE, label=shapes.one_of(*_LABELS), label_en=shapes.words(10)),
    father=_PARENT,
    mother=_PARENT,
    guardians=shapes.list_of(
        shapes.whole(name=shapes.NAME, relation=shapes.words(12), relation_en=shapes.words(40), spelling=shapes.maybe(shapes.SPELLING)),
        _MOST_GUARDIANS,
    ),
    declarant=shapes.maybe(shapes.NAME),
    registration=shapes.whole(
        unit=shapes.UNIT,
        unit_en=shapes.UNIT_EN,
        date=shapes.DATE,
        household_number=shapes.words(16),
        volume=shapes.maybe(shapes.VOLUME),
        page=shapes.maybe(shapes.PAGE),
    ),
    spelling=shapes.spelling("person", "father", "mother", "former_name", "declarant"),
)


@dataclass(frozen=True, slots=True, repr=False)
class _Entry:
    value: str
    code: str
    label: str
    person: Person
    birth: Birth | None


def _entries(asked: Asked) -> tuple[_Entry, ...]:
    """The applicant and the applicant's children, each with the registration of birth, if there is one."""
    own = _Entry(_SELF, "01", relation("01").zh, asked.person, asked.session.get(Birth, asked.person.id))
    children = (
        _Entry(str(row.place), row.code, _CHILD.get(child.sex, "女儿"), child, asked.session.get(Birth, child.id))
        for row, child in relatives(asked, CHILDREN)
    )
    return (own, *children)


def _offer(asked: Asked) -> Refused | None:
    births = [entry.birth for entry in _entries(asked) if entry.birth is not None]
    if not births:
        return Refused(Problem.NOT_FOUND)
    return None if any(birth.digitised for birth in births) else _on_paper(births[0])


def _on_paper(birth: Birth) -> Refused:
    return Refused(Problem.NOT_DIGITISED, "not-digitised", hint(birth.unit, birth.volume))


def _persons(asked: Asked) -> tuple[Option, ...]:
    return tuple(Option(entry.value, entry.person.name, entry.label) for entry in _entries(asked) if entry.birth is not None)


def _spelt(asked: Asked) -> tuple[Named, ...]:
    people: dict[str, Named] = {}
    for entry in _entries(asked):
        if entry.birth is None and entry.value != _SELF:
            continue
        people.setdefault(entry.person.id_number, shapes.named(entry.person, entry.label))
        if entry.birth is not None:
            for other in (*_parents(asked, entry.birth), *_others(entry.person, entry.birth)):
                people.setdefault(other.key, other)
    return tuple(people.values())


def _parents(asked: Asked, birth: Birth) -> Iterator[Named]:
    """The parents a registration names; it may have no more of them than their names."""
    stated = ((birth.father_name, birth.father_id_number, "父亲"), (birth.mother_name, birth.mother_id_number, "母亲"))
    for name, number, detail in stated:
        known = None if number is None else asked.session.scalar(select(Person).where(Person.id_number == number))
        if known is not None:
            yield shapes.named(known, detail)
        elif name is not None:
            yield Named(number or name, name, "", detail)


def _others(person: Person, birth: Birth) -> Iterator[Named]:
    """The other names in a registration: the person's former one, and people of whom it has no more than their names."""
    if birth.former_name is not None:
        yield Named(_key_of(birth.former_name, person, birth), birth.former_name, f"{nation_name(person.nation)}族", "曾用名")
    for guardian in birth.guardians:
        yield Named(_key_of(guardian["name"], person, birth), guardian["name"], "", "监护人")
    if birth.declarant is not None:
        yield Named(_key_of(birth.declarant, person, birth), birth.declarant, "", "申报人")


def _key(name: str | None, id_number: str | None) -> str | None:
    return None if name is None else id_number or name


def _key_of(name: str, person: Person, birth: Birth) -> str:
    """The key of a name without a number: one name in one registration is spelt in one way."""
    numbers = {person.name: person.id_number, birth.mother_name: birth.mother_id_number, birth.father_name: birth.father_id_number}
    return numbers.get(name) or name


def _compose(query: Query) -> Json | Refused:
    picked = query.picked.get(PERSONS, (_SELF,))
    if len(picked) != 1:
        return Refused(Problem.NO_RIGHT)
    entry = next((entry for entry in _entries(query.asked) if entry.value == picked[0]), None)
    if entry is None:
        return Refused(Problem.NO_RIGHT)
    birth = entry.birth
    if birth is None:
        return Refused(Problem.NOT_FOUND)
    if not birth.digitised:
        return _on_paper(birth)
    content = {
        "subject": shapes.subject_two(query.asked),
        "person": _person(entry.person, birth),
        "relation": {"code": entry.code, "label": entry.label, "label_en": _LABELS[entry.label]},
        "father": {"name": birth.father_name, "id_number": birth.father_id_number},
        "mother": {"name": birth.mother_name, "id_number": birth.mother_id_number},
        "guardians": [_guardian(query, guardian, entry.person, birth) for guardian in birth.guardians],
        "declarant": birth.declarant,
        "registration": {
            "unit": birth.unit,
            "unit_en": word_en("units", birth.unit),
            "date": birth.registered_on.isoformat(),
            "household_number": birth.household_number,
            "volume": birth.volume,
            "page": birth.page,
        },
        **shapes.common(query),
    }
    if query.spelt is not None:
        content["spelling"] = {
            "subject": spelling_of(query, query.asked.person.id_number),
            "person": spelling_of(query, entry.person.id_number),
            "father": spelling_of(query, _key(birth.father_name, birth.father_id_number)),
            "mother": spelling_of(query, _key(birth.mother_name, birth.mother_id_number)),
            "former_name": None if birth.former_name is None else spelling_of(query, _key_of(birth.former_name, entry.person, birth)),
            "declarant": None if birth.declarant is None else spelling_of(query, _key_of(birth.declarant, entry.person, birth)),
        }
    return content


def _person(person: Person, birth: Birth) -> Json:
    state = shapes.status(person)
    return {
        **shapes.person(person),
        **shapes.twins(person),
        "former_name": birth.former_name,
        "birth_time": birth.time,
        "birth_place": birth.place,
        "birth_place_en": None if birth.place is None else place_en(birth.place),
        "birth_certificate_number": birth.certificate_number,
        "status": state,
        "status_en": word_en("words", state),
    }


def _guardian(query: Query, guardian: dict[str, str], person: Person, birth: Birth) -> Json:
    tie = relation(guardian["relation"])
    spelling = spelling_of(query, _key_of(guardian["name"], person, birth))
    return {"name": guardian["name"], "relation": tie.zh, "relation_en": tie.en, "spelling": spelling}


DATASET = Dataset(
    name="birth",
    schema=_SCHEMA,
    offer=_offer,
    sources={PERSONS: ChoiceSource(_persons), "birth.spellings": SpellingSource(_spelt)},
    compose=_compose,
)
