"""A security module on a serial port: 8N1, no flow control (idcard.md section 1). One exchange at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType

import serial

from idcard.recording import CardError, CardFault
from idcard.sam import Command, FrameReader, Response, request

BAUDS = (115200, 57600, 38400, 19200, 9600)
"""What modules can be set to, the factory's setting first."""

ANSWER_LIMIT_S = 2.5
"""The longest wait for an answer; reading a card takes a module about one second, and 9600 baud another 1.4."""
_SILENCE_S = 0.5  # an answer that has begun does not pause longer than this
_LOOK_S = 0.05  # how often a wait looks whether it is wanted any longer


SILENT, BROKEN = "sam-silent", "sam-frame"
DAMAGED = (SILENT, BROKEN, "sam-lengths")
"""Details of errors that are the line's: what the module itself thinks of the command is not known."""


class LinkError(Exception):
    """The port cannot be opened or has vanished, or no module answers on it."""


class SerialLink:
    """An open port, held for this program alone. Raises LinkError when it cannot be opened."""

    def __init__(self, port: str, baud: int) -> None:
        try:
            self._port = serial.Serial(port, baud, timeout=_LOOK_S, write_timeout=ANSWER_LIMIT_S, exclusive=True)
        except (OSError, ValueError) as error:
            raise LinkError(f"open-{type(error).__name__}") from None

    def __enter__(self) -> SerialLink:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._port.close()

    def exchange(self, command: Command, step: Callable[[], object] = lambda: None) -> Response:
        """Sends a command and waits for its answer; `step` is called now and then and may raise.

        Raises LinkError when the port is gone, CardError (UNREADABLE) when the answer is missing or damaged.
        """
        try:
            self._port.reset_input_buffer()  # what is still there answers an earlier command
            self._port.write(request(command))
            return self._answer(step)
        except OSError as error:  # pyserial's own errors are OSErrors
            raise LinkError(f"port-{type(error).__name__}") from None

    def _answer(self, step: Callable[[], object]) -> Response:
        reader = FrameReader()
        began = heard = time.monotonic()
        silent_since_start = True
        while True:
            data = self._port.read(self._port.in_waiting or 1)
            now = time.monotonic()
            found = reader.feed(data)
            if found:
                return found[0]
            step()
            if data:
                heard, silent_since_start = now, False
            limit_s = ANSWER_LIMIT_S if silent_since_start else _SILENCE_S
            if now - heard >= limit_s or now - began >= 2 * ANSWER_LIMIT_S:
                found = reader.flush()
                if found:
                    return found[0]
                raise CardError(CardFault.UNREADABLE, SILENT if silent_since_start else BROKEN)
