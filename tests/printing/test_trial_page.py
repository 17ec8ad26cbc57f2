"""The technician's test page: one A4 sheet that shows what it should, and nobody's data."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path

import pikepdf
from PIL import Image

from printing import raster
from printing.fonts import FontStack
from printing.trial_page import PAGES, trial_page

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_it_is_one_a4_page_with_every_font_in_it(fonts: FontStack, pictures: Path) -> None:
    pdf = trial_page(fonts, "WH-0001", AT)
    (page,) = raster.bitmaps(pdf, 100, grey=True)
    assert raster.count(pdf) == PAGES == 1
    assert (page.width_pt, page.height_pt) == (595, 842)
    Image.frombytes("L", (page.width, page.height), page.pixels).save(pictures / "printer-test-page.png")
    with pikepdf.open(BytesIO(pdf)) as document:
        for font in document.pages[0].Resources.Font.values():
            (face,) = font.DescendantFonts
            assert "/FontFile2" in face.FontDescriptor, "no face is left to the printer's choice"


def test_its_greys_go_from_black_to_white_and_its_rule_is_a_millimetre_thick(fonts: FontStack) -> None:
    (page,) = raster.bitmaps(trial_page(fonts, "WH-0001", AT), 254, grey=True)  # ten pixels a millimetre
    image = Image.frombytes("L", (page.width, page.height), page.pixels)
    shades = {shade for _, shade in image.getcolors() or ()}
    for percent in range(0, 101, 10):
        assert any(abs(shade - 255 * percent / 100) <= 3 for shade in shades), percent
    column = image.crop((455, 0, 456, image.height)).tobytes()  # between two lines of the grid, across all rules
    black = [len(list(run)) for dark, run in groupby(column, lambda shade: shade < 60) if dark]
    assert any(9 <= run <= 10 for run in black), black


def test_the_same_moment_gives_the_same_page(fonts: FontStack) -> None:
    assert trial_page(fonts, "WH-0001", AT) == trial_page(fonts, "WH-0001", AT)
