"""What goes on and how far: a ring that moves in steps, a list of steps, pages, and a bar for the time that is left."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import cos, pi, sin
from typing import Any

import cairocffi
from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.properties import NumericProperty, StringProperty

from kiosk.widgets.drawing import texture
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Block, Column, Row, backdrop
from kiosk.widgets.tokens import Colour, look, rgb

TICKS = 12
STEP_S = 0.4
"""Slow enough for software rendering, and far from the 2 to 55 Hz at which flicker harms."""


class Ring(Block):
    """A ring of ticks, one further each STEP_S. It turns only while it is on a window."""

    size_mm = NumericProperty(30)
    tone = StringProperty("accent")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._turn = 0
        with self.canvas:
            Color(1, 1, 1, 1)
            self._field = Rectangle(size=(0, 0))
        self._event: Any = None
        self.bind(parent=Ring._parented)

    def stop(self) -> None:
        """Turns no further. The clock would keep a ring, and all of its screen, until the next step."""
        if self._event is not None:
            self._event.cancel()
            self._event = None

    def _parented(self, *_: object) -> None:
        self.stop()
        if self.parent is not None:
            self._event = Clock.schedule_interval(self._step, STEP_S)

    def natural_width(self, limit: int) -> int:
        return min(limit, look().px(self.size_mm))

    def natural_height(self, width: int) -> int:
        del width
        return look().px(self.size_mm)

    def _step(self, _: float) -> bool | None:
        if self.get_root_window() is None:
            return False  # the screen is gone; Clock drops the event
        self._turn = (self._turn + 1) % TICKS
        self.arrange()
        return None

    def arrange(self) -> None:
        side = look().px(self.size_mm)
        self._field.texture = ring(side * look().density, self._turn, look().colour(self.tone), look().colour("hairline"))
        self._field.size = (side, side)
        self._field.pos = (int(self.x) + (int(self.width) - side) // 2, int(self.y) + (int(self.height) - side) // 2)


@lru_cache(maxsize=64)
def ring(side: int, turn: int, tone: Colour, faint: Colour) -> Any:
    """A texture of the ring, `side` pixels square, after `turn` steps."""

    def painter(context: cairocffi.Context) -> None:
        context.scale(side / 24, side / 24)
        context.set_line_cap(cairocffi.LINE_CAP_ROUND)
        context.set_line_width(1.9)
        for tick in range(TICKS):
            lit = (turn - tick) % TICKS < TICKS // 3
            context.set_source_rgb(*rgb(tone if lit else faint))
            angle = 2 * pi * tick / TICKS - pi / 2
            context.move_to(12 + 6.6 * cos(angle), 12 + 6.6 * sin(angle))
            context.line_to(12 + 10.6 * cos(angle), 12 + 10.6 * sin(angle))
            context.stroke()

    return texture(side, side, painter)


class StepList(Column):
    """Steps in words, each done, under way or to come; `show` changes marks and tones only, so nothing moves."""

    def show(self, steps: Sequence[str], current: int) -> None:
        """`steps` in order; those before `current` are done."""
        if len(self.children) != len(steps):
            self.clear_widgets()
            for _ in steps:
                self.add_widget(_StepLine(gap=6))
        for index, (line, step) in enumerate(zip(self.inside, steps, strict=True)):
            line.show(step, "done" if index < current else "now" if index == current else "next")


class _StepLine(Row):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._box = Row(width_mm=15, height_mm=15, middle=True)
        self._mark = Icon(size_mm=10, icon="", grow=1)
        self._box.add_widget(self._mark)
        self._words = Words(style="lead", grow=1, middle=True, on="surface")
        self.add_widget(self._box)
        self.add_widget(self._words)
        self._state = "next"

    def show(self, words: str, state: str) -> None:
        self._state = state
        self._words.text = words
        self._words.tone = "ink" if state == "now" else "soft"
        self._mark.icon = {"done": "check", "now": "wait", "next": ""}[state]
        self._mark.tone = {"done": "on_done", "now": "on_primary", "next": "edge"}[state]
        self._mark.on = {"done": "done", "now": "primary", "next": "surface"}[state]
        self._ring()

    def arrange(self) -> None:
        super().arrange()
        self._ring()

    def _ring(self) -> None:
        if self.width < 2:
            return
        now = look()
        fill = {"done": "done", "now": "primary", "next": "surface"}[self._state]
        edge = {"done": "done", "now": "primary", "next": "edge"}[self._state]
        backdrop(self._box, now.colour(fill), now.colour(edge), now.px(7.5), max(1, now.px(0.8)))


class Bar(Block):
    """How much is left or done, from 0 to 1, in steps."""

    value = NumericProperty(0.0)
    tone = StringProperty("accent")
    ground = StringProperty("hairline")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("height_mm", 4)
        super().__init__(**kwargs)
        with self.canvas:
            self._ground_colour = Color()
            self._whole = Rectangle()
            self._colour = Color()
            self._part = Rectangle()
        self.bind(value=Bar._redraw, tone=Bar._redraw)

    def arrange(self) -> None:
        self._redraw()

    def _redraw(self, *_: object) -> None:
        self._ground_colour.rgb = rgb(look().colour(self.ground))
        self._colour.rgb = rgb(look().colour(self.tone))
        self._whole.pos = self._part.pos = self.pos
        self._whole.size = self.size
        self._part.size = (round(self.width * min(1.0, max(0.0, self.value))), self.height)
