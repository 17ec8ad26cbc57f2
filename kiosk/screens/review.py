"""Review: the page as it will be printed."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.screens.screen import Screen, explained, load_kv
from kiosk.session.controls import Control
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
        return machine.state.draft.id, len(machine.state.pages)

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Review)
        self.title = self.name_of(machine.state.draft.kind)

    def refusal(self, control: Control) -> str:
        return say("This is the first page.") if control.name == "page-previous" else say("This is the last page.")

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, Review)
        review = machine.state
        self.of_pages = say("Page {page} of {pages}", page=review.page + 1, pages=len(review.pages))
        self.ids.page.show(review.pages[review.page])
        reason = machine.cannot_print
        self.calm = reason is None
        self.remark = explained(reason) if reason else say("Is everything right? Number, date, seal and QR code come with the print.")


load_kv(__file__)
