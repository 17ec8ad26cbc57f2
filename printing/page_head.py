"""The head of a page: the issuing unit at the left, on further pages with the title, and the number at the right."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final

from printing.dress import PLAIN
from printing.fixed_words import fixed_words
from printing.fonts import Role
from printing.geometry import LEFT, RIGHT, SIZE_5, TOP, mm
from printing.issued import Marks, SlipMarks
from printing.ops import GREY, PALE, Group, Op, Words
from printing.pagination import NameTooLong
from printing.setting import line_ops, ruler
from printing.typeset import TextLine, even_lines

if TYPE_CHECKING:
    from printing.dress import Dress
    from printing.fonts import FontStack

_BASELINE: Final = TOP + mm(6.5)
_GAP: Final = 1.5 * SIZE_5  # points: at least so much between the words at the left and the number
_BETWEEN: Final = "  "  # the unit and the title on one line
_SIZES: Final = (SIZE_5, 10.0, 9.5, 9.0, 8.5, 8.0)  # points, tried in turn; 8 is as small as the foot's lines
_MANY: Final = 3  # lines: with the Mongolian name they just fit under the guilloche if they are small
_SIZES_OF_MANY: Final = (8.5, 8.0)  # points
_LEADING: Final = 1.2  # of the size
_MONGOLIAN: Final = 9.5  # points, of the unit's name


def header(
    fonts: FontStack, unit: str, title: str, marks: Marks | SlipMarks | None, page: int, *, dress: Dress = PLAIN, language: str = "zh"
) -> tuple[Op, ...]:
    """The head's ops in page coordinates; the unit's Mongolian name stands above or below.

    Every page names the unit, a further page also the title: beside the unit, or below it where the line is too short for both. Names
    that do not fit are set smaller, then broken over one line more; they never come nearer to the number than a gap. Raises NameTooLong.
    """
    words = fixed_words(language)
    match marks:
        case None:
            right, colour = words["no_number"], PALE
        case Marks():
            right, colour = words["number"].format(number=marks.number), GREY
        case SlipMarks():
            right, colour = words["slip_number"].format(number=marks.number), GREY
    width = fonts.width(Role.NOTE, right, SIZE_5)
    size, lines = _names(fonts, unit, words["continued"].format(title=title) if page > 1 else "", RIGHT - LEFT - width - _GAP)
    script = dress.second_script
    mongolian: tuple[Op, ...] = ()
    base = _BASELINE
    if script and dress.unit_mn:
        line = script.line(dress.unit_mn, _MONGOLIAN, GREY)
        if dress.is_mongolian_first:
            top = base + (len(lines) - 1) * size * _LEADING + size * 0.95 + line.height
        else:
            base += line.height
            top = base - SIZE_5 * 0.25
        mongolian = (Group(LEFT, top, line.ops),)
    measure = ruler(fonts, Role.HEAD, size)
    upwards = accumulate([size * _LEADING] * (len(lines) - 1), initial=base)
    placed = zip(reversed(lines), upwards, strict=True)
    names = [op for line, y in placed for op in line_ops(line, measure, Role.HEAD, size, LEFT, y, colour=GREY)]
    return (*mongolian, *reversed(names), Words(RIGHT - width, base, right, Role.NOTE, SIZE_5, colour))


def _names(fonts: FontStack, unit: str, title: str, room: float) -> tuple[float, tuple[TextLine, ...]]:
    """Unit and title (may be empty) in lines of at most `room` points, the unit's first, and their size."""
    both = unit + _BETWEEN + title
    if title and fonts.width(Role.HEAD, both, SIZE_5) <= room:
        return SIZE_5, _broken(fonts, both, room, SIZE_5)
    names = [name for name in (unit, title) if name]
    for most in (len(names), len(names) + 1):
        for size in _SIZES if most < _MANY else _SIZES_OF_MANY:
            lines = tuple([line for name in names for line in _broken(fonts, name, room, size)])
            if len(lines) <= most and all(line.width <= room for line in lines):
                return size, lines
    raise NameTooLong("unit" if len(unit) >= len(title) else "title")


def _broken(fonts: FontStack, name: str, room: float, size: float) -> tuple[TextLine, ...]:
    return even_lines(name, room, ruler(fonts, Role.HEAD, size), size)
