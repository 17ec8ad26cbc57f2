"""Lines of Chinese text: what may stand together, where a line may end, and how a line is brought to full width.

No line starts with a closing mark or ends with an opening one (GB/T 15834, W3C clreq 3.1), and numbers, dates and words are never split.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NO_START: Final = frozenset("，。、；：！？）》〉」』】〕〗”’…—～·,.;:!?)]}%‰℃々")
NO_END: Final = frozenset("（《〈「『【〔〖“‘([{")
_HANGING: Final = frozenset("，。、；：！？）》〉」』】〕”’")  # drawn in the left half of their square
_ATOM: Final = re.compile(
    r"\d{1,4}年\d{1,2}月(?:\d{1,2}日)?(?: ?\d{1,2}:\d{2})?"  # a date, with the time of day
    r"|[0-9A-Za-z*]+(?:[-./:@'&*+0-9A-Za-z]*[0-9A-Za-z*])?"  # a number, a word, an address
    r"|\s+|.",
    re.DOTALL,
)
_MOST_STRETCH: Final = 0.2  # of the size, between characters: a line that would need more stays short
_AUTOSPACE: Final = 0.125  # of the size, between Chinese and Latin or digits


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that is not split, at `x` points from the line's start."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line: its pieces in order and its width in points, as drawn (a hanging mark's empty half not counted)."""

    pieces: tuple[Piece, ...]
    width: float

    @property
    def text(self) -> str:
        """The line's text, pieces joined; the spaces at which a line was broken are gone."""
        return "".join(piece.text for piece in self.pieces)


def atoms(text: str) -> tuple[str, ...]:
    """The text in the smallest parts that are never split: single Chinese characters, numbers, dates, words, runs of spaces."""
    return tuple(_ATOM.findall(text))


def clusters(text: str) -> tuple[str, ...]:
    """The atoms joined wherever no line may break; runs of spaces stand alone."""
    joined: list[str] = []
    for atom in atoms(text):
        glue = joined and not atom.isspace() and not joined[-1].isspace() and (atom[0] in NO_START or joined[-1][-1] in NO_END)
        if glue:
            joined[-1] += atom
        else:
            joined.append(atom)
    return tuple(joined)


def break_lines(
    text: str, width: float, measure: Callable[[str], float], *, size: float, indent: float = 0.0, justify: bool = True
) -> tuple[TextLine, ...]:
    """The text in lines of at most `width` points; the first is indented by `indent`. `measure` gives a text's width at this size.

    With `justify` every line but the last is spread to full width, between its clusters. What is wider than a line is cut as a last resort.
    """
    lines: list[TextLine] = []
    waiting: list[str] = []
    room = width - indent
    for cluster in _fitting(clusters(text), width - indent, measure):
        if waiting and _extent([*waiting, cluster], measure, size) > room + 1e-6:
            lines.append(_line(waiting, indent if not lines else 0.0, room, measure, size, justify=justify))
            waiting, room = [], width
        if waiting or not cluster.isspace():
            waiting.append(cluster)
    if waiting or not lines:
        lines.append(_line(waiting, indent if not lines else 0.0, room, measure, size, justify=False))
    return tuple(lines)


def _fitting(parts: tuple[str, ...], room: float, measure: Callable[[str], float]) -> Iterator[str]:
    for part in parts:
        if len(part) == 1 or measure(part) <= room:
            yield part
            continue
        piece = ""
        for character in part:
            if piece and measure(piece + character) > room:
                yield piece
                piece = ""
            piece += character
        yield piece


def _extent(parts: list[str], measure: Callable[[str], float], size: float) -> float:
    """The width of the parts in a line: spaces between Chinese and Latin counted, trailing spaces and a hanging mark's empty half not."""
    kept = _without_trailing_space(parts)
    total = sum(measure(part) for part in kept)
    total += sum(_AUTOSPACE * size for left, right in pairwise(kept) if _wants_space(left, right))
    return total - (size / 2 if kept and kept[-1][-1] in _HANGING else 0.0)


def _line(parts: list[str], start: float, room: float, measure: Callable[[str], float], size: float, *, justify: bool) -> TextLine:
    kept = _without_trailing_space(parts)
    extent = _extent(kept, measure, size)
    units = [unit for part in kept for unit in atoms(part)]
    gaps = len(units) - 1
    stretch = max(room - extent, 0.0) / gaps if justify and gaps > 0 else 0.0
    if stretch > _MOST_STRETCH * size:
        stretch = 0.0
    pieces: list[Piece] = []
    x = start
    for index, unit in enumerate(units):
        pieces.append(Piece(x, unit))
        x += measure(unit) + stretch
        if index < gaps and _wants_space(unit, units[index + 1]):
            x += _AUTOSPACE * size
    return TextLine(tuple(pieces), start + extent + stretch * max(gaps, 0))


def _without_trailing_space(parts: list[str]) -> list[str]:
    end = len(parts)
    while end and parts[end - 1].isspace():
        end -= 1
    return parts[:end]


def _wants_space(left: str, right: str) -> bool:
    return (_is_han(left[-1]) and _is_latin(right[0])) or (_is_latin(left[-1]) and _is_han(right[0]))


def _is_latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "*")


def _is_han(character: str) -> bool:
    return character >= "㐀" and character.isalnum()
