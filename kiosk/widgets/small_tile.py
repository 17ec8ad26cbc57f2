"""A document on the start screen: picture, name, and from when where it is not to be had now. The whole tile can be touched."""

from __future__ import annotations

from typing import Any

from kivy.properties import StringProperty

from kiosk.widgets.controls import Touchable
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Column, Gap
from kiosk.widgets.tokens import SPACE


class SmallTile(Touchable):
    """`note`: one line about it, in a wide tile only. `when`: shown in its place, and in place of the picture, while it is closed."""

    icon = StringProperty("document")
    note = StringProperty("")
    when = StringProperty("")

    def __init__(self, *, wide: bool, **kwargs: Any) -> None:
        super().__init__(radius=6, **kwargs)
        self._mark = Icon(icon=self.icon, size_mm=22 if wide else 14, middle=True)
        self._name = Words(text=self.label, style="body" if wide else "foot", weight=700, balance=not wide)
        self._line = Words(text=self.note, style="foot", weight=400, tone="soft", balance=True)
        self._wide = wide
        if wide:
            self._beside()
        else:
            self._above()
        self.bind(when=SmallTile._told)

    def _beside(self) -> None:
        self.gap, self.inset = 7, [8, 7, 6, 7]
        words = Column(gap=1, grow=1, middle=True)
        words.add_widget(self._name)
        if self.note:
            words.add_widget(self._line)
        self._words = words
        self.add_widget(self._mark)
        self.add_widget(words)

    def _above(self) -> None:
        self.inset = [3, 3, 3, 3]
        words = Column(gap=1, grow=1)
        self._name.align = self._line.align = "center"
        for part in (Gap(grow=1), self._mark, self._name, Gap(grow=1)):
            words.add_widget(part)
        self._words = words
        self.add_widget(words)

    def drop_note(self) -> None:
        """The name alone, for want of room."""
        if self._line.parent is not None and not self.when:
            self._words.remove_widget(self._line)

    def shrink(self) -> None:
        """Makes a wide tile as small as it may be."""
        if self._wide:
            self.gap, self.inset, self._mark.size_mm = 5, [6, 2, 4, 2], 18

    def _told(self, *_: object) -> None:
        """Has to be known before the tile is placed: whoever shows another moment makes the screen anew."""
        self._line.text = self.when or self.note
        if self.when and self._line.parent is None:
            self._words.add_widget(self._line, 0 if self._wide else 1)
        if self.when and not self._wide and self._mark.parent is not None:
            self._words.remove_widget(self._mark)

    def restyle(self) -> None:
        fill = "tint_pressed" if self.pressed and self.enabled else "surface" if self.enabled else "off"
        self._background(fill, "edge" if self.enabled else "note_edge" if self.pressed else "hairline", SPACE.border, shadow=self.enabled)
        ink = "ink" if self.enabled else "off_ink"
        self._name.tone, self._name.on = ink, fill
        self._line.tone, self._line.on = ("soft" if self.enabled else "off_ink"), fill
        self._mark.tone, self._mark.on = ("accent" if self.enabled else "off_ink"), fill
