"""The magnifier: a screen drawn twice as large behind a frame, moved by dragging and by four arrows that are always there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from kivy.graphics import PopMatrix, PushMatrix, Scale, Translate

from kiosk.widgets.controls import Action, Touchable
from kiosk.widgets.layout import Block, Column, Row
from kiosk.widgets.tokens import SPACE, ZOOM, look
from kiosk.words import say, word

ARROWS: Final = {
    "pan-left": ("back", word("To the left")),
    "pan-up": ("up", word("Upwards")),
    "pan-down": ("down", word("Downwards")),
    "pan-right": ("next", word("To the right")),
}
STEP: Final = 0.6
"""Of the frame that one touch of an arrow moves: what was at one edge is still seen at the other."""

DRAG_MM: Final = 6.0
"""A finger that moves less than this presses; older hands tremble."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What may be seen of a magnified sheet. All in pixels of the window, from its lower left.

    `x`, `y`, `width`, `height`: the frame; `sheet`: width and height of the magnified sheet; `reach`: the height that hands reach,
    down to which the sheet's upper edge may be drawn.
    """

    x: float
    y: float
    width: float
    height: float
    sheet: tuple[float, float]
    reach: float

    @property
    def start(self) -> tuple[float, float]:
        """Where the sheet's lower left lies when its upper left corner is seen."""
        return self.x, self.y + self.height - self.sheet[1]

    def held(self, x: float, y: float) -> tuple[float, float]:
        """The sheet's lower left, held so that it covers the frame, or where it is smaller stays at its upper left."""
        left = min(self.x, max(x, self.x + self.width - self.sheet[0]))
        lowest = min(self.y + self.height, max(self.y, self.reach)) - self.sheet[1]
        down = max(lowest, min(y, max(self.y, lowest)))
        return left, down

    def moved(self, at: tuple[float, float], arrow: str) -> tuple[float, float]:
        """Where the sheet lies after a touch of `arrow`, which says where to look next."""
        across, down = STEP * self.width, STEP * self.height
        by = {"pan-left": (across, 0), "pan-right": (-across, 0), "pan-up": (0, -down), "pan-down": (0, down)}[arrow]
        return self.held(round(at[0] + by[0]), round(at[1] + by[1]))


class Zoomed(Block):
    """The frame. `sheet` is laid out in its own size, `height` pixels high and as wide as the frame, and drawn ZOOM times as large."""

    def __init__(self, sheet: Column, height: int, **kwargs: Any) -> None:
        super().__init__(grow=1, **kwargs)
        self.sheet = sheet
        self._sheet_height = height
        self._at: tuple[float, float] | None = None
        self._start: tuple[float, float] | None = None
        self._from = (0.0, 0.0)
        self.on_moved: Any = None
        self.on_dragged: Any = None
        with self.canvas.before:
            PushMatrix()
            self._shift = Translate(0, 0)
            Scale(ZOOM, ZOOM, 1)
        with self.canvas.after:
            PopMatrix()
        self.add_widget(sheet)

    @property
    def frame(self) -> Frame:
        """The frame as it stands in the window."""
        size = (ZOOM * self.sheet.width, ZOOM * self.sheet.height)
        return Frame(self.x, self.y, self.width, self.height, size, look().reach_px)

    @property
    def at(self) -> tuple[float, float]:
        """Where the sheet's lower left lies in the window."""
        return self._at or self.frame.start

    def arrange(self) -> None:
        self.sheet.place(0, 0, int(self.width), self._sheet_height)
        self.move_to(*self.at)

    def move_to(self, x: float, y: float) -> None:
        """Moves the sheet as far as it may be moved."""
        self._at = self.frame.held(x, y)
        self._shift.xy = self._at
        if self.on_moved is not None:
            self.on_moved()

    def pan(self, arrow: str) -> None:
        """Does what an arrow says."""
        self.move_to(*self.frame.moved(self.at, arrow))

    def to_local(self, x: float, y: float, relative: bool = False) -> tuple[float, float]:
        """From the window to the sheet."""
        del relative
        return (x - self.at[0]) / ZOOM, (y - self.at[1]) / ZOOM

    def to_parent(self, x: float, y: float, relative: bool = False) -> tuple[float, float]:
        """From the sheet to the window."""
        del relative
        return x * ZOOM + self.at[0], y * ZOOM + self.at[1]

    def on_touch_down(self, touch: Any) -> bool:
        """Passes the touch on to what lies under it on the sheet, and watches whether the finger drags."""
        if not self.collide_point(*touch.pos):
            return False
        self._start, self._from = touch.pos, self.at
        touch.grab(self)
        touch.push()
        touch.apply_transform_2d(self.to_local)
        super().on_touch_down(touch)
        touch.pop()
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """Drags the sheet once the finger has moved far enough; what it had pressed is let go."""
        if touch.grab_current is not self or self._start is None or touch.ud.get("held"):
            return False
        across, up = touch.x - self._start[0], touch.y - self._start[1]
        if not touch.ud.get("drags") and max(abs(across), abs(up)) < look().px(DRAG_MM):
            return True
        touch.ud["drags"] = True
        for held in [widget() for widget in touch.grab_list]:
            if isinstance(held, Touchable):
                held.let_go(touch)
        self.move_to(round(self._from[0] + across), round(self._from[1] + up))
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """The finger leaves."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._start = None
        if touch.ud.get("drags") and self.on_dragged is not None:
            self.on_dragged()
        return True


class PanBar(Row):
    """The four arrows, always in the same place."""

    def __init__(self, zoomed: Zoomed) -> None:
        super().__init__(gap=4, surface="surface", radius=0, inset=[10, 4, 10, 2])
        self._zoomed = zoomed
        for name, (icon, label) in ARROWS.items():
            arrow = Action(name=name, label=say(label), icon=icon, bare=True, style="title", local=True, grow=1)
            arrow.height_mm = SPACE.button
            self.add_widget(arrow)
        zoomed.on_moved = self.update

    def update(self) -> None:
        """Greys the arrows that lead nowhere."""
        frame, at = self._zoomed.frame, self._zoomed.at
        for arrow in self.inside:
            arrow.enabled = frame.moved(at, arrow.name) != at
            arrow.reason = "" if arrow.enabled else say("It goes no further.")
