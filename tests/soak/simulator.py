"""Visit after visit: play, hold to account, look for what is left, measure."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

from kiosk.faults import place_of
from kiosk.session.states import Attract
from tests.soak.account import Account
from tests.soak.full_caches import fill_caches, show_every_screen
from tests.soak.house import House
from tests.soak.measures import Sample, caches, growth, take
from tests.soak.player import Player
from tests.soak.traces import left_in_files, left_in_objects

EVERY_MEASURE = 10
EVERY_FULL_WALK = 50
"""Visits between two walks over every object there is; after each visit there is one over the objects made since the last walk.

What a walk has looked at is frozen (`gc.freeze`), and so is the screen that stands then: it cannot be given up before the next walk. After
every visit that would be a screen a visit, which looked like growth of the kiosk.
"""

KEPT_ROWS = 60
"""Closed rows that stay in the journal, which in a hall has come to its full size after some weeks and grows no more."""

WARM_SHARE = 0.2  # of the visits: the rule by which the goal of 2 MB was set


class Broken(AssertionError):
    """An invariant did not hold; says in which visit, so that it can be played again."""


@dataclass
class Report:
    """What the run found."""

    seed: int
    visits: int = 0
    seconds: float = 0.0
    seen: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    caches: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    """How full they are: one that is not full yet still grows."""

    def figures(self) -> dict[str, Any]:
        """Everything, as JSON."""
        warm = [sample for sample in self.samples if sample.visits >= self.visits * WARM_SHARE]
        return {
            "seed": self.seed,
            "visits": self.visits,
            "seconds": round(self.seconds, 1),
            "kb_per_1000_visits": growth(warm, "resident"),
            "anonymous_kb_per_1000_visits": growth(warm, "anonymous"),
            "blocks_per_1000_visits": growth(warm, "blocks"),
            "heap_kb_per_1000_visits": growth(warm, "heap"),
            "handles": sorted({sample.handles for sample in warm}),
            "threads": sorted({sample.threads for sample in warm}),
            "outcomes": dict(sorted(self.outcomes.items())),
            "caches": self.caches,
            "seen": dict(sorted(self.seen.items())),
            "samples": [asdict(sample) for sample in self.samples],
        }


class Simulator:
    """Plays visits numbered from `first`; each depends on the seed and its number alone, as far as threads allow."""

    def __init__(self, house: House, seed: int, tell: Callable[[str], None]) -> None:
        self._house = house
        self._tell = tell
        self._account = Account(house)
        self._since: set[str] = set()
        self.report = Report(seed)

    def run(self, visits: int, first: int = 1) -> Report:
        """Raises Broken."""
        fill_caches(self._house.fonts, self._house.display)
        show_every_screen(self._house.window, self._house.machine)
        began = time.monotonic()
        gc.collect()
        gc.freeze()
        for number in range(first, first + visits):
            try:
                self._visit(number)
            except AssertionError as error:
                said = str(error) or place_of(error)
                raise Broken(f"visit {number}: {said} (make soak SEED={self.report.seed} FIRST={number} N=1)") from error
            self.report.visits += 1
            self.report.seconds = time.monotonic() - began
            if self.report.visits % EVERY_MEASURE == 0:
                self._measure()
        self.report.outcomes = self._account.outcomes
        self.report.caches = caches()
        return self.report

    def _visit(self, number: int) -> None:
        house = self._house
        player = Player(house, Random(f"{self.report.seed}-{number}"))
        player.play()
        self.report.seen.update(player.seen)
        self._tidy()
        self._account.check()
        house.journal.prune(most=KEPT_ROWS)
        house.until(lambda: isinstance(house.machine.state, Attract), "the kiosk does not open again")
        house.settle()
        self._since.update(player.samples)
        self._look_for_traces(tuple(player.samples), full=self.report.visits % EVERY_FULL_WALK == EVERY_FULL_WALK - 1)

    def _tidy(self) -> None:
        """What was held comes late, to a kiosk at rest, and must not disturb it; then nothing is wrong any more, and nobody is there."""
        house = self._house
        house.archive.whims.clear()
        resting = house.machine.state
        house.release()
        house.settle()
        assert house.machine.state is resting or not isinstance(resting, Attract), "a late answer disturbed the kiosk at rest"
        house.reader.take()
        house.reader.unreadable = None
        house.printer.sheets = 250
        house.settle()

    def _look_for_traces(self, samples: tuple[str, ...], *, full: bool) -> None:
        house = self._house
        if full:
            gc.unfreeze()
            samples = tuple(sorted(self._since))
            self._since.clear()
        gc.collect()
        marks = house.cards.marks(samples)
        left = left_in_objects(marks)
        assert not left, f"something of the citizen is left in {Counter(left)}"
        if full:
            gc.freeze()  # all that is left has been looked at
            files = [name for name in left_in_files(house.folder, marks) if not name.startswith("archive")]
            assert not files, f"something of the citizen is left in {files}"

    def _measure(self) -> None:
        sample = take(self.report.visits)
        self.report.samples.append(sample)
        rate = self.report.seconds / self.report.visits
        memory = f"{sample.resident} kB ({sample.blocks} blocks, heap {sample.heap} kB)"
        self._tell(f"{sample.visits} visits, {rate:.2f} s each: {memory}, {sample.handles} handles, {sample.threads} threads")
