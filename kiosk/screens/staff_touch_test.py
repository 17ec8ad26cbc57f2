"""The touch panel's test: a cross at a time; every touch beside the controls is a hit."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, InstructionGroup, Line

from kiosk.screens.staff import MOVING, StaffScreen, desk_of
from kiosk.session.machine import Machine
from kiosk.staff.happened import PREFIX
from kiosk.staff.touch_test import CROSSES, GOOD_MM, TouchTest
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Gap
from kiosk.widgets.leaves import Fact
from kiosk.widgets.panels import Note
from kiosk.widgets.tokens import SPACE, look, rgb
from kiosk.words import say, word

ARM_MM = 9.0


class StaffTouchTestScreen(StaffScreen):
    """Crosses, then by how much each was missed."""

    heading = word("Touch test")

    @classmethod
    def modes_of(cls, machine: Machine) -> frozenset[str]:
        return machine.modes - MOVING

    def page(self, page: TouchTest) -> None:
        if page.over:
            self._result(page)
            return
        self.put(Gap(grow=60))
        self.put(Words(text=say("Touch the middle of the cross."), style="lead", align="center"))
        self.put(
            Words(
                text=say("{number} of {count}", number=len(page.missed) + 1, count=len(CROSSES)), style="body", tone="soft", align="center"
            )
        )
        self.put(Gap(grow=40))

    def _result(self, page: TouchTest) -> None:
        good = page.worst_mm <= GOOD_MM
        right, down = page.shift_mm
        self.put(Note(text=say("The panel is as it should be.") if good else _advice(page), icon="check" if good else "info"))
        rows: list[Any] = [
            Fact(say("Farthest miss"), f"{page.worst_mm:.1f} mm", "done" if good else "note"),
            Fact(say("On average to the right"), f"{right:+.1f} mm"),
            Fact(say("On average downwards"), f"{down:+.1f} mm"),
        ]
        rows += [Fact(say("Cross {number}", number=n), f"{x:+.1f} / {y:+.1f} mm") for n, (x, y) in enumerate(page.missed, 1)]
        self.put_leaves(rows)

    def add_ways(self) -> None:
        self.way("again", say("Again"), "again")
        super().add_ways()

    def place(self, x: int, y: int, width: int, height: int) -> None:
        super().place(x, y, width, height)
        self.canvas.after.clear()
        where = self._cross()
        if where is None:
            return
        arm, group = look().px(ARM_MM), InstructionGroup()
        group.add(Color(*rgb(look().palette.accent)))
        for line in ([where[0] - arm, where[1], where[0] + arm, where[1]], [where[0], where[1] - arm, where[0], where[1] + arm]):
            group.add(Line(points=line, width=max(1.0, look().px(0.5))))
        group.add(Line(circle=(*where, arm * 0.55), width=max(1.0, look().px(0.35))))
        self.canvas.after.add(group)

    def _cross(self) -> tuple[int, int] | None:
        page = desk_of(self.machine).page
        if not isinstance(page, TouchTest) or page.over:
            return None
        across, down = CROSSES[len(page.missed)]
        return round(self.width * across), round(self.height * (1 - down))

    def update(self, machine: Machine) -> None:
        super().update(machine)

    def on_touch_down(self, touch: Any) -> bool:
        """A touch beside every control is a hit; one on a control is the control's."""
        free = self._finger is None and not any(one.present and one.collide_point(*touch.pos) for one in self.touchables())
        rim = look().px(SPACE.inactive)
        inside = rim <= touch.x < self.width - rim and rim <= touch.y < self.height - rim
        taken = bool(super().on_touch_down(touch))
        where = self._cross()
        if free and inside and where is not None:
            right, down = look().mm(touch.x - where[0]), look().mm(where[1] - touch.y)
            self._touched(f"{PREFIX}hit:{right:.2f},{down:.2f}")
        return taken


def _advice(page: TouchTest) -> str:
    right, down = page.shift_mm
    if (right**2 + down**2) ** 0.5 > GOOD_MM / 2:
        return say("The panel is out of true to one side: calibrate it (docs/technician.md), then test again.")
    return say("The crosses were missed to all sides: clean the panel, take your time, test again.")
