"""Machines in every state, with made-up people, for the gallery and the audit of the layout. No real person, no real number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import cairocffi
from PIL import Image

from kiosk.problems import Code
from kiosk.session.machine import Machine, Visit
from kiosk.session.states import (
    Apology,
    AskForCard,
    Attract,
    Catalogue,
    Collect,
    Details,
    Issuing,
    OutOfService,
    Printing,
    ReadingCard,
    Review,
    Searching,
    SearchStep,
    State,
    TakeCard,
)
from kiosk.session.values import Choice, Choices, Draft, Kind, Offer, PageImage, Paper, Parameter, Part, Rules, Subject
from kiosk.widgets import text
from kiosk.widgets.display import Display, KindFace

DISPLAY = Display(
    unit="演示市公安局",
    place="海勃湾区政务服务大厅一层 · 自助证明机",
    kiosk_id="WH-0001",
    window="3号窗口",
    phone="0473-1234567",
    hours="周一至周五 9:00–17:00",
    elsewhere="滨河派出所户籍窗口（滨河西街18号）",
)

_PURPOSE = {"zh": "您要把证明用在哪里？", "en": "What is the certificate for?"}
_RELATIVES = {"zh": "要证明与哪些亲属的关系？", "en": "Which relatives should the certificate name?"}
_PURPOSES = {
    "employment": {"zh": "就业", "en": "Employment"},
    "study": {"zh": "求学", "en": "Study"},
    "travel": {"zh": "出国（境）", "en": "Travel abroad"},
    "notarisation": {"zh": "公证", "en": "Notarisation"},
    "other": {"zh": "其他", "en": "Other"},
}

FACES = {
    "no-criminal-record": KindFace(
        title={"zh": "无犯罪记录证明", "en": "Certificate of No Criminal Record"},
        name={"zh": "无犯罪记录证明", "en": "No criminal record"},
        note={"zh": "用于就业、求学、出国（境）、公证等", "en": "For work, study, travel abroad, notarisation"},
        icon="shield",
        parameters={"purpose": _PURPOSE},
        choices={"purpose": _PURPOSES},
    ),
    "family-relationship": KindFace(
        title={"zh": "亲属关系证明", "en": "Certificate of Family Relationship"},
        name={"zh": "家庭关系证明", "en": "Family relationship"},
        note={"zh": "证明您与登记在册的亲属的关系", "en": "Shows how registered relatives are related to you"},
        icon="family",
        parameters={"relative": _RELATIVES, "purpose": _PURPOSE},
        choices={"purpose": _PURPOSES},
    ),
    "birth": KindFace(
        title={"zh": "出生证明"},
        name={"zh": "出生信息", "en": "Birth"},
        note={"zh": "出生登记", "en": "Birth registration"},
        icon="birth",
    ),
    "household-changes": KindFace(
        title={"zh": "户籍变更证明"},
        name={"zh": "户口变动", "en": "Household changes"},
        note={"zh": "迁入、迁出、姓名变更", "en": "Moves and changes of name"},
        icon="house",
    ),
    "vehicle-violations": KindFace(
        title={"zh": "机动车违法记录"},
        name={"zh": "车辆违法记录", "en": "Vehicle violations"},
        note={"zh": "名下车辆的违法处理情况", "en": "Of your vehicles"},
        icon="car",
    ),
    "exit-entry": KindFace(
        title={"zh": "出入境记录"},
        name={"zh": "出入境记录", "en": "Exit and entry"},
        note={"zh": "近十年出入境记录", "en": "The last ten years"},
        icon="passport",
    ),
    "death": KindFace(
        title={"zh": "死亡证明"},
        name={"zh": "注销户口证明", "en": "Deregistration"},
        note={"zh": "亲属死亡注销户口", "en": "After the death of a relative"},
        icon="leaf",
    ),
}  # fmt: skip

_KIND_NCR = Kind("no-criminal-record", (Parameter("purpose", 1, 1, from_data=False),))
_KIND_FAMILY = Kind("family-relationship", (Parameter("relative", 1, 6, from_data=True), Parameter("purpose", 1, 1, from_data=False)))
RULES = Rules(kinds=(_KIND_NCR, _KIND_FAMILY))
ALL_RULES = Rules(kinds=(_KIND_NCR, _KIND_FAMILY, *(Kind(k) for k in FACES if k not in (_KIND_NCR.id, _KIND_FAMILY.id))))

SUBJECT = Subject("张小三", "150390199001011234")
RARE = Subject("㐱䶮𠮷𬭩𫖮", "150390199001011234")

_OFFERS = (Offer("no-criminal-record", available=True), Offer("family-relationship", available=True))
VISIT = Visit(1, "card-1", "token", SUBJECT, _OFFERS)

_PEOPLE = (
    ("张大山", "父亲"), ("李秀英", "母亲"), ("王春花", "配偶"), ("张𬭩", "儿子"), ("张𫖮", "女儿"), ("阿依古丽·买买提", "女儿"),
    ("张小四", "儿子"), ("张小五", "女儿"), ("张大海", "继父或养父"),
)  # fmt: skip
PURPOSES = Choices("purpose", tuple(Choice(value, texts["zh"]) for value, texts in _PURPOSES.items()))


def relatives(count: int) -> Choices:
    """`count` relatives out of the made-up family, from the beginning again when it is too small."""
    people = (_PEOPLE[place % len(_PEOPLE)] for place in range(count))
    return Choices("relative", tuple(Choice(str(number), name, relation) for number, (name, relation) in enumerate(people, 1)))


PAPER = Paper("key-1", "WH0001-20261123-000042", "no-criminal-record", SUBJECT.id_number, 2, "0" * 64)
DRAFT = Draft("draft-1", "no-criminal-record", SUBJECT.id_number, {})


@lru_cache(maxsize=4)
def page(number: int) -> PageImage:
    """A made-up A4 page of 1240 x 1754 pixels."""
    width, height = 1240, 1754
    surface = cairocffi.ImageSurface(cairocffi.FORMAT_RGB24, width, height)
    context = cairocffi.Context(surface)
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
            f"　　经查询，张小三（公民身份号码 150390********1234）未发现有犯罪记录。查询时间截至2026年11月23日。第{number}页。",
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
    image = Image.frombuffer("RGB", (width, height), bytes(surface.get_data()), "raw", "BGRX", surface.get_stride(), 1)
    return PageImage(width, height, image.tobytes())


def machine(state: State, visit: Visit | None = VISIT, rules: Rules = RULES) -> Machine:
    """A machine that has just entered `state`."""
    return Machine(rules=rules, state=state, visit=visit, visits=visit.id if visit else 0, card="card-1" if visit else None)


def warned(made: Machine) -> Machine:
    """`made` a few seconds before its silence ends."""
    limit = made.limit_s or 0.0
    return replace(made, now=made.now + limit - 13.4)


def _details(count: int, picked: tuple[tuple[str, tuple[str, ...]], ...]) -> Details:
    return Details("family-relationship", (relatives(count), PURPOSES), picked)


def samples() -> Iterator[tuple[str, Machine]]:
    """Name and machine of every sample, in the order of a visit."""
    pages = (page(1), page(2))
    seven = tuple(
        Offer(kind.id, available=kind.id not in ("birth", "exit-entry"), reason=reason)
        for kind, reason in zip(ALL_RULES.kinds, (None, None, Code.NOT_DIGITISED, None, None, Code.ARCHIVE_UNREACHABLE, None), strict=True)
    )
    yield "attract", machine(Attract(), None)
    yield "attract-card-left", replace(machine(Attract(), None), stale_card=True, card="card-0")
    yield "ask-for-card", machine(AskForCard(), Visit(1))
    yield "ask-for-card-warned", warned(machine(AskForCard(), Visit(1)))
    yield "reading-card", machine(ReadingCard("card-1"), Visit(1, "card-1"))
    yield "reading-card-opening", machine(ReadingCard("card-1", opening=True), Visit(1, "card-1"))
    yield "catalogue", machine(Catalogue())
    yield "catalogue-rare-name", machine(Catalogue(), replace(VISIT, subject=RARE))
    yield "catalogue-seven", machine(Catalogue(), replace(VISIT, offers=seven), ALL_RULES)
    yield "catalogue-warned", warned(machine(Catalogue()))
    yield "details-purpose", machine(Details("no-criminal-record", (PURPOSES,), (("purpose", ()),)))
    yield "details-purpose-picked", machine(Details("no-criminal-record", (PURPOSES,), (("purpose", ("study",)),)))
    yield "details-six", machine(_details(6, (("relative", ("1", "2", "6")), ("purpose", ()))))
    yield "details-nine-full", warned(machine(_details(9, (("relative", ("1", "2", "3", "4", "5", "6")), ("purpose", ("other",))))))
    yield "details-sixteen", machine(_details(16, (("relative", ("2",)), ("purpose", ("other",)))))
    yield "searching-choices", machine(Searching("family-relationship", SearchStep.CHOICES))
    yield "searching", machine(Searching("no-criminal-record", SearchStep.DRAFT))
    yield "searching-preview", machine(Searching("no-criminal-record", SearchStep.PREVIEW))
    yield "review", machine(Review(DRAFT, pages[:1]))
    yield "review-pages", warned(machine(Review(DRAFT, pages, 1)))
    yield "review-no-paper", replace(machine(Review(DRAFT, pages[:1])), health=frozenset({(Part.PRINTER, Code.PRINTER_MEDIA_EMPTY)}))
    yield "issuing", machine(Issuing(DRAFT))
    yield "issuing-cancelled", machine(Issuing(DRAFT, cancelled=True))
    yield "take-card", machine(TakeCard(PAPER))
    yield "take-card-asked", replace(machine(TakeCard(PAPER)), profile_tells_removal=False)
    yield "take-card-left", machine(TakeCard(None), None)
    yield "printing", machine(Printing(PAPER))
    yield "printing-held", machine(Printing(PAPER, 1, Code.PRINTER_MEDIA_JAM))
    yield "collect", machine(Collect(PAPER))
    for code in (Code.AT_WINDOW, Code.NOT_FOUND, Code.CARD_UNREADABLE, Code.ARCHIVE_UNREACHABLE, Code.NO_RIGHT):
        yield f"apology-{code.value}", machine(Apology(code, receipt="HZ-20261123-0007" if code is Code.AT_WINDOW else None))
    yield "apology-print-unconfirmed", machine(Apology(Code.PRINT_UNCONFIRMED, number=PAPER.number), None)
    for code in (Code.PRINTER_MEDIA_EMPTY, Code.CONFIG_INVALID, Code.UNCONFIRMED_LOCK):
        yield f"out-of-service-{code.value}", machine(OutOfService(code), None)


def every_problem() -> Iterator[tuple[str, Machine]]:
    """Every row of the catalogue on the two screens that show problems."""
    for code in Code:
        yield f"apology-{code.value}", machine(Apology(code, receipt="HZ-20261123-0007", number=PAPER.number))
        yield f"out-of-service-{code.value}", machine(OutOfService(code), None)
