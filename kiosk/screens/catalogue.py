"""Catalogue: the citizen chooses a document."""

from __future__ import annotations

from bisect import bisect_left

from kivy.properties import StringProperty

from kiosk.problems import Code, problem
from kiosk.screens.moments import opens_again
from kiosk.screens.screen import Screen, explained, load_kv
from kiosk.session.basket import REMOVE, basket, full
from kiosk.session.controls import Control, phone_instead
from kiosk.session.machine import Machine
from kiosk.session.menu import against
from kiosk.session.states import Catalogue
from kiosk.session.values import Draft, Offer
from kiosk.widgets import text
from kiosk.widgets.choices import BACK, ON
from kiosk.widgets.chosen_tile import ChosenTile
from kiosk.widgets.columns import give_way
from kiosk.widgets.controls import Action
from kiosk.widgets.frame import Way
from kiosk.widgets.kind_tile import KindTile
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Row
from kiosk.widgets.tokens import look
from kiosk.words import joined, of, say, word

TALL_MM = {1: 82.0, 2: 76.0, 3: 62.0, 4: 54.0}
"""Height of a tile by the number of tiles; more than that are SMALL_MM high."""

SMALL_MM = 46.0
TO_FETCH = word("Not scanned yet. Touch here to have the file fetched.")
"""What stands on a document that is not to be had today, but whose file the archive fetches."""

MOST_MM = 58.0
MOST_IN_ONE_COLUMN = 5


def _said_above(machine: Machine) -> Code | None:
    """What stands against the kinds and is said once for all: a full basket, or the one reason why none can be had."""
    if full(machine):
        return Code.BASKET_FULL
    reasons = {against(machine, kind) for kind in machine.rules.kinds}
    return reasons.pop() if len(reasons) == 1 and Code.KIND_CLOSED not in reasons else None


class CatalogueScreen(Screen):
    """One tile for each document, greyed with the reason where it is not for this citizen."""

    state = Catalogue

    lead = StringProperty("")
    chosen = StringProperty("")
    print_all = StringProperty("")
    phone_all = StringProperty("")

    @classmethod
    def key(cls, machine: Machine) -> object:
        assert isinstance(machine.state, Catalogue)
        offers = machine.visit.offers if machine.visit else ()
        chosen = tuple(draft.id for draft in basket(machine))
        return offers, machine.state.refused, machine.hours, chosen, phone_instead(machine), _said_above(machine)

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Catalogue)
        offers = machine.visit.offers if machine.visit else ()
        self._leaves: Row = self.ids.leaves.__self__  # the ids hold only weakly what leaves its place for a moment
        self._show_basket(basket(machine), machine.rules.most_papers)
        if not phone_instead(machine):
            self.remove_widget(self.ids.instead)
        self.lead = self._leading(machine, machine.state.refused)
        least = TALL_MM.get(len(offers), SMALL_MM)
        self._tiles = [self._tile(offer, least) for offer in offers]
        self._which = Words(style="body", tone="soft", align="center", middle=True)
        self._size, self._page = max(1, len(self._tiles)), 0
        self._fill()

    def _leading(self, machine: Machine, refused: str | None) -> str:
        """What is to be done; after a choice that is not to be had, why not."""
        if reason := _said_above(machine):
            return explained(reason)
        reason = next((against(machine, kind) for kind in machine.rules.kinds if kind.id == refused), None)
        if refused is None or reason is None:
            return say("Touch the one you want. You will see it before anything is issued.")
        return joined(say("“{name}” cannot be had now.", name=self.name_of(refused)), self.why(Control(refused, False, reason)))

    def _show_basket(self, drafts: tuple[Draft, ...], most: int) -> None:
        if not drafts:
            for part in (self.ids.basket, self.ids.below_kinds):
                self.ids.body.remove_widget(part)
            self.ids.foot.remove_widget(self.ids.print)
            return
        self.chosen = say("Chosen so far: {papers} of at most {most}", papers=len(drafts), most=most)
        self.phone_all = say("To my phone")
        self.print_all = say("Print this paper") if len(drafts) == 1 else say("Print all {papers}", papers=len(drafts))
        for place, draft in enumerate(drafts):
            self.ids.chosen.add_widget(ChosenTile(f"{REMOVE}{place}", f"{place + 1}. {self.name_of(draft.kind)}"))

    def _tile(self, offer: Offer, least_mm: float) -> KindTile:
        face = self.scene.face(offer.kind)
        note = say(TO_FETCH) if offer.gives_receipt else of(face.note)
        return KindTile(name=offer.kind, label=of(face.name), note=note, icon=face.icon, least_mm=least_mm)

    def refresh(self, machine: Machine) -> None:
        for tile in self._tiles:
            reason = next((against(machine, kind) for kind in machine.rules.kinds if kind.id == tile.name), None)
            again = machine.hours.opens(tile.name) if reason is Code.KIND_CLOSED else None
            if reason is not None and reason is _said_above(machine):
                tile.compact = True  # said once, above
                continue
            tile.brief = opens_again(again) if again else say(problem(reason).citizen) if reason else ""

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Many documents or large print: two columns, then the explanation goes, the reasons become short, the tiles small, the notes go;
        in the end the menu is leafed through. What room is left then goes to the tiles.
        """
        tiles = self._tiles
        if len(tiles) > MOST_IN_ONE_COLUMN:
            self.ids.kinds.columns = 2
            for tile in tiles:
                tile.narrow()
        for tile in tiles:
            if not tile.enabled and tile.compact and not tile.brief:
                tile.drop_note()
        steps = (self._drop_lead, self._say_less, self._shrink, self._drop_notes)
        for step in (*steps, self._drop_way) if look().narrow else steps:
            if self.natural_height(width) > height:
                step()
        if self.natural_height(width) > height:
            # To see all there is to choose from is worth more than a remark in two languages.
            for _ in give_way(self):
                if self.natural_height(width) <= height:
                    break
        if self.natural_height(width) > height or look().most_at_once(len(self._tiles)) < len(self._tiles):
            self._leaf(width, height)
        self._grow(width, height)
        super().place(x, y, width, height)

    def _drop_lead(self) -> None:
        assert isinstance(self.machine.state, Catalogue)
        if self.machine.state.refused is None and _said_above(self.machine) is None:
            self.ids.head.remove_widget(self.ids.lead)

    def _drop_way(self) -> None:
        for way in list(self.parts(Way)):
            self.remove_widget(way)

    def _say_less(self) -> None:
        for tile in self._tiles:
            tile.compact = True

    def _shrink(self) -> None:
        self.ids.kinds.columns = 2
        for tile in self._tiles:
            tile.shrink()

    def _drop_notes(self) -> None:
        for tile in self._tiles:
            tile.drop_note()

    def _leaf(self, width: int, height: int) -> None:
        """As many tiles at a time as fit on every page. The arrows stand at the foot; above the basket where that takes the foot's room."""
        if self.chosen:
            leaves = self._leaves
            leaves.parent.remove_widget(leaves)
            self.ids.pages.add_widget(leaves)
        for name, label, icon in ((BACK, say("Those before"), "back"), (ON, say("More of them"), "next")):
            arrow = Action(name=name, label=label, icon=icon, bare=True, local=True)
            arrow.width_mm = arrow.height_mm = 30
            self._leaves.add_widget(arrow)
            # Beside the button that prints there is no room to say which page this is.
            if name == BACK and not any(control.name == "print" for control in self.touchables()):
                self._leaves.add_widget(self._which)
        self._which.width_mm = look().mm(text.measure(say("Page {page} of {pages}", page=8, pages=8), self._which.face)[0]) + 1
        for size in range(min(len(self._tiles) - 1, look().most_at_once(len(self._tiles))), 0, -1):
            self._size = size
            if all(self._page_fits(page, width, height) for page in range(self._pages)):
                break
        self._turn(0)

    def _page_fits(self, page: int, width: int, height: int) -> bool:
        self._turn(page)
        return self.natural_height(width) <= height

    @property
    def _pages(self) -> int:
        return -(-len(self._tiles) // self._size)

    def _fill(self) -> None:
        self.ids.kinds.clear_widgets()
        for tile in self._tiles[self._page * self._size : (self._page + 1) * self._size]:
            self.ids.kinds.add_widget(tile)

    def _turn(self, page: int) -> None:
        self._page = min(self._pages - 1, max(0, page))
        self._fill()
        self._which.text = say("Page {page} of {pages}", page=self._page + 1, pages=self._pages)
        for arrow in self._leaves.inside:
            if isinstance(arrow, Action):
                arrow.enabled = self._page > 0 if arrow.name == BACK else self._page < self._pages - 1
                arrow.reason = "" if arrow.enabled else self.refusal(Control(arrow.name))

    def refusal(self, control: Control) -> str:
        return say("This is the first page.") if control.name == BACK else say("This is the last page.")

    def takes(self, control: str) -> bool:
        if control not in (BACK, ON):
            return False
        self._turn(self._page + (1 if control == ON else -1))
        self.arrange()
        self.update(self.machine)
        return True

    def _grow(self, width: int, height: int) -> None:
        tiles = self._tiles
        if not tiles or int(self.ids.kinds.columns) == 1 or self._pages > 1:
            return

        def too_high(least_mm: int) -> bool:
            for tile in tiles:
                tile.least_mm = least_mm
            return self.natural_height(width) > height

        heights = range(int(tiles[0].least_mm), round(MOST_MM) + 1)
        most = heights[max(0, bisect_left(heights, True, key=too_high) - 1)]
        for tile in tiles:
            tile.least_mm = most


load_kv(__file__)
