"""Looks at the PC/SC readers and reads the cards on them.

The watching thread supervises itself: whatever ends it (pcscd stopped, restarted, replaced) it comes back with growing pauses.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog

from idcard.pcsc import Context, Look, PcscError
from idcard.pending import Pending
from idcard.placements import Placement
from idcard.profiles import AnyCard, Link, Recording, named
from idcard.reading import ReaderThread, Reading
from idcard.recording import CardError, CardFault
from idcard.sleep import SleepWatch

_log = structlog.get_logger(__name__)

_LOOK_S = 1.0  # the longest silence between two looks; changes wake the wait at once
_CANCEL_AGAIN_S = 0.05
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 2.0

Observe = Callable[[Mapping[str, Look] | None], None]


class PcscWatch:
    """`observe` is called on the watching thread with every look, None when PC/SC does not answer.

    `due`: in how many seconds it wants the next look at the latest. `learned`: called with a card and its chip's serial.
    """

    def __init__(
        self,
        observe: Observe,
        due: Callable[[], float],
        learned: Callable[[str, bytes], None],
        open_context: Callable[[], Context] = Context,
        sleep: SleepWatch | None = None,
    ) -> None:
        self._observe = observe
        self._due = due
        self._learned = learned
        self._open_context = open_context
        self._sleep = sleep or SleepWatch()
        self._lock = threading.Lock()
        self._readings: dict[str, Reading[Recording]] = {}  # by reader
        self._threads: dict[str, ReaderThread] = {}
        self._stopping = threading.Event()
        self._context: Context | None = None
        self._thread = threading.Thread(target=self._supervise, name="card-watcher", daemon=True)

    def start(self) -> None:
        """Begins to look."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the watching thread, within a second; threads that read end with what they do."""
        self._stopping.set()
        with self._lock:
            for reading in self._readings.values():
                reading.cancel()
            for thread in self._threads.values():
                thread.close()
            self._threads.clear()
        if not self._thread.is_alive() or self._thread is threading.current_thread():
            return
        ends = time.monotonic() + 2 * _LOOK_S
        while self._thread.is_alive() and time.monotonic() < ends:
            with self._lock:
                if self._context is not None:
                    self._context.cancel()  # asked again, because it does nothing to a wait that is just about to begin
            self._thread.join(_CANCEL_AGAIN_S)

    def begin(self, placement: Placement) -> Pending[Recording]:
        """Begins to read. Raises CardError when the last reading on that reader has not let its card go yet."""
        row = placement.profile
        profile = named(row.profile, row.atr_mask, row.apdu, row.control_code)

        def work(link: Link) -> Recording:
            if placement.serial is None and (serial := profile.serial(link)) is not None:
                self._learned(placement.card, serial)
            return profile.read(link)

        reading = Reading(placement, profile, work)
        with self._lock:
            previous = self._readings.get(placement.reader)
            if previous is not None and not previous.ended:
                raise CardError(CardFault.UNREADABLE, "reader-busy")
            self._readings[placement.reader] = reading
            self._on_thread(reading)
        return reading

    def ask_uid(self, placement: Placement) -> Pending[bytes | None]:
        """Asks a card of any kind for its UID."""
        profile = AnyCard()
        reading: Reading[bytes | None] = Reading(placement, profile, profile.serial)
        with self._lock:
            self._on_thread(reading)
        return reading

    def identify(self, placement: Placement, told: Callable[[bytes | None], None]) -> None:
        """Asks the card of that placement for its serial and calls `told` with it, on another thread; None when it has none to tell."""
        row = placement.profile
        profile = named(row.profile, row.atr_mask, row.apdu, row.control_code)

        def on_end() -> None:
            try:
                told(reading.result(0.0))
            except CardError:
                told(None)

        reading: Reading[bytes | None] = Reading(placement, profile, profile.serial, on_end)
        with self._lock:
            self._on_thread(reading)

    def _on_thread(self, reading: Reading[Any]) -> None:
        reader = reading.placement.reader
        if self._stopping.is_set():
            reading.finish(CardError(CardFault.CANCELLED, "stopped"))
            return
        if reader not in self._threads:
            self._threads[reader] = ReaderThread(reader, self._open_context)
        self._threads[reader].begin(reading)

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
        """Looks until stopped, or until the machine has slept: then nothing that was known counts. Raises PcscError."""
        with self._open_context() as context:
            self._publish(context)
            timeout_s = 0.0  # the first look tells what is there, also when that is nothing
            try:
                while not self._stopping.is_set():
                    looks = context.changes(context.readers(), int(timeout_s * 1000))
                    if self._sleep.has_slept():
                        _log.info("machine-has-slept")
                        return
                    if looks is not None and not self._stopping.is_set():
                        self._observe(looks)
                    timeout_s = min(self._due() + 0.001, _LOOK_S)
            finally:
                self._publish(None)

    def _publish(self, context: Context | None) -> None:
        with self._lock:
            self._context = context
