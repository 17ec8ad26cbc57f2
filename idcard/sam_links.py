"""Carries the frames of a security module inside other things: a pseudo-APDU, or an SCardControl call. Pure over injected calls."""

from __future__ import annotations

from collections.abc import Callable

from idcard.recording import CardError, CardFault
from idcard.sam import Command, FrameReader, Response, request

Exchange = Callable[[Command], Response]
"""A command to the module -> its answer. Raises CardError for an answer that is none."""

_OK = b"\x90\x00"
_MORE = 0x61  # SW1: SW2 more bytes wait for GET RESPONSE (ISO 7816-4)
_GET_RESPONSE = 0xC0
_MOST_PARTS = 20  # the longest answer, 2321 bytes, is ten parts of 256


def over_apdu(transmit: Callable[[bytes], bytes], header: bytes) -> Exchange:
    """`header` CLA INS P1 P2, then Lc, the frame, Le 00. The answer's frame comes at once, or in parts by 61xx and GET RESPONSE."""

    def exchange(command: Command) -> Response:
        frame = request(command)
        answer = transmit(header + bytes([len(frame)]) + frame + b"\x00")
        data = answer[:-2]
        for _ in range(_MOST_PARTS):
            if answer[-2] != _MORE:
                break
            answer = transmit(bytes([header[0], _GET_RESPONSE, 0, 0, answer[-1]]))
            data += answer[:-2]
        if answer[-2:] != _OK:
            raise CardError(CardFault.UNREADABLE, f"sam-apdu-status-{answer[-2:].hex()}")
        return only_answer(data)

    return exchange


def over_control(control: Callable[[int, bytes], bytes], number: int) -> Exchange:
    """The bare frame as the control call's input, the bare answer as its output. `number`: the function for SCARD_CTL_CODE."""
    return lambda command: only_answer(control(number, request(command)))


def only_answer(data: bytes) -> Response:
    """The first whole answer in `data`. Raises CardError when there is none."""
    reader = FrameReader()
    found = (*reader.feed(data), *reader.flush())
    if not found:
        raise CardError(CardFault.UNREADABLE, "sam-frame")
    return found[0]
