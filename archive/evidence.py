"""What a card says of its holder, and in what the register does not agree. Which field it is never leaves the archive but to an officer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, unique
from types import MappingProxyType

from archive.register import Person

_MIDDLE_DOTS = str.maketrans("•‧・･∙⋅", "······")  # how other systems write U+00B7 in minority names


@dataclass(frozen=True, slots=True, repr=False)
class Evidence:
    """What the chip says, as codes (GB/T 2261.1, GB/T 3304). `valid_to` None with `valid_forever` false: unreadable."""

    document: str
    name: str
    id_number: str
    sex: str
    nation: str
    birth: date
    valid_to: date | None
    valid_forever: bool

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of all that the card says: the same card has the same, and what a card says is not kept for it."""
        facts = (
            self.document, self.name, self.id_number, self.sex, self.nation, self.birth.isoformat(),
            self.valid_to.isoformat() if self.valid_to else None, self.valid_forever,
        )  # fmt: skip
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


@unique
class CardField(Enum):
    """In what a card and the register may differ."""

    NAME = "name"
    SEX = "sex"
    NATION = "nation"
    BIRTH = "birth"
    REGISTRATION = "registration"  # the register holds the person as cancelled


_WORDS = MappingProxyType(
    {
        CardField.NAME: "姓名",
        CardField.SEX: "性别",
        CardField.NATION: "民族",
        CardField.BIRTH: "出生日期",
        CardField.REGISTRATION: "户口登记状态",
    }
)


def differing(person: Person, evidence: Evidence) -> tuple[CardField, ...]:
    """In what the register differs from the card, in the order of a card; empty where they agree."""
    agrees = {
        CardField.NAME: _plain(evidence.name) == _plain(person.name),
        CardField.SEX: evidence.sex == person.sex,
        CardField.NATION: evidence.nation == person.nation,
        CardField.BIRTH: evidence.birth == person.birth,
        CardField.REGISTRATION: person.registered,
    }
    return tuple(field for field, same in agrees.items() if not same)


def worded(fields: Sequence[str]) -> str:
    """The fields in words, for the officer."""
    return "、".join(_WORDS[CardField(field)] for field in fields)


def _plain(name: str) -> str:
    return "".join(name.translate(_MIDDLE_DOTS).split())
