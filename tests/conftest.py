"""What all tests share: who draws the letters, and the order in which files are handed to the workers.

What takes long begins first, so that no worker is left alone with it at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from kiosk.widgets import environment  # noqa: F401  # isort: skip  # before Pango looks for fonts
from kiosk.widgets import text

# A worker collects every file before it runs one, and whichever of them imports Kivy first would decide who draws the letters.
text.install()

# How fast a machine draws examples while two others test on it proves nothing.
settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")

TESTS = Path(__file__).parent
LONG = ("soak/test_soak.py", "crash/test_crash_matrix.py", "real")
"""Files and folders, the longest first. What is forgotten here is only tested later."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    path = item.path.relative_to(TESTS).as_posix()
    return next((turn for turn, begin in enumerate(LONG) if path.startswith(begin)), len(LONG))


@pytest.fixture(autouse=True)
def _the_log_as_it_was() -> Iterator[None]:
    """Commands that a test runs in this process set their log up; the next test's log is not theirs."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)
