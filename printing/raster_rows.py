"""How PWG raster and Apple raster pack a page's pixels: the same run lengths for both (PWG 5102.4-2012 section 4.4).

A row is preceded by how often it follows itself again (0 to 255). Within it, a control byte 0 to 127 stands before one pixel
that is repeated so many times more; 129 to 255 before 257 minus that many different pixels.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final

_MOST_ROWS: Final = 256  # a row and its repetitions
_FIRST_LITERAL: Final = 257  # minus the count: 2 pixels are 255, 128 are 129

# A run of 2 to 128 like pixels (group 1 is the pixel), or 1 to 128 of which none is followed by its like. A regular expression,
# because an A4 page at 600 dpi has 35 million pixels: pixel by pixel in Python it would take half a minute. What has matched
# once is never tried another way (`++`), so that the time grows with the length only.
_PIXELS: Final = {
    1: re.compile(rb"(.)\1{1,127}+|(?:(.)(?!\2)){1,128}+", re.DOTALL),
    3: re.compile(rb"(...)\1{1,127}+|(?:(...)(?!\2)){1,128}+", re.DOTALL),
}


def packed(pixels: bytes, row_bytes: int, pixel_bytes: int) -> bytes:
    """The rows of `row_bytes` bytes in `pixels`, packed. `pixel_bytes`: 1 or 3."""
    rows = (pixels[start : start + row_bytes] for start in range(0, len(pixels), row_bytes))
    parts: list[bytes] = []
    for row, same in groupby(rows):
        times, data = sum(1 for _ in same), _row(row, pixel_bytes)
        while times > 0:
            parts += (bytes((min(times, _MOST_ROWS) - 1,)), data)
            times -= _MOST_ROWS
    return b"".join(parts)


def _row(row: bytes, pixel_bytes: int) -> bytes:
    parts: list[bytes] = []
    for found in _PIXELS[pixel_bytes].finditer(row):
        run, pixel = found[0], found[1]
        pixels = len(run) // pixel_bytes
        if pixel is not None:
            parts += (bytes((pixels - 1,)), pixel)
        else:
            parts += (bytes((0 if pixels == 1 else _FIRST_LITERAL - pixels,)), run)
    return b"".join(parts)
