from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idcard.virtual import STORAGE_PAGE_ATR, Fault, Insertion, VirtualCard, VirtualSlot

RECORD = bytes(range(256))
PAGE = bytes.fromhex("FFB0000000")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"stal_ms": 1}, "unknown key stal_ms"),
        ({"stall_ms": "1"}, "stall_ms: a whole number"),
        ({"stall_ms": True}, "stall_ms: a whole number"),
        ({"stall_ms": -1}, "stall_ms: 0 to"),
        ({"remove_at_byte": 1284}, "remove_at_byte: 0 to 1283"),
        ({"status": "9"}, "status: hex digits"),
        ({"status": "900000"}, "status: two bytes"),
        ({"length_header": "01"}, "length_header: four bytes"),
        ({"short_page": 6}, "short_page: 0 to 5"),
    ],
)
def test_impossible_faults_are_refused_in_words(value: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Fault.from_json(value)


def test_faults_are_read_from_json() -> None:
    fault = Fault.from_json({"stall_ms": 5, "stall_page": 1, "status": "6A82", "status_page": 2, "garbage_seed": 7, "short_page": None})
    assert fault == Fault(stall_ms=5, stall_page=1, status=b"\x6a\x82", status_page=2, garbage_seed=7)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({}, "record: missing"),
        ({"record": "00"}, "record: 256 bytes"),
        ({"record": 5}, "record: hex"),
        ({"record": "zz"}, "record: hex"),
        ({"record": "", "photo": "00"}, "photo: 1024 bytes"),
        ({"record": "", "colour": 1}, "unknown key colour"),
        ({"record": "", "fault": []}, "fault: an object"),
        ({"record": "", "fault": {"x": 1}}, "unknown key x"),
        ({"record": "", "atr": "00" * 34}, "atr: 33"),
    ],
)
def test_impossible_cards_are_refused_in_words(value: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        VirtualCard.from_json(value)


def test_card_is_read_from_the_control_sockets_form() -> None:
    card = VirtualCard.from_json({"record": RECORD.hex(), "photo": "AB" * 1024, "atr": "3B00", "fault": {"stall_ms": 3}})
    assert (card.record, card.photo, card.answer_to_reset, card.fault) == (RECORD, b"\xab" * 1024, b"\x3b\x00", Fault(stall_ms=3))
    assert VirtualCard.from_json({"record": RECORD.hex()}).answer_to_reset == STORAGE_PAGE_ATR
    assert RECORD.hex() not in repr(card)


def test_card_leaves_when_the_ordered_byte_is_read() -> None:
    insertion = Insertion(VirtualCard(RECORD, fault=Fault(remove_at_byte=256)))
    assert insertion.answer(PAGE) is not None
    assert insertion.answer(bytes.fromhex("FFB0010000")) is None


def test_garbage_is_the_same_every_time() -> None:
    pages = {Insertion(VirtualCard(RECORD, fault=Fault(garbage_seed=3))).answer(PAGE) for _ in range(2)}
    assert len(pages) == 1
    assert pages != {Insertion(VirtualCard(RECORD)).answer(PAGE)}


def test_stall_belongs_to_the_pages_it_was_ordered_for() -> None:
    every = Insertion(VirtualCard(RECORD, fault=Fault(stall_ms=250)))
    one = Insertion(VirtualCard(RECORD, fault=Fault(stall_ms=250, stall_page=1)))
    assert (every.delay_s(PAGE), one.delay_s(PAGE), one.delay_s(bytes.fromhex("FFB0010000"))) == (0.25, 0.0, 0.25)
    assert every.delay_s(bytes.fromhex("FFCA000000")) == 0.0


def test_bare_card_gives_what_it_gives_without_a_security_module() -> None:
    bare = Insertion(VirtualCard(b""))
    lengths = {"FFCA000000": 4, "0036000008": 8, "0084000008": 8, "00A40000026002": 0, "80B0000020": 32}
    for apdu, length in lengths.items():
        answer = bare.answer(bytes.fromhex(apdu))
        assert answer is not None
        assert (len(answer) - 2, answer[-2:]) == (length, b"\x90\x00"), apdu
    assert bare.answer(PAGE) == b"\x6a\x81"
    assert bare.answer(bytes.fromhex("00A40000026012")) == b"\x90\x00"
    assert bare.answer(bytes.fromhex("80B0000020")) == b"\x69\x82"


@given(st.binary(max_size=300), st.booleans())
def test_every_apdu_has_an_answer_with_a_status_word(apdu: bytes, bare: bool) -> None:
    answer = Insertion(VirtualCard(b"" if bare else RECORD)).answer(apdu)
    assert answer is not None
    assert len(answer) >= 2


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        yield server


def _ask(stream: socket.socket, body: bytes) -> bytes:
    stream.sendall(struct.pack(">H", len(body)) + body)
    length = int.from_bytes(stream.recv(2, socket.MSG_WAITALL), "big")
    return stream.recv(length, socket.MSG_WAITALL)


def test_slot_speaks_vpcds_protocol(listener: socket.socket) -> None:
    slot = VirtualSlot(listener.getsockname()[1])
    slot.place(VirtualCard(RECORD))
    stream, _ = listener.accept()
    with stream:
        for silent in (b"\x01", b"\x02", b"\x00"):
            stream.sendall(b"\x00\x01" + silent)
        assert _ask(stream, b"\x04") == STORAGE_PAGE_ATR
        assert _ask(stream, PAGE)[:4] == bytes.fromhex("01000400")
        slot.remove()
        assert stream.recv(1) == b""
    assert not slot.occupied


def test_removal_does_not_wait_for_a_stalled_answer(listener: socket.socket) -> None:
    slot = VirtualSlot(listener.getsockname()[1])
    slot.place(VirtualCard(RECORD, fault=Fault(stall_ms=60_000)))
    stream, _ = listener.accept()
    with stream:
        stream.sendall(b"\x00\x05" + PAGE)
        began = time.monotonic()
        slot.remove()
        assert time.monotonic() - began < 5


def test_other_side_going_away_frees_the_slot(listener: socket.socket) -> None:
    slot = VirtualSlot(listener.getsockname()[1])
    slot.place(VirtualCard(RECORD))
    stream, _ = listener.accept()
    stream.close()
    for thread in threading.enumerate():
        if thread.name == "virtual-card":
            thread.join(5)
    assert not slot.occupied


def test_slot_that_nobody_offers_is_an_os_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(OSError, match="refused"):
        VirtualSlot(port).place(VirtualCard(RECORD), patience_s=0.0)
