"""What a process takes: memory, file handles, threads, and what keeps growing."""

from __future__ import annotations

import ctypes
import gc
import os
import re
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median

_libc = ctypes.CDLL("libc.so.6")


@dataclass(frozen=True, slots=True)
class Sample:
    """After so many visits: resident memory in kB (`anonymous`: without what is mapped from files), handles, threads.

    `blocks`: pieces of memory that Python's objects hold; `heap`: kB that everything else holds of what `malloc` gave (mallinfo2(3)).
    What is resident beyond those is holes that nothing has come to fit.
    """

    visits: int
    resident: int
    anonymous: int
    blocks: int
    heap: int
    handles: int
    threads: int


class _MallInfo(ctypes.Structure):
    """struct mallinfo2 of glibc's malloc.h, bytes."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    ]


_libc.mallinfo2.restype = _MallInfo


def _heap_kb() -> int:
    info = _libc.mallinfo2()
    return int(info.uordblks + info.hblkhd) // 1024


def take(visits: int) -> Sample:
    """What this process takes now, with nothing kept that could be given back."""
    gc.collect()
    _libc.malloc_trim(0)
    said = Path("/proc/self/status").read_text(encoding="ascii")
    memory = {name: int(value) for name, value in re.findall(r"^(\w+):\s+(\d+) kB$", said, re.MULTILINE)}
    kernel = int(re.findall(r"^Threads:\s+(\d+)$", said, re.MULTILINE)[0])
    handles, threads = len(os.listdir("/proc/self/fd")), max(kernel, threading.active_count())
    return Sample(visits, memory["VmRSS"], memory["RssAnon"], sys.getallocatedblocks(), _heap_kb(), handles, threads)


def caches() -> dict[str, tuple[int, int | None]]:
    """How many entries each cache of the kiosk's own modules has, and how many it may have (None: as many as come)."""
    found = {}
    for module in [module for name, module in sorted(sys.modules.items()) if name.split(".")[0] in ("kiosk", "printing", "idcard")]:
        for name, value in vars(module).items():
            if getattr(value, "__module__", None) == module.__name__ and hasattr(value, "cache_info"):
                info = value.cache_info()
                found[f"{module.__name__}.{name}"] = (info.currsize, info.maxsize)
    return found


def growth(samples: Sequence[Sample], what: str) -> int | None:
    """kB, or blocks, a thousand visits: the median of the slopes between all pairs (Theil-Sen), which a few odd samples do not move.

    None where there are not two samples.
    """
    slopes = [(getattr(b, what) - getattr(a, what)) / (b.visits - a.visits) for a, b in combinations(samples, 2)]
    return round(1000 * median(slopes)) if slopes else None
