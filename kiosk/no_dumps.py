"""A crash leaves nothing of a citizen behind: no core dump, no memory for other processes to read, tracebacks without values."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import resource

_PR_SET_DUMPABLE = 4  # linux/prctl.h


def forbid_dumps() -> None:
    """No core file and none for a handler in a pipe either, which does not ask the limit (core(5)). Raises OSError.

    A fatal signal, the watchdog's included, still says in which functions the threads were: file, line and name, never a value.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    faulthandler.enable()
