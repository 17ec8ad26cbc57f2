"""Collect: the papers lie in the tray. Several of them, or one that did not come, are told in a list."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.screens.paper_list import paper_list, told
from kiosk.screens.screen import Screen, load_kv
from kiosk.session.machine import Machine
from kiosk.session.rating import asked
from kiosk.session.states import Collect
from kiosk.session.values import Ending, Listed, Slip
from kiosk.widgets.pictures import Picture
from kiosk.widgets.rating import Rating
from kiosk.widgets.tokens import SPACE, look
from kiosk.words import say, word

SMALL_PICTURE_MM = 36

LONG = 4
"""Lines; a longer list needs the room of the steps above it on a low or small screen."""


class CollectScreen(Screen):
    """Take the papers, and nothing left behind."""

    state = Collect
    countdown = word("Back to the start in {seconds} seconds")
    whole_countdown = True
    title = StringProperty("")
    lead = StringProperty("")
    code = StringProperty("")

    @classmethod
    def key(cls, machine: Machine) -> object:
        return machine.state

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Collect)
        # The ids hold only weakly what has left its place.
        self._picture: Picture = self.ids.picture.__self__
        self._rating: Rating = self.ids.rating.__self__
        if not asked(machine.state.listed):
            self.ids.body.remove_widget(self._rating)
        row = self.ids.phone.parent
        row.remove_widget(self.ids.space if machine.state.again else self.ids.phone)
        state = machine.state
        self._long = len(state.listed) > LONG
        came, all_told = len(state.sheets), len(state.listed) or 1
        if came > 1:
            self.title = say("Please take your {papers} papers", papers=came)
        else:
            self.title = say("Please take your slip") if isinstance(state.sheets[0], Slip) else say("Please take your paper")
        if all_told == 1:
            sheet = state.sheets[0]
            self.lead = told(Listed(None, Ending.PRINTED, sheet.number, None, sheet.pages))
        elif came == all_told:
            self.lead = say("All of them have been printed.")
        else:
            self.lead = say("{came} of {papers} came; the list says why.", came=came, papers=all_told)
        if all_told > 1:
            self.ids.list.add_widget(paper_list(state.listed, self.name_of))
        if state.problem is None:
            self.ids.body.remove_widget(self.ids.code)
        else:
            self.code = say("Code: {code}  ·  Machine: {machine}", code=state.problem.value, machine=self.scene.display.kiosk_id)

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """A long list: the picture becomes small and goes, then the banner shrinks to a line or two; what became of a paper stays whole."""
        if self.natural_height(width) > height:
            self._picture.height_mm = SMALL_PICTURE_MM
        if self.natural_height(width) > height and self._picture.parent is not None:
            self.ids.banner.remove_widget(self._picture)
            self.ids.banner.grow = 0
        if self.natural_height(width) > height:
            self.ids.title.style, self.ids.lead.lines = "title", 1
            self.ids.banner.inset = [10, 6, 10, 6]
            self.ids.banner.gap = 2
        if self.natural_height(width) > height:
            for panel in self.ids.list.children:
                panel.gap, panel.inset = 2.5, [8, 4, 8, 4]
        if self.natural_height(width) > height:
            self.ids.body.gap, self.ids.body.inset = 3, [SPACE.margin, 2, SPACE.margin, 2]
        # On a low screen the list may still reach into the countdown: the steps have all been taken anyway.
        if (self.natural_height(width) > height or look().low_reach) and self._long and self.ids.way.parent is not None:
            self.remove_widget(self.ids.way)
        if self.natural_height(width) > height and self._long and isinstance(self.machine.state, Collect):
            self.ids.banner.remove_widget(self.ids.lead)
            self.ids.list.clear_widgets()
            self.ids.list.add_widget(paper_list(self.machine.state.listed, self.name_of, brief=True))
            for panel in self.ids.list.children:
                panel.gap, panel.inset = 1.0, [8, 3, 8, 3]
        if self.natural_height(width) > height:
            self.ids.title.style = "heading"
        super().place(x, y, width, height)

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, Collect)
        self._rating.given = machine.state.rated is not None


load_kv(__file__)
