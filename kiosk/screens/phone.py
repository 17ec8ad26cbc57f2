"""Phone: the code to scan, what to do on the phone, and the card to be taken; at the end thanks, and what one thought."""

from __future__ import annotations

from math import ceil

from kivy.properties import StringProperty

from kiosk.problems import problem
from kiosk.screens.screen import Screen, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import Phone
from kiosk.session.values import Ending, Listed
from kiosk.widgets.label import Words
from kiosk.words import say, word


class PhoneScreen(Screen):
    """One code at a time, as large as fits. The link's own time is told beside it, the visit's below."""

    state = Phone
    title = StringProperty("")
    lead = StringProperty("")
    link_left = StringProperty("")
    remark = StringProperty("")
    remark_icon = StringProperty("card")
    at_the_end = word("Back to the start in {seconds} seconds")

    @classmethod
    def key(cls, machine: Machine) -> object:
        assert isinstance(machine.state, Phone)
        return machine.state.index

    @property
    def whole_countdown(self) -> bool:  # type: ignore[override]
        """At the end the time left is shown from the beginning."""
        return isinstance(self.machine.state, Phone) and self.machine.state.paper is None

    def countdown_words(self, machine: Machine) -> str:
        assert isinstance(machine.state, Phone)
        return self.at_the_end if machine.state.paper is None else self.countdown

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Phone)
        state = machine.state
        if state.paper is None:
            self._build_end(state)
            return
        self.remove_widget(self.ids.end)
        self.ids.cancel.label = say("It does not work")
        several = len(state.papers) > 1
        which = say("Paper {number} of {count}", number=state.index + 1, count=len(state.papers)) + "  ·  " if several else ""
        self.title = say("Scan this code with your phone")
        self.lead = which + self.name_of(state.paper.kind)

    def _build_end(self, state: Phone) -> None:
        self.remove_widget(self.ids.open)
        self.ids.cancel.parent.remove_widget(self.ids.cancel)
        self.title = say("Your phone has it")
        lines = (*state.listed, *state.failed)
        if len(lines) == 1:
            self.lead = say("Number: {number}", number=lines[0].number or "")
            return
        for line in lines:
            words = Words(text=self._told(line), style="body", tone="on_strong", on="strong_done", align="center", balance=True)
            self.ids.lines.add_widget(words)

    def _told(self, line: Listed) -> str:
        name = self.name_of(line.kind) if line.kind else ""
        if line.ending is Ending.DELIVERED:
            return f"{name}  ·  {line.number}"
        return f"{name}  ·  {say(problem(line.problem).citizen) if line.problem else ''}"

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, Phone)
        state = machine.state
        self.ids.rating.given = state.rated is not None
        self.ids.code.show(state.url)
        left = max(0, ceil(state.until - machine.now))
        if state.url is None:
            self.link_left = say("One moment: the code is being prepared.")
        else:
            self.link_left = say(
                "The code works once, for another {minutes}:{seconds} minutes.", minutes=left // 60, seconds=f"{left % 60:02}"
            )
        lies = machine.card is not None or not machine.tells_removal
        self.remark = (
            say("Please take your card.") if lies else say("Keep the file safe: it is as good as the paper, and can be verified like it.")
        )
        self.remark_icon = "card" if lies else "info"


load_kv(__file__)
