"""ReadingCard: the card is read, then the archive is asked who this is."""

from __future__ import annotations

from kiosk.screens.screen import load_kv
from kiosk.screens.work import WorkScreen
from kiosk.session.machine import Machine
from kiosk.session.states import ReadingCard
from kiosk.words import word


class ReadingCardScreen(WorkScreen):
    """The card must lie still."""

    state = ReadingCard

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, ReadingCard)
        self.show_steps((word("Reading the card"), word("Finding your record")), 1 if machine.state.opening else 0)


load_kv(__file__)
