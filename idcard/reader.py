"""Watches PC/SC readers and reads the cards on them.

The watching thread supervises itself: whatever ends it (pcscd stopped, restarted, replaced) it comes back with growing pauses.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import structlog

from idcard import record
from idcard.identity import Identity
from idcard.pcsc import Context, Look, PcscError
from idcard.placements import (
    CardPlaced,
    CardRemoved,
    Placement,
    Placements,
    ReaderAppeared,
    ReaderEvent,
    ReaderProfile,
    ReadersGone,
    ReaderUnexpected,
    ServiceGone,
)
from idcard.profiles import CardError, CardFault, Recording, named
from idcard.reading import STEP_LIMIT_S, Reading

__all__ = [
    "CardError",
    "CardFault",
    "CardPlaced",
    "CardRemoved",
    "CardWatcher",
    "ReaderAppeared",
    "ReaderEvent",
    "ReaderProfile",
    "ReaderUnexpected",
    "ReadersGone",
    "ServiceGone",
]

_log = structlog.get_logger(__name__)

_LOOK_MS = 1000  # the longest silence between two looks; changes wake the wait at once
_CANCEL_AGAIN_S = 0.05
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 2.0
_CHINA_TIME = timedelta(hours=8)  # validity is a matter of the date in China, whatever the machine's zone


class CardWatcher:
    """Reports readers and cards as events, and reads a card when asked.

    `on_event` is called on the watching thread and must not block. Raises ValueError for an unknown profile or a bad ATR mask.
    """

    def __init__(self, profiles: Sequence[ReaderProfile], on_event: Callable[[ReaderEvent], None], allow_virtual: bool) -> None:
        for profile in profiles:
            named(profile.profile, profile.atr_mask)
        self._on_event = on_event
        self._lock = threading.Lock()
        self._placements = Placements(profiles, allow_virtual)
        self._readings: dict[str, Reading] = {}  # by reader
        self._stopping = threading.Event()
        self._context: Context | None = None
        self._thread = threading.Thread(target=self._supervise, name="card-watcher", daemon=True)

    def start(self) -> None:
        """Begins to watch; the first events tell what is there already."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the watching thread, within a second. May be called more than once, and before `start`."""
        self._stopping.set()
        if not self._thread.is_alive() or self._thread is threading.current_thread():
            return
        ends = time.monotonic() + 2 * _LOOK_MS / 1000
        while self._thread.is_alive() and time.monotonic() < ends:
            with self._lock:
                if self._context is not None:
                    self._context.cancel()  # asked again, because it does nothing to a wait that is just about to begin
            self._thread.join(_CANCEL_AGAIN_S)

    def read(self, card: str) -> Identity:
        """Reads the card of that placement; blocks the calling thread. Raises CardError.

        Every step has a limit (`idcard.reading.STEP_LIMIT_S`), and only one reading a reader runs at a time.
        """
        began = time.monotonic()
        try:
            identity = self._identity(self._recording(card))
        except CardError as error:
            _log.warning("card-read-failed", card=card, fault=error.kind.value, detail=error.detail)
            raise
        findings = sorted(finding.value for finding in identity.findings)
        _log.info("card-read", card=card, ms=round((time.monotonic() - began) * 1000), findings=findings)
        return identity

    def _recording(self, card: str) -> Recording:
        with self._lock:
            placement = self._placements.of_card(card)
            if placement is None:
                raise CardError(CardFault.REMOVED, "no-such-card-now")
            reading = self._begin(placement)
        return reading.result(STEP_LIMIT_S)

    def _begin(self, placement: Placement) -> Reading:
        previous = self._readings.get(placement.reader)
        if previous is not None and previous.alive:
            raise CardError(CardFault.UNREADABLE, "reader-busy")
        reading = Reading(placement, named(placement.profile.profile, placement.profile.atr_mask))
        reading.start()
        self._readings[placement.reader] = reading
        return reading

    def _identity(self, recording: Recording) -> Identity:
        try:
            return replace(record.parse(recording.record, _today()), photo=recording.photo)
        except record.RecordError as error:
            raise CardError(CardFault.UNREADABLE, str(error)) from None

    def _supervise(self) -> None:
        pause = _FIRST_PAUSE_S
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self._watch()
            except PcscError as error:
                _log.info("pcsc-unavailable", error=str(error), pause_s=pause)
            except Exception as error:  # the kiosk must not lose its reader for good to a bug in one look
                _log.error("card-watcher-failed", error=type(error).__name__)
            if self._stopping.is_set():
                break
            self._observe(None)
            pause = _FIRST_PAUSE_S if time.monotonic() - began > _LONGEST_PAUSE_S else min(2 * pause, _LONGEST_PAUSE_S)
            self._stopping.wait(pause)

    def _watch(self) -> None:
        """Looks until stopped. Raises PcscError when PC/SC goes away."""
        with Context() as context:
            self._publish(context)
            timeout_ms = 0  # the first look tells what is there, also when that is nothing
            try:
                while not self._stopping.is_set():
                    looks = context.changes(context.readers(), timeout_ms)
                    timeout_ms = _LOOK_MS
                    if looks is not None and not self._stopping.is_set():
                        self._observe(looks)
            finally:
                self._publish(None)

    def _publish(self, context: Context | None) -> None:
        with self._lock:
            self._context = context

    def _observe(self, looks: Mapping[str, Look] | None) -> None:
        with self._lock:
            events = self._placements.observe(looks, time.monotonic())
        for event in events:
            _log.info("reader-event", happened=repr(event))
            self._tell(event)

    def _tell(self, event: ReaderEvent) -> None:
        try:
            self._on_event(event)
        except Exception as error:  # the listener's fault is not the reader's: watching goes on
            _log.error("reader-event-not-taken", happened=type(event).__name__, error=type(error).__name__)


def _today() -> date:
    return (datetime.now(UTC) + _CHINA_TIME).date()
