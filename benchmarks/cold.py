"""A process of its own for one engine: how long from its start to the first paper, and how much memory it then has.

`python -m benchmarks.cold ENGINE FOLDER` prints both as JSON; FOLDER holds a prepared sheet.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from pathlib import Path


def main() -> None:
    """Imports, first paper, then nine more."""
    began = time.perf_counter()
    from benchmarks.rivals.engines import ENGINES

    folder = Path(sys.argv[2])
    sheets = pickle.loads((folder / "sheets.pickle").read_bytes())
    ready = time.perf_counter()
    run = ENGINES[sys.argv[1]](folder)
    run(sheets[0])
    first = time.perf_counter() - ready
    for sheet in sheets[1:]:
        run(sheet)
    print(json.dumps({"imports": ready - began, "first": first, "peak": _peak()}))


def _peak() -> int:
    """The most memory that this process had, in bytes; of the program alone, not of the one that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


if __name__ == "__main__":
    main()
