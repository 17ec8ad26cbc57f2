"""A security module on a serial port, over a real pseudo-terminal."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from queue import Empty, Queue

import pytest

from idcard.identity import Document
from idcard.reader import (
    CardError,
    CardFault,
    CardPlaced,
    CardRemoved,
    CardWatcher,
    ReaderAppeared,
    ReaderEvent,
    ReaderProfile,
    ReadersGone,
)
from idcard.record import Record, encode
from idcard.sam_fault import SamFault
from idcard.virtual_sam import SamCard, VirtualSam

NAME = "柜台读卡器"
PATIENCE_S = 8.0
RECORD = Record(
    Document.RESIDENT, name="演示一", sex="1", nation="01", birth="19910101", id_number="360426199101010071", issuer="演示市公安局",
    valid_from="20200101", valid_to="长期",
)  # fmt: skip
CARD = SamCard(encode(RECORD))
OTHER = SamCard(encode(replace(RECORD, name="演示二")))
PERMIT = Record(
    Document.RESIDENCE_PERMIT, name="演示三", sex="1", birth="19940823", id_number="810000199408230021", valid_from="20200101",
    valid_to="长期", travel_permit="H12345678", issue_count="01",
)  # fmt: skip
FOREIGNER = Record(
    Document.FOREIGNER_2017, name_en="SPECIMEN", sex="1", birth="19900101", id_number="USA110000000000", nationality="USA",
    valid_from="20200101", valid_to="20300101",
)  # fmt: skip
FOREIGNER_NEW = Record(
    Document.FOREIGNER_2023, name="样张", name_en="SPECIMEN", sex="1", birth="19900101", id_number="911000199001010010", nationality="USA",
    valid_from="20240101", valid_to="20340101",
)  # fmt: skip


class Watch:
    """A watcher on one serial port, and what it has told."""

    def __init__(self, port: str, *, tells_removal: bool = False) -> None:
        self._events: Queue[ReaderEvent] = Queue()
        row = ReaderProfile(NAME, "sam-serial", tells_removal=tells_removal, port=port)
        self.watcher = CardWatcher([row], self._events.put, allow_virtual=False)

    def next(self) -> ReaderEvent:
        try:
            return self._events.get(timeout=PATIENCE_S)
        except Empty:
            pytest.fail("no event")

    def card(self) -> str:
        event = self.next()
        assert isinstance(event, CardPlaced)
        return event.card

    def nothing_for(self, seconds: float) -> bool:
        try:
            self._events.get(timeout=seconds)
        except Empty:
            return True
        return False


@pytest.fixture
def sam() -> Iterator[VirtualSam]:
    with VirtualSam() as module:
        yield module


@pytest.fixture
def watch(sam: VirtualSam) -> Iterator[Watch]:
    yield from _watching(sam, tells_removal=False)


@pytest.fixture
def sharp(sam: VirtualSam) -> Iterator[Watch]:
    yield from _watching(sam, tells_removal=True)


def _watching(sam: VirtualSam, *, tells_removal: bool) -> Iterator[Watch]:
    watch = Watch(sam.port, tells_removal=tells_removal)
    watch.watcher.start()
    assert watch.next() == ReaderAppeared(NAME)
    yield watch
    watch.watcher.stop()


def _fault(watch: Watch, card: str) -> CardError:
    with pytest.raises(CardError) as caught:
        watch.watcher.read(card)
    return caught.value


@pytest.mark.parametrize("record", [RECORD, PERMIT, FOREIGNER, FOREIGNER_NEW], ids=lambda record: record.document.name)
def test_every_document_is_read(watch: Watch, sam: VirtualSam, record: Record) -> None:
    sam.place(SamCard(encode(record)))
    identity = watch.watcher.read(watch.card())
    assert (identity.document, identity.id_number, identity.photo) == (record.document, record.id_number, CARD.photo)


def test_a_module_is_never_asked_for_a_card_faster_than_every_300_ms(watch: Watch, sam: VirtualSam) -> None:
    sam.place(CARD)
    watch.watcher.read(watch.card())
    time.sleep(1.3)
    finds = [when for when, data in sam.asked if data.endswith(bytes.fromhex("200122"))]
    assert len(finds) >= 3
    assert min(later - earlier for earlier, later in pairwise(finds)) >= 0.295


def test_fingerprints_are_never_asked_for_and_dropped_when_sent(watch: Watch, sam: VirtualSam) -> None:
    sam.place(replace(CARD, fault=SamFault(fingerprint=True)))
    identity = watch.watcher.read(watch.card())
    assert identity.photo == CARD.photo
    assert b"\xfe" * 8 not in repr(identity).encode()
    assert not any(b"\x30\x10" in data for _, data in sam.asked)


@pytest.mark.parametrize(
    ("fault", "kind", "detail"),
    [
        (SamFault(wrong_checksum=True), CardFault.UNREADABLE, "sam-frame"),
        (SamFault(wrong_length=9), CardFault.UNREADABLE, "sam-frame"),
        (SamFault(truncate_at=700), CardFault.UNREADABLE, "sam-frame"),
        (SamFault(status=b"\x41"), CardFault.UNREADABLE, "sam-read-text-photo-41-card-not-read"),
        (SamFault(status=b"\x81", command="SELECT_CARD"), CardFault.UNREADABLE, "sam-select-card-81-not-selected"),
        (SamFault(status=b"\x32", command="SELECT_CARD"), CardFault.NOT_SUPPORTED, "sam-select-card-32-module-rejected-card"),
        (SamFault(garbage_seed=4), CardFault.UNREADABLE, "unknown-type-flag"),
        (SamFault(silent=True), CardFault.UNREADABLE, "sam-silent"),
    ],
    ids=["checksum", "length", "truncated", "41", "81", "32", "garbage", "silent"],
)
def test_a_faulty_answer_is_told_and_the_next_card_is_read(
    watch: Watch, sam: VirtualSam, fault: SamFault, kind: CardFault, detail: str
) -> None:
    sam.place(replace(CARD, fault=fault))
    card = watch.card()
    error = _fault(watch, card)
    assert (error.kind, error.detail) == (kind, detail)
    sam.remove()
    time.sleep(1.0)
    sam.place(OTHER)
    while not isinstance(event := watch.next(), CardPlaced):
        assert event == CardRemoved(card)
    assert watch.watcher.read(event.card).name == "演示二"


def test_noise_on_the_line_is_passed_over(watch: Watch, sam: VirtualSam) -> None:
    sam.place(replace(CARD, fault=SamFault(noise_seed=1)))
    assert watch.watcher.read(watch.card()).name == "演示一"


@pytest.mark.parametrize("byte", [0, 5, 640])
def test_a_card_pulled_while_read_has_been_removed(watch: Watch, sam: VirtualSam, byte: int) -> None:
    sam.place(replace(CARD, fault=SamFault(remove_at_byte=byte)))
    card = watch.card()
    assert _fault(watch, card).kind is CardFault.REMOVED
    assert watch.next() == CardRemoved(card)


def test_a_card_taken_before_it_is_read_is_told(watch: Watch, sam: VirtualSam) -> None:
    sam.place(CARD)
    card = watch.card()
    sam.remove()
    assert watch.next() == CardRemoved(card)
    assert _fault(watch, card).kind is CardFault.REMOVED


def test_a_module_that_cannot_tell_removal_says_nothing_until_the_next_card(watch: Watch, sam: VirtualSam) -> None:
    sam.place(CARD)
    card = watch.card()
    watch.watcher.read(card)
    sam.remove()
    assert watch.nothing_for(1.5)
    sam.place(OTHER)
    assert watch.next() == CardRemoved(card)
    assert watch.watcher.read(watch.card()).name == "演示二"


def test_a_module_asked_for_the_newest_address_tells_removal(sharp: Watch, sam: VirtualSam) -> None:
    sam.place(CARD)
    card = sharp.card()
    sharp.watcher.read(card)
    assert sharp.nothing_for(1.5)
    sam.remove()
    assert sharp.next() == CardRemoved(card)


def test_a_module_that_finds_a_read_card_again_shows_no_second_card(watch: Watch, sam: VirtualSam) -> None:
    sam.state.finds_again = True
    sam.place(CARD)
    card = watch.card()
    watch.watcher.read(card)
    assert watch.nothing_for(1.5)
    sam.remove()
    assert watch.next() == CardRemoved(card)


def test_a_card_is_read_once_and_has_to_be_lifted_then(watch: Watch, sam: VirtualSam) -> None:
    sam.place(CARD)
    card = watch.card()
    watch.watcher.read(card)
    assert _fault(watch, card).detail == "sam-card-was-read-lift-and-lay-again"


def test_a_stalled_reading_can_be_cancelled(watch: Watch, sam: VirtualSam) -> None:
    sam.place(replace(CARD, fault=SamFault(stall_ms=2000)))
    card = watch.card()
    cancel = threading.Timer(0.2, watch.watcher.cancel, [card])
    cancel.start()
    began = time.monotonic()
    assert _fault(watch, card).kind is CardFault.CANCELLED
    assert time.monotonic() - began < 1.0
    cancel.join()


def test_a_port_that_vanishes_and_returns_is_opened_again(tmp_path: Path) -> None:
    link = str(tmp_path / "ttyReader")
    first = VirtualSam(link)
    watch = Watch(link)
    watch.watcher.start()
    try:
        assert watch.next() == ReaderAppeared(NAME)
        first.place(CARD)
        card = watch.card()
        first.close()
        assert watch.next() == ReadersGone()
        assert _fault(watch, card).kind is CardFault.NO_SERVICE
        with VirtualSam(link) as second:
            assert watch.next() == ReaderAppeared(NAME)
            second.place(OTHER)
            assert watch.watcher.read(watch.card()).name == "演示二"
    finally:
        watch.watcher.stop()


def test_no_port_and_no_module_are_no_reader(tmp_path: Path) -> None:
    watch = Watch(str(tmp_path / "nothing"))
    watch.watcher.start()
    assert watch.next() == ReadersGone()
    watch.watcher.stop()


def test_a_module_out_of_order_is_no_reader(sam: VirtualSam) -> None:
    sam.place(replace(CARD, fault=SamFault(status=b"\x66", command=None)))
    watch = Watch(sam.port)
    watch.watcher.start()
    assert watch.next() == ReadersGone()
    sam.remove()
    assert watch.next() == ReaderAppeared(NAME)
    watch.watcher.stop()
