"""Counts visits and papers, for as long as the kiosk stands: numbers and days, and nothing about a citizen.

Papers are counted from the journal's steps, each once, so that neither a crash nor a paper that is settled weeks later is missed or
counted twice. Visits are counted as they begin; those of the last seconds before a power cut are lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from kiosk import kept
from kiosk.china_time import CHINA, china_today
from kiosk.journal_states import State

_COUNTED = {State.PRINTED.value: "printed", State.NOT_PRINTED.value: "void", State.VOID.value: "void", "delivered": "phone"}
"""The steps that decide what became of a paper, and what each is counted as."""

MOST_AT_ONCE = 5000  # steps; far more than a day has


class Count(BaseModel):
    """So many of each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    visits: int = Field(default=0, ge=0)
    printed: int = Field(default=0, ge=0)
    void: int = Field(default=0, ge=0)
    phone: int = Field(default=0, ge=0)

    def and_one(self, what: str, count: int = 1) -> Count:
        """With `count` more of `what`."""
        return self.model_copy(update={what: getattr(self, what) + count})


class Tally(BaseModel):
    """`since`: the first day. `day`: the day that `today` counts. `step`: the last of the journal's steps that has been counted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date
    day: date
    today: Count = Count()
    total: Count = Count()
    step: int = 0

    def on(self, day: date) -> Tally:
        """As it is on that day."""
        return self if day == self.day else self.model_copy(update={"day": day, "today": Count()})

    def with_visits(self, count: int) -> Tally:
        """With so many visits more, today."""
        return self.model_copy(update={"today": self.today.and_one("visits", count), "total": self.total.and_one("visits", count)})

    def with_steps(self, steps: Sequence[Step]) -> Tally:
        """With what the journal has noted since."""
        today, total, last = self.today, self.total, self.step
        for step in steps:
            last = max(last, step.place)
            if (what := _COUNTED.get(step.state)) is None:
                continue
            total = total.and_one(what)
            if step.day == self.day:
                today = today.and_one(what)
        return self.model_copy(update={"today": today, "total": total, "step": last})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the journal: its place there, the state, and the day in China."""

    place: int
    state: str
    day: date


class CountedJournal(Protocol):
    """The journal as it is counted. Raises JournalUnusable."""

    def last_step(self) -> int: ...
    def steps_after(self, place: int, most: int) -> Sequence[tuple[int, str, str]]:
        """Place, state and time (RFC 3339) of the steps after that place, oldest first."""
        ...


class TallyFile:
    """The tally in the file `path`. `today`: the date in China."""

    def __init__(self, path: Path, journal: CountedJournal, today: Callable[[], date] = china_today) -> None:
        self._path = path
        self._journal = journal
        self._today = today
        self._lock = threading.Lock()
        self._begun = 0
        self._kept = self._load()

    def visit_began(self) -> None:
        """One more. Does not wait for the disk."""
        with self._lock:
            self._begun += 1

    def count(self) -> Tally:
        """What has been counted up to now, and kept. Raises JournalUnusable."""
        with self._lock:
            tally = self._kept.on(self._today()).with_visits(self._begun)
            if self._journal.last_step() < tally.step:
                # A new journal in the old one's place: its steps are all still to be counted.
                tally = tally.model_copy(update={"step": 0})
            while steps := [_step(*row) for row in self._journal.steps_after(tally.step, MOST_AT_ONCE)]:
                tally = tally.with_steps(steps)
            if tally != self._kept and kept.write(self._path, tally):
                self._kept, self._begun = tally, 0
            return tally

    def _load(self) -> Tally:
        fresh = Tally(since=self._today(), day=self._today())
        try:
            return kept.read(self._path, Tally) or fresh
        except ValueError:
            return fresh


def _step(place: int, state: str, at: str) -> Step:
    return Step(place, state, datetime.fromisoformat(at).astimezone(CHINA).date())
