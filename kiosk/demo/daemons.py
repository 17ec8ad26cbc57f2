"""The real daemons as private instances: started, watched until they are ready, stopped. Only inside `kiosk.demo.private`."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

START_LIMIT_S = 45.0  # a busy machine takes its time
STOP_LIMIT_S = 3.0
_LOOK_EVERY_S = 0.01  # between two looks whether a daemon is ready
_LISTENING = "0A"  # the state column of /proc/net/tcp

_BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="false"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
"""


class StageError(RuntimeError):
    """A part of the demo does not start; the message says which and where its log is."""


class Daemon:
    """One process of the stage, with its log in `folder`."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self, command: Sequence[str], ready: Callable[[], bool], env: Mapping[str, str] | None = None) -> None:
        """Starts `command` and returns once `ready` says so. Raises StageError when it ends before that or takes too long."""
        try:
            with self._log.open("ab") as log:
                # A session of its own: Ctrl-C is for the demo, which then takes its daemons down in order.
                self._process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **(env or {})}, start_new_session=True
                )
        except OSError as error:
            raise StageError(
                f"{self.name} cannot be started: {error.strerror} ({command[0]}); packaging/apt.txt lists its package"
            ) from None
        ends = time.monotonic() + START_LIMIT_S
        while not ready():
            if self._process.poll() is not None:
                raise StageError(f"{self.name} ended at once (status {self._process.returncode}); see {self._log}")
            if time.monotonic() > ends:
                raise StageError(f"{self.name} is not ready after {START_LIMIT_S:g} s; see {self._log}")
            time.sleep(_LOOK_EVERY_S)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Ends the process with signal `number`, and with SIGKILL when that is not enough."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def listens(port: int) -> bool:
    """Whether something listens on TCP `port`, seen without connecting: on vpcd's ports a connection would be a card."""
    return any(_listens(Path(f"/proc/net/{table}"), port) for table in ("tcp", "tcp6"))


def _listens(table: Path, port: int) -> bool:
    try:
        rows = table.read_text(encoding="ascii").splitlines()[1:]
    except FileNotFoundError:
        return False
    return any(columns[3] == _LISTENING and int(columns[1].rpartition(":")[2], 16) == port for columns in (row.split() for row in rows))


def start_bus(daemon: Daemon, folder: Path) -> None:
    """The system bus that avahi needs, with a configuration of ours that wants no other users."""
    config = folder / "dbus.conf"
    config.write_text(_BUS_CONFIG, encoding="ascii")
    daemon.start(["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile"], Path("/run/dbus/system_bus_socket").is_socket)


def start_avahi(daemon: Daemon) -> None:
    """The DNS-SD daemon without which ippeveprinter refuses to start."""
    daemon.start(["avahi-daemon", "--no-drop-root", "--no-chroot", "--no-rlimits"], _avahi_on_bus)


def _avahi_on_bus() -> bool:
    asked = [
        "dbus-send", "--system", "--print-reply", "--dest=org.freedesktop.Avahi", "/", "org.freedesktop.Avahi.Server.GetState",
    ]  # fmt: skip
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    return answer.returncode == 0 and "int32 2" in answer.stdout  # AVAHI_SERVER_RUNNING


class Xvfb:
    """A screen without a display: an X server of the namespace's own, which no other instance can take for stale."""

    DISPLAY = ":99"
    _SOCKETS = Path("/tmp/.X11-unix")  # fixed by X

    def __init__(self, folder: Path) -> None:
        self._daemon = Daemon("xvfb", folder)

    def start(self, width_px: int, height_px: int) -> None:
        """Starts it and points DISPLAY at it. Raises StageError."""
        self._SOCKETS.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=1777", "none", str(self._SOCKETS)], check=True)
        screen = f"{width_px}x{height_px}x24"
        command = ["Xvfb", self.DISPLAY, "-nolock", "-screen", "0", screen, "-nolisten", "tcp", "-noreset", "-dpi", "96"]
        self._daemon.start(command, (self._SOCKETS / f"X{self.DISPLAY[1:]}").is_socket)
        os.environ["DISPLAY"] = self.DISPLAY

    def stop(self) -> None:
        """Ends it."""
        self._daemon.stop()
