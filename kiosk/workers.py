"""A few threads that carry out tasks. Daemons, so that a hung one never keeps the process alive."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

from kiosk.kept_running import keep_running

Task = Callable[[], None]


class Workers:
    """`count` threads taking tasks in order. A task that raises costs its thread a pause; whatever it refers to is let go when it ends."""

    def __init__(self, count: int, name: str) -> None:
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._run, args=(f"{name}-{number}",), name=f"{name}-{number}", daemon=True)
            for number in range(1, count + 1)
        ]

    def start(self) -> None:
        """Begins to work."""
        for thread in self._threads:
            thread.start()

    def do(self, task: Task) -> None:
        """Has the task done as soon as a thread is free."""
        self._tasks.put(task)

    def stop(self) -> None:
        """No more tasks after those given so far."""
        for _ in self._threads:
            self._tasks.put(None)

    def join(self, limit_s: float) -> bool:
        """Waits for the threads to end, for at most `limit_s`. Whether all have."""
        end = time.monotonic() + limit_s
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self, name: str) -> None:
        keep_running(self._work, name, threading.Event().wait)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()
            del task  # else it would hold a citizen's data until the next one comes
