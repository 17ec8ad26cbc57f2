"""Staff's word about a paper nobody has seen come out: its job is called off and the printer heard, then the journal takes it."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import Final

from kiosk.faults import JobOpen
from kiosk.journal import IllegalTransition, Journal, Row
from kiosk.problems import Code
from kiosk.session.values import Outcome
from printing.calling_off import call_off, look_back
from printing.ipp_message import IppError
from printing.printer import Printer

LOOK_S: Final = 0.5  # between two looks at the printer; staff wait for the answer


def settle(journal: Journal, printer: Printer, number: str, outcome: Outcome) -> Row:
    """The row as it is then. Blocks for some seconds.

    Raises JobOpen, and nothing is written, while the printer holds a job of the paper that it does not give up: the paper would come out
    after all. A printer that does not answer keeps nobody from settling, for staff have looked; `kiosk.reconcile` calls the job off once
    the printer is back. Where the printer itself tells what became of the paper, that counts: pages may have come since staff looked.

    Raises UnknownNumber and IllegalTransition as `Journal.settle`; no other paper's job is touched.
    """
    for row in journal.unconfirmed_rows():
        if row.number == number:
            _hear(journal, printer, row)
    return journal.settle(number, outcome)


def _hear(journal: Journal, printer: Printer, row: Row) -> None:
    if row.job_name is None or row.pages is None:
        return
    clock, wait = time.monotonic, threading.Event().wait
    try:
        if not call_off(printer, row.job_name, poll_s=LOOK_S, clock=clock, wait=wait):
            raise JobOpen(Code.PRINT_JOB_OPEN)
        seen = look_back(printer, row.job_name, row.pages, row.witness, poll_s=LOOK_S, clock=clock, wait=wait)
    except IppError:
        return
    told = Outcome(seen.outcome.value) if seen else Outcome.UNCONFIRMED
    if told is not Outcome.UNCONFIRMED:
        with suppress(IllegalTransition):  # the reconciliation has heard it too
            journal.settled(row.key, told, "seen-at-printer")
