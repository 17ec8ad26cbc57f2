"""A virtual identity card that a real pcscd accepts through vpcd (idcard.md section 7.1), with faults to order.

    python -m idcard.virtual --help

`idcard.virtual_card` says how the card behaves.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import suppress

from idcard.fault import Fault
from idcard.virtual_card import BARE_ATR, STORAGE_PAGE_ATR, Insertion, VirtualCard

__all__ = ["BARE_ATR", "PORT", "STORAGE_PAGE_ATR", "Fault", "Insertion", "VirtualCard", "VirtualSlot"]

PORT = 35963
"""vpcd's first slot; the second listens on the next port."""

_SAME_CHECK_S = 0.2  # pcscd checks every 0.4 s: two messages closer than this belong to one check
_NEXT_CHECK_S = 0.6  # within this time after a failed APDU the next presence check comes

_POWER_OFF, _POWER_ON, _RESET, _GET_ATR = b"\x00", b"\x01", b"\x02", b"\x04"


class VirtualSlot:
    """A slot of vpcd. Thread-safe. When pcscd goes away the card is off the slot; lay it again once pcscd is back."""

    def __init__(self, port: int = PORT, host: str = "127.0.0.1") -> None:
        self._address = (host, port)
        self._lock = threading.Lock()
        self._newest: _Connection | None = None

    def place(self, card: VirtualCard, patience_s: float = 3.0) -> None:
        """Lays `card` on the slot, in place of one that lies there. Raises OSError when vpcd does not listen within `patience_s`."""
        with self._lock:
            if self._newest is not None:
                self._newest.leave()
            self._newest = _Connection(self._address, card, patience_s, self._newest)

    def remove(self) -> None:
        """Takes the card off, if one lies there."""
        with self._lock:
            if self._newest is not None:
                self._newest.leave()

    @property
    def occupied(self) -> bool:
        """Whether a card lies there."""
        with self._lock:
            return self._newest is not None and self._newest.alive


def _connect(address: tuple[str, int], patience_s: float) -> socket.socket:
    ends = time.monotonic() + patience_s
    while True:
        try:
            stream = socket.create_connection(address, timeout=max(patience_s, 0.1))
        except OSError:
            if time.monotonic() >= ends:
                raise
            time.sleep(0.05)
        else:
            stream.settimeout(None)
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return stream


class _Connection:
    """One insertion's socket and the thread that serves it.

    A card leaves by ending only its own direction; what pcscd still sends is taken and not answered until pcscd closes. pcscd
    notices a removal only if its presence check meets it: where a power-down or an APDU did, vpcd silently goes on with the next
    card. So a card that follows closely on another first makes one presence check fail (`_unnoticed`).
    """

    def __init__(self, address: tuple[str, int], card: VirtualCard, patience_s: float, previous: _Connection | None) -> None:
        self._address = address
        self._stream = _connect(address, patience_s)
        self._insertion = Insertion(card)
        self._previous = previous
        self._gone = threading.Event()
        self._last_message = b""
        self._ended_s = 0.0
        self._thread = threading.Thread(target=self._serve, name="virtual-card", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive() and not self._gone.is_set()

    def leave(self) -> None:
        """Takes the card out of the field; does not wait until pcscd has noticed."""
        self._gone.set()
        with suppress(OSError):  # the other side was quicker
            self._stream.shutdown(socket.SHUT_WR)

    def _unnoticed(self) -> bool:
        """Asked when pcscd has begun to talk to the next card: whether it may not know that this one has gone."""
        self._thread.join(_SAME_CHECK_S)
        patience_s = _SAME_CHECK_S if len(self._last_message) <= 1 else _NEXT_CHECK_S
        return self._thread.is_alive() or time.monotonic() - self._ended_s < patience_s

    def _serve(self) -> None:
        with suppress(OSError):  # pcscd is gone
            message = self._receive()
            if message is not None and self._previous is not None and self._previous._unnoticed():
                self._stream.close()
                self._stream = _connect(self._address, 1.0)
                if self._gone.is_set():
                    self.leave()
                message = self._receive()
            self._previous = None
            while message is not None:
                self._reply(message)
                message = self._receive()
        self._stream.close()
        self._ended_s = time.monotonic()

    def _reply(self, message: bytes) -> None:
        self._last_message = message
        answer = self._answer(message)
        if answer is None:
            self.leave()
        elif answer and not self._gone.is_set():
            with suppress(BrokenPipeError):  # the card was taken off between the two lines
                self._stream.sendall(struct.pack(">H", len(answer)) + answer)

    def _answer(self, message: bytes) -> bytes | None:
        """What to send; empty: nothing. None: the card leaves."""
        if message in (_POWER_OFF, _POWER_ON, _RESET):
            return b""
        if message == _GET_ATR:
            return self._insertion.card.answer_to_reset
        if self._gone.wait(self._insertion.delay_s(message)):
            return b""
        return self._insertion.answer(message)

    def _receive(self) -> bytes | None:
        head = self._exactly(2)
        return None if head is None else self._exactly(int.from_bytes(head, "big"))

    def _exactly(self, count: int) -> bytes | None:
        data = b""
        while len(data) < count:
            # vpcd sends length and body apart and waits for the first to be acknowledged: a delayed ACK costs 44 ms an APDU.
            # Linux forgets the option after use, so it is set before every wait.
            self._stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            part = self._stream.recv(count - len(data))
            if not part:
                return None
            data += part
        return data


if __name__ == "__main__":
    from idcard.virtual_command import app

    app()
