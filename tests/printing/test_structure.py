"""The structure tree: what a reader without eyes is told."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from printing.archival import Description, finish
from printing.document import compose
from printing.drawing import draw
from printing.fonts import Role
from printing.ops import Box, Group, Rule, Shape, Tag, Tagged, Words
from printing.pdf_file import PdfFile
from tests.printing.own_papers import kinship, kinship_content, marks, pages, picture


def words(text: str, y: float = 700.0) -> Words:
    return Words(50.0, y, text, Role.BODY, 12)


def made(fonts, *drawn: tuple) -> pikepdf.Pdf:
    file = PdfFile()
    return pikepdf.open(BytesIO(finish(file, draw(file, drawn, fonts), Description("t", "a", "k", None))))


def kids(element) -> list:
    found = element.get("/K", pikepdf.Array())
    return [one for one in (found if isinstance(found, pikepdf.Array) else [found]) if isinstance(one, pikepdf.Dictionary) and "/S" in one]


def tree(element) -> tuple:
    """The types, nested."""
    return (str(element.S)[1:], *(tree(kid) for kid in kids(element)))


def document_of(pdf: pikepdf.Pdf):
    return pdf.Root.StructTreeRoot.K


def find(element, kind: str) -> list:
    found = [element] if str(element.get("/S")) == f"/{kind}" else []
    return found + [one for kid in kids(element) for one in find(kid, kind)]


def opened(pdf: pikepdf.Pdf, page: int = 0) -> list[tuple[str, int | None]]:
    """The marked-content sequences of a page: tag and MCID."""
    return [
        (str(one.operands[0])[1:], int(one.operands[1].MCID) if str(one.operator) == "BDC" and "/MCID" in one.operands[1] else None)
        for one in pikepdf.parse_content_stream(pdf.pages[page])
        if str(one.operator) in ("BMC", "BDC")
    ]


@pytest.fixture(scope="module")
def paper(fonts):
    with pikepdf.open(BytesIO(compose(kinship(), kinship_content(2), marks(), fonts))) as document:
        yield document


def test_a_paper_is_a_document_of_title_tables_paragraphs_notes_figures_and_a_field(paper):
    document = document_of(paper)
    kinds = [str(one.S)[1:] for one in kids(document)]
    assert kinds[0] == "H1"
    assert kinds[-1] == "Form"
    assert {"Table", "P", "Note", "Figure"} <= set(kinds)
    assert paper.Root.MarkInfo.Marked is True
    assert str(paper.Root.Lang) == "zh-CN"
    assert all(str(page.Tabs) == "/S" for page in paper.pages)


def test_rows_of_a_table_on_several_pages_are_one_table(fonts):
    with pikepdf.open(BytesIO(compose(kinship(), kinship_content(60), marks(), fonts))) as document:
        assert len(document.pages) > 1
        tables = [one for one in find(document_of(document), "Table") if len(find(one, "TR")) > 10]
        assert [len(find(one, "TR")) for one in tables] == [61]  # the head once, however often it is printed
        (head, *_) = find(tables[0], "TR")
        assert [str(cell.A.Scope) for cell in kids(head)] == ["/Column"] * 3
        assert {one.Pg.objgen for one in find(tables[0], "TD")} == {page.obj.objgen for page in document.pages}


def test_labels_of_fields_head_their_rows_and_an_odd_value_spans_the_rest(paper):
    fields = find(document_of(paper), "Table")[0]
    assert {str(cell.A.Scope) for cell in find(fields, "TH")} == {"/Row"}
    last = kids(kids(fields)[-1])
    assert [str(cell.S) for cell in last] == ["/TH", "/TD"]
    assert int(last[-1].A.ColSpan) == 3


def test_lines_of_a_paragraph_are_one_element_also_across_pages(fonts):
    path = ((Tag.PARAGRAPH, 0),)
    first = (Tagged(path, (words("一"),)), Tagged(path, (words("二", 680),)))
    with made(fonts, first, (Tagged(path, (words("三"),)),)) as pdf:
        assert tree(document_of(pdf)) == ("Document", ("P",))
        (paragraph,) = kids(document_of(pdf))
        here, there = paragraph.K
        assert int(here) == 0
        assert (int(there.MCID), there.Pg.objgen) == (0, pdf.pages[1].obj.objgen)
        assert opened(pdf) == [("P", 0)]


def test_what_is_in_no_tag_is_an_artifact(fonts):
    rule, box = Rule(0, 0, 10, 10), Box(0, 0, 5, 5, (0, 0, 0))
    with made(fonts, (rule, Tagged(((Tag.PARAGRAPH, 0),), (words("一"), Group(1, 1, (box,)))), words("二"))) as pdf:
        assert opened(pdf) == [("Artifact", None), ("P", 0), ("Artifact", None)]


def test_an_inner_element_interrupts_the_outer_one_and_neither_contains_the_other(fonts):
    outer = ((Tag.PARAGRAPH, 0),)
    inner = Tagged((*outer, (Tag.SPAN, 0)), (words("b"),), lang="en")
    with made(fonts, (Tagged(outer, (words("一"), inner, words("二"))),)) as pdf:
        assert opened(pdf) == [("P", 0), ("Span", 1), ("P", 2)]
        (paragraph,) = kids(document_of(pdf))
        assert [str(kid.S) if isinstance(kid, pikepdf.Dictionary) else int(kid) for kid in paragraph.K] == [0, "/Span", 2]
        assert str(paragraph.K[1].Lang) == "en"


def test_text_that_stands_for_a_drawing_is_in_the_tree_and_around_the_drawing(fonts):
    stroke = Shape("glyphs", (("M", (0.0, 0.0)), ("L", (9.0, 9.0))), stroke=(0, 0, 0))
    with made(fonts, (Tagged(((Tag.PARAGRAPH, 0),), (stroke,), actual="ᠮᠣᠩᠭᠣᠯ", lang="mn-Mong"),)) as pdf:
        (paragraph,) = kids(document_of(pdf))
        assert (str(paragraph.ActualText), str(paragraph.Lang)) == ("ᠮᠣᠩᠭᠣᠯ", "mn-Mong")
        spans = [one.operands[1] for one in pikepdf.parse_content_stream(pdf.pages[0]) if str(one.operator) == "BDC"]
        assert str(spans[1].ActualText) == "ᠮᠣᠩᠭᠣᠯ"


def test_a_figure_has_its_description_and_the_box_it_covers(fonts):
    digest, data = picture()
    content = {"pages": [{"image": digest, "title": "登记表"}]}
    with pikepdf.open(BytesIO(compose(pages(), content, marks(), fonts, images={digest: data}))) as pdf:
        figures = find(document_of(pdf), "Figure")
        assert all(str(one.Alt) for one in figures)
        (scan,) = [one for one in figures if str(one.Alt) == "登记表"]
        assert scan.Pg.objgen == pdf.pages[1].obj.objgen
        left, bottom, right, top = (float(side) for side in scan.A.BBox)
        assert (top - bottom) / (right - left) == pytest.approx(420 / 300, rel=0.01)


def test_every_note_has_an_identifier_that_leads_to_it(paper):
    notes = find(document_of(paper), "Note")
    names = list(paper.Root.StructTreeRoot.IDTree.Names)
    assert len(notes) >= 2
    assert {bytes(one.ID): one.objgen for one in notes} == {
        bytes(key): value.objgen for key, value in zip(names[::2], names[1::2], strict=True)
    }


def test_the_parent_tree_leads_from_every_content_and_the_field_to_its_element(paper):
    numbers = list(paper.Root.StructTreeRoot.ParentTree.Nums)
    parents = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
    owners = parents[int(paper.pages[0].StructParents)]
    tagged = [one for one in opened(paper) if one[1] is not None]
    assert [str(owners[mcid].S)[1:] for _, mcid in tagged] == [tag for tag, _ in tagged]
    field = paper.Root.AcroForm.Fields[0]
    form = parents[int(field.StructParent)]
    assert (str(form.S), form.K.Obj.objgen) == ("/Form", field.objgen)
    assert int(paper.Root.StructTreeRoot.ParentTreeNextKey) > max(parents)
