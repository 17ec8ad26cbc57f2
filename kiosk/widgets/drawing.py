"""Shapes drawn by Cairo into textures: smooth edges without multisampling. Nothing personal is ever drawn here, so the cache may stay."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import pi
from typing import Any

import cairocffi
from kivy.graphics.texture import Texture
from PIL import Image

from kiosk.widgets.tokens import Colour, rgb

Painter = Callable[[cairocffi.Context], None]


def texture(width: int, height: int, painter: Painter) -> Any:
    """A texture of `width` x `height` pixels with what `painter` draws (y downwards from the top)."""
    surface = cairocffi.ImageSurface(cairocffi.FORMAT_ARGB32, width, height)
    painter(cairocffi.Context(surface))
    surface.flush()
    premultiplied = Image.frombuffer("RGBa", (width, height), bytes(surface.get_data()), "raw", "BGRa", surface.get_stride(), 1)
    made = Texture.create(size=(width, height), colorfmt="rgba")
    made.blit_buffer(premultiplied.convert("RGBA").tobytes(), colorfmt="rgba", bufferfmt="ubyte")
    made.flip_vertical()
    return made


def rounded(context: cairocffi.Context, x: float, y: float, width: float, height: float, radius: float) -> None:
    """Adds a rectangle with round corners to the path."""
    radius = min(radius, width / 2, height / 2)
    context.new_sub_path()
    context.arc(x + width - radius, y + radius, radius, -pi / 2, 0)
    context.arc(x + width - radius, y + height - radius, radius, 0, pi / 2)
    context.arc(x + radius, y + height - radius, radius, pi / 2, pi)
    context.arc(x + radius, y + radius, radius, pi, 1.5 * pi)
    context.close_path()


class Panel:
    """A nine-patch: a filled rectangle with round corners, a border, and a soft shadow outside its bounds. Sizes in pixels."""

    def __init__(self, fill: Colour | None, edge: Colour | None, radius: int, stroke: int, shadow: int = 0) -> None:
        self.shadow = shadow
        self.corner = radius + shadow + stroke + 1
        side = 2 * self.corner + 4
        self.texture = texture(side, side, lambda context: self._paint(context, side, fill, edge, radius, stroke))

    def _paint(self, context: cairocffi.Context, side: int, fill: Colour | None, edge: Colour | None, radius: int, stroke: int) -> None:
        inset = self.shadow
        inner = side - 2 * inset
        for step in range(self.shadow):
            # Many faint layers: a blur that needs no blur.
            spread = self.shadow - step
            context.set_source_rgba(0.04, 0.12, 0.25, 0.16 / self.shadow * (step + 1) / self.shadow)
            rounded(context, inset - spread, inset - spread + self.shadow * 0.35, inner + 2 * spread, inner + 2 * spread, radius + spread)
            context.fill()
        if fill:
            context.set_source_rgb(*rgb(fill))
            rounded(context, inset, inset, inner, inner, radius)
            context.fill()
        if edge and stroke:
            context.set_source_rgb(*rgb(edge))
            context.set_line_width(stroke)
            rounded(context, inset + stroke / 2, inset + stroke / 2, inner - stroke, inner - stroke, radius - stroke / 2)
            context.stroke()


@lru_cache(maxsize=128)
def panel(fill: Colour | None, edge: Colour | None, radius: int, stroke: int, shadow: int = 0) -> Panel:
    """The nine-patch with these looks, made once."""
    return Panel(fill, edge, radius, stroke, shadow)
