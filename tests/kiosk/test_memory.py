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
