"""What may be said to be wrong with a paper: closed sets, so that nobody has to type and nothing has to be read to understand it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, unique
from types import MappingProxyType


@unique
class Field(Enum):
    """What may be wrong with a paper; a closed set, so that nobody has to type."""

    NAME = "name"
    BIRTH = "birth"
    RELATION = "relation"
    ADDRESS = "address"
    DATE = "date"
    ENTRY = "entry"
    MISSING = "missing"
    OTHER = "other"


WORDS = MappingProxyType(
    {
        Field.NAME: "姓名",
        Field.BIRTH: "出生日期",
        Field.RELATION: "亲属关系",
        Field.ADDRESS: "地址",
        Field.DATE: "登记日期",
        Field.ENTRY: "记录内容",
        Field.MISSING: "内容缺漏",
        Field.OTHER: "其他",
    }
)
"""As the slip words it; all of them together fit into a slip's hint."""

_COMMON = (Field.MISSING, Field.OTHER)
REPORTABLE: Mapping[str, tuple[Field, ...]] = MappingProxyType(
    {
        "birth": (Field.NAME, Field.BIRTH, Field.RELATION, Field.ADDRESS, *_COMMON),
        "death": (Field.NAME, Field.RELATION, Field.DATE, *_COMMON),
        "family": (Field.NAME, Field.BIRTH, Field.RELATION, *_COMMON),
        "household-changes": (Field.NAME, Field.ADDRESS, Field.DATE, Field.ENTRY, *_COMMON),
        "criminal-record": (Field.NAME, Field.BIRTH, Field.OTHER),
        "vehicle-violations": (Field.NAME, Field.ENTRY, *_COMMON),
        "exit-entry": (Field.NAME, Field.ENTRY, *_COMMON),
        "archive-pages": (Field.NAME, Field.ENTRY, *_COMMON),
    }
)
"""What may be said to be wrong with a paper of each dataset, in the order in which it is asked."""


def worded(fields: Sequence[str]) -> str:
    """The fields of a report in words."""
    return "、".join(WORDS[Field(field)] for field in fields)
