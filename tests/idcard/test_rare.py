from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from idcard import rare


def test_gbk_table_covers_its_80_places() -> None:
    assert [code for code in range(0xE815, 0xE865) if code not in rare.STANDARD] == []
    assert rare.STANDARD[0xE863] == "䶮"
    assert rare.STANDARD[0xE831] == "\U000215d7"
    assert rare.STANDARD[0xE864] == "\u9fbb"


def test_table_agrees_with_the_codec_where_the_codec_knows() -> None:
    places = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    decoded = [bytes([0xFE, place]).decode("gb18030") for place in places]
    known = {0xE815 + place: character for place, character in enumerate(decoded) if unicodedata.category(character) != "Co"}
    assert len(known) == 66
    assert {code: rare.STANDARD[code] for code in known} == known


def test_vertical_punctuation_follows_the_standard_of_2022() -> None:
    assert [ord(rare.STANDARD[code]) for code in (0xE78D, 0xE78E, 0xE78F, 0xE790, 0xE796, 0xE7C7)] == [
        0xFE10, 0xFE12, 0xFE11, 0xFE13, 0xFE19, 0x1E3F,
    ]  # fmt: skip


def test_no_mapping_leads_back_into_private_use() -> None:
    assert all(unicodedata.category(character) != "Co" for character in rare.STANDARD.values())


def test_unexplained_private_use_is_reported_once_each() -> None:
    assert rare.private_use("王\ue000\ue863\ue000\U000f0000") == ("\ue000", "\U000f0000")


@given(st.text(st.characters(codec=None, categories=None)))
def test_normalised_text_can_always_be_sent(text: str) -> None:
    normal = rare.normalise(text)
    normal.encode("utf-8")
    assert rare.normalise(normal) == normal
    assert rare.unreadable(normal) == rare.unreadable(text)


@given(st.characters(codec=None, categories=None))
def test_classes_of_characters_are_unicodes_own(character: str) -> None:
    category = unicodedata.category(character)
    noncharacter = ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    assert rare.unreadable(character) == (category in ("Cc", "Cs") or noncharacter or character == "\ufffd")
    assert bool(rare.private_use(character)) == (category == "Co" and ord(character) not in rare.STANDARD)
