"""The layout's rules for Mongolian columns, checked on the words of a screen as it stands; each breach is one line of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cairocffi

from kiosk.widgets import mongolian
from kiosk.widgets.label import Words
from kiosk.widgets.tokens import look

SMALLEST_EM_MM = 10.0
"""As for Hanzi: letters are then as thick as theirs."""

_SPILL_PX = 1


def column_breaches(words: Iterable[Words]) -> Iterator[str]:
    """What is wrong with columns: too small, a box in place of a letter, ink beyond their place, over the Chinese or outside the block."""
    for widget in words:
        setting = widget.setting
        if setting is None:
            continue
        told = f"“{widget.text[:24]}”: columns"
        if look().mm(setting.size) < SMALLEST_EM_MM - 0.01:
            yield f"{told} with an em of {look().mm(setting.size):.1f} mm"
        if unknown := mongolian.unknown_glyphs(widget.native):
            yield f"{told} with {unknown} characters without a glyph"
        left, top, right, bottom = ink(setting)
        if left < -_SPILL_PX or top < -_SPILL_PX or right > setting.width + _SPILL_PX or bottom > setting.height + _SPILL_PX:
            yield f"{told}: ink from {left:.0f}, {top:.0f} to {right:.0f}, {bottom:.0f} px in {setting.width} x {setting.height}"
        yield from (f"{told}: {said}" for said in _boxes(widget))


def _boxes(widget: Words) -> Iterator[str]:
    boxes = widget.boxes
    for x, y, width, height in boxes:
        outside = x < widget.x - 1 or x + width > widget.right + 1 or y < widget.y - 1 or y + height > widget.top + 1
        if outside:
            yield f"{width} x {height} px do not fit into {widget.width:.0f} x {widget.height:.0f}"
    if len(boxes) == 2:
        (x, _, width, _), (other, *_) = sorted(boxes)
        if x + width > other:
            yield f"over the Chinese by {x + width - other} px"


def ink(setting: mongolian.Setting) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is drawn, in pixels from the upper left corner of the columns' place."""
    surface = cairocffi.RecordingSurface(cairocffi.CONTENT_ALPHA, None)
    mongolian.draw(cairocffi.Context(surface), setting)
    x, y, width, height = surface.ink_extents()
    return x, y, x + width, y + height
