"""Icons on a grid of 24 units with one stroke for all: round ends, no fills. White, so that any colour can tint them."""

from __future__ import annotations

from functools import lru_cache
from math import pi
from typing import Any, Final

import cairocffi

from kiosk.widgets.drawing import rounded, texture

GRID: Final = 24.0
STROKE: Final = 1.7  # units of the grid

ICONS: Final[dict[str, str]] = {
    "document": "M 5.5 3 H 13.5 L 18.5 8 V 21 H 5.5 Z M 13.5 3 V 8 H 18.5 M 8.7 12.3 H 15.3 M 8.7 16.3 H 13.3",
    "shield": "M 12 3 L 19.5 5.8 V 11.5 C 19.5 16.2 16.4 19.6 12 21.2 C 7.6 19.6 4.5 16.2 4.5 11.5 V 5.8 Z "
    "M 8.6 11.8 L 11 14.2 L 15.5 9.6",
    "family": "O 8 7.5 2.9 O 16.6 8.6 2.3 M 2.8 19.5 C 2.8 15.6 5 13.2 8 13.2 C 11 13.2 13.2 15.6 13.2 19.5 Z "
    "M 14.2 13.9 C 14.9 13.5 15.7 13.3 16.6 13.3 C 19.4 13.3 21.2 15.6 21.2 19.5 H 16.6",
    "birth": "O 12 11 7 M 9.3 10.4 V 10.5 M 14.7 10.4 V 10.5 M 9.6 13.6 C 11 15 13 15 14.4 13.6 "
    "M 12 4 C 12 2.6 13.4 2.2 14.2 3 M 8 20.4 H 16",
    "death": "M 9 20.8 V 11.6 H 15 V 20.8 M 6 20.8 H 18 M 12 11.4 V 9.2 "
    "M 12 2.6 C 13.9 4.7 14.5 5.9 14.5 6.9 C 14.5 8.4 13.4 9.4 12 9.4 C 10.6 9.4 9.5 8.4 9.5 6.9 C 9.5 5.9 10.1 4.7 12 2.6 Z",
    "house": "M 3.5 11.5 L 12 4 L 20.5 11.5 M 6 9.8 V 20 H 18 V 9.8 M 10 20 V 14.5 H 14 V 20",
    "car": "M 4 16.5 V 12.5 L 6 7.5 H 18 L 20 12.5 V 16.5 Z M 4.6 12.2 H 19.4 M 6 16.5 V 18.6 M 18 16.5 V 18.6 "
    "M 7.3 14.3 H 8.3 M 15.7 14.3 H 16.7",
    "border": "R 4.5 2.8 15 18.4 2 O 12 10.2 3.9 M 8.1 10.2 H 15.9 "
    "M 12 6.3 C 9.9 8.6 9.9 11.8 12 14.1 C 14.1 11.8 14.1 8.6 12 6.3 M 8.8 17.6 H 15.2",
    "scroll": "M 7.5 17.2 V 5.6 C 7.5 4.1 6.6 3.2 5.4 3.2 C 4.1 3.2 3.2 4.1 3.2 5.6 V 7.4 H 7.5 "
    "M 5.4 3.2 H 16.2 C 17.5 3.2 18.4 4.1 18.4 5.6 V 14.4 M 20.8 17.2 H 7.5 V 18.6 C 7.5 20 8.4 20.8 9.6 20.8 H 18.7 "
    "C 20 20.8 20.8 20 20.8 18.6 Z M 10.8 7.6 H 15.2 M 10.8 11.2 H 15.2",
    "archive": "M 3 7.5 V 4 H 21 V 7.5 Z M 4.6 7.5 V 20.5 H 19.4 V 7.5 M 9.4 11.6 H 14.6 M 8 16.6 H 16",
    "card": "R 2.5 5.5 19 13 2 M 6 10 H 11 M 6 14 H 10 O 16 10.6 1.5 M 13.6 15.4 C 13.9 13.2 18.1 13.2 18.4 15.4",
    "bell": "M 4.5 17 H 19.5 M 6.5 17 V 11 C 6.5 7.6 8.9 5.2 12 5.2 C 15.1 5.2 17.5 7.6 17.5 11 V 17 M 12 5.2 V 3 "
    "M 10 20.2 C 10.7 21.3 13.3 21.3 14 20.2",
    "check": "M 5 12.8 L 10 17.6 L 19.2 7.2",
    "chevron": "M 9 5.5 L 15.5 12 L 9 18.5",
    "back": "M 19.5 12 H 4.5 M 11 5.5 L 4.5 12 L 11 18.5",
    "next": "M 4.5 12 H 19.5 M 13 5.5 L 19.5 12 L 13 18.5",
    "first": "M 20 12 H 8.5 M 14.5 6 L 8.5 12 L 14.5 18 M 4 5 V 19",
    "last": "M 4 12 H 15.5 M 9.5 6 L 15.5 12 L 9.5 18 M 20 5 V 19",
    "page-previous": "M 9.5 3.5 H 15.5 L 20 8 V 20.5 H 9.5 V 16 M 15.5 3.5 V 8 H 20 M 14 12.2 H 3.5 M 6.8 8.8 L 3.5 12.2 L 6.8 15.6",
    "page-next": "M 14.5 16 V 20.5 H 4 V 3.5 H 10 L 14.5 8 M 10 3.5 V 8 H 14.5 M 10 12.2 H 20.5 M 17.2 8.8 L 20.5 12.2 L 17.2 15.6",
    "up": "M 12 19.5 V 4.5 M 5.5 11 L 12 4.5 L 18.5 11",
    "down": "M 12 4.5 V 19.5 M 5.5 13 L 12 19.5 L 18.5 13",
    "low-reach": "O 9.6 4 1.9 M 9.6 8.2 V 14 H 15 L 17.4 19.4 H 20 M 9.6 10.8 H 14 A 9.4 15.9 4.9 30 238",
    "zoom": "O 10.4 10.4 7 M 15.6 15.6 L 21 21 M 7.2 10.4 H 13.6 M 10.4 7.2 V 13.6",
    "zoom-out": "O 10.4 10.4 7 M 15.6 15.6 L 21 21 M 7.2 10.4 H 13.6",
    "slow": "M 7 3.5 H 17 M 7 20.5 H 17 M 8 3.5 C 8 9 11 10.4 12 12 C 13 10.4 16 9 16 3.5 "
    "M 8 20.5 C 8 15 11 13.6 12 12 C 13 13.6 16 15 16 20.5",
    "covered": "M 2.5 12 C 6 6.6 18 6.6 21.5 12 C 18 17.4 6 17.4 2.5 12 Z O 12 12 2.9 M 4.5 19.5 L 19.5 4.5",
    "uncovered": "M 2.5 12 C 6 6.6 18 6.6 21.5 12 C 18 17.4 6 17.4 2.5 12 Z O 12 12 2.9",
    "plus": "M 5 12 H 19 M 12 5 V 19",
    "minus": "M 5 12 H 19",
    "close": "M 6 6 L 18 18 M 18 6 L 6 18",
    "printer": "M 7 8.5 V 3.5 H 17 V 8.5 M 7 17.5 H 3.5 V 8.5 H 20.5 V 17.5 H 17 M 7 14 H 17 V 20.8 H 7 Z M 16.8 11.3 H 17",
    "clock": "O 12 12 8.8 M 12 7 V 12 L 15.4 14.2",
    "more-time": "A 10.8 13.2 8 5 275 M 10.8 8.8 V 13.2 L 13.8 15 M 18.4 2.4 V 8.4 M 15.4 5.4 H 21.4",
    "info": "O 12 12 8.8 M 12 11.4 V 16.6 M 12 7.6 V 7.7",
    "window": "M 3.5 20.5 H 20.5 M 5.5 20.5 V 11.5 M 18.5 20.5 V 11.5 M 3.5 11.5 L 5.5 4 H 18.5 L 20.5 11.5 Z "
    "M 9.5 20.5 V 15.5 H 14.5 V 20.5",
    "phone": "M 6.5 3.5 L 9.5 3.5 L 11 8 L 8.8 9.6 C 9.9 12 12 14.1 14.4 15.2 L 16 13 L 20.5 14.5 V 17.5 C 20.5 19.3 19.3 20.5 17.6 20.4 "
    "C 9.8 19.8 4.2 14.2 3.6 6.4 C 3.5 4.7 4.7 3.5 6.5 3.5 Z",
    "place": "M 12 21.2 C 8 16.6 5.5 13.4 5.5 9.8 A 12 9.8 6.5 180 360 C 18.5 13.4 16 16.6 12 21.2 Z O 12 9.8 2.4",
    "message": "R 3 4 18 12.5 2.5 M 7.5 16.5 V 20.8 L 12 16.5 M 8 10.3 V 10.4 M 12 10.3 V 10.4 M 16 10.3 V 10.4",
    "badge": "O 12 7.2 3.7 M 4.5 20.5 C 4.5 16.3 7.6 13.6 12 13.6 C 16.4 13.6 19.5 16.3 19.5 20.5 M 7.2 5.4 C 8 2.6 16 2.6 16.8 5.4 "
    "M 13.4 17.6 H 16.4",
    "camera": "R 3 7 18 13 2.5 M 8.5 7 L 10 4 H 14 L 15.5 7 O 12 13.4 3.8",
    "erase": "M 8.5 5 H 20.5 V 19 H 8.5 L 3 12 Z M 11.5 9.5 L 16.5 14.5 M 16.5 9.5 L 11.5 14.5",
    "lock": "R 4.8 10.5 14.4 10 2 M 8 10.5 V 7.6 A 12 7.6 4 180 360 V 10.5 M 12 14.2 V 16.8",
    "person": "O 12 7.8 3.9 M 4.5 20.5 C 4.5 16.3 7.6 14 12 14 C 16.4 14 19.5 16.3 19.5 20.5",
    "language": "O 12 12 8.8 M 3.2 12 H 20.8 M 12 3.2 C 6.8 8.2 6.8 15.8 12 20.8 C 17.2 15.8 17.2 8.2 12 3.2",
    "large-print": "M 2.6 18.5 L 8.6 4.5 L 14.6 18.5 M 4.7 13.8 H 12.5 M 18.4 9 V 16 M 14.9 12.5 H 21.9",
    "high-contrast": "O 12 12 8.8 M 12 3.2 V 20.8 M 15 4.6 V 19.4 M 18 6.6 V 17.4",
    "sound": "M 3.5 9.2 V 14.8 H 7.5 L 12.5 19 V 5 L 7.5 9.2 Z A 12.8 12 3.4 -42 42 A 12.8 12 7 -42 42",
    "repeat": "A 12 12.4 8 -60 210 M 16 1.6 V 5.5 H 20.4",
    "speed": "A 12 14 8.8 180 360 M 12 14 L 16.4 9 M 3.2 14 V 17 H 20.8 V 14",
    "wait": "M 7 3.5 H 17 M 7 20.5 H 17 M 8 3.5 C 8 9 11 10.4 12 12 C 13 10.4 16 9 16 3.5 "
    "M 8 20.5 C 8 15 11 13.6 12 12 C 13 13.6 16 15 16 20.5",
    "mobile": "R 6.5 2.5 11 19 2.2 M 10.8 18.4 H 13.2",
    "wrong": "M 5.5 3 H 13.5 L 18.5 8 V 21 H 5.5 Z M 13.5 3 V 8 H 18.5 M 12 10.8 V 14.6 M 12 17.4 V 17.5",
    "face-5": "O 12 12 8.8 M 8.6 9.3 V 9.9 M 15.4 9.3 V 9.9 M 7.4 13 C 8 18.4 16 18.4 16.6 13 Z",
    "face-4": "O 12 12 8.8 M 8.8 9.4 V 10 M 15.2 9.4 V 10 M 8 14.2 C 9.8 17 14.2 17 16 14.2",
    "face-3": "O 12 12 8.8 M 8.8 9.4 V 10 M 15.2 9.4 V 10 M 8.4 15.4 H 15.6",
    "face-2": "O 12 12 8.8 M 8.8 9.4 V 10 M 15.2 9.4 V 10 M 8.2 16.4 C 9.8 14.2 14.2 14.2 15.8 16.4",
    "face-1": "O 12 12 8.8 M 7.6 8.4 L 9.8 9.6 M 16.4 8.4 L 14.2 9.6 M 7.8 17 C 9.4 13.2 14.6 13.2 16.2 17",
    "chart": "M 4 20.5 H 20.5 M 6.5 17.5 V 12.5 M 11 17.5 V 5 M 15.5 17.5 V 9.5 M 19.5 17.5 V 14.5",
    "target": "O 12 12 7.2 M 12 2.2 V 8.4 M 12 15.6 V 21.8 M 2.2 12 H 8.4 M 15.6 12 H 21.8",
    "speaker": "M 3.5 9.5 H 7.5 L 12 5.5 V 18.5 L 7.5 14.5 H 3.5 Z M 15.2 9.2 C 16.6 10.8 16.6 13.2 15.2 14.8 "
    "M 17.8 6.8 C 20.6 9.8 20.6 14.2 17.8 17.2",
    "again": "A 12 12 8 -60 210 M 15.6 1.9 L 16.2 5.2 L 12.9 6.2",
    "rehearse": "R 3 4 18 12.5 2 M 8.5 20.5 H 15.5 M 12 16.5 V 20.5 M 12 7.2 V 10.8 M 12 13.2 V 13.3",
    "list": "M 8.5 6 H 20.5 M 8.5 12 H 20.5 M 8.5 18 H 20.5 M 4 6 H 4.1 M 4 12 H 4.1 M 4 18 H 4.1",
    "eye": "M 2.5 12 C 6.5 5.5 17.5 5.5 21.5 12 C 17.5 18.5 6.5 18.5 2.5 12 Z O 12 12 3",
    "door": "M 6 20.5 V 4 H 15.5 V 20.5 M 3.5 20.5 H 20.5 M 12.3 12 V 12.6",
    "tray": "M 3.5 13.5 V 19.5 H 20.5 V 13.5 M 7 15.5 V 3.5 H 17 V 15.5 M 10 7.5 H 14 M 10 11 H 14",
}  # fmt: skip
"""Name to strokes. Letters as in SVG paths, absolute only.

Beyond SVG: O x y r is a circle, R x y w h r a round rectangle, A x y r from to an arc (degrees).
"""


def trace(context: cairocffi.Context, strokes: str) -> None:
    """Adds `strokes` (the notation of ICONS) to the context's path. Raises KeyError for an unknown letter."""
    words = strokes.split()
    at = 0
    while at < len(words):
        letter = words[at]
        count = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "O": 3, "R": 5, "A": 5, "Z": 0}[letter]
        _stroke(context, letter, [float(word) for word in words[at + 1 : at + 1 + count]])
        at += 1 + count


def _stroke(context: cairocffi.Context, letter: str, n: list[float]) -> None:
    match letter:
        case "M":
            context.move_to(n[0], n[1])
        case "L":
            context.line_to(n[0], n[1])
        case "H":
            context.line_to(n[0], context.get_current_point()[1])
        case "V":
            context.line_to(context.get_current_point()[0], n[0])
        case "C":
            context.curve_to(*n)
        case "O":
            context.new_sub_path()
            context.arc(n[0], n[1], n[2], 0, 2 * pi)
        case "R":
            rounded(context, *n)
        case "A":
            context.arc(n[0], n[1], n[2], n[3] * pi / 180, n[4] * pi / 180)
        case "Z":
            context.close_path()


def paint(context: cairocffi.Context, name: str, x: float, y: float, size: float) -> None:
    """Strokes icon `name` in the context's source, in a square of `size` with its top left at (x, y)."""
    context.save()
    context.translate(x, y)
    context.scale(size / GRID, size / GRID)
    context.set_line_width(STROKE)
    context.set_line_cap(cairocffi.LINE_CAP_ROUND)
    context.set_line_join(cairocffi.LINE_JOIN_ROUND)
    context.new_path()
    trace(context, ICONS.get(name, ICONS["document"]))
    context.stroke()
    context.restore()


@lru_cache(maxsize=256)
def icon(name: str, size: int) -> Any:
    """A white texture of icon `name`, `size` pixels square. An unknown name (a technician's slip) gives the sheet of paper."""

    def painter(context: cairocffi.Context) -> None:
        context.set_source_rgb(1, 1, 1)
        paint(context, name, 0, 0, size)

    return texture(size, size, painter)
