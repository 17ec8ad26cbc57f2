"""The parts of the text that flow over pages: title, fields, paragraphs, table, signature. A block's origin is its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from printing.fonts import Role
from printing.geometry import CHARACTERS, LINE, SIZE_2, SIZE_3, SIZE_4_SMALL, WIDTH
from printing.ops import Box, Colour, Group, Op, Rule, Words
from printing.pagination import Extent
from printing.typeset import TextLine, atoms, break_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from printing.filled import FilledTable
    from printing.fonts import FontStack

_BASELINE: Final = 0.36  # of the size: from the middle of a line down to the baseline of a Chinese face
_GRID_TRACKING: Final = WIDTH / CHARACTERS - SIZE_3  # brings 28 characters of 三号 into 156 mm
_CELL_PADDING: Final = 5.0
_CELL_LEADING: Final = 15.5
_FIELD_SHARES: Final = (19.0, 27.0, 24.0, 30.0)  # label, value, label, value; an id number in 小四 fits the last
_FREE_SHARE: Final = 0.4  # of the line: text this short leaves the seal its place
_ROW: Final = 28.0  # least height of a table row
_HEAD_TINT: Final[Colour] = (0.945, 0.95, 0.955)
_RULE: Final = 0.5
_SEAL_INDENT: Final = 4 * SIZE_3  # a sealed date stands four characters from the right (GB/T 9704, 7.3.5.1)


@dataclass(frozen=True, slots=True)
class Block:
    """A part that is never split: `height` points, ops relative to its upper left corner, and the head to repeat above it."""

    height: float
    ops: tuple[Op, ...]
    keep: bool = False
    head: Block | None = None

    def extent(self) -> Extent:
        """What pagination needs to know."""
        return Extent(self.height, self.head.height if self.head else 0.0, self.keep)


def title(fonts: FontStack, text: str) -> tuple[Block, ...]:
    """The title, 二号, centred with air between its characters, a line of the grid above and below."""
    tracking = SIZE_2 * 0.12 if len(text) <= 12 else 0.0
    lines = break_lines(text, WIDTH, _measure(fonts, Role.TITLE, SIZE_2, tracking), size=SIZE_2, justify=False)
    blocks = [Block(LINE * 0.5, ())]
    for line in lines:
        x = (WIDTH - line.width + tracking) / 2
        ops = _line_ops(line, Role.TITLE, SIZE_2, x, _baseline(LINE * 1.2, SIZE_2), tracking=tracking)
        blocks.append(Block(LINE * 1.2, ops, keep=True))
    return (*blocks, Block(LINE * 0.7, (), keep=True))


def paragraph(fonts: FontStack, text: str, *, keep: bool = False) -> tuple[Block, ...]:
    """A paragraph on the grid, 三号, its first line indented by two characters; one block a line."""
    measure = _measure(fonts, Role.BODY, SIZE_3, _GRID_TRACKING)
    lines = break_lines(text, WIDTH, measure, size=SIZE_3, indent=2 * (SIZE_3 + _GRID_TRACKING))
    set_lines = [_line_ops(line, Role.BODY, SIZE_3, 0.0, _baseline(LINE, SIZE_3), tracking=_GRID_TRACKING) for line in lines]
    last = len(lines) - 1
    return tuple(Block(LINE, ops, keep=keep or index == last > 0) for index, ops in enumerate(set_lines))


def fields(fonts: FontStack, pairs: tuple[tuple[str, str], ...]) -> tuple[Block, ...]:
    """The applicant's block: labels in Hei on a tint, values in Song, two pairs to a row; an odd last value takes the whole row."""
    if not pairs:
        return ()
    widths = tuple(share / sum(_FIELD_SHARES) * WIDTH for share in _FIELD_SHARES)
    rows: list[Block] = []
    for index in range(0, len(pairs), 2):
        cells = tuple(text for pair in pairs[index : index + 2] for text in pair)
        columns = widths if len(cells) == 4 else (widths[0], WIDTH - widths[0])
        roles = (Role.HEAD, Role.BODY, Role.HEAD, Role.BODY)[: len(cells)]
        rows.append(_row(fonts, cells, ("center",) * len(cells), columns, roles))
    return (*(replace(row, keep=True) for row in rows), Block(LINE * 0.5, (), keep=True))


def table(fonts: FontStack, content: FilledTable) -> tuple[Block, ...]:
    """The table, 小四, rules of 0.5 pt; one block a row, each knowing the head that a new page repeats."""
    widths = _column_widths(fonts, content)
    aligns = tuple(column.align for column in content.columns)
    count = len(widths)
    heads = tuple(column.head for column in content.columns)
    head = _row(fonts, heads, ("center",) * count, widths, (Role.HEAD,) * count)
    rows = [_row(fonts, cells, aligns, widths, (Role.BODY,) * count) for cells in content.rows]
    return (
        Block(LINE * 0.4, (), keep=True),
        Block(head.height, head.ops, keep=True),
        *(Block(row.height, row.ops, keep=index == 0, head=head) for index, row in enumerate(rows)),
        Block(LINE * 0.5, (), keep=True),
    )


def signature(fonts: FontStack, unit: str, day: str, seal: tuple[Op, ...], text_above: str) -> Block:
    """Unit and date, the unit centred over the date, the seal pressing on both with its centre a little above theirs.

    When the text line above ends well left of the seal, unit and date move up and the seal reaches beside that line.

    The seal lies under the words in drawing order: black over red looks like ink over ink, and needs no transparency.
    """
    unit_width, day_width = (fonts.width(Role.BODY, text, SIZE_3) for text in (unit, day))
    centre = WIDTH - _SEAL_INDENT - max(unit_width, day_width) / 2
    is_free = fonts.width(Role.BODY, text_above, SIZE_3) < WIDTH * _FREE_SHARE
    above = LINE * (0.8 if is_free else 1.5)
    height = above + 2 * LINE + LINE * 0.5
    ops: list[Op] = [Group(centre, -(above + LINE - LINE * 0.08), seal)] if seal else []
    for index, (text, width) in enumerate(((unit, unit_width), (day, day_width))):
        ops.append(Words(centre - width / 2, -above - index * LINE + _baseline(LINE, SIZE_3), text, Role.BODY, SIZE_3))
    return Block(height, tuple(ops), keep=True)


def _column_widths(fonts: FontStack, content: FilledTable) -> tuple[float, ...]:
    """The columns' widths by their shares, but each at least as wide as its head and the longest number or date in it."""
    head, body = (_measure(fonts, role, SIZE_4_SMALL, 0.0) for role in (Role.HEAD, Role.BODY))
    least = [
        2 * _CELL_PADDING + max(head(column.head), *(body(atom) for row in content.rows for atom in atoms(row[index])), 0.0)
        for index, column in enumerate(content.columns)
    ]
    if sum(least) >= WIDTH:
        return tuple(width / sum(least) * WIDTH for width in least)
    fixed: set[int] = set()
    while True:
        room = WIDTH - sum(least[index] for index in fixed)
        total = sum(column.share for index, column in enumerate(content.columns) if index not in fixed)
        widths = [least[i] if i in fixed else column.share / total * room for i, column in enumerate(content.columns)]
        narrow = {index for index, width in enumerate(widths) if width < least[index] - 1e-9}
        if not narrow:
            return tuple(widths)
        fixed |= narrow


def _row(fonts: FontStack, cells: tuple[str, ...], aligns: tuple[str, ...], widths: tuple[float, ...], roles: tuple[Role, ...]) -> Block:
    """A row of cells ruled on all sides; cells in Hei are heads and stand on a tint."""
    set_cells = [
        _cell_lines(cell, width - 2 * _CELL_PADDING, _measure(fonts, role, SIZE_4_SMALL, 0.0))
        for cell, width, role in zip(cells, widths, roles, strict=True)
    ]
    height = max(_ROW, max(len(lines) for lines in set_cells) * _CELL_LEADING + 2 * _CELL_PADDING - 2)
    tints: list[Op] = []
    rules: list[Op] = [Rule(0, 0, WIDTH, 0, _RULE), Rule(0, -height, WIDTH, -height, _RULE), Rule(0, 0, 0, -height, _RULE)]
    words: list[Op] = []
    x = 0.0
    for lines, align, width, role in zip(set_cells, aligns, widths, roles, strict=True):
        if role is Role.HEAD:
            tints.append(Box(x, -height, width, height, _HEAD_TINT))
        words += _cell_ops(lines, align, role, x, width, height)
        x += width
        rules.append(Rule(x, 0, x, -height, _RULE))
    return Block(height, (*tints, *rules, *words))


def _cell_lines(text: str, width: float, measure: Callable[[str], float]) -> tuple[TextLine, ...]:
    """A cell's lines; a long name with U+00B7 breaks after the dot, not inside its parts, if the parts fit."""
    if measure(text) > width and "·" in text:
        parts = [part + "·" for part in text.split("·")]
        parts[-1] = parts[-1][:-1]
        if all(measure(part) <= width for part in parts):
            return tuple(line for part in _joined(parts, width, measure) for line in _unbroken(part, width, measure))
    return break_lines(text, width, measure, size=SIZE_4_SMALL, justify=False)


def _joined(parts: list[str], width: float, measure: Callable[[str], float]) -> list[str]:
    rows = [parts[0]]
    for part in parts[1:]:
        if measure(rows[-1] + part) <= width:
            rows[-1] += part
        else:
            rows.append(part)
    return rows


def _unbroken(text: str, width: float, measure: Callable[[str], float]) -> tuple[TextLine, ...]:
    return break_lines(text, width, measure, size=SIZE_4_SMALL, justify=False)


def _cell_ops(lines: tuple[TextLine, ...], align: str, role: Role, x: float, width: float, height: float) -> list[Op]:
    top = (height - len(lines) * _CELL_LEADING) / 2
    ops: list[Op] = []
    for index, line in enumerate(lines):
        spare = width - line.width
        start = {"left": _CELL_PADDING, "right": spare - _CELL_PADDING}.get(align, spare / 2)
        y = -top - index * _CELL_LEADING + _baseline(_CELL_LEADING, SIZE_4_SMALL)
        ops += _line_ops(line, role, SIZE_4_SMALL, x + start, y)
    return ops


def _measure(fonts: FontStack, role: Role, size: float, tracking: float) -> Callable[[str], float]:
    return lambda text: fonts.width(role, text, size) + tracking * len(text)


def _line_ops(line: TextLine, role: Role, size: float, x: float, y: float, *, tracking: float = 0.0) -> tuple[Op, ...]:
    return tuple(Words(x + piece.x, y, piece.text, role, size, tracking=tracking) for piece in line.pieces if not piece.text.isspace())


def _baseline(leading: float, size: float) -> float:
    """The baseline of a line whose upper edge is at 0, negative: the characters stand in the middle of the leading."""
    return -(leading / 2 + size * _BASELINE)
