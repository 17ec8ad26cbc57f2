"""A job behind a CUPS queue: what may be made of what the queue says and what the printer itself shows. Pure.

A queue says "completed" when it has passed a job on, also when the printer was switched off in the middle; and it may send a job
again by itself. So the printer's own word counts, found by our token in its list of jobs, and only while it is certain that the
printer is still the one that was switched on before the job was handed over, and that it was sent the job once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from printing.job_status import JobState, JobStatus
from printing.witness import BOOT_TOLERANCE_S

QUIET_LOOKS: Final = 10  # looks after the queue has given a job up; its backend takes a second or two to stop sending


class Silent(Enum):
    """A side that gave no usable answer."""

    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Trail:
    """What has been seen of a job so far. `boot`: when the printer was switched on; `impressions`: its lifetime counter before the job.

    `first`: the job's id and time-at-creation at the printer, once it has been seen there; `page`: the pages it had put out then.
    `quiet`: looks at which the queue had given the job up and the printer showed nothing of it.
    """

    boot: float
    impressions: int | None
    first: tuple[int, int | None] | None = None
    page: int = 0
    quiet: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """One look at both. `queue`: None when it knows no such job. `device`: the printer's jobs of our name; the rest as in `Trail`."""

    queue: JobStatus | Silent | None
    device: tuple[JobStatus, ...]
    boot: float | None
    impressions: int | None


Verdict = JobStatus | None | Silent
"""What is to be taken for the job's status; None: nobody can tell any more."""


def judge(trail: Trail, look: Look) -> tuple[Trail, Verdict]:
    """The trail after one more look, and the job's status as far as the printer itself shows it."""
    if look.boot is None or look.boot - trail.boot > BOOT_TOLERANCE_S:
        return trail, None  # switched off and on: what came out before that is not in its list
    match look.device:
        case ():
            return _not_at_the_printer(trail, look)
        case (job,):
            return _at_the_printer(trail, look.queue, job)
        case _:
            return trail, None  # sent more than once


def _at_the_printer(trail: Trail, queue: JobStatus | Silent | None, job: JobStatus) -> tuple[Trail, Verdict]:
    identity, page = (job.id, job.created), job.impressions or 0
    if trail.first not in (None, identity) or page < trail.page:
        return trail, None  # another job under our name: the first one's pages are not in its count
    seen = replace(trail, first=identity, page=page)
    if job.state in (JobState.CANCELED, JobState.ABORTED):
        match queue:
            case Silent.SILENT | None:
                return seen, queue  # it may send the job again
            case JobStatus() if not queue.state.final:
                return seen, replace(job, state=JobState.PROCESSING)
    return seen, job


def _not_at_the_printer(trail: Trail, look: Look) -> tuple[Trail, Verdict]:
    if trail.first is not None:
        return trail, None  # the printer has forgotten it
    queue = look.queue
    match queue:
        case Silent.SILENT | None:
            return trail, queue
        case JobStatus(state=JobState.COMPLETED):
            return trail, replace(queue, impressions=None)  # it says so, and the printer knows of nothing
        case JobStatus() if not queue.state.final:
            return trail, replace(queue, state=JobState.PENDING, impressions=0)
    waited = replace(trail, quiet=trail.quiet + 1)
    if look.impressions != trail.impressions:
        return waited, None  # something came out; whose pages they are nobody can tell
    if waited.quiet < QUIET_LOOKS:
        return waited, replace(queue, state=JobState.PENDING, impressions=0)
    # CUPS leaves "processing-to-stop-point" on a job it has long given up; the looks above are what that word is for.
    return waited, replace(queue, impressions=0, keywords=())
