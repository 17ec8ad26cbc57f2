"""The pen that draws the things of the kiosk: card, reader, sheet, seal, printer. One flat style, one stroke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

import cairocffi

from kiosk.widgets.drawing import rounded
from kiosk.widgets.tokens import Colour, rgb


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
