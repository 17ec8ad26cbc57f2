"""Words and icons as blocks."""

from __future__ import annotations

import re
from typing import Any, Final

from kivy.core.text import Label as CoreLabel
from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty

from kiosk.widgets import icons, mongolian
from kiosk.widgets import text as pango
from kiosk.widgets.drawing import texture
from kiosk.widgets.layout import Block
from kiosk.widgets.tokens import WEIGHTS, look, rgb, rgba
from kiosk.words import mongolian_of

HEAVY = 600
"""From this weight on Mongolian letters are drawn bolder."""


class Words(Block):
    """Text in one of the styles of tokens.Type, never cut off. `tone` and `on` are colours' names: of the text, and of what is behind it.

    `align`: left, center, right. `balance`: lines of about the same length. `lines`: keeps the height of so many lines at least,
    so that a text that changes moves nothing; `keeps`: the room of these texts, for the same reason. A text with Mongolian
    has it in columns at its side; `chinese_only` leaves them out, and so does a place that is too small.
    """

    text = StringProperty("")
    style = StringProperty("body")
    tone = StringProperty("ink")
    on = StringProperty("canvas")
    align = StringProperty("left")
    balance = BooleanProperty(False)
    lines = NumericProperty(1)
    keeps = ListProperty([])
    weight = NumericProperty(0)
    valign = StringProperty("top")
    chinese_only = BooleanProperty(False)
    unheard = False
    """What stands on every screen: heard each time, it would keep people from what is new."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        with self.canvas:
            self._tint = Color(1, 1, 1, 1)
            self._ink = Rectangle(size=(0, 0))
            Color(1, 1, 1, 1)
            self._columns = Rectangle(size=(0, 0))
        self.bind(text=Words._redraw, tone=Words._toned)

    on_text = on_style = on_weight = on_keeps = Block._changed

    @property
    def face(self) -> pango.Face:
        """Size and weight the text is set in."""
        return pango.Face(look().size(self.style), int(self.weight) or WEIGHTS[self.style])

    @property
    def native(self) -> str:
        """The Mongolian to be set in columns: that of a Pair, or the whole text where it is Mongolian itself."""
        return "" if self.chinese_only else _native(self.text)

    @property
    def native_size(self) -> float:
        """The em of the columns, in pixels."""
        return look().mongolian_size(self.style)

    @property
    def columned(self) -> bool:
        return not self.chinese_only and any(_native(text) for text in (self.text, *self.keeps))

    @property
    def said(self) -> tuple[str, ...]:
        """What is written here, in order: the columns, then what stands beside them."""
        if not self.text:
            return ()
        if not self.native or self.width < 1:
            return (str(self.text),)
        setting, beside = self._drawn()
        return tuple(text for text in (self.native if setting else "", "" if setting and not beside else str(self.text)) if text)

    def _set(self, width: int, text: str | None = None) -> tuple[mongolian.Setting | None, mongolian.Beside | None]:
        """The columns in `width` pixels, and how the Chinese stands beside them; neither where there is no room for them."""
        whole = self.text if text is None else text
        native = "" if self.chinese_only else _native(whole)
        if not native:
            return None, None
        if native == whole:
            return mongolian.alone(native, self.native_size, width), None
        beside = mongolian.beside(native, self.native_size, str(whole), self.face, width, self.longest_word())
        return (beside.setting, beside) if beside else (None, None)

    def _drawn(self) -> tuple[mongolian.Setting | None, mongolian.Beside | None]:
        """The columns as they stand in the block's place; neither where a text that came later finds too little height."""
        setting, beside = self._set(int(self.width))
        if setting is not None and beside is not None and setting.height > self.height + 1:
            return None, None
        return setting, beside

    @property
    def setting(self) -> mongolian.Setting | None:
        """The columns as they are drawn; None where there are none."""
        return self._drawn()[0] if self.native and self.width >= 1 else None

    def needed(self) -> tuple[int, int]:
        """Width and height in pixels that the text takes as it is drawn in the block's width."""
        setting, beside = self._drawn()
        if setting is None:
            return pango.measure(self.text, self.face, self.width)
        if beside is None:
            return setting.width, setting.height
        width, height = pango.measure(self.text, self.face, beside.rest)
        return setting.width + beside.gap + width, max(height, setting.height)

    def broken(self) -> tuple[str, ...]:
        """The lines of the text beside the columns, or of all of it, as they are broken."""
        setting, beside = self._drawn()
        if setting is not None and beside is None:
            return ()
        return pango.lines(str(self.text), self.face, beside.rest if beside else self.width)

    def natural_width(self, limit: int) -> int:
        if self.width_mm:
            return super().natural_width(limit)
        if not self.text:
            return 0
        setting, beside = self._set(limit)
        if setting is None:
            whole = pango.measure(self.text, self.face)[0]
            if whole <= limit:
                return whole
            # Balanced lines are shorter than the room for them.
            return pango.balanced_width(self.text, self.face, limit) if self.balance else limit
        if beside is None:
            return min(limit, setting.width)
        return min(limit, setting.width + beside.gap + min(beside.rest, pango.measure(self.text, self.face)[0]))

    def natural_height(self, width: int) -> int:
        least = pango.measure("\n" * (int(self.lines) - 1) or " ", self.face)[1]
        return max(least, *(self._height(width, text) for text in (self.text, *self.keeps)))

    def _height(self, width: int, text: str) -> int:
        setting, beside = self._set(width, text)
        if setting is None:
            return pango.measure(text, self.face, width)[1]
        return max(setting.height, pango.measure(text, self.face, beside.rest)[1] if beside else 0)

    def longest_piece(self) -> int:
        """The width in pixels of the longest piece between two spaces, Hanzi or not; with columns that of all of it."""
        longest = max((pango.measure(piece, self.face)[0] for piece in self.text.split()), default=0)
        setting, beside = self._set(look().display.width_px)
        if setting is None:
            return longest
        return setting.width + (beside.gap + longest if beside else 0)

    def longest_word(self) -> int:
        """The width in pixels of the longest word that may not be broken. Hanzi may be anywhere, but not before a mark that closes."""
        return max((pango.measure(word, self.face)[0] for word in _UNBROKEN.findall(self.text)), default=0)

    def arrange(self) -> None:
        self._redraw()

    def _toned(self, *_: object) -> None:
        """A line is drawn in white and tinted; columns are drawn in their colour."""
        if self._columns.texture is None:
            self._tint.rgb = rgb(look().colour(self.tone))
        else:
            self._redraw()

    def _redraw(self, *_: object) -> None:
        self._tint.rgb = rgb(look().colour(self.tone))
        for drawn in (self._ink, self._columns):
            drawn.size = (0, 0)
            drawn.texture = None
        if not self.text or self.width < 1:
            return
        setting, beside = self._drawn()
        if setting is None:
            self._draw_line(int(self.x), int(self.width))
        elif beside is None:
            self._draw_columns(setting, int(self.x) + self._spare(setting.width))
        else:
            width = min(beside.rest, pango.measure(self.text, self.face, beside.rest)[0])
            if self.balance:
                width = min(width, pango.balanced_width(self.text, self.face, width))
            after = look().display.mongolian == "after"
            whole = setting.width + beside.gap + width
            left = int(self.x) + self._spare(whole)
            self._draw_columns(setting, left + width + beside.gap if after else left)
            self._draw_line(left if after else left + setting.width + beside.gap, width, level=setting.height)

    def _draw_columns(self, setting: mongolian.Setting, left: int) -> None:
        red, green, blue = rgb(look().colour(self.tone))

        density = look().density

        def painter(context: Any) -> None:
            context.scale(density, density)
            context.set_source_rgb(red, green, blue)
            mongolian.draw(context, setting, self.face.weight >= HEAVY)

        self._columns.texture = texture(setting.width * density, setting.height * density, painter)
        self._columns.size = (setting.width, setting.height)
        self._columns.pos = (left, self._bottom(setting.height))

    def _draw_line(self, left: int, width: int, level: int = 0) -> None:
        """Draws the text wrapped at `width`; beside columns of `level` pixels in the middle of their height."""
        if self.balance and not level:
            width = min(width, pango.balanced_width(self.text, self.face, width))
        label = CoreLabel(
            text=str(self.text),
            font_size=self.face.size,
            font_name=str(self.face.weight),
            text_size=(width, None),
            halign="left" if level else self.align,
            color=(1, 1, 1, 1),
        )
        label.density = look().density
        label.refresh()
        made = label.texture
        wide, high = (side // look().density for side in made.size)
        self._ink.texture = made
        self._ink.size = (wide, high)
        if level:
            tall = max(level, high)
            self._ink.pos = (left, self._bottom(tall) + (tall - high) // 2)
            self._columns.pos = (self._columns.pos[0], self._bottom(tall) + (tall - level) // 2)
        else:
            self._ink.pos = (left + self._spare(wide), self._bottom(high))

    def _spare(self, width: int) -> int:
        return {"left": 0, "center": (int(self.width) - width) // 2, "right": int(self.width) - width}[self.align]

    def _bottom(self, height: int) -> int:
        return int(self.top) - height if self.valign == "top" else int(self.y) + (int(self.height) - height) // 2

    @property
    def ink_size(self) -> tuple[int, int]:
        """Pixels of the text as drawn, without the columns."""
        return int(self._ink.size[0]), int(self._ink.size[1])

    @property
    def boxes(self) -> tuple[tuple[int, int, int, int], ...]:
        """What is drawn, as (left, bottom, width, height) in pixels: the columns, the line."""
        drawn = (self._columns, self._ink)
        return tuple((int(d.pos[0]), int(d.pos[1]), int(d.size[0]), int(d.size[1])) for d in drawn if d.size[0] > 0)


_UNBROKEN: Final = re.compile(r"[A-Za-z0-9'.,()*-]+|[（《〈「“‘]*[^\s（《〈「“‘][）》〉」”’，。、；：？！]+|[（《〈「“‘]+[^\s]")
"""Latin words, and a Hanzi with the marks that stay with it (clreq 6.1)."""


def _native(text: str) -> str:
    return mongolian_of(text) or (str(text) if mongolian.is_mongolian(text) else "")


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
