"""The hidden gesture: the two upper corners touched in turn - left, right, left, right, right - within a few seconds. Pure.

Upper corners, because the header has nothing that can be touched on any screen: whoever tries it changes nothing by it. It is no
secret to be kept; what is behind it is shut by card or PIN.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Corner(Enum):
    """An upper corner of the panel."""

    LEFT = "left"
    RIGHT = "right"


PATTERN = (Corner.LEFT, Corner.RIGHT, Corner.LEFT, Corner.RIGHT, Corner.RIGHT)
WITHIN_S = 8.0  # somebody who knows it takes three; who does not will hardly come upon it
CORNER_MM = 35.0  # a side of the square: the header is about that high, and nobody has to aim


def corner_at(x_mm: float, from_top_mm: float, width_mm: float) -> Corner | None:
    """The corner that a touch falls into, by its distances from the left and the upper edge; None for anywhere else."""
    if from_top_mm > CORNER_MM:
        return None
    if x_mm <= CORNER_MM:
        return Corner.LEFT
    return Corner.RIGHT if x_mm >= width_mm - CORNER_MM else None


@dataclass(frozen=True, slots=True)
class Gesture:
    """The last touches, oldest first, each with its time (monotonic seconds)."""

    touches: tuple[tuple[Corner, float], ...] = ()

    def touched(self, corner: Corner | None, now: float) -> tuple[Gesture, bool]:
        """What is known after a touch, and whether the gesture is complete with it. A touch anywhere else begins afresh."""
        if corner is None:
            return Gesture(), False
        touches = (*self.touches, (corner, now))[-len(PATTERN) :]
        whole = tuple(one for one, _ in touches) == PATTERN and now - touches[0][1] <= WITHIN_S
        return (Gesture(), True) if whole else (Gesture(touches), False)
