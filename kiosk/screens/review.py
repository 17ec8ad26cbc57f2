"""Review: the page as it will be printed."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.screens.screen import Screen, explained, load_kv
from kiosk.session.basket import basket, holds, with_paper
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
    print_label = StringProperty("")
    calm = BooleanProperty(True)

    @classmethod
    def key(cls, machine: Machine) -> object:
        assert isinstance(machine.state, Review)
        return machine.state.draft.id, len(machine.state.pages)

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Review)
        draft = machine.state.draft
        self.title = self.name_of(draft.kind)
        papers = len(with_paper(basket(machine), draft))
        self.print_label = say("Print") if papers == 1 else say("Print all {papers}", papers=papers)
        if machine.rules.most_papers == 1:
            self.ids.main.remove_widget(self.ids.another)

    def refusal(self, control: Control) -> str:
        return say("This is the first page.") if control.name == "page-previous" else say("This is the last page.")

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, Review)
        review = machine.state
        self.of_pages = say("Page {page} of {pages}", page=review.page + 1, pages=len(review.pages))
        self.ids.page.show(review.pages[review.page])
        reason = machine.cannot_print
        self.calm = reason is None
        if reason:
            self.remark = explained(reason)
        elif holds(machine, review.draft):
            self.remark = say("You have chosen this very paper already; it will be printed once.")
        else:
            self.remark = say("Is everything right? Number, date, seal and QR code come with the print.")


load_kv(__file__)
