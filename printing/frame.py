"""What stands around the text on every page: header, foot, microtext, guilloche, watermark; and the notes with the QR on the last."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from printing.fixed_words import fixed_words
from printing.fonts import Role
from printing.geometry import LEFT, PAGE_HEIGHT, PAGE_WIDTH, RIGHT, SIZE_5, SIZE_5_SMALL, SIZE_6, TOP, WIDTH, mm
from printing.marks import guilloche, microtext, qr, watermark
from printing.ops import BLACK, GREY, Colour, Group, Op, Rule, Words
from printing.typeset import TextLine, break_lines
from printing.wording import zh_date, zh_datetime

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from printing.fonts import FontStack

FOOT: Final = mm(17)  # the foot line's rule, from the paper's lower edge
_BAND: Final = mm(7)
_BAND_TOP: Final = PAGE_HEIGHT - mm(11)
_HEADER: Final = TOP + mm(6.5)
_NOTE_LEADING: Final = 16.5
_BLOCK_BOTTOM: Final = FOOT + mm(5)
_QR_GAP: Final = mm(4)
_SYMBOL: Final = mm(35)
_PALE: Final[Colour] = (0.72, 0.72, 0.72)


@dataclass(frozen=True, slots=True)
class Marks:
    """What only an issued paper has. Times are aware; `verification_url` is the QR's whole text; `code` is printed under it.

    `specimen` comes from the key that signed; it brings the watermark and the specimen seal.
    """

    number: str
    issued_at: datetime
    valid_until: date | None
    verification_url: str
    code: str
    specimen: bool
    kiosk: str
    unit: str
    printed_at: datetime


@dataclass(frozen=True, slots=True)
class NotesBlock:
    """Notes and QR at the foot of the last page: placed ops (page coordinates) and the height they take above the foot."""

    ops: tuple[Op, ...]
    top: float


def background(fonts: FontStack, marks: Marks | None) -> tuple[Op, ...]:
    """The watermark that the paper's state asks for, and the guilloche band at the head; under everything else."""
    words = fixed_words()
    seed = marks.number if marks else words["preview"]
    band = Group(LEFT, _BAND_TOP - _BAND, guilloche(seed, WIDTH, _BAND))
    if marks is None:
        return (*watermark(fonts, words["preview"], PAGE_WIDTH, PAGE_HEIGHT, size=44, gap=mm(46)), band)
    if marks.specimen:
        return (*watermark(fonts, words["specimen"], PAGE_WIDTH, PAGE_HEIGHT, size=18, gap=mm(24)), band)
    return (band,)


def header(fonts: FontStack, unit: str, title: str, marks: Marks | None, page: int) -> tuple[Op, ...]:
    """The issuing unit at the left, from the second page on with the title; the number at the right."""
    words = fixed_words()
    left = unit if page == 1 else f"{unit}  {words['continued'].format(title=title)}"
    right = words["number"].format(number=marks.number) if marks else words["no_number"]
    width = fonts.width(Role.NOTE, right, SIZE_5)
    colour = GREY if marks else _PALE
    return (
        Words(LEFT, _HEADER, left, Role.HEAD, SIZE_5, GREY),
        Words(RIGHT - width, _HEADER, right, Role.NOTE, SIZE_5, colour),
    )


def foot(fonts: FontStack, unit: str, marks: Marks | None, page: int, pages: int) -> tuple[Op, ...]:
    """The microtext rule, under it kiosk and print time at the left and page x of y at the right."""
    words = fixed_words()
    left = words["printed"].format(kiosk=marks.kiosk, time=zh_datetime(marks.printed_at)) if marks else words["not_printed"]
    right = words["page"].format(page=page, pages=pages)
    tiny = f"{unit} {marks.number}" if marks else f"{unit} {words['preview']}"
    y = FOOT - mm(5)
    return (
        Group(LEFT, FOOT, microtext(fonts, tiny, WIDTH)),
        Words(LEFT, y, left, Role.NOTE, SIZE_5_SMALL, GREY),
        Words(RIGHT - fonts.width(Role.NOTE, right, SIZE_5_SMALL), y, right, Role.NOTE, SIZE_5_SMALL, GREY),
    )


def notes_block(fonts: FontStack, notes: tuple[str, ...], marks: Marks | None) -> NotesBlock:
    """QR with the code under it at the left, the numbered notes and the way to check at the right."""
    qr_ops, side = _code_block(fonts, marks)
    x = LEFT + max(side, _SYMBOL) + _QR_GAP
    lines = _note_lines(fonts, notes, marks, RIGHT - x)
    needed = sum(leading for *_, leading in lines)
    code_height = max(side, _SYMBOL) + SIZE_5_SMALL + 8
    height = max(needed, code_height)
    top = _BLOCK_BOTTOM + height
    ops: list[Op] = [*qr_ops]
    y = top
    for line, role, size, colour, indent, leading in lines:
        baseline = y - leading / 2 - size * 0.36
        ops += [Words(x + indent + piece.x, baseline, piece.text, role, size, colour) for piece in line.pieces if not piece.text.isspace()]
        y -= leading
    return NotesBlock(tuple(ops), top)


_NoteLine = tuple[TextLine, Role, float, Colour, float, float]


def _note_lines(fonts: FontStack, notes: tuple[str, ...], marks: Marks | None, width: float) -> list[_NoteLine]:
    """(line, role, size, colour, indent, leading) from the top down."""
    words = fixed_words()
    set_lines: list[_NoteLine] = []

    def put(text: str, role: Role, size: float, colour: Colour, leading: float, hang: float = 0.0) -> None:
        measure = _measure(fonts, role, size)
        for line in break_lines(text, width - hang, measure, size=size, justify=False, indent=-hang):
            set_lines.append((line, role, size, colour, hang, leading))

    put(words["notes"], Role.HEAD, SIZE_5, GREY, _NOTE_LEADING)
    for index, note in enumerate(notes, 1):
        label = words["note"].format(index=index, text="")
        hang = fonts.width(Role.NOTE, label, SIZE_5)
        put(words["note"].format(index=index, text=note), Role.NOTE, SIZE_5, BLACK, _NOTE_LEADING, hang)
    if marks and marks.valid_until:
        put(words["valid_until"].format(date=zh_date(marks.valid_until)), Role.NOTE, SIZE_5, BLACK, _NOTE_LEADING)
    set_lines.append((TextLine((), 0.0), Role.NOTE, SIZE_6, GREY, 0.0, 5.0))
    for text in _how_to_check(marks):
        put(text, Role.NOTE, SIZE_5_SMALL, GREY, 14.0)
    return set_lines


def _how_to_check(marks: Marks | None) -> tuple[str, ...]:
    words = fixed_words()
    if marks is None:
        return (words["no_code"], words["no_copy"])
    address = marks.verification_url.partition("#")[0].removeprefix("https://").rpartition("/")[0]
    return (words["verify"].format(address=address), words["no_copy"])


def _code_block(fonts: FontStack, marks: Marks | None) -> tuple[tuple[Op, ...], float]:
    """The symbol with its dark edge at the left margin, and the code in groups of four under it; a pale frame in a preview."""
    lift = SIZE_5_SMALL + 8
    if marks is None:
        bottom = _BLOCK_BOTTOM + lift
        return (_dashed_frame(LEFT, bottom, _SYMBOL),), _SYMBOL
    symbol, side, _quiet = qr(marks.verification_url)
    code = " ".join(marks.code[start : start + 4] for start in range(0, len(marks.code), 4))
    width = fonts.width(Role.HEAD, code, SIZE_5_SMALL)
    return (
        Group(LEFT, _BLOCK_BOTTOM + lift, symbol),
        Words(LEFT + (side - width) / 2, _BLOCK_BOTTOM, code, Role.HEAD, SIZE_5_SMALL),
    ), side


def _dashed_frame(x: float, y: float, side: float) -> Group:
    corners = ((0.0, 0.0), (side, 0.0), (side, side), (0.0, side), (0.0, 0.0))
    edges = pairwise(corners)
    return Group(x, y, tuple(Rule(*start, *end, 0.6, _PALE, (3.0, 3.0)) for start, end in edges))


def _measure(fonts: FontStack, role: Role, size: float) -> Callable[[str], float]:
    return lambda text: fonts.width(role, text, size)
