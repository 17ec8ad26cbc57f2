"""What the archive can compose: per dataset a JSON Schema, the choices it offers and the content. Kinds are not known here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, unique
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.problems import Problem
from archive.store import CriminalCheck, Household, Person, Relation
from archive.times import CHINA, age, text
from idcard.codes import nation_name, sex_name

LEAST_AGE = 16  # years; below, a guardian applies at the window (certificates.md 1, 2.9)
MOST_RELATIVES = 6  # on one paper

Json = dict[str, Any]


@unique
class Decision(Enum):
    """What the platform says of a person. SEALED answers like CLEAR, MANUAL like RECORD (certificates.md 2.6)."""

    CLEAR = "clear"
    SEALED = "sealed"
    RECORD = "record"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, repr=False)
class Option:
    """One value a citizen may pick from the archive's data."""

    value: str
    label: str
    detail: str


@dataclass(frozen=True, slots=True)
class Refused:
    """No content. `decision` is set where the request goes to the window with a receipt; it stays in the archive."""

    problem: Problem
    decision: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Query:
    """Who asks for what: `picked` has the values taken from a source of the dataset, `stated` what the definition itself words."""

    session: Session
    person: Person
    now: datetime
    picked: Mapping[str, tuple[str, ...]]
    stated: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Dataset:
    """`offer` says why a person cannot have it (None: can); `sources` are what a definition's `choices_from` may name."""

    name: str
    schema: Json
    offer: Callable[[Session, Person, datetime], Problem | None]
    sources: Mapping[str, Callable[[Session, Person], tuple[Option, ...]]]
    compose: Callable[[Query], Json | Refused]


def _object(required: tuple[str, ...], **properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


_TEXT: Json = {"type": "string"}
_DATE: Json = {"type": "string", "format": "date"}
_MOMENT: Json = {"type": "string", "format": "date-time"}
_ID_NUMBER: Json = {"type": "string", "pattern": "^[0-9]{17}[0-9X]$"}
_PERSON_KEYS = ("name", "sex", "nation", "birth", "id_number")
_PERSON = {"name": _TEXT, "sex": _TEXT, "nation": _TEXT, "birth": _DATE, "id_number": _ID_NUMBER}
_SUBJECT = _object((*_PERSON_KEYS, "address"), **_PERSON, address=_TEXT)
_PURPOSE = _object(("code", "label"), code=_TEXT, label=_TEXT)


def _person(person: Person) -> Json:
    return {
        "name": person.name,
        "sex": sex_name(person.sex),
        "nation": nation_name(person.nation),
        "birth": person.birth.isoformat(),
        "id_number": person.id_number,
    }


def _subject(person: Person) -> Json:
    return {**_person(person), "address": person.address}


def _minor(person: Person, now: datetime) -> bool:
    return age(person.birth, now.astimezone(CHINA).date()) < LEAST_AGE


RELATION_WORDS = {
    "10": "配偶",
    "11": "丈夫",
    "12": "妻子",
    "20": "儿子",
    "21": "独生子",
    "22": "长子",
    "23": "次子",
    "24": "三子",
    "25": "四子",
    "26": "五子",
    "27": "养子或继子",
    "30": "女儿",
    "31": "独生女",
    "32": "长女",
    "33": "次女",
    "34": "三女",
    "35": "四女",
    "36": "五女",
    "37": "养女或继女",
    "41": "孙子",
    "42": "孙女",
    "43": "外孙子",
    "44": "外孙女",
    "51": "父亲",
    "52": "母亲",
    "57": "继父或养父",
    "58": "继母或养母",
    "61": "祖父",
    "62": "祖母",
    "63": "外祖父",
    "64": "外祖母",
    "71": "兄",
    "73": "弟",
    "75": "姐",
    "77": "妹",
}  # fmt: skip - GB/T 4761, the codes that a register shows between two people


def _relations(session: Session, person: Person) -> list[tuple[Relation, Person]]:
    rows = session.execute(
        select(Relation, Person)
        .join(Person, Person.id == Relation.relative_id)
        .where(Relation.person_id == person.id)
        .order_by(Relation.place)
    )
    return [(relation, relative) for relation, relative in rows]


def _members(session: Session, person: Person) -> tuple[Option, ...]:
    return tuple(
        Option(str(relation.place), relative.name, RELATION_WORDS[relation.code]) for relation, relative in _relations(session, person)
    )


def _offer_family(session: Session, person: Person, now: datetime) -> Problem | None:
    if _minor(person, now):
        return Problem.NO_RIGHT
    if not session.get_one(Household, person.household_id).digitised:
        return Problem.NOT_DIGITISED
    return None if _relations(session, person) else Problem.NOT_FOUND


def _relative(relation: Relation, relative: Person) -> Json:
    return {
        **_person(relative),
        "relation": RELATION_WORDS[relation.code],
        "relation_code": relation.code,
        "status": "在册" if relative.registered else "已注销",
    }


def _compose_family(query: Query) -> Json | Refused:
    refused = _offer_family(query.session, query.person, query.now)
    if refused is not None:
        return Refused(refused)
    wanted = set(query.picked.get("family.members", ()))
    chosen = [(relation, relative) for relation, relative in _relations(query.session, query.person) if str(relation.place) in wanted]
    if len(chosen) != len(wanted):
        return Refused(Problem.NO_RIGHT)
    return {
        "subject": _subject(query.person),
        "relatives": [_relative(relation, relative) for relation, relative in chosen],
        "queried_at": text(query.now),
        **query.stated,
    }


def _offer_criminal_record(_session: Session, person: Person, now: datetime) -> Problem | None:
    """Looks at nothing a record could change: the menu must not tell."""
    return Problem.NO_RIGHT if _minor(person, now) else None


def _compose_criminal_record(query: Query) -> Json | Refused:
    refused = _offer_criminal_record(query.session, query.person, query.now)
    if refused is not None:
        return Refused(refused)
    check = query.session.get(CriminalCheck, query.person.id)
    # Nobody checked is nobody cleared: a missing row goes to the window like a doubtful one.
    decision = Decision.MANUAL if check is None else Decision(check.decision)
    content = {
        "subject": _subject(query.person),
        "period": {"from": None, "to": query.now.astimezone(CHINA).date().isoformat()},
        "queried_at": text(query.now),
        **query.stated,
    }
    match decision:
        case Decision.CLEAR | Decision.SEALED:
            return content
        case Decision.RECORD | Decision.MANUAL:
            return Refused(Problem.AT_WINDOW, decision.value)


_FAMILY = Dataset(
    name="family",
    schema=_object(
        ("subject", "relatives", "queried_at"),
        subject=_SUBJECT,
        relatives={
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_RELATIVES,
            "items": _object(
                (*_PERSON_KEYS, "relation", "relation_code", "status"), **_PERSON, relation=_TEXT, relation_code=_TEXT, status=_TEXT
            ),
        },
        purpose=_PURPOSE,
        queried_at=_MOMENT,
    ),
    offer=_offer_family,
    sources={"family.members": _members},
    compose=_compose_family,
)

_CRIMINAL_RECORD = Dataset(
    name="criminal-record",
    schema=_object(
        ("subject", "period", "queried_at"),
        subject=_SUBJECT,
        purpose=_PURPOSE,
        period=_object(("from", "to"), **{"from": {"type": ["string", "null"], "format": "date"}, "to": _DATE}),
        queried_at=_MOMENT,
    ),
    offer=_offer_criminal_record,
    sources={},
    compose=_compose_criminal_record,
)

DATASETS: Mapping[str, Dataset] = {dataset.name: dataset for dataset in (_FAMILY, _CRIMINAL_RECORD)}
