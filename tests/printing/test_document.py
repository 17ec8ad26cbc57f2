"""The paper: what is in the file, how it is made, what makes it refuse."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image

from printing import page_facts, raster, signature
from printing.archival import CONTENT_NAME, DEFINITION_NAME, VERIFICATION_NAME
from printing.canonical import canonical
from printing.document import ContentMismatch, GlyphMissing, SealMissing, compose
from printing.dress import Dress
from printing.fonts import FontStack
from printing.geometry import PAGE_HEIGHT, PAGE_WIDTH
from printing.seal import SealArt
from tests.printing.own_papers import NOON, RARE, URL, kinship, kinship_content, marks, pages, picture, slip, slip_marks

ROOT = Path(__file__).parents[2]
LARGEST = 120 * 1024  # bytes of a one-page paper


def text_of(pdf: bytes) -> list[str]:
    """The text of each page as a reader copies it, without line ends and spaces."""
    document = pdfium.PdfDocument(pdf)
    return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def save(pdf: bytes, folder: Path, name: str) -> int:
    drawn = raster.pages_at(pdf, 110)
    for index, page in enumerate(drawn, 1):
        Image.frombytes("RGB", (page.width, page.height), page.rgb).save(folder / f"{name}-{index}.png")
    return len(drawn)


@pytest.fixture(scope="module")
def paper(fonts):
    return compose(kinship(), kinship_content(6, RARE), marks(), fonts)


def test_the_paper_says_what_the_content_says(paper, pictures):
    assert save(paper, pictures, "paper") == 1
    (text,) = text_of(paper)
    for words in (
        "亲属关系证明", "编号：YS01-2026-000123", "张演示", "150390199001020017", "特此证明。", "演示市公安局2026年11月23日",
        "本证明只载明档案登记的亲属关系。", "有效期至2027年2月21日", "7K3M9QXZ2B4C8DEF", "终端编号WH-0001", "第1页共1页",
        *RARE,
    ):  # fmt: skip
        assert words in text, words


def test_a_paper_with_all_its_parts_stays_below_120_kilobytes(paper):
    assert len(paper) <= LARGEST


def test_a_long_table_repeats_its_head_on_every_page(fonts, pictures):
    pdf = compose(kinship(), kinship_content(90), marks(), fonts)
    texts = text_of(pdf)
    assert save(pdf, pictures, "paper-long-table") == len(texts) > 2
    assert all("公民身份号码关系" in text for text in texts if "母女" in text)
    assert all(f"第{index}页共{len(texts)}页" in text for index, text in enumerate(texts, 1))
    assert sum(text.count("15039019900102") for text in texts) == 90 + 2


def test_the_preview_is_the_same_page_without_its_marks(paper, fonts, pictures):
    preview = compose(kinship(), kinship_content(6, RARE), None, fonts)
    save(preview, pictures, "preview")
    (shown,), (printed,) = text_of(preview), text_of(paper)
    assert "150390199001020017" not in shown
    assert "150390********0017" in shown
    assert "000123" not in shown
    for words in ("亲属关系证明", "张演示", "特此证明。", "演示市公安局"):
        assert words in shown
        assert words in printed


def test_only_a_paper_carries_files_and_a_field(paper, fonts):
    others = (compose(kinship(), kinship_content(), None, fonts), compose(slip(), {"subject": {"name": "张演示"}}, slip_marks(), fonts))
    for pdf in others:
        with pikepdf.open(BytesIO(pdf)) as document:
            assert not document.attachments
            assert "/AcroForm" not in document.Root
            assert "/AF" not in document.Root
    with pikepdf.open(BytesIO(paper)) as document:
        assert set(document.attachments) == {CONTENT_NAME, VERIFICATION_NAME, page_facts.NAME, DEFINITION_NAME}


def test_the_files_inside_are_content_code_facts_and_definition_and_say_how_they_belong(paper):
    with pikepdf.open(BytesIO(paper)) as document:
        assert document.attachments[CONTENT_NAME].get_file().read_bytes() == canonical(kinship_content(6, RARE))
        assert document.attachments[VERIFICATION_NAME].get_file().read_bytes() == URL.encode()
        definition = document.attachments[DEFINITION_NAME].get_file().read_bytes()
        assert hashlib.sha256(definition).hexdigest() == kinship().sha256
        facts = page_facts.load(document.attachments[page_facts.NAME].get_file().read_bytes())
        assert (facts.kiosk, facts.printed_at) == (marks().kiosk, marks().printed_at)
        assert [str(one.AFRelationship) for one in document.Root.AF] == ["/Data", "/Supplement", "/Supplement", "/Source"]
        assert {str(one.EF.F.Subtype) for one in document.Root.AF} == {"/application/json", "/text/plain", "/application/toml"}


def test_the_metadata_name_the_kind_and_nobody(paper):
    with pikepdf.open(BytesIO(paper)) as document:
        with document.open_metadata() as meta:
            assert meta["dc:title"] == "亲属关系证明"
            assert meta["dc:subject"] == {"kinship"}
            assert meta["xmp:CreateDate"] == NOON.isoformat()
        said = f"{document.docinfo} {document.Root.Metadata.read_bytes().decode()}"
        assert not [words for words in ("张演示", "1990", "000123") if words in said]
        assert [float(side) for side in document.pages[0].MediaBox[2:]] == pytest.approx([PAGE_WIDTH, PAGE_HEIGHT], 0.001)


def test_the_field_lies_on_the_seal_and_shows_the_form_that_the_page_shows_and_above_it_the_words(paper):
    with pikepdf.open(BytesIO(paper)) as document:
        (field,) = document.Root.AcroForm.Fields
        assert (str(field.T), str(field.FT), int(field.F), int(document.Root.AcroForm.SigFlags)) == ("Signature", "/Sig", 4, 3)
        assert "/V" not in field
        page = document.pages[0]
        assert field.P.objgen == page.obj.objgen
        assert [one.objgen for one in page.Annots] == [field.objgen]
        (seal,) = field.AP.N.Resources.XObject.values()
        names = [name for name, form in page.Resources.XObject.items() if form.objgen == seal.objgen]
        left, bottom, right, top = (float(side) for side in field.Rect)
        assert [float(side) for side in field.AP.N.BBox] == pytest.approx([0, 0, right - left, top - bottom], abs=0.01)
        drawn = [
            [float(value) for value in before.operands]
            for before, after in pairwise(pikepdf.parse_content_stream(page))
            if str(after.operator) == "Do" and [str(after.operands[0])] == names
        ]  # fmt: skip
        assert drawn == [pytest.approx([1, 0, 0, 1, left, bottom], abs=0.01)]
        first, *others = [str(one.operator) for one in pikepdf.parse_content_stream(field.AP.N)]
        assert first == "Do"
        assert {"W", "f"} <= set(others)
        assert not {"Tj", "TJ", "BT", "gs"} & set(others)  # neither read twice nor transparent


def _square(pdf: bytes, corners: tuple[float, float, float, float], folder: Path) -> list[tuple[int, int, int]]:
    """The pixels of this square of the first page, 288 to the inch, annotations drawn (poppler draws signature fields)."""
    left, _, right, top = (round(value * 4) for value in corners)
    (folder / "p.pdf").write_bytes(pdf)
    place = ["-x", left, "-y", round(PAGE_HEIGHT * 4) - top, "-W", right - left, "-H", right - left]
    subprocess.run(["pdftoppm", "-r", "288", *map(str, place), "-png", "-singlefile", folder / "p.pdf", folder / "p"], check=True)
    with Image.open(folder / "p.png") as image:
        return list(zip(*(image.getchannel(one).tobytes() for one in "RGB"), strict=True))


def test_the_seal_leaves_the_words_under_it_readable(fonts, tmp_path):
    sealed = compose(kinship(), kinship_content(), marks(), fonts)
    with pikepdf.open(BytesIO(sealed)) as document:
        page = document.pages[0]
        corners = tuple(float(side) for side in document.Root.AcroForm.Fields[0].Rect)
        seals = [name for name, form in page.Resources.XObject.items() if "/XObject" in form.get("/Resources", {})]
        kept = [one for one in pikepdf.parse_content_stream(page) if [str(two) for two in one.operands] != seals]
        page.Contents = document.make_stream(pikepdf.unparse_content_stream(kept))
        del page.Annots
        without = BytesIO()
        document.save(without)
    bare, shown = _square(without.getvalue(), corners, tmp_path), _square(sealed, corners, tmp_path)
    black = [at for at, pixel in enumerate(bare) if max(pixel) < 30]
    assert len(black) > 500
    assert sum(pixel[0] > 180 and max(pixel[1:]) < 90 for pixel in shown) > 5000
    assert sum(max(shown[at]) < 90 for at in black) > 0.99 * len(black)


def test_a_seal_that_is_a_picture_leaves_them_readable_too(fonts, tmp_path):
    art = Image.new("RGB", (1000, 1000), (210, 30, 30))
    art.save(tmp_path / "art.png")
    dress = Dress(seals={"official": SealArt.load(tmp_path / "art.png", 42)})
    sealed = compose(kinship(), kinship_content(), marks(specimen=False), fonts, dress=dress)
    with pikepdf.open(BytesIO(sealed)) as document:
        corners = tuple(float(side) for side in document.Root.AcroForm.Fields[0].Rect)
    assert sum(max(pixel) < 90 for pixel in _square(sealed, corners, tmp_path)) > 500


def test_the_seal_on_the_page_is_there_without_annotations_too(paper):
    page = pdfium.PdfDocument(paper)[0]
    image = page.render(scale=1, may_draw_forms=False, draw_annots=False).to_pil().convert("RGB")
    channels = zip(*(image.getchannel(one).tobytes() for one in "RGB"), strict=True)
    assert sum(red > 180 and green < 90 and blue < 90 for red, green, blue in channels) > 500


def test_a_real_paper_without_art_for_its_seal_is_refused(fonts):
    with pytest.raises(SealMissing):
        compose(kinship(), kinship_content(), marks(specimen=False), fonts)


def test_the_composed_paper_takes_a_signature_in_its_field(paper, issuer):
    signed = signature.sign(paper, lambda digest: signature.cms(digest, issuer.key, issuer.certificate), signed_at=NOON)
    report = signature.validate(signed, [issuer.certificate])
    assert report is not None
    assert report.good
    with pikepdf.open(BytesIO(signed)) as document:
        assert len(document.Root.AcroForm.Fields) == 1
        assert "/V" in document.Root.AcroForm.Fields[0]


def test_the_same_input_gives_the_same_bytes_in_every_process(paper):
    code = (
        "import sys, hashlib; from pathlib import Path\n"
        "from tests.printing.own_papers import *\n"
        "from printing.document import compose; from printing.fonts import FontStack\n"
        f"fonts = FontStack.find([Path({str(ROOT / '.fonts')!r}), Path('/usr/share/fonts')])\n"
        "print(hashlib.sha256(compose(kinship(), kinship_content(6, RARE), marks(), fonts)).hexdigest())\n"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True, check=True, text=True,
        )  # fmt: skip
        assert done.stdout.strip() == hashlib.sha256(paper).hexdigest()


def test_another_number_gives_another_file_identifier(paper, fonts):
    other = compose(kinship(), kinship_content(6, RARE), marks("YS01-2026-000124"), fonts)
    with pikepdf.open(BytesIO(paper)) as first, pikepdf.open(BytesIO(other)) as second:
        assert bytes(first.trailer.ID[0]) == bytes(first.trailer.ID[1]) != bytes(second.trailer.ID[0])


def test_papers_made_by_several_threads_at_once_are_the_same_as_one_by_one(fonts):
    wanted = {index: compose(kinship(), kinship_content(index), marks(), fonts) for index in range(1, 5)}
    made: dict[int, list[bytes]] = {index: [] for index in wanted}

    def work(index: int) -> None:
        for _ in range(3):
            made[index].append(compose(kinship(), kinship_content(index), marks(), fonts))

    threads = [threading.Thread(target=work, args=(index,)) for index in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {index: set(papers) for index, papers in made.items()} == {index: {paper} for index, paper in wanted.items()}


def test_pictures_stand_on_pages_of_their_own(fonts, pictures):
    first, second = picture("L"), picture("RGB", "JPEG")
    content = {"pages": [{"image": digest, "title": "登记表"} for digest, _ in (first, second)]}
    pdf = compose(pages(), content, marks(), fonts, images=dict((first, second)))
    assert save(pdf, pictures, "paper-with-pictures") == 3
    with pikepdf.open(BytesIO(pdf)) as document:
        images = [one for one in document.objects if isinstance(one, pikepdf.Stream) and str(one.get("/Subtype")) == "/Image"]
        assert [one.read_raw_bytes() == second[1] for one in images] == [False, True]  # a JPEG is not compressed once more


def test_a_character_no_font_has_stops_the_paper_before_it_is_made(fonts):
    with pytest.raises(GlyphMissing) as caught:
        compose(kinship(), kinship_content(1, ("张\ue000\U000f0000",)), marks(), fonts)
    assert caught.value.characters == ("\ue000", "\U000f0000")


@pytest.mark.parametrize("mark", ["\u200b", "\u202e", "\u2060", "\u00ad", "\ufe00", "\U000e0100", "\u0301", "\u2028", "\u0085"])
def test_a_name_with_a_character_that_prints_nothing_stops_the_paper_even_at_its_end(fonts, mark):
    for name in (f"张{mark}三", f"张三{mark}"):
        with pytest.raises(GlyphMissing) as caught:
            compose(kinship(), kinship_content(1, (name,)), marks(), fonts)
        assert caught.value.characters == (mark,)


def test_content_that_lacks_a_field_is_refused_without_quoting_it(fonts):
    content = {**kinship_content(), "subject": {"name": "张演示"}}
    with pytest.raises(ContentMismatch) as caught:
        compose(kinship(), content, None, fonts)
    assert "张演示" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_debian_faces_alone_make_a_paper_with_a_notice(pictures):
    plain = FontStack.find([Path("/usr/share/fonts")])
    assert plain.notice
    pdf = compose(kinship(), kinship_content(1, ("𫖮𬱖",)), marks(), plain)
    save(pdf, pictures, "paper-debian-fonts")
    assert "𫖮𬱖" in text_of(pdf)[0]
