"""An X server of one's own for pictures, tests and measurements: the same pixels on every machine."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

_STOP_S = 10.0


@contextmanager
def x_server(width_px: int, height_px: int) -> Iterator[str]:
    """The DISPLAY of a server with a screen of this size, as long as the block lasts. Raises FileNotFoundError without Xvfb."""
    reading, writing = os.pipe()
    screen = f"{width_px}x{height_px}x24"
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", screen, "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(_STOP_S)


@contextmanager
def shown_on(display: str) -> Iterator[None]:
    """DISPLAY is `display` meanwhile: windows opened in the block open there; who is started later does not find it."""
    before = os.environ.get("DISPLAY")
    os.environ["DISPLAY"] = display
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("DISPLAY", None)
        else:
            os.environ["DISPLAY"] = before
