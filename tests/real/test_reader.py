"""The reader on a real pcscd with vpcd's virtual readers."""

from __future__ import annotations

import os
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from queue import Empty, Queue

import pytest
from structlog.testing import capture_logs

from idcard.identity import Document, Finding
from idcard.pcsc import Cause, Context, PcscError
from idcard.placements import DEBOUNCE_S
from idcard.reader import (
    CardError,
    CardFault,
    CardLifted,
    CardPlaced,
    CardRemoved,
    CardStays,
    CardWatcher,
    ReaderAppeared,
    ReaderEvent,
    ReaderProfile,
    ReadersGone,
    ReaderUnexpected,
    ServiceGone,
)
from idcard.record import Record, encode
from idcard.sam_fault import SamFault
from idcard.virtual import BARE_ATR, PORT, Fault, VirtualCard, VirtualSlot
from tests.real.pcsc import Pcscd

pytestmark = pytest.mark.real

FIRST, SECOND = "Virtual PCD 00 00", "Virtual PCD 00 01"
PROFILES = (ReaderProfile("Virtual PCD 00 0?", "storage-page"),)
PATIENCE_S = 60.0
EVENT_S = 1.0  # pcscd looks every 0.4 s; the rest is for a busy machine

RECORD = Record(
    Document.RESIDENT, name="演示\U00020bb7", sex="1", nation="02", birth="19910101", address="内蒙古自治区乌海市演示区演示街1号",
    id_number="360426199101010071", issuer="演示市公安局", valid_from="20200101", valid_to="长期",
)  # fmt: skip
CARD = VirtualCard(encode(RECORD))
OTHER = VirtualCard(encode(replace(RECORD, name="演示二", id_number="11010519491231002X", sex="2", birth="19491231")))


class Watch:
    """A watcher and the events it has told."""

    def __init__(self, profiles: Sequence[ReaderProfile] = PROFILES, *, allow_virtual: bool = True) -> None:
        self._events: Queue[ReaderEvent] = Queue()
        self.undecided: Queue[CardLifted | CardStays] = Queue()
        self.watcher = CardWatcher(profiles, self._sort, allow_virtual)

    def _sort(self, event: ReaderEvent) -> None:
        if isinstance(event, CardLifted | CardStays):
            self.undecided.put(event)
        else:
            self._events.put(event)

    def next(self, timeout_s: float = PATIENCE_S) -> ReaderEvent:
        try:
            return self._events.get(timeout=timeout_s)
        except Empty:
            pytest.fail(f"no event within {timeout_s} s")

    def until_card(self) -> CardPlaced:
        while not isinstance(event := self.next(), CardPlaced):
            pass
        return event

    def told_more(self) -> bool:
        return not self._events.empty()


@contextmanager
def watching(profiles: Sequence[ReaderProfile] = PROFILES, *, allow_virtual: bool = True) -> Iterator[Watch]:
    watch = Watch(profiles, allow_virtual=allow_virtual)
    watch.watcher.start()
    try:
        yield watch
    finally:
        watch.watcher.stop()


@pytest.fixture
def pcscd() -> Iterator[Pcscd]:
    with Pcscd() as daemon:
        yield daemon


@pytest.fixture
def slot() -> Iterator[VirtualSlot]:
    first = VirtualSlot()
    yield first
    first.remove()


@pytest.fixture
def ready(pcscd: Pcscd, slot: VirtualSlot) -> Iterator[Watch]:  # noqa: ARG001  the order matters: card and pcscd outlive the watcher
    with watching() as watch:
        assert {watch.next(), watch.next()} == {ReaderAppeared(FIRST), ReaderAppeared(SECOND)}
        yield watch


def _fault_of(watch: Watch, card: str) -> CardError:
    with pytest.raises(CardError) as caught:
        watch.watcher.read(card)
    return caught.value


def _sockets() -> int:
    """Open descriptors of this process that are sockets: every PC/SC context holds one."""
    return sum(os.readlink(f"/proc/self/fd/{name}").startswith("socket:") for name in os.listdir("/proc/self/fd") if _is_open(name))


def _is_open(name: str) -> bool:
    return Path(f"/proc/self/fd/{name}").is_symlink()


def test_card_lifted_is_told_at_the_next_look_and_its_removal_a_moment_later(ready: Watch, slot: VirtualSlot) -> None:
    slot.place(CARD)
    placed = ready.until_card()
    ready.watcher.read(placed.card)
    slot.remove()
    assert ready.undecided.get(timeout=EVENT_S) == CardLifted(placed.card)
    assert ready.next() == CardRemoved(placed.card)


def test_card_is_read_whole(ready: Watch, slot: VirtualSlot) -> None:
    laid = time.monotonic()
    slot.place(CARD)
    placed = ready.until_card()
    assert time.monotonic() - laid < EVENT_S
    assert (placed.reader, placed.tells_removal) == (FIRST, True)
    with capture_logs() as logs:
        identity = ready.watcher.read(placed.card)
    assert [line["event"] for line in logs] == ["card-read"]
    assert not any(secret in str(logs) for secret in (RECORD.name, RECORD.id_number, RECORD.birth, RECORD.address))
    assert (identity.name, identity.id_number, identity.nation) == ("演示\U00020bb7", "360426199101010071", "02")
    assert (identity.birth, identity.valid_forever, identity.photo) == (date(1991, 1, 1), True, CARD.photo)
    assert identity.findings == frozenset()
    taken = time.monotonic()
    slot.remove()
    assert ready.next() == CardRemoved(placed.card)
    assert time.monotonic() - taken < EVENT_S + DEBOUNCE_S


def test_card_laid_before_the_start_is_placed(pcscd: Pcscd, slot: VirtualSlot) -> None:  # noqa: ARG001  pcscd must run
    slot.place(CARD)
    with Context() as context:
        while not any(look.present for look in (context.changes((FIRST,), 1000) or {}).values()):
            pass
    with watching() as watch:
        assert watch.watcher.read(watch.until_card().card).name == "演示\U00020bb7"


def test_every_answer_comes_without_a_delayed_acknowledgement(ready: Watch, slot: VirtualSlot) -> None:
    slot.place(CARD)
    reader = ready.until_card().reader
    with Context() as context, context.connect(reader) as connection:
        took = []
        for _ in range(20):
            began = time.monotonic()
            connection.transmit(bytes.fromhex("FFB0000000"))
            took.append(time.monotonic() - began)
    assert statistics.median(took) < 0.02


@pytest.mark.parametrize("byte", [0, 700])
def test_card_pulled_while_read_is_told_as_removed(ready: Watch, slot: VirtualSlot, byte: int) -> None:
    slot.place(replace(CARD, fault=Fault(remove_at_byte=byte)))
    placed = ready.until_card()
    assert _fault_of(ready, placed.card).kind is CardFault.REMOVED
    assert ready.next() == CardRemoved(placed.card)
    slot.place(CARD)
    assert ready.watcher.read(ready.until_card().card).name == "演示\U00020bb7"


def test_card_that_is_gone_is_not_read(ready: Watch, slot: VirtualSlot) -> None:
    slot.place(CARD)
    placed = ready.until_card()
    slot.remove()
    assert ready.next() == CardRemoved(placed.card)
    assert _fault_of(ready, placed.card).kind is CardFault.REMOVED
    assert _fault_of(ready, "card-999").kind is CardFault.REMOVED


@pytest.mark.parametrize(
    ("fault", "detail"),
    [
        (Fault(status=bytes.fromhex("6A82"), status_page=3), "page-3-status-6a82"),
        (Fault(short_page=1, short_by=20), "page-1-short-236"),
        (Fault(garbage_seed=1), "unknown-type-flag"),
    ],
)
def test_faulty_card_is_unreadable_and_the_next_one_is_read(ready: Watch, slot: VirtualSlot, fault: Fault, detail: str) -> None:
    slot.place(replace(CARD, fault=fault))
    error = _fault_of(ready, ready.until_card().card)
    assert (error.kind, error.detail) == (CardFault.UNREADABLE, detail)
    slot.place(CARD)
    assert ready.watcher.read(ready.until_card().card).name == "演示\U00020bb7"


def test_bare_card_is_not_supported(ready: Watch, slot: VirtualSlot) -> None:
    slot.place(VirtualCard(b""))
    error = _fault_of(ready, ready.until_card().card)
    assert (error.kind, error.detail) == (CardFault.NOT_SUPPORTED, "bare-card-no-security-module")


def test_bare_card_behind_a_mask_that_lets_it_through_is_not_supported(pcscd: Pcscd, slot: VirtualSlot) -> None:  # noqa: ARG001  pcscd must run
    with watching((ReaderProfile(FIRST, "storage-page", atr_mask=BARE_ATR.hex()),)) as watch:
        slot.place(VirtualCard(b""))
        assert _fault_of(watch, watch.until_card().card).kind is CardFault.NOT_SUPPORTED


def test_swapped_card_is_another_card(ready: Watch, slot: VirtualSlot) -> None:
    slot.place(CARD)
    first = ready.until_card()
    assert ready.watcher.read(first.card).name == "演示\U00020bb7"
    slot.place(OTHER)
    assert ready.next() == CardRemoved(first.card)
    second = ready.next()
    assert isinstance(second, CardPlaced)
    assert second.card != first.card
    assert ready.watcher.read(second.card).name == "演示二"


def test_swap_right_after_a_card_was_laid_is_noticed(ready: Watch, slot: VirtualSlot) -> None:
    slot.place(CARD)
    lying = ready.until_card().card
    for next_card in (OTHER, CARD, OTHER):
        slot.place(next_card)
        assert ready.next() == CardRemoved(lying)
        lying = ready.until_card().card


def test_card_swapped_while_read_never_gives_a_mixed_person(ready: Watch, slot: VirtualSlot) -> None:
    slot.place(replace(CARD, fault=Fault(stall_ms=400, stall_page=2)))
    placed = ready.until_card()
    swap = threading.Timer(0.15, slot.place, [OTHER])
    swap.start()
    assert _fault_of(ready, placed.card).kind is CardFault.REMOVED
    swap.join()
    assert ready.next() == CardRemoved(placed.card)
    assert ready.watcher.read(ready.until_card().card).name == "演示二"


def test_card_that_stalls_is_given_up_and_its_handle_closed(ready: Watch, slot: VirtualSlot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idcard.pending.STEP_LIMIT_S", 0.3)
    slot.place(replace(CARD, fault=Fault(stall_ms=1200, stall_page=0)))
    placed = ready.until_card()
    began = time.monotonic()
    assert _fault_of(ready, placed.card).detail == "step-took-too-long"
    assert time.monotonic() - began < 1.0
    assert _fault_of(ready, placed.card).detail == "reader-busy"
    ends = time.monotonic() + PATIENCE_S
    with Context() as context:
        while True:
            try:
                with context.connect(FIRST) as connection:
                    assert connection.transmit(bytes.fromhex("FFCA000000"))[-2:] == b"\x90\x00"
                    return
            except PcscError as error:
                if error.cause is not Cause.BUSY or time.monotonic() >= ends:
                    raise
                threading.Event().wait(0.05)


def test_cancelled_reading_ends_at_once_and_the_card_can_be_read_again(ready: Watch, slot: VirtualSlot) -> None:
    slot.place(replace(CARD, fault=Fault(stall_ms=150)))
    placed = ready.until_card()
    cancel = threading.Timer(0.2, ready.watcher.cancel, [placed.card])
    cancel.start()
    began = time.monotonic()
    assert _fault_of(ready, placed.card).kind is CardFault.CANCELLED
    assert time.monotonic() - began < 0.5
    cancel.join()
    ends = time.monotonic() + PATIENCE_S
    while True:
        try:
            assert ready.watcher.read(placed.card).findings == frozenset()
            return
        except CardError as error:
            if error.detail != "reader-busy" or time.monotonic() >= ends:
                raise


def test_card_that_is_back_in_a_moment_has_not_been_away(ready: Watch, slot: VirtualSlot) -> None:
    slot.place(CARD)
    placed = ready.until_card()
    ready.watcher.read(placed.card)
    slot.place(CARD)  # off and on again
    threading.Event().wait(1.5)
    assert not ready.told_more()
    assert ready.watcher.read(placed.card).name == "演示\U00020bb7"
    slot.remove()
    assert ready.next() == CardRemoved(placed.card)


def test_card_lifted_for_a_moment_while_read_is_read_all_the_same(ready: Watch, slot: VirtualSlot) -> None:
    slot.place(replace(CARD, fault=Fault(stall_ms=400, stall_page=2)))
    placed = ready.until_card()
    again = threading.Timer(0.15, slot.place, [CARD])
    again.start()
    assert ready.watcher.read(placed.card).name == "演示\U00020bb7"
    again.join()
    assert not ready.told_more()


@pytest.mark.parametrize("command", ["READ_TEXT_PHOTO", None])
def test_module_behind_a_pseudo_apdu_is_read_in_parts(pcscd: Pcscd, slot: VirtualSlot, command: str | None) -> None:  # noqa: ARG001
    with watching((ReaderProfile(FIRST, "sam-apdu", apdu="FF000000"),)) as watch:
        slot.place(replace(CARD, sam=True))
        assert watch.watcher.read(watch.until_card().card).name == "演示\U00020bb7"
        slot.place(replace(OTHER, sam=True, sam_fault=SamFault(command, status=b"\x31")))
        assert _fault_of(watch, watch.until_card().card).kind is CardFault.NOT_SUPPORTED


def test_slow_card_within_the_limit_is_read(ready: Watch, slot: VirtualSlot) -> None:
    slot.place(replace(CARD, fault=Fault(stall_ms=100)))
    assert ready.watcher.read(ready.until_card().card).findings == frozenset()


def test_card_held_by_another_program_is_unreadable_and_nothing_is_taken_from_it(ready: Watch, slot: VirtualSlot) -> None:
    slot.place(CARD)
    placed = ready.until_card()
    with Context() as context, context.connect(FIRST) as connection:
        assert _fault_of(ready, placed.card).kind is CardFault.UNREADABLE
        assert connection.transmit(bytes.fromhex("FFCA000000"))[-2:] == b"\x90\x00"
    assert ready.watcher.read(placed.card).name == "演示\U00020bb7"


def test_pcscd_stopped_and_started_again_is_survived(ready: Watch, pcscd: Pcscd, slot: VirtualSlot) -> None:
    slot.place(CARD)
    placed = ready.until_card()
    pcscd.stop()
    assert ready.next() == ServiceGone()
    assert _fault_of(ready, placed.card).kind is CardFault.NO_SERVICE
    pcscd.start()
    assert {ready.next(), ready.next()} == {ReaderAppeared(FIRST), ReaderAppeared(SECOND)}
    assert ready.next() == CardRemoved(placed.card)
    slot.place(CARD)
    assert ready.watcher.read(ready.until_card().card).name == "演示\U00020bb7"


def test_card_lying_there_when_pcscd_is_back_is_not_told_as_taken(ready: Watch, pcscd: Pcscd, slot: VirtualSlot) -> None:
    slot.place(CARD)
    ready.until_card()
    pcscd.stop()
    assert ready.next() == ServiceGone()
    pcscd.start()
    slot.place(CARD)
    assert {ready.next(), ready.next()} == {ReaderAppeared(FIRST), ReaderAppeared(SECOND)}
    assert isinstance(ready.next(), CardPlaced)


def test_pcscd_killed_while_a_card_is_read_is_no_service(ready: Watch, pcscd: Pcscd, slot: VirtualSlot) -> None:
    slot.place(replace(CARD, fault=Fault(stall_ms=1000, stall_page=1)))
    placed = ready.until_card()
    crash = threading.Timer(0.2, pcscd.kill)
    crash.start()
    assert _fault_of(ready, placed.card).kind is CardFault.NO_SERVICE
    crash.join()
    assert ready.next() == ServiceGone()


def test_no_pcscd_at_the_start_is_told_and_waited_for(slot: VirtualSlot) -> None:
    late = Pcscd()
    with watching() as watch:
        assert watch.next() == ServiceGone()
        with late:
            slot.place(CARD)
            assert watch.watcher.read(watch.until_card().card).name == "演示\U00020bb7"


def test_pcscd_without_a_reader_is_told(tmp_path: Path) -> None:
    with Pcscd(tmp_path), watching() as watch:
        assert watch.next() == ReadersGone()


def test_two_readers_hold_two_cards(ready: Watch, slot: VirtualSlot) -> None:
    second = VirtualSlot(PORT + 1)
    slot.place(CARD)
    try:
        first_card = ready.until_card()
        second.place(OTHER)
        second_card = ready.until_card()
        assert (first_card.reader, second_card.reader) == (FIRST, SECOND)
        assert [ready.watcher.read(card.card).name for card in (first_card, second_card)] == ["演示\U00020bb7", "演示二"]
    finally:
        second.remove()


def test_reader_without_a_profile_is_ignored(pcscd: Pcscd, slot: VirtualSlot) -> None:  # noqa: ARG001  pcscd must run
    with watching((ReaderProfile(SECOND, "storage-page"),)) as watch:
        assert watch.next() == ReaderAppeared(SECOND)
        slot.place(CARD)
        with Context() as context:
            while not any(look.present for look in (context.changes((FIRST,), 1000) or {}).values()):
                pass
        assert not watch.told_more()


def test_virtual_reader_outside_the_demo_is_a_fault(pcscd: Pcscd, slot: VirtualSlot) -> None:  # noqa: ARG001  pcscd must run
    slot.place(CARD)
    with watching(allow_virtual=False) as watch:
        assert watch.next() == ReaderUnexpected(FIRST)
        assert not watch.told_more()


def test_expired_card_is_read_with_its_finding(ready: Watch, slot: VirtualSlot) -> None:
    slot.place(VirtualCard(encode(replace(RECORD, valid_to="20200102"))))
    assert ready.watcher.read(ready.until_card().card).findings == {Finding.EXPIRED}


def test_twenty_readings_leave_nothing_open(ready: Watch, slot: VirtualSlot) -> None:
    slot.place(CARD)
    card = ready.until_card().card
    ready.watcher.read(card)
    before = (_sockets(), threading.active_count())
    for _ in range(20):
        ready.watcher.read(card)
    assert (_sockets(), threading.active_count()) == before
    with Context() as context, context.connect(FIRST):
        pass


def test_listener_that_fails_does_not_end_the_watch(pcscd: Pcscd) -> None:  # noqa: ARG001  pcscd must run
    told: Queue[ReaderEvent] = Queue()

    def fail(event: ReaderEvent) -> None:
        told.put(event)
        raise RuntimeError

    watcher = CardWatcher(PROFILES, fail, allow_virtual=True)
    watcher.start()
    try:
        assert {told.get(timeout=PATIENCE_S), told.get(timeout=PATIENCE_S)} == {ReaderAppeared(FIRST), ReaderAppeared(SECOND)}
    finally:
        watcher.stop()


def test_watcher_stops_at_once(ready: Watch) -> None:
    began = time.monotonic()
    ready.watcher.stop()
    assert time.monotonic() - began < 0.5
