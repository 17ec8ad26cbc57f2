"""Names in pinyin (GB/T 28039-2011): each case is a rule of the standard or a surname that is read otherwise than its character."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.pinyin import MOST_SPELLINGS, NoReading, spellings

ROOT = Path(__file__).parents[2]
_NAMES = st.text(st.sampled_from("张王李欧阳诸葛单解吕区乐长重朝晟茜安昂恩女绿宁巴特尔其格一龙"), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("张安宁", "ZHANG Anning"),  # 5.1.1: surname first, the given name joined
        ("欧阳文", "OUYANG Wen"),  # compound surnames joined
        ("诸葛孔明", "ZHUGE Kongming"),
        ("陈永安", "CHEN Yong'an"),  # the apostrophe
        ("王西昂", "WANG Xi'ang"),
        ("李恩", "LI En"),  # none at the start
        ("吕和平", "LYU Heping"),  # 6.2: YU for Ü
        ("洪绿", "HONG Lyu"),
        ("徐玉", "XU Yu"),  # where pinyin writes no dots there is nothing to replace
        ("耶律楚材", "YELYU Chucai"),
        ("单雄信", "SHAN Xiongxin"),
        ("曾国藩", "ZENG Guofan"),
        ("解晓东", "XIE Xiaodong"),
        ("仇和", "QIU He"),
        ("查良镛", "ZHA Liangyong"),
        ("尉迟恭", "YUCHI Gong"),
        ("尉健行", "WEI Jianxing"),
        ("万俟雪", "MOQI Xue"),
        ("万里", "WAN Li"),
        ("区志强", "OU Zhiqiang"),
        ("朴正熙", "PIAO Zhengxi"),
        ("盖叫天", "GE Jiaotian"),
        ("任重", "REN Chong"),
        ("华罗庚", "HUA Luogeng"),
        ("纪晓岚", "JI Xiaolan"),
        ("令狐冲", "LINGHU Chong"),
        ("长孙无忌", "ZHANGSUN Wuji"),
        ("澹台灭明", "TANTAI Mieming"),
        ("缪斯", "MIAO Si"),
        ("冼星海", "XIAN Xinghai"),
        ("覃朝阳", "QIN Zhaoyang"),  # a given name that is a word is read as the word
        ("秦长安", "QIN Chang'an"),
        ("张重阳", "ZHANG Chongyang"),
        ("上官", "SHANG Guan"),  # nothing would be left for the given name
        ("张杨婉婷", "ZHANG-YANG Wanting"),  # 5.1.2: two surnames are hyphened
        ("赵C", "ZHAO C"),
        ("阿依古丽·买买提", "Ayiguli Maimaiti"),
        ("爱新觉罗•溥仪", "Aixinjueluo Puyi"),  # old records have other dots
        ("巴特尔", "Bate'er"),  # Mongolian names have no surname
        ("乌云其木格", "Wuyunqimuge"),
        ("张𬱖", "ZHANG Di"),  # beyond the BMP
        ("John Smith", "John Smith"),
    ],
)
def test_the_first_spelling_is_the_one_that_rule_and_custom_give(name: str, spelt: str) -> None:
    assert spellings(name)[0] == spelt


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("吕和平", "LÜ Heping"), ("李茜", "LI Xi"), ("王乐乐", "WANG Yueyue"), ("任重", "REN Zhong"), ("张晟", "ZHANG Cheng"),
        ("巴特尔", "BA Te'er"), ("张杨婉婷", "ZHANG Yangwanting"), ("夏侯惇", "XIA Houdun"), ("翟天临", "DI Tianlin"),
    ],
)  # fmt: skip
def test_what_a_name_may_also_be_read_as_can_be_chosen(name: str, other: str) -> None:
    assert other in spellings(name)[1:]


def test_the_nation_decides_whether_there_is_a_surname() -> None:
    assert spellings("扎西次仁", "藏族")[0] == "Zhaxiciren"
    assert spellings("包玉山", "蒙古族") == ("BAO Yushan", "Baoyushan")


def test_the_surname_can_have_one_capital_only() -> None:
    assert spellings("欧阳文", capitals=False)[0] == "Ouyang Wen"
    assert spellings("吕布", capitals=False)[:2] == ("Lyu Bu", "Lü Bu")


def test_a_character_without_a_reading_is_said_and_the_error_text_does_not_show_it() -> None:
    with pytest.raises(NoReading) as caught:
        spellings("张𠀂𠀂")
    assert caught.value.characters == ("𠀂",)
    assert "𠀂" not in str(caught.value)
    assert "张" not in str(caught.value)


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no name"):
        spellings("  ·  ")


@given(_NAMES)
def test_spellings_are_few_different_and_made_of_pinyin_letters(name: str) -> None:
    found = spellings(name)
    assert 1 <= len(found) <= MOST_SPELLINGS
    assert len(set(found)) == len(found)
    for text in found:
        assert all(one.isalpha() or one in " '-" for one in text)
        assert text[0].isupper()
        assert "v" not in text.lower()


def test_a_name_as_long_as_the_register_allows_is_spelt_without_trying_every_reading() -> None:
    assert len(spellings("乐" * 25)) == MOST_SPELLINGS  # 33 million combinations


def test_no_name_is_kept() -> None:
    name = "".join(("欧阳", "绿", "娜"))
    spellings(name)
    held = [one for one in gc.get_objects() if type(one) is tuple and any(type(part) is str and part == name for part in one)]
    assert held == []


def test_the_archive_can_use_it_without_the_pdf_library() -> None:
    code = "import sys, printing.pinyin; printing.pinyin.spellings('吕和平'); print('reportlab' in sys.modules, 'uharfbuzz' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "False"]
