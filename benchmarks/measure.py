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
