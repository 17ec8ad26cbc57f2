"""The control socket: a Unix stream socket (mode 0600), one JSON object a line, one answer a line, in order."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog

from kiosk.demo.client import short
from kiosk.demo.requests import LONGEST_LINE, Quit, Request, RequestError, parse

_log = structlog.get_logger(__name__)

Answer = dict[str, Any]
MOST_CLIENTS = 16


class CannotError(Exception):
    """What was asked for cannot be done now; the text says why. `shown` goes into the answer too."""

    def __init__(self, problem: str, shown: Mapping[str, Any] | None = None) -> None:
        super().__init__(problem)
        self.shown = dict(shown or {})


def answer(line: bytes, act: Callable[[Request], Mapping[str, Any]]) -> tuple[Answer, bool]:
    """The answer to one line, and whether it asked the demo to end. Never raises: a failure of `act` is an answer too."""
    try:
        request = parse(line)
    except RequestError as error:
        return _echo(error.id, {"ok": False, "problem": str(error)}), False
    try:
        said: Answer = {"ok": True, **act(request)}
    except CannotError as error:
        # Both have a `problem`: here it is said in words, and the code on the screen goes by another name.
        said = {"ok": False, **error.shown, "problem": str(error)}
        if "problem" in error.shown:
            said["code"] = error.shown["problem"]
    except Exception as error:  # the client learns of it, the log says where
        _log.exception("control-request-failed", word=request.do)
        said = {"ok": False, "problem": f"the demo could not do that: {type(error).__name__}: {error}"}
    ends = isinstance(request, Quit) and bool(said["ok"])
    return (_echo(request.id, said) if "id" in request.model_fields_set else said), ends


def _echo(identifier: object, said: Answer) -> Answer:
    return said if identifier is None else {"id": identifier, **said}


def encoded(said: Answer) -> bytes:
    """The answer as a line. A lone surrogate that a client sent as its id goes back as the escape it came as."""
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace") + b"\n"


class ControlSocket:
    """Listens at `path` until closed. `act` is called on the client's thread; `on_quit` after the answer to `quit` has gone out."""

    def __init__(self, path: Path, act: Callable[[Request], Mapping[str, Any]], on_quit: Callable[[], None]) -> None:
        self._path = path
        self._act = act
        self._on_quit = on_quit
        self._listener = _listener(path)
        self._room = threading.Semaphore(MOST_CLIENTS)
        threading.Thread(target=self._accept, name="control", daemon=True).start()

    def close(self) -> None:
        """Ends listening and takes the socket's file away. Answers under way still go out."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if not self._room.acquire(blocking=False):
                with client, suppress(OSError):
                    client.sendall(encoded({"ok": False, "problem": f"{MOST_CLIENTS} clients are connected already"}))
                continue
            threading.Thread(target=self._serve, args=(client,), name="control-client", daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            with client, client.makefile("rb") as lines, suppress(OSError):
                while line := lines.readline(LONGEST_LINE + 1):
                    if len(line) > LONGEST_LINE:
                        # Where this line ends cannot be told without reading it all, so the talk ends here.
                        client.sendall(encoded({"ok": False, "problem": f"a line has at most {LONGEST_LINE} bytes; the connection ends"}))
                        return
                    if line.strip():
                        said, ends = answer(line, self._act)
                        client.sendall(encoded(said))
                        if ends:
                            self._on_quit()
        finally:
            self._room.release()


def _listener(path: Path) -> socket.socket:
    """A listening socket that appears at `path` only once it listens, and only to its owner."""
    path.parent.mkdir(parents=True, exist_ok=True)
    early = path.with_name(f".{os.urandom(4).hex()}.sock")  # process ids repeat: every demo has its own namespace of them
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        with short(early) as name:
            listener.bind(name)
    finally:
        os.umask(before)
    listener.listen(MOST_CLIENTS)
    early.rename(path)
    return listener
