"""Apology: why it cannot be done, and what to do instead. One calm look for every reason (certificates.md: no outcome is to stand out)."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.problems import problem
from kiosk.screens.screen import Screen, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import Apology
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Column
from kiosk.widgets.tokens import look
from kiosk.words import say, word


class ApologyScreen(Screen):
    """What happened, the way on, a receipt or number to show at the window, and the code for staff."""

    state = Apology
    countdown = word("Back to the start in {seconds} seconds")
    whole_countdown = True
    title = StringProperty("")
    way = StringProperty("")
    code = StringProperty("")

    @classmethod
    def key(cls, machine: Machine) -> object:
        return machine.state, machine.visit is None

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Long words in large print: other places, then the size of the title make room. What to do now never does."""
        picture = look().px(50)
        if self.natural_height(width) - picture > height:
            self.ids.help.be_brief()
        if self.natural_height(width) - picture > height:
            self.ids.title.style = "heading"
        super().place(x, y, width, height)

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Apology)
        state = machine.state
        row = problem(state.problem)
        self.title, self.way = say(row.citizen), say(row.way)
        self.code = say("Code: {code}  ·  Machine: {machine}", code=state.problem.value, machine=self.scene.display.kiosk_id)
        for label, number in ((word("Your receipt number"), state.receipt), (word("Number of the paper"), state.number)):
            if number:
                self.ids.numbers.add_widget(_number(say(label), number))


def _number(label: str, number: str) -> Column:
    box = Column(surface="tint", edge="edge", radius=6, gap=1, inset=[12, 8, 12, 9])
    box.add_widget(Words(text=label, style="body", tone="soft", on="tint", align="center"))
    box.add_widget(Words(text=number, style="title", on="tint", align="center"))
    return box


load_kv(__file__)
