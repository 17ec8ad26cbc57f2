"""The QR symbol: what it holds, how strong it is, how large it stands on the paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from printing.geometry import mm
from printing.ops import Box, Op, Shape
from printing.qr_symbol import QUIET, TextTooLong, plain_modules, plain_qr, qr, signed_modules

URL = "https://verify.demo.example/v/7K3M9QXZ2B4C8DEF#" + "Ab3-_" * 70
Symbol = Callable[[str], tuple[tuple[Op, ...], float, float]]
PIXELS = 4  # a module's side in the picture that is read back


def picture(text: str, draw: Symbol = qr) -> Image.Image:
    """The drawn rectangles as a picture, with the quiet zone."""
    (_, shape), side, _ = draw(text)
    module = shape.places[0][0]
    count = round(side / module)
    image = Image.new("L", ((count + 2 * QUIET) * PIXELS,) * 2, 255)
    for _, (x, y, width, height) in shape.path:
        left, top = (QUIET + x) * PIXELS, (QUIET + count - y - height) * PIXELS
        image.paste(0, (left, top, left + width * PIXELS, top + height * PIXELS))
    return image


@pytest.mark.parametrize("draw", [qr, plain_qr])
def test_the_symbol_reads_back_at_level_q(draw):
    found = zxingcpp.read_barcode(picture(URL, draw))
    assert found is not None
    assert (found.text, found.ec_level) == (URL, "Q")


@settings(max_examples=30, deadline=None)
@given(st.text("ABCXYZabcxyz0189-._~:/?#=&", min_size=1, max_size=400))
def test_any_address_reads_back(text):
    found = zxingcpp.read_barcode(picture(text))
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize("draw", [qr, plain_qr])
@pytest.mark.parametrize("text", ["1", URL, URL * 3])
def test_modules_and_symbol_are_never_smaller_than_a_scanner_reads(text, draw):
    (clear, shape), side, quiet = draw(text)
    assert isinstance(clear, Box)
    assert isinstance(shape, Shape)
    module = shape.places[0][0]
    assert module >= mm(0.36) - 1e-9
    assert side >= mm(35) - 1e-9
    assert quiet == pytest.approx(4 * module)
    assert (clear.x, clear.y, clear.width) == pytest.approx((-quiet, -quiet, side + 2 * quiet))


@pytest.mark.parametrize("modules", [signed_modules, plain_modules])
def test_the_symbol_is_square_and_has_its_three_finders(modules):
    rows = modules(URL)
    finder = [
        bytes(0 if dark == "#" else 255 for dark in row)
        for row in ("#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######")
    ]
    assert {len(row) for row in rows} == {len(rows)}
    assert [row[:7] for row in rows[:7]] == [row[-7:] for row in rows[:7]] == [row[:7] for row in rows[-7:]] == finder


@pytest.mark.parametrize("draw", [qr, plain_qr])
def test_a_text_that_no_symbol_holds_is_refused(draw):
    with pytest.raises(TextTooLong):
        draw("a" * 1700)
