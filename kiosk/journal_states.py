"""The states of an issuing in the journal, and which may follow which. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique


@unique
class State(Enum):
    """How far an issuing has come. Each is written before the next step is taken, so that a cut leaves the truth behind."""

    INTENDED = "intended"  # the key exists; the archive may or may not have heard of it
    REGISTERED = "registered"  # the archive gave a number
    RENDERED = "rendered"  # the page is drawn; a signature may have been asked for
    SIGNED = "signed"  # signed; the document may have been sent to the archive
    FILED = "filed"  # the archive holds the document
    OFFERED = "offered"  # a phone may fetch it at the archive, which alone knows whether one has
    HANDING_OVER = "handing-over"  # the printer may or may not have the job
    ACCEPTED = "accepted"  # the printer gave a job id
    DELIVERED = "delivered"  # the archive served all of it to a phone; it has to hear that the kiosk knows
    PRINTED = "printed"  # the printer was seen to complete every page; the archive has to be told
    NOT_PRINTED = "not-printed"  # the printer said so; the number has to be voided
    UNCONFIRMED = "unconfirmed"  # nobody saw; staff or the printer's history settle it
    VOID = "void"  # never handed to the printer; the number has to be voided
    CLOSED = "closed"  # the archive has taken the outcome


ALLOWED: dict[State, frozenset[State]] = {
    State.INTENDED: frozenset({State.REGISTERED, State.VOID}),
    State.REGISTERED: frozenset({State.RENDERED, State.VOID}),
    State.RENDERED: frozenset({State.SIGNED, State.VOID}),
    State.SIGNED: frozenset({State.FILED, State.VOID}),
    State.FILED: frozenset({State.HANDING_OVER, State.OFFERED, State.VOID}),
    # Either way only once: what was offered to a phone never goes to the printer.
    State.OFFERED: frozenset({State.DELIVERED, State.VOID}),
    # From here on nothing leads back: a paper is handed over at most once.
    State.HANDING_OVER: frozenset({State.ACCEPTED, State.PRINTED, State.NOT_PRINTED, State.UNCONFIRMED}),
    State.ACCEPTED: frozenset({State.PRINTED, State.NOT_PRINTED, State.UNCONFIRMED}),
    State.UNCONFIRMED: frozenset({State.PRINTED, State.NOT_PRINTED}),
    State.DELIVERED: frozenset({State.CLOSED}),
    State.PRINTED: frozenset({State.CLOSED}),
    State.NOT_PRINTED: frozenset({State.CLOSED}),
    State.VOID: frozenset({State.CLOSED}),
    State.CLOSED: frozenset(),
}
"""What may follow each state; `State` and this table are the same closed set (a test says so)."""

NEVER_SUBMITTED = frozenset({State.INTENDED, State.REGISTERED, State.RENDERED, State.SIGNED, State.FILED})
"""Nothing of these can have reached the printer."""

PERHAPS_SUBMITTED = frozenset({State.HANDING_OVER, State.ACCEPTED, State.UNCONFIRMED})
"""The printer has to be asked."""

AT_THE_ARCHIVE = frozenset({State.OFFERED})
"""The archive has to be asked."""

ENDED = frozenset({State.DELIVERED, State.PRINTED, State.NOT_PRINTED, State.VOID})
"""Decided; the archive has to be told."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the printer is given: its media type (application/pdf: the signed bytes themselves) and its SHA-256 (hex)."""

    format: str
    sha256: str


class IllegalTransition(Exception):
    """The journal refuses a step that must not follow. Holds states only."""

    def __init__(self, before: State | None, after: State) -> None:
        super().__init__(f"{before.value if before else 'no row'} -> {after.value}")
        self.before = before
        self.after = after


def check(before: State | None, after: State) -> None:
    """Raises IllegalTransition unless `after` may follow `before` (None: no row yet, which only INTENDED may follow)."""
    legal = after is State.INTENDED if before is None else after in ALLOWED[before]
    if not legal:
        raise IllegalTransition(before, after)
