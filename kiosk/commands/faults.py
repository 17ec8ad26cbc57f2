"""How commands say that a file of the technician's is wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterable

INVALID = 2
"""Exit status for what the caller has to correct."""


def complain(faults: Iterable[object]) -> int:
    """Prints the faults, one a line, to standard error. Returns INVALID."""
    for fault in faults:
        print(fault, file=sys.stderr)
    return INVALID
