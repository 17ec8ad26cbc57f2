"""Apple raster (image/urf), what AirPrint printers take. Pure.

There is no public standard; this is the layout that CUPS writes and reads (cups/raster-stream.c): a file header with the number of
pages, and before each page 32 bytes. The rows are packed as in PWG raster.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Final

from printing.raster import Bitmap
from printing.raster_rows import packed

SYNC_WORD: Final = b"UNIRAST\0"
HEADER_BYTES: Final = 32

_BITS: Final = 8
_SPACES: Final = {1: 0, 3: 1}  # sGray (W8), sRGB (SRGB24)
_ONE_SIDED: Final = 1
_NORMAL_QUALITY: Final = 4  # print-quality, RFC 8011 section 5.2.13


def encode(pages: Iterable[Bitmap], count: int, dpi: int) -> Iterator[bytes]:
    """The file in pieces, a page each: `count` pages of `dpi`, one-sided."""
    yield SYNC_WORD + struct.pack(">I", count)
    for page in pages:
        yield _header(page, dpi) + packed(page.pixels, page.width * page.channels, page.channels)


def _header(page: Bitmap, dpi: int) -> bytes:
    """Bits a pixel, colour space, duplex, quality; 8 bytes of media and tray (0: the printer's choice); width, height, dpi; 8 unused."""
    modes = bytes((_BITS * page.channels, _SPACES[page.channels], _ONE_SIDED, _NORMAL_QUALITY))
    return struct.pack(">4s8xIII8x", modes, page.width, page.height, dpi)
