"""A number of which kiosk and archive say different things: how that is told, and how it is brought to an end. Pure.

A number ends once, as printed, delivered or void, and at the archive nothing leads back from there: a void number's quota may have been
used again, and whoever checks a paper is told what the archive says. So the kiosk's row gives way, after people have seen to the paper.
"""

from __future__ import annotations

from typing import Final

from kiosk.journal import Row, State

ENDED_THERE: Final = frozenset({"printed", "delivered", "void"})
"""The archive's statuses that nothing leads back from."""

_SETTLE: Final = "run_kiosk.py settle"


def said_here(row: Row) -> str:
    """What the kiosk says of the paper."""
    return row.outcome or row.state.value


def detail_of(row: Row, there: str | None) -> str:
    """What each side says. `there`: the archive's status; None: it could not be asked, or knows no such number."""
    theirs = f"the archive has it as {there}" if there else "where it stands there is not known"
    return f"{row.number or row.key}: here {said_here(row)}, and the archive refuses that ({row.refused}); {theirs}"


def remedy_for(row: Row, there: str | None) -> str:
    """What has to be done until the row closes."""
    number = row.number or row.key
    if row.state is State.UNCONFIRMED:
        if there not in ENDED_THERE:
            return f"Look for the paper and say what you found: `{_SETTLE} {number} printed` or `not-printed`."
        found = "not-printed" if there == "void" else "printed"
        return f"Look for the paper; `{_SETTLE} {number} {found}` agrees with the archive. Destroy a paper whose number is void there."
    if there == "void":
        return (
            "Whoever checks the paper is told that it is void, and that cannot be taken back: have it found and destroyed, "
            f"and a new one issued. Then `{_SETTLE} {number} as-archived` closes the row."
        )
    if there in ENDED_THERE:
        return (
            "The number stays valid at the archive: ask its operator why, and whether the paper is there. "
            f"Then `{_SETTLE} {number} as-archived` closes the row."
        )
    return (
        f"Have the archive's operator look into it and run `python -m archive settle {number} printed` or `void`, whichever was found. "
        f"The row then closes by itself, or with `{_SETTLE} {number} as-archived` where the two still differ."
    )
