"""Layout in one pass: every block says how high it wants to be at a width, and is then placed on whole pixels.

No block moves twice, so nothing jumps; sizes in kv are millimetres (`width_mm`, `height_mm`, `gap`, `inset`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from kivy.graphics import BorderImage, Color
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.widgets.drawing import panel
from kiosk.widgets.tokens import SPACE, Colour, look

_stamp = 0
"""Goes up with every change that a height may depend on."""

_placing = False


@contextmanager
def placing() -> Iterator[None]:
    """While a screen is placed or its height is asked for, a height that was worked out holds until something changes: each column asks
    all that is in it. Within another one it does nothing.
    """
    global _placing, _stamp
    if _placing:
        yield
        return
    _placing, _stamp = True, _stamp + 1
    try:
        yield
    finally:
        _placing = False


def within(widget: Any) -> Iterator[Any]:
    """`widget` and everything in it, in reading order, as Kivy's `walk(restrict=True)`; that one makes a generator a level and is slow."""
    waiting = [widget]
    while waiting:
        following = waiting.pop()
        yield following
        waiting.extend(following.children)  # the last one added comes first among the children


class Block(Widget):  # type: ignore[misc]  # Kivy has no types
    """A widget with a natural height. `grow`: its share of what is left over; `width_mm`, `height_mm`: fixed where above 0."""

    grow = NumericProperty(0)
    width_mm = NumericProperty(0)
    height_mm = NumericProperty(0)
    middle = BooleanProperty(False)
    """In a Row: keep the natural height, in the middle, instead of stretching."""
    optional = BooleanProperty(False)
    """In a Column: left out where the room is short. Never for what somebody must read or touch."""
    with_next = BooleanProperty(False)
    """In a Column that has sunk: stays above the block that follows it, as a heading does."""
    touchable: ClassVar[bool] = False

    def __init__(self, **kwargs: Any) -> None:
        self._kept: dict[int, tuple[int, int]] = {}
        kwargs.setdefault("size_hint", (None, None))
        super().__init__(**kwargs)

    def _changed(self, *_: object) -> None:
        global _stamp
        _stamp += 1

    on_children = on_width_mm = on_height_mm = _changed  # Kivy calls these by their names

    def natural_width(self, limit: int) -> int:
        """The width in pixels it would like, at most `limit`."""
        return min(limit, look().px(self.width_mm)) if self.width_mm else limit

    def least_width(self) -> int:
        """The width in pixels below which something in it would be broken."""
        return 0

    def natural_height(self, width: int) -> int:
        """The height in pixels it needs at `width`."""
        del width
        return look().px(self.height_mm)

    def wanted(self, width: int) -> int:
        """`natural_height`, unless the height is fixed; a block with Mongolian columns in it may outgrow that."""
        if not _placing:
            return self._worked_out(width)
        kept = self._kept.get(width)
        if kept is None or kept[0] != _stamp:
            kept = self._kept[width] = (_stamp, self._worked_out(width))
        return kept[1]

    def _worked_out(self, width: int) -> int:
        if not self.height_mm:
            return self.natural_height(width)
        fixed = look().px(self.height_mm)
        return max(fixed, self.natural_height(width)) if self.columned else fixed

    @property
    def columned(self) -> bool:
        """Whether words in Mongolian columns stand in it: they may need more height than a row of Chinese."""
        return any(child.columned for child in self.children if isinstance(child, Block))

    @property
    def live(self) -> bool:
        """Whether it can be touched, or something in it."""
        return any(getattr(widget, "touchable", False) for widget in within(self))

    def spare_height(self, width: int) -> int:
        """How many pixels of its height it can do without, by leaving out what is optional in it."""
        del width
        return 0

    def reach_height(self, width: int) -> int:
        """How high above its own lower edge something can be touched once it has sunk, in pixels; 0 where nothing can."""
        return self.wanted(width) if self.live else 0

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Puts it at (x, y), the lower left corner, in pixels."""
        self.pos = (x, y)
        self.size = (width, height)
        self.arrange()

    def arrange(self) -> None:
        """Places what is inside; called when size and position are known."""

    @property
    def inside(self) -> list[Any]:
        """The children in the order they were added."""
        return list(reversed(self.children))


class Gap(Block):
    """Nothing, of a fixed or growing size."""


class Container(Block):
    """A block of blocks. `gap` between them and `inset` around them in mm (left, top, right, bottom); `surface` draws a panel behind."""

    gap = NumericProperty(SPACE.gap)
    inset = ListProperty([0, 0, 0, 0])
    surface = StringProperty("")
    edge = StringProperty("")
    radius = NumericProperty(SPACE.radius)
    shadow = BooleanProperty(False)

    def content(self, width: int) -> int:
        """The pixels across that a width leaves to what is inside."""
        return width - look().px(self.inset[0]) - look().px(self.inset[2])

    def _around(self) -> int:
        return look().px(self.inset[1]) + look().px(self.inset[3])

    def _gaps(self, children: Sequence[Any]) -> int:
        return look().px(self.gap) * max(0, len(children) - 1)

    def arrange(self) -> None:
        self._draw()
        left, top, right, bottom = (look().px(side) for side in self.inset)
        self.fill(int(self.x) + left, int(self.y) + bottom, int(self.width) - left - right, int(self.height) - top - bottom)

    def fill(self, x: int, y: int, width: int, height: int) -> None:
        """Places the children in this rectangle."""

    def _draw(self) -> None:
        if not self.surface and not self.edge:
            return
        now = look()
        fill = now.colour(self.surface) if self.surface else None
        edge = now.colour(self.edge) if self.edge else None
        if edge is None and now.high_contrast and self.radius and self.surface in _PANELS:
            edge = now.palette.edge
        backdrop(self, fill, edge, now.px(self.radius), now.px(SPACE.border), self.shadow and not now.high_contrast)


_PANELS = ("surface", "tint", "sunken", "note_tint", "done_tint", "strong", "strong_done")
"""Surfaces that a border must set apart where the palette has only black."""


class Column(Container):
    """Blocks one below the other."""

    def spare_height(self, width: int) -> int:
        inner, gap = self.content(width), look().px(self.gap)
        return sum(int(child.wanted(inner)) + gap if child.optional else int(child.spare_height(inner)) for child in self.children)

    def natural_height(self, width: int) -> int:
        inner = self.content(width)
        return self._around() + self._gaps(self.children) + sum(int(child.wanted(inner)) for child in self.children)

    def fill(self, x: int, y: int, width: int, height: int) -> None:
        children = self._that_fit(width, height)
        heights = [child.wanted(width) for child in children]
        shares = [child.grow for child in children]
        lowest = _sunk(children, shares) if look().low_reach else None
        _share_out(heights, shares, height - self._gaps(children))
        top = y + height
        for child, own in zip(children, heights, strict=True):
            if child is lowest:
                top = y + sum(heights[children.index(child) :]) + self._gaps(children[children.index(child) :])
            child.place(x, top - own, width, own)
            top -= own + look().px(self.gap)

    def reach_height(self, width: int) -> int:
        inner = self.content(width)
        live = [child for child in self.inside if child.live]
        if not live:
            return 0
        below = sum(int(child.wanted(inner)) for child in live[1:]) + self._gaps(live)
        return look().px(self.inset[3]) + below + int(live[0].reach_height(inner))

    def _that_fit(self, width: int, height: int) -> list[Any]:
        shown = self.inside
        for block in reversed([child for child in shown if child.optional]):
            # What a block can leave out by itself goes first.
            fits = self._gaps(shown) + sum(child.wanted(width) - child.spare_height(width) for child in shown) <= height
            block.opacity = 1 if fits else 0
            if not fits:
                shown.remove(block)
        return shown


class Row(Container):
    """Blocks side by side: growing ones share what fixed and natural widths leave, which is no less than they need."""

    def _widths(self, width: int) -> list[int]:
        children = self.inside
        room = width - self._gaps(children)
        free = room - sum(child.least_width() for child in children if child.grow)
        widths = [0 if child.grow else child.natural_width(free) for child in children]
        _share_out(widths, [child.grow for child in children], room)
        return widths

    def natural_height(self, width: int) -> int:
        inner = self.content(width)
        pairs = zip(self.inside, self._widths(inner), strict=True)
        return self._around() + max((child.wanted(own) for child, own in pairs), default=0)

    def natural_width(self, limit: int) -> int:
        if self.width_mm or any(child.grow for child in self.children):
            return super().natural_width(limit)
        around = limit - self.content(limit) + self._gaps(self.children)
        return min(limit, around + sum(int(child.natural_width(limit)) for child in self.children))

    def fill(self, x: int, y: int, width: int, height: int) -> None:
        for child, own in zip(self.inside, self._widths(width), strict=True):
            tall = min(height, child.wanted(own)) if child.middle else height
            sinks = look().low_reach and height > 2 * tall and child.live
            child.place(x, y if sinks else y + (height - tall) // 2, own, tall)
            x += own + look().px(self.gap)

    def reach_height(self, width: int) -> int:
        if self.touchable:
            return self.wanted(width)
        inner = self.content(width)
        pairs = zip(self.inside, self._widths(inner), strict=True)
        found = max((child.reach_height(own) for child, own in pairs), default=0)
        return look().px(self.inset[3]) + found if found else 0


class Grid(Container):
    """Blocks of one size in `columns` columns; rows are as high as the highest block, at least `row_mm`."""

    columns = NumericProperty(2)
    row_mm = NumericProperty(SPACE.target)

    def _cell(self, width: int) -> int:
        return (width - look().px(self.gap) * (int(self.columns) - 1)) // int(self.columns)

    def _row(self, width: int) -> int:
        cell = self._cell(width)
        return max([look().px(self.row_mm), *(int(child.wanted(cell)) for child in self.children)])

    def natural_height(self, width: int) -> int:
        rows = -(-len(self.children) // int(self.columns))
        return self._around() + rows * self._row(self.content(width)) + look().px(self.gap) * max(0, rows - 1)

    def fill(self, x: int, y: int, width: int, height: int) -> None:
        cell, row, gap = self._cell(width), self._row(width), look().px(self.gap)
        for index, child in enumerate(self.inside):
            down, across = divmod(index, int(self.columns))
            child.place(x + across * (cell + gap), y + height - (down + 1) * row - down * gap, cell, row)


class Flow(Grid):
    """A grid whose rows are each as high as their own highest block."""

    columns = NumericProperty(1)

    def _rows(self, width: int) -> list[tuple[list[Any], int]]:
        count, cell, children = int(self.columns), self._cell(width), self.inside
        rows = [children[first : first + count] for first in range(0, len(children), count)]
        return [(row, max(child.wanted(cell) for child in row)) for row in rows]

    def natural_height(self, width: int) -> int:
        rows = self._rows(self.content(width))
        return self._around() + sum(tall for _, tall in rows) + self._gaps(rows)

    def fill(self, x: int, y: int, width: int, height: int) -> None:
        cell, gap, top = self._cell(width), look().px(self.gap), y + height
        for row, tall in self._rows(width):
            for across, child in enumerate(row):
                child.place(x + across * (cell + gap), top - tall, cell, tall)
            top -= tall + gap


def sink(column: Column) -> None:
    """Puts what is touched below what is only read, in `column` and in every column in it; the order within both stays."""
    children = column.inside
    for child in children:
        if isinstance(child, Column) and child.live:
            sink(child)
    below: list[Any] = []
    for child in reversed(children):
        follows = bool(below) and children[children.index(child) + 1] is below[-1]
        if child.live or (follows and (child.with_next or (isinstance(child, Gap) and not child.grow))):
            child.with_next = not child.live
            below.append(child)
    ordered = [child for child in children if child not in below] + below[::-1]
    if ordered != children:
        for child in children:
            column.remove_widget(child)
        for child in ordered:
            column.add_widget(child)


def _sunk(children: list[Any], shares: list[float]) -> Any | None:
    """Only what stands above the lowest blocks grows; the first of these, where nothing does and the room is left above it."""
    lives = [index for index, child in enumerate(children) if child.live]
    if not lives:
        return None
    first = lives[0]
    while first and children[first - 1].with_next:
        first -= 1
    above = any(shares[:first])
    for index in range(first, len(shares)):
        if above or index != lives[0]:
            shares[index] = 0
    return None if any(shares) else children[first]


def _share_out(sizes: list[int], shares: Sequence[float], room: int) -> None:
    """Gives growing blocks what is left over; where too little is there, takes it from them."""
    spare, total = room - sum(sizes), sum(shares)
    if spare == 0 or not total:
        return
    given = 0
    for index, share in enumerate(shares):
        if share:
            part = int(spare * share / total)
            sizes[index] += part
            given += part
            last = index
    sizes[last] += spare - given


def backdrop(widget: Any, fill: Colour | None, edge: Colour | None, radius: int, stroke: int, shadow: bool = False) -> None:
    """Draws a panel as the widget's background, in place of the one before."""
    fine = look().density
    made = panel(fill, edge, radius * fine, stroke * fine, look().px(2.4) * fine if shadow else 0)
    widget.canvas.before.clear()
    with widget.canvas.before:
        Color(1, 1, 1, 1)
        spread, corner = made.shadow / fine, made.corner
        BorderImage(
            texture=made.texture,
            border=(corner, corner, corner, corner),
            display_border=(corner / fine, corner / fine, corner / fine, corner / fine),
            pos=(widget.x - spread, widget.y - spread),
            size=(widget.width + 2 * spread, widget.height + 2 * spread),
        )
