"""Caches with a bound are filled before memory is measured: while they fill, which takes a thousand citizens, they look like a leak."""

from __future__ import annotations

from random import Random

import cairocffi

from kiosk.widgets import text
from printing.fonts import FontStack

GLYPHS = 24_000  # Cairo keeps 512 pages of up to 32 glyphs, of every size and weight together
HANZI = (0x4E00, 0x9FA5)
LINE = 40  # characters
SIZES = (16.0, 20.0, 26.0, 40.0)  # pixels


def fill_caches(fonts: FontStack) -> None:
    """Reads every face of the paper, as the kiosk does when it has started, and draws more glyphs than Cairo keeps."""
    fonts.warm()
    random = Random(0)
    context = cairocffi.Context(cairocffi.ImageSurface(cairocffi.FORMAT_ARGB32, 8, 8))
    for index in range(GLYPHS // LINE):
        words = "".join(chr(random.randint(*HANZI)) for _ in range(LINE))
        context.move_to(0, 0)
        text.draw(context, words, text.Face(SIZES[index % len(SIZES)], (400, 500, 700)[index % 3]))
