"""Papers as pixels: PWG and Apple raster say what was drawn, to a reader of our own and to that of CUPS."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from printing import pwg_raster, raster, urf
from printing.formats import Document, DocumentFormat, RasterMode, format_for, prepare, pwg_mode, urf_mode
from printing.ipp_message import Attributes
from printing.printer_status import PrinterState, PrinterStatus
from printing.raster import Bitmap, RasterError
from printing.raster_rows import packed
from tests.printing.raster_reader import read_pwg, read_urf
from tests.real.ipp_printer import document

MEDIA = "iso_a4_210x297mm"
GREY, RGB = 1, 3


def status(*formats: str, pwg: RasterMode | None = None, urf: RasterMode | None = None) -> PrinterStatus:
    return PrinterStatus(PrinterState.IDLE, True, (), formats, pwg=pwg, urf=urf)


@st.composite
def bitmaps(draw: st.DrawFn) -> Bitmap:
    """Small pages with runs and noise, rows that repeat, widths around the limits of a run."""
    channels, width = draw(st.sampled_from((GREY, RGB))), draw(st.sampled_from((1, 2, 3, 127, 128, 129, 130, 257, 300)))
    colours = draw(st.lists(st.binary(min_size=channels, max_size=channels), min_size=1, max_size=3))
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        picks = draw(st.lists(st.sampled_from(colours), min_size=1, max_size=9))
        stretch = draw(st.integers(1, 140))
        row = b"".join(colour * stretch for colour in picks) * width
        rows += [row[: width * channels]] * draw(st.sampled_from((1, 2, 256, 257)))
    return Bitmap(width, len(rows), channels, b"".join(rows), 595, 842)


@given(bitmaps())
@settings(deadline=None)
@example(Bitmap(256, 1, GREY, bytes(range(256)), 1, 1))
@example(Bitmap(2, 1, RGB, b"\0\0\0\0\0\1", 1, 1))
def test_pixels_come_back_as_they_were(page: Bitmap) -> None:
    (pwg,) = read_pwg(b"".join(pwg_raster.encode([page], 1, 600, MEDIA)))
    (apple,) = read_urf(b"".join(urf.encode([page], 1, 600)))
    assert pwg.pixels == apple.pixels == page.pixels


@pytest.mark.parametrize("channels", [GREY, RGB])
def test_the_worst_page_grows_by_less_than_two_percent(channels: int) -> None:
    noise = hashlib.shake_128(b"noise").digest(600 * 40 * channels)
    assert len(packed(noise, 600 * channels, channels)) < 1.02 * len(noise)


@pytest.mark.parametrize("grey", [True, False])
def test_a_paper_has_the_size_of_its_sheet_and_says_so(grey: bool) -> None:
    made = prepare(document(3), status("image/pwg-raster", pwg=RasterMode(300, grey)), MEDIA)
    assert made.format is DocumentFormat.PWG
    pages = read_pwg(made.data)
    drawn = list(raster.bitmaps(document(3), 300, grey=grey))
    assert [page.pixels for page in pages] == [bitmap.pixels for bitmap in drawn]
    for page in pages:
        said = page.header
        assert (said["width"], said["height"]) == (2480, 3508)  # A4 at 300 dpi
        assert (said["width_pt"], said["height_pt"], said["name"]) == (595, 842, MEDIA)
        assert (said["dpi_across"], said["dpi_along"], said["total"], said["copies"]) == (300, 300, 3, 1)
        assert (said["duplex"], said["cross_feed"], said["feed"], said["order"]) == (0, 1, 1, 0)
        assert (said["bits_per_color"], said["bits_per_pixel"], said["space"], said["colors"]) == (
            (8, 8, 18, 1) if grey else (8, 24, 19, 3)
        )
    assert pages[0].pixels != pages[1].pixels


def test_apple_raster_says_the_same() -> None:
    made = prepare(document(2), status("image/urf", urf=RasterMode(300, True)), MEDIA)
    assert made.format is DocumentFormat.URF
    assert len(read_urf(made.data)) == 2
    for page in read_urf(made.data):
        assert page.header == {
            "total": 2, "bits_per_pixel": 8, "space": 0, "duplex": 1, "quality": 4, "width": 2480, "height": 3508, "dpi": 300
        }  # fmt: skip


@pytest.mark.parametrize("grey", [True, False])
@pytest.mark.parametrize("form", [DocumentFormat.PWG, DocumentFormat.URF])
def test_the_reader_of_cups_draws_the_same_pages(tmp_path: Path, form: DocumentFormat, grey: bool) -> None:
    mode = RasterMode(300, grey)
    made = prepare(document(2), status(form.value, pwg=mode, urf=mode), MEDIA)
    (tmp_path / "job").write_bytes(made.data)
    # cups-filters' rastertopdf reads both through libcups; it wants a PPD's or an IPP printer's word on nothing we need.
    command = ["/usr/lib/cups/filter/rastertopdf", "1", "kiosk", "token", "1", "", str(tmp_path / "job")]
    ran = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "TMPDIR": str(tmp_path), "CONTENT_TYPE": form.value})
    back = raster.pages_at(ran.stdout, 300)
    assert len(back) == 2
    for ours, theirs in zip(raster.bitmaps(document(2), 300, grey=False), back, strict=True):
        drawn = Image.frombytes("RGB", (ours.width, ours.height), ours.pixels).convert("L")
        shown = Image.frombytes("RGB", (theirs.width, theirs.height), theirs.rgb).convert("L").crop((0, 0, ours.width, ours.height))
        assert abs(theirs.width - ours.width) <= 2
        assert abs(theirs.height - ours.height) <= 2
        box = ImageChops.invert(drawn).getbbox()
        seen = ImageChops.invert(shown.point(lambda value: 0 if value < 128 else 255)).getbbox()
        assert box is not None
        assert seen is not None
        assert max(abs(one - other) for one, other in zip(box, seen, strict=True)) <= 3


@pytest.mark.parametrize(
    ("formats", "pwg", "urf", "chosen"),
    [
        (("application/pdf", "image/pwg-raster", "image/urf"), True, True, DocumentFormat.PDF),
        (("image/urf", "image/pwg-raster"), True, True, DocumentFormat.PWG),
        (("image/urf", "image/pwg-raster"), False, True, DocumentFormat.URF),
        (("image/urf",), True, True, DocumentFormat.URF),
        (("image/pwg-raster", "image/urf"), False, False, None),
        (("image/jpeg", "application/postscript"), True, True, None),
        ((), True, True, None),
    ],
)
def test_the_signed_bytes_come_first_then_pwg_then_urf(
    formats: tuple[str, ...], pwg: bool, urf: bool, chosen: DocumentFormat | None
) -> None:
    mode = RasterMode(300, True)
    assert format_for(status(*formats, pwg=mode if pwg else None, urf=mode if urf else None)) is chosen


def test_a_pdf_is_handed_over_byte_for_byte_and_so_it_is_where_nobody_knows() -> None:
    for said in (status("application/pdf"), status(), PrinterStatus(PrinterState.UNKNOWN, False, ())):
        made = prepare(b"%PDF signed", said, MEDIA)
        assert (made.format, made.data, made.sha256) == (DocumentFormat.PDF, b"%PDF signed", hashlib.sha256(b"%PDF signed").hexdigest())


def test_a_document_says_nothing_of_its_bytes() -> None:
    assert "citizen" not in repr(Document(DocumentFormat.PDF, b"citizen"))


def test_what_is_no_pdf_cannot_be_drawn() -> None:
    with pytest.raises(RasterError):
        prepare(b"no PDF", status("image/pwg-raster", pwg=RasterMode(300, True)), MEDIA)


@pytest.mark.parametrize(
    ("said", "mode"),
    [
        ({"types": ["black_1", "sgray_8"], "dpi": (600, 600, 3)}, RasterMode(600, True)),
        ({"types": ["sgray_8", "srgb_8"], "dpi": [(300, 300, 3), (600, 600, 3), (1200, 1200, 3)], "colour": True}, RasterMode(600, False)),
        ({"types": ["sgray_8", "srgb_8"], "dpi": (300, 300, 3), "colour": False}, RasterMode(300, True)),
        ({"types": "srgb_8", "dpi": (300, 300, 3)}, RasterMode(300, False)),
        ({"types": "sgray_8", "dpi": (600, 300, 3)}, None),
        ({"types": "sgray_8", "dpi": (240, 240, 4)}, None),
        ({"types": "sgray_8", "dpi": (1200, 1200, 3)}, None),
        ({"types": "black_1", "dpi": (600, 600, 3)}, None),
        ({"types": "sgray_8", "dpi": 600}, None),
        ({}, None),
    ],
)
def test_pwg_pages_are_drawn_as_the_printer_says(said: dict[str, object], mode: RasterMode | None) -> None:
    names = {
        "types": "pwg-raster-document-type-supported",
        "dpi": "pwg-raster-document-resolution-supported",
        "colour": "color-supported",
    }
    assert pwg_mode(Attributes({names[key]: value for key, value in said.items()})) == mode


@pytest.mark.parametrize(
    ("words", "colour", "mode"),
    [
        (["V1.4", "CP1", "W8", "SRGB24", "RS300-600", "DM1"], True, RasterMode(600, False)),
        (["W8", "SRGB24", "RS300-600"], False, RasterMode(600, True)),
        (["SRGB24", "RS300"], False, RasterMode(300, False)),
        (["W8", "RS1200"], False, None),
        (["W8", "RS"], False, None),
        (["RS600", "CP255"], False, None),
        ([], False, None),
    ],
)
def test_urf_pages_are_drawn_as_the_printer_says(words: list[str], colour: bool, mode: RasterMode | None) -> None:
    assert urf_mode(Attributes({"urf-supported": words, "color-supported": colour})) == mode
