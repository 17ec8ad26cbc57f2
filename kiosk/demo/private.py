"""Runs a command in namespaces of its own: whatever daemons it starts end with it and touch no port, socket or mount of the host.

`python -m kiosk.demo.private COMMAND...` runs COMMAND so; the Makefile runs the real-part tests that way. Inside, the
environment says ARCHIVE_KIOSK_PRIVATE=1 and a private run directory stands at /run for dbus, avahi and pcscd.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from types import FrameType

MARK = "ARCHIVE_KIOSK_PRIVATE"
"""The environment variable that says we are inside."""

GRACE_S = 15.0
"""How long the command may take to end after a signal, before it is killed."""

NEEDED = ("env", "unshare", "setpriv", "mount", "ip")

_SETUP = """
set -e
ip link set lo up
for d in /run/dbus /run/avahi-daemon /run/pcscd; do
    mkdir -p "$d" 2>/dev/null || { mount -t tmpfs none /run; mkdir -p "$d"; }
done
for d in /run/dbus /run/avahi-daemon /run/pcscd; do mount -t tmpfs none "$d"; done
exec "$@"
"""


def inside() -> bool:
    """Whether this process is in the private namespaces."""
    return os.environ.get(MARK) == "1"


def command_line(command: Sequence[str]) -> list[str]:
    """`command` wrapped so that it runs in the namespaces and is killed with the process that starts it."""
    mapped = [] if os.geteuid() == 0 else ["--map-root-user"]
    # A shell that starts us in the background has SIGINT ignored; the command has to hear it all the same.
    heard = ["env", "--default-signal=INT,TERM,HUP"]
    wrap = [*heard, "setpriv", "--pdeathsig", "KILL", "unshare", *mapped, "-m", "-n", "-p", "--fork", "--kill-child", "--mount-proc"]
    return [*wrap, "sh", "-c", _SETUP, "private", *command]


def run(command: Sequence[str]) -> int:
    """Runs `command` inside and returns its exit status (128 + n when signal n ended it).

    SIGINT, SIGTERM and SIGHUP are handed on as SIGINT, a second one kills. Raises FileNotFoundError when a needed program is missing.
    """
    for program in NEEDED:
        if shutil.which(program) is None:
            raise FileNotFoundError(f"{program} is not installed; packaging/apt.txt lists its package")
    # A session of its own, so that Ctrl-C reaches the command once, through us, and not every daemon beside it.
    child = subprocess.Popen(command_line(command), env={**os.environ, MARK: "1"}, start_new_session=True)
    _hand_on_signals(child)
    status = child.wait()
    return 128 - status if status < 0 else status


def _hand_on_signals(child: subprocess.Popen[bytes]) -> None:
    seen: list[int] = []

    def hand_on(number: int, _frame: FrameType | None) -> None:
        if child.returncode is not None:
            return
        seen.append(number)
        if len(seen) > 1 or number == signal.SIGALRM:
            child.kill()
            return
        # unshare itself holds SIGINT back while it waits; the command behind it is the one that gets it.
        os.killpg(child.pid, signal.SIGINT)
        signal.setitimer(signal.ITIMER_REAL, GRACE_S)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, hand_on)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m kiosk.demo.private COMMAND...")
    sys.exit(run(sys.argv[1:]))
