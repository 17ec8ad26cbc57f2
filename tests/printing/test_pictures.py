"""Pictures on paper: what is kept as it came, what is drawn anew, and that the page shows it."""

from __future__ import annotations

import io
import struct
import zlib

import pypdfium2 as pdfium
import pytest
from PIL import Image

from printing.archival import Description, finish
from printing.drawing import draw
from printing.ops import Picture
from printing.pdf_file import PdfFile
from printing.pictures import PictureError, image

RED, WHITE = (200, 30, 30), (255, 255, 255)


def two_halves(mode: str) -> Image.Image:
    """Left half red (dark in grey), right half white."""
    picture = Image.new("RGB", (40, 20), WHITE)
    picture.paste(RED, (0, 0, 20, 20))
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def shown(data: bytes, fonts) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The colours of the halves on a page."""
    file = PdfFile()
    drawn = draw(file, [(Picture(100, 100, 200, 100, data, "p"),)], fonts)
    page = pdfium.PdfDocument(finish(file, drawn, Description("t", "a", "k", None)))[0]
    bitmap = page.render(scale=1).to_pil().convert("RGB")
    below = bitmap.height - 150
    return bitmap.getpixel((150, below)), bitmap.getpixel((250, below))


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1"])
def test_rows_of_a_plain_png_are_kept_and_show_the_picture(mode, fonts):
    data = saved(two_halves(mode), "PNG")
    entries, kept = image(data)
    assert kept in data.replace(b"\0\0\0\0IEND", b"")
    assert entries["DecodeParms"]["Predictor"] == 15
    left, right = shown(data, fonts)
    assert right == WHITE
    assert left != WHITE or mode == "1"  # red in one bit is dithered: a pixel may be white


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_jpeg_is_kept(mode, fonts):
    data = saved(two_halves(mode), "JPEG", quality=95)
    assert image(data)[1] == data
    left, right = shown(data, fonts)
    assert min(right) > 240
    assert min(left) < 120


@pytest.mark.parametrize(("mode", "kind"), [("RGBA", "PNG"), ("LA", "PNG"), ("CMYK", "JPEG")])
def test_what_pdf_a_cannot_hold_is_drawn_anew(mode, kind, fonts):
    data = saved(two_halves(mode), kind)
    entries, _ = image(data)
    assert entries["ColorSpace"] in ("/DeviceRGB", "/DeviceGray")
    assert "SMask" not in entries
    left, right = shown(data, fonts)
    assert min(right) > 240
    assert min(left) < 150


def test_transparent_places_are_white(fonts):
    picture = two_halves("RGBA")
    picture.paste((0, 0, 0, 0), (20, 0, 40, 20))
    assert shown(saved(picture, "PNG"), fonts) == (RED, WHITE)


def test_a_palette_with_a_transparent_colour_is_white_there(fonts):
    picture = two_halves("RGB").quantize(2)
    clear = picture.getpixel((30, 10))
    assert shown(saved(picture, "PNG", transparency=clear), fonts)[1] == WHITE


def test_sixteen_bits_become_eight(fonts):
    row = struct.pack("<40H", *([20_000] * 20 + [65_535] * 20))
    picture = Image.frombytes("I;16", (40, 20), row * 20)
    left, right = shown(saved(picture, "PNG"), fonts)
    assert left == pytest.approx((78, 78, 78), abs=2)
    assert right == WHITE


def test_the_same_picture_is_stored_once(fonts):
    data = saved(two_halves("RGB"), "PNG")
    file = PdfFile()
    pages = [(Picture(0, 0, 9, 9, data, "p"), Picture(20, 0, 9, 9, data, "p")), (Picture(0, 0, 9, 9, data, "p"),)]
    pdf = finish(file, draw(file, pages, fonts), Description("t", "a", "k", None))
    assert pdf.count(b"/Subtype /Image") == 1


def huge() -> bytes:
    """A PNG whose header promises 8000 x 8000 pixels."""
    header = struct.pack(">2I5B", 8_000, 8_000, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)


@pytest.mark.parametrize(
    "data", [b"", b"no picture", saved(two_halves("RGB"), "GIF"), saved(two_halves("RGB"), "PNG")[:60], huge()], ids=range(5)
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(PictureError):
        image(data)


def test_a_damaged_png_is_refused():
    data = bytearray(saved(two_halves("RGB"), "PNG"))
    at = data.index(b"IDAT") + 6
    data[at] ^= 0xFF
    with pytest.raises(PictureError):
        image(bytes(data))
