"""Faces and their fallbacks: what is covered, what is read, and that what is drawn can be copied."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from printing.archival import Description, finish
from printing.drawing import draw
from printing.font_file import FontFile, FontRefused
from printing.fonts import FontsMissing, FontStack, GlyphMissing, Role, is_private_use
from printing.ops import Tag, Tagged, Words
from printing.pdf_file import PdfFile
from printing.spaces import is_space
from printing.tounicode import tounicode_map

# Stand-ins for GB 18030-2022: level 1 in the BMP, level 3 with extensions B to F.
BLOCKS = {
    "A": (0x3400, 0x4DB5), "unified": (0x4E00, 0x9FEF), "B": (0x20000, 0x2A6D6), "C": (0x2A700, 0x2B734), "D": (0x2B740, 0x2B81D),
    "E": (0x2B820, 0x2CEA1), "F": (0x2CEB0, 0x2EBE0),
}  # fmt: skip
SAMPLE = 400  # characters of every block that are drawn and read back


def drawn(fonts: FontStack, lines: list[str], role: Role = Role.BODY) -> bytes:
    """One page with these lines."""
    ops = [Tagged(((Tag.PARAGRAPH, at),), (Words(40, 800 - 16 * at, line, role, 12),)) for at, line in enumerate(lines)]
    file = PdfFile()
    return finish(file, draw(file, [tuple(ops)], fonts), Description("t", "a", "k", None))


def copied(pdf: bytes, folder: Path) -> str:
    """What pdftotext, a second reader, makes of the text."""
    path = folder / "drawn.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


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


@pytest.mark.parametrize("block", BLOCKS)
def test_every_character_of_gb18030_has_a_glyph_that_draws_something(fonts, block):
    first, last = BLOCKS[block]
    assert fonts.missing("".join(map(chr, range(first, last + 1)))) == ()


@pytest.mark.parametrize("block", BLOCKS)
def test_characters_of_every_block_are_copied_as_they_were_drawn(fonts, block, tmp_path):
    first, last = BLOCKS[block]
    some = random.Random(block).sample(range(first, last + 1), min(SAMPLE, last - first))
    text = "".join(map(chr, sorted(some)))
    lines = [text[at : at + 40] for at in range(0, len(text), 40)]
    assert copied(drawn(fonts, lines), tmp_path) == text


@pytest.mark.parametrize("role", Role)
def test_a_name_of_many_faces_is_copied_whole_in_every_role(fonts, role, tmp_path):
    assert copied(drawn(fonts, ["欧阳𠮷㐱·𬭩𫖮"], role), tmp_path) == "欧阳𠮷㐱·𬭩𫖮"


@pytest.mark.parametrize("code", [0xE000, 0xF8FF, 0xF0000, 0x10FFFD])
def test_a_private_use_code_point_never_counts_as_covered(fonts, code):
    assert is_private_use(code)
    assert fonts.missing(chr(code)) == (chr(code),)
    with pytest.raises(GlyphMissing):
        fonts.runs(Role.BODY, chr(code))


def test_a_character_that_no_face_has_cannot_be_drawn_as_a_box(fonts):
    with pytest.raises(GlyphMissing) as caught:
        drawn(fonts, ["张\U00012000"])
    assert caught.value.characters == ("\U00012000",)


@pytest.mark.parametrize("category", ["Cc", "Cf", "Zl", "Zp", "Mn", "Mc", "Me", "Co"])
def test_what_is_no_picture_of_its_own_is_missing_whatever_the_faces_draw_there(fonts, category):
    codes = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == category]
    assert len(fonts.missing("".join(codes))) == len(set(codes) - set("\t\n\r"))


@given(st.text(st.characters(categories=["Cc", "Cf", "Zl", "Zp", "Mn", "Mc", "Me", "Co"], exclude_characters="\t\n\r"), min_size=1))
def test_a_name_with_such_characters_in_it_is_never_drawn(fonts, marks):
    for name in (f"张{marks}三", f"张三{marks}"):
        assert set(fonts.missing(name)) == set(marks)
        with pytest.raises(GlyphMissing):
            fonts.runs(Role.BODY, name)


def test_a_variation_sequence_is_refused_and_not_drawn_as_its_base(fonts):
    assert fonts.missing("葛\U000e0100城") == ("\U000e0100",)


def test_every_kind_of_space_is_a_space_and_nothing_else_is():
    assert {chr(code) for code in range(sys.maxunicode + 1) if is_space(chr(code))} == {
        *"\t\n\r",
        *(chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Zs"),
    }


def test_missing_names_each_character_once(fonts):
    assert fonts.missing("张\ue001三\ue000\ue001\n ") == ("\ue001", "\ue000")


def test_no_faces_at_all_is_said_with_the_remedy(tmp_path):
    with pytest.raises(FontsMissing, match="fonts-babelstone-han"):
        FontStack.find([tmp_path])


def test_faces_are_opened_only_when_they_are_needed():
    stack = FontStack.find([Path(__file__).parents[2] / ".fonts", Path("/usr/share/fonts")])
    assert not stack.named("NotoSerifSC_400Regular").is_loaded
    stack.runs(Role.BODY, "普通姓名")
    assert stack.named("NotoSerifSC_400Regular").is_loaded
    assert not stack.named("HanaMinB").is_loaded


def test_the_width_of_a_text_is_the_sum_of_its_characters(fonts):
    assert fonts.width(Role.BODY, "张𠮷a", 10) == pytest.approx(sum(fonts.width(Role.BODY, one, 10) for one in "张𠮷a"))
    assert fonts.width(Role.BODY, "张", 10) == pytest.approx(10)


@pytest.mark.parametrize("name", ["NotoSerifSC_400Regular", "LXGWWenKai-Regular", "BabelStoneHan", "HanaMinA", "HanaMinB"])
def test_what_is_read_of_a_face_agrees_with_fonttools(fonts, name):
    ours = fonts.named(name).font
    theirs = TTFont(fonts.named(name).path, lazy=True)
    numbers = {glyph: number for number, glyph in enumerate(theirs.getGlyphOrder())}
    cmap = theirs.getBestCmap()
    read = {code: glyph for code, glyph in ours.charToGlyph.items() if glyph}
    read.pop(0xA0)  # the no-break space, which ReportLab takes for the plain one
    assert read == {code: numbers[glyph] for code, glyph in cmap.items() if code != 0xA0 and numbers[glyph]}
    scale = theirs["head"].unitsPerEm / 1000
    some = random.Random(name).sample(sorted(cmap), 300)
    assert all(ours.charWidths[code] * scale == pytest.approx(theirs["hmtx"][cmap[code]][0]) for code in some)


@pytest.mark.parametrize("name", ["NotoSerifSC_400Regular", "BabelStoneHan", "HanaMinA", "LXGWWenKai-Regular"])
def test_a_subset_draws_the_same_outlines_composites_too(fonts, name):
    ours = fonts.named(name).font
    theirs = TTFont(fonts.named(name).path, lazy=True)
    cmap, glyphs = theirs.getBestCmap(), theirs["glyf"]
    composites = [code for code in sorted(cmap)[:2000] if glyphs[cmap[code]].isComposite()][:20]
    wanted = [*composites, *random.Random(name).sample(sorted(cmap), 100)]
    program, places = ours.program(wanted)
    cut = TTFont(io.BytesIO(program))
    assert bool(composites) is (name == "LXGWWenKai-Regular")  # the one face of these that has some
    for code, place in zip(wanted, places, strict=True):
        glyph = cut.getGlyphOrder()[place]
        assert list(cut["glyf"][glyph].getCoordinates(cut["glyf"])[0]) == list(glyphs[cmap[code]].getCoordinates(glyphs)[0])
        assert cut["hmtx"][glyph] == theirs["hmtx"][cmap[code]]


def test_characters_that_share_a_glyph_are_drawn_and_copied_each_as_itself(fonts, tmp_path):
    text = "张…三⋯—…"
    body = fonts.named("NotoSerifSC_400Regular")
    assert body.glyph("…") == body.glyph("⋯") != 0
    assert copied(drawn(fonts, [text]), tmp_path) == text


def test_a_file_that_may_not_be_embedded_is_refused(fonts, tmp_path):
    font = TTFont(fonts.named("NotoSerifSC_400Regular").path, lazy=True)
    font["OS/2"].fsType = 2
    font.save(tmp_path / "restricted.ttf")
    with pytest.raises(FontRefused):
        FontFile(tmp_path / "restricted.ttf")


@pytest.mark.parametrize("data", [b"\0\1\0\0", b"OTTO" + bytes(40), b"ttcf" + bytes(20), b"no font at all, whatever its name says"])
def test_a_file_that_is_no_truetype_font_is_refused(data, tmp_path):
    (tmp_path / "broken.ttf").write_bytes(data)
    with pytest.raises(FontRefused):
        FontFile(tmp_path / "broken.ttf")


def test_the_unicode_map_writes_surrogate_pairs():
    text = tounicode_map(["A", "𠮷"])
    assert "<0001> <0041>" in text
    assert "<0002> <D842DFB7>" in text
