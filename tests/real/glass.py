"""A window on an X server of its own, whose frames the tests draw themselves."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kiosk.screens.x_server import shown_on, x_server
from kiosk.session.events import Touch
from kiosk.session.machine import Machine

SIZE = (1080, 1920)
"""Pixels of the panel."""


class Glass:
    """The app in this process. `touches`: what the citizen touched, in order."""

    def __init__(self, x_display: str) -> None:
        from kiosk.app import KioskApp  # isort: skip  # sets Kivy's environment
        from kivy.base import EventLoop, runTouchApp

        from kiosk.screens.samples import DISPLAY, FACES, RULES

        self._x_display = x_display
        self.touches: list[Touch] = []
        self.loop = EventLoop
        self.app = KioskApp(DISPLAY, FACES, self.touches.append, Machine(rules=RULES))
        self.app._run_prepare()
        runTouchApp(embedded=True)

    @property
    def screen(self) -> Any:
        """The screen that is shown."""
        return self.app._stage.screen

    def show(self, machine: Machine) -> None:
        """Draws `machine` without waiting for a frame."""
        self.app.show(machine)
        self.app._draw_newest(0.0)

    def become(self, display: Any) -> None:
        """The same pixels on a panel of another size or at another height."""
        from kiosk.screens.samples import FACES
        from kiosk.screens.screen import Scene

        self.app._stage.clear()
        self.app._stage._scene = Scene(display, FACES)

    def image(self) -> Any:
        """What the window shows."""
        from kiosk.widgets.pixels import window_image

        return window_image(self.loop.window)

    def until(self, so: Any, within_s: float = 10.0) -> bool:
        """Draws frames until `so()` holds."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            self.frames(1)
            if so():
                return True
        return False

    def frames(self, count: int) -> None:
        """Draws `count` frames."""
        for _ in range(count):
            self.loop.idle()
            self.loop.window.mainloop()  # takes the X server's events; the next frame deals with them

    def control(self, name: str) -> dict[str, Any]:
        """A control as it is described."""
        return next(control for control in self.app.describe()["controls"] if control["name"] == name)

    def middle(self, name: str) -> tuple[int, int]:
        """The middle of a control, in pixels from the top left."""
        x, y, width, height = self.control(name)["rect_px"]
        return x + width // 2, y + height // 2

    def tap(self, name: str) -> None:
        """A touch of a control through the X server, and the frame after it."""
        before = len(self.touches)
        self.x("mousemove", *self.middle(name), "click", 1)
        assert self.until(lambda: len(self.touches) > before), f"{name} does nothing"

    def x(self, *words: object) -> None:
        """Has the X server do something (XTEST)."""
        environment = {**os.environ, "DISPLAY": self._x_display}
        subprocess.run(["xdotool", *map(str, words)], check=True, timeout=20, env=environment)


@contextmanager
def opened() -> Iterator[Glass]:
    """The window; Kivy can open one in a process."""
    with x_server(*SIZE) as display:
        with shown_on(display):
            made = Glass(display)
            made.frames(3)  # the first frame is there: the kiosk is open
        yield made
        made.loop.close()
