"""Reads PWG raster and Apple raster back, written from the standards and not from the encoder; slow and strict."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """A page as read: what its header says, and its pixels."""

    header: dict[str, Any]
    pixels: bytes


def read_pwg(data: bytes) -> list[Page]:
    """The pages of a PWG raster file. Raises AssertionError where it breaks PWG 5102.4."""
    assert data[:4] == b"RaS2"
    pages, offset = [], 4
    while offset < len(data):
        header = data[offset : offset + 1796]
        assert header[:64].rstrip(b"\0") == b"PwgRaster"
        said = {name: struct.unpack_from(">I", header, at)[0] for name, at in _PWG_WORDS.items()}
        said["name"] = header[1732:1796].rstrip(b"\0").decode("ascii")
        pixels, offset = _rows(data, offset + 1796, said["height"], said["row_bytes"], said["bits_per_pixel"] // 8)
        pages.append(Page(said, pixels))
    return pages


_PWG_WORDS = {
    "duplex": 272, "dpi_across": 276, "dpi_along": 280, "copies": 340, "width_pt": 352, "height_pt": 356, "width": 372,
    "height": 376, "bits_per_color": 384, "bits_per_pixel": 388, "row_bytes": 392, "order": 396, "space": 400, "colors": 420,
    "total": 452, "cross_feed": 456, "feed": 460,
}  # fmt: skip


def read_urf(data: bytes) -> list[Page]:
    """The pages of an Apple raster file."""
    assert data[:8] == b"UNIRAST\0"
    (total,) = struct.unpack_from(">I", data, 8)
    pages, offset = [], 12
    while offset < len(data):
        bits, space, duplex, quality = data[offset : offset + 4]
        width, height, dpi = struct.unpack_from(">III", data, offset + 12)
        said = {"total": total, "bits_per_pixel": bits, "space": space, "duplex": duplex, "quality": quality}
        said |= {"width": width, "height": height, "dpi": dpi}
        pixels, offset = _rows(data, offset + 32, height, width * bits // 8, bits // 8)
        pages.append(Page(said, pixels))
    assert len(pages) == total
    return pages


def _rows(data: bytes, offset: int, rows: int, row_bytes: int, pixel: int) -> tuple[bytes, int]:
    read = bytearray()
    while len(read) < rows * row_bytes:
        times, offset = data[offset] + 1, offset + 1
        row = bytearray()
        while len(row) < row_bytes:
            control, offset = data[offset], offset + 1
            assert control != 128, "reserved in PWG 5102.4"
            if control < 128:
                row += data[offset : offset + pixel] * (control + 1)
                offset += pixel
            else:
                row += data[offset : offset + (257 - control) * pixel]
                offset += (257 - control) * pixel
        assert len(row) == row_bytes, "a row ends inside a run"
        read += row * times
    assert len(read) == rows * row_bytes, "repetitions beyond the page"
    return bytes(read), offset
