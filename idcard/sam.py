"""Frames of the security module (SAM) that police readers speak over serial lines and USB (GA 467, idcard.md section 1). Pure.

Request: preamble, length (2 bytes, big-endian, counts CMD to CHK), CMD, PARA, data, CHK. Response: the same with SW1 SW2 SW3 in
place of CMD PARA. CHK is the XOR of everything from the length to the last body byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AAAAAA9669")
LONGEST = 0x090A  # length field of the longest answer there is: text, photo and fingerprint
SHORTEST = 4  # SW1 SW2 SW3 CHK


class Command(Enum):
    """CMD and PARA. The command that also reads fingerprints (30 10) is left out on purpose: it is never sent."""

    RESET = bytes.fromhex("10FF")
    STATUS = bytes.fromhex("11FF")
    MODULE_ID = bytes.fromhex("12FF")
    FIND_CARD = bytes.fromhex("2001")
    SELECT_CARD = bytes.fromhex("2002")
    READ_TEXT_PHOTO = bytes.fromhex("3001")
    READ_NEW_ADDRESS = bytes.fromhex("3003")


class SamError(ValueError):
    """An answer's payload is not what the command promises."""


@dataclass(frozen=True, slots=True, repr=False)
class Response:
    """An answer: the module's own code `sw3` (90 success, 9F card found, 80 no card ...), the relayed sw1 sw2, and data."""

    sw1: int
    sw2: int
    sw3: int
    data: bytes

    def __repr__(self) -> str:
        return f"Response(sw3={self.sw3:02X}, {len(self.data)} bytes)"


def checksum(body: bytes) -> int:
    """XOR over the bytes from the length field to the last body byte."""
    return reduce(xor, body, 0)


def _frame(body: bytes) -> bytes:
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes([checksum(counted)])


def request(command: Command, data: bytes = b"") -> bytes:
    """The whole frame of a request."""
    return _frame(command.value + data)


def response(answer: Response) -> bytes:
    """The whole frame of an answer, as a module (or its stand-in in tests) sends it. Raises ValueError when it is too long."""
    if len(answer.data) + SHORTEST > LONGEST:
        raise ValueError("an answer of that length does not exist")
    return _frame(bytes([answer.sw1, answer.sw2, answer.sw3]) + answer.data)


class FrameReader:
    """Finds answers in a stream of bytes that may begin anywhere, hold noise, or be damaged.

    A frame with an impossible length or a wrong checksum is given up at its first byte and the search goes on at the next,
    so that a good frame inside a bad one is still found. Holds no more than one frame's bytes between calls.
    """

    def __init__(self) -> None:
        self._buffer = b""
        self.discarded = 0
        """Bytes that belonged to no frame, so far."""

    def feed(self, data: bytes) -> tuple[Response, ...]:
        """The answers that are complete with `data` added, in order."""
        self._buffer += data
        return self._take(final=False)

    def flush(self) -> tuple[Response, ...]:
        """The line has gone silent: an incomplete frame is given up, answers inside it are found, and nothing is kept."""
        return self._take(final=True)

    def _take(self, *, final: bool) -> tuple[Response, ...]:
        found = []
        while (start := self._next_preamble(final=final)) is not None:
            self._drop(start)
            head = len(PREAMBLE) + 2
            length = int.from_bytes(self._buffer[len(PREAMBLE) : head], "big") if len(self._buffer) >= head else None
            incomplete = length is None or (SHORTEST <= length <= LONGEST and len(self._buffer) < head + length)
            if incomplete and not final:
                break
            answer = None if incomplete or length is None else _answer(self._buffer[len(PREAMBLE) : head + length], length)
            if answer is None:
                self._drop(1)
            else:
                found.append(answer)
                self._buffer = self._buffer[head + (length or 0) :]
        return tuple(found)

    def _next_preamble(self, *, final: bool) -> int | None:
        """Where the next preamble begins; what cannot become one is dropped when there is none."""
        start = self._buffer.find(PREAMBLE)
        if start >= 0:
            return start
        keep = 0 if final else next(size for size in range(len(PREAMBLE) - 1, -1, -1) if self._buffer.endswith(PREAMBLE[:size]))
        self._drop(len(self._buffer) - keep)
        return None

    def _drop(self, count: int) -> None:
        self.discarded += count
        self._buffer = self._buffer[count:]


def _answer(counted: bytes, length: int) -> Response | None:
    if not SHORTEST <= length <= LONGEST or checksum(counted[:-1]) != counted[-1]:
        return None
    return Response(counted[2], counted[3], counted[4], counted[5:-1])


def text_and_photo(data: bytes) -> tuple[bytes, bytes]:
    """Text record and photo out of the data of a 30 01 answer. Raises SamError.

    Some readers answer in the form of 30 10 (three lengths) whatever they are asked: their fingerprint block is dropped here.
    """
    for lengths in (2, 3):
        sizes = [int.from_bytes(data[2 * place : 2 * place + 2], "big") for place in range(lengths)]
        if len(data) == 2 * lengths + sum(sizes) and sizes[0] == 256:
            text = 2 * lengths
            return data[text : text + sizes[0]], data[text + sizes[0] : text + sizes[0] + sizes[1]]
    raise SamError("lengths do not add up")
