"""The foot of the last page: the QR with the code to type under it at the left, the numbered notes and the way to check at the right."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import TYPE_CHECKING, Final

from printing.dress import PLAIN
from printing.fixed_words import fixed_words
from printing.fonts import Role
from printing.geometry import LEFT, RIGHT, SIZE_5, SIZE_5_SMALL, mm
from printing.issued import Marks, SlipMarks
from printing.ops import BLACK, GREY, PALE, Colour, Group, Op, Rule, Tag, Tagged, Words
from printing.qr_symbol import plain_qr, qr
from printing.setting import line_ops, ruler
from printing.typeset import break_lines
from printing.wording import en_date, zh_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from printing.dress import Dress
    from printing.fonts import FontStack

FOOT: Final = mm(17)  # the foot line's rule, from the paper's lower edge
_NOTE_LEADING: Final = 16.5
_CHECK_LEADING: Final = 14.0
_ENGLISH: Final = 8.5  # points
_ENGLISH_LEADING: Final = 11.5
_BLOCK_BOTTOM: Final = FOOT + mm(4)
_ABOVE_CHECK: Final = 5.0  # points
_QR_GAP: Final = mm(4)
_SYMBOL: Final = mm(35)
_CODE: Final = 9.5  # points: read off and typed
_LABEL: Final = 7.0  # points
_UNDER_QR: Final = _CODE + _LABEL + 10.0  # points that code and label take below the symbol


@dataclass(frozen=True, slots=True)
class NotesBlock:
    """Notes and QR at the foot of the last page: placed ops (page coordinates) and the height they take above the foot."""

    ops: tuple[Op, ...]
    top: float


@dataclass(slots=True)
class _Column:
    """Lines set one below the other, as elements of the structure tree; y is measured down from the column's top."""

    fonts: FontStack
    order: Iterator[int]
    width: float
    y: float = 0.0
    elements: list[tuple[tuple[tuple[Tag, int], ...], str | None, list[Op]]] = field(default_factory=list)

    def start(self, tag: Tag) -> None:
        """Begins a new element."""
        self.elements.append((((tag, next(self.order)),), None, []))

    def english(self) -> None:
        """Begins an English part within the element."""
        path = self.elements[-1][0][:1]
        self.elements.append(((*path, (Tag.SPAN, next(self.order))), "en", []))

    def put(
        self, text: str, role: Role, size: float, leading: float, colour: Colour = BLACK, *, hang: float = 0.0, left: float = 0.0
    ) -> None:
        """A paragraph in lines, `left` points from the column's edge; all but the first are indented by `hang` points more."""
        measure = ruler(self.fonts, role, size)
        is_latin = self.elements[-1][1] == "en"
        for line in break_lines(text, self.width - left - hang, measure, size=size, justify=False, indent=-hang, is_latin=is_latin):
            baseline = -self.y - leading / 2 - size * 0.36
            self.elements[-1][2].extend(line_ops(line, measure, role, size, left + hang, baseline, colour=colour))
            self.y += leading

    def ops(self) -> tuple[Op, ...]:
        """All elements."""
        return tuple(Tagged(path, tuple(ops), lang=lang) for path, lang, ops in self.elements if ops)


def notes_block(
    fonts: FontStack,
    notes: Sequence[str],
    marks: Marks | SlipMarks | None,
    *,
    english: Sequence[str] = (),
    language: str = "zh",
    dress: Dress = PLAIN,
    order: Iterator[int] | None = None,
) -> NotesBlock:
    """QR and notes, standing on the foot's rule. `english` are the notes' translations, printed below each in language "zh-en".

    `order` gives each element of the structure tree its ordinal; the paper's own counter keeps them apart from the text's.
    """
    order = order or count()
    symbol, side = _symbol(fonts, marks, fixed_words(language), order)
    x = LEFT + max(side, _SYMBOL) + _QR_GAP
    column = _Column(fonts, order, RIGHT - x)
    _put_notes(column, notes, english, marks, language)
    _put_check(column, marks, dress, language)
    height = max(column.y, side + _UNDER_QR)
    return NotesBlock((*symbol, Group(x, _BLOCK_BOTTOM + height, column.ops())), _BLOCK_BOTTOM + height)


def _put_notes(column: _Column, notes: Sequence[str], english: Sequence[str], marks: Marks | SlipMarks | None, language: str) -> None:
    words, words_en = fixed_words(language), fixed_words("en")
    if notes:
        column.start(Tag.HEADING)
        column.put(words["notes"], Role.HEAD, SIZE_5, _NOTE_LEADING, GREY)
    for index, note in enumerate(notes, 1):
        label = words["note"].format(index=index, text="") if len(notes) > 1 else ""  # a single note has no number
        hang = column.fonts.width(Role.NOTE, label, SIZE_5)
        column.start(Tag.NOTE)
        column.put(f"{label}{note}", Role.NOTE, SIZE_5, _NOTE_LEADING, hang=hang)
        if language == "zh-en" and index <= len(english):
            column.english()
            column.put(english[index - 1], Role.BODY, _ENGLISH, _ENGLISH_LEADING, left=hang)
    until = marks.valid_until if isinstance(marks, Marks) else None
    if until:
        column.start(Tag.NOTE)
        column.put(words["valid_until"].format(date=zh_date(until)), Role.NOTE, SIZE_5, _NOTE_LEADING)
        if language == "zh-en":
            column.english()
            column.put(words_en["valid_until"].format(date=en_date(until)), Role.BODY, _ENGLISH, _ENGLISH_LEADING)


def _put_check(column: _Column, marks: Marks | SlipMarks | None, dress: Dress, language: str) -> None:
    """How the paper is checked, in small grey letters; all that the reader of a copy needs."""
    column.y += _ABOVE_CHECK
    for words in (fixed_words("zh"), fixed_words("en")) if language == "zh-en" else (fixed_words("zh"),):
        texts = _how_to_check(marks, dress, words)
        column.start(Tag.NOTE)
        is_english = words is not fixed_words("zh")
        if is_english:
            column.english()
        for text in texts:
            if is_english:
                column.put(text, Role.BODY, _ENGLISH, _ENGLISH_LEADING, GREY)
            else:
                column.put(text, Role.NOTE, SIZE_5_SMALL, _CHECK_LEADING, GREY)


def _how_to_check(marks: Marks | SlipMarks | None, dress: Dress, words: Mapping[str, str]) -> tuple[str, ...]:
    if marks is None:
        return (words["no_code"],)
    asking = (words["help_line"].format(number=dress.help_line),) if dress.help_line else ()
    if isinstance(marks, SlipMarks):
        return (words["slip_hint"], *asking)
    address = marks.verification_url.partition("#")[0].removeprefix("https://").rpartition("/")[0]
    return (words["verify"].format(address=address), *asking)


def _symbol(
    fonts: FontStack, marks: Marks | SlipMarks | None, words: Mapping[str, str], order: Iterator[int]
) -> tuple[tuple[Op, ...], float]:
    """The symbol with its dark edge at the left margin, what is typed from it below, and its side; a pale frame in a preview."""
    bottom = _BLOCK_BOTTOM + _UNDER_QR
    if marks is None:
        return (_dashed_frame(LEFT, bottom, _SYMBOL),), _SYMBOL
    if isinstance(marks, Marks):
        symbol, shown, label, alt = qr(marks.verification_url), _in_fours(marks.code), words["code"], words["qr_alt"]
    else:
        symbol, shown, label, alt = plain_qr(marks.number), marks.number, words["slip_code"], words["slip_alt"]
    ops, side, _quiet = symbol
    below: list[Op] = []
    for line, role, size, y, colour in ((shown, Role.HEAD, _CODE, _LABEL + 4.0, BLACK), (label, Role.HEAD, _LABEL, 0.0, GREY)):
        width = fonts.width(role, line, size)
        fitted = min(size, size * side / width)
        below.append(Words(LEFT + (side - width * fitted / size) / 2, _BLOCK_BOTTOM + y, line, role, fitted, colour))
    figure = Tagged(((Tag.FIGURE, next(order)),), (Group(LEFT, bottom, ops),), alt=alt.format(number=marks.number))
    return (figure, Tagged(((Tag.PARAGRAPH, next(order)),), tuple(below))), side


def _in_fours(code: str) -> str:
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _dashed_frame(x: float, y: float, side: float) -> Group:
    corners = ((0.0, 0.0), (side, 0.0), (side, side), (0.0, side), (0.0, 0.0))
    edges = pairwise(corners)
    return Group(x, y, tuple(Rule(*start, *end, 0.6, PALE, (3.0, 3.0)) for start, end in edges))
