"""Machines in every state, with made-up people, for the gallery and the audit of the layout. No real person, no real number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import cairocffi
from PIL import Image

from kiosk.problems import Code
from kiosk.screens.samples_asked import (
    ALL_RULES,
    ENTRIES,
    FACES,
    KIND_BORDER,
    KIND_ENTRIES,
    KIND_FAMILY,
    KIND_NCR,
    KIND_PAGES,
    KIND_VEHICLES,
    LANGUAGES,
    PAGES,
    PERIOD,
    PURPOSES,
    RULES,
    VEHICLES,
    relatives,
    spellings,
)
from kiosk.screens.samples_proof import proving
from kiosk.screens.samples_staff import staff_samples
from kiosk.session.machine import Machine, Visit
from kiosk.session.questions import begun
from kiosk.session.states import (
    Apology,
    AskForCard,
    Attract,
    Catalogue,
    Collect,
    Issuing,
    OutOfService,
    Phone,
    Printing,
    ReadingCard,
    Report,
    Review,
    Searching,
    SearchStep,
    State,
    TakeCard,
)
from kiosk.session.values import (
    Choices,
    Draft,
    Ending,
    Hours,
    Kind,
    Listed,
    Moment,
    Offer,
    PageImage,
    Paper,
    Part,
    Receipt,
    Rules,
    Slip,
    SlipForm,
    Subject,
)
from kiosk.widgets import text
from kiosk.widgets.display import Display
from kiosk.words import LOCALES, MONGOLIAN

__all__ = ["DISPLAY", "FACES", "RULES", "every_problem", "samples"]

DISPLAY = Display(
    unit="演示市公安局",
    unit_mn="ᠦᠵᠡᠭᠦᠯᠬᠦ ᠬᠣᠲᠠ\u202fᠶᠢᠨ ᠨᠡᠶᠢᠲᠡ\u202fᠶᠢᠨ ᠠᠮᠤᠭᠤᠯᠠᠩ\u202fᠤᠨ ᠲᠣᠪᠴᠢᠶ\u180eᠠ",
    place="海勃湾区政务服务大厅一层 · 自助证明机",
    kiosk_id="WH-0001",
    window="3号窗口",
    phone="0473-1234567",
    hours="周一至周五 9:00–17:00",
    elsewhere="滨河派出所户籍窗口（滨河西街18号）",
)

SUBJECT = Subject("张小三", "150390199001011234")
RARE = Subject("㐱䶮𠮷𬭩𫖮", "150390199001011234")

_OFFERS = (Offer("no-criminal-record", available=True), Offer("family-relationship", available=True))
VISIT = Visit(1, "card-1", "token", SUBJECT, _OFFERS)

PAPER = Paper("key-1", "WH0001-20261123-000042", "no-criminal-record", SUBJECT.id_number, 2, "0" * 64)
PAPERS = (
    PAPER,
    replace(PAPER, key="key-2", number="WH0001-20261123-000043", kind="family-relationship", pages=1),
    replace(PAPER, key="key-3", number="WH0001-20261123-000044", kind="family-relationship", pages=1),
)
RECEIPT = Receipt("HZ-2026-000007", "3号窗口", 3, SlipForm.ACCEPTANCE, SUBJECT.id_number, {})
SLIP = Slip(RECEIPT, Code.AT_WINDOW, SUBJECT.id_number)
CARD_CHECK = replace(RECEIPT, number="ZJ-2026-000003", days=0, form=SlipForm.CARD_CHECK)
"""Of a card for which no visit was opened."""

LINK = "https://pickup.example.gov.cn/p/Zk3vQ9xYbTn4LwS7cRd2Ug"
_NO_PAPER = frozenset({(Part.PRINTER, Code.PRINTER_MEDIA_EMPTY)})
DRAFT = Draft("draft-1", "no-criminal-record", SUBJECT.id_number, {})
_ALL_FIELDS = ("name", "birth", "relation", "address", "date", "entry", "missing", "other")
BY_PHONE = replace(RULES, phone=True)
"""Where papers may go to a phone."""


BASKET = (
    DRAFT,
    replace(DRAFT, id="draft-2", kind="family-relationship"),
    replace(DRAFT, id="draft-3", kind="household-changes"),
    replace(DRAFT, id="draft-4", kind="vehicle-violations"),
    replace(DRAFT, id="draft-5", kind="household-correction"),
)
CAME = tuple(Listed(paper.kind, Ending.PRINTED, paper.number, None, paper.pages) for paper in PAPERS)
AMISS = (
    CAME[0],
    Listed("family-relationship", Ending.UNCONFIRMED, PAPERS[1].number, Code.PRINT_UNCONFIRMED),
    Listed("household-changes", Ending.VOID, PAPERS[2].number, Code.NOT_BEGUN),
    Listed("birth", Ending.NOT_ISSUED, None, Code.AT_WINDOW),
)
NONE_CAME = tuple(Listed(paper.kind, Ending.VOID, paper.number, Code.PRINTER_MEDIA_EMPTY) for paper in PAPERS)
MORNING = Moment(datetime(2026, 11, 24, 9, 0), 1)
OPEN = Hours(until=Moment(datetime(2026, 11, 23, 17, 0), 0))
SOME_CLOSED = Hours(
    until=OPEN.until,
    closed=(
        ("exit-entry", MORNING),
        ("vehicle-violations", Moment(datetime(2026, 11, 27, 13, 30), 4)),
        ("death", Moment(datetime(2026, 12, 21, 9, 0), 28)),
        ("birth", None),
    ),
)


@lru_cache(maxsize=4)
def page(number: int, id_number: str = "150390********1234") -> PageImage:
    """A made-up A4 page, as many pixels wide as the panel wants it."""
    width, height = 1240, 1754  # 150 dpi, in which the figures below are given
    fine = DISPLAY.page_px / width
    surface = cairocffi.ImageSurface(cairocffi.FORMAT_RGB24, DISPLAY.page_px, round(height * fine))
    context = cairocffi.Context(surface)
    context.scale(fine, fine)
    context.set_source_rgb(1, 1, 1)
    context.paint()
    context.set_source_rgb(0.1, 0.1, 0.1)
    for y, size, weight, align, words in (
        (190, 66, 700, "center", "无犯罪记录证明"),
        (
            420,
            34,
            400,
            "left",
            f"　　经查询，张小三（公民身份号码 {id_number}）未发现有犯罪记录。查询时间截至2026年11月23日。第{number}页。",
        ),
        (620, 34, 400, "left", "　　本证明仅供就业使用。"),
        (1180, 34, 400, "right", "演示市公安局\n2026年11月23日"),
    ):
        context.move_to(150, y)
        text.draw(context, words, text.Face(size, weight), width - 300, align)
    context.set_source_rgba(0.3, 0.4, 0.6, 0.12)
    context.move_to(0, 780)
    text.draw(context, "预览", text.Face(330, 700), width, "center")
    surface.flush()
    across, down = surface.get_width(), surface.get_height()
    image = Image.frombuffer("RGB", (across, down), bytes(surface.get_data()), "raw", "BGRX", surface.get_stride(), 1)
    return PageImage(across, down, image.tobytes())


def machine(state: State, visit: Visit | None = VISIT, rules: Rules = RULES) -> Machine:
    """A machine that has just entered `state`."""
    return Machine(rules=rules, state=state, visit=visit, visits=visit.id if visit else 0, card="card-1" if visit else None)


def in_mongolian(made: Machine) -> Machine:
    """`made` where Mongolian is offered and chosen."""
    return replace(made, locale=MONGOLIAN, rules=replace(made.rules, locales=LOCALES))


def warned(made: Machine) -> Machine:
    """`made` a few seconds before its silence ends."""
    limit = made.limit_s or 0.0
    return replace(made, now=made.now + limit - 13.4)


def _family(count: int, step: int = 0, people: int = 1, **picked: tuple[str, ...]) -> Machine:
    """Questions of the family paper, with what is picked in place of what stands at the beginning."""
    begin = begun(KIND_FAMILY, (relatives(count), PURPOSES, LANGUAGES, spellings(people)))
    values = tuple((name, picked.get(name, at_first)) for name, at_first in begin.picked)
    return machine(replace(begin, picked=values, step=step))


def _asking(kind: Kind, *choices: Choices, step: int = 0, **picked: tuple[str, ...]) -> Machine:
    begin = begun(kind, choices)
    values = tuple((name, picked.get(name, at_first)) for name, at_first in begin.picked)
    return machine(replace(begin, picked=values, step=step), rules=ALL_RULES)


def _phone_samples() -> Iterator[tuple[str, Machine]]:
    """Phone instead of paper, what is wrong, and what one thought."""
    pages, reported = (page(1), page(2)), replace(DRAFT, reportable=_ALL_FIELDS)
    family = replace(DRAFT, reportable=("name", "birth", "relation", "missing", "other"))
    came = tuple(Listed(paper.kind, Ending.DELIVERED, paper.number) for paper in PAPERS)
    late = Listed(PAPER.kind, Ending.VOID, PAPER.number, Code.PHONE_EXPIRED)
    open_link = Phone((PAPER,), url=LINK, until=437.0)
    yield "review-phone", machine(Review(family, pages[:1]), rules=BY_PHONE)
    yield "review-phone-pages", warned(machine(Review(family, pages, 1), rules=BY_PHONE))
    yield "review-phone-no-paper", replace(machine(Review(family, pages[:1]), rules=BY_PHONE), health=_NO_PAPER)
    yield "report", machine(Report(Review(family, pages)), rules=BY_PHONE)
    yield "report-all", warned(machine(Report(Review(reported, pages), ("name", "entry")), rules=BY_PHONE))
    yield "report-sending", machine(Report(Review(family, pages), ("name",), sending=True), rules=BY_PHONE)
    yield "apology-report", machine(Apology(Code.REPORT_TAKEN, replace(RECEIPT, number="HD-2026-000012", form=SlipForm.REPORT, days=5)))
    yield "phone-preparing", machine(Phone((PAPER,)), rules=BY_PHONE)
    yield "phone", machine(open_link, rules=BY_PHONE)
    yield "phone-card-taken", replace(machine(open_link, rules=BY_PHONE), card=None)
    yield "phone-second", warned(machine(Phone(PAPERS, index=1, url=LINK, until=61.0, listed=came[:1]), rules=BY_PHONE))
    yield "phone-end", replace(machine(Phone((PAPER,), index=1, listed=came[:1]), rules=BY_PHONE), card=None)
    yield "phone-end-rated", replace(machine(Phone((PAPER,), index=1, listed=came[:1], rated=5), rules=BY_PHONE), card=None)
    yield "phone-end-several", machine(Phone(PAPERS, index=3, listed=(*came[:2], late)), rules=BY_PHONE)
    yield "collect-rated", machine(Collect((PAPER,), rated=4))
    yield "apology-phone-instead", machine(Apology(Code.PRINT_FAILED, number=PAPER.number, again=(PAPER,)), rules=BY_PHONE)
    yield "apology-phone-expired", machine(Apology(Code.PHONE_EXPIRED, number=PAPER.number), None, rules=BY_PHONE)


def one_of_each() -> tuple[Machine, ...]:
    """A sample of every state."""
    return tuple({type(sample.state): sample for _, sample in samples()}.values())


def samples() -> Iterator[tuple[str, Machine]]:
    """Name and machine of every sample, in the order of a visit."""
    pages = (page(1), page(2))
    nine = tuple(Offer(kind.id, available=True) for kind in ALL_RULES.kinds)
    refused = {"birth": Code.NOT_DIGITISED, "death": Code.NOT_FOUND, "no-criminal-record": Code.OVER_QUOTA, "exit-entry": Code.SOURCE_DOWN}
    some = tuple(Offer(kind.id, kind.id not in refused, refused.get(kind.id)) for kind in ALL_RULES.kinds)
    yield "attract", machine(Attract(), None)
    yield "attract-nine", machine(Attract(), None, ALL_RULES)
    yield "attract-nine-card-left", replace(machine(Attract(), None, ALL_RULES), stale_card=True, card="card-0")
    yield "attract-card-left", replace(machine(Attract(), None), stale_card=True, card="card-0")
    no_paper: dict[str, Any] = {"health": _NO_PAPER, "rules": replace(ALL_RULES, phone=True)}
    yield "attract-nine-no-paper", replace(machine(Attract(), None, ALL_RULES), **no_paper)
    yield "ask-for-card-no-paper", replace(machine(AskForCard(), Visit(1)), **no_paper)
    yield "ask-for-card", machine(AskForCard(), Visit(1))
    yield "attract-open-measured", replace(machine(Attract(), None), hours=OPEN)
    yield "attract-nine-some-closed", replace(machine(Attract(), None, ALL_RULES), hours=SOME_CLOSED)
    calling: dict[str, Any] = {"rules": replace(ALL_RULES, help=True), "now": 60.0, "called_at": 60.0, "quiet_since": 60.0}
    yield "attract-nine-help", machine(Attract(), None, replace(ALL_RULES, help=True))
    yield "ask-for-card-help-called", replace(machine(AskForCard(), Visit(1)), **calling)
    yield "ask-for-card-chosen", machine(AskForCard("no-criminal-record"), Visit(1))
    yield "ask-for-card-warned", warned(machine(AskForCard(), Visit(1)))
    yield "reading-card", machine(ReadingCard("card-1"), Visit(1, "card-1"))
    yield "reading-card-opening", machine(ReadingCard("card-1", opening=True), Visit(1, "card-1"))
    yield "catalogue", machine(Catalogue())
    yield "catalogue-rare-name", machine(Catalogue(), replace(VISIT, subject=RARE))
    yield "catalogue-nine", machine(Catalogue(), replace(VISIT, offers=nine), ALL_RULES)
    yield "catalogue-nine-some", warned(machine(Catalogue(), replace(VISIT, offers=some), ALL_RULES))
    crowd = tuple(Offer(kind.id, available=False, reason=Code.NO_RIGHT) for kind in ALL_RULES.kinds)
    yield "catalogue-nine-none", machine(Catalogue(), replace(VISIT, offers=crowd), ALL_RULES)
    yield "catalogue-warned", warned(machine(Catalogue()))
    ncr = (PURPOSES, LANGUAGES, spellings(1))
    yield "details-purpose", _asking(KIND_NCR, *ncr)
    yield "details-purpose-picked", _asking(KIND_NCR, *ncr, purpose=("study",))
    yield "details-language", _asking(KIND_NCR, *ncr, step=1, purpose=("study",))
    yield "details-language-both", _asking(KIND_NCR, *ncr, step=1, purpose=("study",), language=("zh-en",))
    yield "details-spelling", _asking(KIND_NCR, *ncr, step=2, purpose=("study",), language=("zh-en",))
    yield "details-spelling-seven", _family(6, 3, 7, relative=("1", "2"), purpose=("study",), language=("zh-en",))
    yield "details-six", _family(6, relative=("1", "2", "6"))
    yield "details-nine-full", warned(_family(9, relative=("1", "2", "3", "4", "5", "6")))
    yield "details-sixteen", _family(16, relative=("2",))
    yield "details-months", _asking(KIND_BORDER, PERIOD)
    yield "details-months-moved", warned(_asking(KIND_BORDER, PERIOD, period=("2021-07", "2021-07")))
    yield "details-vehicles", _asking(KIND_VEHICLES, VEHICLES, PERIOD, vehicle=("1",))
    yield "details-entries", _asking(KIND_ENTRIES, ENTRIES)
    yield "details-pages", _asking(KIND_PAGES, PAGES, page=("1", "3"))
    for name, state, ends in proving():
        yield name, warned(machine(state)) if ends else machine(state)
    yield "searching-choices", machine(Searching("family-relationship", SearchStep.CHOICES))
    yield "searching", machine(Searching("no-criminal-record", SearchStep.DRAFT))
    yield "searching-preview", machine(Searching("no-criminal-record", SearchStep.PREVIEW))
    yield "review", machine(Review(DRAFT, pages[:1]))
    yield "review-in-full", machine(Review(DRAFT, pages[:1], uncovered=(page(1, "150390199001011234"),), in_full=True))
    yield "review-pages", warned(machine(Review(DRAFT, pages, 1)))
    yield "review-no-paper", replace(machine(Review(DRAFT, pages[:1])), health=_NO_PAPER)
    yield "catalogue-basket", machine(Catalogue(), replace(VISIT, offers=nine, basket=BASKET[:1]), ALL_RULES)
    yield "catalogue-basket-full", warned(machine(Catalogue(), replace(VISIT, offers=nine, basket=BASKET), ALL_RULES))
    yield "catalogue-refused", machine(Catalogue("death"), replace(VISIT, offers=some), ALL_RULES)
    yield "catalogue-closed", replace(machine(Catalogue(), replace(VISIT, offers=nine), ALL_RULES), hours=SOME_CLOSED)
    yield "catalogue-no-paper", replace(machine(Catalogue(), replace(VISIT, offers=nine), ALL_RULES), health=_NO_PAPER)
    yield "review-basket", machine(Review(DRAFT, pages[:1]), replace(VISIT, basket=BASKET[1:3]))
    yield "review-twice", machine(Review(DRAFT, pages[:1]), replace(VISIT, basket=BASKET[:3]))
    yield "review-full", machine(Review(DRAFT, pages[:1]), replace(VISIT, basket=BASKET))
    yield "review-single", machine(Review(DRAFT, pages[:1]), rules=replace(RULES, most_papers=1))
    yield "issuing-three", machine(Issuing(BASKET[:3], PAPERS[:1]))
    yield "issuing", machine(Issuing((DRAFT,)))
    yield "issuing-cancelled", machine(Issuing((DRAFT,), cancelled=True))
    yield "take-card", machine(TakeCard((PAPER,)))
    yield "take-card-three", machine(TakeCard(PAPERS))
    yield "take-card-asked", replace(machine(TakeCard((PAPER,))), profile_tells_removal=False)
    yield "take-card-left", machine(TakeCard(), None)
    yield "printing", machine(Printing((PAPER,)))
    yield "printing-held", machine(Printing((PAPER,), 0, 1, Code.PRINTER_MEDIA_JAM))
    yield "printing-second", machine(Printing(PAPERS, 1, 0))
    yield "collect-three", machine(Collect(PAPERS, CAME))
    yield "collect-some", machine(Collect(PAPERS[:1], AMISS))
    yield "collect-six", machine(Collect(PAPERS[:2], (*CAME[:2], AMISS[1], AMISS[2], AMISS[2], AMISS[3])))
    yield "apology-several", machine(Apology(Code.PRINTER_MEDIA_EMPTY, listed=NONE_CAME), None)
    yield "apology-basket", machine(Apology(Code.NOT_FOUND), replace(VISIT, basket=BASKET[:2]))
    yield "apology-receipt-basket", machine(Apology(Code.AT_WINDOW, RECEIPT), replace(VISIT, basket=BASKET[:2]))
    yield "out-of-service-closed", replace(machine(OutOfService(Code.KIOSK_CLOSED), None), hours=Hours(open=False, until=MORNING))
    yield "collect", machine(Collect((PAPER,)))
    yield "take-card-slip", machine(TakeCard((SLIP,)))
    yield "printing-slip", machine(Printing((SLIP,)))
    yield "collect-slip", machine(Collect((SLIP,)))
    yield "apology-receipt", machine(Apology(Code.AT_WINDOW, RECEIPT))
    yield "apology-receipt-no-paper", replace(machine(Apology(Code.AT_WINDOW, RECEIPT)), health=_NO_PAPER)
    yield "apology-retrieval", machine(Apology(Code.NOT_DIGITISED, replace(RECEIPT, form=SlipForm.RETRIEVAL, days=5)))
    yield from _phone_samples()
    for code in (Code.NOT_FOUND, Code.NO_RIGHT, Code.OVER_QUOTA):
        yield f"apology-{code.value}", machine(Apology(code))
    yield "apology-data-conflict", machine(Apology(Code.DATA_CONFLICT, CARD_CHECK), replace(VISIT, token=None, offers=()))
    yield "apology-source-down", machine(Apology(Code.SOURCE_DOWN))
    for code in (Code.CARD_UNREADABLE, Code.ARCHIVE_UNREACHABLE):
        yield f"apology-{code.value}", machine(Apology(code), None)
    yield "apology-card-taken", machine(Apology(Code.AT_WINDOW, RECEIPT.impersonal), None)
    yield "apology-slip-not-printed", machine(Apology(Code.SLIP_NOT_PRINTED, RECEIPT.impersonal), None)
    yield "apology-print-unconfirmed", machine(Apology(Code.PRINT_UNCONFIRMED, number=PAPER.number), None)
    for code in (Code.PRINTER_MEDIA_EMPTY, Code.CONFIG_INVALID, Code.UNCONFIRMED_LOCK):
        yield f"out-of-service-{code.value}", machine(OutOfService(code), None)
    yield from staff_samples(RULES)


def every_problem() -> Iterator[tuple[str, Machine]]:
    """Every row of the catalogue on the two screens that show problems."""
    for code in Code:
        yield f"apology-{code.value}", machine(Apology(code, number=PAPER.number))
        yield f"apology-{code.value}-receipt", machine(Apology(code, RECEIPT))
        yield f"out-of-service-{code.value}", machine(OutOfService(code), None)
