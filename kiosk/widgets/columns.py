"""Where a screen has no room for all its Mongolian columns: the least important texts are said in Chinese alone, style by style."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from kiosk.widgets.controls import Touchable
from kiosk.widgets.frame import Way
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Column, Row, within
from kiosk.widgets.page import PageView
from kiosk.widgets.pictures import Picture
from kiosk.widgets.tokens import look

ORDER: Final = (
    ("small", False), ("foot", False), ("body", False), ("lead", False), ("small", True), ("foot", True), ("body", True),
    ("heading", False), ("heading", True), ("lead", True), ("button", False), ("title", False), ("button", True), ("title", True),
)  # fmt: skip
"""Style, and whether it stands on what can be touched; the first one gives way first, a display title never.

Sentences give way one by one, the last on the screen first; what can be touched all together, so that tiles and buttons look alike, and
so do the steps of the visit.
"""

AIR_MM: Final = 14.0
"""What growing gaps together should keep between the blocks of a full screen."""

LEAST_PICTURE_MM: Final = 40.0
"""A picture that may grow may also shrink to this before words give way."""


LEAST_PAGE_MM: Final = 200.0
"""Height that a page to be checked keeps."""


def make_room(screen: Column, least_height: Callable[[int], int], width: int, height: int) -> None:
    """Leaves Mongolian columns out until `screen`, which at a width needs `least_height`, fits into `width` x `height` pixels."""
    words = [widget for widget in within(screen) if isinstance(widget, Words) and widget.columned]
    ways = [group for style, touched in ORDER for group in _groups(words, style, touched)]
    if not words:
        return
    for row in screen.children:
        if isinstance(row, Row):
            _narrow(row, row.content(width))
    pages = look().px(LEAST_PAGE_MM) if any(isinstance(widget, PageView) for widget in within(screen)) else 0
    room = height - look().px(AIR_MM) - pages
    for group in ways:
        if least_height(width) <= room:
            return
        for widget in group:
            widget.chinese_only = True


def give_way(screen: Column) -> Iterator[None]:
    """Takes the Mongolian columns of what is only read away, text by text, but for the title; whoever has room enough takes no more."""
    words = [widget for widget in within(screen) if isinstance(widget, Words) and widget.columned]
    for style in (style for style, touched in ORDER if not touched and style != "title"):
        for group in _groups(words, style, touched=False):
            for widget in group:
                widget.chinese_only = True
            yield


def _narrow(row: Row, width: int) -> None:
    """Buttons side by side that columns make too wide for `width` pixels: the words of the first ones stand alone."""
    for widget in within(row):
        least = sum(look().px(c.width_mm) if c.grow else c.natural_width(width) for c in row.children)
        if least + look().px(row.gap) * max(0, len(row.children) - 1) <= width:
            return
        if isinstance(widget, Words):
            widget.chinese_only = True


def _groups(words: list[Words], style: str, touched: bool) -> list[list[Words]]:
    """What gives way at a time: texts of a style, where there is Chinese to stand in. One still empty keeps room for words to come."""
    found = [w for w in words if w.style == style and _can_be_touched(w) is touched and (not w.text or w.text != w.native)]
    if touched:
        return [found]
    # The names of the five steps stand in a row and look alike.
    steps = [widget for widget in found if isinstance(widget.parent, Way)]
    return [*([widget] for widget in reversed(found) if widget not in steps), *([steps] if steps else [])]


def spare(column: Column, width: int) -> int:
    """The height in pixels that optional blocks and pictures can give up."""
    inner = column.content(width)
    total = 0
    for child in column.children:
        if child.optional:
            total += int(child.wanted(inner)) + look().px(column.gap)
        elif isinstance(child, Picture) and child.grow:
            total += max(0, look().px(child.height_mm - LEAST_PICTURE_MM))
        elif isinstance(child, Column):
            total += spare(child, inner)
    return total


def _can_be_touched(widget: Any) -> bool:
    while widget is not None and not isinstance(widget, Touchable):
        widget = widget.parent
    return widget is not None
