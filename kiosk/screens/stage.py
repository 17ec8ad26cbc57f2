"""The stage: one screen at a time. Decides whether a machine needs a new screen or only other words on the one that stands."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from kivy.base import EventLoop
from kivy.cache import Cache
from kivy.graphics import Color, InstructionGroup, Line, Rectangle
from kivy.uix.widget import Widget

from kiosk import words
from kiosk.screens.apology import ApologyScreen
from kiosk.screens.ask_for_card import AskForCardScreen
from kiosk.screens.attract import AttractScreen
from kiosk.screens.catalogue import CatalogueScreen
from kiosk.screens.collect import CollectScreen
from kiosk.screens.consent import ConsentScreen
from kiosk.screens.details import DetailsScreen
from kiosk.screens.issuing import IssuingScreen
from kiosk.screens.out_of_service import OutOfServiceScreen
from kiosk.screens.phone import PhoneScreen
from kiosk.screens.printing import PrintingScreen
from kiosk.screens.proof import ProofScreen
from kiosk.screens.reading_card import ReadingCardScreen
from kiosk.screens.report import ReportScreen
from kiosk.screens.review import ReviewScreen
from kiosk.screens.screen import Scene, Screen
from kiosk.screens.searching import SearchingScreen
from kiosk.screens.staff_screens import staff_screen
from kiosk.screens.take_card import TakeCardScreen
from kiosk.session.machine import Machine
from kiosk.session.states import Staff
from kiosk.staff.gesture import Gesture, corner_at
from kiosk.widgets import text, tokens
from kiosk.widgets.controls import Touchable
from kiosk.widgets.described import in_window
from kiosk.widgets.drawing import panel
from kiosk.widgets.icons import icon
from kiosk.widgets.layout import within
from kiosk.widgets.pen import CONTRAST, LIGHT
from kiosk.widgets.pictures import picture
from kiosk.widgets.progress import ring
from kiosk.widgets.taking_down import take_down

SCREENS: Final[tuple[type[Screen], ...]] = (
    AttractScreen,
    AskForCardScreen,
    ReadingCardScreen,
    CatalogueScreen,
    ProofScreen,
    DetailsScreen,
    ConsentScreen,
    SearchingScreen,
    ReviewScreen,
    ReportScreen,
    IssuingScreen,
    TakeCardScreen,
    PrintingScreen,
    PhoneScreen,
    CollectScreen,
    ApologyScreen,
    OutOfServiceScreen,
)
"""In the order of a visit."""

_CLASSES: Final = {screen.state: screen for screen in SCREENS}

RING_MM = 2.5
"""Of the ring round the control under the focus, which must be found by weak eyes from a metre away."""
_DRAWN: Final = (picture, icon, panel, ring)
"""Caches of shapes. None of them is personal."""
_WAKE: Final = "wake"
"""What a touch of the dark screen is told as; it is no control."""

_PERSONAL_CACHES: Final = ("kv.image", "kv.texture", "kv.loader")


class Stage(Widget):  # type: ignore[misc]  # Kivy has no types
    """The root of the window."""

    def __init__(self, scene: Scene, touched: Callable[[str], None], called: Callable[[], None] = lambda: None, **kwargs: Any) -> None:
        """`called`: somebody has made the staff's gesture."""
        super().__init__(size_hint=(None, None), size=(scene.display.width_px, scene.display.height_px), **kwargs)
        self._scene = scene
        self._touched = touched
        self._called = called
        self._gesture = Gesture()
        self._dark = False
        self._key: object = None
        self.screen: Screen | None = None
        self._topic: object = None
        self._ring = InstructionGroup()
        self.canvas.after.add(self._ring)
        self._veil = InstructionGroup()
        self.canvas.after.add(self._veil)

    def show(self, machine: Machine) -> bool:
        """Draws `machine`; whether a new screen was made for it."""
        new = self._shown(machine)
        self._dark = machine.dark
        self._cover(machine.veiled)
        if self._dark:
            self._darken()
        return new

    @property
    def topic(self) -> object:
        """What the screen is about, however it is shown: a screen that is made anew with larger letters is about the same."""
        return self._topic

    def point_at(self, name: str | None) -> None:
        """Draws a ring round the control called `name`: the one under the focus of the five keys."""
        self._ring.clear()
        widget = self._control(name)
        if widget is None:
            return
        now, zoomed = tokens.look(), self.screen.zoomed if self.screen is not None else None
        if zoomed is not None and widget in within(zoomed.sheet):
            zoomed.bring(widget)
        stroke, room = now.px(RING_MM), now.px(RING_MM / 2)
        left, lower, wide, tall = in_window(widget)
        for colour, width in ((now.palette.canvas, stroke * 2), (now.palette.ink, stroke)):
            self._ring.add(Color(*tokens.rgb(colour)))
            ring = (left - room, lower - room, wide + 2 * room, tall + 2 * room, now.px(widget.radius) + room)
            self._ring.add(Line(rounded_rectangle=ring, width=width / 2))

    def touch(self, name: str) -> None:
        """Does what a finger on the control called `name` would do; nothing where it is not there or cannot be used."""
        widget = self._control(name)
        if widget is not None and widget.present and widget.enabled and widget.on_touched is not None:
            widget.on_touched(name)

    def _control(self, name: str | None) -> Touchable | None:
        touchables = [] if self.screen is None else self.screen.touchables()
        return next((widget for widget in touchables if widget.name == name), None)

    def _shown(self, machine: Machine) -> bool:
        state = machine.state
        made_for = staff_screen(state.desk) if isinstance(state, Staff) else _CLASSES[type(state)]
        # The visit is part of the key: no widget outlives the citizen it was made for.
        topic = (made_for, machine.visit_id, machine.locale, made_for.key(machine))
        key = (topic, machine.modes)
        if self.screen is not None and key == self._key:
            self.screen.update(machine)
            return False
        self.clear()
        self._key, self._topic = key, topic
        words.use(machine.locale)
        before = tokens.look().density
        tokens.use(tokens.Look(self._scene.display, made_for.modes_of(machine)))
        if tokens.look().density < before:
            # Pictures of a magnified screen have four times the pixels; few people need them.
            for drawn in _DRAWN:
                drawn.cache_clear()
        # The window is filled once for each frame anyway; a sheet of the screen's own colour would fill it a second time.
        EventLoop.window.clearcolor = (*tokens.rgb(tokens.look().palette.canvas), 1)
        with text.measuring():
            screen = made_for(self._scene, machine, self._touched)
            screen.place(0, 0, int(self.width), int(self.height))
        self.add_widget(screen)
        self.screen = screen
        return True

    def _cover(self, veiled: bool) -> None:
        """Lays a blank sheet with the card's picture over the screen, which stands as it is below."""
        self._veil.clear()
        if not veiled:
            return
        look = tokens.look()
        made = picture("lay-card", int(self.width * 0.5), int(self.height * 0.5), CONTRAST if look.high_contrast else LIGHT)
        self._veil.add(Color(*tokens.rgb(look.palette.canvas)))
        self._veil.add(Rectangle(size=self.size))
        self._veil.add(Color(1, 1, 1, 1))
        place = ((int(self.width) - made.width) // 2, (int(self.height) - made.height) // 2)
        self._veil.add(Rectangle(texture=made, size=made.size, pos=place))

    def _darken(self) -> None:
        """Nothing but black: outside its hours the panel rests, and lights nobody's night."""
        self._veil.add(Color(0, 0, 0, 1))
        self._veil.add(Rectangle(size=self.size))

    def on_touch_down(self, touch: Any) -> bool:
        """A covered screen takes no touch. A dark one is woken by it. The staff's gesture is seen on every screen."""
        scale = self._scene.display.px_per_mm  # of the glass, also where the screen is magnified
        corner = corner_at(touch.x / scale, (self.height - touch.y) / scale, self.width / scale)
        self._gesture, whole = self._gesture.touched(corner, time.monotonic())
        if whole:
            self._called()
            return True
        if self._dark:
            self._touched(_WAKE)
            return True
        return True if self._veil.children else bool(super().on_touch_down(touch))

    def clear(self) -> None:
        """Takes the screen down with everything on it."""
        if self.screen is not None:
            self.screen.forget()
            self.remove_widget(self.screen)
            take_down(self.screen)
        self.screen = None
        self._key = self._topic = None
        self._ring.clear()
        for cache in _PERSONAL_CACHES:
            Cache.remove(cache)
