"""What vpcd cannot show, at pyscard's call boundary: hot-plugged readers, a machine that slept, control calls, answers that are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from queue import Empty, Queue

import pytest
from fake_scard import FakeScard, Lying
from smartcard import scard

from idcard import placements, sleep
from idcard.identity import Document
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
    ReaderLost,
    ReaderProfile,
    ReadersGone,
    ServiceGone,
)
from idcard.record import Record, encode
from idcard.sam_fault import SamFault
from idcard.virtual import STORAGE_PAGE_ATR, Insertion, VirtualCard
from idcard.virtual_sam import SamCard, SamState

pytestmark = pytest.mark.boundary

A, B = "Reader A 00 00", "Reader B 00 00"
PATIENCE_S = 5.0
RECORD = Record(
    Document.RESIDENT, name="演示一", sex="1", nation="01", birth="19910101", id_number="360426199101010071", valid_from="20200101",
    valid_to="长期",
)  # fmt: skip
CARD = VirtualCard(encode(RECORD))
OTHER = VirtualCard(encode(replace(RECORD, name="演示二")))


def lying(card: VirtualCard) -> Lying:
    return Lying(STORAGE_PAGE_ATR, Insertion(card).answer)


class Watch:
    def __init__(self, rows: list[ReaderProfile]) -> None:
        self._events: Queue[ReaderEvent] = Queue()
        self.undecided: Queue[CardLifted | CardStays] = Queue()
        self.watcher = CardWatcher(rows, self._sort, allow_virtual=False)

    def _sort(self, event: ReaderEvent) -> None:
        if isinstance(event, CardLifted | CardStays):
            self.undecided.put(event)
        else:
            self._events.put(event)

    def next(self, timeout_s: float = PATIENCE_S) -> ReaderEvent:
        try:
            return self._events.get(timeout=timeout_s)
        except Empty:
            pytest.fail("no event")

    def card(self) -> str:
        while not isinstance(event := self.next(), CardPlaced):
            pass
        return event.card

    def quiet(self) -> bool:
        return self._events.empty()


@pytest.fixture
def pcsc(monkeypatch: pytest.MonkeyPatch) -> FakeScard:
    fake = FakeScard()
    monkeypatch.setattr("idcard.pcsc.scard", fake)
    return fake


@pytest.fixture
def watch(pcsc: FakeScard) -> Iterator[Watch]:  # noqa: ARG001  the calls must be faked first
    watching = Watch([ReaderProfile("Reader *", "storage-page")])
    watching.watcher.start()
    yield watching
    watching.watcher.stop()


def _fault(watch: Watch, card: str) -> CardError:
    with pytest.raises(CardError) as caught:
        watch.watcher.read(card)
    return caught.value


def test_a_reader_plugged_in_while_we_run_is_used_and_missed_when_pulled_out(pcsc: FakeScard, watch: Watch) -> None:
    assert watch.next() == ReadersGone()
    pcsc.plug(A)
    assert watch.next() == ReaderAppeared(A)
    pcsc.lay(A, lying(CARD))
    card = watch.card()
    assert watch.watcher.read(card).name == "演示一"
    pcsc.unplug(A)
    assert watch.next() == ReadersGone()
    assert _fault(watch, card).kind is CardFault.NO_SERVICE
    pcsc.plug(A, lying(CARD))
    assert watch.next() == ReaderAppeared(A)
    assert watch.watcher.read(watch.card()).name == "演示一"
    assert pcsc.open_handles == 0


def test_one_of_two_readers_pulled_out_with_its_card_is_told_at_once(
    pcsc: FakeScard, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placements, "LOST_S", 0.5)
    pcsc.plug(A)
    pcsc.plug(B)
    pcsc.lay(A, lying(CARD))
    watch.card()
    pcsc.unplug(A)
    event = watch.next()
    while isinstance(event, ReaderAppeared):
        event = watch.next()
    assert event == ReaderLost(A)
    assert watch.next() == ReaderAppeared(B)


def test_a_machine_that_slept_believes_nothing_it_knew(pcsc: FakeScard, monkeypatch: pytest.MonkeyPatch) -> None:
    asleep = [0.0]
    monkeypatch.setattr("idcard.pcsc_watch.SleepWatch", lambda: sleep.SleepWatch(lambda: asleep[0]))
    pcsc.plug(A, lying(CARD))
    watch = Watch([ReaderProfile("Reader *", "storage-page")])
    watch.watcher.start()
    try:
        before = watch.card()
        asleep[0] += 3600
        pcsc.wake()
        assert watch.next() == ServiceGone()
        assert watch.next() == ReaderAppeared(A)
        after = watch.card()
        assert after != before
        assert watch.watcher.read(after).name == "演示一"
    finally:
        watch.watcher.stop()


def test_a_card_pulled_during_an_exchange_that_says_success_is_removed(pcsc: FakeScard, watch: Watch) -> None:
    pcsc.plug(A)

    def pulled(apdu: bytes) -> bytes | None:
        if apdu[:3] == bytes.fromhex("FFB002"):
            pcsc.lay(A, None)
            return None
        return Insertion(CARD).answer(apdu)

    pcsc.lay(A, Lying(STORAGE_PAGE_ATR, pulled))
    card = watch.card()
    assert _fault(watch, card).kind is CardFault.REMOVED
    assert watch.next() == CardRemoved(card)


def test_a_card_that_bounces_is_one_card_and_another_one_is_told(pcsc: FakeScard, watch: Watch) -> None:
    pcsc.plug(A)
    pcsc.lay(A, lying(CARD))
    card = watch.card()
    watch.watcher.read(card)
    for _ in range(3):
        pcsc.lay(A, None)
        pcsc.lay(A, lying(CARD))
    assert watch.watcher.read(card).name == "演示一"
    assert watch.quiet()
    assert watch.undecided.get(timeout=PATIENCE_S) == CardLifted(card)
    assert watch.undecided.get(timeout=PATIENCE_S) == CardStays(card)
    pcsc.lay(A, None)
    pcsc.lay(A, lying(OTHER))
    assert watch.next() == CardRemoved(card)
    assert watch.watcher.read(watch.card()).name == "演示二"


def _module(card: SamCard) -> Lying:
    state = SamState(card)

    def control(code: int, data: bytes) -> bytes:
        assert code == scard.SCARD_CTL_CODE(7)
        return b"".join(reply.data for reply in state.feed(data))

    return Lying(bytes.fromhex("3B00"), lambda _: b"\x6d\x00", control)


@pytest.fixture
def by_control(pcsc: FakeScard) -> Iterator[Watch]:
    pcsc.plug(A)
    watching = Watch([ReaderProfile("Reader *", "sam-control", control_code=7)])
    watching.watcher.start()
    yield watching
    watching.watcher.stop()


def test_frames_travel_in_control_calls(pcsc: FakeScard, by_control: Watch) -> None:
    pcsc.lay(A, _module(SamCard(encode(RECORD))))
    assert by_control.watcher.read(by_control.card()).name == "演示一"


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (SamFault(wrong_checksum=True), CardFault.UNREADABLE),
        (SamFault(truncate_at=300), CardFault.UNREADABLE),
        (SamFault(silent=True), CardFault.UNREADABLE),
        (SamFault(status=b"\x41"), CardFault.UNREADABLE),
        (SamFault(status=b"\x31", command="SELECT_CARD"), CardFault.NOT_SUPPORTED),
        (SamFault(status=b"\x66", command="FIND_CARD"), CardFault.NO_SERVICE),
    ],
)
def test_faults_of_a_module_behind_control_calls_are_told(pcsc: FakeScard, by_control: Watch, fault: SamFault, kind: CardFault) -> None:
    pcsc.lay(A, _module(SamCard(encode(RECORD), fault=fault)))
    assert _fault(by_control, by_control.card()).kind is kind


def test_a_reader_without_control_calls_is_an_unreadable_card(pcsc: FakeScard, by_control: Watch) -> None:
    pcsc.lay(A, lying(CARD))
    assert _fault(by_control, by_control.card()).kind is CardFault.UNREADABLE


def test_sleep_is_noticed_once() -> None:
    asleep = iter([0.0, 0.0, 5.0, 5.0])
    watch = sleep.SleepWatch(lambda: next(asleep))
    assert [watch.has_slept() for _ in range(3)] == [False, True, False]
