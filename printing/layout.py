"""From a paper's words and marks to pages of drawing operations. Pure: the same input gives the same pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from printing import blocks as parts
from printing.fixed_words import fixed_words
from printing.fonts import GlyphMissing
from printing.frame import FOOT, Marks, background, foot, header, notes_block
from printing.geometry import LEFT, LINE, TOP, mm
from printing.marks import specimen_seal
from printing.ops import Group, Op, Page
from printing.pagination import paginate
from printing.wording import zh_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from printing.filled import Filled
    from printing.fonts import FontStack

_ABOVE_NOTES: Final = mm(4)
_ABOVE_FOOT: Final = mm(6)


def lay_out(words: Filled, marks: Marks | None, unit: str, fonts: FontStack) -> tuple[Page, ...]:
    """The pages, each in drawing order. `marks` None gives the preview.

    Raises GlyphMissing when a character has no glyph in any face, TooTall when a single cell or title fills more than a page.
    """
    _check_glyphs(words, marks, unit, fonts)
    notes = notes_block(fonts, words.notes, marks)
    flow = _flow(words, marks, unit, fonts)
    ranges = paginate([block.extent() for block in flow], TOP - FOOT - _ABOVE_FOOT, TOP - notes.top - _ABOVE_NOTES)
    pages: list[Page] = []
    for index, (start, end) in enumerate(ranges, 1):
        around = (*background(fonts, marks), *header(fonts, unit, words.title, marks, index), *foot(fonts, unit, marks, index, len(ranges)))
        last = notes.ops if index == len(ranges) else ()
        pages.append((*around, *_stacked(flow[start:end], is_continued=start > 0), *last))
    return tuple(pages)


def _flow(words: Filled, marks: Marks | None, unit: str, fonts: FontStack) -> tuple[parts.Block, ...]:
    fixed = fixed_words()
    flow = [*parts.title(fonts, words.title)]
    flow += parts.fields(fonts, words.fields)
    for text in words.body:
        flow += parts.paragraph(fonts, text)
    if words.table:
        flow += parts.table(fonts, words.table)
    for text in (words.closing, *words.remarks):
        if text:
            flow += parts.paragraph(fonts, text, keep=True)
    seal = specimen_seal(fonts, unit, fixed["specimen_seal"]) if marks and marks.specimen else ()
    day = zh_date(marks.issued_at) if marks else fixed["no_date"]
    flow.append(parts.signature(fonts, unit, day, seal, (words.remarks or (words.closing,))[-1]))
    return tuple(flow)


def _stacked(flow: Sequence[parts.Block], *, is_continued: bool) -> tuple[Op, ...]:
    """The blocks below each other from the top of the type area; a page that starts inside a table repeats its head."""
    head = flow[0].head if flow and is_continued else None
    y = TOP - (LINE / 3 if is_continued else 0.0)
    groups: list[Op] = []
    for block in (*((head,) if head else ()), *flow):
        groups.append(Group(LEFT, y, block.ops))
        y -= block.height
    return tuple(groups)


def _check_glyphs(words: Filled, marks: Marks | None, unit: str, fonts: FontStack) -> None:
    marked = f"{marks.number}{marks.kiosk}{marks.code}" if marks else ""
    missing = fonts.missing("".join((words.text(), unit, marked, *fixed_words().values())))
    if missing:
        raise GlyphMissing(missing)
