"""Consent: one plain sentence, in the definition's own words."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.screens.screen import Screen, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import Consent
from kiosk.words import of


class ConsentScreen(Screen):
    """What is searched and what for; the words are those that the archive approved."""

    state = Consent
    kind_name = StringProperty("")
    sentence = StringProperty("")

    @classmethod
    def key(cls, machine: Machine) -> object:
        assert isinstance(machine.state, Consent)
        return machine.state.kind

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Consent)
        self.kind_name = self.name_of(machine.state.kind)
        self.sentence = of(self.scene.face(machine.state.kind).consent)


load_kv(__file__)
