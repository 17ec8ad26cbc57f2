"""Prints the technician's test page on a printer and follows it to its outcome, as the kiosk does with a paper."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from kiosk.china_time import china_now
from printing import job
from printing.fonts import FontStack
from printing.formats import prepare
from printing.printer import Accepted, Printer
from printing.trial_page import PAGES, trial_page

POLL_S = 0.5


def try_page(
    printer: Printer, fonts: list[Path], kiosk_id: str, limit_s: float, on_progress: Callable[[job.Progress], None], poll_s: float = POLL_S
) -> job.Settlement:
    """What became of the page. Raises FontsMissing; blocks for `limit_s` seconds and some more at most."""
    pdf = trial_page(FontStack.find(fonts), kiosk_id, china_now())
    document, name, wait, clock = prepare(pdf, printer.status(), printer.media), uuid4().hex, threading.Event().wait, time.monotonic
    submission = job.hand_over(printer, document, name, poll_s=poll_s, clock=clock, wait=wait)
    match submission:
        case Accepted(job_id=job_id):
            settled = job.follow(
                printer, job_id, name, PAGES, limit_s=limit_s, poll_s=poll_s, clock=clock, wait=wait, on_progress=on_progress
            )
            printer.clear(job_id)
            return settled
        case refused_or_unknown:
            return job.settle_unaccepted(refused_or_unknown)
