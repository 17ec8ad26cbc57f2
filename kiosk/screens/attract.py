"""Attract: what the kiosk can do, how it goes, and where to touch."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.problems import Code
from kiosk.screens.moments import open_until, opens_again
from kiosk.screens.screen import Screen, explained, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import Attract
from kiosk.widgets.columns import AIR_MM, give_way
from kiosk.widgets.display import Display
from kiosk.widgets.frame import only_by_phone, standing_help
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Column
from kiosk.widgets.panels import Note
from kiosk.widgets.pictures import Picture
from kiosk.widgets.small_tile import SmallTile
from kiosk.widgets.tokens import MOST_IN_LARGE_PRINT, SPACE, look
from kiosk.words import MONGOLIAN, joined, locale, of, say, word

HOW = (
    ("lay-card", word("Lay down your card")),
    ("choose", word("Choose and check")),
    ("take-card", word("Take your card back")),
    ("collect", word("Take the paper")),
)


MOST_WITH_NOTES = 4
"""Kinds; more of them are shown by picture and name only."""


class AttractScreen(Screen):
    """Nobody is here; `invitation` is what stands above the start button, `promise` under the name of it all."""

    state = Attract
    headline = word("Certificates while you wait")
    invitation = StringProperty("")
    invitation_icon = StringProperty("card")
    promise = StringProperty("")
    open_until = StringProperty("")

    def build(self, machine: Machine) -> None:
        kinds = machine.rules.kinds[: look().most_at_once(len(machine.rules.kinds))]
        self._more = len(kinds) < len(machine.rules.kinds)
        many = len(kinds) > (MOST_IN_LARGE_PRINT if "large-print" in look().modes else MOST_WITH_NOTES)
        self.promise = _promise(self.scene.display)
        self._tiles = [self._tile(machine, kind.id, wide=not many) for kind in kinds]
        for tile in self._tiles:
            self.ids.kinds.add_widget(tile)
        self.open_until = open_until(machine.hours)
        if not self.open_until:
            self.ids.body.remove_widget(self.ids.open)
        # The room of both texts is kept, so that a forgotten card moves nothing.
        self.ids.invitation.keeps = [*self._invitations(), only_by_phone(machine)]
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
        room = height - (look().px(AIR_MM) if self.columned else 0)  # else columns would give way for the air
        for step in (self._drop_notes, self._drop_picture, self._brief_help):
            if self.natural_height(width) > room:
                step()
        # The names of the papers in two languages are worth more than remarks in two languages, and than pictures of the way.
        for _ in give_way(self) if locale() == MONGOLIAN else ():
            if self.natural_height(width) <= room:
                break
        last = (self._drop_hours, self._drop_promise)
        for step in (self._drop_steps, self._shrink_title, self._shrink_tiles, self._close_together, *last):
            if self.natural_height(width) > room:
                step()
        while self.natural_height(width) > room and len(self.ids.kinds.children) > self.ids.kinds.columns:
            self._drop_row()
        super().place(x, y, width, height)

    def _shrink_title(self) -> None:
        self.ids.name.style = "title"

    def _shrink_tiles(self) -> None:
        self.ids.kinds.row_mm, self.ids.kinds.gap = SPACE.target, SPACE.tight
        for tile in self._tiles:
            tile.shrink()

    def _close_together(self) -> None:
        self.ids.start.height_mm, self.ids.below_start.height_mm = 34, 3
        self.ids.body.inset = [SPACE.margin, 4, SPACE.margin, 2]

    def _drop_notes(self) -> None:
        self.ids.motto.parent.remove_widget(self.ids.motto)
        for tile in self._tiles:
            tile.drop_note()

    def _drop_picture(self) -> None:
        self.ids.hero.remove_widget(self.ids.picture)

    def _brief_help(self) -> None:
        body, help_ = self.ids.body, self.ids.help
        place = body.children.index(help_)
        body.remove_widget(help_)
        brief = Note(plain="yes", icon="window", style="foot", text=standing_help(self.scene.display))
        body.add_widget(brief, place)

    def _drop_hours(self) -> None:
        """What is closed says so itself."""
        for part in (self.ids.open, self.ids.below_open):
            self.ids.body.remove_widget(part)

    def _drop_promise(self) -> None:
        """Whoever begins a visit reads of it again, beside the reader."""
        self.ids.body.remove_widget(self.ids.data)

    def _drop_row(self) -> None:
        """The last row of papers: they are to be had behind Start, which is said."""
        grid = self.ids.kinds
        for tile in grid.inside[(len(grid.children) - 1) // grid.columns * grid.columns :]:
            grid.remove_widget(tile)
        self._more = True
        self.ids.invitation.keeps = [*self._invitations(), only_by_phone(self.machine)]
        self.refresh(self.machine)

    def _drop_steps(self) -> None:
        for part in (self.ids.how_heading, self.ids.below_how_heading, self.ids.how, self.ids.below_how):
            self.ids.body.remove_widget(part)

    def _tile(self, machine: Machine, kind: str, *, wide: bool) -> SmallTile:
        face = self.scene.face(kind)
        tile = SmallTile(wide=wide, name=kind, label=of(face.name), note=of(face.note) if wide else "", icon=face.icon)
        if again := machine.hours.opens(kind):
            tile.when = opens_again(again)
        elif machine.hours.keeps_closed(kind):
            tile.when = say("Not at this hour")
        return tile

    @classmethod
    def key(cls, machine: Machine) -> object:
        return machine.hours, tuple(kind.id for kind in machine.rules.kinds), machine.only_by_phone

    def refresh(self, machine: Machine) -> None:
        inviting, left = self._invitations()
        warned = left if machine.stale_card else only_by_phone(machine)
        self.invitation = warned or inviting
        self.invitation_icon = "info" if warned else "card"
        self.ids.invitation.urgent = bool(warned)

    def _invitations(self) -> tuple[str, str]:
        more = say("For more certificates touch Start.") if self._more else ""
        return joined(say("Touch what you need, or just lay your ID card on the reader."), more), explained(Code.CARD_LEFT)


def _promise(display: Display) -> str:
    """How long it takes, where that was measured at this kiosk; else how it goes."""
    if display.minutes is None or display.measured_on is None:
        return say("With your resident ID card: choose, check, print.")
    if display.minutes == 1:
        return say("About one minute from card to paper (measured on {date}).", date=display.measured_on.isoformat())
    return say(
        "About {minutes} minutes from card to paper (measured on {date}).", minutes=display.minutes, date=display.measured_on.isoformat()
    )


load_kv(__file__)
