"""Faces and their fallbacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from printing.fonts import FontsMissing, FontStack, GlyphMissing, Role, is_private_use
from printing.tounicode import tounicode_map


def test_the_noto_faces_are_preferred(fonts):
    assert fonts.notice is None
    assert fonts.face(Role.BODY, "张").name == "NotoSerifSC_400Regular"
    assert fonts.face(Role.TITLE, "张").name == "NotoSerifSC_900Black"
    assert fonts.face(Role.HEAD, "张").name == "NotoSansSC_700Bold"
    assert fonts.face(Role.NOTE, "张").name == "LXGWWenKai-Regular"


def test_a_rare_character_falls_back_alone(fonts):
    runs = fonts.runs(Role.TITLE, "张𠀀三")
    assert [run.text for run in runs] == ["张", "𠀀", "三"]
    assert runs[0].font == runs[2].font != runs[1].font


@pytest.mark.parametrize("character", ["㐱", "䶮", "𠮷", "𬭩", "𫖮", "𬱖", "\u9fef", "𪚥", "𬺡", "𮯠", "·"])
def test_every_level_of_gb18030_has_a_glyph(fonts, character):
    assert fonts.missing(character) == ()


@pytest.mark.parametrize("code", [0xE000, 0xF8FF, 0xF0000, 0x10FFFD])
def test_a_private_use_code_point_never_counts_as_covered(fonts, code):
    assert is_private_use(code)
    assert fonts.missing(chr(code)) == (chr(code),)
    with pytest.raises(GlyphMissing):
        fonts.runs(Role.BODY, chr(code))


def test_missing_names_each_character_once(fonts):
    assert fonts.missing("张\ue001三\ue000\ue001\n ") == ("\ue001", "\ue000")


def test_no_faces_at_all_is_said_with_the_remedy(tmp_path):
    with pytest.raises(FontsMissing, match="fonts-babelstone-han"):
        FontStack.find([tmp_path])


def test_fallback_faces_are_read_only_when_needed():
    stack = FontStack.find([Path(__file__).parents[2] / ".fonts", Path("/usr/share/fonts")])
    stack.runs(Role.BODY, "普通姓名")
    assert not stack.named("HanaMinB").is_loaded


def test_the_unicode_map_writes_surrogate_pairs():
    text = tounicode_map("F", [0x20, 0x20BB7])
    assert "<00> <0020>" in text
    assert "<01> <D842DFB7>" in text
