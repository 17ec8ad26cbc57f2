"""Review: the page as it will be printed."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.screens.screen import Screen, explained, load_kv
from kiosk.session.basket import basket, holds, with_paper
from kiosk.session.controls import Control
from kiosk.session.machine import Machine
from kiosk.session.states import Review
from kiosk.widgets.page import PANS
from kiosk.widgets.tokens import look
from kiosk.words import say


class ReviewScreen(Screen):
    """The very pixels of the page, as a whole or large enough to be read, with arrows where there are several pages."""

    state = Review
    title = StringProperty("")
    of_pages = StringProperty("")
    remark = StringProperty("")
    print_label = StringProperty("")
    calm = BooleanProperty(True)
    zoom_label = StringProperty("")
    zoom_icon = StringProperty("zoom")

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
        if look().narrow:
            # Two lines of words on each.
            self.ids.another.width_mm = 112
            self.ids.another.height_mm = self.ids.print.height_mm = 36
        self.ids.page.on_moved = self._show_arrows
        self.ids.page.on_dragged = lambda: self._touched("pan")
        self._show_arrows()

    def takes(self, control: str) -> bool:
        page = self.ids.page
        if control == "page-zoom":
            page.draw_near(not page.close)
        elif control in PANS:
            page.look(control)
        else:
            return False
        return True

    def _show_arrows(self) -> None:
        page = self.ids.page
        self.zoom_label = say("Whole page") if page.close else say("Larger")
        self.zoom_icon = "zoom-out" if page.close else "zoom"
        for control in self.ids.turning.inside:
            if control.name == "page-zoom":
                control.label, control.icon, control.selected = self.zoom_label, self.zoom_icon, page.close
            elif control.name in PANS:
                control.present, control.enabled = page.close, page.leads_on(control.name)
                control.reason = "" if control.enabled else say("It goes no further.")

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
