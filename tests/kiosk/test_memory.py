"""Threads share a few arenas, so that resident memory means what the kiosk uses."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import ctypes, threading
{prepare}
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(16)
def work():
    together.wait()
    for _ in range(200):
        libc.malloc(4096)
    together.wait()
threads = [threading.Thread(target=work) for _ in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc.fdopen.restype = ctypes.c_void_p
stream = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, stream)
libc.fflush(stream)
"""


def _arenas(prepare: str) -> int:
    program = PROGRAM.format(prepare=prepare)
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return ran.stdout.count("<heap nr=")


def test_threads_share_a_few_arenas() -> None:
    assert _arenas("from kiosk.memory import few_arenas; few_arenas()") <= 2
    assert _arenas("") > 2


def test_nothing_is_collected_while_the_kiosk_starts_and_what_it_started_with_is_never_looked_through_again() -> None:
    program = """
import gc
from kiosk.memory import collect_rarely, put_off_collection
put_off_collection()
started = [[] for _ in range(200_000)]
print(max(turn["collections"] for turn in gc.get_stats()[1:]))
collect_rarely()
print(gc.isenabled(), any(one is started for one in gc.get_objects()))
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    collections, opened = ran.stdout.splitlines()
    assert int(collections) < 10  # those of Python's own start
    assert opened == "True False"


def test_what_cannot_be_reached_any_more_is_given_up_at_last_without_being_told() -> None:
    program = """
import gc, weakref
from kiosk.memory import MADE_SINCE, collect_rarely
class Knot: pass
collect_rarely()
knot = Knot(); knot.itself = knot; gone = weakref.ref(knot); del knot
kept = [[] for _ in range(2 * MADE_SINCE)]
print(gone() is None)
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "True"
