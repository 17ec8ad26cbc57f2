"""The Kivy app: owns the window, draws the newest machine, posts touches. Knows no thread but the one it runs on.

Import this before anything else of Kivy: the environment is set by the first import below.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from kiosk.widgets import environment  # isort: skip  # must come before every import of Kivy
from kiosk.widgets import text

text.install()

import structlog  # noqa: E402
from kivy.app import App  # noqa: E402
from kivy.base import EventLoop  # noqa: E402
from kivy.clock import Clock  # noqa: E402

from kiosk.memory import collect_rarely  # noqa: E402
from kiosk.screens.screen import Scene  # noqa: E402
from kiosk.screens.stage import Stage  # noqa: E402
from kiosk.session.controls import KEY  # noqa: E402
from kiosk.session.events import Event, StaffCalled, Touch  # noqa: E402
from kiosk.session.machine import Machine  # noqa: E402
from kiosk.session.states import Review  # noqa: E402
from kiosk.session.values import SOUND  # noqa: E402
from kiosk.voice.focus import Key  # noqa: E402
from kiosk.voice.hearing import Hearing  # noqa: E402
from kiosk.voice.of_screen import read_of  # noqa: E402
from kiosk.widgets.described import described, under  # noqa: E402
from kiosk.widgets.display import Display, KindFace  # noqa: E402
from kiosk.widgets.pixels import save_window  # noqa: E402

log = structlog.get_logger(__name__)

HEARTBEAT_S = 1.0

Result = TypeVar("Result")


class KioskApp(App):  # type: ignore[misc]  # Kivy has no types
    """One window, one stage.

    `faces`: kind id to how it looks. `post` takes touches and the staff's gesture (from the UI thread). `heartbeat` is called each second
    while the UI loop lives; `first_frame` once the first screen is on the glass.
    """

    title = "kiosk"
    use_kivy_settings = False

    def __init__(
        self,
        display: Display,
        faces: Mapping[str, KindFace],
        post: Callable[[Event], None],
        machine: Machine,
        heartbeat: Callable[[], None] = lambda: None,
        first_frame: Callable[[], None] = lambda: None,
        hearing: Hearing | None = None,
    ) -> None:
        environment.configure(display)
        super().__init__()
        self._display = display
        self._scene = Scene(display, faces)
        self._post = post
        self._heartbeat = heartbeat
        self._first_frame = first_frame
        self._hearing = hearing
        self._lock = threading.Lock()
        self._newest = machine
        self._shown: Machine | None = None
        self._stage: Stage | None = None
        self._wanted = Clock.create_trigger(self._draw_newest, -1)
        self._collect = Clock.create_trigger(lambda _: gc.collect())
        self._leaving = False

    # From any thread

    def show(self, machine: Machine) -> None:
        """Draws `machine` at the next frame; only the newest of several is drawn."""
        with self._lock:
            self._newest = machine
        self._wanted()

    def on_ui_thread(self, work: Callable[[], Result], timeout_s: float = 5.0) -> Result:
        """What `work` returns when the UI thread runs it. Raises what it raises, and TimeoutError when the UI does not get to it."""
        if threading.current_thread() is threading.main_thread():
            return work()
        finished = threading.Event()
        answer: list[Result] = []
        failure: list[BaseException] = []

        def run(_: float) -> None:
            try:
                answer.append(work())
            except BaseException as problem:
                failure.append(problem)
            finally:
                finished.set()

        Clock.schedule_once(run, 0)
        if not finished.wait(timeout_s):
            raise TimeoutError("the UI thread did not answer")
        if failure:
            raise failure[0]
        return answer[0]

    def leave(self) -> None:
        """Closes the window and lets `run` return: the only way out."""
        self._leaving = True
        Clock.schedule_once(lambda _: self.stop(), 0)

    # On the UI thread

    def build(self) -> Stage:
        EventLoop.ensure_window()
        window = EventLoop.window
        window.bind(on_request_close=lambda *_args, **_kwargs: not self._leaving)
        window.bind(on_keyboard=self._key_pressed)
        self._stage = Stage(self._scene, self._touched, lambda: self._post(StaffCalled()))
        self._draw_newest(0.0)
        return self._stage

    def on_start(self) -> None:
        """Starts the heartbeat and says when the first frame is there."""
        if self._display.touch != "sdl":
            # SDL adds itself as a second source of touches when it opens the window.
            for provider in [p for p in EventLoop.input_providers if type(p).__name__ == "SDL2MotionEventProvider"]:
                EventLoop.remove_input_provider(provider)
        Clock.schedule_interval(lambda _: self._heartbeat(), HEARTBEAT_S)
        EventLoop.window.bind(on_flip=self._flipped)

    def _flipped(self, window: Any) -> None:
        window.unbind(on_flip=self._flipped)
        Clock.schedule_once(self._opened, 0)

    def _opened(self, _: float) -> None:
        collect_rarely()
        self._first_frame()

    def open_settings(self, *_: object) -> bool:
        """Kivy's settings panel does not exist here."""
        return False

    def _key_pressed(self, _window: object, keycode: int, *_: object, **__: object) -> bool:
        """Only the keypad's five keys mean anything, and only where sound is offered; no key ever reaches Kivy."""
        meaning = self._hearing.keypad.meaning(keycode) if self._hearing is not None else None
        if meaning is not None:
            self._guided(meaning)
        return True

    def _guided(self, key: Key) -> None:
        assert self._hearing is not None
        assert self._stage is not None
        self._hearing.guide.key(key, self._stage.touch)
        self._stage.point_at(self._hearing.guide.focus)

    def _touched(self, control: str) -> None:
        if control.startswith(KEY):
            self._guided(Key(control.removeprefix(KEY)))
            return
        if self._shown is not None:
            self._post(Touch(control, self._shown.visit_id))

    def _draw_newest(self, _: float) -> None:
        with self._lock:
            machine = self._newest
        self._shown = machine
        assert self._stage is not None
        if self._stage.show(machine):
            log.info("screen-shown", screen=machine.state.screen)
            # The screen before it is given up after the frame, so that the citizen sees the change first.
            self._collect()
        if self._hearing is not None:
            self._heard(self._hearing, machine)

    def _heard(self, hearing: Hearing, machine: Machine) -> None:
        assert self._stage is not None
        assert self._stage.screen is not None
        page = hearing.paper(machine.state.draft) if isinstance(machine.state, Review) and SOUND in machine.modes else ()
        hearing.guide.shown(self._stage.topic, read_of(self._stage.screen, machine, page), machine)
        self._stage.point_at(hearing.guide.focus)

    def describe(self) -> dict[str, Any]:
        """What is on the screen, with the fields of the control socket's `screen` answer. UI thread only."""
        assert self._stage is not None
        assert self._stage.screen is not None
        assert self._shown is not None
        focus = self._hearing.guide.focus if self._hearing is not None else None
        return {**described(self._stage.screen, self._shown), "focus": focus}

    def under(self, x: float, y: float) -> tuple[str, ...]:
        """The names of the controls at a place of the window, in pixels from its top left. UI thread only."""
        assert self._stage is not None
        assert self._stage.screen is not None
        return under(self._stage.screen, x, y)

    def screenshot(self, path: Path) -> tuple[int, int]:
        """Writes what the window shows as a PNG; returns its size in pixels. UI thread only."""
        return save_window(EventLoop.window, path)
