"""Searching: the archive searches and the page is drawn."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.screens.screen import load_kv
from kiosk.screens.work import WorkScreen
from kiosk.session.machine import Machine
from kiosk.session.states import Searching, SearchStep
from kiosk.words import word

STEPS = (word("Searching the archive"), word("Drawing the page"))


class SearchingScreen(WorkScreen):
    """What the archive is asked, step by step."""

    state = Searching
    kind_name = StringProperty("")

    @classmethod
    def key(cls, machine: Machine) -> object:
        assert isinstance(machine.state, Searching)
        return machine.state.kind, machine.state.step is SearchStep.CHOICES

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Searching)
        self.kind_name = self.name_of(machine.state.kind)

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, Searching)
        match machine.state.step:
            case SearchStep.CHOICES:
                self.show_steps((word("Finding what can be chosen"),), 0)
            case SearchStep.DRAFT:
                self.show_steps(STEPS, 0)
            case SearchStep.PREVIEW:
                self.show_steps(STEPS, 1)


load_kv(__file__)
