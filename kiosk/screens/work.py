"""The screens on which the citizen waits: one geometry for all of them, so that nothing jumps from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from kivy.clock import Clock
from kivy.properties import NumericProperty, StringProperty

from kiosk.screens.screen import Scene, Screen, load_kv
from kiosk.session.machine import Machine
from kiosk.words import say, word

PATIENCE_S = 1.0
"""After this long without a change a sentence says that all is well."""


class WorkScreen(Screen):
    """Title, a picture, and the steps that are done, under way and to come."""

    title = StringProperty("")
    lead = StringProperty("")
    patience = StringProperty("")
    picture = StringProperty("read-card")
    step = NumericProperty(0)
    patient_words: ClassVar[str] = word("This usually takes only a few seconds.")

    def __init__(self, scene: Scene, machine: Machine, touched: Callable[[str], None]) -> None:
        super().__init__(scene, machine, touched)
        Clock.schedule_once(self._still, PATIENCE_S)

    def _still(self, _: float) -> None:
        self.patience = say(self.patient_words)

    def show_steps(self, steps: tuple[str, ...], current: int) -> None:
        """`steps`: message ids; those before `current` are done."""
        self.ids.steps.show([say(step) for step in steps], current)

    def forget(self) -> None:
        Clock.unschedule(self._still)
        super().forget()


def waiting_since(screen: Any) -> None:
    """Shows what is shown after PATIENCE_S at once; for pictures of the screens."""
    if isinstance(screen, WorkScreen):
        screen._still(0.0)


load_kv(__file__)
