"""Printing: page by page, as the printer itself counts."""

from __future__ import annotations

from kivy.properties import NumericProperty, StringProperty

from kiosk.problems import Code, problem
from kiosk.screens.screen import Screen, joined, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import Printing
from kiosk.session.values import Slip
from kiosk.widgets.text import LINE
from kiosk.widgets.tokens import look
from kiosk.words import say


class PrintingScreen(Screen):
    """`held`: what holds the printer up, in the citizen's words; empty while all is well."""

    state = Printing
    title = StringProperty("")
    name = StringProperty("")
    of_pages = StringProperty("")
    done = NumericProperty(0.0)
    held = StringProperty("")

    @classmethod
    def key(cls, machine: Machine) -> object:
        assert isinstance(machine.state, Printing)
        return machine.state.index

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Printing)
        state = machine.state
        slip = isinstance(state.sheet, Slip)
        if len(state.sheets) > 1:
            self.title = say("Paper {paper} of {papers} is being printed", paper=state.index + 1, papers=len(state.sheets))
            self.name = say("Slip") if isinstance(state.sheet, Slip) else self.name_of(state.sheet.kind)
        else:
            self.title = say("Your slip is being printed") if slip else say("Your certificate is being printed")
            self.ids.told.remove_widget(self.ids.name)
        lines = 3 if look().narrow else 2
        self.ids.held.height_mm = 11 + lines * LINE * look().type.body

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, Printing)
        state = machine.state
        pages = max(1, state.sheet.pages)
        self.of_pages = say("Page {page} of {pages}", page=min(state.page + 1, pages), pages=pages)
        self.done = state.page / pages
        if state.problem is None:
            self.held = ""
        else:
            self.held = joined(say(problem(state.problem).citizen), _what_to_do(state.problem))
        self.ids.held.opacity = 1 if self.held else 0


def _what_to_do(code: Code) -> str:
    if code is Code.PRINTER_UNREACHABLE:
        # Nobody knows whether it goes on: no promise.
        return say("We are finding out what became of your paper. Please stay here.")
    return say("Please tell the staff and stay here; printing goes on by itself.")


load_kv(__file__)
