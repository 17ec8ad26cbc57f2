"""The pieces of JSON Schema that datasets share, and the people in them.

Every text has a `maxLength` and every list a `maxItems`: a definition is laid out with the longest values before it is accepted, and
what the archive answers is held against the schema before it leaves (`archive.conformity`).
"""

from __future__ import annotations

from archive.code_tables import word_en
from archive.datasets.model import Asked, Json, Named, Query
from archive.register import Person
from archive.times import text
from idcard.codes import nation_name, sex_name
from printing.definition import VARIANTS

LONGEST_NAME = 25  # characters: 50 bytes in GB 18030, what 民委发〔2016〕33号 asks of every system
LONGEST_ADDRESS = 70  # twice what a card holds: archives write out what cards abbreviate
LONGEST_UNIT = 30
LONGEST_SPELLING = 90
LONGEST_PLACE_EN, LONGEST_UNIT_EN = 110, 100  # three divisions; a station's name behind that of its bureau

Schema = Json


def record(required: tuple[str, ...], **properties: Schema) -> Schema:
    """An object with these properties and no other."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def whole(**properties: Schema) -> Schema:
    """An object that has all of these properties and no other."""
    return record(tuple(properties), **properties)


def words(longest: int) -> Schema:
    """A text of at most so many characters."""
    return {"type": "string", "maxLength": longest}


def one_of(*values: str) -> Schema:
    """One of these texts."""
    return {"type": "string", "enum": list(values), "maxLength": max(map(len, values))}


def maybe(schema: Schema) -> Schema:
    """The same, or null: not on record."""
    return {**schema, "type": [schema["type"], "null"]}


def list_of(item: Schema, at_most: int, at_least: int = 0) -> Schema:
    """A list."""
    return {"type": "array", "items": item, "minItems": at_least, "maxItems": at_most}


def count(at_most: int) -> Schema:
    """A whole number from 0."""
    return {"type": "integer", "minimum": 0, "maximum": at_most}


NAME = words(LONGEST_NAME)
PLACE = words(LONGEST_ADDRESS)
UNIT = words(LONGEST_UNIT)
PLACE_EN, UNIT_EN = words(LONGEST_PLACE_EN), words(LONGEST_UNIT_EN)
DATE: Schema = {"type": "string", "format": "date", "maxLength": 10}
MOMENT: Schema = {"type": "string", "format": "date-time", "maxLength": 25}
ID_NUMBER: Schema = {"type": "string", "pattern": "^[0-9]{17}[0-9X]$", "maxLength": 18}
CODE: Schema = {"type": "string", "pattern": "^[0-9]{2}$", "maxLength": 2}
VOLUME = words(30)
PAGE = words(10)
SPELLING = words(LONGEST_SPELLING)
SEX, SEX_EN = words(3), words(10)
NATION, NATION_EN = words(10), words(35)

PERSON = {"name": NAME, "sex": SEX, "nation": NATION, "birth": DATE, "id_number": ID_NUMBER}
TWINS = {"sex_en": SEX_EN, "nation_en": NATION_EN}
SUBJECT = whole(**PERSON, address=PLACE)
SUBJECT_TWO = whole(**PERSON, **TWINS, address=PLACE)
PURPOSE = whole(code={"type": "string", "pattern": "^[a-z][a-z0-9-]*$", "maxLength": 40}, label=words(20), label_en=words(60))
PERIOD = whole(**{"from": DATE, "to": DATE})
OPEN_PERIOD = whole(**{"from": maybe(DATE), "to": DATE})
COMMON = {"purpose": PURPOSE, "language": one_of(*VARIANTS), "queried_at": MOMENT}


def content(**properties: Schema) -> Schema:
    """The schema of a dataset's content: these properties, and what every content may have (`purpose`, `language`, `queried_at`)."""
    required = tuple(name for name in properties if name != "spelling")
    return record((*required, "queried_at"), **properties, **COMMON)


def spelling(*optional: str) -> Schema:
    """The spelt names of a paper in two languages: the applicant's, and where there is somebody, these people's."""
    return whole(subject=SPELLING, **{key: maybe(SPELLING) for key in optional})


def person(row: Person) -> Json:
    """A person as papers name them."""
    return {
        "name": row.name,
        "sex": sex_name(row.sex),
        "nation": nation_name(row.nation),
        "birth": row.birth.isoformat(),
        "id_number": row.id_number,
    }


def twins(row: Person) -> Json:
    """The English words beside the coded ones."""
    return {"sex_en": word_en("words", sex_name(row.sex)), "nation_en": word_en("nations", row.nation)}


def subject(asked: Asked) -> Json:
    """The applicant, for papers in Chinese."""
    return {**person(asked.person), "address": asked.person.address}


def subject_two(asked: Asked) -> Json:
    """The applicant, for papers that may be in two languages."""
    return {**subject(asked), **twins(asked.person)}


def common(query: Query) -> Json:
    """What every content ends with."""
    return {"queried_at": text(query.asked.now), **query.stated}


def named(row: Person, detail: str) -> Named:
    """A registered person whose name may be spelt."""
    return Named(row.id_number, row.name, f"{nation_name(row.nation)}族", detail)


def status(row: Person) -> str:
    """Whether the registration is in force."""
    return "在册" if row.registered else "已注销"
