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
    r"|[0-9A-Za-zÀ-ɏ*]+(?:[-./:@'’&*+0-9A-Za-zÀ-ɏ]*[0-9A-Za-zÀ-ɏ*])?"  # a number, a word, an address
    r"|\s+|.",
    re.DOTALL,
)
_MOST_STRETCH: Final = 0.2  # of the size, between characters: a line that would need more stays short
_MOST_WORD_STRETCH: Final = 0.5  # of the size, at each space of an English line
_SHORT: Final = 3.2  # sizes: a last line narrower than this is not left alone
_WIDE: Final = 15  # sizes: narrower is a cell, where a short last line is no harm
_LEAST_ABOVE: Final = 6  # clusters: a line with fewer gives none away
_SHORT_LAST: Final = 0.6  # of the widest line: a text whose last line is shorter is broken anew, in lines about as long as each other
_BOUNDARY: Final = re.compile(r"[0-9A-Za-z*][^\W_a-zA-Z0-9À-ɏ]|[^\W_a-zA-Z0-9À-ɏ][0-9A-Za-z*]")
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
        """The line's text, pieces joined. The space at which a line was broken is gone, but for a text in Latin letters."""
        return "".join(piece.text for piece in self.pieces)


def atoms(text: str) -> tuple[str, ...]:
    """The text in the smallest parts that are never split: single Chinese characters, numbers, dates, words, runs of spaces."""
    return tuple(_ATOM.findall(text))


def is_plain(text: str) -> bool:
    """Whether the text, on one line, is one piece: nothing in it wants space between scripts, and no mark hangs over its end."""
    if _ATOM.fullmatch(text):
        return True
    return bool(text) and text[-1] not in _HANGING and not _BOUNDARY.search(text)


def line_width(text: str, measure: Callable[[str], float], size: float) -> float:
    """The width of the text set on one line, the space between scripts counted."""
    return measure(text) if is_plain(text) else _extent(list(clusters(text)), measure, size)


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
    text: str,
    width: float,
    measure: Callable[[str], float],
    *,
    size: float,
    indent: float = 0.0,
    justify: bool = True,
    is_latin: bool = False,
) -> tuple[TextLine, ...]:
    """The text in lines of at most `width` points; the first is indented by `indent`. `measure` gives a text's width at this size.

    With `justify` every line but the last is spread to full width, between its clusters; of a text in Latin letters (`is_latin`) only
    the spaces are spread, and a line broken at a space keeps it beyond its end, so that copied words do not run together. What is wider
    than a line is cut as a last resort. The last line is never a single character or short word.
    """
    broken = _broken(text, width, measure, size, indent)
    if justify and is_latin:
        rooms = [width - indent, *[width] * (len(broken) - 2)]
        justify = all(
            _spread(parts, room, measure, size) <= _MOST_WORD_STRETCH * size for parts, room in zip(broken[:-1], rooms, strict=False)
        )
    lines: list[TextLine] = []
    for index, parts in enumerate(broken):
        start = 0.0 if index else indent
        spread = justify and index < len(broken) - 1
        lines.append(_line(parts, start, width - start, measure, size, justify=spread, is_latin=is_latin))
    return tuple(lines)


def even_lines(text: str, width: float, measure: Callable[[str], float], size: float) -> tuple[TextLine, ...]:
    """As few lines as the width allows, and about as long as each other: none ends with a character alone."""
    lines = break_lines(text, width, measure, size=size, justify=False)
    widths = [line.width for line in lines]
    if len(lines) < 2 or widths[-1] >= _SHORT_LAST * max(widths):
        return lines
    room = max([sum(widths) / len(lines), *[measure(cluster) for cluster in clusters(text)]])
    while room < width:
        even = break_lines(text, room, measure, size=size, justify=False)
        if len(even) == len(lines):
            return even
        room += size / 2
    return lines


def _broken(text: str, width: float, measure: Callable[[str], float], size: float, indent: float) -> list[list[str]]:
    """The clusters of each line."""
    rows: list[list[str]] = []
    waiting: list[str] = []
    room = width - indent
    extent = 0.0  # of what is waiting, its trailing spaces counted and a hanging mark whole
    for cluster in _fitting(clusters(text), width - indent, measure):
        is_space = cluster.isspace()
        advance = measure(cluster)
        gap = _AUTOSPACE * size if waiting and _wants_space(waiting[-1], cluster) else 0.0
        hang = size / 2 if cluster[-1] in _HANGING else 0.0
        if waiting and not is_space and extent + gap + advance - hang > room + 1e-6:
            rows.append(waiting)
            waiting, room, extent, gap = [], width, 0.0, 0.0
        if waiting or not is_space:
            waiting.append(cluster)
            extent += gap + advance
    if waiting or not rows:
        rows.append(waiting)
    _fill_last(rows, width, measure, size)
    return rows


def _fill_last(rows: list[list[str]], width: float, measure: Callable[[str], float], size: float) -> None:
    """Brings a cluster down to a last line that would hold a single character or a short word alone."""
    if len(rows) < 2 or width < _WIDE * size:
        return
    above, last = _without_trailing_space(rows[-2]), _without_trailing_space(rows[-1])
    if len(last) != 1 or len(above) < _LEAST_ABOVE or measure(last[0]) > _SHORT * size:
        return
    down = [above[-1], *last] if not above[-2].isspace() else [above[-1], above[-2], *last]
    if _extent(down, measure, size) <= width:
        rows[-2:] = [above[:-1], down]


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
    total = sum([measure(part) for part in kept])
    total += sum([_AUTOSPACE * size for left, right in pairwise(kept) if _wants_space(left, right)])
    return total - (size / 2 if kept and kept[-1][-1] in _HANGING else 0.0)


def _line(
    parts: list[str], start: float, room: float, measure: Callable[[str], float], size: float, *, justify: bool, is_latin: bool
) -> TextLine:
    kept = _without_trailing_space(parts)
    extent = _extent(kept, measure, size)
    units = [unit for part in kept for unit in atoms(part)]
    last = len(units) - 1
    gaps = sum([unit.isspace() for unit in units]) if is_latin else last
    stretch = max(room - extent, 0.0) / gaps if justify and gaps > 0 else 0.0
    if stretch > (_MOST_WORD_STRETCH if is_latin else _MOST_STRETCH) * size:
        stretch = 0.0
    pieces: list[Piece] = []
    x = start
    for index, unit in enumerate(units):
        pieces.append(Piece(x, unit))
        x += measure(unit) + (stretch if not is_latin or unit.isspace() else 0.0)
        if index < last and _wants_space(unit, units[index + 1]):
            x += _AUTOSPACE * size
    if is_latin and pieces and len(kept) < len(parts):
        pieces.append(Piece(x, " "))
    return TextLine(tuple(pieces), start + extent + stretch * max(gaps, 0))


def _spread(parts: list[str], room: float, measure: Callable[[str], float], size: float) -> float:
    """What every space of an English line would have to grow to fill it: one line that gapes leaves the whole paragraph unspread."""
    spaces = sum([part.isspace() for part in _without_trailing_space(parts)])
    return (room - _extent(parts, measure, size)) / spaces if spaces else room


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
