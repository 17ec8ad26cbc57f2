"""Staff's word about a paper nobody has seen come out: first its job is called off, then the journal takes the word."""

from __future__ import annotations

import threading
from typing import Final

from kiosk.faults import JobOpen
from kiosk.journal import Journal, Row
from kiosk.problems import Code
from kiosk.session.values import Outcome
from printing.calling_off import call_off
from printing.ipp_message import IppError
from printing.printer import Printer

LOOK_S: Final = 0.5  # between two looks whether the job is given up; staff wait for the answer


def settle(journal: Journal, printer: Printer, number: str, outcome: Outcome) -> Row:
    """The row as it is then. Blocks for some seconds.

    Raises JobOpen, and nothing is written, while the printer holds a job of the paper that it does not give up: the paper would come out
    after all. A printer that does not answer keeps nobody from settling, for staff have looked; `kiosk.reconcile` calls the job off once
    the printer is back. Raises UnknownNumber and IllegalTransition as `Journal.settle`: no other paper's job is touched.
    """
    for row in journal.unconfirmed_rows():
        if row.number == number and row.job_name is not None and not _ended(printer, row.job_name):
            raise JobOpen(Code.PRINT_JOB_OPEN)
    return journal.settle(number, outcome)


def _ended(printer: Printer, job_name: str) -> bool:
    try:
        return call_off(printer, job_name, poll_s=LOOK_S, wait=threading.Event().wait)
    except IppError:
        return True
