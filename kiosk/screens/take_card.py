"""TakeCard: the gate. The card goes back before the paper comes."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.screens.screen import Screen, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import TakeCard
from kiosk.session.values import Slip
from kiosk.words import say, word


class TakeCardScreen(Screen):
    """One thing to do, so one thing to see."""

    state = TakeCard
    countdown = word("Please take your card within {seconds} seconds")
    after_visit = word("Back to the start in {seconds} seconds")
    whole_countdown = True
    lead = StringProperty("")

    @classmethod
    def key(cls, machine: Machine) -> object:
        assert isinstance(machine.state, TakeCard)
        return machine.state.sheets

    def countdown_words(self, machine: Machine) -> str:
        assert isinstance(machine.state, TakeCard)
        return self.after_visit if not machine.state.sheets else self.countdown

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, TakeCard)
        if not machine.state.sheets:
            self.lead = say("This visit has ended. Please do not leave your card behind.")
        elif all(isinstance(sheet, Slip) for sheet in machine.state.sheets):
            self.lead = say("Your slip is printed as soon as the card has been taken.")
        elif len(machine.state.sheets) == 1:
            self.lead = say("Your certificate is printed as soon as the card has been taken.")
        else:
            self.lead = say("Your {papers} papers are printed as soon as the card has been taken.", papers=len(machine.state.sheets))


load_kv(__file__)
