"""What to look for in the tray: a sheet with its number where papers bear it, and how many sheets belong to it. Not the document."""

from __future__ import annotations

from typing import Any, Final

import cairocffi
from kivy.graphics import Color, Rectangle

from kiosk.widgets import text
from kiosk.widgets.drawing import rounded, texture
from kiosk.widgets.layout import Block
from kiosk.widgets.tokens import look, rgb

SHEET: Final = (210.0, 297.0)  # mm; A4, as every paper
_MARGIN = 25.0
_NUMBER_AT = 17.0  # mm from the upper edge (printing.frame)
_FAINT = "#dfe5ee"
_INK = "#14213a"
_MARK = "#fdf3dc"
_EDGE = "#a8740f"


class PaperToFind(Block):
    """The first sheet, the others showing behind it."""

    def __init__(self, number: str, pages: int | None, page_words: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._number, self._pages, self._page_words = number, pages or 1, page_words
        with self.canvas:
            Color(1, 1, 1, 1)
            self._sheet = Rectangle(size=(0, 0))

    def natural_width(self, limit: int) -> int:
        return min(limit, look().px(self.width_mm))

    def natural_height(self, width: int) -> int:
        return round(width * SHEET[1] / SHEET[0])

    def arrange(self) -> None:
        width, height = int(self.width), int(self.height)
        if min(width, height) < 10:
            return
        self._sheet.texture = texture(width, height, lambda context: self._paint(context, width, height))
        self._sheet.size = (width, height)
        self._sheet.pos = (int(self.x), int(self.y))

    def _paint(self, context: cairocffi.Context, width: int, height: int) -> None:
        behind = min(self._pages - 1, 3)
        shift = look().px(2.4)
        scale = min((width - behind * shift - 2) / SHEET[0], (height - behind * shift - 2) / SHEET[1])
        for back in range(behind, -1, -1):
            context.save()
            context.translate(1 + back * shift, 1 + (behind - back) * shift)
            context.scale(scale, scale)
            self._blank(context, scale)
            if back == 0:
                self._marks(context, scale)
            context.restore()

    def _blank(self, context: cairocffi.Context, scale: float) -> None:
        rounded(context, 0, 0, *SHEET, 2)
        context.set_source_rgb(1, 1, 1)
        context.fill_preserve()
        context.set_source_rgb(*rgb("#76869a"))
        context.set_line_width(max(1.0, look().px(0.4)) / scale)
        context.stroke()

    def _marks(self, context: cairocffi.Context, scale: float) -> None:
        context.set_source_rgb(*rgb(_FAINT))
        for x, y, w, h in (
            (_MARGIN, _NUMBER_AT, 45, 5), (65, 48, 80, 11), (_MARGIN, 80, 160, 5), (_MARGIN, 93, 160, 5), (_MARGIN, 106, 160, 5),
            (_MARGIN, 119, 95, 5), (_MARGIN, 205, 34, 34), (125, 210, 60, 5), (135, 222, 50, 5),
        ):  # fmt: skip
            rounded(context, x, y, w, h, 1.5)
            context.fill()
        rounded(context, 84, _NUMBER_AT - 8, 116, 21, 4)
        context.set_source_rgb(*rgb(_MARK))
        context.fill_preserve()
        context.set_source_rgb(*rgb(_EDGE))
        context.set_line_width(1.6)
        context.stroke()
        self._say(context, scale, self._number, 88, _NUMBER_AT - 4.5, 108, 10.4, 700)
        self._say(context, scale, self._page_words, 100, 272, 85, 9.5, 500, "right")

    def _say(
        self, context: cairocffi.Context, scale: float, words: str, x: float, y: float, width: float, em: float, weight: int,
        align: str = "center",
    ) -> None:  # fmt: skip
        """Words at a place of the sheet, no wider than `width` mm of it."""
        context.save()
        context.translate(x, y)
        context.scale(1 / scale, 1 / scale)
        size = em * scale
        wide = text.measure(words, text.Face(size, weight))[0]
        if wide > width * scale:
            size *= width * scale / wide * 0.98
        context.set_source_rgb(*rgb(_INK))
        context.move_to(0, 0)
        text.draw(context, words, text.Face(size, weight), round(width * scale), align)
        context.restore()
