"""The paper as it will be printed: its very pixels, as large as fits or large enough to be read, on a soft ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from PIL import Image

from kiosk.session.values import PageImage
from kiosk.widgets.layout import Block, backdrop
from kiosk.widgets.tokens import look

_LEAST_GAIN: Final = 1.5
"""To be read, a page is at least so much larger than when it is seen as a whole."""

PANS: Final = {"page-left": (-1, 0), "page-up": (0, -1), "page-down": (0, 1), "page-right": (1, 0)}
"""Arrow to the way that one looks, across and down."""

_STEP: Final = 0.7
"""Of what is seen that one touch of an arrow moves."""

_BORDER_MM: Final = 1.2

_AIR_MM: Final = 6.0
"""Between the frame and the ink where the page is begun to be read."""

_INK: Final = 160
"""Of 255; what is darker is print, what is lighter paper or the mark of a preview."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a sheet that is seen. `sheet` and `room`: width and height in pixels; `at`: the part's upper left on the sheet."""

    sheet: tuple[int, int]
    room: tuple[int, int]
    at: tuple[int, int] = (0, 0)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of what is seen."""
        return min(self.sheet[0], self.room[0]), min(self.sheet[1], self.room[1])

    def held(self, across: float, down: float) -> tuple[int, int]:
        """This place on the sheet, or the nearest that shows no more than the sheet."""
        width, height = self.size
        return round(min(max(0, across), self.sheet[0] - width)), round(min(max(0, down), self.sheet[1] - height))

    def looked(self, arrow: str) -> tuple[int, int]:
        """Where one looks after a touch of `arrow`."""
        across, down = PANS[arrow]
        width, height = self.size
        return self.held(self.at[0] + across * _STEP * width, self.at[1] + down * _STEP * height)

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what is seen, as shares of the sheet."""
        (x, y), (width, height) = self.at, self.size
        return x / self.sheet[0], y / self.sheet[1], (x + width) / self.sheet[0], (y + height) / self.sheet[1]


def ink_begins(page: PageImage) -> tuple[int, int]:
    """Left and top, in its pixels, of what is printed on `page`; its corner where nothing is."""
    dark = Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L").point(lambda light: 255 * (light < _INK))
    left, top, _, _ = dark.getbbox() or (0, 0, 0, 0)
    return left, top


class PageView(Block):
    """Shows one page. The texture is this widget's alone and goes when `drop` is called."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._page: PageImage | None = None
        self._texture: Any = None
        self._drawn: object = None
        self._at = (0, 0)
        self._drag: tuple[float, float, int, int] | None = None
        self.close = False
        """Whether the page is shown as large as is needed to read it."""
        self.on_moved: Any = None
        self.on_dragged: Any = None
        self._frame = Block()
        self.add_widget(self._frame)
        with self.canvas:
            Color(1, 1, 1, 1)
            self._sheet = Rectangle(size=(0, 0))

    def show(self, page: PageImage) -> None:
        """Draws `page` (RGB rows from the top), from where it begins to be read."""
        if page is self._page:
            return
        self._page = page
        self._begin()

    def draw_near(self, close: bool) -> None:
        """Shows the page so that it can be read, from where it begins, or as a whole."""
        self.close = close
        self._begin()

    def _begin(self) -> None:
        """At the first of the print: the upper left of a sheet is empty."""
        self._at = (0, 0)
        cut = self.cut
        if self.close and cut is not None and self._page is not None:
            scale, air = cut.sheet[0] / self._page.width, look().px(_AIR_MM)
            left, top = ink_begins(self._page)
            self._at = cut.held(left * scale - air, top * scale - air)
        self.arrange()

    def look(self, arrow: str) -> None:
        """Does what an arrow of PANS says."""
        if cut := self.cut:
            self._at = cut.looked(arrow)
            self.arrange()

    def leads_on(self, arrow: str) -> bool:
        """Whether the arrow leads anywhere."""
        cut = self.cut
        return cut is not None and self.close and cut.looked(arrow) != cut.at

    def drop(self) -> None:
        """Forgets the page."""
        self._page = self._texture = self._drawn = None
        self._sheet.texture = None
        self._sheet.size = (0, 0)

    @property
    def cut(self) -> Cut | None:
        """What is seen of the page; None while there is none, or no room."""
        page, border = self._page, look().px(_BORDER_MM)
        if page is None or self.width < 10:
            return None
        room = int(self.width) - 2 * border, int(self.height) - 2 * border
        whole = min(room[0] / page.width, room[1] / page.height)
        # Never more pixels than the page was drawn with, but for who sees the whole screen magnified already.
        near = max(1 / look().density, _LEAST_GAIN * whole)
        scale = near if self.close else whole
        sheet = round(page.width * scale), round(page.height * scale)
        return Cut(sheet, room, self._at)

    def arrange(self) -> None:
        cut, now = self.cut, look()
        if cut is None or self._page is None:
            return
        border = now.px(_BORDER_MM)
        (width, height), (left, top, right, bottom) = cut.size, cut.corners
        x, y = int(self.x) + (int(self.width) - width) // 2, int(self.y) + (int(self.height) - height) // 2
        self._frame.pos = (x - border, y - border)
        self._frame.size = (width + 2 * border, height + 2 * border)
        backdrop(self._frame, now.palette.paper, now.palette.edge, now.px(_BORDER_MM), max(1, now.px(0.4)), shadow=True)
        if self._drawn != (self._page, cut.sheet):
            fine = now.density
            self._texture = _texture(self._page, cut.sheet[0] * fine, cut.sheet[1] * fine)
            self._drawn = self._page, cut.sheet
            self._sheet.texture = self._texture
        across, down = self._texture.uvsize
        left, right, top, bottom = left * across, right * across, top * down, bottom * down
        self._sheet.tex_coords = (left, bottom, right, bottom, right, top, left, top)
        self._sheet.pos = (x, y)
        self._sheet.size = (width, height)
        if self.on_moved is not None:
            self.on_moved()

    def on_touch_down(self, touch: Any) -> bool:
        """A finger on a page that is larger than its frame drags it."""
        if not self.close or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        # A screen that is magnified must not move along.
        touch.ud["held"] = True
        self._drag = (*touch.pos, *self._at)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """Drags."""
        cut = self.cut
        if touch.grab_current is not self or self._drag is None or cut is None:
            return False
        x, y, across, down = self._drag
        self._at = cut.held(across + x - touch.x, down + touch.y - y)
        self.arrange()
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """The finger leaves."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._drag = None
        if self.on_dragged is not None:
            self.on_dragged()
        return True


def _texture(page: PageImage, width: int, height: int) -> Any:
    image = Image.frombytes("RGB", (page.width, page.height), page.rgb)
    if image.size != (width, height):
        # The screen's own filter would drop hairlines and half of every small stroke.
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    made = Texture.create(size=(width, height), colorfmt="rgb")
    made.blit_buffer(image.tobytes(), colorfmt="rgb", bufferfmt="ubyte")
    return made
