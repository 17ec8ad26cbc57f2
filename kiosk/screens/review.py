"""Review: the page as it will be printed."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from kiosk.problems import Code
from kiosk.screens.screen import Screen, explained, load_kv
from kiosk.session.basket import basket, holds, with_paper
from kiosk.session.controls import Control
from kiosk.session.machine import Machine
from kiosk.session.report import reportable
from kiosk.session.states import Review
from kiosk.widgets.controls import Action
from kiosk.widgets.frame import Way, phone_for
from kiosk.widgets.layout import Column
from kiosk.widgets.page import PANS
from kiosk.widgets.tokens import look
from kiosk.words import say

LEAST_PAGE_MM = 160
"""Height below which nothing can be made out on a page."""


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
        self._phone: Action = self.ids.phone.__self__  # the ids hold only weakly what has left its place
        if look().narrow and not machine.rules.phone:
            self.ids.another.width_mm = 112
        rules = machine.rules
        for name, offered in (("wrong", reportable(draft)), ("another", rules.most_papers > 1), ("phone", rules.phone)):
            if not offered:
                self.ids[name].parent.remove_widget(self.ids[name])
        self.ids.page.on_moved = self._show_arrows
        self.ids.page.on_dragged = lambda: self._touched("pan")
        self._show_arrows()

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Large print on a small panel: the steps of the visit, then words of the heading make room for a page that can be made out."""
        page = look().px(LEAST_PAGE_MM)
        for way in list(self.parts(Way)):
            if Column.natural_height(self, width) + page > height:
                self.remove_widget(way)
        if Column.natural_height(self, width) + page > height:
            self.ids.heading.text = self.title
        if self.machine.rules.phone:
            self._share_out(self.ids.main.content(width))
        super().place(x, y, width, height)

    def _share_out(self, width: int) -> None:
        """Three side by side: each as wide as its own words ask for, all on one line where there is room for that."""
        buttons = self.ids.main.children
        for lines in (1, 2):
            for button in buttons:
                button.grow = button.asked_width(lines)
            if sum(button.grow for button in buttons) + look().px(self.ids.main.gap) * (len(buttons) - 1) <= width:
                return

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
        self.zoom_label = say("Smaller") if page.close else say("Larger")
        self.zoom_icon = "zoom-out" if page.close else "zoom"
        for control in self.ids.turning.inside:
            if control.name == "page-zoom":
                control.label, control.icon, control.selected = self.zoom_label, self.zoom_icon, page.close
            elif control.name in PANS:
                control.present, control.enabled = page.close, page.leads_on(control.name)
                control.reason = "" if control.enabled else say("It goes no further.")

    def refusal(self, control: Control) -> str:
        if control.name == "id-numbers":
            return say("The page is being drawn.")
        return say("This is the first page.") if control.name == "page-previous" else say("This is the last page.")

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, Review)
        review = machine.state
        self.of_pages = say("Page {page} of {pages}", page=review.page + 1, pages=len(review.pages))
        self.ids.page.show(review.shown)
        self.ids.numbers.icon = "uncovered" if review.in_full else "covered"
        self.ids.numbers.label = say("Mask ID") if review.in_full else say("Show ID")
        reason = machine.cannot_print or review.lacking
        self.calm = reason is None
        # Without a printer that prints, the phone is what most will want.
        self._phone.kind = "primary" if reason else "secondary"
        if reason:
            self.remark = self._why_not(machine, reason)
        elif holds(machine, review.draft):
            self.remark = say("You have chosen this very paper already; it will be printed once.")
        else:
            self.remark = say("Is everything right? Number, date, seal and QR code come with the print.")

    def _why_not(self, machine: Machine, reason: Code) -> str:
        """Where a phone can have it, the way on is not another machine."""
        if machine.rules.phone and machine.cannot_issue is None:
            return phone_for(reason)
        return explained(reason)


load_kv(__file__)
