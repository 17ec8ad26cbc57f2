"""Two hundred visits at the real UI loop: the invariants hold after each. `make soak` plays more, and says what memory does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.real, pytest.mark.timeout(3600)]

ROOT = Path(__file__).resolve().parents[2]
VISITS = 200
BY_PHONE = 40


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Visits that end with paper or without."""
    return _played(tmp_path_factory.mktemp("soak") / "soak.json", VISITS)


def _played(report: Path, visits: int, *more: str) -> dict[str, Any]:
    """A run in a process of its own, where nothing but the kiosk knows a citizen. It fails where an invariant does not hold."""
    paths = os.pathsep.join(str(ROOT / part) for part in ("", "tests", "tests/real"))
    command = [sys.executable, "-m", "tests.soak", "--visits", str(visits), "--seed", "1", "--width", "270", "--report", str(report), *more]
    ran = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    said: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return said


def test_the_visits_were_of_every_kind(figures: dict[str, Any]) -> None:
    assert figures["visits"] == VISITS
    # How many depends on how threads fall, not on the seed alone: about a third.
    assert figures["outcomes"]["printed"] > VISITS / 5
    assert {"void", "not-printed", "unconfirmed, then settled", "slip"} <= figures["outcomes"].keys()
    assert len([name for name in figures["seen"] if name.startswith("archive ")]) >= 5
    assert len([name for name in figures["seen"] if name.startswith("mischief ")]) >= 8


def test_papers_that_go_to_phones_are_accounted_for_too(tmp_path: Path) -> None:
    outcomes = _played(tmp_path / "soak.json", BY_PHONE, "--phone")["outcomes"]
    assert {"delivered", "printed", "void"} <= outcomes.keys()


def test_file_handles_and_threads_stay_as_they_are(figures: dict[str, Any]) -> None:
    # A request under way when they are counted holds a few.
    assert max(figures["handles"]) - min(figures["handles"]) <= 6
    assert max(figures["threads"]) - min(figures["threads"]) <= 3
