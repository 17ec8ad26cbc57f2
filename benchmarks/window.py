"""A process of its own with one window. `python -m benchmarks.window live|start kiosk|bare` prints what it measured as JSON.

Processor times, not wall times, wherever both are the same on a quiet machine: another process must not be measured along.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

BEGAN = time.process_time()

from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

TOUCHES = 60
IDLE_S = 20.0
FRAMES = 40


def main() -> None:
    """Measures."""
    what, whose = sys.argv[1:3]
    opened = _kiosk() if whose == "kiosk" else _bare()
    _frame()
    found: dict[str, float] = {"start_s": time.process_time() - BEGAN}
    if what == "live":
        found |= _idle()
        found["frame_s"] = statistics.median(_timed(_frame) for _ in range(FRAMES))
        if opened is not None:
            found |= _touched(opened) | _changed(opened)
        found["rss"] = float(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096
    print(json.dumps(found))


def _kiosk() -> Any:
    """The kiosk's window with its first screen, on which a card can be laid: all that `run_kiosk.py run` reads before it, without the
    readers, the printer and the archive, which it looks for meanwhile.
    """
    from kiosk.memory import put_off_collection

    put_off_collection()  # as run_kiosk.py does
    from kiosk.commands.run import KioskApp  # isort: skip  # first: it sets Kivy's environment
    from kivy.base import runTouchApp

    from config.settings import load
    from kiosk.assemble import rules
    from kiosk.faces import display, faces
    from kiosk.session.machine import Machine
    from printing.definition import load_all

    settings = load(Path("config/demo.toml"))
    definitions = load_all(settings.certificates.directory, settings.certificates.kinds)
    app = KioskApp(display(settings), faces(definitions), lambda _: None, Machine(rules=rules(settings, definitions)))
    app._run_prepare()
    runTouchApp(embedded=True)
    return app


def _bare() -> None:
    """A window of the same size with one coloured rectangle, set up as a kiosk's has to be."""
    from kiosk.widgets import environment
    from kiosk.widgets.display import Display

    environment.configure(Display())
    from kivy.app import App
    from kivy.base import EventLoop, runTouchApp
    from kivy.graphics import Color, Rectangle
    from kivy.uix.widget import Widget

    class Bare(App):  # type: ignore[misc]  # Kivy has no types
        def build(self) -> Any:
            EventLoop.ensure_window()
            root = Widget()
            with root.canvas:
                Color(0.9, 0.9, 1, 1)
                Rectangle(size=(1080, 1920))
            return root

    Bare()._run_prepare()
    runTouchApp(embedded=True)


def _frame() -> None:
    """A frame on the glass. Reading one pixel back waits for the renderer, which otherwise goes on by itself."""
    from kivy.base import EventLoop
    from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels

    EventLoop.window.dispatch("on_draw")
    glReadPixels(0, 0, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE)
    EventLoop.window.dispatch("on_flip")


def _timed(work: Callable[[], object]) -> float:
    """The processor's seconds, all threads together: the software renderer has several."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _idle() -> dict[str, float]:
    """Processor seconds a second while nobody is there: the loop runs as it does in the hall."""
    from kivy.base import EventLoop

    ends = time.monotonic() + 2.0
    while time.monotonic() < ends:
        EventLoop.idle()
    began, ends = time.process_time(), time.monotonic() + IDLE_S
    while time.monotonic() < ends:
        EventLoop.idle()
        EventLoop.window.mainloop()
    return {"idle_s": (time.process_time() - began) / IDLE_S}


def _touched(app: Any) -> dict[str, float]:
    """From a finger on the start button to the frame in which it looks pressed, and off again."""
    from kivy.base import EventLoop

    x, y, width, height = next(c["rect_px"] for c in app.describe()["controls"] if c["name"] == "start")
    button = next(widget for widget in app._stage.screen.touchables() if widget.name == "start")
    taken = []
    for _ in range(TOUCHES):
        for event, pressed in (("on_mouse_down", True), ("on_mouse_up", False)):

            def touch(event: str = event) -> None:
                EventLoop.window.dispatch(event, x + width // 2, y + height // 2, "left", [])
                for provider in EventLoop.input_providers:
                    provider.update(dispatch_fn=EventLoop._dispatch_input)
                EventLoop.dispatch_input()
                _frame()

            taken.append(_timed(touch))
            if button.pressed is not pressed:
                raise RuntimeError("the touch was not seen")
    return {"touch_p95_s": statistics.quantiles(taken, n=20)[18]}


def _changed(app: Any) -> dict[str, float]:
    """From a new state to its first frame, over one of each screen, in the second round: the first draws pictures that stay."""
    from kiosk.screens.samples import one_of_each

    def show(machine: Any) -> None:
        app.show(machine)
        app._draw_newest(0.0)
        _frame()

    machines = one_of_each()
    for machine in machines:
        show(machine)
    taken = [_timed(lambda machine=machine: show(machine)) for machine in machines]  # type: ignore[misc]
    return {"change_s": statistics.median(taken), "slowest_s": max(taken)}


if __name__ == "__main__":
    main()
