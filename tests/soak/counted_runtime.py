"""The runtime, which tells when everything that was posted has been dealt with and every effect has been carried out."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.parts import Parts
from kiosk.runtime import WORKERS, Runtime
from kiosk.session.events import Event, Tick
from kiosk.session.machine import Machine
from kiosk.workers import Task, Workers


class _Count:
    """Things begun and not ended. `changed` is told of every end."""

    def __init__(self, changed: threading.Condition) -> None:
        self._changed = changed
        self.open = 0

    def begin(self) -> None:
        with self._changed:
            self.open += 1

    def end(self) -> None:
        with self._changed:
            self.open -= 1
            self._changed.notify_all()


class _CountedWorkers(Workers):
    def __init__(self, count: int, name: str, tasks: _Count) -> None:
        super().__init__(count, name)
        self._open = tasks

    def do(self, task: Task) -> None:
        self._open.begin()

        def counted() -> None:
            task()
            self._open.end()

        super().do(counted)


class CountedRuntime(Runtime):
    """`changed` is notified whenever something has been dealt with."""

    def __init__(self, machine: Machine, parts: Parts, on_change: Callable[[Machine], None], clock: Callable[[], float]) -> None:
        self.changed = threading.Condition()
        self._posted, self._tasks = _Count(self.changed), _Count(self.changed)
        super().__init__(machine, parts, on_change, clock)
        self._workers = _CountedWorkers(WORKERS, "worker", self._tasks)

    @property
    def waiting_events(self) -> int:
        """Events not dealt with."""
        return self._posted.open

    @property
    def running_effects(self) -> int:
        """Effects not carried out to their end."""
        return self._tasks.open

    def post(self, event: Event) -> None:
        self._posted.begin()
        super().post(event)

    def _tick(self) -> float:
        now = self._clock()
        super()._step(Tick(now))
        return now

    def _step(self, event: Event) -> None:
        super()._step(event)
        self._posted.end()
