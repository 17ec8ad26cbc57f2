"""`make crash`: every point of the matrix, with the kiosk's real window and reader; writes docs/crash-matrix.md when all is well.

`--windowless` does the same with the runtime alone, on two lanes, as the tests do. Words behind it: only points whose name holds one of
them, and no page is written then.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

from demo_kiosk import ROOT

from tests.crash import table
from tests.crash.lanes import lanes_in
from tests.crash.life import Begin, Windowless
from tests.crash.matrix import Result
from tests.crash.points import POINTS
from tests.crash.stage import Nursery, Stage
from tests.crash.with_window import with_window


def main() -> int:
    """Runs it. Returns 0, 1 when a point is not as it should be."""
    asked = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    asked.add_argument("--windowless", action="store_true", help="the runtime alone, on two lanes")
    asked.add_argument("words", nargs="*", help="only points whose name holds one of them")
    wishes = asked.parse_args()
    began = time.monotonic()
    (ROOT / ".run").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="crash-", dir=ROOT / ".run"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        begin = _windowless(stack) if wishes.windowless else with_window(stack, folder)
        good, bad = _run(folder, 2 if wishes.windowless else 1, begin, wishes.words)
    took = time.monotonic() - began
    print(f"{len(good)} points as they should be, {bad} not, in {took:.0f} s")
    if not bad and not wishes.words:
        how = "the runtime without a window" if wishes.windowless else "run_kiosk.py's kiosk with its window, a real pcscd and real touches"
        table.PAGE.write_text(table.written(good, how, datetime.now().astimezone().date(), took), encoding="utf-8")
    return 1 if bad else 0


def _run(folder: Path, lanes: int, begin: Callable[[Stage], Begin], words: list[str]) -> tuple[list[Result], int]:
    points = [point for point in POINTS if not words or any(word in point.name for word in words)]
    good, bad = [], 0
    with lanes_in(folder, lanes, begin) as running:
        for point, result in running.tries(points).items():
            try:
                good.append(result.result())
                print(f"ok     {point.name}", flush=True)
            except AssertionError as error:
                bad += 1
                print(f"WRONG  {error}", flush=True)
    return good, bad


def _windowless(stack: ExitStack) -> Callable[[Stage], Begin]:
    nursery = Nursery()
    stack.callback(nursery.close)
    return lambda _stage: partial(Windowless, nursery)


if __name__ == "__main__":
    sys.exit(main())
