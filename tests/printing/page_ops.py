"""Reads laid-out pages: every piece of text with its place and the element of the structure tree it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printing.ops import Box, Group, Op, Page, Picture, Rule, Shape, Tag, Tagged, Words


@dataclass(frozen=True)
class Piece:
    """A text on the page: page coordinates of its start, and its Tagged (None: an artifact)."""

    x: float
    y: float
    words: Words
    tagged: Tagged | None

    @property
    def tags(self) -> tuple[Tag, ...]:
        return tuple(tag for tag, _ in self.tagged.path) if self.tagged else ()


def pieces(ops: Sequence[Op], x: float = 0.0, y: float = 0.0, tagged: Tagged | None = None) -> Iterator[Piece]:
    for op in ops:
        match op:
            case Words():
                yield Piece(x + op.x, y + op.y, op, tagged)
            case Group():
                yield from pieces(op.ops, x + op.x, y + op.y, tagged)
            case Tagged():
                yield from pieces(op.ops, x, y, op)
            case Rule() | Box() | Shape() | Picture():
                pass


def pictures(ops: Sequence[Op]) -> list[Picture]:
    found: list[Picture] = []
    for op in ops:
        if isinstance(op, Group | Tagged):
            found += pictures(op.ops)
        elif isinstance(op, Picture):
            found.append(op)
    return found


def text_of(page: Page) -> str:
    """The page's text in drawing order, without spaces."""
    return "".join("".join(piece.words.text.split()) for piece in pieces(page))


def rules(ops: Sequence[Op], x: float = 0.0, y: float = 0.0) -> list[tuple[float, float, float, float, float]]:
    """Start, end and width of every line, page coordinates to a hundredth of a point."""
    found: list[tuple[float, float, float, float, float]] = []
    for op in ops:
        if isinstance(op, Group):
            found += rules(op.ops, x + op.x, y + op.y)
        elif isinstance(op, Tagged):
            found += rules(op.ops, x, y)
        elif isinstance(op, Rule):
            found.append((round(op.x1 + x, 2), round(op.y1 + y, 2), round(op.x2 + x, 2), round(op.y2 + y, 2), op.width))
    return found


def tagged_ops(ops: Sequence[Op], y: float = 0.0) -> Iterator[tuple[float, Tagged]]:
    """Every element of the structure tree with the height of its origin on the page."""
    for op in ops:
        if isinstance(op, Group):
            yield from tagged_ops(op.ops, y + op.y)
        elif isinstance(op, Tagged):
            yield y, op


def seal_shapes(ops: Sequence[Op]) -> list[Shape]:
    """The shapes of the seal, wherever they stand."""
    found: list[Shape] = []
    for op in ops:
        match op:
            case Group() | Tagged():
                found += seal_shapes(op.ops)
            case Shape() if op.name.startswith("seal"):
                found.append(op)
    return found


def boxes_and_rules(ops: Sequence[Op], x: float = 0.0, y: float = 0.0) -> Iterator[tuple[Box | Rule, float, float]]:
    """Every tint and every line in drawing order, with the origin it is measured from."""
    for op in ops:
        if isinstance(op, Group):
            yield from boxes_and_rules(op.ops, x + op.x, y + op.y)
        elif isinstance(op, Tagged):
            yield from boxes_and_rules(op.ops, x, y)
        elif isinstance(op, Box | Rule):
            yield op, x, y
