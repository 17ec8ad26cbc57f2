"""An own keypad: digits large enough for any finger, and the figures typed so far."""

from __future__ import annotations

from typing import Any

from kiosk.widgets.controls import Action
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Column, Gap, Grid, Row
from kiosk.widgets.tokens import SPACE
from kiosk.words import say

ROWS_MM = (44.0, 38.0, 32.0, 28.0, 24.0, SPACE.target, 20.5)
"""Heights of a row of keys in mm, the most comfortable first."""

_BOX_MM = 33.0
_NARROW_BOX_MM = 26.0
_LOW_BOX_MM = 21.0


class Keypad(Grid):
    """The digits as on a telephone, and a key that takes the last one back."""

    def __init__(self) -> None:
        super().__init__(columns=3, gap=5, row_mm=ROWS_MM[0])
        for digit in "123456789":
            self.add_widget(Action(name=f"digit:{digit}", label=digit, style="title"))
        self._spare = Gap()
        self.add_widget(self._spare)
        self.add_widget(Action(name="digit:0", label="0", style="title"))
        self.add_widget(Action(name="erase", label=say("Erase the last digit"), icon="erase", bare=True))

    def use_spare(self, key: Action) -> None:
        """Puts another key into the place beside the zero, which is empty otherwise."""
        place = self.children.index(self._spare)
        self.remove_widget(self._spare)
        self.add_widget(key, place)


class _Box(Column):
    """The place of one figure."""

    def __init__(self, side_mm: float) -> None:
        super().__init__(surface="surface", edge="edge", radius=4, width_mm=side_mm, height_mm=side_mm * 1.2)
        self._figure = Words(style="title", on="surface", align="center", valign="middle", grow=1)
        self.add_widget(self._figure)

    def lower(self) -> None:
        """Makes the place no higher than a smaller figure needs."""
        self.height_mm, self._figure.style = _LOW_BOX_MM, "button"

    def show(self, figure: str, next_one: bool) -> None:
        """Shows the figure; the place of the next one has a stronger edge."""
        edge, surface = ("primary", "tint") if next_one else ("edge", "surface")
        if (figure, edge) != (self._figure.text, self.edge):
            self._figure.text, self._figure.on, self.edge, self.surface = figure, surface, edge, surface
            if self.width > 1:
                self._draw()


class Figures(Row):
    """So many places, filled from the left."""

    def __init__(self, count: int, narrow: bool) -> None:
        super().__init__(gap=SPACE.tight)
        self._boxes: list[Any] = [_Box(_NARROW_BOX_MM if narrow else _BOX_MM) for _ in range(count)]
        self.add_widget(Gap(grow=1))
        for box in self._boxes:
            self.add_widget(box)
        self.add_widget(Gap(grow=1))

    def lower(self) -> None:
        """Makes the places no higher than the figures need."""
        for box in self._boxes:
            box.lower()

    def show(self, figures: str) -> None:
        """Shows the figures typed so far."""
        for place, box in enumerate(self._boxes):
            box.show(figures[place : place + 1], place == len(figures))
