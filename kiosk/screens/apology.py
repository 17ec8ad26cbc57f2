"""Apology: why it cannot be done, and what to do instead. One calm look for every reason (certificates.md: no outcome is to stand out)."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.data_words import translated
from kiosk.problems import problem
from kiosk.screens.paper_list import paper_list
from kiosk.screens.screen import Screen, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import Apology
from kiosk.session.values import Receipt, SlipForm
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
        """Long words in large print: other places, the size of the title, then reasons make room. What to do now never does."""
        picture = look().px(50)
        if self.natural_height(width) - picture > height:
            self.ids.help.be_brief()
        if self.natural_height(width) - picture > height:
            self.ids.title.style = "heading"
        if self.natural_height(width) - picture > height:
            self.ids.help.be_brief("")
            self.ids.way.style = "body"
        assert isinstance(self.machine.state, Apology)
        if self.natural_height(width) - picture > height and self.machine.state.receipt:
            # The receipt names the window.
            self.ids.body.remove_widget(self.ids.help)
        if self.natural_height(width) - picture > height and self.machine.state.listed:
            self.ids.numbers.remove_widget(self.ids.numbers.inside[-1])
            brief = paper_list(self.machine.state.listed, self.name_of, brief=True)
            brief.gap, brief.inset = 2.5, [8, 4, 8, 4]
            self.ids.numbers.add_widget(brief)
        super().place(x, y, width, height)

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Apology)
        state = machine.state
        row = problem(state.problem)
        self.title, self.way = say(row.citizen), say(row.way)
        self.code = say("Code: {code}  ·  Machine: {machine}", code=state.problem.value, machine=self.scene.display.kiosk_id)
        if state.receipt:
            self.ids.numbers.add_widget(_receipt(state.receipt))
        if state.number:
            self.ids.numbers.add_widget(_number(say("Number of the paper"), state.number))
        if state.listed:
            self.ids.numbers.add_widget(paper_list(state.listed, self.name_of))
        chosen = len(machine.visit.basket) if machine.visit else 0
        if chosen:
            # Finishing would lose what was chosen before; going on, or printing the slip with it, stands out.
            self.ids.back.label = say("Back to what you chose")
            self.ids.print_slip.label = say("Print the slip and what you chose")
        slip = machine.visit is not None and state.receipt is not None and state.receipt.form is not None
        if state.again:
            self.ids.done.kind = "secondary"
            self.ids.back.parent.remove_widget(self.ids.back)
            self.way = say("The certificate can go to your phone instead, under a new number.")
        else:
            self.remove_widget(self.ids.phone)
        if slip:
            # What most will want stands out; finishing without it loses nothing.
            self.ids.done.kind = "secondary"
        else:
            self.remove_widget(self.ids.slip)
        if chosen and not slip:
            self.ids.back.kind, self.ids.done.kind = "primary", "secondary"


def _receipt(receipt: Receipt) -> Column:
    label = say("Number of your retrieval slip") if receipt.form is SlipForm.RETRIEVAL else say("Your receipt number")
    box = _number(label, receipt.number)
    if receipt.form is SlipForm.RETRIEVAL:
        told = say("A request to fetch the file has been registered for you.")
        box.add_widget(Words(text=told, style="body", on="tint", align="center", balance=True))
    where = [translated(receipt.window)] if receipt.window else []
    if receipt.days:
        where.append(say("ready within {days} working days", days=receipt.days))
    if where:
        box.add_widget(Words(text="  ·  ".join(where), style="body", on="tint", align="center", balance=True))
    box.add_widget(
        Words(text=say("Please note or photograph this number."), style="foot", weight=400, tone="soft", on="tint", align="center")
    )
    return box


def _number(label: str, number: str) -> Column:
    box = Column(surface="tint", edge="edge", radius=6, gap=1.5, inset=[12, 8, 12, 9])
    box.add_widget(Words(text=label, style="body", tone="soft", on="tint", align="center"))
    # A number in two pieces is copied wrongly.
    box.add_widget(Words(text=number, style="heading" if look().narrow else "title", on="tint", align="center"))
    return box


load_kv(__file__)
