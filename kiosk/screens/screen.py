"""What every screen is: a column of blocks made for one state, one language and one set of modes, and brought up to date in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from kivy.lang import Builder
from kivy.properties import NumericProperty, StringProperty

from kiosk.problems import Code, problem
from kiosk.screens.moments import opens_again
from kiosk.session.controls import Control, controls
from kiosk.session.machine import Machine
from kiosk.session.states import State
from kiosk.session.values import SOUND
from kiosk.widgets.columns import make_room, spare
from kiosk.widgets.controls import Touchable
from kiosk.widgets.display import Display, KindFace
from kiosk.widgets.frame import Foot, TimeLeft
from kiosk.widgets.key_strip import KeyStrip
from kiosk.widgets.layout import Column, placing, sink, within
from kiosk.widgets.page import PageView
from kiosk.widgets.progress import Bar, Ring, StepList  # noqa: F401  # the .kv files name them
from kiosk.widgets.qr import QrCode
from kiosk.widgets.rating import Rating  # noqa: F401
from kiosk.widgets.tokens import SPACE, look
from kiosk.widgets.zoom import ARROWS, PanBar, Zoomed
from kiosk.words import joined, of, say, sign, word
from printing.wording import mask_name


@dataclass(frozen=True, slots=True)
class Scene:
    """What the screens draw from besides the machine: the display and how each kind looks."""

    display: Display
    faces: Mapping[str, KindFace] = field(default_factory=dict)

    def face(self, kind: str) -> KindFace:
        """How `kind` looks; its bare id where no definition names it."""
        return self.faces.get(kind) or KindFace(title={"zh": kind}, name={"zh": kind})


def load_kv(module_file: str) -> None:
    """Loads the .kv that stands beside a screen's module."""
    Builder.load_file(str(Path(module_file).with_suffix(".kv")))


def explained(code: Code) -> str:
    """What is wrong and what to do, in the citizen's words."""
    row = problem(code)
    return joined(say(row.citizen), say(row.way))


class Screen(Column):
    """The screen of one state. `key` says what it was made for; while that stays, `update` is enough."""

    state: ClassVar[type[State]]
    visitor = StringProperty("")
    panel_mm = NumericProperty(0)
    """Height of the panel under the picture, the same on all screens that have one."""
    countdown: ClassVar[str] = word("This visit ends in {seconds} seconds")
    whole_countdown: ClassVar[bool] = False
    """Whether the time left is shown from the beginning, not only as a warning."""

    def __init__(self, scene: Scene, machine: Machine, touched: Callable[[str], None]) -> None:
        self.scene = scene
        self.machine = machine
        self._finger: Any = None
        self.zoomed: Zoomed | None = None
        super().__init__(gap=0, panel_mm=34 + 5.8 * look().type.body)
        visit = machine.visit
        self.visitor = mask_name(visit.subject.name) if visit and visit.subject else ""
        self._touched = touched
        self.build(machine)
        if SOUND in machine.modes:
            self.add_widget(KeyStrip())
        self._connect()
        self.update(machine)

    def _connect(self) -> None:
        def pass_on(name: str) -> None:
            # What the screen deals with itself is told too: somebody is here.
            if name in ARROWS and self.zoomed is not None:
                self.zoomed.pan(name)
            else:
                self.takes(name)
            self._touched(name)

        for control in self.touchables():
            control.on_touched = pass_on

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Places the blocks; what was added for want of room (arrows to leaf) can be touched from then on."""
        if look().low_reach:
            sink(self)
        make_room(self, self.least_height, width, height)
        if "zoom" in look().modes and self.zoomed is None:
            self._magnify(width, height)
        with placing():
            super().place(x, y, width, height)
        self._connect()

    def natural_height(self, width: int) -> int:
        """In low reach also more than there is, where something would be out of reach: what makes room when room is short does so then."""
        with placing():
            return max(super().natural_height(width), self.reached_height(width))

    def least_height(self, width: int) -> int:
        """`natural_height` without what can be left out, which brings nothing nearer in low reach."""
        with placing():
            return max(int(super().natural_height(width)) - spare(self, width), self.reached_height(width))

    def reached_height(self, width: int) -> int:
        """The height in pixels that a panel needs on which everything that is touched is within reach; 0 but in low reach."""
        return look().display.height_px - look().reach_px + self.reach_height(width) if look().low_reach else 0

    def _magnify(self, width: int, height: int) -> None:
        """Puts all but countdown, foot and keys behind the magnifier; these stay where they are, with the arrows below the countdown."""
        strips = [block for block in self.inside if isinstance(block, TimeLeft | Foot | KeyStrip)]
        if not strips:
            return
        sheet = Column(gap=0)
        for block in self.inside:
            self.remove_widget(block)
            if block not in strips:
                sheet.add_widget(block)
        self.zoomed = Zoomed(sheet, height - sum(int(strip.wanted(width)) for strip in strips))
        self.zoomed.on_dragged = lambda: self._touched("pan")
        above = [strip for strip in strips if isinstance(strip, TimeLeft)]
        for block in (self.zoomed, *above, PanBar(self.zoomed), *strips[len(above) :]):
            self.add_widget(block)
        for strip in above:
            strip.surface, strip.radius = "canvas", 0

    @classmethod
    def modes_of(cls, machine: Machine) -> frozenset[str]:
        """The modes it is drawn in; a screen that is about places on the glass leaves out those that move everything."""
        return machine.modes

    @classmethod
    def key(cls, machine: Machine) -> object:
        """What of the state decides which widgets there are."""
        del machine
        return None

    def build(self, machine: Machine) -> None:
        """Adds the widgets that depend on the state."""

    def refresh(self, machine: Machine) -> None:
        """Brings words and pictures up to date, moving nothing."""

    def countdown_words(self, machine: Machine) -> str:
        """The message id of the countdown, with {seconds}."""
        del machine
        return self.countdown

    def takes(self, control: str) -> bool:
        """Does what is this screen's own affair (leafing, say); whether it was."""
        del control
        return False

    def why(self, control: Control) -> str:
        """Why `control` cannot be used, and what to do instead; of a kind outside its hours, from when it can."""
        if control.reason is None:
            return self.refusal(control)
        again = self.machine.hours.opens(control.name) if control.reason is Code.KIND_CLOSED else None
        if again is None:
            return explained(control.reason)
        row = problem(control.reason)
        return joined(say(row.citizen), say("It is issued again {when}.", when=opens_again(again)))

    def refusal(self, control: Control) -> str:
        """Why `control` cannot be used, where the session gives no code."""
        del control
        return say("Not possible at the moment.")

    def update(self, machine: Machine) -> None:
        """Shows `machine`, which has this screen's state and key."""
        self.machine = machine
        offered = {control.name: control for control in controls(machine)}
        for widget in self.touchables():
            if widget.local:
                continue
            control = offered.get(widget.name)
            widget.present = control is not None
            if control is not None:
                widget.reason = "" if control.enabled else self.why(control)
                widget.enabled, widget.selected = control.enabled, control.selected
        for keys in self.parts(KeyStrip):
            keys.machine = machine
        for strip in self.parts(TimeLeft):
            from_s = (machine.limit_s or 0.0) if self.whole_countdown else machine.warning_s if machine.warning else 0.0
            strip.show(machine, self.countdown_words(machine), from_s)
        self.refresh(machine)

    def parts(self, kind: type[Any]) -> Iterator[Any]:
        """Every widget of a kind, in reading order."""
        return (widget for widget in within(self) if isinstance(widget, kind))

    def touchables(self) -> list[Touchable]:
        """Every control, in reading order."""
        return list(self.parts(Touchable))

    def sign(self, message: str) -> str:
        """`message` as a sign: with its Mongolian in every language, where the technician wants that."""
        return say(message) if self.scene.display.mongolian == "none" else sign(message)

    def in_view(self, widget: Any) -> bool:
        """Whether the middle of `widget` can be seen and touched: a magnified screen is seen in part only."""
        return self.in_frame(widget, *widget.to_window(*widget.center))

    def in_frame(self, widget: Any, x: float, y: float) -> bool:
        """Whether (x, y) of the window, from its lower left, is where `widget` may be seen: a magnified one behind its frame only."""
        if self.zoomed is None or not any(inner is widget for inner in within(self.zoomed)):
            return True
        return bool(self.zoomed.collide_point(x, y))

    def name_of(self, kind: str) -> str:
        """A kind's everyday name."""
        return of(self.scene.face(kind).name)

    def forget(self) -> None:
        """Drops what is personal, before the next screen is made."""
        for shown in (*self.parts(PageView), *self.parts(QrCode)):
            shown.drop()
        for ring in self.parts(Ring):
            ring.stop()

    def on_touch_down(self, touch: Any) -> bool:
        """One finger at a time; the panel's rim, where hands rest, is dead, and so are the wheel and the other keys of a mouse."""
        rim = look().px(SPACE.inactive)
        inside = rim <= touch.x < self.width - rim and rim <= touch.y < self.height - rim
        if self._finger is not None or not inside or getattr(touch, "button", "left") != "left":
            return True
        self._finger = touch.uid
        return bool(super().on_touch_down(touch))

    def on_touch_up(self, touch: Any) -> bool:
        """Lets the next finger in."""
        if touch.uid == self._finger:
            self._finger = None
        return bool(super().on_touch_up(touch))
