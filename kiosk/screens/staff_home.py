"""The staff screen's menu: a tile for each page that this person may open."""

from __future__ import annotations

from typing import Any, Final

from kiosk.screens.staff import StaffScreen, desk_of
from kiosk.staff.desk import OPEN, Home
from kiosk.staff.happened import PREFIX
from kiosk.staff.roles import Right, rights_of
from kiosk.widgets.layout import Gap, Row
from kiosk.widgets.leaves import MenuTile
from kiosk.words import say, word

PAGES: Final = {
    Right.COUNTERS: (word("Counters"), "chart"),
    Right.SUPPLIES: (word("Paper and toner"), "tray"),
    Right.UNSETTLED: (word("Papers to settle"), "document"),
    Right.PRINTER_TEST: (word("Printer test page"), "printer"),
    Right.READER_TEST: (word("Reader test"), "card"),
    Right.NETWORK: (word("Network test"), "language"),
    Right.TOUCH_TEST: (word("Touch test"), "target"),
    Right.SOUND: (word("Volume"), "speaker"),
    Right.HOURS: (word("Screen hours"), "clock"),
    Right.REHEARSE: (word("Rehearse a fault"), "rehearse"),
    Right.RESTART: (word("Restart"), "again"),
    Right.LOG: (word("Log"), "list"),
    Right.RECENT: (word("Last events"), "eye"),
}
"""What each page is called, and its icon."""


class StaffHomeScreen(StaffScreen):
    """Two columns; few tiles are higher."""

    heading = word("Staff")

    def page(self, page: Home) -> None:
        del page
        who = desk_of(self.machine).who
        rights = rights_of(who.role) if who else ()
        tall = 46.0 if len(rights) <= 10 else 38.0
        tiles: list[Any] = [self._tile(right, tall) for right in rights]
        pairs = [tiles[first : first + 2] for first in range(0, len(tiles), 2)]
        self.put_leaves([_row(pair) for pair in pairs], gap=6)

    def _tile(self, right: Right, tall: float) -> MenuTile:
        name, icon = PAGES[right]
        tile = MenuTile(PREFIX + OPEN + right.value, say(name), icon, least_mm=tall)
        tile.grow = 1
        return tile

    def add_ways(self) -> None:
        self.way("leave", say("Leave"), "door")


def _row(tiles: list[Any]) -> Row:
    row = Row(gap=6)
    for tile in (*tiles, *([Gap(grow=1)] if len(tiles) == 1 else [])):
        row.add_widget(tile)
    return row
