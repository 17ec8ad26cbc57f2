"""A TrueType file as ReportLab reads and subsets it, over a memory map: an upgrade of a font package leaves the map the old file."""

from __future__ import annotations

import copy
import mmap
import struct
from typing import TYPE_CHECKING, Final

from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_FS_TYPE: Final = 8  # place in OS/2 (ISO/IEC 14496-22)
_METRIC_COUNT: Final = 34  # place of numberOfHMetrics in hhea
_RESTRICTED: Final = 0x0002  # fsType: must not be embedded
_BITMAP_ONLY: Final = 0x0200
_NO_SUBSETTING: Final = 0x0100
_GLYPHS: Final = "glyf"
_NOT_NEEDED: Final = frozenset(("name", "OS/2"))  # in the program of a composite font (ISO 32000-2, 9.9); up to 15 KB of licence text


class FontRefused(ValueError):
    """The file is no TrueType font that can be embedded in part."""


class FontFile(TTFontFile):
    """One font of a file (of a collection the first). Not changed once read, so threads may share it.

    Reading takes a tenth to half a second: ReportLab reads all widths and the whole character map. Raises FontRefused when the file has
    no TrueType outlines or its licence bits forbid embedding a part; OSError.
    """

    def __init__(self, path: Path) -> None:
        try:
            super().__init__(str(path))
            self.seek_table("OS/2", _FS_TYPE)
            rights = self.read_ushort()
            self.seek_table("hhea", _METRIC_COUNT)
            full = self.read_ushort()
        except (TTFError, LookupError, struct.error, ValueError) as error:
            raise FontRefused(f"{path.name} has no TrueType outlines") from error
        if rights & (_BITMAP_ONLY | _NO_SUBSETTING) or rights & 0x000F == _RESTRICTED:
            raise FontRefused(f"the licence bits of {path.name} forbid embedding a part of it")  # ReportLab lets it pass
        # The glyphs after those with a width of their own have the last one; ReportLab keeps it in thousandths among the font's own units.
        self.hmetrics[full:] = [(self.hmetrics[full - 1][0], bearing) for _, bearing in self.hmetrics[full:]]
        self.glyphToChar = None  # the character map the other way round, which only ReportLab's own text needs: ten megabytes

    def readFile(self, f: str) -> None:
        """Maps the file, where ReportLab reads it: up to 50 MB a face."""
        self.filename = f
        with open(f, "rb") as file:
            self._ttf_data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._pos = 0

    def get_table(self, tag: str) -> bytes | _Window:
        """A table for `makeSubset`, which takes single glyphs from glyf and does without tables that are missing."""
        if tag in _NOT_NEEDED:
            raise KeyError(tag)
        if tag == _GLYPHS:
            start, _ = self.get_table_pos(tag)
            return _Window(self._ttf_data, start)
        table = super().get_table(tag)  # type: ignore[no-untyped-call]  # its stub says nothing
        assert isinstance(table, bytes)
        return table

    def is_blank(self, glyph: int) -> bool:
        """Whether the glyph draws nothing."""
        return bool(self.glyphPos[glyph] == self.glyphPos[glyph + 1])

    def program(self, codes: Sequence[int]) -> tuple[bytes, list[int]]:
        """The font program of these characters, all of which the face has, and the glyph number of each in it."""
        glyphs = [self.charToGlyph[code] for code in codes]
        numbers = {glyph: number for number, glyph in enumerate(dict.fromkeys((0, *glyphs)))}  # in makeSubset's order
        mine = copy.copy(self)  # makeSubset moves a read position about
        return mine.makeSubset(list(codes)), [numbers[glyph] for glyph in glyphs]


class _Window:
    """The file from a table's start on: a slice copies that slice, where the table itself would be copied for every paper."""

    def __init__(self, data: mmap.mmap, start: int) -> None:
        self._data, self._start = data, start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]
