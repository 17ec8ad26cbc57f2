"""Ranges of months: how far back a dataset reaches, and which days two months mean."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from archive.datasets.model import Asked, Query, Span

LOOK_BACK_YEARS = 5  # where the operator set nothing: what the 2012 rules on exit and entry records allow (certificates.md 2.8)
_MONTH = re.compile(r"([1-9][0-9]{3})-(0[1-9]|1[0-2])")


def reach(asked: Asked, dataset: str) -> Span:
    """From the first of this month so many years ago until today."""
    today = asked.today
    return Span(date(today.year - asked.look_back.get(dataset, LOOK_BACK_YEARS), today.month, 1), today)


def picked_span(query: Query, source: str, otherwise: Span) -> Span:
    """The span the citizen picked, or the whole reach where the definition does not ask."""
    return query.months.get(source, otherwise)


def read(values: Sequence[str], within: Span) -> Span | None:
    """The days of two months, "YYYY-MM" each; None for anything but two months in order and within reach. Never later than its end."""
    found = [_MONTH.fullmatch(value) for value in values]
    if len(found) != 2 or found[0] is None or found[1] is None:
        return None
    first, last = (date(int(match[1]), int(match[2]), 1) for match in (found[0], found[1]))
    if not within.earliest <= first <= last <= within.latest:
        return None
    return Span(first, min(last.replace(day=monthrange(last.year, last.month)[1]), within.latest))


def month(day: date) -> str:
    """The month a day lies in, as "YYYY-MM"."""
    return f"{day:%Y-%m}"
