"""How the process keeps memory: what its threads have given back, and when it looks for what can no longer be reached."""

from __future__ import annotations

import ctypes
import gc

_M_ARENA_MAX = -8  # malloc.h of glibc; mallopt(3)
ARENAS = 2
"""By default each of the kiosk's twenty threads comes to an arena of its own, and every page drawn on another worker leaves its hole
in another one: resident memory wanders by tens of megabytes, which the memory ceiling would take for growth."""


def few_arenas() -> None:
    """Has all threads share a few arenas. To be called before the first thread is started. Raises OSError."""
    if ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS) != 1:
        raise OSError("mallopt(M_ARENA_MAX) was refused")


MADE_SINCE = 200_000  # objects; the widgets of some twenty screens
"""By default Python looks through what was made after every 700 objects, and again and again through all there is: that took longer
than everything else in a change of screen."""


def put_off_collection() -> None:
    """While the kiosk starts nothing is given up. To be called first of all."""
    gc.disable()


def collect_rarely() -> None:
    """The kiosk is open: what there is now stays and is not looked through again. The rest is after each change of screen
    (`kiosk.app`), when nobody waits; should none come for long, Python still looks by itself."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_SINCE, 10, 10)
    gc.enable()
