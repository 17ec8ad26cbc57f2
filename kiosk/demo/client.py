"""The other end of the control socket, for the scripted visit, the panel and the tests."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

_PAUSE_S = 0.05  # between two tries to connect to a demo that is still starting


@contextmanager
def short(path: Path) -> Iterator[str]:
    """A name of at most some 40 bytes for `path`, whatever its length: the system takes no more than 107 for a socket. Raises OSError."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


class RefusedError(Exception):
    """The demo answered `ok: false`; the text is its problem, `answer` the whole of it."""

    def __init__(self, request: dict[str, Any], answer: dict[str, Any]) -> None:
        super().__init__(f"{json.dumps(request, ensure_ascii=False)[:200]}: {answer.get('problem')} (screen: {answer.get('screen')})")
        self.answer = answer


class Client:
    """A connection to a demo. One request at a time."""

    def __init__(self, path: Path, patience_s: float = 0.0) -> None:
        """Connects, trying again for `patience_s` while nothing listens. Raises OSError."""
        ends = time.monotonic() + patience_s
        while True:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                with short(path) as name:
                    self._socket.connect(name)
                break
            except OSError:
                self._socket.close()
                if time.monotonic() >= ends:
                    raise
                time.sleep(_PAUSE_S)
        self._lines = self._socket.makefile("rb")

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection."""
        self._lines.close()
        self._socket.close()

    def ask(self, do: str, **keys: Any) -> dict[str, Any]:
        """The answer to a request, whatever it says. Raises ConnectionError when the demo is gone."""
        request = {"do": do, **keys}
        self._socket.sendall(json.dumps(request, ensure_ascii=False).encode() + b"\n")
        line = self._lines.readline()
        if not line:
            raise ConnectionError("the demo has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def do(self, do: str, **keys: Any) -> dict[str, Any]:
        """The answer to a request that has to succeed. Raises RefusedError."""
        answer = self.ask(do, **keys)
        if not answer.get("ok"):
            raise RefusedError({"do": do, **keys}, answer)
        return answer

    def wait(self, *screens: str, timeout_s: float = 30.0) -> dict[str, Any]:
        """What is shown once one of `screens` is. Raises RefusedError after `timeout_s`."""
        return self.do("wait", screen=list(screens), timeout_s=timeout_s)

    def tap(self, name: str) -> dict[str, Any]:
        """A touch on the control `name`. Raises RefusedError."""
        return self.do("tap", name=name)

    def next_question(self, limit_s: float = 30.0) -> dict[str, Any]:
        """Taps `next` in `details`; what is shown once that is another question, or another screen. Raises RefusedError, TimeoutError."""
        before = choices_of(self.do("screen"))
        self.tap("next")
        ends = time.monotonic() + limit_s
        while (shown := self.do("screen"))["screen"] == "details" and choices_of(shown) == before:
            if time.monotonic() >= ends:
                raise TimeoutError("no other question came")
            time.sleep(_PAUSE_S)
        return shown


def choices_of(shown: dict[str, Any]) -> list[str]:
    """The choices that a `details` screen offers: `relative:1`, `purpose:employment`."""
    return [control["name"] for control in shown["controls"] if ":" in control["name"]]
