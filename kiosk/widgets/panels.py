"""Groups of words that several screens use: a note, a list of where help is to be had, a ground of strong colour."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from kiosk.widgets.display import Display
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Column, Row
from kiosk.widgets.tokens import look
from kiosk.words import say


class Note(Row):
    """A calm remark with its icon. A text that changes keeps to the place it has."""

    text = StringProperty("")
    icon = StringProperty("info")
    style = StringProperty("body")
    plain = StringProperty("")
    """"yes": no panel, only the words."""
    on = StringProperty("canvas")
    """What a note without a panel stands on."""
    urgent = BooleanProperty(False)
    """Without a panel: in the tone of a note all the same."""

    def __init__(self, **kwargs: Any) -> None:
        self._icon = Icon(size_mm=11, middle=True)
        self._words = Words(grow=1, valign="middle", balance=True)
        super().__init__(gap=6, **kwargs)
        self.add_widget(self._icon)
        self.add_widget(self._words)
        self.bind(text=Note._filled, icon=Note._filled, urgent=Note._filled)

    def on_kv_post(self, _: object) -> None:
        """Styles the note once all its properties are known."""
        self._icon.size_mm = look().size(self.style) / look().display.px_per_mm * 1.1
        self._filled()

    def _filled(self, *_: object) -> None:
        tone = "soft" if self.plain and not self.urgent else "note"
        ground = self.on if self.plain else "note_tint"
        if not self.plain:
            self.surface, self.edge, self.inset = "note_tint", "note_edge", [8, 5, 8, 5]
        self._icon.icon, self._icon.tone, self._icon.on = self.icon, ("accent" if tone == "soft" else "note"), ground
        self._words.text, self._words.style, self._words.tone, self._words.on = self.text, self.style, tone, ground


class Help(Column):
    """Where help is to be had: window, telephone, hours, elsewhere; what the technician left empty is left out."""

    display = ObjectProperty(None)
    heading = StringProperty("")
    brief = BooleanProperty(False)
    """Without the other places."""

    def be_brief(self, heading: str | None = None) -> None:
        """Leaves the other places out; with `heading` that one stands above."""
        self.brief = True
        self.heading = self.heading if heading is None else heading
        self._filled()

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("surface", "surface")
        kwargs.setdefault("edge", "hairline")
        super().__init__(gap=4, inset=[10, 8, 10, 8], radius=6, **kwargs)

    def on_kv_post(self, _: object) -> None:
        """Fills the list once all its properties are known."""
        self._filled()

    def _filled(self, *_: object) -> None:
        self.clear_widgets()
        if self.display is None:
            return
        display: Display = self.display
        if self.heading:
            self.add_widget(Words(text=self.heading, style="heading", on="surface"))
        window = display.window and say("Service window: {window}", window=display.window)
        phone = display.phone and say("Telephone: {phone}", phone=display.phone)
        hours = ("clock", display.hours and say("Opening hours: {hours}", hours=display.hours))
        elsewhere = ("place", display.elsewhere and say("Also at: {elsewhere}", elsewhere=display.elsewhere))
        whole = (("window", window), ("phone", phone), hours, elsewhere)
        for icon, words in (hours, ("window", window), ("phone", phone)) if self.brief else whole:
            if words:
                row = Row(gap=6)
                row.add_widget(Icon(icon=icon, size_mm=10, middle=True, on="surface"))
                row.add_widget(Words(text=words, grow=1, middle=True, on="surface"))
                self.add_widget(row)
