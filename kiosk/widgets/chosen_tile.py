"""A paper in the basket: its name, and a cross. Touching it takes the paper out."""

from __future__ import annotations

from kiosk.widgets.controls import Touchable
from kiosk.widgets.label import Icon, Words
from kiosk.words import say


class ChosenTile(Touchable):
    """`words`: what is shown; the accessible label says what a touch does."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(name=name, label=say("Take out: {name}", name=words), radius=6, gap=4, inset=[6, 2, 5, 2])
        self._words = Words(text=words, style="body", weight=500, grow=1, middle=True)
        self._cross = Icon(icon="close", size_mm=9, middle=True)
        self.add_widget(self._words)
        self.add_widget(self._cross)

    def restyle(self) -> None:
        fill = "tint_pressed" if self.pressed else "tint"
        self._background(fill, "edge")
        self._words.on = self._cross.on = fill
