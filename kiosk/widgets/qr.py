"""A QR code on the glass: whole pixels a module, its quiet zone around it, dark on white whatever the colours of the screen are."""

from __future__ import annotations

from typing import Any, Final

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture

from kiosk.widgets.layout import Block, backdrop
from kiosk.widgets.tokens import look
from printing.qr_symbol import QUIET, plain_modules

LEAST_MODULE_MM: Final = 0.8
"""A phone at arm's length (500 mm) sees that as 4 pixels or more; the largest link has 45 modules and is shown far larger."""


class QrCode(Block):
    """Shows `show`'s text as large as fits; a white card without a symbol until there is one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._rows: tuple[bytes, ...] = ()
        self._text: str | None = None
        self._texture: Any = None
        self._card = Block()
        self.add_widget(self._card)
        with self.canvas:
            Color(1, 1, 1, 1)
            self._symbol = Rectangle(size=(0, 0))

    @property
    def module_mm(self) -> float:
        """The side of a module as it is shown; 0 without a symbol."""
        return look().mm(self._symbol.size[0] / len(self._rows)) if self._rows else 0.0

    def show(self, text: str | None) -> None:
        """Draws the symbol of `text`; None: none."""
        if text == self._text:
            return
        self._text = text
        self._rows = plain_modules(text) if text else ()
        self._texture = _texture(self._rows) if self._rows else None
        self.arrange()

    def drop(self) -> None:
        """Forgets the text."""
        self._text, self._rows, self._texture = None, (), None
        self._symbol.texture = None
        self._symbol.size = (0, 0)

    def arrange(self) -> None:
        side = min(int(self.width), int(self.height))
        if side < 10:
            return
        now = look()
        x, y = int(self.x) + (int(self.width) - side) // 2, int(self.y) + (int(self.height) - side) // 2
        self._card.pos, self._card.size = (x, y), (side, side)
        backdrop(self._card, now.palette.paper, now.palette.edge, now.px(4), max(1, now.px(0.4)))
        if not self._rows:
            self._symbol.size = (0, 0)
            return
        count = len(self._rows)
        module = max(1, side // (count + 2 * QUIET))
        self._symbol.texture = self._texture
        inner = module * count
        self._symbol.size = (inner, inner)
        self._symbol.pos = (x + (side - inner) // 2, y + (side - inner) // 2)


def _texture(rows: tuple[bytes, ...]) -> Any:
    """A pixel a module, enlarged without blurring."""
    made = Texture.create(size=(len(rows), len(rows)), colorfmt="luminance")
    made.mag_filter = made.min_filter = "nearest"
    made.blit_buffer(b"".join(rows), colorfmt="luminance", bufferfmt="ubyte")
    made.flip_vertical()
    return made
