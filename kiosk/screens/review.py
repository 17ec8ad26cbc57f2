"""Review: the page as it will be printed."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.problems import Code, problem
from kiosk.screens.screen import Screen, explained, joined, load_kv
from kiosk.session.controls import Control, controls
from kiosk.session.machine import Machine
from kiosk.session.states import Review
from kiosk.words import say


class ReviewScreen(Screen):
    """The very pixels of the page, as large as fits, with arrows where there are several pages."""

    state = Review
    title = StringProperty("")
    of_pages = StringProperty("")
    remark = StringProperty("")
    calm = BooleanProperty(True)

    @classmethod
    def key(cls, machine: Machine) -> object:
        assert isinstance(machine.state, Review)
        return machine.state.draft.id, len(machine.state.pages), machine.veiled

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Review)
        self.title = self.name_of(machine.state.draft.kind)
        offered = {control.name for control in controls(machine)}
        for name, row in (("wrong", "besides"), ("another", "besides"), ("phone", "ways")):
            if self.ids[name].name not in offered:
                self.ids[row].remove_widget(self.ids[name])
        if not self.ids.besides.children:
            self.remove_widget(self.ids.besides)

    def refusal(self, control: Control) -> str:
        return say("This is the first page.") if control.name == "page-previous" else say("This is the last page.")

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, Review)
        review = machine.state
        self.of_pages = say("Page {page} of {pages}", page=review.page + 1, pages=len(review.pages))
        self.ids.page.show(review.pages[review.page])
        reason = machine.cannot_print or review.lacking
        self.calm = reason is None
        self.remark = (
            self._why_not(machine, reason) if reason else say("Is everything right? Number, date, seal and QR code come with the print.")
        )

    def _why_not(self, machine: Machine, reason: Code) -> str:
        """Where a phone can have it, the way on is not another machine."""
        if machine.rules.phone and machine.cannot_issue is None:
            return joined(say(problem(reason).citizen), say("The certificate can go to your phone instead."))
        return explained(reason)


load_kv(__file__)
