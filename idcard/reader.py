"""Watches readers, over PC/SC and on serial ports, and reads the cards on them: one stream of events, whatever the reader."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import structlog

from idcard import pending, record
from idcard.identity import Identity
from idcard.pcsc import Context, Look, PcscError
from idcard.pcsc_watch import PcscWatch
from idcard.pending import Pending
from idcard.placements import (
    CardLifted,
    CardPlaced,
    CardRemoved,
    CardStays,
    Placement,
    Placements,
    ReaderAppeared,
    ReaderEvent,
    ReaderLost,
    ReaderProfile,
    ReadersGone,
    ReaderUnexpected,
    ServiceGone,
)
from idcard.profiles import SERIAL, CardError, CardFault, Recording, named
from idcard.serial_watch import SerialWatch

__all__ = [
    "CardError",
    "CardFault",
    "CardLifted",
    "CardPlaced",
    "CardRemoved",
    "CardStays",
    "CardWatcher",
    "ReaderAppeared",
    "ReaderEvent",
    "ReaderLost",
    "ReaderProfile",
    "ReaderUnexpected",
    "ReadersGone",
    "Seen",
    "ServiceGone",
]

_log = structlog.get_logger(__name__)

_CHINA_TIME = timedelta(hours=8)  # validity is a matter of the date in China, whatever the machine's zone
_READ_TRIES = 3  # a hand that shakes lifts the card for a moment more than once
_DECIDED_S = 3.0  # within this time it is known whether a card that was lifted is back
_PCSC = ""  # the source of looks that is no serial port

_Looks = Mapping[str, Look] | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A card's reader, the profile by which it is read there, and its ATR (empty on a serial reader)."""

    reader: str
    profile: str
    atr: bytes


class CardWatcher:
    """Reports readers and cards as events, and reads a card when asked.

    `on_event` is called on a watching thread, one event after the other, and must not block. Without a serial reader in `profiles`
    no serial port is touched; with nothing else PC/SC is not. Raises ValueError for a profile that lacks something, or is unknown.
    """

    def __init__(self, profiles: Sequence[ReaderProfile], on_event: Callable[[ReaderEvent], None], allow_virtual: bool) -> None:
        for row in profiles:
            _check(row)
        serial = [row for row in profiles if row.profile == SERIAL]
        self._on_event = on_event
        self._telling = threading.RLock()  # events leave in the order in which they were found
        self._decided = threading.Condition()
        self._placements = Placements((*serial, *(row for row in profiles if row.profile != SERIAL)), allow_virtual)
        self._pending: dict[str, Pending[Recording]] = {}  # by card
        self._looks: dict[str, _Looks] = {}  # by source; a source not heard yet is missing
        self._serial = {row.name: SerialWatch(row, partial(self._observe, row.name)) for row in serial}
        over_pcsc = len(serial) < len(profiles) or not profiles
        self._pcsc = PcscWatch(partial(self._observe, _PCSC), self._due, self._learned) if over_pcsc else None
        self._sources = {*self._serial, *([_PCSC] if over_pcsc else [])}

    def start(self) -> None:
        """Begins to watch; the first events tell what is there already."""
        for watch in self._watches():
            watch.start()

    def stop(self) -> None:
        """Ends the watching threads, within a second or two. May be called more than once, and before `start`."""
        for watch in self._watches():
            watch.stop()

    def _watches(self) -> tuple[PcscWatch | SerialWatch, ...]:
        return (*self._serial.values(), *([self._pcsc] if self._pcsc is not None else []))

    def read(self, card: str) -> Identity:
        """Reads the card of that placement; blocks the calling thread. Raises CardError.

        Every step has a limit (`idcard.pending.STEP_LIMIT_S`), and only one reading a reader runs at a time. A card that was lifted
        for a moment and is back is read again.
        """
        began = time.monotonic()
        try:
            identity = _identity(self._recording(card))
        except CardError as error:
            if error.kind is not CardFault.REMOVED:
                with self._decided:
                    self._placements.learn(card, None)  # it has to be lifted and laid again, so that has to be told
            _log.warning("card-read-failed", card=card, fault=error.kind.value, detail=error.detail)
            raise
        findings = sorted(finding.value for finding in identity.findings)
        _log.info("card-read", card=card, ms=round((time.monotonic() - began) * 1000), findings=findings)
        return identity

    def seen(self, card: str) -> Seen:
        """What can be told of that card without reading it. Raises CardError."""
        placement = self._placement(card)
        atr = b""
        if placement.reader not in self._serial:
            try:
                with Context() as context:
                    atr = context.atr(placement.reader)
            except PcscError:
                raise CardError(CardFault.NO_SERVICE, "atr") from None
        return Seen(placement.reader, placement.profile.profile, atr)

    def uid(self, card: str) -> bytes | None:
        """The UID of that card, of whatever kind it is; None where it or its reader gives none. Blocks. Raises CardError."""
        placement = self._placement(card)
        if self._pcsc is None or placement.reader in self._serial:
            return None
        return self._pcsc.ask_uid(placement).result(pending.STEP_LIMIT_S)

    def cancel(self, card: str) -> None:
        """Ends the reading of that card, if there is one: its `read` raises CardError (CANCELLED) at once."""
        with self._decided:
            reading = self._pending.get(card)
        if reading is not None:
            reading.cancel()

    def _recording(self, card: str) -> Recording:
        for left in range(_READ_TRIES - 1, -1, -1):
            placement = self._placement(card)
            try:
                return self._read_once(placement)
            except CardError as error:
                if error.kind is not CardFault.REMOVED or not left or not self._is_back(placement):
                    raise
        raise AssertionError("unreachable")

    def _placement(self, card: str) -> Placement:
        with self._decided:
            placement = self._placements.of_card(card)
        if placement is None:
            raise CardError(CardFault.REMOVED, "no-such-card-now")
        return placement

    def _read_once(self, placement: Placement) -> Recording:
        serial = self._serial.get(placement.reader)
        if serial is None:
            assert self._pcsc is not None, "only a source that looks tells of cards"
            reading = self._pcsc.begin(placement)
        else:
            reading = serial.begin(placement)
        with self._decided:
            self._pending[placement.card] = reading
        try:
            return reading.result(pending.STEP_LIMIT_S)
        finally:
            with self._decided:
                self._pending.pop(placement.card, None)

    def _is_back(self, before: Placement) -> bool:
        """Whether the card was only lifted for a moment; waits until that is known."""

        def decided() -> bool:
            now = self._placements.of_card(before.card)
            return now is None or (now.counter != before.counter and not self._placements.is_lifted(before.card))

        with self._decided:
            known = self._placements.of_card(before.card)
            if known is None or known.serial is None:
                return False
            self._decided.wait_for(decided, _DECIDED_S)
            now = self._placements.of_card(before.card)
            return now is not None and now.counter != before.counter

    def _learned(self, card: str, serial: bytes) -> None:
        with self._decided:
            self._placements.learn(card, serial)

    def _due(self) -> float:
        with self._decided:
            return self._placements.due(time.monotonic())

    def _observe(self, source: str, looks: _Looks) -> None:
        with self._telling:
            with self._decided:
                self._looks[source] = looks
                if set(self._looks) != self._sources:
                    return
                events = self._placements.observe(self._merged(), time.monotonic())
                wanted = self._placements.unidentified()
                self._decided.notify_all()
            self._tell(events)
        for placement in wanted:
            if self._pcsc is not None:
                self._pcsc.identify(placement, partial(self._identified, placement))

    def _merged(self) -> _Looks:
        """The readers of all sources; None when there is none and PC/SC does not answer."""
        merged = {name: look for looks in self._looks.values() for name, look in (looks or {}).items()}
        return None if not merged and self._looks.get(_PCSC, {}) is None else merged

    def _identified(self, asked: Placement, serial: bytes | None) -> None:
        with self._telling:
            with self._decided:
                events = self._placements.identified(asked, serial)
                self._decided.notify_all()
            self._tell(events)

    def _tell(self, events: Sequence[ReaderEvent]) -> None:
        for event in events:
            _log.info("reader-event", happened=repr(event))
            try:
                self._on_event(event)
            except Exception as error:  # the listener's fault is not the reader's: watching goes on
                _log.error("reader-event-not-taken", happened=type(event).__name__, error=type(error).__name__)


def _check(row: ReaderProfile) -> None:
    if row.profile != SERIAL:
        named(row.profile, row.atr_mask, row.apdu, row.control_code)
    elif row.port is None:
        raise ValueError(f"{SERIAL}: a port")


def _identity(recording: Recording) -> Identity:
    try:
        return replace(record.parse(recording.record, _today()), photo=recording.photo)
    except record.RecordError as error:
        raise CardError(CardFault.UNREADABLE, str(error)) from None


def _today() -> date:
    return (datetime.now(UTC) + _CHINA_TIME).date()
