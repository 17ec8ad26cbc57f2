"""The marks that make a paper hard to copy and easy to check: seal, watermark, guilloche, microtext, QR. All vector, no transparency.

The only seal our code draws is the specimen seal; real ones are art from the bureau (architecture section 5).
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Final

import qrcode

from printing.fonts import Role
from printing.geometry import mm
from printing.ops import BLACK, WHITE, Box, Colour, Matrix, Op, Path, Segment, Shape
from printing.outlines import EM, line_of, outline, shifted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from printing.fonts import FontStack

SEAL_RED: Final[Colour] = (0.84, 0.13, 0.13)
SEAL_DIAMETER: Final = mm(42)  # departments and bureaus: at most 45 mm
_TINT: Final[Colour] = (0.935, 0.935, 0.935)  # of the watermark: visible on a copy, never in the way of reading
_LINE_TINTS: Final[tuple[Colour, ...]] = ((0.62, 0.74, 0.80), (0.70, 0.80, 0.74), (0.78, 0.74, 0.82))
_HAIRLINE: Final = mm(0.12)
_MICRO_TINT: Final[Colour] = (0.45, 0.52, 0.56)
_CIRCLE: Final = 0.5522847498  # of the radius: the control point that makes a cubic curve a quarter circle
QUIET: Final = 4  # modules around a QR symbol (ISO/IEC 18004, 5.3.8)
_LEAST_MODULE: Final = mm(0.36)
_LEAST_SYMBOL: Final = mm(35)


def specimen_seal(fonts: FontStack, unit: str, word: str) -> tuple[Op, ...]:
    """The specimen seal about the origin: ring, the fictitious unit's name on the upper arc, star, and `word` (样章) below it."""
    radius = SEAL_DIAMETER / 2
    parts: list[Segment] = []
    size = radius * 0.27
    for character, angle in _on_arc(unit, size, radius - mm(3.2) - size * 0.78):
        path, advance = outline(fonts, Role.BODY, character)
        parts += _turned(path, advance, size, radius - mm(3.2) - size * 0.80, angle)
    parts += _star(radius * 0.28, radius * 0.06)
    word_path, width = line_of(fonts, Role.BODY, word)
    word_size = radius * 0.27
    parts += shifted(word_path, -width * word_size / EM / 2, -radius * 0.66, word_size / EM)
    key = hashlib.sha256(f"{unit}{word}".encode()).hexdigest()[:8]
    return (
        Shape(f"seal-ring-{key}", _ring(radius, radius - mm(1.1)), fill=SEAL_RED),
        Shape(f"seal-{key}", tuple(parts), fill=SEAL_RED, stroke=SEAL_RED, width=0.4),
    )


def watermark(fonts: FontStack, text: str, width: float, height: float, *, size: float, gap: float) -> tuple[Op, ...]:
    """The text tiled at 30 degrees over an area of this size, in a pale tint to be drawn under everything else."""
    path, advance = line_of(fonts, Role.HEAD, text)
    turn = math.radians(30)
    cos, sin = math.cos(turn), math.sin(turn)
    scale = size / EM
    step_x, step_y = advance * scale + gap, size * 4.6
    reach = math.hypot(width, height) / 2
    places: list[Matrix] = []
    rows = int(reach / step_y) + 1
    columns = int(reach / step_x) + 2
    for row in range(-rows, rows + 1):
        for column in range(-columns, columns + 1):
            along = (column + 0.5 * (row % 2)) * step_x - advance * scale / 2
            across = row * step_y - size / 3
            x, y = width / 2 + along * cos - across * sin, height / 2 + along * sin + across * cos
            if -step_x < x < width and -step_x * sin < y < height + size:
                places.append((cos * scale, sin * scale, -sin * scale, cos * scale, x, y))
    return (Shape(f"watermark-{_key(text)}", path, fill=_TINT, places=tuple(places)),)


def guilloche(seed: str, width: float, height: float) -> tuple[Op, ...]:
    """A band of interlaced hairlines, its waves computed from the seed (the number), from (0, 0) to (width, height)."""
    dice = hashlib.sha256(seed.encode()).digest()
    waves = [3 + dice[index] % 5 for index in range(3)]
    shapes: list[Op] = []
    for family, tint in enumerate(_LINE_TINTS):
        segments: list[Segment] = []
        for strand in range(5):
            phase = dice[4 + family] / 255 * math.tau + strand * math.tau / 10
            segments += _wave(width, height, waves[family], 2 * waves[(family + 1) % 3] + 5, phase)
        shapes.append(Shape(f"guilloche-{_key(seed)}-{family}", tuple(segments), stroke=tint, width=_HAIRLINE))
    return tuple(shapes)


def microtext(fonts: FontStack, text: str, width: float) -> tuple[Op, ...]:
    """A rule of repeated small text (2.2 pt), from (0, 0) to the right: a line to the eye, words under a glass."""
    size = 2.2
    path, advance = line_of(fonts, Role.HEAD, text)
    step = advance * size / EM + size
    count = max(int(width / step), 1)
    stretch = width / (count * step)
    scale = size / EM
    places = tuple((scale * stretch, 0.0, 0.0, scale, index * step * stretch, 0.0) for index in range(count))
    return (Shape(f"micro-{_key(text)}", path, fill=_MICRO_TINT, places=places),)


def qr(text: str) -> tuple[tuple[Op, ...], float, float]:
    """The QR symbol (ISO/IEC 18004, level Q) from (0, 0), its side and the width of the quiet zone around it, in points.

    The quiet zone is cleared of what lies below, so the ops reach that far beyond the symbol on every side.

    A module is 0.36 mm or more, the symbol without quiet zone 35 mm or more: what an office scanner at 200 dpi still reads.
    """
    symbol = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=0)
    symbol.add_data(text)
    rows = symbol.get_matrix()
    count = len(rows)
    module = max(_LEAST_MODULE, _LEAST_SYMBOL / count)
    runs = [(start, count - 1 - row, end - start) for row in range(count) for start, end in _dark(rows[row])]
    path: Path = tuple(("R", (x, y, length, 1.0)) for x, y, length in runs)
    side, quiet = count * module, QUIET * module
    clear = Box(-quiet, -quiet, side + 2 * quiet, side + 2 * quiet, WHITE)
    return (clear, Shape(f"qr-{_key(text)}", path, fill=BLACK, places=((module, 0.0, 0.0, module, 0.0, 0.0),))), side, quiet


def _dark(modules: Sequence[bool]) -> list[tuple[int, int]]:
    """Runs of dark modules in one row, as (start, end)."""
    runs: list[tuple[int, int]] = []
    for column, dark in enumerate(modules):
        if dark and runs and runs[-1][1] == column:
            runs[-1] = (runs[-1][0], column + 1)
        elif dark:
            runs.append((column, column + 1))
    return runs


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _wave(width: float, height: float, slow: int, fast: int, phase: float) -> list[Segment]:
    """One strand: two waves over each other, as cubic curves through points with the exact slope."""
    steps = 4 * fast
    middle, swing = height / 2, height / 2

    def at(t: float) -> tuple[float, float]:
        a, b = slow * math.tau * t + phase, fast * math.tau * t - 2 * phase
        y = middle + swing * (0.62 * math.sin(a) + 0.38 * math.sin(b))
        slope = swing * (0.62 * slow * math.cos(a) + 0.38 * fast * math.cos(b)) * math.tau
        return y, slope

    y, slope = at(0)
    segments: list[Segment] = [("M", (0.0, round(y, 2)))]
    for step in range(1, steps + 1):
        t, third = step / steps, 1 / steps / 3
        next_y, next_slope = at(t)
        x1, x2 = (t - 2 * third) * width, (t - third) * width
        points = (x1, y + slope * third, x2, next_y - next_slope * third, t * width, next_y)
        segments.append(("C", tuple(round(value, 2) for value in points)))
        y, slope = next_y, next_slope
    return segments


def _circle(radius: float) -> Path:
    k = radius * _CIRCLE
    return (
        ("M", (radius, 0.0)), ("C", (radius, k, k, radius, 0.0, radius)), ("C", (-k, radius, -radius, k, -radius, 0.0)),
        ("C", (-radius, -k, -k, -radius, 0.0, -radius)), ("C", (k, -radius, radius, -k, radius, 0.0)), ("Z", ()),
    )  # fmt: skip


def _reversed_circle(radius: float) -> Path:
    return tuple((kind, tuple(-value if index % 2 else value for index, value in enumerate(values))) for kind, values in _circle(radius))


def _ring(outer: float, inner: float) -> Path:
    """The ring between two radii; its inner edge runs the other way round, so that nonzero winding leaves the middle open."""
    return (*_circle(outer), *_reversed_circle(inner))


def _star(radius: float, dy: float) -> Path:
    """A five-pointed star, upright, centred at (0, dy)."""
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(54))
    points = [
        (r * math.cos(math.radians(90 + 36 * i)), r * math.sin(math.radians(90 + 36 * i)) + dy)
        for i, r in enumerate((radius, inner) * 5)
    ]  # fmt: skip
    return (("M", points[0]), *(("L", point) for point in points[1:]), ("Z", ()))


def _on_arc(text: str, size: float, radius: float) -> list[tuple[str, float]]:
    """The characters with their angles (radians from upright, clockwise), spread evenly over the upper arc."""
    if len(text) == 1:
        return [(text, 0.0)]
    natural = size * 1.55 / radius
    step = min(natural, math.radians(250) / (len(text) - 1))
    first = -step * (len(text) - 1) / 2
    return [(character, first + index * step) for index, character in enumerate(text)]


def _turned(path: Path, advance: float, size: float, radius: float, angle: float) -> Path:
    """The glyph standing on the arc: centred at its angle, its foot towards the middle."""
    scale = size / EM
    cos, sin = math.cos(angle), math.sin(angle)

    def turn(values: tuple[float, ...]) -> tuple[float, ...]:
        out: list[float] = []
        for x, y in zip(values[::2], values[1::2], strict=True):
            left, up = (x - advance / 2) * scale, y * scale + radius
            out += (round(left * cos + up * sin, 2), round(-left * sin + up * cos, 2))
        return tuple(out)

    return tuple((kind, turn(values)) for kind, values in path)
