"""Attract: what the kiosk can do, how it goes, and where to touch."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.problems import Code
from kiosk.screens.screen import Screen, explained, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import Attract
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Column, Gap, Row
from kiosk.widgets.pictures import Picture
from kiosk.words import of, say, word

HOW = (
    ("lay-card", word("Lay down your card")),
    ("choose", word("Choose and check")),
    ("take-card", word("Take your card back")),
    ("collect", word("Take the paper")),
)


MOST_WITH_NOTES = 4
"""Kinds; more of them are shown by picture and name only."""


class AttractScreen(Screen):
    """Nobody is here; `invitation` is what stands above the start button."""

    state = Attract
    invitation = StringProperty("")
    invitation_icon = StringProperty("card")

    def build(self, machine: Machine) -> None:
        kinds = machine.rules.kinds
        many = len(kinds) > MOST_WITH_NOTES
        self._spare: list[Words] = [self.ids.motto]
        for kind in kinds:
            self.ids.kinds.add_widget(self._small_tile(kind.id) if many else self._tile(kind.id))
        # The room of both texts is kept, so that a forgotten card moves nothing.
        self.ids.invitation.keeps = list(self._invitations())
        self.ids.kinds.columns = 3 if many else 2 if len(kinds) > 1 else 1
        if many:
            self.ids.kinds.row_mm, self.ids.kinds.gap = 34, 4
        for number, (picture, words) in enumerate(HOW, 1):
            step = Column(gap=2, grow=1)
            step.add_widget(Picture(picture=picture))
            step.add_widget(Words(text=f"{number}. {say(words)}", style="foot", align="center", balance=True))
            self.ids.how.add_widget(step)

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Many kinds, large print or a narrow panel: what says nothing new makes room, step by step."""
        for step in (self._drop_notes, self._drop_picture, self._drop_help, self._drop_steps):
            if self.natural_height(width) > height:
                step()
        super().place(x, y, width, height)

    def _drop_notes(self) -> None:
        for line in self._spare:
            line.parent.remove_widget(line)
        self._spare.clear()

    def _drop_picture(self) -> None:
        self.ids.hero.remove_widget(self.ids.picture)

    def _drop_help(self) -> None:
        for part in (self.ids.help, self.ids.below_help):
            self.ids.body.remove_widget(part)

    def _drop_steps(self) -> None:
        for part in (self.ids.how_heading, self.ids.below_how_heading, self.ids.how, self.ids.below_how):
            self.ids.body.remove_widget(part)

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

    def _small_tile(self, kind: str) -> Column:
        """The picture above the name, for a menu of many kinds."""
        face = self.scene.face(kind)
        tile = Column(surface="surface", edge="hairline", radius=6, gap=1, inset=[3, 4, 3, 4])
        tile.add_widget(Gap(grow=1))
        tile.add_widget(Icon(icon=face.icon, size_mm=14, on="surface"))
        tile.add_widget(Words(text=of(face.name), style="foot", weight=700, on="surface", align="center", balance=True))
        tile.add_widget(Gap(grow=1))
        return tile

    def refresh(self, machine: Machine) -> None:
        self.invitation = self._invitations()[machine.stale_card]
        self.invitation_icon = "info" if machine.stale_card else "card"
        self.ids.invitation.urgent = machine.stale_card

    def _invitations(self) -> tuple[str, str]:
        return say("Touch Start, or just lay your ID card on the reader."), explained(Code.CARD_LEFT)


load_kv(__file__)
