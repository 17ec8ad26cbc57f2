"""Pages before they are drawn: what stands where, what belongs together, what is refused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printing.column_widths import CellTooNarrow
from printing.dress import Dress
from printing.filled import Bilingual, ContentMismatch, FilledTable
from printing.fonts import GlyphMissing
from printing.frame import FOOT, SlipMarks
from printing.geometry import LEFT, PAGE_HEIGHT, PAGE_WIDTH, RIGHT
from printing.layout import lay_out
from printing.ops import Tag
from printing.pictures import PictureError
from printing.seal import SealArt, SealMissing
from tests.printing.page_ops import pictures, pieces, text_of
from tests.printing.shipped import CERTIFICATES, MARKS, MORNING, UNIT, records, words_of

PREVIEW = None
SLIPS = tuple((CERTIFICATES / "slips").glob("*.toml"))


@pytest.fixture(scope="module")
def pages(fonts):
    def make(words, marks=MARKS, **options):
        return lay_out(words, marks, UNIT, fonts, **options).pages

    return make


@pytest.mark.parametrize("kind", ["exit-entry", "family-relationship", "birth", "no-criminal-record"])
def test_every_word_of_the_definition_is_an_element_of_the_structure_tree(kind, pages):
    words = words_of(kind)
    tagged = "".join("".join(piece.words.text.split()) for page in pages(words) for piece in pieces(page) if piece.tagged)
    assert all("".join(text.split()) in tagged for text in words.texts())


def test_a_title_is_a_heading_and_a_table_has_rows_heads_and_cells(pages):
    (page,) = pages(words_of("exit-entry"))
    found = {piece.tags for piece in pieces(page)}
    assert {
        (Tag.TITLE,), (Tag.PARAGRAPH,), (Tag.TABLE, Tag.ROW, Tag.HEAD_CELL), (Tag.TABLE, Tag.ROW, Tag.CELL), (Tag.NOTE,),
    } <= found  # fmt: skip


def test_a_head_repeated_on_a_later_page_is_an_artifact(pages):
    first, *later = pages(words_of("exit-entry", records=records(60)))
    heads = [[piece for piece in pieces(page) if piece.words.text == "证件种类"] for page in (first, *later)]
    assert len(later) >= 2
    assert all(len(found) == 1 for found in heads)
    assert [found[0].tagged is None for found in heads] == [False] + [True] * len(later)


def test_a_row_is_never_split(pages):
    rows = [
        {piece.tagged.path[:2] for piece in pieces(page) if piece.tags[-1:] == (Tag.CELL,)}
        for page in pages(words_of("exit-entry", records=records(75)))
    ]
    assert all(not here & there for index, here in enumerate(rows) for there in rows[index + 1 :])


@pytest.mark.parametrize("count", [0, 1, 6, 7, 16, 17, 18, 19, 40])
def test_the_seal_presses_on_unit_and_date_and_never_stands_alone(count, fonts):
    laid = lay_out(words_of("exit-entry", records=records(count)), MARKS, UNIT, fonts)
    assert laid.seal.page == len(laid.pages) - 1
    seal = laid.seal
    text = [piece for piece in pieces(laid.pages[seal.page]) if piece.tagged]
    pressed = {piece.words.text for piece in text if seal.y < piece.y < seal.y + seal.height and piece.x > seal.x - 60}
    assert {UNIT, "2026年11月23日"} <= pressed
    above = [piece for piece in text if piece.y > seal.y + seal.height and piece.tags != (Tag.TITLE,)]
    assert min(piece.y for piece in above) - seal.y - seal.height < 30.0  # within one line of the text (GB/T 9704, 7.3.5.1)
    assert seal.x > 0
    assert seal.x + seal.width < PAGE_WIDTH


def test_a_specimen_has_the_specimen_seal_and_a_real_paper_only_its_own_art(fonts):
    words, real = words_of("no-criminal-record"), replace(MARKS, specimen=False)
    with pytest.raises(SealMissing):
        lay_out(words, real, UNIT, fonts)
    dress = Dress(seals={"certificate": SealArt((), 100.0, "art")})
    assert lay_out(words, real, UNIT, fonts, dress=dress).seal.width == 100.0
    assert lay_out(words, MARKS, UNIT, fonts, dress=dress).seal.width != 100.0
    assert lay_out(words, PREVIEW, UNIT, fonts).seal is None


def test_a_paper_that_misses_one_page_by_little_is_set_closer_and_then_closer_still(pages):
    made = [pages(words_of("exit-entry", records=records(count))) for count in (2, 6, 8, 12)]
    assert [len(one) for one in made] == [1, 1, 1, 2]
    closing = [next(piece for piece in pieces(page) if "以上为" in piece.words.text) for one in made for page in one[-1:]]
    assert [piece.words.size for piece in closing] == [16.0, 14.0, 12.0, 16.0]


def test_a_long_table_is_set_smaller(pages):
    def size(count: int) -> float:
        page = pages(words_of("exit-entry", records=records(count)))[0]
        return next(piece.words.size for piece in pieces(page) if piece.words.text == "泰国")

    assert (size(2), size(40)) == (12.0, 10.5)


def test_without_rows_a_table_gives_way_to_its_paragraph(pages):
    words = words_of("exit-entry")
    (table,) = words.tables
    empty = replace(words, tables=(FilledTable(table.caption, table.columns, (), Bilingual("没有记录。"), False),))
    text = text_of(pages(empty)[0])
    assert "没有记录。" in text
    assert "证件种类" not in text


def test_empty_values_print_a_dash(pages):
    words = words_of("exit-entry")
    assert any(cell.zh == "—" for row in words.tables[0].rows for cell in row)
    assert "—" in text_of(pages(words)[0])


class TestTwoLanguages:
    @pytest.mark.parametrize("kind", ["birth", "no-criminal-record", "family-relationship"])
    def test_each_part_is_chinese_first_and_english_below_it(self, kind, pages):
        words = words_of(kind, language="zh-en")
        page = pages(words)[0]
        (title,) = (piece for piece in pieces(page) if piece.words.text == words.title.zh)
        (english,) = (piece for piece in pieces(page) if piece.tags == (Tag.TITLE, Tag.SPAN))
        assert english.y < title.y
        assert english.tagged.lang == "en"

    def test_english_is_marked_as_english_wherever_it_stands(self, pages):
        words = words_of("birth", language="zh-en")
        english = {
            piece.tagged.lang for page in pages(words) for piece in pieces(page) if piece.words.text.startswith(("ZHANG", "Name", "At"))
        }
        assert english == {"en"}

    def test_english_words_stand_whole_on_their_lines(self, pages):
        words = words_of("no-criminal-record", language="zh-en")
        shown = [word for page in pages(words) for piece in pieces(page) for word in piece.words.text.split()]
        wanted = {word for text in words.texts() for word in text.split() if word.isascii() and word.isalpha()}
        assert wanted <= set(shown)

    def test_the_date_is_in_both(self, pages):
        text = "".join(text_of(page) for page in pages(words_of("no-criminal-record", language="zh-en")))
        assert "2026年11月23日" in text
        assert "23November2026" in text

    def test_a_chinese_paper_has_no_english(self, pages):
        text = text_of(pages(words_of("no-criminal-record", language="zh"))[0])
        assert "ZHANG" not in text
        assert "Certificate" not in text

    def test_a_variant_that_the_definition_lacks_is_refused(self):
        with pytest.raises(ContentMismatch):
            words_of("exit-entry", language="zh-en")
        with pytest.raises(ContentMismatch):
            words_of("no-criminal-record", language="mn")


class TestPictures:
    @pytest.fixture
    def images(self):
        files = (CERTIFICATES / "samples" / "images").glob("*.png")
        return {hashlib.sha256(data).hexdigest(): data for data in (file.read_bytes() for file in files)}

    def test_each_stands_on_a_page_of_its_own_inside_the_type_area(self, pages, images):
        made = pages(words_of("archive-copy"), images=images)
        assert [len(pictures(page)) for page in made] == [0, 1, 1]
        for page in made[1:]:
            (picture,) = pictures(page)
            assert picture.x >= LEFT - 0.1
            assert picture.x + picture.width <= RIGHT + 0.1
            assert picture.y > FOOT
            assert picture.width / picture.height == pytest.approx(1000 / 1400)
            assert "与馆藏档案的扫描件一致" in text_of(page)
            assert f"第{made.index(page) + 1}页共3页" in text_of(page)

    def test_the_seal_is_on_the_certifying_page_and_not_behind_the_pictures(self, fonts, images):
        assert lay_out(words_of("archive-copy"), MARKS, UNIT, fonts, images=images).seal.page == 0

    def test_a_picture_that_is_missing_or_is_another_one_is_refused(self, pages, images):
        with pytest.raises(PictureError):
            pages(words_of("archive-copy"))
        first, second = images
        with pytest.raises(PictureError):
            pages(words_of("archive-copy"), images={first: images[second], second: images[first]})

    def test_what_is_no_picture_is_refused(self, pages):
        words = words_of("archive-copy")
        digest = hashlib.sha256(b"text").hexdigest()
        wrong = replace(words, images=(replace(words.images[0], source=digest),))
        with pytest.raises(PictureError):
            pages(wrong, images={digest: b"text"})


class TestSlips:
    MARKS = SlipMarks("HZ-2026-000123", MORNING, "WH-0001", UNIT)

    @pytest.mark.parametrize("kind", ["acceptance", "retrieval"])
    def test_a_slip_is_one_page_without_a_seal_and_shows_its_number_large(self, kind, fonts):
        laid = lay_out(words_of(kind), self.MARKS, UNIT, fonts)
        assert laid.seal is None
        (page,) = laid.pages
        numbers = [piece.words.size for piece in pieces(page) if piece.words.text == "HZ-2026-000123"]
        assert max(numbers) > 24.0
        assert all(piece.words.size <= 28.0 for piece in pieces(page))

    def test_it_says_where_by_when_and_what_to_bring(self, fonts):
        (page,) = lay_out(words_of("acceptance"), self.MARKS, UNIT, fonts).pages
        text = text_of(page)
        for part in ("受理回执", "无犯罪记录证明", "演示市公安局样张派出所户籍窗口", "3个工作日", "居民身份证", "张安宁", "150390********"):
            assert part in text
        assert "150390199001020017" not in text

    @pytest.mark.parametrize("kind", sorted(path.stem for path in SLIPS if "{{ window }}" in path.read_text(encoding="utf-8")))
    def test_it_points_down_to_the_place_that_stands_below(self, kind, fonts):
        text = text_of(lay_out(words_of(kind), self.MARKS, UNIT, fonts).pages[0])
        assert text.index("下列地点") < text.index("办理地点")

    def test_a_single_note_has_no_number(self, fonts):
        text = text_of(lay_out(words_of("acceptance"), self.MARKS, UNIT, fonts).pages[0])
        assert "说明请携带" in text


NAMES = st.text(st.sampled_from("张李王阿依古丽买提欧阳娜𬱖·"), min_size=1, max_size=25).filter(lambda name: name.strip("·") == name)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(NAMES, min_size=1, max_size=6), st.sampled_from(["zh", "zh-en"]))
def test_whatever_the_names_nothing_is_lost_and_nothing_leaves_the_type_area(pages, fonts, names, language):
    content = json.loads((CERTIFICATES / "samples" / "family-relationship.json").read_text(encoding="utf-8"))
    relatives = [{**content["relatives"][index % 4], "name": name} for index, name in enumerate(names)]
    made = pages(words_of("family-relationship", relatives=relatives, language=language))
    text = "".join(text_of(page) for page in made)
    assert all(name in text for name in names)
    for page in made:
        for piece in pieces(page):
            width = fonts.width(piece.words.role, piece.words.text.rstrip(), piece.words.size)
            assert piece.x >= LEFT - 9.0
            assert piece.x + width <= RIGHT + 9.0  # a closing mark may hang
            assert 0 < piece.y < PAGE_HEIGHT


def test_a_character_no_face_has_stops_the_layout(pages):
    words = replace(words_of("no-criminal-record"), closing=Bilingual("\ue000"))
    with pytest.raises(GlyphMissing):
        pages(words)


def test_a_word_wider_than_its_column_can_be_is_refused_and_not_cut(pages):
    words = words_of("exit-entry")
    (table,) = words.tables
    wide = tuple(tuple(Bilingual("8" * 30) for _ in row) for row in table.rows)
    with pytest.raises(CellTooNarrow):
        pages(replace(words, tables=(replace(table, rows=wide),)))


@pytest.mark.parametrize("kind", ["household-changes", "item-change", "birth", "exit-entry"])
def test_an_id_number_stands_on_one_line_however_long_the_name_before_it(pages, kind):
    words = words_of(kind)
    for length in range(2, 26):
        fields = tuple(replace(one, value=Bilingual("阿" * length)) if one.label.zh.endswith("姓名") else one for one in words.fields)
        assert fields[0] != words.fields[0]
        (number,) = {one.value.zh for one in fields if one.label.zh == "公民身份号码"}
        drawn = [piece for piece in pieces(pages(replace(words, fields=fields))[0]) if piece.words.text[:1].isdigit()]
        assert number in {"".join(one.words.text for one in drawn if abs(one.y - line) < 0.1) for line in {one.y for one in drawn}}


def test_a_word_wider_than_a_whole_row_of_the_fields_is_refused_and_not_cut(pages):
    words = words_of("item-change")
    field = replace(words.fields[0], value=Bilingual("8" * 80))
    with pytest.raises(CellTooNarrow):
        pages(replace(words, fields=(field, *words.fields[1:])))


def test_the_same_words_give_the_same_pages(pages):
    assert pages(words_of("family-relationship")) == pages(words_of("family-relationship"))
