"""Consent: one plain sentence, in the definition's own words."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.screens.screen import Screen, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import Consent
from kiosk.widgets.pictures import Picture
from kiosk.widgets.tokens import SPACE, look
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

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Where there is little room the words around the sentence become smaller first, then the sentence; nothing is left out."""
        for words in (self.ids.title, self.ids.sentence):
            if self._least(width) > height:
                words.style = "heading" if words is self.ids.title else "body"
        super().place(x, y, width, height)

    def _least(self, width: int) -> int:
        pictures = sum(int(picture.wanted(width - 2 * look().px(SPACE.margin))) for picture in self.parts(Picture))
        return int(self.natural_height(width)) - pictures


load_kv(__file__)
