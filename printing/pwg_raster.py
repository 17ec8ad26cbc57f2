"""PWG raster (PWG 5102.4-2012): what every IPP Everywhere printer takes (image/pwg-raster). Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Final

from printing.raster import Bitmap
from printing.raster_rows import packed

SYNC_WORD: Final = b"RaS2"
HEADER_BYTES: Final = 1796

_BITS: Final = 8  # sgray_8, srgb_8
_SPACES: Final = {1: 18, 3: 19}  # cupsColorSpace of table 3: sGray, sRGB


def encode(pages: Iterable[Bitmap], count: int, dpi: int, media: str) -> Iterator[bytes]:
    """The file in pieces, a page each: `count` pages of `dpi`, one-sided, on `media` (its PWG 5101.1 name)."""
    yield SYNC_WORD
    for page in pages:
        yield _header(page, count, dpi, media) + packed(page.pixels, page.width * page.channels, page.channels)


def _header(page: Bitmap, count: int, dpi: int, media: str) -> bytes:
    """The page header of section 4.3. What is not named here is 0: the printer's own choice, or "not that"."""
    header = bytearray(HEADER_BYTES)
    row_bytes = page.width * page.channels
    words = {
        276: (dpi, dpi),  # HWResolution
        340: (1,),  # NumCopies
        352: (page.width_pt, page.height_pt),  # PageSize
        372: (page.width, page.height),
        384: (_BITS, _BITS * page.channels, row_bytes),  # BitsPerColor, BitsPerPixel, BytesPerLine
        400: (_SPACES[page.channels],),
        420: (page.channels,),  # NumColors
        452: (count, 1, 1),  # TotalPageCount, CrossFeedTransform, FeedTransform: front sides only, so never turned over
        480: (0xFFFFFF,),  # AlternatePrimary: white
    }
    for offset, values in words.items():
        struct.pack_into(f">{len(values)}I", header, offset, *values)
    for offset, text in ((0, "PwgRaster"), (1732, media)):
        encoded = text.encode("ascii")[:63]  # 64 bytes with the zero at the end
        header[offset : offset + len(encoded)] = encoded
    return bytes(header)
