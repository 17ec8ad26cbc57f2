"""What becomes of an issued number: a table of statuses and events, and nothing else (architecture section 4)."""

from __future__ import annotations

from enum import Enum, unique


@unique
class Status(Enum):
    """Where an issuing stands. PRINTED, DELIVERED and VOID are final: a number ends as one of them."""

    ISSUED = "issued"  # number registered and certificate filed, no document yet
    FILED = "filed"  # the signed document is here too
    UNCONFIRMED = "unconfirmed"  # handed to the printer, and nobody saw what came of it
    PRINTED = "printed"
    DELIVERED = "delivered"  # taken by phone, no paper seen
    VOID = "void"


@unique
class Outcome(Enum):
    """What the kiosk or staff report."""

    PRINTED = "printed"
    DELIVERED = "delivered"
    VOID = "void"
    UNCONFIRMED = "unconfirmed"


_AFTER: dict[tuple[Status, Outcome], Status] = {
    # Without a filed document nothing can have been printed or delivered.
    (Status.ISSUED, Outcome.VOID): Status.VOID,
    (Status.FILED, Outcome.PRINTED): Status.PRINTED,
    (Status.FILED, Outcome.DELIVERED): Status.DELIVERED,
    (Status.FILED, Outcome.UNCONFIRMED): Status.UNCONFIRMED,
    (Status.FILED, Outcome.VOID): Status.VOID,
    (Status.UNCONFIRMED, Outcome.UNCONFIRMED): Status.UNCONFIRMED,
    (Status.UNCONFIRMED, Outcome.PRINTED): Status.PRINTED,
    (Status.UNCONFIRMED, Outcome.DELIVERED): Status.DELIVERED,
    (Status.UNCONFIRMED, Outcome.VOID): Status.VOID,
    # A copy by phone is the same certificate: it is recorded beside the paper and takes nothing back.
    (Status.PRINTED, Outcome.PRINTED): Status.PRINTED,
    (Status.PRINTED, Outcome.DELIVERED): Status.PRINTED,
    (Status.DELIVERED, Outcome.DELIVERED): Status.DELIVERED,
    (Status.DELIVERED, Outcome.PRINTED): Status.PRINTED,
    # The citizen holds the copy already; a doubtful paper beside it puts nothing in doubt.
    (Status.DELIVERED, Outcome.UNCONFIRMED): Status.DELIVERED,
    (Status.VOID, Outcome.VOID): Status.VOID,
}


def after(status: Status, outcome: Outcome) -> Status | None:
    """The status after an outcome, or None where the status does not allow it."""
    return _AFTER.get((status, outcome))
