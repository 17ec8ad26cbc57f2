"""Phone: the code to scan, what to do on the phone, and the card to be taken; at the end thanks, and what one thought."""

from __future__ import annotations

from math import ceil

from kivy.properties import NumericProperty, StringProperty

from kiosk.screens.paper_list import paper_list
from kiosk.screens.screen import Screen, load_kv
from kiosk.session.machine import Machine
from kiosk.session.rating import asked
from kiosk.session.states import Phone
from kiosk.session.values import Ending
from kiosk.widgets.qr import QrCode
from kiosk.widgets.rating import Rating
from kiosk.words import say, word


class PhoneScreen(Screen):
    """One code at a time, as large as fits. The link's own time is told beside it, the visit's below."""

    state = Phone
    title = StringProperty("")
    lead = StringProperty("")
    link_left = StringProperty("")
    remark = StringProperty("")
    remark_icon = StringProperty("card")
    step = NumericProperty(4)
    """The card may still lie there: then taking it is the step that is to be done."""
    at_the_end = word("Back to the start in {seconds} seconds")

    @classmethod
    def key(cls, machine: Machine) -> object:
        assert isinstance(machine.state, Phone)
        return machine.state.papers, machine.state.index, machine.state.listed

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
        # The ids hold only weakly what has left its place.
        self._rating: Rating = self.ids.rating.__self__
        self._code: QrCode = self.ids.code.__self__
        if state.paper is None:
            self._build_end(state)
            return
        self.remove_widget(self.ids.end)
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
        came = sum(line.ending is Ending.DELIVERED for line in lines)
        some = say("{came} of {papers} are on your phone; the list says why.", came=came, papers=len(lines))
        self.lead = some if came < len(lines) else ""
        self.ids.list.add_widget(paper_list(lines, self.name_of))
        if not asked(lines):
            self.ids.end.remove_widget(self._rating)

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """A long list: the picture goes first, then the size of the title."""
        assert isinstance(self.machine.state, Phone)
        if self.machine.state.paper is None and self.natural_height(width) > height:
            self.ids.banner.remove_widget(self.ids.picture)
            self.ids.banner.grow = 0
            if self.natural_height(width) > height:
                self.ids.title.style = "title"
        super().place(x, y, width, height)

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, Phone)
        state = machine.state
        self._rating.given = state.rated is not None
        self._code.show(state.url)
        left = max(0, ceil(state.until - machine.now))
        if state.url is None:
            self.link_left = say("One moment: the code is being prepared.")
        else:
            self.link_left = say(
                "The code works once, for another {minutes}:{seconds} minutes.", minutes=left // 60, seconds=f"{left % 60:02}"
            )
        lies = machine.card is not None or not machine.tells_removal
        self.remark = say("Please take your card.") if lies else say("Please keep the file safe.")
        self.remark_icon = "card" if lies else "info"
        self.step = 3 if lies and state.paper is not None else 4


load_kv(__file__)
