"""A job that nobody follows any more: the printer is asked to give it up, and what it then says of it counts.

Nothing is ever printed here. Before a paper is declared dead its job has to be: a job that waits for paper outlives the visit, the kiosk's
process and the number, and would come out for whoever fills the tray.
"""

from __future__ import annotations

from typing import Final

from printing.job import COMPLETED_LOOKS, Clock, Ground, Outcome, Settlement, Wait, observe, settle, start
from printing.printer import Printer
from printing.witness import Witness

CALL_OFF_S: Final = 5.0  # a cancel is agreed to at once, and done when the page on its way has come; who asks may come back later


def call_off(printer: Printer, job_name: str, *, poll_s: float, clock: Clock, wait: Wait) -> bool:
    """Has the printer give up every job of that name. Whether it holds none any more that has not ended. Raises IppError."""
    begun, late = clock(), False
    while not printer.call_off(job_name):
        if late or wait(poll_s):
            return False
        late = clock() - begun >= CALL_OFF_S  # what was agreed to is looked at once more in any case
    return True


def look_back(
    printer: Printer, job_name: str, pages: int, witness: Witness | None = None, *, poll_s: float, clock: Clock, wait: Wait
) -> Settlement | None:
    """What the printer still knows of the job of that name; None while it has not said its last word. `witness`: it, before the job.

    Raises IppError.
    """
    progress = start(pages)
    for look in range(COMPLETED_LOOKS):
        if look and wait(poll_s):
            break
        found = printer.find(job_name, witness)
        if len(found) != 1:
            return Settlement(Outcome.UNCONFIRMED, Ground.FORGOTTEN, progress.page)
        progress = observe(progress, found[0], clock())
        if progress.ended or not found[0].state.final:
            break
    return settle(progress, printer.endpoint) if progress.ended else None
