"""What job-state-reasons (RFC 8011 section 5.3.8, PWG 5100.13) say beyond the job's state. Keywords nobody here knows say nothing."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Final


class Cause(Enum):
    """Why a printer ended a job, where somebody can do something about it."""

    CANCELLED = "cancelled"  # by somebody at the printer's panel, or from another computer
    DOCUMENT = "document"  # it could make nothing of the document


_CAUSES: Final = {
    "job-canceled-by-operator": Cause.CANCELLED,
    "job-canceled-at-device": Cause.CANCELLED,
    "job-canceled-by-user": Cause.CANCELLED,
    "document-format-error": Cause.DOCUMENT,
    "document-unprintable-error": Cause.DOCUMENT,
    "unsupported-document-format": Cause.DOCUMENT,
}

_DOUBTS: Final = frozenset(
    {
        "queued-in-device",  # the job went on to a device that cannot be followed: its counter is a guess
        "job-completed-with-errors",
        "errors-detected",
        "submission-interrupted",  # not all of the document came
        *(keyword for keyword, cause in _CAUSES.items() if cause is Cause.DOCUMENT),
    }
)


def doubted(keywords: Iterable[str]) -> bool:
    """Whether "completed" beside these does not mean that every page came as it was sent."""
    return not _DOUBTS.isdisjoint(keywords)


def cause_of(keywords: Iterable[str]) -> Cause | None:
    """Why the job was ended, as far as these tell."""
    return next((_CAUSES[keyword] for keyword in keywords if keyword in _CAUSES), None)
