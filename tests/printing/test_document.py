"""The paper: what is on it, how it is made, what makes it refuse."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image

from printing import raster
from printing.archival import CONTENT_NAME
from printing.canonical import canonical
from printing.document import ContentMismatch, GlyphMissing, compose
from printing.fonts import FontStack
from printing.geometry import PAGE_HEIGHT, PAGE_WIDTH

KINSHIP, CRIME = "family-relationship", "no-criminal-record"
RARE = ("阿卜杜热依木·阿卜杜喀迪尔", "㐱䶮𠮷", "𬭩𫖮", "那木吉拉·苏和巴特尔", "欧阳娜娜", "王五")


@pytest.fixture
def kinship(sample):
    def make(count: int, names: tuple[str, ...] = ()) -> dict:
        content = sample(KINSHIP)
        content["relatives"] = [dict(content["relatives"][index % 4]) for index in range(count)]
        for relative, name in zip(content["relatives"], names, strict=False):
            relative["name"] = name
        return content

    return make


def text_of(pdf: bytes) -> list[str]:
    """The text of each page as a reader copies it, without line ends and spaces."""
    document = pdfium.PdfDocument(pdf)
    return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def save(pdf: bytes, folder, name: str) -> int:
    pages = raster.pages_at(pdf, 110)
    for index, page in enumerate(pages, 1):
        Image.frombytes("RGB", (page.width, page.height), page.rgb).save(folder / f"{name}-{index}.png")
    return len(pages)


def fonts_of(pdf: bytes) -> list[bool]:
    """For each font of each page whether it is embedded and has a Unicode map."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [
            "/FontDescriptor" in font and "/FontFile2" in font.FontDescriptor and "/ToUnicode" in font
            for page in document.pages
            for font in page.Resources.Font.values()
        ]


def test_the_paper_says_what_the_content_says(kinds, issuer, fonts, sample, pictures):
    content = sample(CRIME)
    pdf = compose(kinds[CRIME], content, issuer.marks(kinds[CRIME], content), fonts)
    assert save(pdf, pictures, "paper-no-criminal-record") == 1
    (text,) = text_of(pdf)
    for words in (
        "无犯罪记录证明",
        "编号：演公户证字〔2026〕000123号", "张演示", "150390199001020017",
        "截至2026年11月23日，未发现上述人员有犯罪记录。", "特此证明。",
        "用途：就业",
        "演示市公安局2026年11月23日", "自出具之日起90日内有效", "有效期至2027年2月21日", "7K3M9QXZ2B4C8DEF", "终端编号WH-0001",
        "打印时间2026年11月23日10:15", "第1页共1页",
    ):  # fmt: skip
        assert words in text, words


def test_six_relatives_with_long_and_rare_names_stand_on_one_page(kinds, issuer, fonts, kinship, pictures):
    content = kinship(6, RARE)
    pdf = compose(kinds[KINSHIP], content, issuer.marks(kinds[KINSHIP], content), fonts)
    assert save(pdf, pictures, "paper-six-relatives") == 1
    (text,) = text_of(pdf)
    assert all(name in text for name in RARE)  # copied and searched right, beyond the BMP too
    assert save(compose(kinds[KINSHIP], kinship(1), issuer.marks(kinds[KINSHIP], kinship(1)), fonts), pictures, "paper-one-relative") == 1


def test_a_long_table_repeats_its_head_and_never_leaves_the_seal_alone(kinds, issuer, fonts, kinship, pictures):
    content = kinship(60)
    pdf = compose(kinds[KINSHIP], content, issuer.marks(kinds[KINSHIP], content), fonts)
    pages = text_of(pdf)
    assert save(pdf, pictures, "paper-long-table") == len(pages) > 2
    assert all("姓名性别出生日期公民身份号码与本人关系" in page for page in pages)
    assert all(f"第{index}页共{len(pages)}页" in page for index, page in enumerate(pages, 1))
    assert pages[-1].count("150390") >= 2
    assert [("特此证明" in page) for page in pages] == [False] * (len(pages) - 1) + [True]
    assert sum(page.count("150390") for page in pages) == 60 + 1  # the applicant


def test_the_preview_is_the_same_page_without_its_marks(kinds, issuer, fonts, kinship, pictures):
    content = kinship(3)
    preview = compose(kinds[KINSHIP], content, None, fonts)
    save(preview, pictures, "preview")
    (shown,) = text_of(preview)
    (paper,) = text_of(compose(kinds[KINSHIP], content, issuer.marks(kinds[KINSHIP], content), fonts))
    assert "150390199001020017" not in shown
    assert "150390********0017" in shown
    assert "000123" not in shown
    assert "2026年11月23日演" not in shown
    for words in ("亲属关系证明", "张建国", "父亲", "特此证明。", "用途：公证", "演示市公安局"):
        assert words in shown
        assert words in paper
    with pikepdf.open(BytesIO(preview)) as document:
        assert not document.attachments


@pytest.mark.parametrize("kind", [KINSHIP, CRIME])
def test_every_font_is_embedded_and_can_be_copied(kind, kinds, issuer, fonts, sample):
    content = sample(kind)
    for marks in (issuer.marks(kinds[kind], content), None):
        found = fonts_of(compose(kinds[kind], content, marks, fonts))
        assert found
        assert all(found)


def test_the_same_input_gives_the_same_bytes(kinds, issuer, fonts, sample):
    content = sample(CRIME)
    marks = issuer.marks(kinds[CRIME], content)
    assert compose(kinds[CRIME], content, marks, fonts) == compose(kinds[CRIME], content, marks, fonts)


def test_the_canonical_content_and_the_archival_marks_are_inside(kinds, issuer, fonts, sample):
    content = sample(CRIME)
    with pikepdf.open(BytesIO(compose(kinds[CRIME], content, issuer.marks(kinds[CRIME], content), fonts))) as document:
        assert document.attachments[CONTENT_NAME].get_file().read_bytes() == canonical(content)
        assert [str(one.AFRelationship) for one in document.Root.AF] == ["/Data", "/Supplement"]
        assert str(document.Root.Lang) == "zh-CN"
        assert document.Root.OutputIntents[0].DestOutputProfile.N == 3
        assert "/Encrypt" not in document.trailer
        assert [float(side) for side in document.pages[0].MediaBox[2:]] == pytest.approx([PAGE_WIDTH, PAGE_HEIGHT], 0.001)
        with document.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "U")
            assert meta["dc:title"] == "无犯罪记录证明"
        described = f"{document.docinfo} {document.Root.Metadata.read_bytes().decode()}"
        assert "张演示" not in described
        assert "1990" not in described


def test_no_transparency_is_used(kinds, issuer, fonts, sample):
    content = sample(CRIME)
    with pikepdf.open(BytesIO(compose(kinds[CRIME], content, issuer.marks(kinds[CRIME], content), fonts))) as document:
        dictionaries = [one for one in document.objects if isinstance(one, pikepdf.Dictionary)]
        assert not [one for one in dictionaries if {"/SMask", "/ca", "/CA"} & set(one.keys())]


def test_a_character_no_font_has_stops_the_paper_before_it_is_made(kinds, issuer, fonts, kinship):
    content = kinship(1, ("张\ue000\U000f0000",))
    with pytest.raises(GlyphMissing) as caught:
        compose(kinds[KINSHIP], content, issuer.marks(kinds[KINSHIP], content), fonts)
    assert caught.value.characters == ("\ue000", "\U000f0000")


def test_content_that_lacks_a_field_is_refused_without_quoting_it(kinds, fonts, sample):
    content = sample(CRIME)
    content["subject"] = {"name": "张演示"}
    with pytest.raises(ContentMismatch) as caught:
        compose(kinds[CRIME], content, None, fonts)
    assert "张演示" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_only_a_specimen_carries_the_specimen_seal(kinds, issuer, fonts, sample):
    content = sample(CRIME)
    seals = []
    for specimen in (True, False):
        pdf = compose(kinds[CRIME], content, issuer.marks(kinds[CRIME], content, specimen=specimen), fonts)
        (page,) = raster.pages(pdf, 600)
        red = [1 for at in range(0, len(page.rgb), 3) if page.rgb[at] > 180 and page.rgb[at + 1] < 80]
        seals.append(len(red))
    assert seals[0] > 500
    assert seals[1] == 0


def test_the_debian_faces_alone_make_a_paper_with_a_notice(kinds, issuer, sample, pictures):
    plain = FontStack.find([Path("/usr/share/fonts")])
    assert plain.notice
    content = sample(KINSHIP)
    content["relatives"][0]["name"] = "𫖮𬱖"
    pdf = compose(kinds[KINSHIP], content, issuer.marks(kinds[KINSHIP], content), plain)
    save(pdf, pictures, "paper-debian-fonts")
    assert "𫖮𬱖" in text_of(pdf)[0]
    assert all(fonts_of(pdf))
