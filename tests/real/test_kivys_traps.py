"""What Kivy does by itself and a kiosk must not (ux.md 4.2): each trap closed, in a real window."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest
from glass import Glass

from kiosk.session.events import Touch
from kiosk.session.machine import Machine
from kiosk.session.states import Attract, Catalogue, Review, Staff, State

BUILDS = 240


def _samples() -> dict[str, Machine]:
    from kiosk.screens.samples import samples

    return dict(samples())


def _at_rest() -> Machine:
    from kiosk.screens.samples import RULES

    return Machine(rules=RULES, state=Attract())


@pytest.fixture
def samples() -> dict[str, Machine]:
    return _samples()


def test_there_is_exactly_one_source_of_touches(glass: Glass) -> None:
    from kivy.config import Config

    glass.show(_at_rest())
    glass.frames(3)
    sources = [type(provider).__name__ for provider in glass.loop.input_providers]
    assert sources == ["MouseMotionEventProvider"]
    assert [name for name, _ in Config.items("input")] == ["mouse"]


def test_no_module_of_kivys_own_is_loaded_and_its_settings_do_not_open(glass: Glass) -> None:
    from kivy.config import Config
    from kivy.modules import Modules

    assert Config.items("modules") == []
    assert [name for name, module in Modules.mods.items() if module["activated"]] == []
    assert Config.getboolean("kivy", "exit_on_escape") is False
    assert glass.app.open_settings() is False


@pytest.mark.parametrize("button", [2, 3, 4, 5], ids=["middle", "right", "wheel-up", "wheel-down"])
def test_only_the_finger_counts(glass: Glass, samples: dict[str, Machine], button: int) -> None:
    glass.show(samples["attract"])
    glass.frames(3)
    before = glass.image().tobytes()
    glass.x("mousemove", *glass.middle("start"), "click", button, "keydown", "ctrl", "click", button, "keyup", "ctrl")
    glass.frames(10)
    assert glass.touches == []
    assert glass.image().tobytes() == before


@pytest.mark.parametrize(("x", "y", "to_x", "to_y"), [(540, 2, 540, 900), (2, 900, 800, 900), (1077, 900, 200, 900), (540, 1917, 540, 700)])
def test_swipes_from_the_edges_do_nothing(glass: Glass, samples: dict[str, Machine], x: int, y: int, to_x: int, to_y: int) -> None:
    glass.show(samples["attract"])
    glass.frames(3)
    before = glass.image().tobytes()
    glass.x("mousemove", x, y, "mousedown", 1, "mousemove", (x + to_x) // 2, (y + to_y) // 2, "mousemove", to_x, to_y, "mouseup", 1)
    glass.frames(10)
    assert glass.touches == []
    assert glass.image().tobytes() == before


@pytest.mark.timeout(600)
def test_every_state_has_one_screen_and_no_more_are_ever_alive(glass: Glass, samples: dict[str, Machine]) -> None:
    from kiosk.screens.screen import Screen
    from kiosk.screens.stage import SCREENS

    citizens = set(State.__args__) - {Staff}  # the staff's state has a screen for each of its pages
    assert {screen.state for screen in SCREENS} == citizens
    assert len(SCREENS) == len(citizens)
    for machine in {type(sample.state): sample for sample in samples.values()}.values():
        glass.show(machine)
        assert glass.app._stage.children == [glass.screen]
    gc.collect()
    # By type: asking a proxy for its class wakes what stands behind it.
    assert [thing for thing in gc.get_objects() if issubclass(type(thing), Screen)] == [glass.screen]


@pytest.mark.timeout(600)
def test_no_widget_of_a_screen_that_has_gone_waits_for_the_collector(glass: Glass, samples: dict[str, Machine]) -> None:
    from kiosk.widgets.layout import within

    waiting: dict[str, set[str]] = {}
    gc.disable()
    try:
        one_each = {type(machine.state): name for name, machine in samples.items()}
        for name in (*one_each.values(), "catalogue-nine"):
            for shown in (samples[name], replace(samples[name], modes=frozenset({"zoom", "low-reach"}))):
                glass.show(shown)
                widgets = [weakref.ref(widget) for widget in within(glass.screen)]
                glass.app._stage.clear()
                alive = {type(widget()).__name__ for widget in widgets if widget() is not None}
                if alive:
                    waiting[name] = alive
    finally:
        gc.enable()
    assert waiting == {}


@pytest.mark.timeout(600)
def test_hundreds_of_screens_leave_nothing_behind(glass: Glass, samples: dict[str, Machine]) -> None:
    """A binding that outlives its screen keeps a megabyte of it (kivy issue 4099)."""
    from kivy.clock import Clock

    modes = [frozenset(), frozenset({"low-reach"}), frozenset({"zoom"})]
    machines = [replace(m, modes=some) for some in modes for m in (samples[n] for n in ("catalogue", "details-six", "review", "searching"))]
    built: list[weakref.ref[object]] = []

    def build(count: int) -> int:
        for number in range(count):
            glass.show(machines[number % len(machines)])
            built.append(weakref.ref(glass.screen))
        glass.show(_at_rest())
        glass.frames(3)  # what waits for the next frame is no leak
        gc.collect()
        return len(Clock.get_events())

    waiting = build(len(machines))
    assert build(BUILDS) == waiting
    assert [screen() for screen in built if screen() is not None] == []


def test_caches_and_textures_of_a_visit_are_dropped_at_its_end(glass: Glass, samples: dict[str, Machine]) -> None:
    from kivy.cache import Cache

    from kiosk.screens.stage import _DRAWN
    from kiosk.widgets.page import PageView

    glass.show(replace(samples["review"], modes=frozenset({"zoom"})))
    page = next(glass.screen.parts(PageView))
    texture = weakref.ref(page._texture)
    Cache.append("kv.texture", "somebody", page._texture)
    del page
    assert texture() is not None
    magnified = sum(drawn.cache_info().currsize for drawn in _DRAWN)
    glass.show(_at_rest())
    gc.collect()
    assert texture() is None
    assert all(Cache.get(name, "somebody") is None for name in ("kv.image", "kv.texture", "kv.loader"))
    assert sum(drawn.cache_info().currsize for drawn in _DRAWN) < magnified + 1, "shapes of a magnified screen stay"


@pytest.mark.parametrize("name", ["attract", "catalogue", "review", "collect"])
def test_a_screen_on_which_nothing_happens_is_not_drawn_again(glass: Glass, samples: dict[str, Machine], name: str) -> None:
    glass.show(samples[name])
    glass.frames(5)
    drawn: list[object] = []
    glass.loop.window.bind(on_draw=drawn.append)
    try:
        glass.frames(60)
    finally:
        glass.loop.window.unbind(on_draw=drawn.append)
    assert drawn == []


def test_a_visit_that_ends_while_a_finger_is_down_leaves_the_glass_free(glass: Glass, samples: dict[str, Machine]) -> None:
    glass.show(samples["catalogue"])
    glass.frames(3)
    glass.x("mousemove", *glass.middle("cancel"), "mousedown", 1)
    glass.frames(5)
    glass.show(_at_rest())
    glass.frames(3)
    glass.x("mouseup", 1)
    glass.frames(5)
    assert glass.touches == []
    glass.tap("start")
    assert glass.touches == [Touch("start", 0)]


def test_the_states_of_the_samples_are_those_looked_at(samples: dict[str, Machine]) -> None:
    assert isinstance(samples["catalogue"].state, Catalogue)
    assert isinstance(samples["review"].state, Review)
