"""Text through Pango: no boxes, correct breaks, one line height."""

from __future__ import annotations

import psutil
import pytest

from kiosk.widgets import environment  # isort: skip  # sets FONTCONFIG_FILE before Pango looks for fonts
from kiosk.widgets import text

FACE = text.Face(32.0)
NOTICE = "请于2026年11月23日前到3号窗口办理，电话：0473-1234567，证件号码150390199001011234。服务时间09:00–17:00，“您好”（测试）；完。"


@pytest.mark.parametrize("rare", ["㐱", "䶮", "𠮷", "𬭩", "𫖮"])
def test_rare_name_characters_have_glyphs(rare: str) -> None:
    assert text.unknown_glyphs(rare) == 0


def test_a_character_without_any_font_is_counted() -> None:
    assert text.unknown_glyphs("\U0003ffff") == 1


def test_fonts_come_from_the_kiosks_own_configuration() -> None:
    assert environment.FONTS_CONF.is_file()


@pytest.mark.parametrize("width", range(370, 900, 37))
def test_no_line_begins_with_a_comma_or_a_closing_mark(width: int) -> None:
    assert not [line for line in text.lines(NOTICE, FACE, width) if line[0] in "，。、；：”）"]


@pytest.mark.parametrize("width", range(370, 900, 37))
@pytest.mark.parametrize("whole", ["2026年11月23日", "0473-1234567", "150390199001011234", "09:00–17:00"])
def test_dates_and_numbers_are_never_split(width: int, whole: str) -> None:
    assert any(whole in line for line in text.lines(NOTICE, FACE, width))


@pytest.mark.parametrize("width", range(370, 900, 37))
def test_no_line_ends_with_an_opening_mark(width: int) -> None:
    assert not [line for line in text.lines(NOTICE, FACE, width) if line[-1] in "“（"]


def test_lines_hold_the_whole_text() -> None:
    assert "".join(text.lines(NOTICE, FACE, 400)) == NOTICE


def test_a_rare_character_does_not_change_the_height_of_its_line() -> None:
    assert text.measure("张三", FACE)[1] == text.measure("㐱䶮𠮷𬭩𫖮", FACE)[1]


def test_line_spacing_is_at_least_a_third_more_than_the_em() -> None:
    assert (text.measure("一\n二", FACE)[1] - text.measure("一", FACE)[1]) / FACE.size >= 1.3


def test_balanced_lines_need_no_more_lines() -> None:
    words = "没有开具任何证明。请过几分钟再试，或到人工窗口办理。"
    width = text.balanced_width(words, FACE, 600)
    assert width <= 600
    assert text.line_count(words, FACE, width) == text.line_count(words, FACE, 600)
    assert min(map(len, text.lines(words, FACE, width))) > 6


def test_lines_drawn_again_and_again_leave_no_memory_behind() -> None:
    def some() -> None:
        for number in range(1500):
            text.lines(f"{NOTICE}{number}", FACE, 500)

    process = psutil.Process()
    some()
    before = process.memory_info().rss
    some()
    some()
    # An iterator that is not freed keeps its layout: 2.5 kB a line, 7 MB here.
    assert process.memory_info().rss - before < 2_000_000
