"""What one thought of it (好差评): five faces in a row, and thanks in their place after the one touch."""

from __future__ import annotations

from typing import Any, Final

from kivy.properties import BooleanProperty

from kiosk.widgets.controls import Action
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Column, Row
from kiosk.widgets.tokens import SPACE, look
from kiosk.words import say, word

LEVELS: Final = (
    (5, "face-5", word("Very good")),
    (4, "face-4", word("Good")),
    (3, "face-3", word("All right")),
    (2, "face-2", word("Poor")),
    (1, "face-1", word("Very poor")),
)
"""Level, icon and word, the best first."""


class Rating(Column):
    """`given`: there are thanks instead, in the same place, so that nothing moves."""

    given = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(gap=SPACE.tight, **kwargs)
        self._heading = Words(text=say("How was it? Your answer is anonymous."), style="body", align="center", tone="soft")
        self._faces = Row(gap=SPACE.tight)
        for level, icon, label in LEVELS:
            face = Action(name=f"rate:{level}", label=say(label), icon=icon, stacked=True, style="small", grow=1)
            face.height_mm = 15 + 1.4 * look().type.small * (2 if look().narrow else 1)
            self._faces.add_widget(face)
        self.add_widget(self._heading)
        self.add_widget(self._faces)
        self.bind(given=Rating._thanked)

    def _thanked(self, *_: object) -> None:
        self._heading.text = say("Thank you for your answer.") if self.given else say("How was it? Your answer is anonymous.")
        self._heading.tone = "ink" if self.given else "soft"
