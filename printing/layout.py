"""From a paper's words and marks to pages of drawing operations. Pure: the same input gives the same pages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

from printing import blocks as parts
from printing import table_blocks as tables
from printing.dress import PLAIN
from printing.filled import Bilingual
from printing.fixed_words import fixed_words
from printing.fonts import GlyphMissing
from printing.frame import FOOT, Marks, SlipMarks, background, foot, header, notes_block
from printing.geometry import LEFT, LINE, TOP, WIDTH, mm
from printing.ops import Group, Op, Page, Tag
from printing.pagination import paginate
from printing.picture_pages import picture_page
from printing.seal import SEAL_DIAMETER, specimen_seal
from printing.setting import BILINGUAL_STYLES, STYLES
from printing.slip import slip_page
from printing.wording import en_date, zh_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from printing.dress import Dress
    from printing.filled import Filled
    from printing.fonts import FontStack
    from printing.mongolian import Setting
    from printing.setting import Style

_ABOVE_NOTES: Final = mm(4)
_ABOVE_FOOT: Final = mm(6)
_AFTER_TEXT: Final = 100_000  # ordinals of the notes in the structure tree, apart from those of the text
_MONGOLIAN_TITLE: Final = 15.0  # points
_MONGOLIAN_HEIGHT: Final = 78.0  # points: the columns beside a title
_MONGOLIAN_UNIT: Final = 0.8  # of the Chinese size: the unit's name at the signature; its letters then look as high
_MONGOLIAN_WIDEST: Final = 0.5  # of the line


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Where the seal stands: the page (from 0) and the square around it, (x, y) its lower left corner, in points."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A paper's pages, each in drawing order, and the place of its seal; None on a paper without."""

    pages: tuple[Page, ...]
    seal: SealPlace | None


def lay_out(
    words: Filled,
    marks: Marks | SlipMarks | None,
    unit: str,
    fonts: FontStack,
    *,
    images: Mapping[str, bytes] | None = None,
    dress: Dress = PLAIN,
) -> LaidOut:
    """The pages. `marks` None gives the preview, SlipMarks a slip; `images` are the pictures' bytes by their SHA-256 in hexadecimal.

    Raises GlyphMissing when a character has no glyph in any face, TooTall when a single cell or title fills more than a page,
    CellTooNarrow when a word is wider than its column can be, PictureError for a picture that is not among the images, SealMissing
    when a paper that is no specimen has no art for its seal.
    """
    _check_glyphs(words, marks, unit, fonts)
    order = count()
    if isinstance(marks, SlipMarks):
        return LaidOut((slip_page(words, marks, unit, fonts, dress, order),), None)
    language = "zh-en" if words.is_bilingual else "zh"
    chinese, english = [note.zh for note in words.notes], [note.en for note in words.notes]
    notes = notes_block(fonts, chinese, marks, english=english, language=language, dress=dress, order=count(_AFTER_TEXT))
    flow, signature, ranges = _paged(words, marks, unit, fonts, dress, TOP - notes.top - _ABOVE_NOTES, order)
    inner: list[tuple[Op, ...]] = []
    for index, (start, end) in enumerate(ranges):
        last = notes.ops if index == len(ranges) - 1 else ()
        inner.append((*_stacked(flow[start:end], is_continued=start > 0), *last))
    inner += [picture_page(fonts, image, images or {}, order) for image in words.images]
    pages: list[Page] = []
    for index, ops in enumerate(inner, 1):
        head = header(fonts, unit, words.title.zh, marks, index, dress=dress, language=language)
        pages.append((*background(fonts, marks, unit=unit), *head, *foot(fonts, unit, marks, index, len(inner), language=language), *ops))
    return LaidOut(tuple(pages), _seal_place(flow, ranges, signature) if marks else None)


def _paged(
    words: Filled, marks: Marks | None, unit: str, fonts: FontStack, dress: Dress, last_room: float, order: Iterator[int]
) -> tuple[tuple[parts.Block, ...], parts.Signature, tuple[tuple[int, int], ...]]:
    """The flow and its pages: on the grid; set closer where that saves the second page."""

    def paged(style: Style, numbers: Iterator[int]) -> tuple[tuple[parts.Block, ...], parts.Signature, tuple[tuple[int, int], ...]]:
        flow, signature, ending = _flow(words, marks, unit, fonts, dress, numbers, style)
        return flow, signature, paginate([block.extent() for block in flow], TOP - FOOT - _ABOVE_FOOT, last_room, ending)

    usual, *closer = BILINGUAL_STYLES if words.is_bilingual else STYLES
    found = paged(usual, order)
    if len(found[2]) == 2:
        needed = sum(block.height for block in found[0])
        for style, share in closer:
            if needed * share <= last_room and len((closely := paged(style, count()))[2]) == 1:
                return closely
    return found


def _flow(
    words: Filled, marks: Marks | None, unit: str, fonts: FontStack, dress: Dress, order: Iterator[int], style: Style
) -> tuple[tuple[parts.Block, ...], parts.Signature, int]:
    """The blocks, the signature among them, and how many at the end are closing and signature."""
    fixed = fixed_words()
    mongolian = _mongolian_title(words, dress)
    flow = [
        *parts.title(
            fonts, words.title, ((Tag.TITLE, next(order)),), style, mongolian, text_mn=words.title_mn, is_before=dress.is_mongolian_first
        )
    ]
    flow += tables.fields(fonts, words.fields, ((Tag.TABLE, next(order)),), style)
    for text in words.body:
        flow += parts.paragraph(fonts, text, order, style)
    for table in words.tables:
        flow += tables.table(fonts, table, order, style)
    closing = len(flow) - (1 if words.tables else 0)  # a table ends with a space
    endings = [text for text in (words.closing, *words.remarks) if text]
    for text in endings:
        flow += parts.paragraph(fonts, text, order, style, keep=True)
    seal = _seal(words, marks, fonts, dress)
    day = Bilingual(zh_date(marks.issued_at), en_date(marks.issued_at)) if marks else Bilingual(fixed["no_date"])
    lines = (Bilingual(unit, words.unit_en), Bilingual(day.zh, day.en if words.is_bilingual else ""))
    above = endings[-1] if endings else Bilingual("")
    signature = parts.signature(fonts, lines, above, seal, order, style, _mongolian_unit(dress, style))
    return (*flow, signature.block), signature, len(flow) + 1 - closing


def _seal(words: Filled, marks: Marks | None, fonts: FontStack, dress: Dress) -> parts.Seal:
    """The fictitious bureau's specimen seal for every specimen, whatever the files say; else the bureau's art. Raises SealMissing."""
    if marks is None:
        return parts.Seal((), SEAL_DIAMETER)
    if marks.specimen:
        fixed = fixed_words()
        return parts.Seal(specimen_seal(fonts, fixed["specimen_unit"], fixed["specimen_seal"], dress), SEAL_DIAMETER)
    art = dress.art(words.seal)
    return parts.Seal(art.ops, art.diameter)


def _mongolian_title(words: Filled, dress: Dress) -> Setting | None:
    script = dress.second_script
    if script is None or not words.title_mn:
        return None
    return script.columns(words.title_mn, _MONGOLIAN_TITLE, _MONGOLIAN_HEIGHT)


def _mongolian_unit(dress: Dress, style: Style) -> parts.SecondScript | None:
    script = dress.second_script
    if script is None or not dress.unit_mn:
        return None
    size = style.size * _MONGOLIAN_UNIT
    line = script.line(dress.unit_mn, size)
    if line.width > WIDTH * _MONGOLIAN_WIDEST:
        line = script.line(dress.unit_mn, size * WIDTH * _MONGOLIAN_WIDEST / line.width)
    return parts.SecondScript(dress.unit_mn, line, dress.is_mongolian_first)


def _seal_place(flow: Sequence[parts.Block], ranges: Sequence[tuple[int, int]], signature: parts.Signature) -> SealPlace:
    start, end = ranges[-1]
    top = _top(is_continued=start > 0) - _head_height(flow[start:end], is_continued=start > 0)
    y = top - sum(block.height for block in flow[start : end - 1]) + signature.centre[1]
    x = LEFT + signature.centre[0]
    return SealPlace(len(ranges) - 1, x - signature.diameter / 2, y - signature.diameter / 2, signature.diameter, signature.diameter)


def _top(*, is_continued: bool) -> float:
    return TOP - (LINE / 3 if is_continued else 0.0)


def _head_height(flow: Sequence[parts.Block], *, is_continued: bool) -> float:
    return flow[0].head.height if flow and is_continued and flow[0].head else 0.0


def _stacked(flow: Sequence[parts.Block], *, is_continued: bool) -> tuple[Op, ...]:
    """The blocks below each other from the top of the type area; a page that starts inside a table repeats its head."""
    head = flow[0].head if flow and is_continued else None
    y = _top(is_continued=is_continued)
    below: list[Op] = []
    groups: list[Op] = []
    for block in (*((head,) if head else ()), *flow):
        if block.under:
            below.append(Group(LEFT, y, block.under))
        if block.ops:
            groups.append(Group(LEFT, y, block.ops))
        y -= block.height
    return (*below, *groups)


def _check_glyphs(words: Filled, marks: Marks | SlipMarks | None, unit: str, fonts: FontStack) -> None:
    marked = f"{marks.number}{marks.kiosk}" if marks else ""
    missing = fonts.missing("".join(dict.fromkeys("".join((words.text(), unit, words.unit_en, marked, *fixed_words().values())))))
    if missing:
        raise GlyphMissing(missing)
