"""The touch panel's test: crosses to hit, and by how much they were missed. All lengths in millimetres."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import hypot, isfinite

from kiosk.staff.asks import Ask
from kiosk.staff.happened import Happened, Knob, Touched

CROSSES = ((0.12, 0.22), (0.88, 0.22), (0.5, 0.45), (0.12, 0.68), (0.88, 0.68))
"""Where the crosses stand, as parts of the panel's width and of its height from the top: all round, and clear of the controls."""

GOOD_MM = 5.0  # a key is 20 mm or more: whoever aims at its middle still hits it with four times that
FAR_MM = 60.0  # farther than any panel is out of true: another place was touched


@dataclass(frozen=True, slots=True)
class TouchTest:
    """`missed`: by how much each cross was missed so far, to the right and downwards."""

    missed: tuple[tuple[float, float], ...] = ()

    @property
    def over(self) -> bool:
        """Whether every cross has been touched."""
        return len(self.missed) == len(CROSSES)

    @property
    def worst_mm(self) -> float:
        """The largest distance."""
        return max((hypot(*one) for one in self.missed), default=0.0)

    @property
    def shift_mm(self) -> tuple[float, float]:
        """By how much the panel is out on average: a shift can be calibrated away, unsteady fingers cannot."""
        count = max(1, len(self.missed))
        return sum(x for x, _ in self.missed) / count, sum(y for _, y in self.missed) / count


def knobs(page: TouchTest) -> tuple[Knob, ...]:
    """Again, at any time."""
    return (Knob("again", bool(page.missed)),)


def on(page: TouchTest, happened: Happened) -> tuple[TouchTest, tuple[Ask, ...]]:
    """What the page does with it. A touch beside the controls comes as `hit:RIGHT,DOWN`: its distance from the cross that is shown."""
    match happened:
        case Touched(control="again"):
            return TouchTest(), ()
        case Touched(control=control) if control.startswith("hit:") and not page.over:
            missed = _distance(control.removeprefix("hit:"))
            return (page, ()) if missed is None else (replace(page, missed=(*page.missed, missed)), ())
        case _:
            return page, ()


def _distance(said: str) -> tuple[float, float] | None:
    try:
        right, down = (float(part) for part in said.split(","))
    except ValueError:
        return None
    return (right, down) if isfinite(right) and isfinite(down) and hypot(right, down) <= FAR_MM else None
