"""What a reader of the page sees: full pages, rules drawn once, figures below figures, the unit's name in its second script."""

from __future__ import annotations

import pytest

from printing.dress import Dress, MongolianPlace
from printing.fixed_words import fixed_words
from printing.fonts import Role
from printing.frame import FOOT
from printing.geometry import LEFT, RIGHT, TOP
from printing.layout import lay_out
from printing.mongolian import MongolianScript
from printing.ops import Box, Rule, Tag
from printing.pagination import NameTooLong
from tests.printing.page_ops import boxes_and_rules, pieces, rules, seal_shapes, tagged_ops
from tests.printing.shipped import CERTIFICATES, MARKS, UNIT, records, relatives, words_of


@pytest.fixture(scope="module")
def pages(fonts):
    def make(words):
        return lay_out(words, MARKS, UNIT, fonts).pages

    return make


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_a_family_stands_on_one_page(count, pages):
    assert len(pages(words_of("family-relationship", relatives=relatives(count)))) == 1


@pytest.mark.parametrize("kind", ["household-changes"])
def test_a_paper_that_needs_little_more_than_a_page_is_set_closer_tables_and_captions_too(kind, pages):
    (page,) = pages(words_of(kind))
    inner = [piece.words.size for piece in pieces(page) if piece.tagged and Tag.TABLE in piece.tags]
    assert set(inner) == {9.0}  # points, 小五: what saves the second page


@pytest.mark.parametrize(("count", "language"), [(6, "zh"), (1, "zh-en"), (2, "zh-en"), (4, "zh-en"), (6, "zh-en")])
def test_a_page_that_is_not_the_last_is_nearly_half_full_at_least(count, language, pages):
    first, *later = pages(words_of("family-relationship", relatives=relatives(count), language=language))
    lowest = min(piece.y for piece in pieces(first) if piece.tagged)
    assert not later or TOP - lowest > 0.45 * (TOP - FOOT)


@pytest.mark.parametrize("count", range(1, 6))
def test_the_seal_stays_out_of_the_table_above_it(count, fonts):
    laid = lay_out(words_of("family-relationship", relatives=relatives(count)), MARKS, UNIT, fonts)
    lowest = min(rule[1] for rule in rules(laid.pages[-1]) if rule[4] == 0.5)
    assert laid.seal.y + laid.seal.height < lowest


def test_every_rule_is_drawn_once(pages):
    for kind in ("exit-entry", "no-criminal-record"):
        drawn = [rule for rule in rules(pages(words_of(kind))[0]) if rule[4] == 0.5]
        assert len(drawn) > 10
        assert len(drawn) == len(set(drawn))


def test_no_tint_covers_a_rule(pages):
    for kind in ("birth", "exit-entry"):
        drawn = [
            op
            for op, _, _ in boxes_and_rules(pages(words_of(kind))[0])
            if (0.9 < op.fill[0] < 1 if isinstance(op, Box) else op.width == 0.5)
        ]
        tints = [index for index, op in enumerate(drawn) if isinstance(op, Box)]
        assert len(tints) > 5
        assert max(tints) < min(index for index, op in enumerate(drawn) if isinstance(op, Rule))


def test_a_bracket_in_a_cell_is_centred_as_it_is_seen(pages, fonts):
    page = pages(words_of("vehicle-violations"))[0]
    head = next(piece for piece in pieces(page) if piece.words.text == "（元）" and Tag.HEAD_CELL in piece.tags)
    size = head.words.size
    edges = sorted({rule[0] for rule in rules(page) if rule[0] == rule[2] and rule[1] - size > head.y - 40 and rule[3] < head.y})
    left, right = max(edge for edge in edges if edge < head.x + size), min(edge for edge in edges if edge > head.x + size)
    ink = head.x + size / 2, head.x + fonts.width(Role.HEAD, "（元）", size) - size / 2
    assert sum(ink) == pytest.approx(left + right, abs=0.5)


def test_no_cell_ends_with_a_character_alone(pages):
    for kind in ("household-changes", "vehicle-violations"):
        lines: dict[object, list[str]] = {}
        for page in pages(words_of(kind)):
            for piece in pieces(page):
                if piece.tagged and Tag.CELL in piece.tags:
                    cell = lines.setdefault(piece.tagged.path, [])
                    if cell and cell[-1][0] == piece.y:
                        cell[-1] = (piece.y, cell[-1][1] + piece.words.text)
                    else:
                        cell.append((piece.y, piece.words.text))
        broken = [cell for cell in lines.values() if len(cell) > 1]
        assert len(broken) > 5
        assert [cell for cell in broken if len(cell[-1][1]) < 2] == []


def test_a_record_of_two_hundred_crossings_breaks_no_ports_name(pages):
    many = [{**record, "port": "二连浩特公路口岸", "destination": "蒙古国"} for record in records(200)]
    made = pages(words_of("exit-entry", records=many))
    ports = [piece for page in made for piece in pieces(page) if piece.words.text == "二连浩特公路口岸"]
    assert len(ports) == 200
    assert len(made) <= 9


def test_changes_with_id_numbers_stand_with_short_texts_whole(pages):
    change = {
        "date": "2000-03-01", "item": "公民身份号码", "before": "150390801201001", "after": "150390198012010012", "reason": "号码升位",
        "scope": "变更", "unit": "演示市公安局演示派出所", "reference": "演户变〔2000〕481号",
    }  # fmt: skip
    (page,) = pages(words_of("household-changes", entries=[change] * 4))
    assert len([piece for piece in pieces(page) if piece.words.text == "公民身份号码" and Tag.CELL in piece.tags]) == 4


def test_a_table_is_closed_above_and_below_on_every_page(pages):
    for page in pages(words_of("exit-entry", records=records(60))):
        level = {rule[1] for rule in rules(page) if rule[1] == rule[3] and rule[4] == 0.5}
        sides = [rule for rule in rules(page) if rule[0] == rule[2] == round(LEFT, 2) and rule[4] == 0.5]
        ends = {y for rule in sides for y in (rule[1], rule[3])}
        assert {max(ends), min(ends)} <= level


def test_copied_english_has_its_spaces(pages):
    page = pages(words_of("family-relationship", language="zh-en"))[0]
    english = [piece for piece in pieces(page) if piece.tagged and piece.tagged.lang == "en" and piece.tags == (Tag.PARAGRAPH,)]
    text = "".join(piece.words.text for piece in english)
    assert "born on 2 January 1990" in text
    assert "is related to the persons listed below." in text


def test_the_figures_of_id_numbers_stand_below_each_other(pages, fonts):
    own = [{**relatives(1)[0], "id_number": number} for number in ("150390199001020017", "150390201111110011")]
    (page,) = pages(words_of("family-relationship", relatives=own))
    lines: dict[float, list[float]] = {}
    for piece in pieces(page):
        if piece.tags == (Tag.TABLE, Tag.ROW, Tag.CELL) and set(piece.words.text) <= set("0123456789"):
            lines.setdefault(piece.y, []).extend(_middles(piece, fonts))
    first, second = [middles for middles in lines.values() if len(middles) == 18]
    assert first == pytest.approx(second, abs=0.2)  # points


def _middles(piece, fonts) -> list[float]:
    words, x, middles = piece.words, piece.x, []
    for one in words.text:
        width = fonts.width(words.role, one, words.size)
        middles.append(x + width / 2)
        x += width + words.tracking
    return middles


class TestMongolianUnit:
    UNIT_MN = fixed_words("mn")["demo_unit"]

    @pytest.fixture
    def script(self):
        return MongolianScript.find([CERTIFICATES.parents[1] / ".fonts"])

    @pytest.mark.parametrize(("place", "is_above"), [(MongolianPlace.BEFORE, True), (MongolianPlace.AFTER, False)])
    def test_it_stands_beside_the_chinese_one_on_the_side_that_is_configured(self, place, is_above, script, fonts):
        dress = Dress(mongolian=place, unit_mn=self.UNIT_MN, script=script)
        laid = lay_out(words_of("no-criminal-record"), MARKS, UNIT, fonts, dress=dress)
        (found,) = [(y, op) for y, op in tagged_ops(laid.pages[0]) if op.actual == self.UNIT_MN]
        unit = next(piece for piece in pieces(laid.pages[0]) if piece.words.text == UNIT and piece.tags == (Tag.PARAGRAPH,))
        assert found[1].lang == "mn-Mong"
        assert (found[0] > unit.y + 10.0) is is_above
        assert laid.seal.y < unit.y < laid.seal.y + laid.seal.height

    def test_without_it_nothing_is_added(self, script, fonts):
        dress = Dress(mongolian=MongolianPlace.BEFORE, script=script)
        laid = lay_out(words_of("no-criminal-record"), MARKS, UNIT, fonts, dress=dress)
        assert all(op.actual is None for _, op in tagged_ops(laid.pages[0]))


class TestUnitAtTheSeal:
    LONG = "演示自治区演示市公安局演示区分局户籍与出入境管理大队第一派出所综合服务窗口与档案查询中心办公室"

    @staticmethod
    def lines(unit, fonts):
        words = words_of("no-criminal-record")
        laid = lay_out(words, MARKS, unit, fonts)
        found = [one for one in pieces(laid.pages[0]) if one.tags == (Tag.PARAGRAPH,) and one.words.text in unit and one.y > laid.seal.y]
        return laid, sorted(found, key=lambda one: -one.y)

    @pytest.mark.parametrize(("length", "count", "size"), [(6, 1, 16.0), (22, 1, 16.0), (25, 1, 14.0), (26, 2, 16.0), (48, 2, 14.0)])
    def test_a_long_name_is_set_smaller_then_in_two_lines_and_never_leaves_the_type_area(self, length, count, size, fonts):
        laid, lines = self.lines(self.LONG[:length], fonts)
        assert "".join(one.words.text for one in lines) == self.LONG[:length]
        assert [one.words.size for one in lines] == [size] * count
        for one in lines:
            assert one.x >= LEFT
            assert one.x + fonts.width(one.words.role, one.words.text, one.words.size) <= RIGHT
            assert laid.seal.y < one.y < laid.seal.y + laid.seal.height

    def test_a_name_that_does_not_fit_in_two_lines_is_refused(self, fonts):
        with pytest.raises(NameTooLong):
            self.lines("演示" * 40, fonts)


def test_no_definition_puts_its_own_unit_into_the_specimen_seal(fonts):
    """Else a definition naming a real bureau would make a specimen look like that bureau's paper."""
    words = words_of("no-criminal-record")
    shapes = [seal_shapes(lay_out(words, MARKS, unit, fonts).pages[-1]) for unit in (UNIT, "另一个单位名称")]
    assert shapes[0] == shapes[1] != []
