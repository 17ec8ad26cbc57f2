"""A slip: the receipt a citizen takes to the window. Of the certificates' family, but smaller and quieter: no seal, nothing to verify."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from printing import blocks as parts
from printing.filled import Bilingual
from printing.fonts import Role
from printing.frame import background, foot, header, notes_block
from printing.geometry import LEFT, SIZE_4, SIZE_4_SMALL, TOP, WIDTH, mm
from printing.ops import GREY, Colour, Group, Op, Page, Rule, Tag, Words
from printing.pagination import TooTall
from printing.setting import CLOSE, Path, baseline, line_ops, ruler, tagged
from printing.typeset import break_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from printing.dress import Dress
    from printing.filled import Filled, FilledField
    from printing.fonts import FontStack
    from printing.frame import SlipMarks

_NUMBER: Final = 28.0  # points: read out at the window
_NUMBER_LEADING: Final = 44.0
_NUMBER_TRACKING: Final = 1.2
_LABELS: Final = 92.0  # points: the labels' column
_ROW: Final = 29.0  # least height of a field
_LEADING: Final = 20.0  # of a value's lines
_HAIRLINE: Final[Colour] = (0.78, 0.80, 0.82)
_ABOVE_NOTES: Final = mm(9)


def slip_page(words: Filled, marks: SlipMarks, unit: str, fonts: FontStack, dress: Dress, order: Iterator[int]) -> Page:
    """The slip's page. Raises TooTall when the words need more than one."""
    flow = [*parts.title(fonts, words.title, ((Tag.TITLE, next(order)),), CLOSE)]
    flow += [_number(fonts, marks.number, ((Tag.PARAGRAPH, next(order)),)), parts.space(10.0)]
    for text in words.body:
        flow += parts.paragraph(fonts, text, order, CLOSE)
    flow += [parts.space(12.0), *_fields(fonts, words.fields, ((Tag.TABLE, next(order)),))]
    for text in (words.closing, *words.remarks):
        if text:
            flow += [parts.space(6.0), *parts.paragraph(fonts, text, order, CLOSE)]
    notes = notes_block(fonts, tuple(note.zh for note in words.notes), marks, dress=dress, order=order)
    ops: list[Op] = []
    y = TOP
    for block in flow:
        ops.append(Group(LEFT, y, block.ops))
        y -= block.height
    rise = y - _ABOVE_NOTES - notes.top  # the foot stands right below the text, not at the paper's end
    if rise < 0:
        raise TooTall("the slip is higher than a page")
    below = (*notes.ops, *foot(fonts, unit, marks, 1, 1))
    return (
        *background(fonts, marks, unit=unit),
        *header(fonts, unit, words.title.zh, marks, 1, dress=dress),
        *ops,
        Group(0.0, rise, below),
    )


def _number(fonts: FontStack, number: str, path: Path) -> parts.Block:
    measure = ruler(fonts, Role.HEAD, _NUMBER, _NUMBER_TRACKING)
    x = (WIDTH - measure(number) + _NUMBER_TRACKING) / 2
    words = Words(x, baseline(_NUMBER_LEADING, _NUMBER), number, Role.HEAD, _NUMBER, tracking=_NUMBER_TRACKING)
    return parts.Block(_NUMBER_LEADING, (tagged(path, (words,)),))


def _fields(fonts: FontStack, fields: tuple[FilledField, ...], path: Path) -> tuple[parts.Block, ...]:
    """One field a row between hairlines: the label grey, the value at one left edge."""
    rows = [_field(fonts, field.label, field.value, (*path, (Tag.ROW, index))) for index, field in enumerate(fields)]
    top = parts.Block(0.0, (Rule(0, 0, WIDTH, 0, 0.5, _HAIRLINE),))
    return (top, *rows) if rows else ()


def _field(fonts: FontStack, label: Bilingual, value: Bilingual, path: Path) -> parts.Block:
    head, body = ruler(fonts, Role.HEAD, SIZE_4_SMALL), ruler(fonts, Role.BODY, SIZE_4)
    lines = break_lines(value.zh, WIDTH - _LABELS, body, size=SIZE_4, justify=False)
    height = max(_ROW, len(lines) * _LEADING + 9.0)
    top = (height - len(lines) * _LEADING) / 2
    (first, *_) = break_lines(label.zh, _LABELS, head, size=SIZE_4_SMALL, justify=False)
    at = -top + baseline(_LEADING, SIZE_4_SMALL)
    ops: list[Op] = [tagged((*path, (Tag.HEAD_CELL, 0)), line_ops(first, head, Role.HEAD, SIZE_4_SMALL, 0.0, at, colour=GREY))]
    for index, line in enumerate(lines):
        y = -top - index * _LEADING + baseline(_LEADING, SIZE_4)
        ops.append(tagged((*path, (Tag.CELL, 1)), line_ops(line, body, Role.BODY, SIZE_4, _LABELS, y)))
    ops.append(Rule(0, -height, WIDTH, -height, 0.5, _HAIRLINE))
    return parts.Block(height, tuple(ops))
