"""What stands around the text on every page: watermark, guilloche and microtext, header and foot. `notes` has what stands on the last."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from printing.fixed_words import fixed_words
from printing.fonts import Role
from printing.geometry import LEFT, PAGE_HEIGHT, PAGE_WIDTH, RIGHT, SIZE_5_SMALL, TOP, WIDTH, mm
from printing.guilloche import guilloche
from printing.issued import Marks, SlipMarks
from printing.marks import MICRO_LATIN, microtext, watermark
from printing.notes import FOOT, NotesBlock, notes_block
from printing.ops import GREY, PALE, Group, Op, Rule, Words
from printing.page_head import header
from printing.wording import CHINA, en_date, zh_datetime

if TYPE_CHECKING:
    from datetime import datetime

    from printing.fonts import FontStack

__all__ = ["FOOT", "Marks", "NotesBlock", "SlipMarks", "background", "foot", "header", "notes_block"]

_BAND: Final = mm(6)
_BAND_TOP: Final = PAGE_HEIGHT - mm(10)
_UNDER_HEADER: Final = TOP + mm(4.4)
_ENGLISH: Final = 7.5  # points, of the foot's second line
_SPECIMEN_TILE: Final = (17.0, mm(82))  # size and gap of the watermark, in points
_COPY_TILE: Final = (12.0, mm(66))
_PREVIEW_TILE: Final = (44.0, mm(46))


def background(fonts: FontStack, marks: Marks | SlipMarks | None, *, unit: str = "") -> tuple[Op, ...]:
    """Under everything else: the watermark that the paper's state asks for, and on a certificate guilloche and fine microtext.

    A real paper's watermark is the unit's name (`unit`, else that of the marks) and 复印无效; a slip that is no specimen has none.
    """
    words = fixed_words()
    match marks:
        case None:
            tiles = _tiles(fonts, (words["preview"],), _PREVIEW_TILE)
        case Marks(specimen=True) | SlipMarks(specimen=True):
            tiles = _tiles(fonts, (words["specimen"], words["specimen_latin"]), _SPECIMEN_TILE)
        case Marks():
            tiles = _tiles(fonts, (unit or marks.unit, words["copy"]), _COPY_TILE)
        case SlipMarks():
            tiles = ()
    if isinstance(marks, SlipMarks):
        return (*tiles, Rule(LEFT, _UNDER_HEADER, RIGHT, _UNDER_HEADER, 0.4, PALE))
    seed = marks.number if marks else words["preview"]
    return (*tiles, *_woven(fonts, seed, _fine_text(marks) if marks else ""))


def foot(fonts: FontStack, unit: str, marks: Marks | SlipMarks | None, page: int, pages: int, *, language: str = "zh") -> tuple[Op, ...]:
    """The microtext rule, under it kiosk and time at the left, the warning in the middle, page x of y at the right; English below."""
    y = FOOT - mm(5)
    tiny = f"{unit} {marks.number}" if marks else f"{unit} {fixed_words()['preview']}"
    ops: list[Op] = [Group(LEFT, FOOT, _rule(fonts, tiny))]
    ops += _foot_line(fonts, _foot_words(marks, page, pages, "zh"), y, Role.NOTE, SIZE_5_SMALL)
    if language == "zh-en":
        ops += _foot_line(fonts, _foot_words(marks, page, pages, "en"), y - SIZE_5_SMALL * 1.15, Role.BODY, _ENGLISH)
    return tuple(ops)


def _foot_words(marks: Marks | SlipMarks | None, page: int, pages: int, language: str) -> tuple[str, str, str]:
    words = fixed_words(language)
    right = words["page"].format(page=page, pages=pages)
    match marks:
        case None:
            return words["not_printed"], "", right
        case Marks():
            return words["printed"].format(kiosk=marks.kiosk, time=_moment(marks.printed_at, language)), words["no_copy"], right
        case SlipMarks():
            return words["slip_printed"].format(kiosk=marks.kiosk, time=_moment(marks.received_at, language)), "", right


def _moment(moment: datetime, language: str) -> str:
    return zh_datetime(moment) if language == "zh" else f"{en_date(moment)}, {moment.astimezone(CHINA):%H:%M}"


def _foot_line(fonts: FontStack, texts: tuple[str, str, str], y: float, role: Role, size: float) -> list[Op]:
    left, middle, right = texts
    ends = fonts.width(role, left, size), RIGHT - LEFT - fonts.width(role, right, size)
    between = (ends[0] + ends[1] - fonts.width(role, middle, size)) / 2
    placed = ((LEFT, left), (LEFT + between, middle), (LEFT + ends[1], right))
    return [Words(x, y, text, role, size, GREY) for x, text in placed if text]


def _fine_text(marks: Marks) -> str:
    """The Latin microtext: the digits and letters of the number, so that it fits no other paper."""
    return "".join(one for one in marks.number if one.isascii() and one.isalnum())


def _tiles(fonts: FontStack, texts: tuple[str, ...], tile: tuple[float, float]) -> tuple[Op, ...]:
    size, gap = tile
    return watermark(fonts, texts, PAGE_WIDTH, PAGE_HEIGHT, size=size, gap=gap)


@lru_cache(maxsize=4)
def _woven(fonts: FontStack, seed: str, fine: str) -> tuple[Op, ...]:
    """Guilloche and the rule under the header: the same on all pages of a paper."""
    band = Group(LEFT, _BAND_TOP - _BAND, guilloche(seed, WIDTH, _BAND))
    if not fine:
        return (band, Rule(LEFT, _UNDER_HEADER, RIGHT, _UNDER_HEADER, 0.4, PALE))
    return (band, Group(LEFT, _UNDER_HEADER, microtext(fonts, fine, WIDTH, size=MICRO_LATIN)))


@lru_cache(maxsize=4)
def _rule(fonts: FontStack, text: str) -> tuple[Op, ...]:
    return microtext(fonts, text, WIDTH)
