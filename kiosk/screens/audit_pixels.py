"""What the rendered pixels say of the contrast of words, icons and the borders of what can be touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from PIL import Image

from kiosk.screens.screen import Screen
from kiosk.widgets.controls import Touchable
from kiosk.widgets.described import in_window, shown
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import within
from kiosk.widgets.tokens import contrast, look, rgb

Box = tuple[int, int, int, int]
Rgb = tuple[int, int, int]

_ENOUGH: Final = 6
"""Pixels of a colour that count as ink: the core of a stroke, not the blur at its edge."""

_ALIKE: Final = 3
"""Of 255: colours nearer than this are one."""


def faint(screen: Screen, image: Image.Image) -> Iterator[str]:
    """Words below 4.5:1 (7:1 in high contrast) and icons and borders below 3:1 in `image`, the window's; and words on another ground
    than the one the widget believes in.
    """
    least = 7.0 if look().high_contrast else 4.5
    for widget in shown(screen):
        box = _seen(screen, widget, image)
        if box is None:
            continue
        if isinstance(widget, Words) and widget.text and widget.ink_size[0] > 3:
            ground, ratio = _measured(image.crop(box))
            believed = cast("Rgb", tuple(round(255 * part) for part in rgb(look().colour(widget.on))))
            if _apart(ground, believed) > _ALIKE:
                yield f"“{widget.text[:24]}”: stands on {_hex(ground)}, not on {widget.on}"
            if ratio < least:
                yield f"“{widget.text[:24]}”: {ratio:.1f}:1 as rendered"
        elif isinstance(widget, Icon) and widget.icon:
            _, ratio = _measured(image.crop(box))
            if ratio < 3.0:
                yield f"icon {widget.icon}: {ratio:.1f}:1 as rendered"
        elif isinstance(widget, Touchable) and widget.enabled:
            ratio = _border(image, box)
            if ratio < 3.0:
                yield f"{widget.name}: border of {ratio:.1f}:1 as rendered"


def _seen(screen: Screen, widget: Any, image: Image.Image) -> Box | None:
    """Left, top, right and lower edge of a widget that is wholly in view, in the image; None for another."""
    x, y, width, height = in_window(widget)
    zoomed = screen.zoomed
    if zoomed is not None and any(inner is widget for inner in within(zoomed)):
        frame = zoomed.frame
        if x < frame.x or y < frame.y or x + width > frame.x + frame.width or y + height > frame.y + frame.height:
            return None
    top = image.height - y - height
    return (x, top, x + width, top + height) if width > 1 and height > 1 else None


def _measured(part: Image.Image) -> tuple[Rgb, float]:
    """The ground, which is the commonest colour, and the best contrast that enough pixels have with it."""
    colours = cast("list[tuple[int, Rgb]]", part.getcolors(maxcolors=part.width * part.height))
    ground = max(colours)[1]
    best = max((contrast(_hex(colour), _hex(ground)) for count, colour in colours if count >= _ENOUGH), default=1.0)
    return ground, best


def _border(image: Image.Image, box: Box) -> float:
    """The best contrast with what is outside that a line across the left border meets."""
    left, top, _, lower = box
    middle = (top + lower) // 2
    outside = cast("Rgb", image.getpixel((max(0, left - 6), middle)))
    return max(contrast(_hex(cast("Rgb", image.getpixel((left + inside, middle)))), _hex(outside)) for inside in range(5))


def _apart(one: Rgb, other: Rgb) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _hex(colour: Rgb) -> str:
    return f"#{bytes(colour).hex()}"
