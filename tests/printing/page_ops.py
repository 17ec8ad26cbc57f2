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
