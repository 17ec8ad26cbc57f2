"""The kiosk's window as the control socket sees and touches it. Touches go through the X server (XTEST), never into Kivy."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, cast

from kivy.base import EventLoop

from kiosk.app import KioskApp
from kiosk.demo.control import CannotError
from kiosk.session.machine import Machine
from kiosk.widgets.pixels import window_image

PRESS_S = 0.06
"""How long the finger stays down; people take 50 to 150 ms."""

KEYS = {"up": "KP_8", "down": "KP_2", "back": "KP_4", "repeat": "KP_6", "confirm": "KP_5"}
"""What the X server calls the keys of the number pad, which is the demo's keypad."""

_FRAMES = 3  # the touch is dealt with in the first, its answer drawn in the second, and on the glass before the third
_XDOTOOL_S = 5.0
_LATE_S = 10.0  # a UI thread that does not answer for so long is broken


class KivyWindow:
    """Reads the window on its own thread; waits for screens without asking again and again."""

    def __init__(self, app: KioskApp) -> None:
        self._app = app
        self._changed = threading.Condition()
        self._wanted: str | None = None
        self._shown: dict[str, Any] | None = None
        self._touching = threading.Lock()
        self._id: int | None = None

    def open(self) -> None:
        """To be called on the UI thread once the window is there."""
        window = EventLoop.window
        window.bind(on_flip=lambda *_: self._flipped())
        self._id = _x_window(window)
        self._note()

    def follow(self, machine: Machine) -> None:
        """To be called with every new machine, after the app has got it; from any thread."""
        with self._changed:
            if self._shown is None or self._shown["screen"] != machine.state.screen:
                self._wanted = machine.state.screen

    def screen(self) -> dict[str, Any]:
        """What is on the screen now, and since when (`shown_at`, Unix time)."""
        described = self._app.on_ui_thread(self._app.describe, _LATE_S)
        with self._changed:
            shown = self._shown
        return {**described, "shown_at": shown["shown_at"] if shown else None}

    def wait(self, screens: frozenset[str], timeout_s: float) -> dict[str, Any]:
        """As `screen`, once one of `screens` is shown. Raises CannotError with what is shown instead."""
        with self._changed:
            came = self._changed.wait_for(lambda: self._shown is not None and self._shown["screen"] in screens, timeout_s)
            shown = self._shown
        now = self.screen()
        if not came or shown is None:
            raise CannotError(f"{' or '.join(sorted(screens))} was not shown within {timeout_s:g} s; {now['screen']} is", now)
        # A screen may have passed already; the answer is then what it showed when it came.
        return now if now["screen"] in screens else shown

    def tap(self, name: str) -> float:
        """Touches the middle of a control. Returns when the finger left it (Unix time). Raises CannotError."""
        with self._touching:
            controls = self.screen()["controls"]
            control = next((control for control in controls if control["name"] == name), None)
            if control is None:
                raise CannotError(
                    f"there is no control {name!r} here; there are {', '.join(c['name'] for c in controls) or 'none'}", self.screen()
                )
            if not control["enabled"]:
                raise CannotError(f"{name} is disabled: {control['reason'] or 'no reason is shown'}", self.screen())
            if not control["in_view"]:
                raise CannotError(f"{name} is out of view: the screen is magnified; touch an arrow first (pan-*)", self.screen())
            x, y = _middle(control)
            over = [other for other in self._app.on_ui_thread(lambda: self._app.under(x, y), _LATE_S) if other != name]
            if over:
                raise CannotError(f"{name} is covered by {over[0]}")
            return self._touch(x, y)

    def tap_at(self, x: float, y: float) -> float:
        """Touches a place, in pixels from the top left of the window. Returns and raises as `tap`."""
        with self._touching:
            return self._touch(x, y)

    def press(self, key: str) -> float:
        """Presses the keypad's key that means `key`. Returns when it was let go (Unix time). Raises CannotError."""
        with self._touching:
            return self._do("key", KEYS[key])

    def screenshot(self, path: Path) -> tuple[int, int]:
        """Writes the window as a PNG; returns its size in pixels. Raises CannotError."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Read on the UI thread, written here: making the file takes longer than many frames.
            image = self._app.on_ui_thread(lambda: window_image(EventLoop.window), _LATE_S)
            image.save(path, format="PNG", compress_level=1)
            return image.size
        except OSError as error:
            raise CannotError(f"{path}: {error.strerror or error}") from error

    def _touch(self, x: float, y: float) -> float:
        width, height = self._app.on_ui_thread(lambda: EventLoop.window.system_size, _LATE_S)
        if not (0 <= x < width and 0 <= y < height):
            raise CannotError(f"[{x:g}, {y:g}] is outside the window ({width} x {height})")
        window = ["--window", str(self._id)] if self._id is not None else []
        return self._do("mousemove", *window, str(round(x)), str(round(y)), "mousedown", "1", "sleep", f"{PRESS_S}", "mouseup", "1")

    def _do(self, *words: str) -> float:
        ran = subprocess.run(["xdotool", *words], capture_output=True, text=True, check=False, timeout=_XDOTOOL_S)
        if ran.returncode != 0:
            raise CannotError(f"the X server did not take the touch: {ran.stderr.strip()[:200]}")
        released = time.time()
        for _ in range(_FRAMES):
            self._app.on_ui_thread(lambda: None, _LATE_S)
        return released

    def _flipped(self) -> None:
        """A frame is on the glass: if a new screen was awaited, is it that?"""
        if self._wanted is not None:
            self._note()

    def _note(self) -> None:
        described = self._app.describe()
        with self._changed:
            if self._shown is None or self._shown["screen"] != described["screen"]:
                self._shown = {**described, "shown_at": time.time()}
                self._changed.notify_all()
            if self._wanted == described["screen"]:
                self._wanted = None


def _x_window(window: Any) -> int | None:
    """The window's id in the X server; None where Kivy cannot tell, then the window's corner is taken for the screen's."""
    info = window.get_window_info()
    return cast("int | None", getattr(info, "window", None))


def _middle(control: dict[str, Any]) -> tuple[float, float]:
    x, y, width, height = control["rect_px"]
    return x + width / 2, y + height / 2


def check_display() -> None:
    """Raises CannotError when touches cannot be made here."""
    if shutil.which("xdotool") is None:
        raise CannotError("xdotool is not installed; packaging/apt.txt lists it")
    if not os.environ.get("DISPLAY"):
        raise CannotError("there is no X server")
