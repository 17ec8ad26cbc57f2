"""The volume: quieter, louder, and how loud it is as a number and a bar."""

from __future__ import annotations

from kiosk.screens.staff import DATE_WAIT, StaffScreen
from kiosk.staff.happened import PREFIX
from kiosk.staff.sound import Sound
from kiosk.widgets.controls import Action
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Gap, Row
from kiosk.widgets.progress import Bar
from kiosk.words import say, word


class StaffSoundScreen(StaffScreen):
    """Steps of ten in a hundred."""

    heading = word("Volume")

    def page(self, page: Sound) -> None:
        self.put(Words(text=say("Of the loudspeaker, for every citizen, until it is set again."), style="lead", tone="soft", balance=True))
        self.put(Gap(grow=1))
        self.put(Icon(icon="speaker", size_mm=42))
        text = say(DATE_WAIT) if page.volume is None else f"{page.volume} %"
        self.put(Words(text=text, style="display" if page.volume is not None else "lead", align="center"))
        bar = Bar()
        bar.value = (page.volume or 0) / 100
        self.put(bar)
        self.put(Gap(height_mm=6))
        buttons = Row(gap=6)
        buttons.add_widget(Action(name=PREFIX + "quieter", label=say("Quieter"), icon="minus", grow=1, height_mm=40))
        buttons.add_widget(Action(name=PREFIX + "louder", label=say("Louder"), icon="plus", grow=1, height_mm=40))
        self.put(buttons)
        self.put(Gap(grow=2))
