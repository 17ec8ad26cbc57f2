"""The parts of the text that flow over pages: title, paragraphs, signature. A block's origin is its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from printing.fonts import Role
from printing.geometry import LINE, SIZE_2, SIZE_3, WIDTH
from printing.ops import Group, Op, Tag, Words
from printing.pagination import Extent, NameTooLong
from printing.setting import GRID, Path, Style, baseline, line_ops, ruler, tagged
from printing.typeset import break_lines, even_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from printing.filled import Bilingual
    from printing.fonts import FontStack
    from printing.mongolian import Setting

_FREE_SHARE: Final = 0.4  # of the line: text this short leaves the seal its place
_SEAL_INDENT: Final = 4 * SIZE_3  # a sealed date stands four characters from the right (GB/T 9704, 7.3.5.1)
_WIDEST_NAME: Final = 0.8 * WIDTH  # points: a wider unit's name would no longer stand at the right
_LEAST_NAME: Final = 0.875  # of its size: 四号 where the text is in 三号
_SEAL_LIFT: Final = 2.4  # points: unit and date sit slightly below the seal's centre
_SEAL_RISE: Final = 4.0  # points that the seal may reach above the line of text beside it: never into a table
_SEAL_OVERHANG: Final = 14.0  # points of the seal that may stand below the block
_ENGLISH_TITLE: Final = 13.5
_TITLE_GAP: Final = 14.0  # between a title and its Mongolian
_BETWEEN_LANGUAGES: Final = 2.0
_WHOLE: Final = 5  # lines: an English paragraph of no more is not parted


@dataclass(frozen=True, slots=True)
class Block:
    """A part that is never split: `height` points, ops relative to its upper left corner, and the head to repeat above it.

    `keep`: it stays with the block before it. `under` is drawn before the ops of all blocks: a tint would cover a neighbour's rule.
    """

    height: float
    ops: tuple[Op, ...]
    keep: bool = False
    head: Block | None = None
    under: tuple[Op, ...] = ()

    def extent(self) -> Extent:
        """What pagination needs to know."""
        return Extent(self.height, self.head.height if self.head else 0.0, self.keep)


@dataclass(frozen=True, slots=True)
class Seal:
    """What is printed over unit and date: ops about the centre (none in a preview) and the diameter in points."""

    ops: tuple[Op, ...]
    diameter: float


@dataclass(frozen=True, slots=True)
class Signature:
    """The block of unit and date, the seal's centre in it (points from its upper left corner, y upwards) and its diameter."""

    block: Block
    centre: tuple[float, float]
    diameter: float


def space(height: float) -> Block:
    """Empty room that stays with what is above it."""
    return Block(height, (), keep=True)


def title(
    fonts: FontStack,
    text: Bilingual,
    path: Path,
    style: Style = GRID,
    mongolian: Setting | None = None,
    *,
    text_mn: str = "",
    is_before: bool = True,
) -> tuple[Block, ...]:
    """The title, 二号, centred with air between its characters, English below it, Mongolian in columns beside it."""
    tracking = SIZE_2 * 0.12 if len(text.zh) <= 12 else 0.0
    measure = ruler(fonts, Role.TITLE, SIZE_2, tracking)
    beside = mongolian.width + _TITLE_GAP if mongolian else 0.0
    chinese = break_lines(text.zh, WIDTH - beside, measure, size=SIZE_2, justify=False)
    latin = ruler(fonts, Role.BODY, _ENGLISH_TITLE, 0.3)
    english = break_lines(text.en, WIDTH - beside, latin, size=_ENGLISH_TITLE, justify=False, is_latin=True) if text.en else ()
    height = len(chinese) * LINE * 1.2 + len(english) * 20.0
    shift = (beside if is_before else -beside) / 2 if mongolian else 0.0
    ops: list[Op] = []
    top = max((mongolian.height if mongolian else 0.0) - height, 0.0) / 2
    y = -top
    for line in chinese:
        x = shift + (WIDTH - line.width + tracking) / 2
        words = line_ops(line, measure, Role.TITLE, SIZE_2, x, y + baseline(LINE * 1.2, SIZE_2), tracking=tracking)
        ops.append(tagged(path, words))
        y -= LINE * 1.2
    for line in english:
        x = shift + (WIDTH - line.width) / 2
        words = line_ops(line, latin, Role.BODY, _ENGLISH_TITLE, x, y + baseline(20.0, _ENGLISH_TITLE), tracking=0.3)
        ops.append(tagged((*path, (Tag.SPAN, 1)), words, "en"))
        y -= 20.0
    if mongolian:
        widest = max(line.width for line in (*chinese, *english))
        left = (WIDTH - widest - beside) / 2 if is_before else (WIDTH + widest - beside) / 2 + _TITLE_GAP
        whole = max(height, mongolian.height)
        ops.append(Group(left, -(whole - mongolian.height) / 2, (mongolian.tagged((*path, (Tag.SPAN, 2)), text_mn),)))
        height = whole
    above = 0.1 if style.is_close else 0.5
    return (Block(style.space * above, ()), Block(height, tuple(ops), keep=True), space(style.space * (0.5 if text.en else 0.7)))


def paragraph(
    fonts: FontStack, text: Bilingual, order: Iterator[int], style: Style = GRID, *, keep: bool = False, indent: bool = True
) -> tuple[Block, ...]:
    """A paragraph on the grid, its first line indented by two characters, the English one below it; one block a line."""
    measure = ruler(fonts, Role.BODY, style.size, style.tracking)
    start = 2 * (style.size + style.tracking) if indent else 0.0
    path: Path = ((Tag.PARAGRAPH, next(order)),)
    blocks = []
    for line in break_lines(text.zh, WIDTH, measure, size=style.size, indent=start):
        words = line_ops(line, measure, Role.BODY, style.size, 0.0, baseline(style.leading, style.size), tracking=style.tracking)
        blocks.append(Block(style.leading, (tagged(path, words),)))
    chinese = _together(blocks, keep=keep)
    return (*chinese, *_english(fonts, text.en, order, style, start, keep=keep)) if text.en else chinese


def _english(fonts: FontStack, text: str, order: Iterator[int], style: Style, indent: float, *, keep: bool) -> tuple[Block, ...]:
    """The English paragraph; it begins on the page where the Chinese one above it ends, and a short one ends there too."""
    measure = ruler(fonts, Role.BODY, style.english)
    path: Path = ((Tag.PARAGRAPH, next(order)),)
    blocks = []
    for line in break_lines(text, WIDTH, measure, size=style.english, indent=indent, is_latin=True):
        words = line_ops(line, measure, Role.BODY, style.english, 0.0, baseline(style.english_leading, style.english))
        blocks.append(Block(style.english_leading, (tagged(path, words, "en"),)))
    first, *others = _together(blocks, keep=keep or len(blocks) <= _WHOLE)
    return (space(_BETWEEN_LANGUAGES), replace(first, keep=True), *others, space(style.english_leading * 0.4))


def _together(lines: Sequence[Block], *, keep: bool) -> tuple[Block, ...]:
    """A paragraph's lines: neither the first nor the last stands alone on a page."""
    last = len(lines) - 1
    return tuple([Block(line.height, line.ops, keep=keep or index == 1 or index == last > 0) for index, line in enumerate(lines)])


@dataclass(frozen=True, slots=True)
class SecondScript:
    """The unit's name in Mongolian, set in one line, and whether that line stands above the Chinese one."""

    text: str
    line: Setting
    is_before: bool


class _SignatureLine(NamedTuple):
    """A line over the date, or the date."""

    text: str
    size: float
    leading: float
    width: float
    path: Path
    lang: str | None


def _signature_lines(fonts: FontStack, text: str, lang: str | None, style: Style, ordinal: int) -> list[_SignatureLine]:
    """The unit or the date: on one line, a long name a little smaller, a longer one in two lines. Raises NameTooLong."""
    usual, leading = (style.english, style.english_leading) if lang else (style.size, style.leading)
    for most in (1, 2):
        for size in (usual, usual * _LEAST_NAME):
            measure = ruler(fonts, Role.BODY, size)
            texts = [text] if measure(text) <= _WIDEST_NAME else [line.text for line in even_lines(text, _WIDEST_NAME, measure, size)]
            if len(texts) <= most and all(measure(one) <= _WIDEST_NAME for one in texts):
                space = " " if lang else ""  # copied words must not run together
                spaced = [*[one + space for one in texts[:-1]], texts[-1]]
                path: Path = ((Tag.PARAGRAPH, ordinal),)
                return [_SignatureLine(one, size, leading, measure(one.rstrip()), path, lang) for one in spaced]
    raise NameTooLong("unit")


def signature(
    fonts: FontStack,
    lines: Sequence[Bilingual],
    text_above: Bilingual,
    seal: Seal,
    order: Iterator[int],
    style: Style = GRID,
    mongolian: SecondScript | None = None,
) -> Signature:
    """Unit and date (`lines`, in this order), centred over each other, the seal pressing on both with its centre a little above theirs.

    The unit's Mongolian name stands above or below its Chinese one (reference section 6).

    A name too long for one line is set a little smaller, then broken over two. Raises NameTooLong.

    When the text line above ends well left of the seal, unit and date move up and the seal reaches beside that line.

    The seal lies under the words in drawing order: black over red looks like ink over ink, and needs no transparency.
    """
    body, latin = ruler(fonts, Role.BODY, style.size), ruler(fonts, Role.BODY, style.english)
    stack: list[_SignatureLine] = []
    unit, *others = [(text, lang) for both in lines for text, lang in ((both.zh, None), (both.en, "en")) if text]
    second = next(order) if mongolian and mongolian.is_before else 0
    stack += _signature_lines(fonts, *unit, style, next(order))
    of_unit = len(stack)
    second = next(order) if mongolian and not mongolian.is_before else second
    for text, lang in others:
        stack += _signature_lines(fonts, text, lang, style, next(order))
    widest = max([line.width for line in stack] + ([mongolian.line.width] if mongolian else []))
    centre = WIDTH - min(_SEAL_INDENT, max((WIDTH - widest) / 2, 0.0)) - widest / 2
    longest_above = max(body(text_above.zh), latin(text_above.en))
    is_free = longest_above < WIDTH * _FREE_SHARE
    total = sum(line.leading for line in stack) + (mongolian.line.height if mongolian else 0.0)
    beside = (seal.diameter - total) / 2 + _SEAL_LIFT - style.leading - _SEAL_RISE
    above = max(style.space * 0.8, beside) if is_free else max(style.space * 1.5, (seal.diameter - total) / 2)
    middle = -(above + total / 2 - _SEAL_LIFT)
    ops: list[Op] = [Group(centre, middle, seal.ops)] if seal.ops else []
    y = -above
    for index, line in enumerate(stack):
        if mongolian and index == (0 if mongolian.is_before else of_unit):
            name = mongolian.line.tagged(((Tag.PARAGRAPH, second),), mongolian.text)
            ops.append(Group(centre - mongolian.line.width / 2, y, (name,)))
            y -= mongolian.line.height
        words = Words(centre - line.width / 2, y + baseline(line.leading, line.size), line.text, Role.BODY, line.size)
        ops.append(tagged(line.path, (words,), line.lang))
        y -= line.leading
    height = above + total + max(LINE * 0.5, (seal.diameter - total) / 2 - _SEAL_OVERHANG)
    return Signature(Block(height, tuple(ops), keep=True), (centre, middle), seal.diameter)
