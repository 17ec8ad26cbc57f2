"""What stands around the text: number, page, times, warning, the QR with its code, and the notes, in one language or two."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from printing.dress import PLAIN, Dress, MongolianPlace
from printing.fixed_words import fixed_words
from printing.fonts import FontStack, Role
from printing.frame import Marks, SlipMarks, background, foot, header, notes_block
from printing.geometry import LEFT, PAGE_HEIGHT, PAGE_WIDTH, RIGHT, mm
from printing.mongolian import MongolianScript
from printing.ops import Group, Op, Rule, Shape, Tag, Tagged, Words
from printing.pagination import NameTooLong

ROOT = Path(__file__).parents[2]
UNIT = "演示市公安局"
MORNING = datetime(2026, 11, 23, 10, 15, tzinfo=timezone(timedelta(hours=8)))
MARKS = Marks(
    number="演公户证字〔2026〕000123号", issued_at=MORNING, valid_until=date(2027, 2, 21),
    verification_url="https://verify.demo.example/7K3M9QXZ2B4C8DEF#payload", code="7K3M9QXZ2B4C8DEF", specimen=True, kiosk="WH-0001",
    unit=UNIT, printed_at=MORNING,
)  # fmt: skip
SLIP = SlipMarks(number="SL20261123-0017", received_at=MORNING, kiosk="WH-0001", unit=UNIT)
NOTES = ("本证明仅反映出具时人口信息系统的登记情况。", "本证明不替代居民户口簿、居民身份证等法定证件。")
ENGLISH = (
    "This certificate reflects the register at the time of issue.",
    "It does not replace the household booklet or the identity card.",
)


@pytest.fixture(scope="module")
def script() -> MongolianScript:
    return MongolianScript.find([ROOT / ".fonts"])


def _flat(
    ops: tuple[Op, ...], x: float = 0.0, y: float = 0.0, tag: Tagged | None = None
) -> Iterator[tuple[float, float, Op, Tagged | None]]:
    for op in ops:
        match op:
            case Group():
                yield from _flat(op.ops, x + op.x, y + op.y, tag)
            case Tagged():
                yield from _flat(op.ops, x, y, op)
            case _:
                yield x, y, op, tag


def _words(ops: tuple[Op, ...]) -> list[tuple[float, float, Words]]:
    return [(x + op.x, y + op.y, op) for x, y, op, _ in _flat(ops) if isinstance(op, Words)]


def _text(ops: tuple[Op, ...]) -> str:
    return " ".join(op.text for _, _, op in _words(ops))


def test_the_header_names_the_unit_and_the_number(fonts: FontStack) -> None:
    assert _text(header(fonts, UNIT, "亲属关系证明", MARKS, 1)) == f"{UNIT} 编号：{MARKS.number}"
    assert _text(header(fonts, UNIT, "亲属关系证明", MARKS, 2)) == f"{UNIT}  亲属关系证明（续页） 编号：{MARKS.number}"


def test_a_preview_has_neither_number_nor_code_nor_print_time(fonts: FontStack) -> None:
    ops = (*header(fonts, UNIT, "亲属关系证明", None, 1), *foot(fonts, UNIT, None, 1, 1), *notes_block(fonts, NOTES, None).ops)
    text = _text(ops)
    assert MARKS.number not in text
    assert "打印时间" not in text
    assert fixed_words()["not_printed"] in text
    assert not any(isinstance(op, Shape) and op.name.startswith("qr") for _, _, op, _ in _flat(ops))


def test_the_foot_says_kiosk_time_warning_and_page(fonts: FontStack) -> None:
    text = _text(foot(fonts, UNIT, MARKS, 2, 3))
    assert "终端编号 WH-0001" in text
    assert "2026年11月23日 10:15" in text
    assert "请勿涂改，复印无效" in text
    assert "第 2 页  共 3 页" in text


def test_the_foot_of_a_paper_in_two_languages_says_it_in_english_below(fonts: FontStack) -> None:
    placed = _words(foot(fonts, UNIT, MARKS, 2, 3, language="zh-en"))
    english = [(y, op.text) for _, y, op in placed if op.text.isascii()]
    assert {"Page 2 of 3", "Void if altered or copied"} <= {text for _, text in english}
    assert any("23 November 2026, 10:15" in text for _, text in english)
    assert max(y for y, _ in english) < min(y for _, y, op in placed if not op.text.isascii())


def test_the_foot_does_not_overlap_with_the_longest_kiosk_number(fonts: FontStack) -> None:
    for language in ("zh", "zh-en"):
        lines: dict[float, list[tuple[float, float]]] = {}
        for x, y, op in _words(foot(fonts, UNIT, replace(MARKS, kiosk="WUHAI-KIOSK-0001"), 10, 10, language=language)):
            lines.setdefault(y, []).append((x, x + fonts.width(op.role, op.text, op.size)))
        for spans in lines.values():
            spans.sort()
            assert all(left[1] < right[0] for left, right in itertools.pairwise(spans))
            assert spans[0][0] >= LEFT - 0.01
            assert spans[-1][1] <= RIGHT + 0.01


def test_the_notes_stand_beside_the_symbol_and_inside_the_type_area(fonts: FontStack) -> None:
    for language in ("zh", "zh-en"):
        block = notes_block(fonts, NOTES, MARKS, english=ENGLISH, language=language)
        for x, y, op in _words(block.ops):
            end = x + sum(fonts.width(op.role, one, op.size) for one in op.text.rstrip()) + op.tracking * len(op.text)
            assert LEFT - 0.01 <= x < end <= RIGHT + 6  # a mark at a line's end may hang
            assert mm(17) < y < block.top


def test_english_notes_follow_their_chinese_ones(fonts: FontStack) -> None:
    placed = _words(notes_block(fonts, NOTES, MARKS, english=ENGLISH, language="zh-en").ops)
    from_the_top = sorted(placed, key=lambda item: (-round(item[1], 1), item[0]))
    text = " ".join(" ".join(op.text for _, _, op in from_the_top).split())
    chinese, english = text.index("登记情况"), text.index("This certificate")
    assert chinese < english < text.index("不替代")
    assert "Valid until 21 February 2027" in text
    assert "有效期至2027年2月21日" in text.replace(" ", "")


def test_english_is_left_out_of_a_chinese_paper(fonts: FontStack) -> None:
    text = _text(notes_block(fonts, NOTES, MARKS, english=ENGLISH).ops)
    assert "This" not in text
    assert "Valid" not in text


def test_the_code_is_printed_in_fours_under_the_symbol_with_the_way_to_check(fonts: FontStack) -> None:
    block = notes_block(fonts, NOTES, MARKS, dress=Dress(help_line="0473-0000000"))
    text = _text(block.ops)
    assert "7K3M 9QXZ 2B4C 8DEF" in text
    assert "verify.demo.example" in text
    assert "payload" not in text
    assert "咨询电话：0473-0000000" in text.replace(" ", "")


def test_notes_and_symbol_are_elements_of_their_own_and_all_else_is_an_artifact(fonts: FontStack) -> None:
    block = notes_block(fonts, NOTES, MARKS, english=ENGLISH, language="zh-en")
    tags = [tag for _, _, _, tag in _flat(block.ops) if tag]
    figure = next(tag for tag in tags if tag.path[0][0] is Tag.FIGURE)
    assert figure.alt is not None
    assert MARKS.number in figure.alt
    assert len({tag.path for tag in tags if tag.path[0][0] is Tag.NOTE and len(tag.path) == 1}) >= len(NOTES)
    assert {tag.lang for tag in tags} == {None, "en"}
    around = (*background(fonts, MARKS), *header(fonts, UNIT, "x", MARKS, 1), *foot(fonts, UNIT, MARKS, 1, 1))
    assert all(tag is None for _, _, _, tag in _flat(around))


def test_elements_are_numbered_by_the_papers_own_counter(fonts: FontStack) -> None:
    block = notes_block(fonts, NOTES, MARKS, order=iter(range(40, 90)))
    numbers = {tag.path[0][1] for _, _, _, tag in _flat(block.ops) if tag}
    assert min(numbers) == 40


def test_a_specimen_says_so_all_over_and_a_real_paper_names_its_unit(fonts: FontStack) -> None:
    marks = [MARKS, replace(MARKS, specimen=False)]
    shapes = [{op.name for _, _, op, _ in _flat(background(fonts, one)) if isinstance(op, Shape)} for one in marks]
    specimen, real = ({name for name in names if name.startswith("watermark")} for names in shapes)
    assert len(specimen) == len(real) == 2
    assert not specimen & real


def test_the_guilloche_follows_the_number(fonts: FontStack) -> None:
    def lines(marks: Marks) -> set[str]:
        return {op.name for _, _, op, _ in _flat(background(fonts, marks)) if isinstance(op, Shape) and op.name.startswith("guilloche")}

    assert lines(MARKS) == lines(replace(MARKS, kiosk="WH-0002"))
    assert not lines(MARKS) & lines(replace(MARKS, number="演公户证字〔2026〕000124号"))


def test_a_slip_has_its_number_as_symbol_and_text_and_nothing_of_a_certificate(fonts: FontStack) -> None:
    ops = (*background(fonts, SLIP), *header(fonts, UNIT, "受理回执", SLIP, 1), *foot(fonts, UNIT, SLIP, 1, 1))
    block = notes_block(fonts, (), SLIP)
    text = _text((*ops, *block.ops))
    assert f"回执编号：{SLIP.number}" in text
    assert "受理时间 2026年11月23日 10:15" in text
    assert "不作为证明使用" in text.replace(" ", "")
    assert "验证码" not in text
    assert "复印无效" not in text
    names = [op.name for _, _, op, _ in _flat((*ops, *block.ops)) if isinstance(op, Shape)]
    assert not any(name.startswith(("guilloche", "watermark", "seal")) for name in names)
    assert any(name.startswith("qr") for name in names)


@pytest.mark.parametrize("place", [MongolianPlace.BEFORE, MongolianPlace.AFTER])
def test_mongolian_stands_above_the_units_name_or_below_it(fonts: FontStack, script: MongolianScript, place: MongolianPlace) -> None:
    dress = Dress(mongolian=place, unit_mn=fixed_words("mn")["demo_unit"], script=script)
    ops = header(fonts, UNIT, "亲属关系证明", MARKS, 1, dress=dress)
    line = next(y for _, y, op in _words(ops) if op.text == UNIT)
    letters = {round(y, 2) for _, y, op, _ in _flat(ops) if isinstance(op, Shape)}
    assert len(letters) == 1
    assert (letters.pop() > line) == (place is MongolianPlace.BEFORE)


def test_without_mongolian_the_header_has_none(fonts: FontStack, script: MongolianScript) -> None:
    dress = Dress(unit_mn=fixed_words("mn")["demo_unit"], script=script)
    assert header(fonts, UNIT, "x", MARKS, 1, dress=dress) == header(fonts, UNIT, "x", MARKS, 1, dress=PLAIN)


def test_english_is_set_in_the_serif_face_of_the_body(fonts: FontStack) -> None:
    block = notes_block(fonts, NOTES, MARKS, english=ENGLISH, language="zh-en")
    english = {op.role for _, _, op in _words(block.ops) if op.text.startswith(("This", "It", "Valid"))}
    assert english == {Role.BODY}


def test_every_fixed_word_has_a_glyph_and_english_has_every_word_that_two_languages_need(fonts: FontStack) -> None:
    for language in ("zh", "en", "zh-en"):
        assert fonts.missing("".join(fixed_words(language).values())) == ()
    assert set(fixed_words("en")) <= set(fixed_words("zh"))
    assert set(fixed_words("zh-en")) == set(fixed_words("zh"))


def test_nothing_of_the_frame_leaves_the_paper(fonts: FontStack) -> None:
    ops = (*header(fonts, UNIT, "亲属关系证明", MARKS, 3), *foot(fonts, UNIT, MARKS, 1, 1), *notes_block(fonts, NOTES, MARKS).ops)
    for x, _, op, _ in _flat(ops):
        if isinstance(op, Rule):
            assert mm(4) < x + min(op.x1, op.x2)
            assert x + max(op.x1, op.x2) < PAGE_WIDTH - mm(4)


def lines_of(fonts: FontStack, ops: tuple[Op, ...]) -> dict[float, list[tuple[float, float, Words]]]:
    """Each line of the head by its height: start, end and words, from left to right."""
    lines: dict[float, list[tuple[float, float, Words]]] = {}
    for x, y, op in _words(ops):
        lines.setdefault(round(y, 2), []).append((x, x + fonts.width(op.role, op.text.rstrip(), op.size), op))
    return {y: sorted(lines[y], key=lambda one: one[0]) for y in sorted(lines, reverse=True)}


LONG_TITLE = "中华人民共和国公民出入国境边境口岸记录及证件使用情况查询结果证明书"
LONG_UNIT = "演示自治区演示市公安局演示区分局户籍与出入境管理大队第一派出所综合服务窗口与档案查询中心办公室"


def test_a_further_page_names_unit_and_title_beside_each_other_or_below(fonts: FontStack) -> None:
    short, long = "注销户口证明", "道路交通安全违法信息查询结果"
    (one,) = lines_of(fonts, header(fonts, UNIT, short, MARKS, 2)).values()
    assert [words.text for *_, words in one] == [f"{UNIT}  {short}（续页）", f"编号：{MARKS.number}"]
    first, second = lines_of(fonts, header(fonts, "演示市公安局交通警察支队", long, MARKS, 2)).values()
    assert [words.text for *_, words in first] == ["演示市公安局交通警察支队"]
    assert [words.text for *_, words in second] == [f"{long}（续页）", f"编号：{MARKS.number}"]


@pytest.mark.parametrize("language", ["zh", "zh-en"])
@pytest.mark.parametrize("marks", [None, MARKS, replace(MARKS, number="乌公户证字〔2026〕0000000000号")])
@pytest.mark.parametrize("page", [1, 2])
@pytest.mark.parametrize(("unit", "title"), [(UNIT, "户籍档案查询结果（出生登记）"), (UNIT, LONG_TITLE), (LONG_UNIT[:33], "注销户口证明")])
def test_the_head_keeps_a_gap_before_the_number_and_stays_legible(
    fonts: FontStack, language: str, marks: Marks | None, page: int, unit: str, title: str
) -> None:
    lines = lines_of(fonts, header(fonts, unit, title, marks, page, language=language))
    assert len(lines) <= 3
    assert "".join(words.text for line in lines.values() for *_, words in line).replace(" ", "").startswith(unit)
    for line in lines.values():
        assert all(left[1] + 10 < right[0] for left, right in itertools.pairwise(line) if right[2].role is Role.NOTE)
        assert all(words.size >= 8 for *_, words in line)
        assert line[-1][1] <= RIGHT + 0.01
    assert all(above - below > 8 for above, below in itertools.pairwise(lines))


def test_a_unit_of_forty_eight_characters_takes_two_lines_on_the_first_page(fonts: FontStack) -> None:
    first, second = lines_of(fonts, header(fonts, LONG_UNIT, "注销户口证明", MARKS, 1)).values()
    assert first[0][2].text + second[0][2].text == LONG_UNIT
    assert first[0][1] - first[0][0] < second[1][0] - LEFT - 10


def test_names_that_do_not_fit_even_so_are_refused(fonts: FontStack) -> None:
    with pytest.raises(NameTooLong) as caught:
        header(fonts, LONG_UNIT * 2, "注销户口证明", MARKS, 1)
    assert caught.value.key == "unit"
    with pytest.raises(NameTooLong) as caught:
        header(fonts, UNIT, LONG_TITLE * 3, MARKS, 2)
    assert caught.value.key == "title"


def test_the_lines_of_the_head_stay_below_the_guilloche_with_mongolian_too(fonts: FontStack, script: MongolianScript) -> None:
    for place in (MongolianPlace.BEFORE, MongolianPlace.AFTER):
        dress = Dress(mongolian=place, unit_mn=fixed_words("mn")["demo_unit"], script=script)
        ops = header(fonts, UNIT, LONG_TITLE, replace(MARKS, number="乌公户证字〔2026〕0000000000号"), 2, dress=dress)
        assert len(lines_of(fonts, ops)) == 3
        tops = [op.y for op in ops if isinstance(op, Group)] + [y + words.size for _, y, words in _words(ops)]
        assert max(tops) < PAGE_HEIGHT - mm(16)
