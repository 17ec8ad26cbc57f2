"""The faces of one paper inside its file: which glyphs it uses, under which codes, and the font objects that hold just these.

Every face becomes a composite font with two-byte codes 1, 2, ... in the order of first use (ISO 32000-2, 9.7), so that nothing
depends on a face's own encoding and every code has exactly one character.
"""

from __future__ import annotations

import hashlib
import struct
from typing import TYPE_CHECKING, Final, NamedTuple

from reportlab.pdfbase.pdfdoc import PDFName
from reportlab.pdfbase.ttfonts import FF_SYMBOLIC

from printing.pdf_file import Entries, Items, string
from printing.tounicode import tounicode_map

if TYPE_CHECKING:
    from printing.font_file import FontFile
    from printing.fonts import Drawn, Face, FontStack, Role
    from printing.pdf_file import PdfFile, Ref

_LETTERS: Final = 26
_TAG: Final = 6  # letters before the name of a subset (9.9.2)


class Run(NamedTuple):
    """Text of one face: the font's resource name, its codes in hexadecimal (four digits a character), and where it starts: after
    characters this wide altogether, in thousandths of the size.
    """

    font: str
    codes: str
    start: float


class _Used:
    """What one paper uses of one face."""

    def __init__(self, resource: str, face: Face) -> None:
        self.resource = resource
        self.face = face
        self.drawn: list[int] = []  # code points whose glyphs are drawn
        self.codes: dict[str, tuple[str, str, float]] = {}  # character -> resource, code, width

    def add(self, character: str, drawn: Drawn) -> tuple[str, str, float]:
        entry = (self.resource, f"{len(self.codes) + 1:04X}", drawn.width)
        self.codes[character] = entry
        self.drawn.append(drawn.code)
        return entry


class PaperFonts:
    """Collects the characters of one paper, then writes the fonts. Belongs to the thread that draws the paper."""

    def __init__(self, fonts: FontStack) -> None:
        self._fonts = fonts
        self._faces: dict[str, _Used] = {}
        self._known: dict[Role, dict[str, tuple[str, str, float]]] = {}

    def is_thickened(self, role: Role) -> bool:
        """As FontStack.is_thickened."""
        return self._fonts.is_thickened(role)

    def runs(self, role: Role, text: str) -> list[Run]:
        """The text in pieces of one face each, encoded. Raises GlyphMissing."""
        known = self._known.setdefault(role, {})
        try:
            entries = [known[one] for one in text]
        except KeyError:
            for one in text:
                if one not in known:
                    known[one] = self._entry(role, one)
            entries = [known[one] for one in text]
        fonts = [font for font, _, _ in entries]
        if fonts.count(fonts[0]) == len(fonts):
            return [Run(fonts[0], "".join([code for _, code, _ in entries]), 0.0)]
        pieces: list[Run] = []
        advance = 0.0
        for font, code, width in entries:
            if pieces and pieces[-1].font == font:
                last = pieces[-1]
                pieces[-1] = Run(font, last.codes + code, last.start)
            else:
                pieces.append(Run(font, code, advance))
            advance += width
        return pieces

    def write(self, file: PdfFile) -> None:
        """Puts the fonts into the file and its font resources."""
        for used in self._faces.values():
            file.fonts[used.resource] = _font(file, used)

    def _entry(self, role: Role, character: str) -> tuple[str, str, float]:
        drawn = self._fonts.drawn(role, character)
        used = self._faces.get(drawn.face.name)
        if used is None:
            used = self._faces[drawn.face.name] = _Used(f"F{len(self._faces) + 1}", drawn.face)
        return used.codes.get(character) or used.add(character, drawn)


def _font(file: PdfFile, used: _Used) -> Ref:
    """ReportLab's own font object has one-byte codes and a wrong Unicode map beyond the BMP, so this one is made of its parts."""
    font = used.face.font
    characters = list(used.codes)
    program, glyphs = font.program(used.drawn)
    base = PDFName(f"{_tag(characters)}+{_postscript_name(font, used.face)}")
    descriptor = file.put(Entries({
        "Type": "/FontDescriptor", "FontName": base, "Flags": FF_SYMBOLIC, "FontBBox": Items(map(round, font.bbox)),
        "ItalicAngle": font.italicAngle, "Ascent": round(font.ascent), "Descent": round(font.descent), "CapHeight": round(font.capHeight),
        "StemV": font.stemV, "FontFile2": file.put_stream({"Length1": len(program)}, program),
    }))  # fmt: skip
    identity = Entries({"Registry": string("Adobe"), "Ordering": string("Identity"), "Supplement": 0})
    widths = Items([f"{width:.6g}" for width in (font.defaultWidth, *(width for _, _, width in used.codes.values()))])
    descendant = file.put(Entries({
        "Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": base, "CIDSystemInfo": identity, "FontDescriptor": descriptor,
        "CIDToGIDMap": _glyph_map(file, glyphs), "DW": 1000, "W": Items([0, widths]),
    }))  # fmt: skip
    return file.put(Entries({
        "Type": "/Font", "Subtype": "/Type0", "BaseFont": base, "Encoding": "/Identity-H", "DescendantFonts": Items([descendant]),
        "ToUnicode": file.put_stream({}, tounicode_map(characters).encode("ascii")),
    }))  # fmt: skip


def _glyph_map(file: PdfFile, glyphs: list[int]) -> Ref | str:
    """From codes 0, 1, 2, ... to glyph numbers; they differ when two characters share a glyph."""
    if glyphs == list(range(1, len(glyphs) + 1)):
        return "/Identity"
    return file.put_stream({}, struct.pack(f">{len(glyphs) + 1}H", 0, *glyphs))


def _postscript_name(font: FontFile, face: Face) -> str:
    given = font.name.decode("utf-8", "replace")
    return "".join(one for one in given or face.name if one.isascii() and (one.isalnum() or one == "-"))


def _tag(characters: list[str]) -> str:
    """Six capitals that differ for different subsets, and are the same for the same one."""
    value = int.from_bytes(hashlib.sha256("".join(characters).encode()).digest()[:8])
    letters = ""
    for _ in range(_TAG):
        value, letter = divmod(value, _LETTERS)
        letters += chr(ord("A") + letter)
    return letters
