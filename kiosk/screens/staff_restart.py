"""Start the program afresh, in two steps."""

from __future__ import annotations

from kiosk.screens.staff import StaffScreen
from kiosk.staff.happened import PREFIX
from kiosk.staff.restart import Restarting
from kiosk.widgets.controls import Action
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Gap, Row
from kiosk.widgets.panels import Note
from kiosk.words import say, word


class StaffRestartScreen(StaffScreen):
    """What it does, and whether that is meant."""

    heading = word("Restart")

    def page(self, page: Restarting) -> None:
        self.put(Gap(grow=1))
        self.put(Icon(icon="again", size_mm=42))
        lead = say("Ends the program and starts it again. It takes some seconds; papers and the journal are not touched by it.")
        self.put(Words(text=lead, style="lead", align="center", balance=True))
        self.put(Gap(height_mm=6))
        if page.asked:
            self.put(Note(text=_word(page), icon="wait" if page.possible is None or page.possible else "info"))
        elif page.sure:
            buttons = Row(gap=6)
            buttons.add_widget(Action(name=PREFIX + "change", label=say("No"), icon="close", grow=1, height_mm=40))
            buttons.add_widget(
                Action(name=PREFIX + "confirm", label=say("Yes, restart"), icon="check", kind="primary", grow=1, height_mm=40)
            )
            self.put(buttons)
        else:
            self.put(Action(name=PREFIX + "restart-now", label=say("Restart the program"), icon="again", height_mm=40))
        self.put(Gap(grow=2))


def _word(page: Restarting) -> str:
    if page.possible is False:
        return say("The demo cannot start afresh by itself.")
    return say("It starts afresh now …")
