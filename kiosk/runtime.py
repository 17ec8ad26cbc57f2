"""Carries the visit: one thread takes events from one queue and advances the machine; workers carry out its effects.

Nothing else changes the machine, so every race is an order of events. No window here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue

import structlog

from idcard.reader import ReaderEvent
from kiosk.carrying_out import Hands
from kiosk.faults import KioskFault, place_of
from kiosk.health import Watch
from kiosk.kept_running import keep_running
from kiosk.parts import Chore, Parts
from kiosk.problems import Code
from kiosk.reader_events import translated
from kiosk.session import Machine, advance
from kiosk.session.events import Event, HealthChanged, Tick, UnconfirmedChanged
from kiosk.session.values import Part
from kiosk.workers import Workers

_log = structlog.get_logger(__name__)

TICK_S = 0.25  # a countdown in seconds must not be seen to jump
WORKERS = 6  # a print job holds one for minutes, and an abandoned request may hold another for seconds
UNCONFIRMED_EVERY_S = 1.0  # staff settle from another process and look at the screen while they do
FIRST_AGAIN_S = 1.0  # what must come before the first citizen and cannot be done yet is tried as often as staff look at the screen
STOP_S = 5.0  # above the watcher's own second; the service's stop limit is far above


class Runtime:
    """Drives `machine` with `parts`. `on_change` gets every new machine, on the session thread; it must not block.

    `clock` is monotonic seconds.
    """

    def __init__(
        self, machine: Machine, parts: Parts, on_change: Callable[[Machine], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._machine = machine
        self._parts = parts
        self._on_change = on_change
        self._clock = clock
        self._events: SimpleQueue[Event | None] = SimpleQueue()
        self._stopping = threading.Event()
        self._unconfirmed_lock = threading.Lock()
        self._reader = parts.open_reader(self._on_reader_event)
        self._reader_started = False
        self._hands = Hands(parts, self._reader, machine.rules, self.post, self._tell_unconfirmed)
        self._workers = Workers(WORKERS, "worker")
        self._session = self._thread("session", self._carry)
        self._start_up = threading.Thread(target=self._begin, name="start-up", daemon=True)
        self._watches = [self._thread("watch", partial(self._watch, watch)) for watch in parts.watches]
        self._chores = [self._thread(chore.name, partial(self._chore, chore)) for chore in parts.chores]

    @property
    def machine(self) -> Machine:
        """The newest machine."""
        return self._machine

    def start(self) -> None:
        """Begins. The parts count as not ready until they have been heard; the reader is opened only when the journal's open rows
        have been looked at, so that no citizen comes before that.
        """
        self.post(HealthChanged(Part.READER, Code.READER_MISSING))
        for watch in self._parts.watches:
            for event in watch.before():
                self.post(event)
        self._workers.start()
        for thread in (self._session, *self._watches, self._start_up):
            thread.start()

    def post(self, event: Event) -> None:
        """Has the event dealt with. From any thread."""
        self._events.put(event)

    def stop(self) -> None:
        """Ends every thread, within a few seconds. A paper in the printer stays in the journal for the next start."""
        self._stopping.set()
        for call in self._parts.on_stop:
            call()
        self._parts.archive.close()
        if self._reader_started:
            self._reader.stop()
        self._events.put(None)
        self._workers.stop()
        end = time.monotonic() + STOP_S
        left = [thread for thread in (self._session, self._start_up, *self._watches, *self._chores) if thread.ident is not None]
        for thread in left:
            thread.join(max(0.0, end - time.monotonic()))
        done = self._workers.join(max(0.0, end - time.monotonic()))
        if not done or any(thread.is_alive() for thread in left):
            _log.warning("threads-left", threads=[thread.name for thread in left if thread.is_alive()])

    def _carry(self) -> None:
        ticked = self._tick()
        while not self._stopping.is_set():
            if self._clock() - ticked >= TICK_S:
                ticked = self._tick()
            self._take()

    def _take(self) -> None:
        """Deals with the next event, or with a Tick when none comes. In a frame of its own, which holds nothing afterwards."""
        try:
            event = self._events.get(timeout=TICK_S)
        except Empty:
            return
        if event is not None:
            self._step(event)

    def _tick(self) -> float:
        now = self._clock()
        self._step(Tick(now))
        return now

    def _step(self, event: Event) -> None:
        try:
            before, (after, effects) = self._machine, advance(self._machine, event)
        except Exception as error:
            _log.error("advance-failed", happened=type(event).__name__, error=type(error).__name__, place=place_of(error))
            return
        self._machine = after
        if after.visits > before.visits:
            self._parts.staff.visit_began()
        for effect in effects:
            self._workers.do(lambda effect=effect, locale=after.locale: self._hands.carry_out(effect, locale))  # type: ignore[misc]
        if type(after.state) is not type(before.state):
            code = getattr(after.state, "problem", None)
            _log.info("screen", screen=after.state.screen, visit=after.visit_id, code=code.value if code else None)
        if after is not before:
            self._show(after)

    def _show(self, machine: Machine) -> None:
        try:
            self._on_change(machine)
        except Exception as error:
            _log.error("screen-failed", error=type(error).__name__, place=place_of(error))

    def _begin(self) -> None:
        """What must have happened before the first citizen, then everything that happens beside the visits."""
        for chore in self._parts.chores:
            while chore.first and not self._stopping.is_set() and not self._done(chore):
                self._stopping.wait(FIRST_AGAIN_S)
        self._tell_unconfirmed()
        if self._stopping.is_set():
            return
        for thread in self._chores:
            thread.start()
        self._reader_started = True
        self._reader.start()
        if self._stopping.is_set():
            self._reader.stop()  # `stop` may have come too early to see it
        keep_running(self._tell_again, "start-up", self._stopping.wait)

    def _tell_again(self) -> None:
        while not self._stopping.wait(UNCONFIRMED_EVERY_S):
            self._tell_unconfirmed()

    def _thread(self, name: str, work: Callable[[], None]) -> threading.Thread:
        return threading.Thread(target=keep_running, args=(work, name, self._stopping.wait), name=name, daemon=True)

    def _watch(self, watch: Watch) -> None:
        while not self._stopping.is_set():
            try:
                for event in watch.look():
                    self.post(event)
            except Exception as error:
                _log.error("watch-failed", error=type(error).__name__, place=place_of(error))
            self._stopping.wait(watch.every_s)

    def _chore(self, chore: Chore) -> None:
        while not self._stopping.is_set():
            self._done(chore)
            self._stopping.wait(chore.every_s)

    def _done(self, chore: Chore) -> bool:
        """Runs it once. Whether it could be done."""
        try:
            chore.run()
        except KioskFault as fault:
            _log.warning("chore-failed", chore=chore.name, code=fault.code.value)
            return False
        except Exception as error:
            _log.error("chore-failed", chore=chore.name, error=type(error).__name__, place=place_of(error))
            return False
        return True

    def _tell_unconfirmed(self) -> None:
        """Asked and told under one lock: an older answer must not overtake a newer one and lift a lock.

        A journal that cannot be read changes nothing here; its watch tells, and is the only one to tell that it is well again.
        """
        with self._unconfirmed_lock, suppress(KioskFault):
            self.post(UnconfirmedChanged(self._parts.journal.unconfirmed()))

    def _on_reader_event(self, event: ReaderEvent) -> None:
        self.post(translated(event))
