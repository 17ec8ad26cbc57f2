"""The archive's service as a fork of a warmed process, which can be cut before and after every commit, and forks the next one at once, as
a service manager would.

`python -m tests.crash.archive_launcher FOLDER DATA CERT KEY CA DEFINITIONS PORT`. FOLDER/cut-archive-at names a boundary once;
FOLDER/archive-points gets the names passed.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from archive import serving
from archive.__main__ import _approve, _log_json
from archive.office import Settings
from archive.store import Store

CUT, POINTS, CHILD = "cut-archive-at", "archive-points", "archive-child"

_asked: ContextVar[str | None] = ContextVar("asked", default=None)


def route_of(method: str, path: str) -> str:
    """Method and path, with what differs from request to request left out."""
    alike = re.sub(r"/(visits|issuings|choices|drafts|images|p)/[^/]+", r"/\1/{}", path.partition("?")[0])
    return f"{method} {alike}"


class Cuts:
    """The service around which the cuts are made."""

    def __init__(self, folder: Path) -> None:
        self._cut = folder / CUT
        self._points = os.open(folder / POINTS, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def at(self, name: str) -> None:
        """This is the boundary `name`."""
        os.write(self._points, f"{name}\n".encode())
        try:
            due = self._cut.read_text(encoding="utf-8") == name
        except FileNotFoundError:
            return
        if due:
            self._cut.unlink()
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, app: Any) -> Any:
        """The application with a boundary before each request's work and after its answer."""

        async def asked(scope: dict[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] != "http" or not scope["path"].startswith(("/v1/", "/p/")):
                await app(scope, receive, send)
                return
            name = route_of(scope["method"], scope["path"])
            _asked.set(name)
            self.at(f"{name}: asked")
            await app(scope, receive, send)
            self.at(f"{name}: answered")

        return asked

    def install(self) -> None:
        """Puts the boundaries into this process."""
        write, build = Store.write, serving.build

        @contextmanager
        def cut(store: Store) -> Iterator[Session]:
            name = _asked.get()
            with write(store) as session:
                yield session
                if name is not None:
                    session.flush()
                    self.at(f"{name}: before commit")
            if name is not None:
                self.at(f"{name}: after commit")

        Store.write = cut  # type: ignore[method-assign]
        serving.build = lambda office: self.around(build(office))  # type: ignore[assignment]


def serve(folder: Path, data: Path, tls: serving.Tls, definitions: Path, port: int) -> None:
    """One life of the service."""
    Cuts(folder).install()
    office = serving.open_office(data, Settings("verify.demo.example", quotas={}))
    if not _approve(office.store, sorted(definitions.glob("*.toml"))):
        raise SystemExit(1)
    serving.run(office, serving.Listening("localhost", port, tls))


def main() -> None:
    """Life after life, until SIGTERM."""
    folder, data, cert, key, ca, definitions, port = sys.argv[1:]
    _log_json()
    living: list[int] = []

    def end(_number: int, _frame: object) -> None:
        for child in living:
            os.kill(child, signal.SIGKILL)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    while True:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            try:
                serve(Path(folder), Path(data), serving.Tls(Path(cert), Path(key), Path(ca)), Path(definitions), int(port))
            finally:
                os._exit(1)
        living[:] = [child]
        (Path(folder) / CHILD).write_text(str(child), encoding="ascii")
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            raise SystemExit(1)


if __name__ == "__main__":
    main()
