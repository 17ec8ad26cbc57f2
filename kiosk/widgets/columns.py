"""Where a screen has no room for all its Mongolian columns: the least important texts are said in Chinese alone, style by style."""

from __future__ import annotations

from typing import Any, Final

from kiosk.widgets.controls import Touchable
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Column
from kiosk.widgets.pictures import Picture
from kiosk.widgets.tokens import look

ORDER: Final = ("small", "foot", "body", "lead", "heading", "button", "title", "display")
"""Styles, the first one gives way first; within a style sentences give way before what can be touched."""

AIR_MM: Final = 14.0
"""What growing gaps together should keep between the blocks of a full screen."""

LEAST_PICTURE_MM: Final = 40.0
"""A picture that may grow may also shrink to this before words give way."""


def make_room(screen: Column, width: int, height: int) -> None:
    """Leaves Mongolian columns out until the blocks of `screen` fit into `width` x `height` pixels."""
    words = [widget for widget in screen.walk(restrict=True) if isinstance(widget, Words) and widget.columned]
    for style in ORDER:
        for touchable in (False, True):
            if not words or screen.natural_height(width) - _spare(screen, width) <= height - look().px(AIR_MM):
                return
            for widget in words:
                if widget.style == style and _can_be_touched(widget) is touchable and widget.text != widget.native:
                    widget.chinese_only = True


def _spare(column: Column, width: int) -> int:
    """The height in pixels that optional blocks and pictures can give up."""
    inner = column.content(width)
    total = 0
    for child in column.children:
        if child.optional:
            total += int(child.wanted(inner)) + look().px(column.gap)
        elif isinstance(child, Picture) and child.grow:
            total += max(0, look().px(child.height_mm - LEAST_PICTURE_MM))
        elif isinstance(child, Column):
            total += _spare(child, inner)
    return total


def _can_be_touched(widget: Any) -> bool:
    while widget is not None and not isinstance(widget, Touchable):
        widget = widget.parent
    return widget is not None
