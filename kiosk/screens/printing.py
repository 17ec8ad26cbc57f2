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
    of_pages = StringProperty("")
    done = NumericProperty(0.0)
    held = StringProperty("")

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Printing)
        slip = isinstance(machine.state.sheet, Slip)
        self.title = say("Your slip is being printed") if slip else say("Your certificate is being printed")
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
