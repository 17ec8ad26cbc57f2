"""What can be touched. Each has the stable name of its control, an accessible label and a role; pressed looks are drawn on touch-down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.properties import BooleanProperty, StringProperty

from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Column, Gap, Row, backdrop, within
from kiosk.widgets.mongolian import is_mongolian
from kiosk.widgets.tokens import SPACE, look

Pressed = Callable[[str], None]

TOGGLE_ICON_MM = 10.5


class Touchable(Row):
    """A control. `present` False: its place is kept, but nothing is there. `reason`: why it is not enabled, in words."""

    touchable = True
    name = StringProperty("")
    label = StringProperty("")
    role = StringProperty("button")
    reason = StringProperty("")
    enabled = BooleanProperty(True)
    selected = BooleanProperty(False)
    present = BooleanProperty(True)
    local = BooleanProperty(False)
    """Known to the screen alone, not to the session."""
    pressed = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        self.on_touched: Pressed | None = None
        super().__init__(**kwargs)
        self.bind(
            enabled=Touchable._restyled,
            selected=Touchable._restyled,
            present=Touchable._restyled,
            pressed=Touchable._restyled,
            reason=Touchable._restyled,
            label=Touchable._labelled,
        )

    def on_touch_down(self, touch: Any) -> bool:
        """Takes a touch that falls on it, and shows so at once."""
        if not self.present or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self.pressed = True
        return True

    def let_go(self, touch: Any) -> None:
        """The finger turns out to drag: it presses nothing."""
        touch.ungrab(self)
        self.pressed = False

    def on_touch_move(self, touch: Any) -> bool:
        """A finger that slides off takes the press with it."""
        if touch.grab_current is not self or touch.ud.get("drags"):
            return False
        self.pressed = self.collide_point(*touch.pos)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """Reports the control when the finger leaves it where it came down."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self.pressed = False
        if self.present and self.enabled and self.on_touched and self.collide_point(*touch.pos):
            self.on_touched(self.name)
        return True

    def arrange(self) -> None:
        self.opacity = 1 if self.present else 0
        super().arrange()
        self.restyle()

    def _restyled(self, *_: object) -> None:
        self.opacity = 1 if self.present else 0
        if self.width > 1:
            self.restyle()

    def _labelled(self, *_: object) -> None:
        self._relabelled()

    def _relabelled(self) -> None:
        """Shows a label that changed."""

    def restyle(self) -> None:
        """Draws background and tones for the state it is in."""

    def _background(self, fill: str, edge: str | None, stroke_mm: float = SPACE.border, shadow: bool = False) -> None:
        now = look()
        outline = now.colour(edge) if edge else (now.palette.edge if now.high_contrast else None)
        if now.high_contrast and not self.enabled and not self.pressed:
            outline = None  # in black and white its frame is what says that something can be touched
        backdrop(
            self,
            now.colour(fill),
            outline,
            now.px(self.radius),
            max(1, now.px(stroke_mm)) if outline else 0,
            shadow and not now.high_contrast,
        )

    def _tone(self, tone: str, on: str) -> None:
        for child in within(self):
            if isinstance(child, Words | Icon):
                child.tone, child.on = tone, on


class Action(Touchable):
    """A button. `kind`: primary, secondary or quiet. `icon` before the words, or after them where `icon_last`."""

    kind = StringProperty("secondary")
    icon = StringProperty("")
    icon_last = BooleanProperty(False)
    style = StringProperty("button")
    stacked = BooleanProperty(False)
    """The icon above the words."""
    bare = BooleanProperty(False)
    """The icon alone; the label is still its accessible name."""

    def __init__(self, **kwargs: Any) -> None:
        self._words: Words | None = None
        self._mark: Icon | None = None
        super().__init__(**kwargs)
        self.bind(icon=Action._iconed)

    def on_kv_post(self, _: object) -> None:
        """Fills the button once all its properties are known."""
        self.gap = 4.5
        self.inset = [5, 1, 5, 1]
        mark = self._mark = Icon(icon=self.icon, size_mm=getattr(look().type, self.style) * 1.15, middle=True)
        self._words = Words(text=self.label, style=self.style, align="center", middle=True, balance=True)
        parts: list[Any] = [mark, self._words] if self._marked() else [self._words]
        if self.bare:
            parts, self.inset = [mark], [1, 1, 1, 1]
        if self.stacked:
            self.inset = [1, 2, 1, 2]
            mark.size_mm = 12
            pile = Column(gap=1, grow=1, middle=True)
            for part in parts:
                pile.add_widget(part)
            self.add_widget(pile)
            return
        self.add_widget(Gap(grow=1))
        for part in reversed(parts) if self.icon_last else parts:
            self.add_widget(part)
        self.add_widget(Gap(grow=1))

    def _marked(self) -> bool:
        """Whether the icon stands beside the words: on a narrow panel the room is the words'."""
        return bool(self.icon) and (self.bare or self.stacked or self.kind == "primary" or not look().narrow)

    def natural_width(self, limit: int) -> int:
        """At least `width_mm`, and enough for the words on one line."""
        if self.stacked and self._words is not None:
            return max(look().px(self.width_mm), self._words.longest_piece() + look().px(4))
        if self._words is None or self.bare or self.grow:
            return int(super().natural_width(limit))
        mark = look().px(getattr(look().type, self.style) * 1.15 + 3 * self.gap) if self._marked() else 0
        return min(limit, max(look().px(self.width_mm), self._words.natural_width(limit) + mark + look().px(16 if mark else 20)))

    def least_width(self) -> int:
        """The width in pixels below which a word would be broken."""
        if self._words is None or self.stacked or self.bare:
            return 0
        return self._words.longest_word() + self._beside_words() + look().px(self.inset[0] + self.inset[2])

    def asked_width(self, lines: int) -> int:
        """The width in pixels at which its words take one line, or two."""
        if self._words is None:
            return 0
        whole = self._words.natural_width(look().display.width_px)
        words = whole if lines == 1 else max(self._words.longest_word(), self._words.natural_width(round(0.9 * whole)))
        return words + self._beside_words() + look().px(self.inset[0] + self.inset[2])

    def _beside_words(self) -> int:
        """The pixels across that the icon takes."""
        mark = self._mark
        return look().px(mark.size_mm) + look().px(self.gap) if mark is not None and mark in self.children else 0

    def _widths(self, width: int) -> list[int]:
        """Words on several lines are no wider than the longest of these, so that the icon stands beside them."""
        widths, children, words = super()._widths(width), self.inside, self._words
        if words is None or words not in children:
            return widths
        at = children.index(words)
        given = widths[at] - words.natural_width(width - self._beside_words())
        widths[at] -= given
        widths[0], widths[-1] = widths[0] + given // 2, widths[-1] + given - given // 2  # the gaps at both ends
        return widths

    def _worked_out(self, width: int) -> int:
        """At least `height_mm`: words that need two lines make it higher."""
        return max(super()._worked_out(width), self.natural_height(width))

    def _relabelled(self) -> None:
        if self._words is not None:
            self._words.text = self.label
            if self.width > 1:
                self.arrange()

    def _iconed(self, *_: object) -> None:
        if self._mark is not None:
            self._mark.icon = self.icon

    def restyle(self) -> None:
        if not self.enabled:
            self._background("off", "note_edge" if self.pressed else "hairline")
            self._tone("off_ink", "off")
        elif self.kind == "primary":
            fill = "primary_pressed" if self.pressed else "primary"
            self._background(fill, None, shadow=not self.pressed)
            self._tone("on_primary", fill)
        elif self.kind == "strong":
            fill = "tint_pressed" if self.pressed else "surface"
            self._background(fill, "edge" if look().high_contrast else None)
            self._tone("accent" if not look().high_contrast else "ink", fill)
        else:
            fill = "tint_pressed" if self.pressed else "surface"
            self._background(fill, "edge")
            self._tone("ink", fill)


class Toggle(Touchable):
    """A switch of the foot: picture above word, filled while it is on."""

    icon = StringProperty("")
    role = StringProperty("toggle")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.inset = [1, 2, 1, 1]
        self._mark = Icon(size_mm=TOGGLE_ICON_MM, icon=self.icon)
        self._words = Words(text=self.label, style="foot", align="center")
        for part in self._upright() if is_mongolian(self.label) else self._piled():
            self.add_widget(part)
        self.bind(icon=Toggle._iconed)

    def _piled(self) -> tuple[Any, ...]:
        pile = Column(gap=0.5, grow=1, middle=True)
        pile.add_widget(self._mark)
        pile.add_widget(self._words)
        return (pile,)

    def _upright(self) -> tuple[Any, ...]:
        """A word that runs down has its picture beside it."""
        self.gap = 0.5
        self._mark.middle = self._words.middle = True
        return Gap(grow=1), self._mark, self._words, Gap(grow=1)

    def _iconed(self, *_: object) -> None:
        self._mark.icon = self.icon

    def _relabelled(self) -> None:
        self._words.text = self.label

    def restyle(self) -> None:
        if self.selected:
            fill, tone = ("primary_pressed" if self.pressed else "primary"), "on_primary"
            self._background(fill, "primary")
        else:
            fill, tone = ("tint_pressed" if self.pressed else "surface"), "ink"
            self._background(fill, "edge")
        self._tone(tone, fill)
        # The language or mode that is on has a tick too: never colour alone.
        self._mark.icon = "check" if self.selected else self.icon


class ChoiceTile(Touchable):
    """One value of a parameter. `single`: one of many (round mark), else any number (square mark)."""

    detail = StringProperty("")
    single = BooleanProperty(False)
    whole = BooleanProperty(False)
    """The words stay on one line where the panel is wide enough: a name in two pieces reads as two."""
    role = StringProperty("choice")
    answers = 1

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.gap, self.inset = 6, [7, 3, 5, 3]
        self._box = Row(width_mm=13, height_mm=13, middle=True)
        self._tick = Icon(icon="", size_mm=10, grow=1)
        self._box.add_widget(self._tick)
        words = Column(gap=0.5, grow=1, middle=True)
        self._name = Words(text=self.label, style="body", weight=500)
        words.add_widget(self._name)
        self._detail = Words(text=self.detail, style="foot", weight=400, tone="soft") if self.detail else None
        if self._detail:
            words.add_widget(self._detail)
        self.add_widget(self._box)
        self.add_widget(words)

    def least_width(self) -> int:
        """The width in pixels below which a word would be broken."""
        parts = (self._name, self._detail) if self._detail else (self._name,)
        width = self._name.natural_width(look().display.width_px) if self.whole else 0
        return max(width, *(part.longest_word() for part in parts)) + look().px(13 + self.gap + self.inset[0] + self.inset[2])

    def restyle(self) -> None:
        now = look()
        on = self.selected
        fill = "tint_pressed" if self.pressed and self.enabled else "tint" if on else "surface" if self.enabled else "off"
        self._background(fill, "primary" if on else "edge" if self.enabled else "hairline", stroke_mm=1.3 if on else SPACE.border)
        ink = "ink" if self.enabled else "off_ink"
        self._name.tone, self._name.on = ink, fill
        if self._detail:
            self._detail.tone, self._detail.on = ("soft" if self.enabled else "off_ink"), fill
        radius = now.px(6.5) if self.single else now.px(2.2)
        backdrop(
            self._box, now.colour("primary" if on else fill), now.colour("primary" if on else "edge" if self.enabled else "off_ink"),
            radius, max(1, now.px(0.9)),
        )  # fmt: skip
        self._tick.icon = "check" if on else ""
        self._tick.tone, self._tick.on = "on_primary", "primary"
