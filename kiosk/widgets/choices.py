"""A group of choices under its heading; a long group is leafed through, because a page that scrolls is hard for unsteady hands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kiosk.widgets import text
from kiosk.widgets.controls import Action, ChoiceTile
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Column, Flow, Gap, Grid, Row
from kiosk.widgets.tokens import SPACE, look
from kiosk.words import say

BACK, ON = "choices-previous", "choices-next"
"""Controls of the screen alone: the session knows nothing of them."""


def most_columns(tiles: Sequence[ChoiceTile], columns: int, width: int, gap_mm: float) -> int:
    """At most `columns`, fewer where a word would be broken in `width` pixels."""
    widest = max((tile.least_width() for tile in tiles), default=0)
    return next(count for count in range(columns, 0, -1) if count == 1 or widest <= (width - look().px(gap_mm * (count - 1))) // count)


class ChoiceGroup(Column):
    """Heading, how many are chosen (`most` above 1), and the tiles; `leaf` shows at most `size` of them at a time."""

    def __init__(self, heading: str, tiles: Sequence[Any], most: int) -> None:
        super().__init__(gap=4)
        self.tiles = list(tiles)
        self._most = most
        self._pages = [self.tiles]
        self._page = 0
        self._count = Words(style="foot", tone="soft", align="right", middle=True)
        longest = say("{chosen} of at most {most}", chosen=most, most=most)
        self._count.width_mm = look().mm(text.measure(longest, self._count.face)[0]) + 1
        self._head = Row(gap=5)
        self._head.add_widget(Words(text=heading, style="heading", grow=1, middle=True))
        if most > 1:
            self._head.add_widget(self._count)
        self.grid = self.made_grid()
        for part in (self._head, self.grid, Gap(height_mm=4)):
            self.add_widget(part)
        for tile in self.tiles:
            self.grid.add_widget(tile)
        self._leaves: list[Action] = []

    def made_grid(self) -> Grid:
        """What the tiles stand in."""
        return Grid(gap=5)

    def count(self, chosen: int) -> None:
        """Says how many are chosen."""
        self._count.text = say("{chosen} of at most {most}", chosen=chosen, most=self._most) if self._most > 1 else ""

    def shape(self, columns: int, row_mm: float, width: int) -> None:
        """Sets the tiles in at most `columns` columns, fewer where a word would be broken."""
        self.grid.row_mm = row_mm
        self.grid.gap = 5 if row_mm > SPACE.target else SPACE.tight
        self.grid.columns = most_columns(self.tiles, columns, width - look().px(2 * SPACE.margin), self.grid.gap)

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return sum(tile.answers for tile in self.tiles)

    @property
    def leafed(self) -> bool:
        """Whether only a part is shown at a time."""
        return len(self._pages) > 1

    @property
    def most_tiles(self) -> int:
        """How many tiles the fullest page has."""
        return max(map(len, self._pages))

    def leaf(self, size: int) -> None:
        """Shows at most `size` tiles at a time, and no more answers than may stand together, with arrows to leaf."""
        most = look().most_at_once(self.answers)
        self._pages = [[]]
        for tile in self.tiles:
            page = self._pages[-1]
            if page and (len(page) == size or sum(there.answers for there in page) + tile.answers > most):
                self._pages.append([])
            self._pages[-1].append(tile)
        if not self._leaves:
            for name, label, icon in ((BACK, say("Those before"), "back"), (ON, say("More of them"), "next")):
                arrow = Action(name=name, label=label, icon=icon, bare=True, local=True, middle=True)
                arrow.width_mm = arrow.height_mm = SPACE.target
                self._leaves.append(arrow)
                self._head.add_widget(arrow)
        self.turn(0)

    def turn(self, by: int) -> None:
        """Leafs `by` pages."""
        last = len(self._pages) - 1
        self._page = min(last, max(0, self._page + by))
        self.grid.clear_widgets()
        for tile in self._pages[self._page]:
            self.grid.add_widget(tile)
        back, on = self._leaves
        back.enabled, on.enabled = self._page > 0, self._page < last
        back.reason = "" if back.enabled else say("This is the first page.")
        on.reason = "" if on.enabled else say("This is the last page.")

    def hold(self, width: int) -> None:
        """Keeps the height of the highest page, so that leafing moves nothing."""
        self.grid.height_mm = 0
        tallest = 0
        for _ in self._pages:
            tallest = max(tallest, int(self.grid.wanted(width)))
            self.turn(1)
        self.turn(-len(self._pages))
        self.grid.height_mm = look().mm(tallest)


class Person(Column):
    """Whose name it is, and its readings as tiles side by side."""

    def __init__(self, name: str, tiles: Sequence[ChoiceTile]) -> None:
        super().__init__(gap=3)
        self._tiles = list(tiles)
        self._grid = Grid(gap=SPACE.tight)
        self.add_widget(Words(text=name, style="lead", weight=500))
        self.add_widget(self._grid)
        for tile in self._tiles:
            self._grid.add_widget(tile)

    @property
    def answers(self) -> int:
        """How many readings there are; they stay together."""
        return len(self._tiles)

    def shape(self, row_mm: float, width: int) -> None:
        """Sets the readings in up to three columns of `width` pixels together."""
        self._grid.row_mm = row_mm
        self._grid.columns = most_columns(self._tiles, 3, width, self._grid.gap)


class SpellingGroup(ChoiceGroup):
    """The names that a paper in English spells, one person below the other."""

    def made_grid(self) -> Grid:
        return Flow(gap=6)

    def shape(self, columns: int, row_mm: float, width: int) -> None:
        """Gives the readings rows of `row_mm`; the people always stand one below the other."""
        del columns
        self.grid.columns, self.grid.row_mm, self.grid.gap = 1, row_mm, 9 if row_mm > SPACE.target else 6
        for person in self.tiles:
            person.shape(row_mm, width - look().px(2 * SPACE.margin))
