"""How alike two pictures of a screen look: structural similarity (SSIM; Wang and others 2004), block by block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PIL import Image

BLOCK: Final = 8
_C1: Final = (0.01 * 255) ** 2
_C2: Final = (0.03 * 255) ** 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """`mean` of all blocks, 1.0 for the same picture; `strange`: the share of blocks below 0.5, where something else is to be seen."""

    mean: float
    strange: float

    @property
    def close(self) -> bool:
        """Whether nobody would see a difference: another driver's smoothing of edges, at most."""
        return self.mean >= 0.97 and self.strange <= 0.005


def likeness(one: Image.Image, other: Image.Image) -> Likeness:
    """Of two pictures. Colours count: each of the three channels is compared, and the least alike is what a block is worth."""
    if one.size != other.size:
        return Likeness(0.0, 1.0)
    channels = [(a.tobytes(), b.tobytes()) for a, b in zip(one.convert("RGB").split(), other.convert("RGB").split(), strict=True)]
    width, height = one.size
    found = []
    for top in range(0, height - BLOCK + 1, BLOCK):
        for left in range(0, width - BLOCK + 1, BLOCK):
            found.append(min(_block(a, b, width, left, top) for a, b in channels))
    return Likeness(sum(found) / len(found), sum(worth < 0.5 for worth in found) / len(found))


def _block(one: bytes, other: bytes, width: int, left: int, top: int) -> float:
    a = b"".join(one[row * width + left : row * width + left + BLOCK] for row in range(top, top + BLOCK))
    b = b"".join(other[row * width + left : row * width + left + BLOCK] for row in range(top, top + BLOCK))
    if a == b:
        return 1.0
    count = len(a)
    mean_a, mean_b = sum(a) / count, sum(b) / count
    var_a = sum(v * v for v in a) / count - mean_a**2
    var_b = sum(v * v for v in b) / count - mean_b**2
    both = sum(v * w for v, w in zip(a, b, strict=True)) / count - mean_a * mean_b
    luminance = (2 * mean_a * mean_b + _C1) / (mean_a**2 + mean_b**2 + _C1)
    return luminance * (2 * both + _C2) / (var_a + var_b + _C2)
