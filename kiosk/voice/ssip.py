"""A client of Speech Dispatcher: the few commands of SSIP (Speech Synthesis Interface Protocol, Speech Dispatcher 0.11) that a kiosk needs.

No package on the index speaks SSIP; Debian's module is tied to Debian's own Python. One connection, one message at a time.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ANSWER_S = 5.0  # a command is answered in milliseconds
BEGIN_S = 8.0  # a synthesizer begins at once
CHARACTER_S = 0.8  # the slowest rate says a Hanzi in half a second; without a sound device a message never ends
CANCELLED = b"CANCEL SELF"

_END, _CANCEL = "702", "703"  # events of a message (SSIP, notifications)
_QUEUED = "225"
_LONGEST_LINE = 4096  # bytes of an answer; the longest real one is a list of voices

LANGUAGE = {"zh_CN": "zh-CN", "en": "en", "mn_Mong": "zh-CN"}
"""Locale to SSIP language. No synthesizer here speaks Mongolian: what is not recorded is said in Chinese, as it is shown in Chinese."""


class SpeechFailed(Exception):
    """The daemon is gone, or answers as no Speech Dispatcher does. Holds nothing of what was to be said."""


class Ssip:
    """A connection. `speak` blocks until the message has been heard or cut short; `stop` may come from any thread."""

    def __init__(self, path: Path) -> None:
        """Raises SpeechFailed."""
        self._lock = threading.Lock()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(ANSWER_S)
        try:
            self._socket.connect(str(path))
            self._reading = self._socket.makefile("rb")
            for command in ("CLIENT_NAME kiosk:voice:main", "NOTIFICATION ALL on", "PUNCTUATION none"):
                self._command(f"SET SELF {command}")
        except OSError as error:
            self._socket.close()
            raise SpeechFailed(type(error).__name__) from None
        except SpeechFailed:
            self._socket.close()
            raise

    def speak(self, text: str, locale: str, rate: int, volume: int, wanted: Callable[[], bool]) -> bool:
        """Says `text`; whether to its end. `rate`, `volume`: -100 to 100. Raises SpeechFailed.

        `wanted` is asked once the daemon has the message: a `stop` that came before could not reach it.
        """
        try:
            for setting in (f"LANGUAGE {LANGUAGE[locale]}", f"RATE {rate}", f"VOLUME {volume}"):
                self._command(f"SET SELF {setting}")
            self._command("SPEAK")
            self._send(_body(text))
            number = self._queued()
            if not wanted():
                self._send(CANCELLED)
            self._socket.settimeout(BEGIN_S + CHARACTER_S * len(text))
            return self._ended(number)
        except OSError as error:
            raise SpeechFailed(type(error).__name__) from None
        finally:
            self._socket.settimeout(ANSWER_S)

    def stop(self) -> None:
        """Cuts short what is being said. Its answer is read by whoever waits in `speak`. Raises SpeechFailed."""
        try:
            self._send(CANCELLED)
        except OSError as error:
            raise SpeechFailed(type(error).__name__) from None

    def close(self) -> None:
        """Ends the connection; a `speak` that waits ends with SpeechFailed."""
        with suppress(OSError):  # the other side was first
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _send(self, line: bytes) -> None:
        with self._lock:
            self._socket.sendall(line + b"\r\n")

    def _line(self) -> str:
        line = self._reading.readline(_LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise SpeechFailed("the connection ended")
        return line.decode("utf-8", "replace").rstrip("\r\n")

    def _command(self, command: str) -> None:
        self._send(command.encode("ascii"))
        while True:
            line = self._line()
            code, last = line[:3], line[3:4] == " "
            if code.startswith("7") or not last:
                continue  # an event of an older message, or a line that goes on
            if code.startswith("2"):
                return
            raise SpeechFailed(f"{command.split()[0]} was answered with {code}")

    def _queued(self) -> str:
        number = ""
        while True:
            line = self._line()
            if line.startswith(f"{_QUEUED}-"):
                number = line[4:]
            elif line.startswith(f"{_QUEUED} "):
                return number
            elif line[:1] in "345" and line[3:4] == " ":
                raise SpeechFailed(f"the message was answered with {line[:3]}")

    def _ended(self, number: str) -> bool:
        """Waits for the event that ends message `number`; lines `7xx-` carry message and client before `7xx WORD`."""
        told: list[str] = []
        while True:
            line = self._line()
            code, sign, rest = line[:3], line[3:4], line[4:]
            if sign == "-":
                told.append(rest)
                continue
            ours, told = told[:1] == [number], []
            if ours and code in (_END, _CANCEL):
                return code == _END


def _body(text: str) -> bytes:
    """The message as SSIP wants it: lines without control characters, a leading dot doubled, closed by a dot alone."""
    lines = ("".join(c for c in line if c.isprintable()) for line in text.splitlines())
    return "\r\n".join([*(f".{line}" if line.startswith(".") else line for line in lines), "."]).encode()
