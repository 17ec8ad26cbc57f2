"""The pictures that show what to do: card, reader, screen, printer. Drawn on a field of 100 x 72 units in one flat style."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin
from typing import Any, Final

import cairocffi
from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, StringProperty

from kiosk.widgets.drawing import rounded, texture
from kiosk.widgets.layout import Block
from kiosk.widgets.tokens import Colour, look, rgb

FIELD: Final = (100.0, 72.0)


@dataclass(frozen=True, slots=True)
class Scheme:
    """Colours of a picture. `arrow` stands on things, `signal` on the ground. `disc`: a shape behind it, if any."""

    line: Colour
    body: Colour
    dark: Colour
    face: Colour
    faint: Colour
    arrow: Colour
    signal: Colour
    seal: Colour
    disc: Colour | None = None


LIGHT: Final = Scheme("#0c2f66", "#cddbf0", "#0c2f66", "#ffffff", "#9db4d8", "#1450a8", "#1450a8", "#c0392b", "#e4ecf8")
STRONG: Final = Scheme("#061a3d", "#d5e2f5", "#061a3d", "#ffffff", "#9db4d8", "#1450a8", "#f2c14e", "#c0392b", None)
CONTRAST: Final = Scheme("#ffffff", "#1c1c1c", "#000000", "#000000", "#ffffff", "#ffd60a", "#ffd60a", "#ffd60a", None)


class Pen:
    """Draws the things of the kiosk with one stroke. Coordinates are units of the field."""

    def __init__(self, context: cairocffi.Context, scheme: Scheme, stroke: float) -> None:
        self.context = context
        self.scheme = scheme
        self.stroke = stroke
        context.set_line_cap(cairocffi.LINE_CAP_ROUND)
        context.set_line_join(cairocffi.LINE_JOIN_ROUND)

    def ink(self, colour: Colour, width: float | None = None) -> None:
        """Strokes the path."""
        self.context.set_source_rgb(*rgb(colour))
        self.context.set_line_width(width or self.stroke)
        self.context.stroke()

    def fill(self, colour: Colour, keep: bool = False) -> None:
        """Fills the path."""
        self.context.set_source_rgb(*rgb(colour))
        if keep:
            self.context.fill_preserve()
        else:
            self.context.fill()

    def box(self, x: float, y: float, w: float, h: float, r: float, fill: Colour | None, line: Colour | None = None) -> None:
        """A rectangle with round corners."""
        rounded(self.context, x, y, w, h, r)
        if fill:
            self.fill(fill, keep=line is not None)
        if line:
            self.ink(line)

    def rule(self, x: float, y: float, w: float, colour: Colour, width: float | None = None) -> None:
        """A level line."""
        self.context.move_to(x, y)
        self.context.line_to(x + w, y)
        self.ink(colour, width)

    def disc(self) -> None:
        """The ground behind the picture."""
        if self.scheme.disc:
            self.context.save()
            self.context.translate(50, 37)
            self.context.scale(1.25, 0.94)
            self.context.arc(0, 0, 36, 0, 2 * pi)
            self.context.restore()
            self.fill(self.scheme.disc)

    def card(self, x: float, y: float, w: float = 40.0) -> None:
        """A resident ID card, its photograph at the right."""
        h, s = w * 0.63, self.scheme
        self.box(x, y, w, h, 2.4, s.face, s.line)
        px, py, pw, ph = x + w * 0.64, y + h * 0.17, w * 0.27, h * 0.52
        self.box(px, py, pw, ph, 1.2, s.body)
        self.context.save()
        rounded(self.context, px, py, pw, ph, 1.2)
        self.context.clip()
        self.context.arc(px + pw / 2, py + ph * 0.4, pw * 0.23, 0, 2 * pi)
        self.fill(s.line)
        self.context.save()
        self.context.translate(px + pw / 2, py + ph * 1.05)
        self.context.scale(1, 0.85)
        self.context.arc(0, 0, pw * 0.44, 0, 2 * pi)
        self.context.restore()
        self.fill(s.line)
        self.context.restore()
        for row, part in enumerate((0.32, 0.42, 0.36)):
            self.rule(x + w * 0.1, y + h * (0.24 + 0.19 * row), w * part, s.faint)
        self.rule(x + w * 0.1, y + h * 0.84, w * 0.8, s.line)

    def reader(self) -> None:
        """The reader's plate from above, with the place for the card."""
        s = self.scheme
        self.box(19, 27, 62, 41, 5, s.body, s.line)
        self.box(26, 33.4, 48, 31, 3.4, s.face if s is CONTRAST else "#e9f0fa", s.line)
        self.context.set_dash([2.4, 2.6])
        self.box(30, 36.4, 40, 25.2, 2.4, None, s.faint)
        self.context.set_dash([])

    def waves(self) -> None:
        """Radio waves at both sides of the reader."""
        for side in (-1, 1):
            for ring in range(3):
                self.context.new_sub_path()
                middle = 0.0 if side > 0 else pi
                self.context.arc(50 + side * 33, 47.5, 4.2 + 3.6 * ring, middle - 0.72, middle + 0.72)
                self.ink(self.scheme.signal, self.stroke * 1.25)

    def arrow(self, x: float, y: float, dy: float, colour: Colour | None = None) -> None:
        """A stout arrow from (x, y) up or down."""
        head = 4.6 if dy > 0 else -4.6
        self.context.move_to(x, y)
        self.context.line_to(x, y + dy)
        self.context.move_to(x - abs(head), y + dy - head)
        self.context.line_to(x, y + dy)
        self.context.line_to(x + abs(head), y + dy - head)
        self.ink(colour or self.scheme.arrow, 2.9)

    def sheet(self, x: float, y: float, w: float, h: float, sealed: bool = True) -> None:
        """A certificate: title, text, seal."""
        s = self.scheme
        self.box(x, y, w, h, 1.2, s.face, s.line)
        self.rule(x + w * 0.3, y + h * 0.14, w * 0.4, s.line, self.stroke * 1.35)
        for row, part in enumerate((0.68, 0.68, 0.68, 0.4)):
            if y + h * (0.27 + 0.1 * row) < y + h - 4:
                self.rule(x + w * 0.16, y + h * (0.27 + 0.1 * row), w * part, s.faint)
        if sealed:
            self.seal(x + w * 0.7, y + h * 0.78, w * 0.15)
            self.box(x + w * 0.16, y + h * 0.7, w * 0.19, w * 0.19, 0.6, None, s.faint)

    def seal(self, x: float, y: float, radius: float) -> None:
        """A round seal with its star."""
        self.context.new_sub_path()
        self.context.arc(x, y, radius, 0, 2 * pi)
        self.ink(self.scheme.seal)
        for point in range(11):
            reach = radius * (0.5 if point % 2 == 0 else 0.21)
            angle = -pi / 2 + point * pi / 5
            (self.context.move_to if point == 0 else self.context.line_to)(x + reach * cos(angle), y + reach * sin(angle))
        self.fill(self.scheme.seal)

    def printer(self, below: Callable[[], None]) -> None:
        """The printer from the front; `below` draws the sheet that comes out of it."""
        s = self.scheme
        self.box(30, 3, 40, 10, 2, s.face, s.line)
        self.box(18, 9, 64, 22, 4.5, s.body, s.line)
        self.box(27, 23.4, 46, 3.2, 1.6, s.line)
        below()
        self.context.arc(74.5, 16, 1.5, 0, 2 * pi)
        self.fill(s.arrow)


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
def picture(name: str, width: int, height: int, scheme: Scheme) -> Any:
    """A texture of the picture, as large as fits into `width` x `height` pixels. Raises KeyError for an unknown name."""
    scale = min(width / FIELD[0], height / FIELD[1])

    def painter(context: cairocffi.Context) -> None:
        context.scale(scale, scale)
        # A thin line on a large picture and a stout one on a small picture look alike from where people stand.
        PICTURES[name](Pen(context, scheme, 1.0 if scale > 5 else 1.35))

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
        made = picture(self.picture, int(self.width), int(self.height), scheme)
        self._field.texture = made
        self._field.size = made.size
        self._field.pos = (int(self.x) + (int(self.width) - made.width) // 2, int(self.y) + (int(self.height) - made.height) // 2)
