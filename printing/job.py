"""What became of a print job: printed, not printed, or unconfirmed. The rules are a pure fold over what the printer said.

`start`, `observe` and `settle` know no clock, thread or socket; `hand_over` and `follow` are the thin layer that asks. The rules:

- PRINTED only when the printer itself was seen with the job completed and its page counter equal to our page count;
- NOT_PRINTED only when the printer ended the job (aborted, canceled) with its counter below our page count, or refused it;
- everything else is UNCONFIRMED: counters that are missing or do not fit, a job the printer has forgotten, silence, and a "completed"
  that the printer itself doubts (`printing.job_reasons`);
- counters lag behind the state: but for PRINTED, an end counts once several looks have shown the same of it;
- a job that is left before it has ended is called off first: whoever declares it dead must not meet its paper later;
- the first final word stands: a jam, a dead cable or a restart after it changes nothing;
- one missed query is nothing, three in a row are "unknown"; asking goes on until the printer has been silent for `SILENCE_S`;
- a queue passes on what it believes of the device, so its word is never better than UNCONFIRMED; more comes of it only where
  the device behind it can be asked itself (`printing.queue`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from printing.formats import Document
from printing.ipp_message import IppError
from printing.job_reasons import doubted
from printing.job_status import STILL_STOPPING, JobState, JobStatus
from printing.printer import Accepted, Endpoint, Printer, Refusal, Refused, Submission, Unknown
from printing.reasons import Reason

MISSES_UNKNOWN: Final = 3  # one missed query happens on any network; three in a row mean nobody knows
COMPLETED_LOOKS: Final = 3  # printers say that a job has ended a moment before their page counter has caught up
CANCEL_GRACE_S: Final = 15.0  # after Cancel-Job: a page on its way through the printer ends first
SILENCE_S: Final = 20.0  # without any answer: longer than a printer's pause between pages, as long as a citizen can be left standing
BUSY_S: Final = 30.0  # how long to wait for a printer that takes one job at a time and has another
SEARCH_S: Final = 10.0  # how long to look for a job whose acceptance was not heard


class Outcome(Enum):
    """What became of the paper."""

    PRINTED = "printed"
    NOT_PRINTED = "not-printed"
    UNCONFIRMED = "unconfirmed"


class Ground(Enum):
    """What the outcome rests on; for the journal and the technician."""

    ALL_PAGES = "all-pages"  # completed, every page counted
    ENDED_SHORT = "ended-short"  # aborted or canceled before the last page
    REFUSED = "refused"  # the printer never had the document
    COUNT_DIFFERS = "count-differs"  # ended, and the page counter does not fit
    NO_COUNT = "no-count"  # ended, and there is no page counter
    DOUBTED = "doubted"  # completed, and not to be taken at its word: it could not follow the job, or met errors
    LOST = "lost"  # sent, no answer, and no job of that name was found
    FORGOTTEN = "forgotten"  # the printer knows no such job: restarted, or its history is short
    SILENT = "silent"  # no answer to the last queries
    UNFINISHED = "unfinished"  # still not ended after limit, cancel and grace
    QUEUE = "queue"  # a queue's word for something only the device can know


@dataclass(frozen=True, slots=True)
class Missed:
    """A query that got no usable answer."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The printer answered that it has no such job, or has another one under that id."""


Observation = JobStatus | Missed | Forgotten


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been observed of a job of `pages` pages. `page`: the highest the printer has counted; `at`: when last heard of.

    `ground` is None until the printer has said its final word. `problem` is what holds the job up, as far as is known.
    `end`: the state and the counter it ended with, as last heard, and `looks`, how often in a row; `keywords`: its last reasons.
    `called_off`: the printer was asked to cancel it, so that a cancelled job says nothing of anybody else.
    """

    pages: int
    page: int = 0
    misses: int = 0
    looks: int = 0
    end: tuple[JobState, int | None] | None = None
    keywords: tuple[str, ...] = ()
    called_off: bool = False
    ground: Ground | None = None
    problem: Reason | None = None
    at: float | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing observed later can change the outcome."""
        return self.ground is not None

    @property
    def unknown(self) -> bool:
        """Whether the printer has been silent for so long that nothing can be said of the job."""
        return self.misses >= MISSES_UNKNOWN


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of the paper, and on what ground. `page`: pages known to have come out; `problem`: the last obstacle seen.

    `keywords` and `called_off` as in `Progress`: they explain an outcome and are no part of it.
    """

    outcome: Outcome
    ground: Ground
    page: int
    problem: Reason | None = None
    keywords: tuple[str, ...] = field(default=(), compare=False)
    called_off: bool = field(default=False, compare=False)


def start(pages: int) -> Progress:
    """A job of `pages` pages of which nothing has been observed. Raises ValueError below one page."""
    if pages < 1:
        raise ValueError("a job has at least one page")
    return Progress(pages)


def observe(progress: Progress, observation: Observation, now: float) -> Progress:
    """`progress` after one more observation at `now` (monotonic, seconds)."""
    if progress.ended:
        return progress
    match observation:
        case Missed():
            misses = progress.misses + 1
            return replace(progress, misses=misses, problem=Reason.OFFLINE if misses >= MISSES_UNKNOWN else progress.problem)
        case Forgotten():
            return replace(progress, misses=0, ground=Ground.FORGOTTEN, at=now)
        case JobStatus():
            return _heard(progress, observation, now)


def settle(progress: Progress, endpoint: Endpoint) -> Settlement:
    """What is known of the job if nothing more is ever observed."""
    ground = progress.ground or (Ground.SILENT if progress.misses else Ground.UNFINISHED)
    match ground:
        case Ground.ALL_PAGES:
            outcome = Outcome.PRINTED
        case Ground.ENDED_SHORT:
            outcome = Outcome.NOT_PRINTED
        case _:
            outcome = Outcome.UNCONFIRMED
    if endpoint is Endpoint.QUEUE and outcome is not Outcome.UNCONFIRMED:
        outcome, ground = Outcome.UNCONFIRMED, Ground.QUEUE
    problem = progress.problem if outcome is not Outcome.PRINTED else None
    return Settlement(outcome, ground, progress.page, problem, progress.keywords, progress.called_off)


def settle_unaccepted(submission: Refused | Unknown) -> Settlement:
    """The settlement of a document the printer is not known to have: refused is not printed, a lost answer is unconfirmed."""
    match submission:
        case Refused(reason=Refusal.UNREACHABLE):
            return Settlement(Outcome.NOT_PRINTED, Ground.REFUSED, 0, Reason.OFFLINE)
        case Refused():
            return Settlement(Outcome.NOT_PRINTED, Ground.REFUSED, 0)
        case Unknown():
            return Settlement(Outcome.UNCONFIRMED, Ground.LOST, 0)


def _heard(progress: Progress, status: JobStatus, now: float) -> Progress:
    page = max(progress.page, min(status.impressions or 0, progress.pages))
    problem = None if progress.unknown else progress.problem
    heard = replace(progress, page=page, misses=0, at=now, problem=problem, keywords=status.keywords)
    match status.state:
        case JobState.ABORTED | JobState.CANCELED if STILL_STOPPING in status.keywords:
            return replace(heard, end=None)
        case JobState.COMPLETED:
            return _ended(heard, status, _completed(status, progress.pages))
        case JobState.ABORTED | JobState.CANCELED:
            return _ended(heard, status, _stopped(status, page, progress.pages))
        case JobState.PENDING | JobState.HELD | JobState.PROCESSING | JobState.STOPPED | JobState.UNKNOWN:
            return replace(heard, end=None)


def _ended(heard: Progress, status: JobStatus, ground: Ground) -> Progress:
    """All pages are all pages; any other end may be told before the counter is right."""
    end = status.state, status.impressions
    looks = heard.looks + 1 if end == heard.end else 1
    final = ground is Ground.ALL_PAGES or looks >= COMPLETED_LOOKS
    return replace(heard, end=end, looks=looks, ground=ground if final else None)


def _completed(status: JobStatus, pages: int) -> Ground:
    if status.impressions != pages:
        return _misfit(status)
    return Ground.DOUBTED if doubted(status.keywords) else Ground.ALL_PAGES


def _stopped(status: JobStatus, page: int, pages: int) -> Ground:
    short = status.impressions is not None and max(status.impressions, page) < pages
    return Ground.ENDED_SHORT if short else _misfit(status)


def _misfit(status: JobStatus) -> Ground:
    return Ground.NO_COUNT if status.impressions is None else Ground.COUNT_DIFFERS


Clock = Callable[[], float]
"""Monotonic seconds."""

Wait = Callable[[float], object]
"""Waits so many seconds; a true result means: give up now (`threading.Event().wait` fits)."""


def hand_over(printer: Printer, document: Document, job_name: str, *, poll_s: float, clock: Clock, wait: Wait) -> Submission:
    """Gives the document to the printer, once.

    A printer that is busy with another job is asked again for a while (it has taken nothing). When the answer is lost, the
    printer is asked for a job of that name; Accepted if it has one, else `Unknown` remains.
    """
    begun = clock()
    while True:
        submission = printer.submit(document.data, job_name, document.format)
        match submission:
            case Refused(reason=Refusal.BUSY) if clock() - begun < BUSY_S and not wait(poll_s):
                continue
            case Unknown():
                return _search(printer, job_name, poll_s, clock, wait) or submission
            case _:
                return submission


def _search(printer: Printer, job_name: str, poll_s: float, clock: Clock, wait: Wait) -> Accepted | None:
    begun = clock()
    while True:
        try:
            found = printer.find(job_name)
        except IppError:
            found = ()
        if found:
            return Accepted(found[0].id)
        if clock() - begun >= SEARCH_S or wait(poll_s):
            return None


def follow(
    printer: Printer,
    job_id: int,
    job_name: str,
    pages: int,
    *,
    limit_s: float,
    poll_s: float,
    clock: Clock,
    wait: Wait,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Settlement:
    """Asks the printer about the job until it has ended; after `limit_s` the job is cancelled and what the printer then says counts.

    `job_name` must be what the printer calls the job: after a restart it gives the same ids to other jobs. `on_progress` is
    called whenever something changed. Returns at the latest `CANCEL_GRACE_S` (and some queries) after the limit, or when the printer has
    been silent for `SILENCE_S`. A job that has not ended by then is called off once more: nobody is left to take its paper.
    """
    begun = clock()
    progress = start(pages)
    while True:
        seen = _look(printer, progress, job_id, job_name, clock())
        if _shown(seen) != _shown(progress):
            on_progress(seen)
        progress = seen
        now = clock()
        elapsed, silent = now - begun, now - (begun if progress.at is None else progress.at)
        if progress.ended or silent >= SILENCE_S or elapsed >= limit_s + CANCEL_GRACE_S:
            return _left(printer, job_name, progress)
        if elapsed >= limit_s and not progress.called_off and not progress.misses:  # unheard, the id may be another job's by now
            progress = replace(progress, called_off=printer.cancel(job_id))
        if wait(poll_s):
            return _left(printer, job_name, progress)


def _left(printer: Printer, job_name: str, progress: Progress) -> Settlement:
    """A printer that does not hear the cancel now is asked again by whoever has to settle the paper."""
    if not progress.ended:
        with suppress(IppError):
            printer.call_off(job_name)
    return settle(progress, printer.endpoint)


def _look(printer: Printer, progress: Progress, job_id: int, job_name: str, now: float) -> Progress:
    try:
        status = printer.job(job_id)
    except IppError:
        return observe(progress, Missed(), now)
    if status is None or status.name != job_name:
        return observe(progress, Forgotten(), now)
    seen = observe(progress, status, now)
    return seen if seen.ended else replace(seen, problem=_obstacle(printer, seen))


def _obstacle(printer: Printer, progress: Progress) -> Reason | None:
    """What holds the job up; a printer that answers one query and not the next has no new obstacle."""
    said = printer.status()
    return progress.problem if Reason.OFFLINE in said.reasons or Reason.UNKNOWN in said.reasons else said.obstacle


def _shown(progress: Progress) -> tuple[object, ...]:
    return progress.page, progress.ended, progress.unknown, progress.problem
