"""The kiosk's window on an X server of its own, whose frames the simulator draws itself."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from kiosk.app import KioskApp  # isort: skip  # sets Kivy's environment, before anything else of Kivy
from kivy.base import EventLoop, runTouchApp
from kivy.clock import Clock

from kiosk.session.events import Event
from kiosk.session.machine import Machine
from kiosk.voice.hearing import Hearing
from kiosk.widgets.display import Display, KindFace


class Window:
    """The app. Fingers come in as the X server's clicks do, and go the whole way through Kivy."""

    def __init__(
        self, display: Display, faces: Mapping[str, KindFace], post: Callable[[Event], None], machine: Machine, hearing: Hearing
    ) -> None:
        self.app = KioskApp(display, faces, post, machine, hearing=hearing)
        self.app._run_prepare()
        runTouchApp(embedded=True)
        Clock._max_fps = 0  # a frame is drawn when there is something to draw, not sixty times a second

    @property
    def shown(self) -> Machine | None:
        """What the last frame was drawn from."""
        return self.app._shown

    def frame(self) -> None:
        """Draws a frame and takes what the X server has."""
        EventLoop.idle()
        EventLoop.window.mainloop()

    def controls(self) -> dict[str, dict[str, Any]]:
        """What can be touched, by name."""
        return {control["name"]: control for control in self.app.describe()["controls"]}

    def tap(self, name: str) -> None:
        """A finger on the middle of a control, and off again."""
        x, y, width, height = self.controls()[name]["rect_px"]
        for event in ("on_mouse_down", "on_mouse_up"):
            EventLoop.window.dispatch(event, x + width // 2, y + height // 2, "left", [])
            EventLoop.idle()


@contextmanager
def x_server(width_px: int, height_px: int) -> Iterator[None]:
    """A screen of this size; DISPLAY points at it meanwhile."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width_px}x{height_px}x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        os.environ["DISPLAY"] = f":{pipe.readline().strip()}"
    try:
        yield
    finally:
        server.terminate()
        server.wait(10)
