from __future__ import annotations

import pytest

from archive.code_tables import TABLES, table, word, word_en
from archive.kinship import CHILDREN, PARENTS, RELATION_WORDS, SPOUSES, Wording, inverse, pair, relation

MAN, WOMAN = "1", "2"


@pytest.mark.parametrize(
    ("code", "sex", "zh", "en"),
    [
        ("51", MAN, "父子", "Father and son"),
        ("51", WOMAN, "父女", "Father and daughter"),
        ("52", MAN, "母子", "Mother and son"),
        ("52", WOMAN, "母女", "Mother and daughter"),
        ("20", MAN, "父子", "Father and son"),
        ("30", WOMAN, "母女", "Mother and daughter"),
        ("11", WOMAN, "夫妻", "Husband and wife"),
        ("12", MAN, "夫妻", "Husband and wife"),
        ("71", MAN, "兄弟", "Brothers"),
        ("71", WOMAN, "兄妹", "Brother and sister"),
        ("73", WOMAN, "姐弟", "Sister and brother"),
        ("75", MAN, "姐弟", "Sister and brother"),
        ("75", WOMAN, "姐妹", "Sisters"),
        ("77", MAN, "兄妹", "Brother and sister"),
        ("61", MAN, "祖孙", "Grandparent and grandchild (paternal)"),
        ("41", WOMAN, "祖孙", "Grandparent and grandchild (paternal)"),
        ("64", WOMAN, "外祖孙", "Grandparent and grandchild (maternal)"),
        ("44", MAN, "外祖孙", "Grandparent and grandchild (maternal)"),
        ("54", WOMAN, "婆媳", "Mother-in-law and daughter-in-law"),
    ],
)
def test_a_pair_is_worded_by_both_sexes(code: str, sex: str, zh: str, en: str) -> None:
    assert (pair(code, sex).zh, pair(code, sex).en) == (zh, en)


@pytest.mark.parametrize(
    ("code", "sex", "zh", "en"),
    [
        ("22", MAN, "父子（长子）", "Father and son (eldest son)"),
        ("32", WOMAN, "母女（长女）", "Mother and daughter (eldest daughter)"),
        ("27", MAN, "父子（养子或继子）", "Father and son (adopted son or stepson)"),
        ("57", WOMAN, "父女（继父或养父）", "Father and daughter (stepfather or adoptive father)"),
    ],
)
def test_the_order_of_birth_and_the_kind_of_tie_stay_in_brackets(code: str, sex: str, zh: str, en: str) -> None:
    assert (pair(code, sex).zh, pair(code, sex).en) == (zh, en)


def test_where_usage_has_no_word_for_two_people_the_relatives_own_word_stands() -> None:
    assert pair("51", "9") == RELATION_WORDS["51"]
    assert pair("54", MAN) == RELATION_WORDS["54"]  # a husband's mother has no man for a husband's wife


def test_of_a_code_outside_the_table_no_more_is_said_than_that_the_register_states_it() -> None:
    assert relation("98") == pair("98", MAN) == Wording("关系代码98", "Relation code 98")
    with pytest.raises(ValueError, match="no register pairs"):
        inverse("98", MAN)


@pytest.mark.parametrize("code", ["40", "50", "60", "65", "70", "85", "97"])
def test_a_code_that_leaves_open_who_the_two_are_makes_no_pair(code: str) -> None:
    assert pair(code, MAN) == pair(code, WOMAN) == RELATION_WORDS[code]


@pytest.mark.parametrize("code", sorted((CHILDREN | PARENTS | SPOUSES) - {"50"}))  # of a parent who may be either there is no pair
@pytest.mark.parametrize("sex", [MAN, WOMAN])
def test_the_pair_is_the_same_from_both_sides(code: str, sex: str) -> None:
    relative_sex = WOMAN if code in {"12", "52", "58"} or code.startswith("3") else MAN
    if code in SPOUSES and relative_sex == sex:
        return
    back = pair(inverse(code, sex), relative_sex)
    assert back.zh.partition("（")[0] == pair(code, sex).zh.partition("（")[0]


def test_every_table_names_its_source_and_every_code_its_word() -> None:
    files = sorted(TABLES.glob("*.toml"))
    assert len(files) == 10
    for file in files:
        found = table(file.stem)
        assert found["source"]
        assert all(row["zh"] for row in found["codes"].values())


def test_a_code_newer_than_the_table_stands_for_itself() -> None:
    assert word("plates", "77") == "77"
    assert word_en("nations", "66") == "66"
    assert word_en("plates", "02") == "小型汽车"  # no English in that table
