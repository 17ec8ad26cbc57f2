"""The private namespaces: what runs in them touches nothing of the host and ends with whoever started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from kiosk.demo.private import MARK

pytestmark = pytest.mark.real

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0  # a busy machine
MADE_UP = "31337"  # seconds: a sleep nobody else sleeps

SLEEPER = f"""
import subprocess, time
subprocess.Popen(["sleep", "{MADE_UP}"], start_new_session=True)
try:
    print("ready", flush=True)
    time.sleep(600)
except KeyboardInterrupt:
    raise SystemExit(7)
"""


def private(*command: str) -> subprocess.Popen[str]:
    env = {name: value for name, value in os.environ.items() if name != MARK}
    return subprocess.Popen([sys.executable, "-m", "kiosk.demo.private", *command], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)


def sleepers() -> list[int]:
    return [process.pid for process in psutil.process_iter() if sleeps(process)]


def sleeps(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE and MADE_UP in process.cmdline()
    except psutil.NoSuchProcess:  # ended while it was looked at
        return False


def there() -> bool:
    return eventually(lambda: bool(sleepers()))  # a process is begun before its command line can be read


def gone() -> bool:
    return eventually(lambda: not sleepers())  # the kernel takes the namespace down in its own time


def eventually(condition: Callable[[], bool]) -> bool:
    ends = time.monotonic() + PATIENCE_S
    while not (holds := condition()) and time.monotonic() < ends:
        time.sleep(0.02)
    return holds


def test_the_exit_status_is_the_commands() -> None:
    assert private("sh", "-c", "exit 5").wait(PATIENCE_S) == 5


def test_inside_there_is_a_network_and_a_run_directory_of_ones_own() -> None:
    said = f'echo "${MARK}"; ls /run/pcscd /run/dbus | grep -c socket; ip -o link | wc -l; ip -o addr show lo | grep -c 127.0.0.1'
    process = private("sh", "-c", said)
    assert process.communicate(timeout=PATIENCE_S)[0].split() == ["1", "0", "1", "1"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_command_cleanly_and_everything_it_started(number: signal.Signals) -> None:
    process = private(sys.executable, "-c", SLEEPER)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    assert there()
    process.send_signal(number)
    assert process.wait(PATIENCE_S) == 7
    assert gone()


def test_a_killed_parent_leaves_nothing_behind() -> None:
    process = private(sys.executable, "-c", SLEEPER)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.kill()
    process.wait(PATIENCE_S)
    assert gone()
