"""PNG and JPEG data as image XObjects (ISO 32000-2, 8.9.5): as they are where PDF can hold them so, else drawn anew on white.

Transparency, 16 bits and CMYK never reach the file: the page stays one that PDF/A and every printer take.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image, UnidentifiedImageError
from reportlab.pdfbase.pdfdoc import PDFObject

from printing.pdf_file import Entries, Items, deflated

if TYPE_CHECKING:
    from collections.abc import Iterator

    _Entries = dict[str, object]

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PALETTE: Final = 3
_COLOURS: Final = {0: ("/DeviceGray", 1), 2: ("/DeviceRGB", 3), _PALETTE: ("", 1)}  # PNG colour types without alpha: space, samples
_SPACES: Final = {"L": "/DeviceGray", "RGB": "/DeviceRGB"}
_MOST_PIXELS: Final = 40_000_000  # an A4 page at 600 dpi has 35 million


class PictureError(ValueError):
    """The bytes are no PNG or JPEG, or one of unreasonable size."""


def image(data: bytes) -> tuple[_Entries, bytes]:
    """The entries of the image's dictionary, filter among them, and the data of its stream. Raises PictureError."""
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise PictureError("a picture of more than 40 million pixels")
            if picture.format == "JPEG" and picture.mode in ("L", "RGB"):
                return _entries(picture.width, picture.height, _SPACES[picture.mode], 8, {"Filter": "/DCTDecode"}), data
            if picture.format == "PNG" and (kept := _kept_png(data)) is not None:
                return kept
            flat = _flat(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError) as error:
        raise PictureError("not a PNG or JPEG that can be drawn") from error
    return _entries(flat.width, flat.height, _SPACES[flat.mode], 8, {"Filter": "/FlateDecode"}), deflated(flat.tobytes())


def _kept_png(data: bytes) -> tuple[_Entries, bytes] | None:
    """A PNG whose compressed rows PDF understands as they are: grey, RGB or palette, no alpha, not interlaced."""
    chunks = list(_chunks(data))
    header = next((body for kind, body in chunks if kind == b"IHDR"), b"")
    width, height, bits, colour, _, _, interlaced = struct.unpack(">2I5B", header)
    if colour not in _COLOURS or interlaced or bits > 8 or any(kind == b"tRNS" for kind, _ in chunks):
        return None
    plain, count = _COLOURS[colour]
    space: str | PDFObject = plain
    if colour == _PALETTE:
        palette = next((body for kind, body in chunks if kind == b"PLTE"), b"")
        space = Items(["/Indexed", "/DeviceRGB", len(palette) // 3 - 1, f"<{palette.hex()}>"])
    rows = Entries({"Predictor": 15, "Colors": count, "BitsPerComponent": bits, "Columns": width})
    packed = b"".join([body for kind, body in chunks if kind == b"IDAT"])
    return _entries(width, height, space, bits, {"Filter": "/FlateDecode", "DecodeParms": rows}), packed


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG (ISO/IEC 15948, 5.3). Raises ValueError for one whose checksum is wrong."""
    at = len(_PNG)
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        if zlib.crc32(kind + body) != int.from_bytes(data[at + 8 + length : at + 12 + length]):
            raise ValueError("a chunk of the PNG is damaged")
        yield kind, body
        at += 12 + length


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        white.alpha_composite(layer)
        return white.convert("RGB")
    if picture.mode.startswith("I;16"):  # a plain conversion would clip everything above 255 to white
        return picture.point(lambda value: value / 256).convert("L")
    return picture.convert("L" if picture.mode in ("1", "L") else "RGB")


def _entries(width: int, height: int, space: str | PDFObject, bits: int, packing: _Entries) -> _Entries:
    return {"Width": width, "Height": height, "ColorSpace": space, "BitsPerComponent": bits, **packing}
