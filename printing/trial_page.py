"""The technician's test page: a calm sheet that shows size, straightness, greys, fine lines and fonts. Nothing personal on it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from printing.archival import Description, finish
from printing.drawing import draw
from printing.fonts import FontStack, Role
from printing.geometry import PAGE_HEIGHT, PAGE_WIDTH, mm
from printing.ops import BLACK, Box, Colour, Op, Rule, Words
from printing.pdf_file import PdfFile

if TYPE_CHECKING:
    from datetime import datetime

PAGES: Final = 1
_MARGIN: Final = mm(20)
_INSET: Final = _MARGIN + mm(5)
_PALE: Final[Colour] = (0.8, 0.8, 0.8)
_GREYS: Final = tuple(step / 10 for step in range(11))  # black to white in tenths
_RULES_MM: Final = (1.0, 0.5, 0.25, 0.1)
_WORDS: Final = (
    (Role.TITLE, "打印机测试页 Printer test page", 18),
    (Role.BODY, "正文宋体：兹证明 一二三四五六七八九十 0123456789 ABCdef", 12),
    (Role.HEAD, "标题黑体：乌海市 内蒙古自治区 0123456789", 12),
    (Role.NOTE, "附注楷体：请核对尺寸、灰度、细线与字形。", 12),
    (Role.BODY, "生僻字：㐀㐂䶮𠀀𪚥", 12),
    (Role.BODY, "小字 6 pt：本页不含任何个人信息，可以直接销毁。", 6),
)


def trial_page(fonts: FontStack, kiosk_id: str, at: datetime) -> bytes:
    """One A4 page as PDF, without personal data. `at` is printed with its zone."""
    ops = [*_grid()]
    line = PAGE_HEIGHT - _MARGIN - mm(12)
    for role, text, size in (*_WORDS, (Role.BODY, f"{kiosk_id}    {at:%Y-%m-%d %H:%M:%S %z}", 12)):
        ops.append(_words(fonts, role, text, size, _INSET, line))
        line -= mm(11)
    ops += [*_greys(fonts, line - mm(25)), *_rules(fonts, line - mm(50)), *_ruler(fonts, _MARGIN + mm(25))]
    file = PdfFile()
    return finish(file, draw(file, (tuple(ops),), fonts), Description("打印机测试页", kiosk_id, "test-page", None))


def _grid() -> list[Op]:
    """Hair lines every 10 mm, and the frame at the margin: a page that is scaled or shifted shows it."""
    right, top = PAGE_WIDTH - _MARGIN, PAGE_HEIGHT - _MARGIN
    down = [_MARGIN + mm(10) * step for step in range(int((right - _MARGIN) / mm(10)) + 1)]
    across = [_MARGIN + mm(10) * step for step in range(int((top - _MARGIN) / mm(10)) + 1)]
    corners = ((_MARGIN, _MARGIN), (right, _MARGIN), (right, top), (_MARGIN, top), (_MARGIN, _MARGIN))
    return [
        *(Rule(x, _MARGIN, x, top, mm(0.1), _PALE) for x in down),
        *(Rule(_MARGIN, y, right, y, mm(0.1), _PALE) for y in across),
        *(Rule(*start, *end, mm(0.2)) for start, end in pairwise(corners)),
    ]


def _greys(fonts: FontStack, y: float) -> list[Op]:
    side = mm(14)
    ops: list[Op] = []
    for place, grey in enumerate(_GREYS):
        x = _INSET + place * side
        ops += [Box(x, y, side, side, BLACK), Box(x + 0.3, y + 0.3, side - 0.6, side - 0.6, (grey, grey, grey))]
        ops.append(_words(fonts, Role.BODY, f"{round((1 - grey) * 100)}%", 7, x + mm(1), y - mm(4)))
    return ops


def _rules(fonts: FontStack, y: float) -> list[Op]:
    ops: list[Op] = []
    for place, thick in enumerate(_RULES_MM):
        height = y - place * mm(6)
        ops.append(Rule(_INSET, height, _INSET + mm(100), height, mm(thick)))
        ops.append(_words(fonts, Role.BODY, f"{thick:g} mm", 8, _INSET + mm(105), height - mm(1)))
    return ops


def _ruler(fonts: FontStack, y: float) -> list[Op]:
    """100 mm in steps of 1 mm, to hold a ruler against."""
    ops: list[Op] = []
    for step in range(101):
        x = _INSET + mm(step)
        tall = 6 if step % 10 == 0 else 4 if step % 5 == 0 else 2
        ops.append(Rule(x, y, x, y + mm(tall), mm(0.2)))
    return [*ops, _words(fonts, Role.BODY, "100 mm", 8, _INSET + mm(103), y)]


def _words(fonts: FontStack, role: Role, text: str, size: float, x: float, y: float) -> Words:
    """Text in its faces. A character that no face has is left out: a technician's page is not worth failing for."""
    missing = fonts.missing(text)
    return Words(x, y, "".join(one for one in text if one not in missing), role, size)
