"""What a citizen thought (好差评): one touch at the end of a visit, thanks in place. It holds nothing up."""

from __future__ import annotations

from dataclasses import replace

from kiosk.session.effects import Rate
from kiosk.session.machine import Machine, Step
from kiosk.session.states import Collect, Phone
from kiosk.session.values import Ending, Listed

LEVELS = (5, 4, 3, 2, 1)
"""非常满意, 满意, 基本满意, 不满意, 非常不满意, in the order in which they are shown (国办发〔2019〕51号)."""

SEVERAL = "several"
"""The kind of a visit that had papers of several kinds."""

SLIP = "slip"
"""The kind of a visit that had a slip only."""

MOST_LISTED = 3
"""Lines of the list at the end beside which nothing else is asked: a longer one fills the screen in large letters."""

_RATE = "rate:"


def names() -> tuple[str, ...]:
    """The controls, the best level first."""
    return tuple(f"{_RATE}{level}" for level in LEVELS)


def asked(listed: tuple[Listed, ...]) -> bool:
    """Whether it is asked at all: not of somebody who has to read first what did not come, and why."""
    return len(listed) <= MOST_LISTED and all(line.ending in (Ending.PRINTED, Ending.DELIVERED) for line in listed)


def is_rating(control: str) -> bool:
    """Whether a control is one of these."""
    return control.startswith(_RATE)


def rated(machine: Machine, state: Collect | Phone, control: str, kinds: tuple[str | None, ...]) -> Step:
    """The first touch counts; there are thanks then and nothing more to touch."""
    level = int(control.removeprefix(_RATE))
    return replace(machine, state=replace(state, rated=level)), (Rate(kind_of(kinds), level),)


def kind_of(kinds: tuple[str | None, ...]) -> str:
    """What a rating is counted under; None stands for a slip."""
    papers = {kind for kind in kinds if kind is not None}
    return SLIP if not papers else papers.pop() if len(papers) == 1 else SEVERAL
