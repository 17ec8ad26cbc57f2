"""How the process keeps memory that its threads have given back."""

from __future__ import annotations

import ctypes

_M_ARENA_MAX = -8  # malloc.h of glibc; mallopt(3)
ARENAS = 2
"""By default each of the kiosk's twenty threads comes to an arena of its own, and every page drawn on another worker leaves its hole
in another one: resident memory wanders by tens of megabytes, which the memory ceiling would take for growth."""


def few_arenas() -> None:
    """Has all threads share a few arenas. To be called before the first thread is started. Raises OSError."""
    if ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS) != 1:
        raise OSError("mallopt(M_ARENA_MAX) was refused")
