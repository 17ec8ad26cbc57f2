"""A scanned archive page on a page of its own: its line above, the picture as large as the type area allows, the certifying line below."""

from __future__ import annotations

import hashlib
import struct
from typing import TYPE_CHECKING, Final

from printing.fonts import Role
from printing.frame import FOOT
from printing.geometry import LEFT, SIZE_4_SMALL, TOP, WIDTH, mm
from printing.ops import Colour, Group, Op, Picture, Rule, Tag, Tagged
from printing.pictures import PictureError
from printing.setting import Path, baseline, line_ops, ruler, tagged
from printing.typeset import break_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from printing.filled import Bilingual, FilledImage
    from printing.fonts import FontStack

_LEADING: Final = 18.0  # points, of caption and footer
_ENGLISH: Final = 9.5
_ENGLISH_LEADING: Final = 13.0
_GAP: Final = mm(3)  # between text and picture
_ABOVE_FOOT: Final = mm(6)
_EDGE: Final[Colour] = (0.72, 0.72, 0.72)  # the hairline that shows where the copied page ends
BLANK: Final = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x07\x00\x00\x00\x0a"  # the head of a PNG of A4's shape, for trying a layout
)
BLANK_SHA256: Final = hashlib.sha256(BLANK).hexdigest()
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SIZE_MARKERS: Final = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))  # ITU-T T.81, B.1.1.3


def picture_page(fonts: FontStack, image: FilledImage, images: Mapping[str, bytes], order: Iterator[int]) -> tuple[Op, ...]:
    """The page's own ops, in page coordinates. Raises PictureError."""
    data = images.get(image.source, b"")
    if hashlib.sha256(data).hexdigest() != image.source:
        raise PictureError("a picture is missing or is another one")
    across, down = picture_size(data)
    above = _lines(fonts, image.caption, ((Tag.PARAGRAPH, next(order)),), Role.HEAD)
    figure = next(order)
    below = _lines(fonts, image.footer, ((Tag.PARAGRAPH, next(order)),), Role.NOTE)
    floor = FOOT + _ABOVE_FOOT + (below[1] + _GAP if image.footer else 0.0)
    room = TOP - above[1] - _GAP - floor
    scale = min(WIDTH / across, room / down)
    width, height = across * scale, down * scale
    x, y = LEFT + (WIDTH - width) / 2, TOP - above[1] - _GAP - height
    picture = Picture(x, y, width, height, data, image.source)
    edges = (
        Rule(x, y, x + width, y, 0.3, _EDGE), Rule(x, y + height, x + width, y + height, 0.3, _EDGE),
        Rule(x, y, x, y + height, 0.3, _EDGE), Rule(x + width, y, x + width, y + height, 0.3, _EDGE),
    )  # fmt: skip
    return (
        Group(LEFT, TOP, above[0]),
        Tagged(((Tag.FIGURE, figure),), (picture,), alt=image.caption.zh),
        *edges,
        *((Group(LEFT, y - _GAP, below[0]),) if image.footer else ()),
    )


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG (ISO/IEC 15948, 11.2.2) or JPEG (ITU-T T.81, B.2.2). Raises PictureError."""
    if data.startswith(_PNG) and data[12:16] == b"IHDR" and len(data) >= 24:
        across, down = struct.unpack(">II", data[16:24])
        if across and down:
            return across, down
    if data.startswith(b"\xff\xd8"):
        at = 2
        while at + 9 <= len(data) and data[at] == 0xFF:
            if data[at + 1] in _SIZE_MARKERS:
                down, across = struct.unpack(">HH", data[at + 5 : at + 9])
                if across and down:
                    return across, down
                break
            at += 2 + int.from_bytes(data[at + 2 : at + 4])
    raise PictureError("a picture is neither PNG nor JPEG")


def _lines(fonts: FontStack, text: Bilingual, path: Path, role: Role) -> tuple[tuple[Op, ...], float]:
    """The text centred, and its height."""
    ops: list[Op] = []
    y = 0.0
    for words, size, leading, lang in ((text.zh, SIZE_4_SMALL, _LEADING, None), (text.en, _ENGLISH, _ENGLISH_LEADING, "en")):
        measure = ruler(fonts, role, size)
        for line in break_lines(words, WIDTH, measure, size=size, justify=False, is_latin=lang is not None) if words else ():
            x = (WIDTH - line.width) / 2
            inner = line_ops(line, measure, role, size, x, y + baseline(leading, size))
            ops.append(tagged((*path, (Tag.SPAN, 1)) if lang else path, inner, lang))
            y -= leading
    return tuple(ops), -y
