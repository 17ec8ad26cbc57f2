"""AskForCard: the card, please."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.screens.screen import Screen, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import AskForCard
from kiosk.words import say


class AskForCardScreen(Screen):
    """Somebody touched start, or what they need; the card is awaited."""

    state = AskForCard
    chosen = StringProperty("")

    @classmethod
    def key(cls, machine: Machine) -> object:
        return machine.state

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, AskForCard)
        if machine.state.kind is None:
            self.ids.body.remove_widget(self.ids.chosen)
        else:
            self.chosen = say("You have chosen: {name}", name=self.name_of(machine.state.kind))


load_kv(__file__)
