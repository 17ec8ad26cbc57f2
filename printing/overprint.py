"""The words that a seal is pressed on, once more as outlines: an annotation lies above its page, and a stamp leaves black print readable.

On the page the seal lies under the words. The signature field shows the seal a second time, above them, and red would hide what it
covers. Multiplying the colours would need transparency, which printers are slow at; so the field draws the words again above its red.
They are paths, as watermark and microtext are, and are not read twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from printing.content import concatenation, operators
from printing.forms import extent
from printing.ops import Group, Picture, Shape, Tagged, Words
from printing.outlines import EM, outline
from printing.paths import contours, transformed
from printing.seal import SEAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from printing.fonts import FontStack, Role
    from printing.layout import SealPlace
    from printing.ops import Op, Page, Path

_Span = tuple[float, float]  # from one height to another, in points
_MOST_AREAS: Final = 2  # as the specimen seal has in two scripts; the words are drawn once for each
_HAIRLINE: Final = 0.5  # points: a finer outline of an area hides nothing
_UNDER: Final = 0.25  # of the size: how far characters reach below their baseline


def overprint(fonts: FontStack, page: Page, place: SealPlace, parts: Sequence[tuple[Shape | Picture, float, float]]) -> bytes:
    """The operators that draw, relative to the seal's lower left corner, the characters of unit and date that lie in its square.

    `parts` are the seal's, moved by their x and y. Where they are plain areas, nothing is drawn but on these: what is drawn twice looks
    bolder on a screen than the words beside the seal. Other art may hide any of the words in its square, as a picture with its white
    ground does, and all of them are drawn.
    """
    block = [op for op in page if isinstance(op, Group) and _has_seal(op)]
    drawn = tuple(_drawn(fonts, block, -place.x, -place.y, place))
    words = " ".join(["0 g", *[operators for operators, _ in drawn]])
    areas = [(part, x, y) for part, x, y in parts if isinstance(part, Shape) and _is_area(part)]
    if len(areas) < len(parts) or len(parts) > _MOST_AREAS:
        return f"q {words} Q".encode("ascii")
    lines = tuple(sorted({span for _, span in drawn}))
    clips = [_red(_Pressed(part.name, x, y, lines, part)) for part, x, y in areas]
    return " ".join([f"q {clip}W n {words} Q" for clip in clips if clip]).encode("ascii")


def _is_area(part: Shape) -> bool:
    return part.fill is not None and (part.stroke is None or part.width < _HAIRLINE)


@dataclass(frozen=True, slots=True)
class _Pressed:
    """A part of a seal, by the name that no other has, and the lines that it is pressed on."""

    name: str
    x: float
    y: float
    lines: tuple[_Span, ...]
    part: Shape = field(compare=False)


@lru_cache(maxsize=8)  # the same seal comes to the same place on paper after paper
def _red(seal: _Pressed) -> str:
    """The contours of the part that a line goes through."""
    moved = [transformed(seal.part.path, (a, b, c, d, e + seal.x, f + seal.y)) for a, b, c, d, e, f in seal.part.places]
    return "".join([operators(contour) for path in moved for contour in contours(path) if _is_crossed(contour, seal.lines)])


def _is_crossed(contour: Path, lines: tuple[_Span, ...]) -> bool:
    heights = [height for _, values in contour for height in values[1::2]]
    return any(low < max(heights) and min(heights) < high for low, high in lines)


def _has_seal(block: Group) -> bool:
    """Whether this is the block of unit and date: the seal is a group in it."""
    inner = [one for op in block.ops if isinstance(op, Group) for one in op.ops]
    return any(isinstance(op, Shape | Picture) and op.name.startswith(SEAL) for op in inner)


def _drawn(fonts: FontStack, ops: Sequence[Op], x: float, y: float, place: SealPlace) -> Iterator[tuple[str, _Span]]:
    """The block's characters, each with the line that it stands in."""
    for op in ops:
        match op:
            case Group():
                yield from _drawn(fonts, op.ops, x + op.x, y + op.y, place)
            case Tagged():
                yield from _drawn(fonts, op.ops, x, y, place)
            case Words():
                yield from _characters(fonts, op, x, y, place)
            case Shape() if not op.name.startswith(SEAL):
                yield from _shape(op, x, y, place)
            case _:
                continue


def _characters(fonts: FontStack, words: Words, x: float, y: float, place: SealPlace) -> Iterator[tuple[str, _Span]]:
    base = y + words.y
    if not -words.size < base < place.height + _UNDER * words.size:
        return
    at, scale = x + words.x, words.size / EM
    for character in words.text:
        path, advance = _outline(fonts, words.role, character)
        if path and -advance * scale < at < place.width:
            yield f"q {concatenation((scale, 0.0, 0.0, scale, at, base))} {path}f Q", (base - _UNDER * words.size, base + words.size)
        at += advance * scale + words.tracking


def _shape(shape: Shape, x: float, y: float, place: SealPlace) -> Iterator[tuple[str, _Span]]:
    """A word in Mongolian, which is set as a shape."""
    left, bottom, right, top = extent(shape)
    if left + x < place.width and right + x > 0.0 and bottom + y < place.height and top + y > 0.0:
        path = operators(shape.path)
        span = (bottom + y, top + y)
        yield from ((f"q {concatenation((a, b, c, d, e + x, f + y))} {path}f Q", span) for a, b, c, d, e, f in shape.places)


@lru_cache(maxsize=256)  # a bureau's name and the figures of dates come back with every paper
def _outline(fonts: FontStack, role: Role, character: str) -> tuple[str, float]:
    """To whole thousandths of an em. Simplifying would save 6 KB, and would cost the first paper ten times what all else here costs."""
    path, advance = outline(fonts, role, character)
    return operators(tuple([(kind, tuple([round(value) for value in values])) for kind, values in path])) if path else "", advance
