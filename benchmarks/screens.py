"""The screen: touch to visible change, another screen, start-up, idle processor, memory; each beside a bare Kivy window in the same run.

The renderer's own floor is what a frame costs that shows one coloured rectangle of the window's size: on a machine without a graphics
processor that is most of a frame.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure, Ratio, figure
from kiosk.screens.x_server import x_server

SIZE = (1080, 1920)
STARTS = 5
_LIMIT_S = 1200.0


def run(folder: Path) -> Iterator[Ratio | Figure]:
    """Two processes in turn: the kiosk's window and a bare one. Goals: two frames, 2.0, 1.2."""
    del folder
    with x_server(*SIZE) as display:
        kiosk = _ran("live", "kiosk", display)
        bare = _ran("live", "bare", display)
        starts = [(_ran("start", "kiosk", display), _ran("start", "bare", display)) for _ in range(STARTS + 1)][1:]
    floor = bare["frame_s"]
    yield Ratio("touch to visible change, p95", "frames of the renderer's floor", kiosk["touch_p95_s"], floor, kiosk["touch_p95_s"] / floor)
    yield Ratio("another screen, median", "frames of the renderer's floor", kiosk["change_s"], floor, kiosk["change_s"] / floor)
    yield Ratio("another screen, slowest", "frames of the renderer's floor", kiosk["slowest_s"], floor, kiosk["slowest_s"] / floor)
    yield Ratio(
        "start to the first usable screen",
        "start of a bare Kivy window",
        statistics.median(ours["start_s"] for ours, _ in starts),
        statistics.median(theirs["start_s"] for _, theirs in starts),
        statistics.median(ours["start_s"] / theirs["start_s"] for ours, theirs in starts),
    )
    yield Ratio(
        "processor per second, nobody there", "that of a bare window", kiosk["idle_s"], bare["idle_s"], kiosk["idle_s"] / bare["idle_s"]
    )
    yield figure("memory, every screen shown once", kiosk["rss"] / 1e6, "MB")
    yield figure("memory of a bare window", bare["rss"] / 1e6, "MB")


def _ran(*arguments: str) -> dict[str, Any]:
    *words, display = arguments
    command = [sys.executable, "-m", "benchmarks.window", *words]
    environment = {**_environment(), "DISPLAY": display}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_LIMIT_S, env=environment)
    if ran.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {ran.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)
