"""The photo on a card: a closed format (WLT, idcard.md section 3) kept as opaque bytes, and the hook for a decoder of the user's own. Pure.

No open decoder exists. Whoever has a vendor's library wraps it in a `WltDecoder` and gives it to `picture`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Protocol

WLT_BYTES = 1024
WIDTH, HEIGHT = 102, 126
"""Size of the picture in pixels."""

_MAGIC = b"WLf\0~\0"  # "WL", width 102 and height 126 as little-endian 16-bit numbers
_BGR_BYTES = WIDTH * HEIGHT * 3
_BMP_HEADER = 54  # bytes of a BMP file before its pixels
_BMP_ROW = 308  # 102 pixels of 3 bytes, padded to a multiple of 4


class WltDecoder(Protocol):
    """A user-supplied decoder."""

    def __call__(self, wlt: bytes, /) -> bytes:
        """1024 bytes of WLT -> 38556 bytes of BGR, top row first, or a 24-bit BMP of 38862 bytes (what vendors' libraries write)."""
        ...


class PhotoError(ValueError):
    """A photo could not be decoded. Never holds the photo."""


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """102 x 126 pixels, `rgb` 3 bytes a pixel, top row first."""

    rgb: bytes
    width: int = WIDTH
    height: int = HEIGHT


def is_wlt(photo: bytes) -> bool:
    """Whether `photo` looks like a WLT block: 1024 bytes with the header all known ones share."""
    return len(photo) == WLT_BYTES and photo.startswith(_MAGIC)


def picture(photo: bytes, decoder: WltDecoder) -> Picture:
    """The picture that `decoder` makes of `photo`. Raises PhotoError when the photo is no WLT block, or the decoder fails or lies."""
    if not is_wlt(photo):
        raise PhotoError("no-wlt-block")
    try:
        decoded = decoder(photo)
    except Exception as error:  # a foreign library may fail in any way; the card is shown without its photo then
        raise PhotoError(f"decoder-failed-{type(error).__name__}") from None
    if len(decoded) == _BGR_BYTES:
        return Picture(_rgb(decoded))
    if len(decoded) == _BMP_HEADER + HEIGHT * _BMP_ROW and decoded[:2] == b"BM":
        return Picture(_rgb(_bmp_pixels(decoded)))
    raise PhotoError("decoder-gave-another-size")


def _bmp_pixels(bmp: bytes) -> bytes:
    start = struct.unpack_from("<I", bmp, 10)[0]
    height = struct.unpack_from("<i", bmp, 22)[0]
    if start != _BMP_HEADER or abs(height) != HEIGHT:
        raise PhotoError("decoder-gave-another-bmp")
    rows = [bmp[start + row * _BMP_ROW :][: WIDTH * 3] for row in range(HEIGHT)]
    return b"".join(rows if height < 0 else reversed(rows))  # a positive height means bottom row first


def _rgb(bgr: bytes) -> bytes:
    swapped = bytearray(bgr)
    swapped[0::3], swapped[2::3] = bgr[2::3], bgr[0::3]
    return bytes(swapped)
