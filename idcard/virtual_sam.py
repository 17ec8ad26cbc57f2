"""A virtual security module that speaks idcard.md section 1 byte for byte, on a pseudo-terminal that any program opens as a serial port.

    python -m idcard.virtual sam --help

`SamState` is the module itself (bytes in, bytes out, no I/O); `VirtualSam` serves it on a pseudo-terminal, and `idcard.virtual` inside
the answers to pseudo-APDUs.
"""

from __future__ import annotations

import os
import select
import struct
import termios
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from idcard.profiles import PHOTO_BYTES, TEXT_BYTES
from idcard.sam import PREAMBLE, Command, Response, checksum, response
from idcard.sam_fault import SamFault

_OK, _FOUND, _NO_ITEM, _NO_CARD, _NOT_SELECTED, _NOT_READ = 0x90, 0x9F, 0x91, 0x80, 0x81, 0x41
_WRONG_CHECKSUM, _WRONG_LENGTH, _UNKNOWN = 0x10, 0x11, 0x21
_MODULE_ID = struct.pack("<HHIII", 5, 3, 20060101, 1, 1)
_REQUEST_LENGTHS = range(3, 64)  # CMD PARA CHK, and no request has more than a few bytes of data
_FINGERPRINT_BYTES = 1024


@dataclass(frozen=True, slots=True, repr=False)
class SamCard:
    """A card on a module: `record` 256 bytes, `photo` 1024 bytes, `new_address` at most 35 characters (empty: none on the card)."""

    record: bytes
    photo: bytes = b"WLf\0~\x002\0".ljust(PHOTO_BYTES, b"\x55")
    new_address: str = ""
    fault: SamFault | None = None

    def __post_init__(self) -> None:
        if (len(self.record), len(self.photo)) != (TEXT_BYTES, PHOTO_BYTES) or len(self.new_address) > 35:
            raise ValueError(f"a card has {TEXT_BYTES} bytes of record, {PHOTO_BYTES} of photo and at most 35 characters of new address")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a module does after a request: waits `delay_s`, sends `data`; then the card `leaves`, or not."""

    data: bytes
    delay_s: float = 0.0
    leaves: bool = False


@dataclass(slots=True, repr=False)
class SamState:
    """A module and the card in its field. After a card has been read it is not found again until it has left the field."""

    card: SamCard | None = None
    finds_again: bool = False
    """Whether it is of the kind that finds a card again that has been read."""
    _buffer: bytes = b""
    _found: bool = False
    _selected: bool = False
    _read: bool = False
    _struck: int = field(default=0)

    def lay(self, card: SamCard | None) -> None:
        """Another card in the field, or none."""
        self.card = card
        self._found = self._selected = self._read = False
        self._struck = 0

    def feed(self, data: bytes) -> Iterator[Reply]:
        """The replies to the requests that are complete with `data`. What is no request is passed over; a damaged one is answered so."""
        self._buffer += data
        while (start := self._buffer.find(PREAMBLE)) >= 0:
            self._buffer = self._buffer[start:]
            head = len(PREAMBLE) + 2
            if len(self._buffer) < head:
                return
            length = int.from_bytes(self._buffer[len(PREAMBLE) : head], "big")
            if length not in _REQUEST_LENGTHS:
                self._buffer = self._buffer[head:]
                yield self._spoilt(None, Response(0, 0, _WRONG_LENGTH, b""))
            elif len(self._buffer) < head + length:
                return
            else:
                counted, self._buffer = self._buffer[len(PREAMBLE) : head + length], self._buffer[head + length :]
                yield self._request(counted)
        self._buffer = self._buffer[-(len(PREAMBLE) - 1) :]

    def _request(self, counted: bytes) -> Reply:
        if checksum(counted[:-1]) != counted[-1]:
            return self._spoilt(None, Response(0, 0, _WRONG_CHECKSUM, b""))
        try:
            command = Command(counted[2:4])
        except ValueError:
            return self._spoilt(None, Response(0, 0, _UNKNOWN, b""))
        return self._spoilt(command, self._answer(command))

    def _answer(self, command: Command) -> Response:
        match command:
            case Command.RESET | Command.STATUS:
                return Response(0, 0, _OK, b"")
            case Command.MODULE_ID:
                return Response(0, 0, _OK, _MODULE_ID)
            case Command.FIND_CARD:
                self._found = self.card is not None and (self.finds_again or not self._read)
                return Response(0, 0, _FOUND, bytes(4)) if self._found else Response(0, 0, _NO_CARD, b"")
            case Command.SELECT_CARD:
                self._selected = self._found and self.card is not None
                return Response(0, 0, _OK, bytes(8)) if self._selected else Response(0, 0, _NOT_SELECTED, b"")
            case Command.READ_TEXT_PHOTO:
                return self._text_and_photo()
            case Command.READ_NEW_ADDRESS:
                if self.card is None or not self._read:
                    return Response(0, 0, _NOT_READ, b"")
                address = self.card.new_address.ljust(35).encode("utf-16-le")
                return Response(0, 0, _OK, address) if self.card.new_address else Response(0, 0, _NO_ITEM, b"")

    def _text_and_photo(self) -> Response:
        if self.card is None or not self._selected:
            return Response(0, 0, _NOT_READ, b"")
        fault = self.card.fault or SamFault()
        refused = fault.status is not None and fault.strikes(Command.READ_TEXT_PHOTO, self._struck)
        self._read, self._selected = not refused, False
        record = self.card.record if fault.garbage_seed is None else Random(fault.garbage_seed).randbytes(TEXT_BYTES)
        if fault.fingerprint:
            lengths = struct.pack(">HHH", TEXT_BYTES, PHOTO_BYTES, _FINGERPRINT_BYTES)
            return Response(0, 0, _OK, lengths + record + self.card.photo + b"\xfe" * _FINGERPRINT_BYTES)
        return Response(0, 0, _OK, struct.pack(">HH", TEXT_BYTES, PHOTO_BYTES) + record + self.card.photo)

    def _spoilt(self, command: Command | None, answer: Response) -> Reply:
        fault = None if self.card is None else self.card.fault
        if fault is None or not fault.strikes(command, self._struck):
            return Reply(response(answer))
        self._struck += 1
        data, delay_s = fault.spoil(answer), fault.stall_ms / 1000
        if fault.remove_at_byte is not None:
            return Reply(data[: fault.remove_at_byte], delay_s, leaves=True)
        return Reply(b"" if fault.silent else data, delay_s)


class VirtualSam:
    """A module on a pseudo-terminal: `port` is what a serial program opens. Thread-safe; `close` makes the port vanish."""

    def __init__(self, link: str | None = None) -> None:
        """`link`: a path that shall point to the port, so that the port can vanish and come back under one name."""
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave, termios.TCSANOW)
        self.port = os.ttyname(self._slave)
        self._link = link
        if link is not None:
            with suppress(FileNotFoundError):
                os.unlink(link)
            os.symlink(self.port, link)
            self.port = link
        self.state = SamState()
        self.asked: list[tuple[float, bytes]] = []
        """(monotonic seconds, bytes) of everything that came in."""
        self._lock = threading.Lock()
        self._woken, self._wake = os.pipe()
        self._gone = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="virtual-sam", daemon=True)
        self._thread.start()

    def __enter__(self) -> VirtualSam:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def place(self, card: SamCard) -> None:
        """Lays a card into the field, in place of one that lies there."""
        with self._lock:
            self.state.lay(card)

    def remove(self) -> None:
        """Takes the card out of the field."""
        with self._lock:
            self.state.lay(None)

    def close(self) -> None:
        """The port is gone, as when its plug is pulled. May be called more than once."""
        if self._gone.is_set():
            return
        self._gone.set()
        if self._link is not None:
            with suppress(FileNotFoundError):
                os.unlink(self._link)
        os.write(self._wake, b"x")
        self._thread.join(2)
        for descriptor in (self._master, self._slave, self._woken, self._wake):
            os.close(descriptor)

    def _serve(self) -> None:
        while not self._gone.is_set():
            ready, _, _ = select.select([self._master, self._woken], [], [])
            if self._master not in ready:
                continue
            try:
                data = os.read(self._master, 4096)
            except OSError:  # no program has the port open
                return
            self.asked.append((time.monotonic(), data))
            with self._lock:
                replies = list(self.state.feed(data))
            for reply in replies:
                self._send(reply)

    def _send(self, reply: Reply) -> None:
        if self._gone.wait(reply.delay_s):
            return
        if reply.leaves:
            self.remove()
        with suppress(OSError):
            left = reply.data
            while left:
                left = left[os.write(self._master, left) :]
