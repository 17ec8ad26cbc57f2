"""The rules of PDF/A-3u about fonts (ISO 19005-3, 6.2.11): embedded, in parts that hold what is used, with right widths and Unicode."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Final

import pikepdf
from fontTools.ttLib import TTFont, TTLibError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from printing.conformance_archive import Broken
    from printing.conformance_content import Pages, Shown

_SUBSET: Final = re.compile(r"/[A-Z]{6}\+.")
_PROGRAMS: Final = ("/FontFile", "/FontFile2", "/FontFile3")
_ENTRY: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f ]+)>")
_BLOCK: Final = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_NOT_CHARACTERS: Final = frozenset(("\0", "\ufeff", "\ufffe"))  # 6.2.11.7.2
_TOLERANCE: Final = 1.0  # thousandth of an em between the page's widths and the font program's


def font_rules(document: pikepdf.Pdf, pages: Pages) -> Iterator[Broken]:
    """Every font that shows something on a page, and every other font in the file, which must be embedded too."""
    for shown in pages.fonts.values():
        yield from _unicode(shown)
        if str(shown.font.get("/Subtype")) == "/Type0":
            yield from _composite(shown)
        elif str(shown.font.get("/Subtype")) not in ("/TrueType", "/Type1", "/MMType1", "/Type3"):
            yield "6.2.11.2", "a font is of a kind that PDF does not have"
    for one in document.objects:
        if (
            isinstance(one, pikepdf.Dictionary)
            and str(one.get("/Type")) == "/Font"
            and str(one.get("/Subtype")) not in ("/Type0", "/Type3")
        ):
            yield from _embedding(one)


def _embedding(font: pikepdf.Object) -> Iterator[Broken]:
    descriptor = font.get("/FontDescriptor", pikepdf.Dictionary())
    if not any(program in descriptor for program in _PROGRAMS):
        yield "6.2.11.4.1", "a font is not embedded"
    elif not _SUBSET.match(str(font.get("/BaseFont"))):
        yield "6.2.11.4.2", "a font has no subset tag"


def _composite(shown: Shown) -> Iterator[Broken]:
    if str(shown.font.get("/Encoding")) not in ("/Identity-H", "/Identity-V"):
        yield "6.2.11.3.3", "a composite font's encoding is neither embedded nor Identity"
        return
    descendant = shown.font.DescendantFonts[0]
    if str(descendant.get("/Subtype")) != "/CIDFontType2":
        return
    if str(descendant.get("/CIDToGIDMap")) != "/Identity":
        yield "6.2.11.3.2", "a composite font does not map its codes to glyphs"
    program = descendant.get("/FontDescriptor", pikepdf.Dictionary()).get("/FontFile2")
    if program is not None:
        yield from _program(shown, descendant, program.read_bytes())


def _program(shown: Shown, descendant: pikepdf.Object, data: bytes) -> Iterator[Broken]:
    used = {int.from_bytes(code) for code in shown.codes}
    try:
        font = TTFont(BytesIO(data), lazy=True)
        count, scale = int(font["maxp"].numGlyphs), 1000 / font["head"].unitsPerEm
        names = font.getGlyphOrder()
        advances = [font["hmtx"][name][0] * scale for name in names]
    except (TTLibError, KeyError, AssertionError) as error:
        yield "6.2.11.4.1", f"a font program cannot be read ({type(error).__name__})"
        return
    if any(code >= count for code in used):
        yield "6.2.11.4.1", "a font program lacks a glyph that is used"
    if 0 in used:
        yield "6.2.11.8", "text shows the glyph for missing characters"
    widths, default = _widths(descendant)
    if any(abs(widths.get(code, default) - advances[code]) > _TOLERANCE for code in used if code < count):
        yield "6.2.11.5", "a width differs from the font program's"
    listed = descendant.FontDescriptor.get("/CIDSet")
    if listed is not None:
        bits = listed.read_bytes()
        if any(code // 8 >= len(bits) or not bits[code // 8] >> (7 - code % 8) & 1 for code in range(count)):
            yield "6.2.11.4.2", "the list of a font's glyphs is not complete"


def _widths(descendant: pikepdf.Object) -> tuple[dict[int, float], float]:
    widths: dict[int, float] = {}
    parts = list(descendant.get("/W", ()))
    at = 0
    while at + 1 < len(parts):
        first = int(parts[at])
        if isinstance(parts[at + 1], pikepdf.Array):
            widths |= {first + index: float(width) for index, width in enumerate(parts[at + 1])}
            at += 2
        else:
            widths |= {code: float(parts[at + 2]) for code in range(first, int(parts[at + 1]) + 1)}
            at += 3
    return widths, float(descendant.get("/DW", 1000))


def _unicode(shown: Shown) -> Iterator[Broken]:
    """Every code shown has its characters; read from bfchar blocks alone, the only kind that our papers have."""
    cmap = shown.font.get("/ToUnicode")
    if cmap is None:
        yield "6.2.11.7.2", "a font has no map to Unicode"
        return
    entries = {bytes.fromhex(code.decode()): value for block in _BLOCK.findall(cmap.read_bytes()) for code, value in _ENTRY.findall(block)}
    if shown.codes - entries.keys():
        yield "6.2.11.7.2", "a code has no Unicode"
    for code in shown.codes & entries.keys():
        try:
            text = bytes.fromhex(entries[code].decode()).decode("utf-16-be")
        except ValueError:
            text = ""
        if not text or _NOT_CHARACTERS & set(text):
            yield "6.2.11.7.2", "a code's Unicode is no character"
