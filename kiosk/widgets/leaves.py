"""A list that is leafed through where it does not fit: nothing scrolls, and no line is cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.graphics import Color, Rectangle

from kiosk.widgets.choices import BACK, ON
from kiosk.widgets.controls import Action, Touchable
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Column, Gap, Row, within
from kiosk.widgets.tokens import SPACE, look, rgb
from kiosk.words import say

FIRST, LAST = "choices-first", "choices-last"

FEW = 3  # pages; where there are more, somebody may want the last one without touching an arrow for each

LONGEST_BESIDE = 14
"""Characters of a word that has room beside its label on a narrow panel."""


class Leaves(Column):
    """`rows` one below the other, as many at a time as there is room for, with arrows where that is not all of them.

    Ways to the ends stand beside the arrows where those would take many touches.
    """

    def __init__(self, rows: Sequence[Any], **kwargs: Any) -> None:
        kwargs.setdefault("gap", SPACE.tight)
        super().__init__(grow=1, **kwargs)
        self._rows = list(rows)
        self._leaf = 0
        self._which = Words(style="body", tone="soft", align="center", middle=True, grow=1)
        self._first, self._back = _arrow(FIRST, say("The first page"), "first"), _arrow(BACK, say("Those before"), "back")
        self._on, self._last = _arrow(ON, say("More of them"), "next"), _arrow(LAST, say("The last page"), "last")
        self._bar = Row(gap=SPACE.tight if look().narrow else 6, height_mm=SPACE.target)
        for row in self._rows:
            self.add_widget(row)

    def natural_height(self, width: int) -> int:
        """The highest row and the arrows: what is needed at least."""
        inner = self.content(width)
        return self._around() + max((row.wanted(inner) for row in self._rows), default=0) + look().px(self.gap + SPACE.target)

    def fill(self, x: int, y: int, width: int, height: int) -> None:
        if look().low_reach and any(isinstance(part, Touchable) for row in self._rows for part in within(row)):
            # What is touched stands below the highest place that a seated person reaches; there are more pages instead.
            height = max(self.natural_height(width), min(height, look().reach_px - y))
        leaves = self._leaves(width, height)
        self._leaf = min(self._leaf, len(leaves) - 1)
        self.clear_widgets()
        for row in leaves[self._leaf]:
            self.add_widget(row)
        top = y + height
        for row in leaves[self._leaf]:
            tall = row.wanted(width)
            row.place(x, top - tall, width, tall)
            top -= tall + look().px(self.gap)
        if len(leaves) > 1:
            self._tell(len(leaves))
            self.add_widget(self._bar)
            self._bar.place(x, y, width, look().px(SPACE.target))

    def _tell(self, leaves: int) -> None:
        """Which page it is, and where one can go from it."""
        ends = leaves > FEW
        short = ends and look().narrow  # four arrows leave no room for words
        page = self._leaf + 1
        self._which.text = f"{page} / {leaves}" if short else say("Page {page} of {pages}", page=page, pages=leaves)
        for arrow in (self._first, self._back):
            arrow.enabled = self._leaf > 0
            arrow.reason = "" if arrow.enabled else say("This is the first page.")
        for arrow in (self._on, self._last):
            arrow.enabled = self._leaf < leaves - 1
            arrow.reason = "" if arrow.enabled else say("This is the last page.")
        self._bar.clear_widgets()
        for arrow in (self._first, self._back, self._on, self._last):
            arrow.width_mm = SPACE.target if short else 40
        for part in (self._first, self._back, self._which, self._on, self._last) if ends else (self._back, self._which, self._on):
            self._bar.add_widget(part)

    def _leaves(self, width: int, height: int) -> list[list[Any]]:
        gap = look().px(self.gap)
        if sum(row.wanted(width) for row in self._rows) + self._gaps(self._rows) <= height:
            return [self._rows]
        room = height - look().px(SPACE.target) - gap
        leaves: list[list[Any]] = [[]]
        used = 0
        for row in self._rows:
            tall = row.wanted(width)
            if leaves[-1] and used + tall > room:
                leaves.append([])
                used = 0
            leaves[-1].append(row)
            used += tall + gap
        return leaves

    def turn(self, control: str) -> bool:
        """Leafs where `control` is one of the arrows. Whether it was."""
        match control:
            case "choices-first":
                self._leaf = 0
            case "choices-previous":
                self._leaf = max(0, self._leaf - 1)
            case "choices-next":
                self._leaf += 1
            case "choices-last":
                self._leaf = len(self._rows)  # `fill` brings it back to the last page there is
            case _:
                return False
        self.arrange()
        return True


def _arrow(name: str, label: str, icon: str) -> Action:
    arrow = Action(name=name, label=label, icon=icon, bare=True, local=True)
    arrow.width_mm, arrow.height_mm = 40, SPACE.target
    return arrow


class Ruled(Row):
    """A row with a hairline under it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("inset", [2, 2, 2, 3])
        super().__init__(gap=6, **kwargs)

    def arrange(self) -> None:
        super().arrange()
        self.canvas.after.clear()
        with self.canvas.after:
            Color(*rgb(look().palette.hairline))
            Rectangle(pos=(self.x, self.y), size=(self.width, max(1, look().px(0.4))))


class Fact(Ruled):
    """What something is called, and what it is. `tone` of the value: ink, done or note."""

    def __init__(self, label: str, value: str, tone: str = "ink") -> None:
        super().__init__()
        longest = max((len(piece) for piece in value.split()), default=0)
        if look().narrow and longest > LONGEST_BESIDE:
            told = Column(gap=0.5, grow=1)
            told.add_widget(Words(text=label, style="small", tone="soft"))
            told.add_widget(Words(text=value, style="body", weight=700, tone=tone))
            self.add_widget(told)
        else:
            self.add_widget(Words(text=label, style="body", tone="soft", grow=1, middle=True))
            self.add_widget(Words(text=value, style="body", weight=700, tone=tone, grow=1.2, middle=True))
        # Never colour alone; and the mark stands at the end, so that all values begin in one line.
        mark = {"done": "check", "note": "info"}.get(tone, "")
        self.add_widget(Icon(icon=mark, tone=tone, size_mm=10, width_mm=10, middle=True))


class Entry(Ruled):
    """One thing that happened: when and of what kind above, what below. `loud`: a warning."""

    def __init__(self, when: str, what: str, detail: str = "", loud: bool = False) -> None:
        super().__init__()
        told = Column(gap=1, grow=1)
        told.add_widget(Words(text=when, style="small", tone="soft"))
        told.add_widget(Words(text=what, style="body", weight=500))
        if detail:
            told.add_widget(Words(text=detail, style="small", tone="soft"))
        self.add_widget(told)
        if loud:
            self.add_widget(Icon(icon="info", tone="note", size_mm=12, width_mm=12, middle=True))


class Chip(Touchable):
    """One of a few kinds that a list shows; the chosen one is filled, and ticked."""

    role = "choice"

    def __init__(self, name: str, label: str, chosen: bool) -> None:
        super().__init__(name=name, label=label, grow=1, height_mm=SPACE.target)
        self.gap, self.inset = 2, [2, 1, 2, 1]
        self.add_widget(Gap(grow=1))
        if chosen:
            self.add_widget(Icon(icon="check", size_mm=9, width_mm=9, middle=True))
        self.add_widget(Words(text=label, style="foot", align="center", middle=True))
        self.add_widget(Gap(grow=1))

    def restyle(self) -> None:
        fill = "primary" if self.selected else "tint_pressed" if self.pressed else "surface"
        self._background(fill, "primary" if self.selected else "edge")
        self._tone("on_primary" if self.selected else "ink", fill)


class MenuTile(Touchable):
    """A way to somewhere else: icon, name, and a note where there is one."""

    def __init__(self, name: str, label: str, icon: str, note: str = "", least_mm: float = 30.0) -> None:
        self._icon = icon
        super().__init__(name=name, label=label)
        self._least_mm = least_mm
        self.gap, self.inset = 6, [7, 3, 6, 3]
        if icon:
            self.add_widget(Icon(icon=icon, size_mm=13, middle=True, on="surface"))
        words = Column(gap=0.5, grow=1, middle=True)
        words.add_widget(Words(text=label, style="body", weight=700, on="surface"))
        if note:
            words.add_widget(Words(text=note, style="small", tone="soft", on="surface"))
        self.add_widget(words)

    def natural_height(self, width: int) -> int:
        return max(look().px(self._least_mm), int(super().natural_height(width)))

    def restyle(self) -> None:
        fill = "tint_pressed" if self.pressed and self.enabled else "tint" if self.selected else "surface" if self.enabled else "off"
        self._background(fill, "primary" if self.selected else "edge" if self.enabled else "hairline", shadow=False)
        for child in within(self):
            if isinstance(child, Words | Icon):
                child.on = fill
                if isinstance(child, Icon):
                    child.tone = "accent" if self.enabled else "off_ink"
                elif not self.enabled:
                    child.tone = "off_ink"
