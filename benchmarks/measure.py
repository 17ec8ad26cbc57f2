"""Medians and ratios."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """`what` took `seconds`; `beside` took `beside_seconds` in the same run, in turn with it."""

    what: str
    beside: str
    seconds: float
    beside_seconds: float
    ratio: float

    def __str__(self) -> str:
        beside = f"{self.ratio:6.2f} x {self.beside} ({self.beside_seconds * 1000:.3f} ms)"
        return f"{self.what:<55} {self.seconds * 1000:9.3f} ms  = {beside}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value that stands for itself: a size, a memory, a time."""

    what: str
    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.what:<55} {self.value:9.1f} {self.unit}"


def figure(what: str, value: float, unit: str) -> Figure:
    """A figure, to a thousandth."""
    return Figure(what, round(value, 3), unit)


def compare(what: str, work: Callable[[], object], beside: str, yardstick: Callable[[], object], rounds: int) -> Ratio:
    """The two in turn, `rounds` times after one round that is not counted; medians, and the median of the ratios pair by pair."""
    pairs = [(_timed(work), _timed(yardstick)) for _ in range(rounds + 1)][1:]
    return Ratio(
        what,
        beside,
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
