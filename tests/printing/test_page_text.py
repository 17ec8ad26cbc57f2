"""The text of a PDF's pages in drawing order, and its comparison with the words that the pages should have."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from forged_pages import altered, neighbours, with_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printing.compare_pages import compare
from printing.document import compose
from printing.filled import filled
from printing.fonts import Role
from printing.geometry import PAGE_HEIGHT
from printing.layout import lay_out
from printing.ops import Group, Tag, Tagged, Words
from printing.page_text import PageText, PageTextError, Run, characters, page_texts

KINSHIP = "family-relationship"
SAMPLE = Path(__file__).parents[2] / "config" / "certificates" / "samples" / f"{KINSHIP}.json"


def texts(pdf: bytes) -> tuple[PageText, ...]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return page_texts(document)


def one_page(content: bytes, cmap: bytes | None = None, subtype: str = "/Type1") -> tuple[Run, ...]:
    """The runs of a page with this content stream and one font F1 (with this ToUnicode map) on it."""
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(200, 200))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name(subtype), BaseFont=pikepdf.Name.F)
        if cmap is not None:
            font.ToUnicode = document.make_stream(cmap)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
        page.Contents = document.make_stream(content)
        return page_texts(document)[0].runs


ONE_BYTE = b"1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <41> <5F20> <42> <D842DFB7> endbfchar"
TWO_BYTES = (
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0001> <0003> <4E00> endbfrange "
    b"1 beginbfrange <0010> <0011> [<00410042> <0043>] endbfrange"
)


def test_codes_become_text_by_the_fonts_own_map_beyond_the_bmp_too():
    (run,) = one_page(b"BT /F1 9 Tf 10 20 Td (AB) Tj ET", ONE_BYTE)
    assert run.text == "张𠮷"
    assert (run.x, run.y) == (10, 20)


def test_wide_codes_ranges_and_lists_are_followed():
    (run,) = one_page(b"BT /F1 9 Tf <0001000300100011> Tj ET", TWO_BYTES, "/Type0")
    assert run.text == "\u4e00\u4e02ABC"


def test_a_code_without_text_shows_as_unknown_and_is_not_left_out():
    assert [run.text for run in one_page(b"BT /F1 9 Tf (AZ) Tj ET", ONE_BYTE)] == ["张\ufffd"]
    assert [run.text for run in one_page(b"BT /F1 9 Tf (AZ) Tj ET")] == ["\ufffd\ufffd"]


def test_every_operator_that_shows_text_and_every_way_to_place_it_is_followed():
    content = (
        b"""q 1 0 0 1 100 0 cm BT /F1 9 Tf 12 TL 1 0 0 1 5 50 Tm (A) Tj T* [(A) -200 (B)] TJ 3 -4 TD (A) ' 1 2 (B) " ET Q BT (A) Tj ET"""
    )
    runs = one_page(content, ONE_BYTE)
    assert [run.text for run in runs] == ["张", "张𠮷", "张", "𠮷", "\ufffd"]  # outside of q and Q the font is forgotten
    assert [(run.x, run.y) for run in runs] == [(105, 50), (105, 38), (108, 30), (108, 26), (0, 0)]


def test_text_inside_forms_counts_where_the_form_is_drawn():
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(200, 200))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, ToUnicode=document.make_stream(ONE_BYTE))
        form = document.make_stream(b"BT /F1 9 Tf (A) Tj ET", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        form.Matrix, form.Resources = [2, 0, 0, 2, 1, 1], pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
        page.Contents = document.make_stream(b"q 1 0 0 1 30 40 cm /X Do Q /X Do")
        runs = page_texts(document)[0].runs
    assert [(run.text, run.x, run.y) for run in runs] == [("张", 31, 41), ("张", 1, 1)]


@pytest.mark.parametrize(
    "content",
    [b"BT /F9 9 Tf (A) Tj ET", b"/Nothing Do", b"1 0 cm", b"BT (A) Tf ET", b"BT /F1 9 Tf 5 TJ ET", b"1 0 0 1 0 (x) cm", b"Td", b"Tj", b"'"],
)
def test_content_that_cannot_be_followed_is_named_so(content):
    with pytest.raises(PageTextError):
        one_page(content, ONE_BYTE)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=120), st.binary(max_size=120))
def test_hostile_content_and_maps_raise_nothing_else(content, cmap):
    try:
        runs = one_page(b"BT /F1 9 Tf (AB) Tj ET " + content, ONE_BYTE + cmap)
    except PageTextError:
        return
    assert runs[0].text


def test_a_run_does_not_show_its_text_to_logs():
    (run,) = one_page(b"BT /F1 9 Tf (A) Tj ET", ONE_BYTE)
    assert "张" not in repr(run)


@pytest.fixture(scope="module")
def paper(kinds, issuer, fonts):
    definition = kinds[KINSHIP]
    data = json.loads(SAMPLE.read_text(encoding="utf-8"))
    marks = issuer.marks(definition, data)
    return compose(definition, data, marks, fonts), lay_out(filled(definition, data), marks, marks.unit, fonts).pages


@pytest.fixture(scope="module")
def pairs(paper):
    return neighbours(paper[0])


def test_what_was_laid_out_is_what_is_drawn(paper):
    pdf, pages = paper
    assert compare(pages, texts(pdf)) == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_character_altered_added_swapped_or_removed_is_found_and_named(paper, pairs, data):
    pdf, pages = paper
    number, place, codes, at = data.draw(st.sampled_from(pairs))
    change = data.draw(st.sampled_from(["altered", "added", "swapped", "removed"]))
    differences = compare(pages, texts(with_string(pdf, number, place, altered(codes, at, change))))
    assert {one.page for one in differences} == {number + 1}
    assert 1 <= len(differences) <= 2
    assert all(0 < one.down < 297 and 0 < one.across < 210 for one in differences)


def words(text: str, x: float = 50.0, y: float = 700.0) -> Words:
    return Words(x, y, text, Role.BODY, 16)


def page(*runs: Run) -> PageText:
    return PageText(runs, 0, 0)


def test_white_space_does_not_count():
    assert compare([(words("张 三\u3000丰"),)], [page(Run("张", 0, 0), Run(" 三丰", 0, 0))]) == ()


def test_groups_and_tagged_parts_are_looked_into():
    ops = (Group(10, 20, (Tagged(((Tag.PARAGRAPH, 0),), (words("证明"),)),)),)
    assert compare([ops], [page(Run("证明", 60, 720))]) == ()


def test_a_difference_says_where_what_and_instead_of_what():
    (found,) = compare([(words("张三丰"),)], [page(Run("张二丰", 72.0, PAGE_HEIGHT - 144.0))])
    assert (found.page, found.expected, found.found) == (1, "三", "二")
    assert (round(found.across, 1), round(found.down, 1)) == (25.4, 50.8)
    assert found.where() == "page 1, 51 mm from the top, 25 mm from the left"
    assert "三" not in repr(found)


def test_a_missing_word_is_placed_where_it_should_stand():
    (found,) = compare([(words("甲"), words("乙", x=72.0), words("丙"))], [page(Run("甲", 0, 0), Run("丙", 0, 0))])
    assert (found.expected, found.found) == ("乙", "")
    assert round(found.across, 1) == 25.4


def test_pages_too_many_or_too_few_are_differences():
    assert [one.page for one in compare([(words("甲"),)], [page(Run("甲", 0, 0)), page(Run("乙", 0, 0))])] == [2, 2]
    assert [one.page for one in compare([(words("甲"),), (words("乙"),)], [page(Run("甲", 0, 0))])] == [2, 2]


def test_quite_another_page_is_not_spelt_out_in_full():
    assert len(compare([(words("甲乙" * 5000),)], [page(Run("丙丁" * 5000, 0, 0))])) == 1
    assert len(compare([(words("甲1乙2" * 100),)], [page(Run("甲3乙4" * 100, 0, 0))])) == 20


def test_characters_come_with_their_run():
    run = Run("张 三", 1, 2)
    assert list(characters((run,))) == [("张", run), ("三", run)]
