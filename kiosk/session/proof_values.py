"""Values of the second proof. Frozen, comparable, free of I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class ProofMethod(Enum):
    """A way of showing, beside the card, that one is its owner. The value is its name in configuration and contract."""

    CODE = "code"
    OFFICER = "officer"
    CAMERA = "camera"


class ProofStep(Enum):
    """What Proof waits for."""

    METHOD = "method"  # the citizen chooses one of several
    SENDING = "sending"  # the archive sends a code
    CODE = "code"  # the citizen types it
    CHECKING = "checking"  # the archive compares it
    ASKING = "asking"  # the archive gives a number for the officer
    OFFICER = "officer"  # the officer confirms
    CAMERA_CONSENT = "camera-consent"  # the citizen agrees to the comparison, which is asked for by itself
    CAMERA = "camera"  # the comparison on the device


class Verdict(Enum):
    """What the archive says of a typed code."""

    ACCEPTED = "accepted"
    WRONG = "wrong"
    DEAD = "dead"  # another one has to be sent
    LOCKED = "locked"  # nothing more is sent or compared


class Standing(Enum):
    """How the officer's word stands at the archive."""

    NONE = "none"
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code under way. `last_digits` of the phone on record; another may be sent from `again_at` on (monotonic seconds)."""

    last_digits: str
    again_at: float
    sends_left: int
    tries_left: int


CODE_DIGITS = 6
POLL_S = 1.5
"""Seconds between two questions whether the officer has confirmed: soon enough for somebody who looks at the screen."""
