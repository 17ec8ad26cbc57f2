"""Looks at a security module on a serial port and reads the cards on it. Supervised: a port that vanishes is opened again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue

import structlog

from idcard.pcsc import Look
from idcard.pending import Pending
from idcard.placements import Placement, ReaderProfile
from idcard.recording import CardError, CardFault, Recording
from idcard.sam import Command, Response
from idcard.sam_conversation import (
    POLL_S,
    Conversation,
    T,
    drive,
    find,
    find_nothing,
    has_left,
    is_ready,
    is_still_there,
    read_found,
)
from idcard.sam_presence import SamPresence
from idcard.serial_link import DAMAGED, LinkError, SerialLink
from idcard.sleep import SleepWatch

_log = structlog.get_logger(__name__)

_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 2.0
_SILENT_TRIES = 3  # unanswered commands in a row after which the port counts as gone

Observe = Callable[[Mapping[str, Look]], None]


class _Job(Pending[Recording]):
    """A reading of the card of `placement`."""

    def __init__(self, placement: Placement) -> None:
        super().__init__()
        self.placement = placement


class SerialWatch:
    """`observe` is called on the watching thread when something has changed: the reader by its row's name, or nothing at all."""

    def __init__(
        self,
        row: ReaderProfile,
        observe: Observe,
        open_link: Callable[[str, int], SerialLink] = SerialLink,
        sleep: SleepWatch | None = None,
    ) -> None:
        self._row = row
        self._observe = observe
        self._open_link = open_link
        self._sleep = sleep or SleepWatch()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._running: _Job | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._supervise, name="serial-watcher", daemon=True)
        self._reader_there = False

    def start(self) -> None:
        """Begins to look."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread, within a second or so."""
        self._stopping.set()
        with self._lock:
            if self._running is not None:
                self._running.cancel()
        self._jobs.put(None)
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(_LONGEST_PAUSE_S)

    def begin(self, placement: Placement) -> Pending[Recording]:
        """Begins to read. Raises CardError: the last reading is still on, or the port is gone."""
        job = _Job(placement)
        with self._lock:
            if self._running is not None and not self._running.ended:
                raise CardError(CardFault.UNREADABLE, "reader-busy")
            if not self._reader_there:
                raise CardError(CardFault.NO_SERVICE, "serial-port-gone")
            self._running = job
        self._jobs.put(job)
        return job

    def _supervise(self) -> None:
        pause = _FIRST_PAUSE_S
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self._watch()
            except LinkError as error:
                _log.info("serial-reader-unavailable", error=str(error), pause_s=pause)
            except Exception as error:  # the kiosk must not lose its reader for good to a bug in one look
                _log.error("serial-watcher-failed", error=type(error).__name__)
            self._close_jobs()
            if self._stopping.is_set():
                break
            self._observe({})
            pause = _FIRST_PAUSE_S if time.monotonic() - began > _LONGEST_PAUSE_S else min(2 * pause, _LONGEST_PAUSE_S)
            self._stopping.wait(pause)

    def _close_jobs(self) -> None:
        """Nobody waits in vain for a port that is gone."""
        with self._lock:
            self._reader_there = False
            job, self._running = self._running, None
        if job is not None and not job.ended:
            job.finish(CardError(CardFault.NO_SERVICE, "serial-port-gone"))
        while True:
            try:
                self._jobs.get_nowait()
            except Empty:
                return

    def _watch(self) -> None:
        """Looks until stopped, or until the machine has slept. Raises LinkError."""
        with self._open_link(self._row.port or "", self._row.baud) as link:
            module = _Module(link, self._stopping)
            if not module.ready():
                raise LinkError("no-module")
            with self._lock:
                self._reader_there = True
            presence, shown = SamPresence(), None
            while not self._stopping.is_set():
                module.look(presence, probe=self._row.tells_removal)
                if self._sleep.has_slept():
                    _log.info("machine-has-slept")
                    return
                if presence.look != shown:
                    shown = presence.look
                    self._observe({self._row.name: shown})
                self._serve(module, presence)

    def _serve(self, module: _Module, presence: SamPresence) -> None:
        """Waits until the next look is due, and reads if that is asked for meanwhile."""
        ends = time.monotonic() + POLL_S
        while not self._stopping.is_set() and (left_s := ends - time.monotonic()) > 0:
            try:
                job = self._jobs.get(timeout=left_s)
            except Empty:
                return
            if job is None or job.ended:
                continue
            try:
                job.finish(module.read(job, presence))
            except CardError as error:
                job.finish(error)
            ends = time.monotonic() + POLL_S


class _Module:
    """The module as the watch uses it."""

    def __init__(self, link: SerialLink, stopping: threading.Event) -> None:
        self._link = link
        self._stopping = stopping
        self._silent = 0

    def ready(self) -> bool:
        """Whether a module answers and says that it is in order."""
        try:
            return self._drive(is_ready())
        except CardError:
            return False

    def look(self, presence: SamPresence, *, probe: bool) -> None:
        """One look. Raises LinkError when the module has stopped answering, or says that it is out of order."""
        try:
            presence.on_find(self._drive(find()))
            if presence.blind and probe:
                presence.on_probe(self._drive(is_still_there()))
        except CardError as error:
            _log.info("serial-look-failed", detail=error.detail)
            self._silent += 1
            if error.kind is CardFault.NO_SERVICE or self._silent >= _SILENT_TRIES:
                raise LinkError(error.detail) from None
        else:
            self._silent = 0

    def read(self, job: _Job, presence: SamPresence) -> Recording:
        """The card's recording. Raises CardError; LinkError when the port is gone."""
        job.step()
        if presence.look != Look(True, job.placement.counter):
            raise CardError(CardFault.REMOVED, "no-such-card-now")
        if presence.was_read:
            raise CardError(CardFault.UNREADABLE, "sam-card-was-read-lift-and-lay-again")
        try:
            recording = drive(read_found(), lambda command: self._exchange(command, job), job.wait)
        except CardError as error:
            damaged = error.detail in DAMAGED
            presence.on_read(damaged)  # the module knows nothing of a line that has spoilt its answer
            verdict = self._verdict(error, has_left() if damaged else find_nothing())
            if verdict.kind is CardFault.REMOVED:
                presence.on_gone()
            raise verdict from None
        presence.on_read(True)
        return recording

    def _verdict(self, error: CardError, is_gone: Conversation[bool]) -> CardError:
        """A card that cannot be read because it is not there any more has been removed."""
        if error.kind is not CardFault.UNREADABLE:
            return error
        self._stopping.wait(POLL_S)
        try:
            return CardError(CardFault.REMOVED, error.detail) if self._drive(is_gone) else error
        except CardError:
            return error

    def _drive(self, conversation: Conversation[T]) -> T:
        return drive(conversation, self._link.exchange, self._stopping.wait)

    def _exchange(self, command: Command, job: _Job) -> Response:
        job.step()
        return self._link.exchange(command, lambda: _unless_given_up(job))


def _unless_given_up(job: _Job) -> None:
    if job.given_up:
        raise CardError(CardFault.CANCELLED, "given-up")
