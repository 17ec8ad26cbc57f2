"""Relations between two people as GB/T 4761 codes, and each as the other side sees it."""

from __future__ import annotations

MALE = "1"  # GB/T 2261.1

_PARENTS = {"51", "52"}
_CHILDREN = {"20", "30", "21", "31", "22", "23", "24", "32", "33", "34"}
_PATERNAL_GRANDPARENTS = {"61", "62"}
_MATERNAL_GRANDPARENTS = {"63", "64"}
_SONS_CHILDREN = {"41", "42"}
_DAUGHTERS_CHILDREN = {"43", "44"}
_ELDER = {"71", "75"}
_YOUNGER = {"73", "77"}


def inverse(code: str, sex: str, parent_sex: str = MALE) -> str:
    """What a person of `sex` is to somebody who is that person's `code`: the father (51) of a man has him as 儿子 (20).

    `parent_sex` is that of the parent between grandchild and grandparent. Raises ValueError for a code no register pairs.
    """
    man = sex == MALE
    if code in {"11", "12", "10"}:
        return "11" if man else "12"
    if code in _PARENTS:
        return "20" if man else "30"
    if code in _CHILDREN:
        return "51" if man else "52"
    if code in _PATERNAL_GRANDPARENTS:
        return "41" if man else "42"
    if code in _MATERNAL_GRANDPARENTS:
        return "43" if man else "44"
    if code in _SONS_CHILDREN | _DAUGHTERS_CHILDREN:
        paternal = parent_sex == MALE
        return ("61" if man else "62") if paternal else ("63" if man else "64")
    if code in _ELDER:
        return "73" if man else "77"
    if code in _YOUNGER:
        return "71" if man else "75"
    raise ValueError("a relation that no register pairs")
