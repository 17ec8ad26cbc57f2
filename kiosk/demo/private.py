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
from pathlib import Path
from types import FrameType

MARK = "ARCHIVE_KIOSK_PRIVATE"
"""The environment variable that says we are inside."""

GRACE_S = 15.0
"""How long the command may take to end after a signal, before it is killed."""

SEARCHED = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
"""Where programs are looked for: a user's PATH on Debian lacks the folders of the daemons."""

KEPT = ("DISPLAY", "XAUTHORITY", "LANG", "LC_", "TERM", "TMPDIR", "PYTHONPATH", "HYPOTHESIS_", "CI")
"""Beginnings of the environment's names that go through sudo."""

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
    """`command` wrapped so that it runs in the namespaces, as root, and is killed with the process that starts it."""
    # A shell that starts us in the background has SIGINT ignored; the command has to hear it all the same.
    heard = ["env", "--default-signal=INT,TERM,HUP"]
    wrap = ["setpriv", "--pdeathsig", "KILL", "unshare", "-m", "-n", "-p", "--fork", "--kill-child", "--mount-proc"]
    return [*_as_root(), *heard, *wrap, "sh", "-c", _SETUP, "private", *command]


def _as_root() -> list[str]:
    """What makes a command root's: avahi gives its folder to a user of its own, which a namespace of one user does not have."""
    if os.geteuid() == 0:
        return []
    kept = [f"{name}={value}" for name, value in os.environ.items() if name.startswith(KEPT)]
    return ["sudo", "env", *kept, f"PATH={SEARCHED}", f"{MARK}=1", "PYTHONDONTWRITEBYTECODE=1"]


def run(command: Sequence[str]) -> int:
    """Runs `command` inside and returns its exit status (128 + n when signal n ended it).

    SIGINT, SIGTERM and SIGHUP are handed on as SIGINT, a second one kills. Raises FileNotFoundError when a needed program is missing.
    """
    root = os.geteuid() == 0
    for program in NEEDED if root else (*NEEDED, "sudo"):
        if shutil.which(program, path=SEARCHED) is None:
            raise FileNotFoundError(f"{program} is not installed; packaging/apt.txt lists its package")
    # A session of its own, so that Ctrl-C reaches the command once, through us, and not every daemon beside it. sudo needs the
    # terminal for its question, so there Ctrl-C goes to both of us at once.
    child = subprocess.Popen(command_line(command), env={**os.environ, MARK: "1", "PATH": SEARCHED}, start_new_session=root)
    _hand_on_signals(child)
    status = child.wait()
    if not root:
        _give_back_all()
    return 128 - status if status < 0 else status


def give_back(path: Path) -> None:
    """Makes `path` and what is in it the property of the person behind sudo, if there is one."""
    owner, group = os.environ.get("SUDO_UID"), os.environ.get("SUDO_GID")
    if owner is None or group is None or os.geteuid() != 0 or not path.exists():
        return
    inside_it = path.rglob("*") if path.is_dir() and not path.is_symlink() else ()
    for each in (path, *inside_it):
        os.chown(each, int(owner), int(group), follow_symlinks=False)


def _give_back_all() -> None:
    """Whatever the command, as root, has left in this folder becomes ours."""
    ours = f"{os.getuid()}:{os.getgid()}"
    subprocess.run(["sudo", "-n", "find", ".", "-xdev", "-user", "root", "-exec", "chown", "-h", ours, "{}", "+"], check=False)


def _hand_on_signals(child: subprocess.Popen[bytes]) -> None:
    seen: list[int] = []

    def hand_on(number: int, _frame: FrameType | None) -> None:
        if child.returncode is not None:
            return
        seen.append(number)
        if os.geteuid() != 0:
            first = _first_inside(child.pid)
            if number != signal.SIGINT and first is not None:  # the terminal has told the command of Ctrl-C already
                subprocess.run(["sudo", "-n", "kill", "-INT", str(first)], check=False)
            return
        if len(seen) > 1 or number == signal.SIGALRM:
            child.kill()
            return
        # unshare itself holds SIGINT back while it waits; the command behind it is the one that gets it.
        os.killpg(child.pid, signal.SIGINT)
        signal.setitimer(signal.ITIMER_REAL, GRACE_S)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, hand_on)


def _first_inside(process: int) -> int | None:
    """The first process in the namespaces: the child of the `unshare` somewhere below `process`."""
    below = _children(process)
    if Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip() == "unshare":
        return below[0] if below else None
    return next((found for child in below if (found := _first_inside(child)) is not None), None)


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()]


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m kiosk.demo.private COMMAND...")
    sys.exit(run(sys.argv[1:]))
