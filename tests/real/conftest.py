"""One demo for all tests on real parts that need a whole kiosk; each test finds it sound and at its attract screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from demo_kiosk import QUICK, Demo
from glass import Glass, opened

from kiosk.demo.client import Client


@pytest.fixture(scope="session")
def running_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo's process, started once."""
    with Demo(tmp_path_factory.mktemp("demo"), QUICK) as demo:
        yield demo


@pytest.fixture
def demo(running_demo: Demo) -> Demo:
    """The demo with nothing wrong in it."""
    running_demo.make_sound()
    return running_demo


@pytest.fixture
def kiosk(demo: Demo) -> Client:
    """The control socket of a sound kiosk with nobody in front of it."""
    return demo.kiosk


@pytest.fixture(scope="session")
def window() -> Iterator[Glass]:
    """The window of this process, started once."""
    with opened() as glass:
        yield glass


@pytest.fixture
def glass(window: Glass) -> Iterator[Glass]:
    """The window on the demo's panel, with nothing touched yet."""
    from kiosk.screens.samples import DISPLAY

    window.become(DISPLAY)
    window.touches.clear()
    yield window
    window.become(DISPLAY)
