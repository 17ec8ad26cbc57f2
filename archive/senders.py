"""How a one-time code leaves the archive: a program, an HTTPS address, or the test outbox. docs/archive-api.md is the contract.

A sender gets the number, the words and the code, and says whether the message was taken. Nothing of it is logged.
"""

from __future__ import annotations

import json
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from archive.proof_rows import OutboxMessage
from archive.store import Store
from archive.times import Clock

SEND_LIMIT_S = 8.0  # the kiosk waits for this answer, and its own limit is ten seconds


class SenderFault(Exception):
    """The message was not taken. The text says why, without number, words or code."""


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """A code on its way. `visit`: the archive's own number of the visit, which only the test outbox keeps."""

    visit: int
    phone: str
    text: str
    code: str


class Sender(Protocol):
    """Sends messages."""

    @property
    def name(self) -> str:
        """How `check` calls it."""
        ...

    def send(self, message: Message) -> None:
        """Hands the message over. Raises SenderFault."""
        ...


@dataclass(frozen=True, slots=True)
class CommandSender:
    """Runs a program, with `{"phone", "text", "code"}` as one line of JSON on its standard input; status 0 means taken."""

    program: Sequence[str]
    name: str = "command"

    def send(self, message: Message) -> None:
        """Runs the program to its end, at most SEND_LIMIT_S seconds."""
        try:
            ran = subprocess.run(
                list(self.program), input=_json(message) + b"\n", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                timeout=SEND_LIMIT_S, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise SenderFault("the program did not end in time") from None
        except OSError as error:
            raise SenderFault(f"the program cannot be run: {error.strerror}") from None
        if ran.returncode != 0:
            raise SenderFault(f"the program ended with status {ran.returncode}")


class HttpSender:
    """POSTs `{"phone", "text", "code"}` to an https address, with a bearer token where there is one; any 2xx means taken."""

    name = "http"

    def __init__(self, url: str, token_file: Path | None = None, ca_file: Path | None = None) -> None:
        """Raises ValueError for an address that is not https, OSError for files that cannot be read."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError("the sender's address begins with https://")
        self._url = url
        self._token = None if token_file is None else token_file.read_text(encoding="ascii").strip()
        context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
        # No proxy of the environment and no redirect: a code goes where the operator said, and nowhere else.
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context), _NoRedirect()
        )

    def send(self, message: Message) -> None:
        """One request, no second try: the citizen can ask for another code."""
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {self._token}"} if self._token else {})}
        request = urllib.request.Request(self._url, _json(message), headers, method="POST")
        try:
            with self._opener.open(request, timeout=SEND_LIMIT_S) as answer:
                status = answer.status
        except urllib.error.HTTPError as error:
            raise SenderFault(f"the service answered {error.code}") from None
        except (OSError, ValueError) as error:
            raise SenderFault(f"the service cannot be reached: {type(error).__name__}") from None
        if not 200 <= status < 300:
            raise SenderFault(f"the service answered {status}")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """None: a redirect is an error."""


@dataclass(frozen=True, slots=True)
class OutboxSender:
    """Keeps messages where whoever tries the sample archive out can read them; nobody gets one."""

    store: Store
    clock: Clock
    name: str = "outbox"

    def send(self, message: Message) -> None:
        """Puts it into the outbox."""
        with self.store.write() as session:
            session.add(OutboxMessage(visit_id=message.visit, phone=message.phone, text=message.text, code=message.code, at=self.clock()))


def _json(message: Message) -> bytes:
    return json.dumps({"phone": message.phone, "text": message.text, "code": message.code}, ensure_ascii=False).encode()
