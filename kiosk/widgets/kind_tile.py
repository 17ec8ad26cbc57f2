"""A document on the menu."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.widgets.controls import Touchable
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Column, Row
from kiosk.widgets.tokens import look


class KindTile(Touchable):
    """A document on the menu: picture, name, one line about it; where it is not available, why not."""

    icon = StringProperty("document")
    note = StringProperty("")
    least_mm = NumericProperty(46)
    brief = StringProperty("")
    """The reason in one sentence, shown where the room is short (`compact`)."""
    compact = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.gap, self.inset, self.radius = 10, [10, 6, 8, 6], 6
        self._badge = Row(surface="tint", radius=6, width_mm=34, height_mm=34, middle=True)
        self._mark = Icon(icon=self.icon, size_mm=22, grow=1)
        self._badge.add_widget(self._mark)
        words = Column(gap=2, grow=1, middle=True)
        self._name = Words(text=self.label, style="heading")
        self._note = Words(text=self.reason or self.note, style="body", tone="soft")
        words.add_widget(self._name)
        words.add_widget(self._note)
        self._end = Icon(icon="chevron", size_mm=12, middle=True)
        for part in (self._badge, words, self._end):
            self.add_widget(part)
        self.bind(compact=KindTile._noted, enabled=KindTile._noted, reason=KindTile._noted, brief=KindTile._noted)

    def _noted(self, *_: object) -> None:
        self._note.chinese_only = self.compact
        self._note.text = self.note if self.enabled else self.brief if self.compact else self.reason

    def keep_brief(self) -> None:
        """Keeps the room of the reason too, so that it can come and go while the screen stands."""
        self._note.keeps = [self.note, self.brief]

    def narrow(self) -> None:
        """For two columns: a smaller picture, and no chevron."""
        self.gap, self.inset = 8, [8, 5, 6, 5]
        self._badge.width_mm = self._badge.height_mm = 28
        self._mark.size_mm = 19
        self.remove_widget(self._end)

    def shrink(self) -> None:
        """Makes the tile as small as it may be."""
        self.gap, self.inset, self.least_mm = 6, [6, 4, 5, 4], 34
        self._badge.width_mm = self._badge.height_mm = self._mark.size_mm = 20
        self._note.style, self._note.weight = "foot", 400
        self.remove_widget(self._end)

    def drop_note(self) -> None:
        """The name alone; why a document is not to be had is still said, unless the screen says it once for all."""
        unsaid = self.compact and not self.brief
        if (self.enabled or unsaid) and self._note.parent is not None:
            self._note.parent.remove_widget(self._note)

    def natural_height(self, width: int) -> int:
        return max(look().px(self.least_mm), super().natural_height(width))

    def restyle(self) -> None:
        fill = "tint_pressed" if self.pressed and self.enabled else "surface" if self.enabled else "off"
        self._background(fill, "edge" if self.enabled else "note_edge" if self.pressed else "hairline", shadow=self.enabled)
        self._name.tone, self._name.on = ("ink" if self.enabled else "off_ink"), fill
        self._note.tone, self._note.on = ("soft" if self.enabled else "off_ink"), fill
        self._noted()
        self._mark.tone, self._mark.on = ("accent" if self.enabled else "off_ink"), "tint"
        self._end.tone, self._end.on = ("accent" if self.enabled else "off_ink"), fill
        self._end.icon = "chevron" if self.enabled else "info"
