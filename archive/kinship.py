"""Relations between two people as GB/T 4761 codes: their words, the pair they make, and each as the other side sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.code_tables import table

MALE = "1"  # GB/T 2261.1
PARENTS = frozenset({"50", "51", "52", "57", "58"})
SPOUSES = frozenset({"10", "11", "12"})
CHILDREN = frozenset({"20", "21", "22", "23", "24", "25", "26", "27", "29", "30", "31", "32", "33", "34", "35", "36", "37", "39"})

NO_KIN = frozenset({"01", "02", "99"})
"""Oneself, the place of the head, and 非亲属: by these a register states no relation that could be certified."""

_ADOPTED = {"27", "37"}
_ADOPTERS = {"57", "58"}
_GRANDPARENTS_GRANDCHILDREN = {"61": ("41", "42"), "62": ("41", "42"), "63": ("43", "44"), "64": ("43", "44")}
_ELDER = {"71", "75"}
_YOUNGER = {"73", "77"}


@dataclass(frozen=True, slots=True)
class Wording:
    """The same thing in Chinese and English."""

    zh: str
    en: str


RELATION_WORDS: Mapping[str, Wording] = {code: Wording(row["zh"], row["en"]) for code, row in table("relations")["codes"].items()}
"""What a relative with this code is called."""


def relation(code: str) -> Wording:
    """What a relative with this code is called; of a code that the table does not have no more is said than that the register states it."""
    return RELATION_WORDS.get(code) or Wording(f"关系代码{code}", f"Relation code {code}")


def pair(code: str, sex: str) -> Wording:
    """What somebody of `sex` and the relative with this code are to each other: 父女, or 父子（长子） where the code says more.

    Falls back to the relative's own word where usage has no word for the two, or the sex or the code is not known.
    """
    row = table("relations")["codes"].get(code, {})
    found = table("relations")["pairs"].get(row.get("pair", ""), {}).get(sex)
    own = relation(code)
    if found is None:
        return own
    zh, en = found
    return Wording(f"{zh}（{own.zh}）", f"{en} ({own.en.lower()})") if row.get("kept", False) else Wording(zh, en)


def inverse(code: str, sex: str, parent_sex: str = MALE) -> str:
    """What a person of `sex` is to somebody who is that person's `code`: the father (51) of a man has him as 儿子 (20).

    `parent_sex` is that of the parent between grandchild and grandparent. Raises ValueError for a code no register pairs.
    """
    man = sex == MALE
    if code in SPOUSES:
        return "11" if man else "12"
    if code in _ADOPTERS:
        return "27" if man else "37"
    if code in PARENTS:
        return "20" if man else "30"
    if code in _ADOPTED:
        return "57" if man else "58"
    if code in CHILDREN:
        return "51" if man else "52"
    if code in _GRANDPARENTS_GRANDCHILDREN:
        return _GRANDPARENTS_GRANDCHILDREN[code][0 if man else 1]
    if code in {"41", "42", "43", "44"}:
        paternal = parent_sex == MALE
        return ("61" if man else "62") if paternal else ("63" if man else "64")
    if code in _ELDER:
        return "73" if man else "77"
    if code in _YOUNGER:
        return "71" if man else "75"
    raise ValueError("a relation that no register pairs")
