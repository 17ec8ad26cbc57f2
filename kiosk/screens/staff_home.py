"""The staff screen's menu: a tile for each page that this person may open."""

from __future__ import annotations

from typing import Final

from kiosk.screens.staff_frame import StaffScreen, desk_of
from kiosk.staff.desk import Home
from kiosk.staff.happened import PREFIX
from kiosk.staff.roles import Right, rights_of
from kiosk.widgets.layout import Gap, Grid
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
        grid = Grid(columns=2, gap=6, row_mm=tall)
        for right in rights:
            name, icon = PAGES[right]
            grid.add_widget(MenuTile(PREFIX + right.value, say(name), icon, least_mm=tall))
        self.put(grid)
        self.put(Gap(grow=1))

    def add_ways(self) -> None:
        self.way("leave", say("Leave"), "door", "primary")
