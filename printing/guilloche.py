"""The guilloche: a woven band with a rosette in its middle, hairlines whose waves are computed from the paper's number.

Whoever types a paper anew would have to compute them too. Each motif is a short path drawn many times, turned or moved: a rosette is
one closed line in as many turns as it has strands, a band is one period in a row. So it weighs little in the file and in the printer.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import Final

from printing.geometry import mm
from printing.ops import WHITE, Colour, Group, Matrix, Op, Path, Segment, Shape
from printing.paths import circle

HAIRLINE: Final = mm(0.12)
_BLUE: Final[Colour] = (0.46, 0.62, 0.72)
_GREEN: Final[Colour] = (0.50, 0.68, 0.62)
_VIOLET: Final[Colour] = (0.64, 0.60, 0.74)
_PERIOD: Final = mm(24)  # about, of the band
_ROSETTE: Final = 1.2  # of the band's height: the rosette's radius
_STRANDS: Final = 3  # of each of the two families
_RINGS: Final = 4  # of the rosette's wreath, each smaller and turned a little further, both ways round
_GROUND: Final = 0.92  # of the rosette's radius: the white round that keeps the band out
_SMALLEST: Final = 0.42  # of the rosette's radius: the wreath's innermost ring


@dataclass(frozen=True, slots=True)
class _Dice:
    """Small numbers that follow from the seed, each its own."""

    digest: bytes

    @classmethod
    def of(cls, seed: str) -> _Dice:
        return cls(hashlib.sha256(seed.encode()).digest())

    @property
    def name(self) -> str:
        """Eight characters that name what was computed from the seed."""
        return self.digest.hex()[:8]

    def pick(self, place: int, low: int, high: int) -> int:
        """A whole number from low to high."""
        return low + self.digest[place] % (high - low + 1)

    def share(self, place: int) -> float:
        """A number from 0 to 1."""
        return self.digest[place] / 255


def guilloche(seed: str, width: float, height: float) -> tuple[Op, ...]:
    """Band and rosette in a frame from (0, 0) to (width, height) points; the rosette reaches above and below the band."""
    dice = _Dice.of(seed)
    radius = height * _ROSETTE
    half = width / 2 - radius * 0.5
    count = max(round(half / _PERIOD), 1)
    places = tuple(place for index in range(count) for place in _mirrored(index * half / count, width))
    depth = 0.30 + 0.16 * dice.share(2)
    waves = dice.pick(0, 2, 3), dice.pick(1, 2, 4)
    ops: list[Op] = []
    for family, (tint, swell) in enumerate(((_BLUE, depth), (_GREEN, -depth))):
        path = _period(waves[family], _STRANDS, swell, math.tau * dice.share(6 + family), half / count, height / 2)
        ops.append(Shape(f"guilloche-{dice.name}-band{family}", path, stroke=tint, width=HAIRLINE, places=places))
    ops.append(Group(width / 2, height / 2, rosette(seed, radius)))
    return tuple(ops)


def rosette(seed: str, radius: float) -> tuple[Op, ...]:
    """A wreath of nested rings about the origin, twisted both ways, and a flower in its middle."""
    dice = _Dice.of(seed)
    ring = _closed(radius, dice.pick(8, 8, 13), 0.10 + 0.07 * dice.share(9), 0.3 * dice.share(10))
    twist = math.radians(1.6 + 2.2 * dice.share(11))
    places: list[Matrix] = []
    for index in range(_RINGS):
        size = 1 - (1 - _SMALLEST) * index / (_RINGS - 1)
        places += [_turned(index * twist, size), _turned(-index * twist, size)]
    flower = _closed(radius * _SMALLEST * 0.84, dice.pick(12, 5, 8), 0.40, 0.4 * dice.share(13))
    strands = dice.pick(14, 2, 3)
    petals = tuple(_turned(math.tau * index / strands / 16 * dice.pick(15, 2, 5), 1.0) for index in range(strands))
    return (
        Shape(f"guilloche-{dice.name}-ground", circle(radius * _GROUND), fill=WHITE),
        Shape(f"guilloche-{dice.name}-wreath", ring, stroke=_VIOLET, width=HAIRLINE, places=tuple(places[1:])),
        Shape(f"guilloche-{dice.name}-flower", flower, stroke=_BLUE, width=HAIRLINE, places=petals),
    )


def _period(waves: int, strands: int, swell: float, lean: float, length: float, middle: float) -> Path:
    """One period of a family of strands in step; they widen and narrow together by `swell` (of half the height)."""
    segments: list[Segment] = []
    for index in range(strands):
        segments += _strand(waves, lean + math.tau * index / strands, swell, length, middle)
    return tuple(segments)


def _strand(waves: int, phase: float, swell: float, length: float, middle: float) -> list[Segment]:
    """A wave over one period as cubic curves through its points with its exact slopes there."""
    steps = 4 * waves
    dx, turn = length / steps, math.tau / steps

    def at(step: int) -> tuple[float, float]:
        around, angle = step * turn, waves * step * turn + phase
        wide = 1 - abs(swell) + swell * math.cos(around)
        rise = wide * waves * math.cos(angle) - swell * math.sin(around) * math.sin(angle)
        return middle + middle * wide * math.sin(angle), middle * rise * turn / 3

    y, rise = at(0)
    segments: list[Segment] = [("M", (0.0, y))]
    for step in range(steps):
        x = step * dx
        first = y + rise
        y, rise = at(step + 1)
        segments.append(("C", (x + dx / 3, first, x + dx / 1.5, y - rise, x + dx, y)))
    return segments


def _closed(radius: float, petals: int, depth: float, second: float) -> Path:
    """A closed wavy line about the origin that touches the radius, with that many petals and a smaller wave on them."""
    steps = 5 * petals
    step = math.tau / steps
    reach = step / 3

    def at(index: int) -> tuple[float, float, float, float]:
        angle = index * step
        wave, slope = math.sin(petals * angle), petals * math.cos(petals * angle)
        double, rise = math.cos(2 * petals * angle), -2 * petals * math.sin(2 * petals * angle)
        r = radius * (1 - depth * (1 - wave) - depth * second * (1 - double) / 2)
        dr = radius * depth * (slope + second * rise / 2)
        cos, sin = math.cos(angle), math.sin(angle)
        return r * cos, r * sin, (dr * cos - r * sin) * reach, (dr * sin + r * cos) * reach

    x, y, u, v = at(0)
    segments: list[Segment] = [("M", (x, y))]
    for index in range(1, steps + 1):
        x1, y1 = x + u, y + v
        x, y, u, v = at(index)
        segments.append(("C", (x1, y1, x - u, y - v, x, y)))
    return (*segments, ("Z", ()))


def _turned(angle: float, size: float) -> Matrix:
    cos, sin = size * math.cos(angle), size * math.sin(angle)
    return cos, sin, -sin, cos, 0.0, 0.0


def _mirrored(x: float, width: float) -> tuple[Matrix, ...]:
    """Where a period of the left half stands, and its mirror image in the right half."""
    return (1.0, 0.0, 0.0, 1.0, x, 0.0), (-1.0, 0.0, 0.0, 1.0, width - x, 0.0)
