"""What the screens share that have answers to be picked: tiles in the largest shape that fits, and leafing through the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from kiosk.screens.screen import Screen
from kiosk.widgets.choices import BACK, ON, ChoiceGroup
from kiosk.widgets.columns import give_way
from kiosk.widgets.controls import Touchable
from kiosk.widgets.layout import within
from kiosk.widgets.tokens import SPACE, look

LEAFED = (2, 26.0)
"""Columns and height of a row in mm where there are too many answers for a page."""


class AskingScreen(Screen):
    """A screen about one group of answers, which `build` makes. `shapes`: columns and height of a row in mm, the most comfortable first."""

    shapes: ClassVar[Sequence[tuple[int, float]]]
    _group: ChoiceGroup

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Gives the tiles the largest shape that fits: short lists get tall rows, long ones share the room or are leafed through."""
        if look().most_at_once(self._group.answers) < self._group.answers:
            self._group.leaf(len(self._group.tiles))
        if not any(self._shaped(width, height) for _ in self._with_less_and_less()):
            self._leaf(width, height)
        super().place(x, y, width, height)

    def _with_less_and_less(self) -> Iterator[None]:
        """First with everything; then without what says nothing that cannot be seen otherwise; at last a long list is leafed through."""
        yield
        yield from give_way(self)  # to see all there is to choose from is worth more than a remark in two languages

    def _shaped(self, width: int, height: int) -> bool:
        return any(self._fits(shape, width, height) for shape in self.shapes)

    def _fits(self, shape: tuple[int, float], width: int, height: int) -> bool:
        self._shape(shape, width)
        return bool(self.natural_height(width) <= height)

    def _shape(self, shape: tuple[int, float], width: int) -> None:
        self._group.shape(*shape, width)
        if self._group.leafed:
            self._group.hold(width - look().px(2 * SPACE.margin))

    def _leaf(self, width: int, height: int) -> None:
        group = self._group
        for size in range(min(len(group.tiles) - 1, group.most_tiles), 0, -1):  # a larger size would give the same pages
            group.leaf(size)
            self._shape(LEAFED, width)
            if self.least_height(width) <= height and size % int(group.grid.columns) == 0:
                break

    def takes(self, control: str) -> bool:
        if control not in (BACK, ON):
            return False
        if any(widget.name == control for widget in within(self._group) if isinstance(widget, Touchable)):
            self._group.turn(1 if control == ON else -1)
            self._group.arrange()
        self.update(self.machine)
        return True
