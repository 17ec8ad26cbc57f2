"""Catalogue: the citizen chooses a document."""

from __future__ import annotations

from kiosk.problems import problem
from kiosk.screens.screen import Screen, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import Catalogue
from kiosk.widgets.controls import KindTile
from kiosk.widgets.panels import Help
from kiosk.widgets.tokens import SPACE, look
from kiosk.words import of, say

TALL_MM = {1: 82.0, 2: 76.0, 3: 62.0, 4: 54.0}
"""Height of a tile by the number of tiles; more than that are SMALL_MM high."""

SMALL_MM = 46.0


class CatalogueScreen(Screen):
    """One tile for each document, greyed with the reason where it is not for this citizen."""

    state = Catalogue

    @classmethod
    def key(cls, machine: Machine) -> object:
        return tuple(offer.kind for offer in machine.visit.offers) if machine.visit else ()

    def build(self, machine: Machine) -> None:
        offers = machine.visit.offers if machine.visit else ()
        least = TALL_MM.get(len(offers), SMALL_MM)
        for offer in offers:
            face = self.scene.face(offer.kind)
            self.ids.kinds.add_widget(KindTile(name=offer.kind, label=of(face.name), note=of(face.note), icon=face.icon, least_mm=least))

    def refresh(self, machine: Machine) -> None:
        offers = {offer.kind: offer for offer in machine.visit.offers} if machine.visit else {}
        for tile in self.parts(KindTile):
            reason = offers[tile.name].reason
            tile.brief = say(problem(reason).citizen) if reason else ""

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Many documents or large print: the explanation goes, then the reasons become short, then the tiles small, then two columns."""
        if self._least(width) > height:
            self.ids.head.remove_widget(self.ids.lead)
        if self._least(width) > height:
            for tile in self.parts(KindTile):
                tile.compact = True
        if self._least(width) > height:
            for tile in self.parts(KindTile):
                tile.shrink()
        if self._least(width) > height:
            self.ids.kinds.columns = 2
        super().place(x, y, width, height)

    def _least(self, width: int) -> int:
        help_too = next(self.parts(Help)).wanted(width - 2 * look().px(SPACE.margin))
        return int(self.natural_height(width) - help_too)


load_kv(__file__)
