"""Counters: visits and papers, today and since counting began."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.staff.answers import Counted
from kiosk.staff.asks import Ask
from kiosk.staff.happened import Happened


@dataclass(frozen=True, slots=True)
class Counters:
    """`told`: None until it is known."""

    told: Counted | None = None


def on(page: Counters, happened: Happened) -> tuple[Counters, tuple[Ask, ...]]:
    """What the page does with it."""
    return (Counters(happened), ()) if isinstance(happened, Counted) else (page, ())
