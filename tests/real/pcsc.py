"""A private pcscd for tests that need a real one."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Self

SOCKET = Path("/run/pcscd/pcscd.comm")
REMEDY = (
    "pcscd has one fixed socket, so these tests only run where nobody else's pcscd can be in the way: "
    "use `make test`, or set ARCHIVE_KIOSK_PRIVATE=1 inside `unshare -m -n` with a tmpfs over /run/pcscd and loopback up (as root)"
)


def require_private() -> None:
    """Fails, with what to do, outside the private namespace. Raises AssertionError."""
    assert os.environ.get("ARCHIVE_KIOSK_PRIVATE") == "1", REMEDY


class Pcscd:
    """`pcscd -f` as a child process. `readers` is a directory in place of /etc/reader.conf.d; an empty one means no reader."""

    def __init__(self, readers: Path | None = None) -> None:
        require_private()
        self._command = ["pcscd", "-f", *(() if readers is None else ("-c", str(readers)))]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Starts it and waits until it listens. Raises AssertionError when it does not within 5 s."""
        SOCKET.unlink(missing_ok=True)
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ends = time.monotonic() + 5
        while not SOCKET.exists():
            assert self._process.poll() is None, "pcscd ended at once; run `pcscd -f` to see why"
            assert time.monotonic() < ends, "pcscd does not listen"
            time.sleep(0.01)

    def stop(self) -> None:
        """Stops it, if it runs."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(5)
            self._process = None

    def kill(self) -> None:
        """Ends it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(5)
            self._process = None
