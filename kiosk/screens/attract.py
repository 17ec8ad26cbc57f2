"""Attract: what the kiosk can do, how it goes, and where to touch."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.problems import Code
from kiosk.screens.screen import Screen, explained, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import Attract
from kiosk.widgets import text
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Column, Row
from kiosk.widgets.pictures import Picture
from kiosk.widgets.tokens import SPACE, look
from kiosk.words import of, say, word

HOW = (
    ("lay-card", word("Lay down your card")),
    ("choose", word("Choose and check")),
    ("take-card", word("Take your card back")),
    ("collect", word("Take the paper")),
)


class AttractScreen(Screen):
    """Nobody is here; `invitation` is what stands above the start button."""

    state = Attract
    invitation = StringProperty("")
    invitation_icon = StringProperty("card")

    def build(self, machine: Machine) -> None:
        self._spare: list[Words] = [self.ids.motto]
        for kind in machine.rules.kinds:
            self.ids.kinds.add_widget(self._tile(kind.id))
        # The place of the longer of the two texts is kept, so that a forgotten card moves nothing.
        room = look().display.width_px - look().px(2 * SPACE.margin + look().type.body * 1.1 + 6)
        face = text.Face(look().size("body"))
        self.ids.invitation.height_mm = look().mm(max(text.measure(words, face, room)[1] for words in self._invitations()))
        self.ids.kinds.columns = 2 if len(machine.rules.kinds) > 1 else 1
        for number, (picture, words) in enumerate(HOW, 1):
            step = Column(gap=2, grow=1)
            step.add_widget(Picture(picture=picture))
            step.add_widget(Words(text=f"{number}. {say(words)}", style="foot", align="center", balance=True))
            self.ids.how.add_widget(step)

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """In large print what says nothing new makes room."""
        if self.natural_height(width) > height:
            for line in self._spare:
                line.parent.remove_widget(line)
            self._spare.clear()
        if self.natural_height(width) > height:
            self.ids.hero.remove_widget(self.ids.picture)
        super().place(x, y, width, height)

    def _tile(self, kind: str) -> Row:
        face = self.scene.face(kind)
        tile = Row(surface="surface", edge="hairline", radius=6, gap=7, inset=[8, 7, 6, 7])
        tile.add_widget(Icon(icon=face.icon, size_mm=22, middle=True, on="surface"))
        words = Column(gap=1, grow=1, middle=True)
        words.add_widget(Words(text=of(face.name), style="body", weight=700, on="surface"))
        if note := of(face.note):
            line = Words(text=note, style="foot", weight=400, tone="soft", on="surface", balance=True)
            words.add_widget(line)
            self._spare.append(line)
        tile.add_widget(words)
        return tile

    def refresh(self, machine: Machine) -> None:
        self.invitation = self._invitations()[machine.stale_card]
        self.invitation_icon = "info" if machine.stale_card else "card"
        self.ids.invitation.urgent = machine.stale_card

    def _invitations(self) -> tuple[str, str]:
        return say("Touch Start, or just lay your ID card on the reader."), explained(Code.CARD_LEFT)


load_kv(__file__)
