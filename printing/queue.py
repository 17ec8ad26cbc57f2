"""A CUPS queue as a printer, with the printer behind it as the witness (`printing.queue_job` has the rules)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from printing.formats import DocumentFormat
from printing.ipp_message import IppError, IppFault
from printing.job_status import JobState, JobStatus
from printing.printer import Endpoint, Printer, Refusal, Refused, Submission
from printing.printer_status import PrinterState, PrinterStatus
from printing.queue_job import Look, Silent, Trail, judge
from printing.reasons import Reason
from printing.witness import Witness, vouches

ASKED_BEFORE: Final = 3  # one missed query is nothing

Clock = Callable[[], float]
"""Seconds: monotonic, or since 1970."""


def printer_at(uri: str, endpoint: Endpoint | str, media: str, device_uri: str | None = None, ca_file: Path | None = None) -> Printer:
    """The printer at `uri`; with `device_uri`, a queue there whose printer can be asked itself. Raises ValueError for a wrong URI."""
    if Endpoint(endpoint) is Endpoint.QUEUE and device_uri is not None:
        return QueuedPrinter(uri, device_uri, media, ca_file)
    return Printer(uri, endpoint, media, ca_file)


class QueuedPrinter(Printer):
    """As `Printer`: jobs go to the queue at `uri`, and count as what the printer at `device_uri` shows of them.

    Follows one job at a time, the last one submitted. Jobs of an earlier run are only looked for (`find`).
    """

    def __init__(
        self,
        uri: str,
        device_uri: str,
        media: str,
        ca_file: Path | None = None,
        clock: Clock = time.monotonic,
        wall_clock: Clock = time.time,
    ) -> None:
        super().__init__(uri, Endpoint.QUEUE, media, ca_file)
        self.endpoint = Endpoint.DEVICE  # the device's word is what `job` and `find` return
        self._queue = Printer(uri, Endpoint.QUEUE, media, ca_file)
        self._device = Printer(device_uri, Endpoint.DEVICE, media, ca_file)
        self._clock = clock
        self._wall_clock = wall_clock
        self._lock = threading.Lock()
        self._token: str | None = None
        self._trail = Trail(0.0, None)

    def status(self) -> PrinterStatus:
        """What the printer says of paper, toner and faults, and the queue of whether it passes jobs on. Never raises."""
        queue = self._queue.status()
        if queue.state is PrinterState.UNKNOWN:
            return queue
        device = self._device.status()
        if device.state is PrinterState.UNKNOWN:
            return device
        stopped = (Reason.QUEUE_STOPPED,) if Reason.QUEUE_STOPPED in queue.reasons else ()
        keywords = tuple(dict.fromkeys((*queue.keywords, *device.keywords)))
        strays = tuple(dict.fromkeys((*queue.strays, *device.strays)))
        return replace(
            device,
            reasons=(*stopped, *device.reasons),
            strays=strays,
            formats=queue.formats,
            pwg=queue.pwg,
            urf=queue.urf,
            keywords=keywords,
        )

    def submit(self, data: bytes, job_name: str, document_format: DocumentFormat = DocumentFormat.PDF) -> Submission:
        """As `Printer.submit`, once the printer behind the queue has been heard: nothing is sent that nobody could follow."""
        trail = self._begin()
        if trail is None:
            return Refused(Refusal.UNREACHABLE)
        with self._lock:
            self._token, self._trail = job_name, trail
        return self._queue.submit(data, job_name, document_format)

    def job(self, job_id: int) -> JobStatus | None:
        """What the printer shows of the job; None when nobody can tell any more. Raises IppError when too little is heard."""
        with self._lock:
            token, trail = self._token, self._trail
        if token is None:
            return None
        queue = self._ask_queue(job_id)
        device = self._device.find(token)
        said = self._device.status()
        trail, verdict = judge(trail, Look(queue, device, self._boot(said), said.impressions))
        with self._lock:
            self._trail = trail
        if isinstance(verdict, Silent):
            raise IppError(IppFault.SILENT, request_sent=True)
        return verdict and self._queue.believed(verdict)

    def witness(self) -> Witness | None:
        """When the printer was switched on and what it has counted; None when it does not tell."""
        said = self._heard()
        return None if said is None or said.up_s is None else Witness(round(self._wall_clock() - said.up_s), said.impressions)

    def find(self, job_name: str, witness: Witness | None = None) -> tuple[JobStatus, ...]:
        """The jobs of that name at the queue, under its ids, each as the printer shows it. Raises IppError.

        None, where queue and printer do not show one job each: the printer may have forgotten an attempt, or the queue may begin another.
        Unless `witness` vouches for the printer, no count of a job that has ended is told.
        """
        queued, shown = self._queue.find(job_name), self._device.find(job_name)
        match queued, shown:
            case (queue,), ():
                return (replace(queue, impressions=None) if queue.state.final else replace(queue, state=JobState.PENDING, impressions=0),)
            case (queue,), (device,):
                state = JobState.PROCESSING if device.state.final and not queue.state.final else device.state
                sure = not state.final or vouches(witness, self.witness(), device.impressions)
                found = replace(device, id=queue.id, state=state, impressions=device.impressions if sure else None)
                return (self._queue.believed(found),)
            case _:
                return ()

    def cancel(self, job_id: int) -> bool:
        """Asks the queue to give the job up; it tells the printer."""
        return self._queue.cancel(job_id)

    def call_off(self, job_name: str) -> bool:
        """First the queue, which would send the job again, then what of it has come to the printer."""
        return self._queue.call_off(job_name) and self._device.call_off(job_name)

    def clear(self, job_id: int) -> None:
        """Has the queue drop the job with its document, and whatever it still meant to do with it."""
        self._queue.clear(job_id)

    def _begin(self) -> Trail | None:
        said = self._heard()
        boot = None if said is None else self._boot(said)
        return None if said is None or boot is None else Trail(boot, said.impressions)

    def _heard(self) -> PrinterStatus | None:
        """What the printer says, once it says for how long it has been on."""
        for _ in range(ASKED_BEFORE):
            said = self._device.status()
            if said.up_s is not None:
                return said
        return None

    def _boot(self, said: PrinterStatus) -> float | None:
        return None if said.up_s is None else self._clock() - said.up_s

    def _ask_queue(self, job_id: int) -> JobStatus | Silent | None:
        try:
            return self._queue.job(job_id)
        except IppError:
            return Silent.SILENT
