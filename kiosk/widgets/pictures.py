"""The pictures that show what to do: card, reader, screen, printer. Drawn on a field of 100 x 72 units in one flat style."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import pi
from typing import Any, Final

import cairocffi
from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, StringProperty

from kiosk.widgets.drawing import rounded, texture
from kiosk.widgets.layout import Block
from kiosk.widgets.pen import CONTRAST, LIGHT, STRONG, Pen, Scheme
from kiosk.widgets.tokens import look

FIELD: Final = (100.0, 72.0)


def _lay_card(pen: Pen) -> None:
    pen.disc()
    pen.reader()
    pen.card(30, 4)
    pen.arrow(50, 34.5, 18)


def _read_card(pen: Pen) -> None:
    pen.disc()
    pen.reader()
    pen.card(30, 36.4)
    pen.waves()


def _take_card(pen: Pen) -> None:
    pen.disc()
    pen.reader()
    pen.card(30, 4)
    pen.arrow(50, 56.5, -19)


def _choose(pen: Pen) -> None:
    s = pen.scheme
    pen.disc()
    pen.box(29, 4, 42, 62, 4, s.line)
    pen.box(32, 8, 36, 54, 1.8, s.face if s is CONTRAST else "#f3f5f8")
    pen.box(35.5, 12.5, 29, 11.5, 1.8, s.face, s.faint)
    pen.box(35.5, 27, 29, 11.5, 1.8, s.arrow)
    pen.box(35.5, 41.5, 29, 11.5, 1.8, s.face, s.faint)
    for y, colour in ((18.2, s.faint), (32.7, s.face), (47.2, s.faint)):
        pen.rule(39, y, 13, colour)
    for radius in (3.2, 7.4):
        pen.context.new_sub_path()
        pen.context.arc(60, 34, radius, 0, 2 * pi)
        if radius < 4:
            pen.fill("#f2c14e" if s is not CONTRAST else "#ffffff", keep=True)
        pen.ink(s.line if radius < 4 else "#f2c14e" if s is not CONTRAST else "#ffffff")


def _check(pen: Pen) -> None:
    pen.disc()
    pen.sheet(30, 4, 40, 60, False)
    pen.context.arc(64, 46, 11, 0, 2 * pi)
    pen.fill(pen.scheme.face, keep=True)
    pen.ink(pen.scheme.signal, pen.stroke * 1.6)
    pen.rule(58, 43.5, 12, pen.scheme.line, pen.stroke * 1.4)
    pen.rule(58, 48.5, 8, pen.scheme.line, pen.stroke * 1.4)
    pen.context.move_to(72.4, 54.4)
    pen.context.line_to(80.5, 62.5)
    pen.ink(pen.scheme.signal, pen.stroke * 2.6)


def _sheet_coming(pen: Pen, length: float, sealed: bool) -> Callable[[], None]:
    def below() -> None:
        pen.context.save()
        pen.context.rectangle(0, 25, 100, 60)
        pen.context.clip()
        pen.sheet(31, 25 - 44 + length, 38, 44, sealed)
        pen.context.restore()

    return below


def _printing(pen: Pen) -> None:
    pen.disc()
    pen.printer(_sheet_coming(pen, 26, False))
    pen.arrow(80.5, 42, 15, pen.scheme.signal)


def _collect(pen: Pen) -> None:
    pen.disc()
    pen.printer(lambda: None)
    pen.context.move_to(22, 52)
    pen.context.line_to(26, 67)
    pen.context.line_to(74, 67)
    pen.context.line_to(78, 52)
    pen.fill(pen.scheme.body, keep=True)
    pen.ink(pen.scheme.line)
    pen.sheet(32, 24.9, 36, 37.5)
    pen.context.move_to(24.9, 62.5)
    pen.context.line_to(26, 67)
    pen.context.line_to(74, 67)
    pen.context.line_to(75.1, 62.5)
    pen.context.close_path()
    pen.fill(pen.scheme.body, keep=True)
    pen.ink(pen.scheme.line)


def _issuing(pen: Pen) -> None:
    s = pen.scheme
    pen.disc()
    pen.sheet(29, 4, 42, 62, False)
    pen.seal(59, 52, 7.4)
    pen.context.save()
    pen.context.translate(59, 38)
    pen.context.rotate(0.28)
    for x, y in ((-2.6, -20), (2.6, -20), (2.2, -9), (8, -4), (-8, -4), (-2.2, -9)):
        pen.context.line_to(x, y)
    pen.context.close_path()
    pen.fill(s.body, keep=True)
    pen.ink(s.line)
    pen.box(-4, -23, 8, 5.5, 2.6, s.body, s.line)
    pen.box(-9.5, -4, 19, 5, 1.4, s.arrow, s.line)
    pen.context.restore()


def _pause(pen: Pen) -> None:
    s = pen.scheme
    pen.disc()
    pen.box(29, 4, 42, 62, 4, s.line)
    pen.box(32, 8, 36, 54, 1.8, s.face if s is CONTRAST else "#f3f5f8")
    pen.context.arc(50, 34, 12.5, 0, 2 * pi)
    pen.ink(s.arrow, pen.stroke * 1.8)
    for x in (46.2, 53.8):
        pen.context.move_to(x, 29)
        pen.context.line_to(x, 39)
        pen.ink(s.arrow, pen.stroke * 2.2)


def _window(pen: Pen) -> None:
    s = pen.scheme
    pen.disc()
    pen.box(20, 8, 60, 40, 4, s.face, s.line)
    pen.context.save()
    rounded(pen.context, 20, 8, 60, 40, 4)
    pen.context.clip()
    pen.context.arc(50, 26, 7, 0, 2 * pi)
    pen.fill(s.body, keep=True)
    pen.ink(s.line)
    pen.context.save()
    pen.context.translate(50, 52)
    pen.context.scale(1, 0.95)
    pen.context.arc(0, 0, 15.5, 0, 2 * pi)
    pen.context.restore()
    pen.fill(s.line)
    pen.context.restore()
    pen.box(20, 8, 60, 40, 4, None, s.line)
    pen.box(30, 3, 40, 10.5, 2.5, s.body, s.line)
    pen.rule(40, 8.2, 20, s.line, pen.stroke * 1.3)
    pen.box(13, 48, 74, 9, 2.5, s.body, s.line)
    pen.box(17, 57, 66, 9.5, 1.5, s.face, s.line)


PICTURES: Final[dict[str, Callable[[Pen], None]]] = {
    "lay-card": _lay_card,
    "read-card": _read_card,
    "take-card": _take_card,
    "choose": _choose,
    "check": _check,
    "issuing": _issuing,
    "printing": _printing,
    "collect": _collect,
    "pause": _pause,
    "window": _window,
}


@lru_cache(maxsize=48)
def picture(name: str, width: int, height: int, scheme: Scheme, fine: int = 1) -> Any:
    """A texture of the picture, as large as fits into `width` x `height` pixels. Raises KeyError for an unknown name.

    `fine`: how many of these pixels make one of the layout's.
    """
    scale = min(width / FIELD[0], height / FIELD[1])

    def painter(context: cairocffi.Context) -> None:
        context.scale(scale, scale)
        # A thin line on a large picture and a stout one on a small picture look alike from where people stand.
        PICTURES[name](Pen(context, scheme, 1.0 if scale > 5 * fine else 1.35))

    return texture(round(FIELD[0] * scale), round(FIELD[1] * scale), painter)


class Picture(Block):
    """A picture in the middle of its block. `strong`: for a ground of strong colour."""

    picture = StringProperty("lay-card")
    strong = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        with self.canvas:
            Color(1, 1, 1, 1)
            self._field = Rectangle(size=(0, 0))
        self.bind(picture=Picture._redraw)

    def natural_height(self, width: int) -> int:
        return round(width * FIELD[1] / FIELD[0])

    def arrange(self) -> None:
        self._redraw()

    def _redraw(self, *_: object) -> None:
        if self.width < 10 or self.height < 10:
            return
        scheme = CONTRAST if look().high_contrast else STRONG if self.strong else LIGHT
        fine = look().density
        made = picture(self.picture, int(self.width) * fine, int(self.height) * fine, scheme, fine)
        wide, high = made.width / fine, made.height / fine
        self._field.texture = made
        self._field.size = (wide, high)
        self._field.pos = (int(self.x) + (int(self.width) - wide) // 2, int(self.y) + (int(self.height) - high) // 2)
