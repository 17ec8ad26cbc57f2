"""A group of choices under its heading; a long group is leafed through, because a page that scrolls is hard for unsteady hands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kiosk.widgets import text
from kiosk.widgets.controls import Action, ChoiceTile
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Column, Gap, Grid, Row
from kiosk.widgets.tokens import SPACE, look
from kiosk.words import say

BACK, ON = "choices-previous", "choices-next"
"""Controls of the screen alone: the session knows nothing of them."""


class ChoiceGroup(Column):
    """Heading, how many are chosen (`most` above 1), and the tiles; `leaf` shows `size` of them at a time."""

    def __init__(self, heading: str, tiles: Sequence[ChoiceTile], most: int) -> None:
        super().__init__(gap=4)
        self.tiles = list(tiles)
        self._most = most
        self._size = len(self.tiles)
        self._page = 0
        self._count = Words(style="foot", tone="soft", align="right", middle=True)
        longest = say("{chosen} of at most {most}", chosen=most, most=most)
        self._count.width_mm = look().mm(text.measure(longest, self._count.face)[0]) + 1
        self._head = Row(gap=5)
        self._head.add_widget(Words(text=heading, style="heading", grow=1, middle=True))
        if most > 1:
            self._head.add_widget(self._count)
        self.grid = Grid(gap=5)
        for part in (self._head, self.grid, Gap(height_mm=4)):
            self.add_widget(part)
        for tile in self.tiles:
            self.grid.add_widget(tile)
        self._leaves: list[Action] = []

    def count(self, chosen: int) -> None:
        """Says how many are chosen."""
        self._count.text = say("{chosen} of at most {most}", chosen=chosen, most=self._most) if self._most > 1 else ""

    def shape(self, columns: int, row_mm: float, width: int) -> None:
        """Sets the tiles in at most `columns` columns, fewer where a word would be broken."""
        self.grid.row_mm = row_mm
        self.grid.gap = 5 if row_mm > SPACE.target else SPACE.tight
        self.grid.columns = next(count for count in range(columns, 0, -1) if count == 1 or self._whole_words(count, width))

    def _whole_words(self, columns: int, width: int) -> bool:
        cell = (width - look().px(2 * SPACE.margin + self.grid.gap * (columns - 1))) // columns
        return all(tile.least_width() <= cell for tile in self.tiles)

    def leaf(self, size: int) -> None:
        """Shows `size` tiles at a time, with arrows to leaf."""
        self._size = size
        if not self._leaves:
            for name, label, icon in ((BACK, say("Those before"), "back"), (ON, say("More of them"), "next")):
                arrow = Action(name=name, label=label, icon=icon, bare=True, local=True, middle=True)
                arrow.width_mm = arrow.height_mm = SPACE.target
                self._leaves.append(arrow)
                self._head.add_widget(arrow)
        self.turn(0)

    def turn(self, by: int) -> None:
        """Leafs `by` pages."""
        last = (len(self.tiles) - 1) // self._size
        self._page = min(last, max(0, self._page + by))
        self.grid.clear_widgets()
        for tile in self.tiles[self._page * self._size : (self._page + 1) * self._size]:
            self.grid.add_widget(tile)
        back, on = self._leaves
        back.enabled, on.enabled = self._page > 0, self._page < last
        back.reason = "" if back.enabled else say("This is the first page.")
        on.reason = "" if on.enabled else say("This is the last page.")

    def hold(self, height: Any) -> None:
        """Keeps the tiles' height, so that a last page with fewer of them moves nothing."""
        self.grid.height_mm = look().mm(height) if height else 0
