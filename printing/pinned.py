"""What a job states about itself so that nobody's default decides it: one copy, one page a side, no banner sheet (RFC 8011 section 5.2).

Somebody may have given the printer or its queue another default (`lpadmin -o copies-default=2`): a job that says nothing gets it, and a
certificate then comes twice, or two of its pages on one side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from printing.ipp_codec import IppTag
from printing.ipp_message import Attributes

Template = tuple[tuple[str, IppTag, Any], ...]
"""Job template attributes: name, tag and value."""

COPIES: Final = "copies"
NUMBER_UP: Final = "number-up"
JOB_SHEETS: Final = "job-sheets"

UNASKED: Final[Template] = ((COPIES, IppTag.INTEGER, 1),)
"""For a printer that has not said what it knows: of the three only copies is known to nearly every one."""

_PINNED: Final[Template] = (*UNASKED, (NUMBER_UP, IppTag.INTEGER, 1), (JOB_SHEETS, IppTag.KEYWORD, "none"))
PINNED_ATTRIBUTES: Final = tuple(f"{name}-{what}" for name, _, _ in _PINNED for what in ("supported", "default"))
"""What a printer is asked for."""


@dataclass(frozen=True, slots=True)
class Stray:
    """A default that is not what a certificate needs: the attribute's name, the printer's value, and ours."""

    name: str
    value: str
    wanted: str


def pinned_for(said: Attributes) -> Template:
    """What a job at this printer states. What a printer does not know it would refuse, for jobs are sent with fidelity."""
    return tuple(row for row in _PINNED if {f"{row[0]}-supported", f"{row[0]}-default"} & said.values.keys())


def strays_of(said: Attributes) -> tuple[Stray, ...]:
    """The defaults of this printer that a job which says nothing would suffer from. One it does not tell is none."""
    found: list[Stray] = []
    for name, tag, wanted in _PINNED:
        told = said.texts(f"{name}-default") if tag is IppTag.KEYWORD else tuple(map(str, said.integers(f"{name}-default")))
        if any(value != str(wanted) for value in told):  # CUPS has two job-sheets, one before and one after the job
            found.append(Stray(name, ",".join(told), str(wanted)))
    return tuple(found)
