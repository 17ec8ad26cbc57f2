"""The kiosk's own process under a service manager, which is the test: ready, beating, frozen, killed, back; and never two of them."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.commands.run import SECOND

pytestmark = pytest.mark.real

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120.0  # a loaded machine takes its time to open a window
SILENT_S = 15.0  # WatchdogSec of the unit

FREEZES = """
import sys, time
from pathlib import Path
from kiosk.commands import run
from kivy.clock import Clock

class Freezing(run.ServiceNotifier):
    def ready(self):
        super().ready()
        Clock.schedule_once(lambda _: time.sleep(3600), 1)

run.ServiceNotifier = Freezing
sys.exit(run.command(Path(sys.argv[1])))
"""

TOO_LARGE = """
import sys
from datetime import timedelta
from pathlib import Path
from kiosk import rest, resting
from kiosk.commands import run

before, after = Path(sys.argv[2]), Path(sys.argv[3])
if before.exists():
    after.touch()
else:
    before.touch()
    rest.LEAST_UPTIME, resting.LOOK_S = timedelta(0), 1.0
    load = run.load
    def small(config):
        settings = load(config)
        return settings.model_copy(update={"service": settings.service.model_copy(update={"memory_ceiling_mb": 1})})
    run.load = small
sys.exit(run.command(Path(sys.argv[1])))
"""
"""In its first life every kiosk is above the ceiling, which is one megabyte; in its second the configuration holds."""


class Manager:
    """Starts the kiosk and listens to what it says."""

    def __init__(self, folder: Path, display: str) -> None:
        self.address = folder / "notify"
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.line.bind(str(self.address))
        self.config = _configuration(folder)
        self._env = {**os.environ, "DISPLAY": display, "NOTIFY_SOCKET": str(self.address), "PYTHONPATH": str(ROOT)}
        self._running: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A kiosk; the arguments stand after the interpreter."""
        started = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=self._env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._running.append(started)
        return started

    def run(self) -> subprocess.Popen[str]:
        """The kiosk as the unit starts it."""
        return self.start("run_kiosk.py", "run", "--config", str(self.config))

    def hear(self, wanted: str, patience_s: float = PATIENCE_S) -> bool:
        """Whether it is said in time."""
        ends = time.monotonic() + patience_s
        while (left := ends - time.monotonic()) > 0:
            self.line.settimeout(left)
            try:
                if self.line.recv(4096).decode() == wanted:
                    return True
            except TimeoutError:
                return False
        return False

    def forget(self) -> None:
        """What has been said so far is not heard."""
        self.line.setblocking(False)
        with suppress(BlockingIOError):
            while self.line.recv(4096):
                pass

    def close(self) -> None:
        """Leaves nothing running."""
        for process in self._running:
            if process.poll() is None:
                process.kill()
            process.communicate()
        self.line.close()


def _configuration(folder: Path) -> Path:
    """A kiosk whose archive nobody answers for: it shows that it is out of service, and lives."""
    text = (ROOT / "config" / "kiosk.toml").read_text(encoding="utf-8")
    text = (
        text.replace("default = []", 'default = ["none"]')
        .replace('url = ""', 'url = "https://127.0.0.1:9"')
        .replace('"/var/lib/archive-kiosk"', f'"{folder / "data"}"')
    )
    text = re.sub(r'(directory = |directories = \[)"(config/certificates|.fonts)"', lambda m: f'{m[1]}"{ROOT / m[2]}"', text)
    path = folder / "kiosk.toml"
    path.write_text(text.replace("fullscreen = true", "fullscreen = false"), encoding="utf-8")
    return path


def x_server() -> tuple[subprocess.Popen[bytes], str]:
    """An X server and the name of its display."""
    reading, writing = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1080x1920x24", "-nolisten", "tcp"], pass_fds=(writing,))
    os.close(writing)
    with os.fdopen(reading) as said:
        return server, f":{said.readline().strip()}"


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    server, name = x_server()
    yield name
    server.terminate()
    server.wait()


@pytest.fixture
def manager(tmp_path: Path, display: str) -> Iterator[Manager]:
    managing = Manager(tmp_path, display)
    yield managing
    managing.close()


def until(true: Callable[[], bool]) -> None:
    """Waits for it."""
    ends = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_the_manager_hears_that_the_first_screen_is_there_then_a_beat_each_second_and_the_end(manager: Manager) -> None:
    kiosk = manager.run()
    assert manager.hear("READY=1")
    for _ in range(3):
        assert manager.hear("WATCHDOG=1", SILENT_S)
    kiosk.send_signal(signal.SIGTERM)
    assert manager.hear("STOPPING=1")
    assert kiosk.wait(PATIENCE_S) == 0


def test_a_frozen_screen_falls_silent_is_killed_without_leaving_a_dump_and_the_next_kiosk_opens(manager: Manager) -> None:
    frozen = manager.start("-c", FREEZES, str(manager.config))
    assert manager.hear("READY=1")
    while manager.hear("WATCHDOG=1", SILENT_S):
        pass
    assert frozen.poll() is None, "it must be alive and silent, not gone"
    limit = Path(f"/proc/{frozen.pid}/limits").read_text(encoding="ascii")
    assert re.search(r"Max core file size\s+0\s+0", limit)
    frozen.send_signal(signal.SIGABRT)
    words, _ = frozen.communicate(timeout=PATIENCE_S)
    assert frozen.returncode == -signal.SIGABRT
    assert "Fatal Python error: Aborted" in words, "the threads' places are told"
    manager.run()
    assert manager.hear("READY=1")
    assert manager.hear("WATCHDOG=1")


def test_a_kiosk_grown_too_large_starts_afresh_in_the_same_process_and_opens_again(manager: Manager, tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    kiosk = manager.start("-c", TOO_LARGE, str(manager.config), str(before), str(after))
    until(after.exists)
    manager.forget()  # the first life may have said that it was ready, or been too large before it was
    assert manager.hear("READY=1")
    assert kiosk.poll() is None, "the service manager must see no stop"
    assert manager.hear("WATCHDOG=1")
    kiosk.send_signal(signal.SIGTERM)
    assert manager.hear("STOPPING=1")
    words = kiosk.communicate(timeout=PATIENCE_S)[0]
    assert kiosk.returncode == 0
    assert words.count('"starting-afresh"') == 1
    assert '"reason": "memory"' in words


def test_a_kiosk_whose_x_server_dies_ends_too_so_that_both_are_started_again(tmp_path: Path) -> None:
    server, display = x_server()
    managing = Manager(tmp_path, display)
    kiosk = managing.run()
    try:
        assert managing.hear("READY=1")
        server.kill()
        kiosk.communicate(timeout=PATIENCE_S)
    finally:
        managing.close()
        server.kill()
        server.wait()
    assert kiosk.returncode not in (None, SECOND)


def test_a_second_kiosk_over_the_same_folder_does_not_open(manager: Manager) -> None:
    manager.run()
    assert manager.hear("READY=1")
    second = manager.run()
    words, _ = second.communicate(timeout=PATIENCE_S)
    assert second.returncode == SECOND
    assert "another kiosk runs" in words


def test_this_machine_would_have_dumped_without_the_limit() -> None:
    """Else the test above of the frozen kiosk proves nothing: a child inherits the limit."""
    assert resource.getrlimit(resource.RLIMIT_CORE)[1] != 0
