"""What all tests share: who draws the letters, and the order in which files are handed to the workers.

What takes long begins first, so that no worker is left alone with it at the end.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.widgets import environment  # noqa: F401  # isort: skip  # before Pango looks for fonts
from kiosk.widgets import text

# A worker collects every file before it runs one, and whichever of them imports Kivy first would decide who draws the letters.
text.install()

TESTS = Path(__file__).parent
LONG = ("soak/test_soak.py", "crash/test_crash_matrix.py", "real")
"""Files and folders, the longest first. What is forgotten here is only tested later."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    path = item.path.relative_to(TESTS).as_posix()
    return next((turn for turn, begin in enumerate(LONG) if path.startswith(begin)), len(LONG))
