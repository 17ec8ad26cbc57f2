"""A printer in memory that holds a job until it may print, with the ills of real ones: silence, late cancels, counters that lag."""

from __future__ import annotations

from dataclasses import replace

from printing.ipp_message import IppError, IppFault
from printing.job import COMPLETED_LOOKS
from printing.job_status import JobState, JobStatus
from printing.printer import Printer
from printing.witness import Witness

MOST_LAG = COMPLETED_LOOKS - 1
"""Looks a counter may lag behind: what lags longer than the kiosk looks nobody can see."""


class WaitingPrinter(Printer):
    """Holds the job `name` of `pages` pages. `feed` puts pages out while it lives; every look lets the counter catch up by one.

    `silent`: no answer, and it works on. `stubborn`: cancels are agreed to and not carried out.
    """

    def __init__(self, name: str, pages: int, lag: int = 0) -> None:
        super().__init__("ipp://localhost/", "device", "iso_a4_210x297mm")
        self.pages = pages
        self.out = 0
        self.silent = self.stubborn = False
        self._lag = self._behind = lag
        self._job = JobStatus(1, name, JobState.PROCESSING, 0)

    @property
    def ended(self) -> bool:
        return self._job.state.final

    def feed(self, sheets: int) -> None:
        """Somebody fills the tray: so many pages come, if there is a job for them."""
        for _ in range(0 if self.ended else sheets):
            self.out += 1
            if self.out == self.pages:
                self._end(JobState.COMPLETED)
                return

    def forget(self) -> None:
        """It is switched off and on."""
        self._job = replace(self._job, name="forgotten", state=JobState.ABORTED)

    def find(self, job_name: str, witness: Witness | None = None) -> tuple[JobStatus, ...]:
        del witness  # it is sent no job but by us
        if self.silent:
            raise IppError(IppFault.SILENT, request_sent=True)
        shown = self.out if self._behind == 0 else 0
        self._behind = max(0, self._behind - 1) if self.ended else self._lag
        return (replace(self._job, impressions=shown),) if job_name == self._job.name else ()

    def cancel(self, job_id: int) -> bool:
        assert job_id == self._job.id
        if self.silent:
            return False
        if not self.stubborn and not self.ended:
            self._end(JobState.CANCELED)
        return True

    def _end(self, state: JobState) -> None:
        self._job, self._behind = replace(self._job, state=state), self._lag
