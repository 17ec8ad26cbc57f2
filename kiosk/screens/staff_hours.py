"""When the screen is lit while nobody is there: as configured, always, or not until it is touched."""

from __future__ import annotations

from kiosk.screens.staff import StaffScreen
from kiosk.staff.asks import Hours
from kiosk.staff.happened import PREFIX
from kiosk.staff.hours import ScreenHours
from kiosk.widgets.controls import ChoiceTile
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Column, Gap
from kiosk.widgets.panels import Note
from kiosk.words import say, word


class StaffHoursScreen(StaffScreen):
    """One of three."""

    heading = word("Screen hours")

    def page(self, page: ScreenHours) -> None:
        self.put(
            Words(
                text=say("A dark screen wakes at a touch or a card; nobody is turned away by it."), style="lead", tone="soft", balance=True
            )
        )
        tiles = Column(gap=5)
        configured = say("Lit {hours}, dark otherwise", hours=page.lit) if page.lit else say("No hours are configured: always lit")
        for hours, label, detail in (
            (Hours.CONFIGURED, say("As configured"), configured),
            (Hours.LIT, say("Always lit"), say("For an event, or while the panel is looked at")),
            (Hours.DARK, say("Dark while nobody is there"), say("For holidays; until it is set again")),
        ):
            tiles.add_widget(ChoiceTile(name=f"{PREFIX}hours:{hours.value}", label=label, detail=detail, single=True, height_mm=44))
        self.put(tiles)
        self.put(Note(text=say("Hours are set by screen.lit_from and screen.lit_to in the configuration."), plain="yes"))
        self.put(Gap(grow=1))
