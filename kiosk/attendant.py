"""Calls people, through the programs that the technician configured (a lamp, a horn, the desk): whoever leaves something behind, and
staff, when a citizen asks for them.

What was left also stands in the log, so that a card that was found and locked away can be accounted for.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Event, Thread

import structlog

from config.devices import SignalsTable
from kiosk.kept_running import keep_running
from kiosk.left_behind import Call, Left, Waiting, card_waits, paper_waits
from kiosk.session.machine import Machine

_log = structlog.get_logger(__name__)

LOOK_S = 1.0
_PROGRAM_S = 5.0  # a lamp is switched in milliseconds; a program that hangs must not hold up the next call
_EMPTY, _HOLDS = 0, 1  # exit statuses of the tray's sensor; any other is no word

Run = Callable[[Sequence[str]], int | None]


def run_program(command: Sequence[str]) -> int | None:
    """The exit status of the program, which gets nothing to read and whose words go nowhere; None when it cannot be run or hangs."""
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_PROGRAM_S, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        _log.warning("signal-failed", error=type(error).__name__)
        return None


class Attendant:
    """`machine` gives the newest machine. Looks and runs programs on a thread of its own."""

    def __init__(
        self, table: SignalsTable, machine: Callable[[], Machine], run: Run = run_program, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._commands = {Left.CARD: table.card_left, Left.PAPER: table.paper_left}
        self._sensor = table.tray_sensor
        self._help = table.help
        self._called = False
        self._machine = machine
        self._run = run
        self._clock = clock
        self._waiting = {left: Waiting() for left in Left}
        self._calls: SimpleQueue[tuple[str, ...] | None] = SimpleQueue()
        self._stopping = Event()
        self._threads = [
            Thread(target=keep_running, args=(work, "attendant", self._stopping.wait), name="attendant", daemon=True)
            for work in (self._watch, self._call)
        ]

    def start(self) -> None:
        """Begins to look."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends within a few seconds."""
        self._stopping.set()
        self._calls.put(None)

    def look(self) -> None:
        """One look at card, tray and whether somebody is called for, and what follows from it."""
        machine = self._machine()
        if machine.called != self._called:
            self._called = machine.called
            _log.info("help-called" if self._called else "help-over")
            self._calls.put((*self._help, (Call.CALL if self._called else Call.OVER).name.lower()))
        lies = {Left.CARD: card_waits(machine), Left.PAPER: paper_waits(machine, self._tray())}
        for left, waiting in self._waiting.items():
            self._waiting[left], calls = waiting.look(lies[left], self._clock())
            for call in calls:
                self._make(left, call)

    def make_calls(self) -> None:
        """Runs the programs that are waiting to be run."""
        while True:
            try:
                command = self._calls.get_nowait()
            except Empty:
                return
            if command is not None:
                self._run(command)

    def _make(self, left: Left, call: Call) -> None:
        if call is Call.STAFF:
            _log.warning("left-behind", happened=left.value)
        if call is Call.OVER:
            _log.info("left-behind-taken", happened=left.value)
        if self._commands[left]:
            self._calls.put((*self._commands[left], call.name.lower()))

    def _tray(self) -> bool | None:
        if not self._sensor:
            return None
        match self._run(self._sensor):
            case status if status == _EMPTY:
                return False
            case status if status == _HOLDS:
                return True
            case _:
                return None

    def _watch(self) -> None:
        while not self._stopping.wait(LOOK_S):
            self.look()

    def _call(self) -> None:
        while (command := self._calls.get()) is not None:
            self._run(command)
