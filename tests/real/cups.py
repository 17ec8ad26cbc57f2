"""A private cupsd with one everywhere queue, for tests on a real spooler. Only inside the private namespace."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.demo.daemons import Daemon, listens
from tests.real.pcsc import require_private

PORT = 8632
QUEUE = "kiosk"
URI = f"ipp://localhost:{PORT}/printers/{QUEUE}"
TIMEOUT_S = 20.0

# cupsd refuses to run its filters as root and its user cannot look into pytest's folders, so it lives on a tmpfs of its own
# over a folder that the package brings; it goes with the namespace.
HOME = Path("/var/spool/cups")

_FILES = """
ServerRoot {home}/root
RequestRoot {home}/spool
CacheDir {home}/cache
StateDir {home}/state
TempDir {home}/tmp
AccessLog {home}/log/access_log
ErrorLog {home}/log/error_log
PageLog {home}/log/page_log
SystemGroup root
User lp
Group lp
"""
_DAEMON = """
LogLevel info
Listen localhost:{port}
Listen {home}/state/cups.sock
Browsing No
WebInterface No
DirtyCleanInterval 0
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order deny,allow
    Allow all
  </Limit>
</Policy>
"""


class Cups:
    """cupsd, its tools, and what it keeps."""

    def __init__(self, log_folder: Path) -> None:
        self._daemon = Daemon("cupsd", log_folder)
        if not os.path.ismount(HOME):
            subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "none", str(HOME)], check=True)
        for name in ("root", "spool", "cache", "state", "tmp", "log"):
            shutil.rmtree(HOME / name, ignore_errors=True)
            (HOME / name).mkdir()
            shutil.chown(HOME / name, "lp", "lp")
        (HOME / "root" / "cups-files.conf").write_text(_FILES.format(home=HOME), encoding="ascii")
        (HOME / "root" / "cupsd.conf").write_text(_DAEMON.format(home=HOME, port=PORT), encoding="ascii")

    def start(self) -> None:
        """Starts cupsd and returns once it answers."""
        command = ["cupsd", "-f", "-c", str(HOME / "root" / "cupsd.conf"), "-s", str(HOME / "root" / "cups-files.conf")]
        self._daemon.start(command, lambda: listens(PORT) and self.run("lpstat", "-r").startswith("scheduler is running"))

    def kill(self) -> None:
        """The power goes, for cupsd alone."""
        self._daemon.stop(signal.SIGKILL)

    def lose_spool(self) -> None:
        """What a spool that lies in memory and belongs to the daemon has done when the daemon starts again."""
        shutil.rmtree(HOME / "spool")

    def stop(self) -> None:
        """Ends cupsd."""
        self._daemon.stop()

    def run(self, *command: str) -> str:
        """One of its tools; what it prints. Raises CalledProcessError."""
        environment = {**os.environ, "CUPS_SERVER": str(HOME / "state" / "cups.sock"), "LC_ALL": "C"}
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=TIMEOUT_S)
        return ran.stdout

    def add_queue(self, device_uri: str, policy: str = "abort-job") -> None:
        """The queue at URI, for that printer, as a technician would set it up."""
        self.run("lpadmin", "-p", QUEUE, "-E", "-v", device_uri, "-m", "everywhere", "-o", f"printer-error-policy={policy}")
        # A thread of cupsd asks the printer what it can do, and then starts the queue, also one that was stopped meanwhile.
        ends = time.monotonic() + TIMEOUT_S
        while "is now available" not in (HOME / "log" / "error_log").read_text(encoding="utf-8", errors="replace"):
            assert time.monotonic() < ends, "the queue does not come up"
            time.sleep(0.02)

    def kept(self) -> list[Path]:
        """The documents that lie in its spool, and whatever its filters have left. Not the queue's own description."""
        files = [path for folder in ("spool", "tmp") for path in (HOME / folder).rglob("*") if path.is_file()]
        return [path for path in files if path.name[0] != "c" and not path.read_bytes().startswith(b"*PPD")]

    def history(self) -> str:
        """Everything it has written about jobs: control files, page log, access and error log."""
        files = [*(HOME / "spool").glob("c*"), *(HOME / "log").iterdir(), *(HOME / "cache").glob("job.cache*")]
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files if path.is_file())

    def until_idle(self) -> None:
        """Waits until no job of the queue is under way."""
        ends = time.monotonic() + TIMEOUT_S
        while self.run("lpstat", "-o"):
            assert time.monotonic() < ends, "the queue does not come to rest"
            time.sleep(0.05)


@contextmanager
def cups_in(folder: Path, device_uri: str, policy: str = "abort-job") -> Iterator[Cups]:
    """A cupsd that runs, with its queue."""
    require_private()
    cups = Cups(folder)
    cups.start()
    try:
        cups.add_queue(device_uri, policy)
        yield cups
    finally:
        cups.stop()
