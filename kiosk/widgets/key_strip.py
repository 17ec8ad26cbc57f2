"""The five keys at the lower edge, for hands that feel their way along it, and the loudness and speed of what is said."""

from __future__ import annotations

from typing import Any

from kivy.properties import ObjectProperty

from kiosk.session.controls import KEY
from kiosk.session.machine import Machine
from kiosk.widgets.controls import Action
from kiosk.widgets.layout import Row
from kiosk.widgets.tokens import SPACE
from kiosk.words import say, word

KEYS = (
    ("back", word("Back"), "back"),
    ("up", word("Up"), "up"),
    ("repeat", word("Repeat"), "repeat"),
    ("down", word("Down"), "down"),
    ("confirm", word("OK"), "check"),
)
"""From left to right: the ends are found by the corners, up and down lie about the one that repeats."""

VOLUME = word("Volume {step}")
SPEED = word("Speed {step}")

HEIGHT_MM = 45.0


class KeyStrip(Row):
    """On every screen while sound is on, always in the same place."""

    machine = ObjectProperty(None)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(gap=4, surface="header", radius=0, inset=[SPACE.inactive + 1, 4, SPACE.inactive + 1, SPACE.inactive + 1], **kwargs)
        self.height_mm = HEIGHT_MM
        for name, label, icon in KEYS:
            self.add_widget(Action(name=KEY + name, label=say(label), icon=icon, stacked=True, style="foot", local=True, grow=1))
        self._volume = Action(name="volume", label=say(VOLUME, step=1), icon="sound", stacked=True, style="foot", grow=1.35)
        self._speed = Action(name="speed", label=say(SPEED, step=1), icon="speed", stacked=True, style="foot", grow=1.35)
        self.add_widget(self._volume)
        self.add_widget(self._speed)
        self.bind(machine=KeyStrip._filled)

    def _filled(self, *_: object) -> None:
        machine: Machine = self.machine
        self._volume.label = say(VOLUME, step=machine.volume)
        self._speed.label = say(SPEED, step=machine.speed)
