from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idcard import codes


def test_nation_table_is_whole() -> None:
    names = [codes.nation_name(f"{code:02}") for code in range(1, 57)]
    assert len(set(names)) == 56
    assert (names[0], names[4], names[55]) == ("汉", "维吾尔", "基诺")


@pytest.mark.parametrize(("code", "alias"), [("97", "57"), ("98", "58")])
def test_both_code_pairs_for_others_mean_the_same(code: str, alias: str) -> None:
    assert codes.nation_name(code) == codes.nation_name(alias)
    assert codes.nation_code(codes.nation_name(code)) == code


@pytest.mark.parametrize(("name", "code"), [("毛难", "36"), ("崩龙族", "46"), ("蒙古族", "02"), ("汉", "01"), ("火星", None)])
def test_nations_are_found_by_new_and_old_names(name: str, code: str | None) -> None:
    assert codes.nation_code(name) == code


@settings(deadline=None)  # the first look loads the table of divisions
@given(st.text())
def test_unknown_codes_are_shown_as_themselves(code: str) -> None:
    assert codes.nation_name(code) == code or code.isdigit()
    assert codes.sex_name(code) in (code, "男", "女", "未知", "未说明")
    codes.division_name(code)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("150302", "内蒙古自治区乌海市海勃湾区"),
        ("150303", "内蒙古自治区乌海市海南区"),
        ("150304", "内蒙古自治区乌海市乌达区"),
        ("150300", "内蒙古自治区乌海市"),
        ("152921", "内蒙古自治区阿拉善盟阿拉善左旗"),
        ("110105", "北京市朝阳区"),
        ("429004", "湖北省仙桃市"),
        ("999999", None),
    ],
)
def test_divisions_have_their_full_name(code: str, name: str | None) -> None:
    assert codes.division_name(code) == name


def test_division_is_named_as_it_was_then() -> None:
    assert codes.division_name("150207", 1990) == "内蒙古自治区包头市郊区"
    assert codes.division_name("150207", 2005) == "内蒙古自治区包头市九原区"
    assert codes.division_name("150207") == "内蒙古自治区包头市九原区"


def test_abolished_division_still_has_a_name() -> None:
    assert codes.division_name("110103") == "北京市崇文区"


def test_sample_divisions_are_known_to_the_sample_table_only() -> None:
    assert list(codes.SAMPLE_DIVISIONS) == [str(code) for code in range(150390, 150400)]
    for code in codes.SAMPLE_DIVISIONS:
        assert codes.division_name(code) is None
        assert "演示区" in (codes.sample_division_name(code) or "")
    assert codes.sample_division_name("150302") is None


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [("USA", "美国", "United States"), ("DEU", "德国", "Germany"), ("MNG", "蒙古", "Mongolia"), ("TWN", "中国台湾", "Taiwan")],
)
def test_nationalities_have_names_in_both_languages(code: str, zh: str, en: str) -> None:
    assert (codes.nationality_name(code), codes.nationality_name(code, "en")) == (zh, en)


@pytest.mark.parametrize("code", ["", "XXA", "SUN", "usa", "美国", "US"])
def test_an_unknown_nationality_is_shown_as_itself(code: str) -> None:
    assert codes.nationality_name(code) == code


@given(st.text(max_size=4))
def test_no_nationality_raises(code: str) -> None:
    codes.nationality_name(code)
