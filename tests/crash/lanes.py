"""The matrix on two lanes, each with an archive, a printer and kiosks of its own: most of a point's time is spent waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from tests.crash.life import Begin
from tests.crash.matrix import Bench, Result
from tests.crash.points import Point
from tests.crash.stage import Stage, stage_in
from tests.real.ipp_printer import name_service

T = TypeVar("T")


class Lanes:
    """Benches, of which whoever comes gets the next that is free."""

    def __init__(self, benches: Sequence[Bench]) -> None:
        self._free: SimpleQueue[Bench] = SimpleQueue()
        for bench in benches:
            self._free.put(bench)
        self._pool = ThreadPoolExecutor(len(benches), "lane")

    def tries(self, points: Sequence[Point]) -> dict[Point, Future[Result]]:
        """All of them, in this order."""
        return {point: self.do(lambda bench, point=point: bench.tries(point)) for point in points}  # type: ignore[misc]

    def do(self, work: Callable[[Bench], T]) -> Future[T]:
        """Has this done on a bench."""
        return self._pool.submit(self._with_bench, work)

    def close(self) -> None:
        """Forgets what has not begun and waits for what has."""
        self._pool.shutdown(cancel_futures=True)

    def _with_bench(self, work: Callable[[Bench], T]) -> T:
        bench = self._free.get()
        try:
            return work(bench)
        finally:
            self._free.put(bench)


@contextmanager
def lanes_in(folder: Path, count: int, begin: Callable[[Stage], Begin]) -> Iterator[Lanes]:
    """So many lanes; `begin` says how kiosks of a stage are started. Only in the private namespace."""
    with ExitStack() as stack:
        stack.enter_context(name_service(folder))
        benches = []
        for lane in range(count):
            place = folder / f"lane-{lane}"
            place.mkdir()
            stage = stack.enter_context(stage_in(place, lane))
            benches.append(Bench(stage, begin(stage)))
        lanes = Lanes(benches)
        stack.callback(lanes.close)
        yield lanes
