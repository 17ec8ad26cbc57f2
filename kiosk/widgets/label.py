"""Words and icons as blocks."""

from __future__ import annotations

import re
from typing import Any

from kivy.core.text import Label as CoreLabel
from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.widgets import icons
from kiosk.widgets import text as pango
from kiosk.widgets.layout import Block
from kiosk.widgets.tokens import WEIGHTS, look, rgb, rgba


class Words(Block):
    """Text in one of the styles of tokens.Type, never cut off. `tone` and `on` are colours' names: of the text, and of what is behind it.

    `align`: left, center, right. `balance`: lines of about the same length. `lines`: keeps the height of so many lines at least,
    so that a text that changes moves nothing. `fit`: the text is made smaller, down to `small`, where it would need more lines.
    """

    text = StringProperty("")
    style = StringProperty("body")
    tone = StringProperty("ink")
    on = StringProperty("canvas")
    align = StringProperty("left")
    balance = BooleanProperty(False)
    lines = NumericProperty(1)
    weight = NumericProperty(0)
    valign = StringProperty("top")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        with self.canvas:
            Color(1, 1, 1, 1)
            self._ink = Rectangle(size=(0, 0))
        self.bind(text=Words._redraw, tone=Words._redraw)

    @property
    def face(self) -> pango.Face:
        """Size and weight the text is set in."""
        return pango.Face(look().size(self.style), int(self.weight) or WEIGHTS[self.style])

    def natural_width(self, limit: int) -> int:
        if self.width_mm:
            return super().natural_width(limit)
        return min(limit, pango.measure(self.text, self.face)[0]) if self.text else 0

    def natural_height(self, width: int) -> int:
        least = pango.measure("\n" * (int(self.lines) - 1) or " ", self.face)[1]
        return max(least, pango.measure(self.text, self.face, width)[1])

    def longest_piece(self) -> int:
        """The width in pixels of the longest piece between two spaces, Hanzi or not."""
        return max((pango.measure(piece, self.face)[0] for piece in self.text.split()), default=0)

    def longest_word(self) -> int:
        """The width in pixels of the longest word that may not be broken; Hanzi may be anywhere."""
        words = re.findall(r"[A-Za-z0-9'.,()*-]+", self.text)
        return max((pango.measure(word, self.face)[0] for word in words), default=0)

    def arrange(self) -> None:
        self._redraw()

    def _redraw(self, *_: object) -> None:
        if not self.text or self.width < 1:
            self._ink.size = (0, 0)
            self._ink.texture = None
            return
        width = int(self.width)
        if self.balance:
            width = min(width, pango.balanced_width(self.text, self.face, width))
        label = CoreLabel(
            text=self.text,
            font_size=self.face.size,
            font_name=str(self.face.weight),
            text_size=(width, None),
            halign=self.align,
            color=(*rgb(look().colour(self.tone)), 1),
        )
        label.density = look().density
        label.refresh()
        self._ink.texture = label.texture
        wide, high = (side // look().density for side in label.texture.size)
        self._ink.size = (wide, high)
        spare = {"left": 0, "center": (int(self.width) - wide) // 2, "right": int(self.width) - wide}[self.align]
        top = int(self.top) - high if self.valign == "top" else int(self.y) + (int(self.height) - high) // 2
        self._ink.pos = (int(self.x) + spare, top)

    @property
    def ink_size(self) -> tuple[int, int]:
        """Pixels of the text as drawn."""
        return int(self._ink.size[0]), int(self._ink.size[1])


class Icon(Block):
    """An icon of widgets/icons, `size_mm` square, in the middle of its block."""

    icon = StringProperty("document")
    tone = StringProperty("accent")
    on = StringProperty("canvas")
    size_mm = NumericProperty(12)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        with self.canvas:
            self._colour = Color(1, 1, 1, 1)
            self._mark = Rectangle(size=(0, 0))
        self.bind(icon=Icon._redraw, tone=Icon._redraw)

    def natural_width(self, limit: int) -> int:
        return min(limit, look().px(max(self.size_mm, self.width_mm)))

    def natural_height(self, width: int) -> int:
        del width
        return look().px(self.size_mm)

    def arrange(self) -> None:
        self._redraw()

    def _redraw(self, *_: object) -> None:
        side = look().px(self.size_mm)
        self._colour.rgba = rgba(look().colour(self.tone))
        self._mark.texture = icons.icon(self.icon, side * look().density) if self.icon else None
        self._mark.size = (side, side) if self.icon else (0, 0)
        self._mark.pos = (int(self.x) + (int(self.width) - side) // 2, int(self.y) + (int(self.height) - side) // 2)
