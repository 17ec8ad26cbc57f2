"""What citizens thought (好差评), as counts a day, kiosk, kind and level. Nothing here or on the way here belongs to a visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from archive.office import Office
from archive.problems import Fault, Problem, Refusal
from archive.store import RatingBatch, RatingCount, Store
from archive.times import CHINA

LEVELS = (5, 4, 3, 2, 1)
"""非常满意, 满意, 基本满意, 不满意, 非常不满意 (国办发〔2019〕51号: the last two count as 差评)."""

KEPT = timedelta(days=40)  # longer than a kiosk may hold a batch back
_OLDEST = timedelta(days=31)  # of a rating's day; a kiosk that was away for longer has lost count


@dataclass(frozen=True, slots=True)
class Rating:
    """So many citizens gave the level that day for the kind."""

    day: date
    kind: str
    level: int
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """All ratings of one kiosk for one kind in a span; `counts` by level in the order of LEVELS."""

    kiosk: str
    kind: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many there were."""
        return sum(self.counts)

    @property
    def content(self) -> float:
        """The share of the three upper levels, 0 to 1: the rate of satisfaction as it is published."""
        return sum(self.counts[:3]) / self.total if self.total else 0.0


def count(office: Office, kiosk: str, batch: str, ratings: Sequence[Rating]) -> bool:
    """Counts a batch; False for one that was counted before. Raises Refusal(INVALID_REQUEST) for days that cannot be."""
    today = _today(office)
    for place, rating in enumerate(ratings):
        if not today - _OLDEST <= rating.day <= today + timedelta(days=1):
            raise Refusal(Problem.INVALID_REQUEST, Fault(f"body.ratings.{place}.day", "out-of-range"))
    with office.store.write() as session:
        if session.get(RatingBatch, batch) is not None:
            return False
        session.add(RatingBatch(id=batch, day=today))
        for rating in ratings:
            _add(session, kiosk, rating)
        return True


def forget_batches(office: Office) -> None:
    """Forgets which batches were counted, once no kiosk can send them any more."""
    with office.store.write() as session:
        session.execute(delete(RatingBatch).where(RatingBatch.day < _today(office) - KEPT))


def tallies(store: Store, since: date | None, until: date | None, kiosk: str | None) -> tuple[Tally, ...]:
    """Per kiosk and kind, from the first day to the last, both included."""
    wanted = select(RatingCount).order_by(RatingCount.kiosk, RatingCount.kind)
    if since is not None:
        wanted = wanted.where(RatingCount.day >= since)
    if until is not None:
        wanted = wanted.where(RatingCount.day <= until)
    if kiosk is not None:
        wanted = wanted.where(RatingCount.kiosk == kiosk)
    summed: dict[tuple[str, str], dict[int, int]] = {}
    with store.read() as session:
        for row in session.scalars(wanted):
            levels = summed.setdefault((row.kiosk, row.kind), dict.fromkeys(LEVELS, 0))
            levels[row.level] += row.count
    return tuple(Tally(kiosk, kind, tuple(levels.values())) for (kiosk, kind), levels in summed.items())


def _today(office: Office) -> date:
    return office.clock().astimezone(CHINA).date()


def _add(session: Session, kiosk: str, rating: Rating) -> None:
    key = (rating.day, kiosk, rating.kind, rating.level)
    row = session.get(RatingCount, key, with_for_update=True)
    if row is None:
        row = RatingCount(day=rating.day, kiosk=kiosk, kind=rating.kind, level=rating.level, count=0)
        session.add(row)
    row.count += rating.count
    session.flush()
