"""Report: what is wrong is picked, never typed."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.screens.asking import AskingScreen
from kiosk.screens.screen import load_kv
from kiosk.session.controls import Control
from kiosk.session.machine import Machine
from kiosk.session.report import WRONG, reportable
from kiosk.session.states import Report
from kiosk.widgets.choices import ChoiceGroup
from kiosk.widgets.controls import ChoiceTile
from kiosk.words import say, word

FIELDS = {
    "name": word("A name"),
    "birth": word("A date of birth"),
    "relation": word("A relationship"),
    "address": word("An address"),
    "date": word("A date of registration"),
    "entry": word("An entry in the list"),
    "missing": word("Something is missing"),
    "other": word("Something else"),
}


class ReportScreen(AskingScreen):
    """What may be wrong as tiles; several may be picked."""

    state = Report
    shapes = ((1, 32.0), (2, 34.0), (2, 28.0), (2, 22.0), (3, 22.0))
    title = StringProperty("")
    missing = StringProperty("")

    @classmethod
    def key(cls, machine: Machine) -> object:
        assert isinstance(machine.state, Report)
        draft = machine.state.review.draft
        return draft.id, reportable(draft), machine.state.sending

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Report)
        self.title = self.name_of(machine.state.review.draft.kind)
        fields = reportable(machine.state.review.draft)
        tiles = [ChoiceTile(name=f"{WRONG}{field}", label=say(FIELDS[field])) for field in fields]
        self._group = ChoiceGroup(say("What is wrong?"), tiles, len(tiles))
        self.ids.question.add_widget(self._group)

    def refusal(self, control: Control) -> str:
        del control
        if isinstance(self.machine.state, Report) and self.machine.state.sending:
            return say("One moment: your report is being registered.")
        return say("Please choose first: {what}", what=say("What is wrong?"))

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, Report)
        state = machine.state
        self._group.count(len(state.fields))
        if state.sending:
            self.missing = say("One moment: your report is being registered.")
        else:
            self.missing = "" if state.fields else say("Please choose first: {what}", what=say("What is wrong?"))


load_kv(__file__)
