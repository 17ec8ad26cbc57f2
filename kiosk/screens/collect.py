"""Collect: the paper lies in the tray."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.screens.screen import Screen, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import Collect
from kiosk.session.values import Slip
from kiosk.words import say, word


class CollectScreen(Screen):
    """Take the paper, and nothing left behind."""

    state = Collect
    countdown = word("Back to the start in {seconds} seconds")
    whole_countdown = True
    title = StringProperty("")
    number = StringProperty("")
    pages = StringProperty("")

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Collect)
        sheet = machine.state.sheets[0]
        slip = isinstance(sheet, Slip)
        self.title = say("Please take your slip") if slip else say("Please take your paper")
        self.number = say("Number: {number}", number=sheet.number)
        pages = sheet.pages
        self.pages = say("One page") if pages == 1 else say("{pages} pages", pages=pages)


load_kv(__file__)
