"""Traditional Mongolian, shaped by HarfBuzz: columns that run down and from left to right, a line set on its side, an arc for seals.

The script is drawn as outlines with the text beside it (ActualText, language mn-Mong): shaped glyphs have no characters of their
own that a reader could copy. Only Noto Sans Mongolian 3 or later serves: 2.001, which Debian 12 has, joins letters wrongly
(reference section 6), and a wrong letter on an official paper is worse than none.
"""

from __future__ import annotations

import hashlib
import math
import os
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import uharfbuzz

from printing.ops import BLACK, Colour, Group, Matrix, Op, Path, Segment, Shape, Tag, Tagged
from printing.simplify import simplified

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path as FilePath

LANGUAGE: Final = "mn-Mong"  # BCP 47: Mongolian in its own script
_FILES: Final = ("NotoSansMongolian_400Regular.ttf", "NotoSansMongolian-Regular.ttf")
_LEAST_REVISION: Final = 2.99  # 3.000 of November 2023 was the first without the fault
_EM: Final = 1000.0
_PITCH: Final = 1.28  # of the size: from one column to the next
_ABOVE: Final = 0.93  # of the size: what letters take above the base line (at its right in a column); below they take 0.26
_NARROWEST: Final = 1.5  # how much higher than wide letters on an arc may be stretched
_TOLERANCE: Final = 3.0  # thousandths of the size
_WORD_SPACE: Final = 0.42  # of the size

_shaping = threading.Lock()  # a HarfBuzz font is set up on first use


class MongolianFaceMissing(LookupError):
    """Mongolian is configured and no sound face is there. `faulty` is a file of the version that joins letters wrongly, if found."""

    def __init__(self, directories: Sequence[FilePath], faulty: FilePath | None) -> None:
        self.directories = tuple(directories)
        self.faulty = faulty
        places = ", ".join(str(directory) for directory in directories)
        found = f"{faulty} is older than version 3 and joins letters wrongly" if faulty else f"no Noto Sans Mongolian in {places}"
        super().__init__(f"{found}; run packaging/fetch_fonts.sh, or set the Mongolian text to none")


class NotMongolian(ValueError):
    """A configured text holds characters that the Mongolian face lacks. `characters` once each, in order."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        self.characters = characters
        super().__init__(f"not in the Mongolian face: {', '.join(f'U+{ord(one):04X}' for one in characters)}")


@dataclass(frozen=True, slots=True)
class Word:
    """A shaped word: its outline and length in thousandths of the size, set from left to right on its base line."""

    name: str
    path: Path
    length: float


@dataclass(frozen=True, slots=True)
class Setting:
    """Set Mongolian: ops relative to the upper left corner of a box of this size, in points."""

    ops: tuple[Op, ...]
    width: float
    height: float

    def tagged(self, path: tuple[tuple[Tag, int], ...], text: str) -> Tagged:
        """The ops as an element of the structure tree that reads as the text."""
        return Tagged(path, self.ops, actual=text, lang=LANGUAGE)


@dataclass(frozen=True, slots=True)
class MongolianScript:
    """The face, found and known to be sound."""

    file: FilePath

    @classmethod
    def find(cls, directories: Sequence[FilePath]) -> MongolianScript:
        """The first sound face below the directories. Raises MongolianFaceMissing."""
        faulty: FilePath | None = None
        for directory in directories:
            for folder, below, names in os.walk(directory, followlinks=True):
                below.sort()
                for name in (one for one in _FILES if one in names):
                    file = directory.__class__(folder) / name
                    if _revision(file) >= _LEAST_REVISION:
                        return cls(file)
                    faulty = faulty or file
        raise MongolianFaceMissing(directories, faulty)

    def words(self, text: str) -> tuple[Word, ...]:
        """The text's words, shaped; a suffix after U+202F stays with its word. Raises NotMongolian."""
        return _shaped(self.file, " ".join(text.split(" ")))

    def line(self, text: str, size: float, colour: Colour = BLACK) -> Setting:
        """The text on its side in one line from left to right, as above a Chinese line (reference section 6)."""
        x, scale = 0.0, size / _EM
        ops: list[Op] = []
        for word in self.words(text):
            ops.append(Group(x, -_ABOVE * size, (_placed(word, (scale, 0.0, 0.0, scale, 0.0, 0.0), colour),)))
            x += (word.length / _EM + _WORD_SPACE) * size
        return Setting(tuple(ops), max(x - _WORD_SPACE * size, 0.0), _PITCH * size)

    def columns(self, text: str, size: float, height: float, colour: Colour = BLACK) -> Setting:
        """The text in columns of at most `height` points, the first at the left; a word longer than that has a column of its own."""
        columns: list[list[Word]] = []
        room = 0.0
        for word in self.words(text):
            needed = word.length / _EM * size
            if columns and needed + _WORD_SPACE * size <= room:
                columns[-1].append(word)
                room -= needed + _WORD_SPACE * size
            else:
                columns.append([word])
                room = height - needed
        ops: list[Op] = []
        longest = 0.0
        scale = size / _EM
        for index, column in enumerate(columns):
            x, y = (index + 1) * _PITCH * size - _ABOVE * size, 0.0
            for word in column:
                ops.append(Group(x, y, (_placed(word, (0.0, -scale, scale, 0.0, 0.0, 0.0), colour),)))
                y -= (word.length / _EM + _WORD_SPACE) * size
            longest = max(longest, -y - _WORD_SPACE * size)
        return Setting(tuple(ops), len(columns) * _PITCH * size, longest)

    def arc(self, text: str, size: float, radius: float, most: float) -> Path:
        """The text bent along the top of a circle about the origin, its base line at the radius, read clockwise.

        It spans at most `most` radians; a longer text becomes narrow, then small. The joins of the letters stay whole.
        """
        words = self.words(text)
        length = sum(word.length for word in words) / _EM + _WORD_SPACE * (len(words) - 1)
        along = min(size, most * radius / length) if length else size
        up = min(size, along * _NARROWEST)
        angle = -length * along / radius / 2
        segments: list[Segment] = []
        for word in words:
            segments += _bent(word.path, (along / _EM, up / _EM), radius, angle)
            angle += (word.length / _EM + _WORD_SPACE) * along / radius
        return tuple(segments)


def _placed(word: Word, place: Matrix, colour: Colour) -> Shape:
    """The word at its size and turn; its place is the group's, so that a word that comes again is the same shape again."""
    way = "-".join(f"{value * _EM:g}" for value in (*place[:2], *colour))
    return Shape(f"{word.name}-{way}", word.path, fill=colour, places=(place,))


def _bent(path: Path, scale: tuple[float, float], radius: float, start: float) -> Path:
    """The path with its x axis wound clockwise along the circle from the angle `start`, 0 being the top."""

    def bend(values: tuple[float, ...]) -> tuple[float, ...]:
        out: list[float] = []
        for x, y in zip(values[::2], values[1::2], strict=True):
            angle, reach = start + x * scale[0] / radius, radius + y * scale[1]
            out += (round(reach * math.sin(angle), 2), round(reach * math.cos(angle), 2))
        return tuple(out)

    return tuple((kind, bend(values)) for kind, values in path)


def _revision(file: FilePath) -> float:
    from fontTools.ttLib import TTFont  # a kiosk without Mongolian on its papers never asks

    with TTFont(file, lazy=True, fontNumber=0) as font:
        return float(font["head"].fontRevision)


@lru_cache(maxsize=64)
def _shaped(file: FilePath, text: str) -> tuple[Word, ...]:
    """The words of one text. The text is shaped as a whole and cut at its spaces, since a letter's form depends on its neighbours."""
    with _shaping:
        font = _font(file)
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "Mong", "mn"
        uharfbuzz.shape(font, buffer)
        scale = _EM / font.face.upem
        infos, positions = buffer.glyph_infos or [], buffer.glyph_positions or []
        missing = tuple(dict.fromkeys(text[info.cluster] for info in infos if info.codepoint == 0 and not text[info.cluster].isspace()))
        if missing:
            raise NotMongolian(missing)
        words: list[Word] = []
        segments: list[Segment] = []
        x = 0.0
        for info, position in zip(infos, positions, strict=True):
            if text[info.cluster] == " ":
                words, segments, x = _closed(words, segments, x), [], 0.0
                continue
            at = (x + position.x_offset * scale, position.y_offset * scale)
            segments += [_moved(segment, scale, at) for segment in _outline(font, info.codepoint)]
            x += position.x_advance * scale
        return tuple(_closed(words, segments, x))


def _closed(words: list[Word], segments: list[Segment], length: float) -> list[Word]:
    if not segments:
        return words
    path = simplified(tuple(segments), _TOLERANCE)
    name = hashlib.sha256(repr(path).encode()).hexdigest()[:12]
    return [*words, Word(f"mongolian-{name}", path, length)]


def _moved(segment: Segment, scale: float, at: tuple[float, float]) -> Segment:
    kind, values = segment
    return kind, tuple(float(round(value * scale + at[index % 2])) for index, value in enumerate(values))


@lru_cache(maxsize=2)
def _font(file: FilePath) -> Any:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file))))


def _outline(font: Any, glyph: int) -> list[Segment]:
    """The glyph's outline in font units, TrueType's quadratic curves raised to cubic ones."""
    segments: list[Segment] = []
    here = (0.0, 0.0)

    def move(x: float, y: float, _data: object) -> None:
        nonlocal here
        segments.append(("M", (x, y)))
        here = (x, y)

    def line(x: float, y: float, _data: object) -> None:
        nonlocal here
        segments.append(("L", (x, y)))
        here = (x, y)

    def cubic(x1: float, y1: float, x2: float, y2: float, x: float, y: float, _data: object) -> None:
        nonlocal here
        segments.append(("C", (x1, y1, x2, y2, x, y)))
        here = (x, y)

    def quadratic(cx: float, cy: float, x: float, y: float, _data: object) -> None:
        (hx, hy) = here
        cubic(hx + (cx - hx) * 2 / 3, hy + (cy - hy) * 2 / 3, x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3, x, y, None)

    def close(_data: object) -> None:
        segments.append(("Z", ()))

    functions = uharfbuzz.DrawFuncs()
    functions.set_move_to_func(move)
    functions.set_line_to_func(line)
    functions.set_cubic_to_func(cubic)
    functions.set_quadratic_to_func(quadratic)
    functions.set_close_path_func(close)
    font.draw_glyph(glyph, functions)
    return segments
