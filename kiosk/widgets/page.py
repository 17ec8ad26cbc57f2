"""The paper as it will be printed: its very pixels, as large as fits, on a soft ground."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from PIL import Image

from kiosk.session.values import PageImage
from kiosk.widgets.layout import Block, backdrop
from kiosk.widgets.tokens import look


class PageView(Block):
    """Shows one page. The texture is this widget's alone and goes when `drop` is called."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._page: PageImage | None = None
        self._frame = Block()
        self.add_widget(self._frame)
        with self.canvas:
            Color(1, 1, 1, 1)
            self._sheet = Rectangle(size=(0, 0))

    def show(self, page: PageImage) -> None:
        """Draws `page` (RGB rows from the top)."""
        if page is self._page:
            return
        self._page = page
        self.arrange()

    def drop(self) -> None:
        """Forgets the page."""
        self._page = None
        self._sheet.texture = None
        self._sheet.size = (0, 0)

    def arrange(self) -> None:
        if self._page is None or self.width < 10:
            return
        now = look()
        border = now.px(1.2)
        room_w, room_h = int(self.width) - 2 * border, int(self.height) - 2 * border
        scale = min(room_w / self._page.width, room_h / self._page.height)
        width, height = round(self._page.width * scale), round(self._page.height * scale)
        x, y = int(self.x) + (int(self.width) - width) // 2, int(self.y) + (int(self.height) - height) // 2
        self._frame.pos = (x - border, y - border)
        self._frame.size = (width + 2 * border, height + 2 * border)
        backdrop(self._frame, now.palette.paper, now.palette.edge, now.px(1.2), max(1, now.px(0.4)), shadow=True)
        self._sheet.texture = _texture(self._page, width, height)
        self._sheet.pos = (x, y)
        self._sheet.size = (width, height)


def _texture(page: PageImage, width: int, height: int) -> Any:
    image = Image.frombytes("RGB", (page.width, page.height), page.rgb)
    if image.size != (width, height):
        # The screen's own filter would drop hairlines and half of every small stroke.
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    made = Texture.create(size=(width, height), colorfmt="rgb")
    made.blit_buffer(image.tobytes(), colorfmt="rgb", bufferfmt="ubyte")
    made.flip_vertical()
    return made
