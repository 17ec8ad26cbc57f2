"""Issuing: the certificate is registered and signed."""

from __future__ import annotations

from kiosk.screens.screen import load_kv
from kiosk.screens.work import WorkScreen
from kiosk.session.controls import Control
from kiosk.session.machine import Machine
from kiosk.session.states import Issuing
from kiosk.words import say, word


class IssuingScreen(WorkScreen):
    """The session tells no steps here, so only what is going on is said; `cancelled` says what comes of it."""

    state = Issuing

    def refusal(self, control: Control) -> str:
        del control
        return say("Already cancelled; one moment, please.")

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, Issuing)
        state = machine.state
        if state.cancelled:
            self.title, self.lead = say("Your visit is being cancelled"), say("Nothing will be printed.")
            self.show_steps((word("Cancelling the number"),), 0)
        elif len(state.drafts) == 1:
            self.title = say("Your certificate is being issued")
            self.lead = say("Afterwards take your card; then the paper is printed.")
            self.show_steps((word("Registering, signing and sealing"),), 0)
        else:
            self.title = say("Paper {paper} of {papers} is being issued", paper=state.index + 1, papers=len(state.drafts))
            self.lead = say("Afterwards take your card; then the papers are printed.")
            self.show_steps((word("Registering, signing and sealing"),), 0)


load_kv(__file__)
