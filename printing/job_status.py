"""What a printer says of a job (RFC 8011 section 5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from printing.ipp_message import Attributes
from printing.pinned import COPIES, NUMBER_UP

JOB_ATTRIBUTES: Final = (
    "job-id",
    "job-name",
    "job-state",
    "job-state-reasons",
    "job-impressions-completed",
    "time-at-creation",
    COPIES,
    NUMBER_UP,
)

STILL_STOPPING: Final = "processing-to-stop-point"
"""A job-state-reason (RFC 8011 section 5.3.8): the job is canceled or aborted, and sheets may still come out."""


class JobState(IntEnum):
    """job-state (RFC 8011 section 5.3.7)."""

    UNKNOWN = 0
    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9

    @property
    def final(self) -> bool:
        """Whether the printer is done with the job, one way or the other."""
        return self >= JobState.CANCELED


@dataclass(frozen=True, slots=True)
class JobStatus:
    """What the printer says of a job. `impressions` is its own page counter (None: it has none, or counts other pages than ours).

    `created`: time-at-creation, in seconds of the printer's up-time.
    """

    id: int
    name: str | None
    state: JobState
    impressions: int | None
    keywords: tuple[str, ...] = ()
    created: int | None = None


def _job_state(value: int | None) -> JobState:
    try:
        return JobState(value or 0)
    except ValueError:
        return JobState.UNKNOWN


def job_status(said: Attributes, job_id: int) -> JobStatus:
    """What a job's group of attributes says. Of a job that the printer makes twice, or two pages to a side, no count is a paper's."""
    impressions = said.integer("job-impressions-completed")
    as_sent = all(said.integer(name) in (None, 1) for name in (COPIES, NUMBER_UP))
    return JobStatus(
        id=job_id,
        name=said.text("job-name"),
        state=_job_state(said.integer("job-state")),
        impressions=impressions if as_sent and impressions is not None and impressions >= 0 else None,
        created=said.integer("time-at-creation"),
        keywords=tuple(word for word in said.texts("job-state-reasons") if word != "none"),
    )
