"""Ruled blocks: the applicant's fields and the tables, one block a row. A block's origin is its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from printing.blocks import Block, paragraph, space
from printing.column_widths import NORMAL, PADDING, SMALL, SMALLEST, CellTooNarrow, TypeSize, fitting_size, least_width, soft_parts
from printing.fonts import Role
from printing.geometry import WIDTH
from printing.ops import Box, Colour, Op, Rule, Tag, Tagged
from printing.setting import Path, Style, baseline, figure_ops, is_id_number, line_ops, ruler, tagged
from printing.typeset import Piece, TextLine, break_lines, even_lines, is_plain, line_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from printing.filled import Bilingual, FilledField, FilledTable
    from printing.fonts import FontStack

_HEAD_TINT: Final[Colour] = (0.945, 0.95, 0.955)
_RULE: Final = 0.5  # GB/T 9704 practice: 0.5 pt
_FIELD_SHARES: Final = (19.0, 27.0, 24.0, 30.0)  # label, value, label, value; an id number in 小四 fits the last
_OPENING: Final = frozenset("（《〈「『【〔〖“‘")  # drawn in the right half of their square
_MOST_FIELD_LINES: Final = 2  # a value that needs more in half a row gets a whole one


@dataclass(frozen=True, slots=True)
class _Line:
    """A line in a cell: how it is measured and set."""

    line: TextLine
    measure: Callable[[str], float]
    role: Role
    size: float
    leading: float
    lang: str | None


def fields(fonts: FontStack, content: tuple[FilledField, ...], path: Path, style: Style) -> tuple[Block, ...]:
    """The applicant's block: labels in Hei on a tint, values in Song, two pairs to a row; a long or an odd last value takes a whole row.

    A number, a date or a word is never broken for want of width either. Raises CellTooNarrow when one is wider than a whole row's cell.
    """
    if not content:
        return ()
    widths = tuple(share / sum(_FIELD_SHARES) * WIDTH for share in _FIELD_SHARES)
    size = SMALLEST if style.is_closest else SMALL if style.is_close else NORMAL
    rows: list[Block] = []
    at = 0
    while at < len(content):
        both = content[at : at + 2]
        if len(both) == 2 and not all(_fits_half(fonts, one, width, size) for one, width in zip(both, (widths[1], widths[3]), strict=True)):
            both = both[:1]
        cells = tuple(text for one in both for text in (one.label, one.value))
        columns = widths if len(cells) == 4 else (widths[0], WIDTH - widths[0])
        if len(both) == 1 and least_width(fonts, both[0].value, size) > columns[1] - 2 * PADDING:
            raise CellTooNarrow(1)
        roles = (Role.HEAD, Role.BODY, Role.HEAD, Role.BODY)[: len(cells)]
        setting = _Columns(fonts, columns, ("center",) * len(cells), roles, size)
        rows.append(setting.row(cells, (*path, (Tag.ROW, len(rows))), is_first=not rows))
        at += len(both)
    return (*(replace(row, keep=True) for row in rows), space(style.space * 0.5))


def _fits_half(fonts: FontStack, one: FilledField, width: float, size: TypeSize) -> bool:
    """Whether the value may stand in half a row of this width: in few lines, and with no number, date or word broken."""
    room = width - 2 * PADDING
    return (
        not one.is_wide
        and least_width(fonts, one.value, size) <= room
        and _lines_of(fonts, one.value, Role.BODY, room, size) <= _MOST_FIELD_LINES
    )


def table(fonts: FontStack, content: FilledTable, order: Iterator[int], style: Style) -> tuple[Block, ...]:
    """The table under its caption; one block a row, each knowing the head that a new page repeats. Without rows a paragraph.

    Raises CellTooNarrow when a number or a word cannot stand in its column.
    """
    if not content.rows:
        caption = _caption(fonts, content, order, style)
        return (*caption, *(paragraph(fonts, content.empty, order, style, keep=True) if content.empty else ()))
    return set_table(fonts, content, order, style)


def set_table(fonts: FontStack, content: FilledTable, order: Iterator[int], style: Style) -> tuple[Block, ...]:
    """The table with its rows. Raises CellTooNarrow."""
    size, widths = fitting_size(fonts, content, is_small=style.is_close or content.is_small, is_smallest=style.is_closest)
    count = len(widths)
    path: Path = ((Tag.TABLE, next(order)),)
    caption = _caption_blocks(fonts, content.caption, (*path, (Tag.CAPTION, 0)), style)
    heads = tuple(column.head for column in content.columns)
    columns = _Columns(fonts, widths, ("center",) * count, (Role.HEAD,) * count, size)
    head, repeated = columns.row(heads, (*path, (Tag.ROW, 1)), is_first=True), columns.row(heads, None, is_first=True)
    columns = _Columns(fonts, widths, tuple(column.align for column in content.columns), (Role.BODY,) * count, size)
    rows = [columns.row(cells, (*path, (Tag.ROW, index))) for index, cells in enumerate(content.rows, 2)]
    return (
        replace(space(style.space * 0.4), keep=False),
        *caption,
        replace(head, keep=True),
        *[replace(row, keep=index == 0, head=repeated) for index, row in enumerate(rows)],
        space(style.space * 0.5),
    )


def _caption(fonts: FontStack, content: FilledTable, order: Iterator[int], style: Style) -> tuple[Block, ...]:
    return _caption_blocks(fonts, content.caption, ((Tag.PARAGRAPH, next(order)),), style) if content.caption else ()


def _caption_blocks(fonts: FontStack, caption: Bilingual, path: Path, style: Style) -> tuple[Block, ...]:
    """The caption: Hei, 小四, in the closest setting as small as its table, at the left above it."""
    if not caption:
        return ()
    lines = _set(fonts, caption, Role.HEAD, WIDTH, SMALLEST if style.is_closest else NORMAL)
    ops: list[Op] = []
    y = 0.0
    for line in lines:
        ops.append(tagged(path, _ops(fonts, line, 0.0, y), line.lang))
        y -= line.leading
    return (Block(-y + 5.0, tuple(ops), keep=True),)


@dataclass(slots=True)
class _Columns:
    """The columns of one table, for setting its rows; remembers the cells it has set, for in a long table most are alike."""

    fonts: FontStack
    widths: tuple[float, ...]
    aligns: tuple[str, ...]
    roles: tuple[Role, ...]
    size: TypeSize
    known: dict[tuple[int, str, str], tuple[list[_Line], float]] = field(default_factory=dict)
    ruled: dict[float, tuple[Rule, ...]] = field(default_factory=dict)
    drawn: dict[tuple[int, str, str, float], tuple[tuple[tuple[Op, ...], str | None], ...]] = field(default_factory=dict)

    def row(self, cells: tuple[Bilingual, ...], path: Path | None, *, is_first: bool = False) -> Block:
        """A row ruled at the sides and below, with `is_first` also above; cells in Hei are heads and stand on a tint.

        Without a path it is an artifact.
        """
        set_cells = [self._set(index, text) for index, text in enumerate(cells)]
        height = max(self.size.row, max([tall for _, tall in set_cells]) + 2 * PADDING - 2)
        tints: list[Op] = []
        rules = (Rule(0, 0, WIDTH, 0, _RULE), *self._rules(height)) if is_first else self._rules(height)
        words: list[Op] = []
        x = 0.0
        for index, (text, (lines, tall), width, role) in enumerate(zip(cells, set_cells, self.widths, self.roles, strict=True)):
            if role is Role.HEAD:
                tints.append(Box(x, -height, width, height, _HEAD_TINT))
            tag = Tag.HEAD_CELL if role is Role.HEAD else Tag.CELL
            for ops, lang in self._drawn(index, text, lines, x, -(height - tall) / 2):
                if path is None:
                    words += ops
                else:
                    words.append(Tagged((*path, (tag, index), (Tag.SPAN, 1)) if lang else (*path, (tag, index)), ops, lang=lang))
            x += width
        return Block(height, (*rules, *words), under=tuple(tints))

    def _rules(self, height: float) -> tuple[Rule, ...]:
        """Below and at the sides of the cells of a row of this height."""
        found = self.ruled.get(height)
        if found is None:
            edges = (0.0, *accumulate(self.widths))
            found = self.ruled[height] = (Rule(0, -height, WIDTH, -height, _RULE), *[Rule(x, 0, x, -height, _RULE) for x in edges])
        return found

    def _set(self, index: int, text: Bilingual) -> tuple[list[_Line], float]:
        """A cell's lines and their height."""
        key = (index, text.zh, text.en)
        found = self.known.get(key)
        if found is None:
            lines = _set(self.fonts, text, self.roles[index], self.widths[index] - 2 * PADDING, self.size)
            found = self.known[key] = (lines, sum([line.leading for line in lines]))
        return found

    def _drawn(self, index: int, text: Bilingual, lines: list[_Line], x: float, y: float) -> tuple[tuple[tuple[Op, ...], str | None], ...]:
        """The ops of each line and its language, for a cell whose text begins at this height."""
        key = (index, text.zh, text.en, y)
        found = self.drawn.get(key)
        if found is None:
            placed: list[tuple[tuple[Op, ...], str | None]] = []
            for line in lines:
                spare = self.widths[index] - line.line.width
                middle = (spare - _empty_start(line)) / 2
                start = {"left": PADDING, "right": spare - PADDING}.get(self.aligns[index], middle)
                placed.append((_ops(self.fonts, line, x + start, y), line.lang))
                y -= line.leading
            found = self.drawn[key] = tuple(placed)
        return found


def _empty_start(line: _Line) -> float:
    """The empty half of an opening mark at a line's start, in points: a centred line is centred as it is seen."""
    text = line.line.text
    return line.size / 2 if text and text[0] in _OPENING else 0.0


def _lines_of(fonts: FontStack, text: Bilingual, role: Role, width: float, size: TypeSize) -> int:
    return len(_cell_lines(text.zh, width, ruler(fonts, role, size.size), size.size))


def _set(fonts: FontStack, text: Bilingual, role: Role, width: float, size: TypeSize) -> list[_Line]:
    """A cell's lines: the Chinese ones, then the English ones, smaller."""
    measure = ruler(fonts, role, size.size, is_even=is_id_number(text.zh))
    lines = [_Line(line, measure, role, size.size, size.leading, None) for line in _cell_lines(text.zh, width, measure, size.size)]
    if text.en:
        latin = ruler(fonts, role, size.english)
        english = break_lines(text.en, width, latin, size=size.english, justify=False, is_latin=True)
        lines += [_Line(line, latin, role, size.english, size.english_leading, "en") for line in english]
    return lines


def _ops(fonts: FontStack, line: _Line, x: float, y: float) -> tuple[Op, ...]:
    if len(line.line.pieces) == 1 and is_id_number(line.line.pieces[0].text):
        return figure_ops(fonts, line.role, line.line.pieces[0].text, line.size, x, y + baseline(line.leading, line.size))
    return line_ops(line.line, line.measure, line.role, line.size, x, y + baseline(line.leading, line.size))


def _cell_lines(text: str, width: float, measure: Callable[[str], float], size: float) -> tuple[TextLine, ...]:
    """A cell's lines; what is too long breaks between its soft parts, if these fit."""
    wide = line_width(text, measure, size)
    if wide <= width and is_plain(text):
        return (TextLine((Piece(0.0, text),), wide),)
    if wide > width:
        parts = soft_parts(text)
        if len(parts) > 1 and all(line_width(part, measure, size) <= width for part in parts):
            rows = _joined(parts, width, measure, size)
            return tuple([line for part in rows for line in even_lines(part, width, measure, size)])
    return even_lines(text, width, measure, size)


def _joined(parts: list[str], width: float, measure: Callable[[str], float], size: float) -> list[str]:
    rows = [parts[0]]
    for part in parts[1:]:
        if line_width(rows[-1] + part, measure, size) <= width:
            rows[-1] += part
        else:
            rows.append(part)
    return rows
