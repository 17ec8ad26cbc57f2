"""Made-up kinds with their questions, and choices for them; for the gallery and the audit. No real person, no real number."""

from __future__ import annotations

from kiosk.session.months import Month, Span
from kiosk.session.values import MODES, SOUND, Choice, Choices, Kind, Parameter, ParameterType, Rules
from kiosk.widgets.display import KindFace

_PURPOSE = {"zh": "您要把证明用在哪里？", "en": "What is the certificate for?", "mn": "ᠭᠡᠷᠡᠴᠢᠯᠡᠯ\u202fᠢ ᠶᠠᠭᠤᠨ\u202fᠳᠤ ᠬᠡᠷᠡᠭᠯᠡᠬᠦ ᠪᠤᠢ?"}
_RELATIVES = {"zh": "要证明与哪些亲属的关系？", "en": "Which relatives should the certificate name?"}
_LANGUAGE = {"zh": "证明用哪种文字出具？", "en": "In which language should the paper be?"}
_SPELLING = {"zh": "请核对姓名的拼写", "en": "Please confirm how the names are spelt"}
_PERIOD = {"zh": "查询哪一段时间？", "en": "Which period should be searched?"}
_VEHICLES = {"zh": "查询哪些车辆？", "en": "Which vehicles?"}
_ENTRIES = {"zh": "要证明哪几项变更？", "en": "Which changes should the certificate state?"}
_PAGES = {"zh": "需要哪些档案页？", "en": "Which archive pages do you need?"}
_PURPOSES = {
    "employment": {"zh": "就业", "en": "Employment", "mn": "ᠠᠵᠢᠯ ᠬᠢᠬᠦ"},
    "study": {"zh": "求学", "en": "Study", "mn": "ᠰᠤᠷᠤᠯᠴᠠᠬᠤ"},
    "travel": {"zh": "出国（境）", "en": "Travel abroad", "mn": "ᠭᠠᠳᠠᠭᠠᠳᠤ\u202fᠳᠤ ᠭᠠᠷᠬᠤ"},
    "notarisation": {"zh": "公证", "en": "Notarisation"},
    "other": {"zh": "其他", "en": "Other", "mn": "ᠪᠤᠰᠤᠳ"},
}
_LANGUAGES = {"zh": {"zh": "中文", "en": "Chinese"}, "zh-en": {"zh": "中英文对照", "en": "Chinese and English"}}

_CONSENT = {
    "zh": "我同意公安机关为出具本证明查询我本人有无犯罪记录，查询结果只用于这份证明。",
    "en": "I agree that the police search whether I have a criminal record, for this certificate and nothing else.",
}
_MONGOLIAN = {
    "出生证明": "ᠲᠥᠷᠥᠭᠰᠡᠨ ᠭᠡᠷᠡᠴᠢᠯᠡᠯ",
    "死亡证明": "ᠨᠠᠰᠤ ᠪᠠᠷᠠᠭᠰᠠᠨ ᠭᠡᠷᠡᠴᠢᠯᠡᠯ",
    "家庭关系证明": "ᠭᠡᠷ ᠪᠦᠯᠢ\u202fᠶᠢᠨ ᠬᠠᠷᠢᠴᠠᠭ\u180eᠠ",
    "无犯罪记录证明": "ᠭᠡᠮᠲᠦ ᠬᠡᠷᠡᠭ ᠦᠭᠡᠢ ᠭᠡᠷᠡᠴᠢᠯᠡᠯ",
    "户籍变更情况": "ᠡᠷᠦᠬᠡ ᠪᠦᠷᠢᠳᠭᠡᠯ\u202fᠦᠨ ᠬᠤᠪᠢᠷᠠᠯᠲᠠ",
    "车辆违章": "ᠲᠡᠷᠭᠡᠨ\u202fᠦ ᠳᠦᠷᠢᠮ ᠵᠥᠷᠢᠴᠡᠯ",
    "出入境记录": "ᠬᠢᠯ ᠭᠠᠷᠬᠤ ᠣᠷᠣᠬᠤ ᠲᠡᠮᠳᠡᠭᠯᠡᠯ",
    "档案页影印件": "ᠳᠠᠩᠰᠠ ᠡᠪᠬᠡᠮᠡᠯ\u202fᠦᠨ ᠬᠠᠭᠤᠯᠪᠤᠷᠢ",
}
"""The names on the menu as config/certificates has them."""

_MENU = (
    ("birth", "birth", "出生证明", "Birth",
     "出生登记情况（不代替《出生医学证明》）", "The registration of a birth"),
    ("death", "death", "死亡证明", "Death",
     "亲属去世后注销户口的情况", "Deregistration after the death of a relative"),
    ("family-relationship", "family", "家庭关系证明", "Family relationship",
     "证明您与登记在册的亲属的关系", "How registered relatives are related to you"),
    ("no-criminal-record", "shield", "无犯罪记录证明", "No criminal record",
     "用于就业、求学、出国（境）、公证等", "For work, study, travel, notarisation"),
    ("household-changes", "house", "户籍变更情况", "Household changes",
     "迁移、姓名等登记项目的变更", "Moves, changes of name and other entries"),
    ("vehicle-violations", "car", "车辆违章", "Vehicle violations",
     "本人名下车辆的违法记录", "Traffic violations of your vehicles"),
    ("exit-entry", "border", "出入境记录", "Exit and entry",
     "本人的出入境记录", "Your border crossings"),
    ("household-correction", "scroll", "变更更正证明", "Change or correction",
     "证明所选登记项目的变更或更正", "A change or correction of chosen entries"),
    ("archive-copy", "archive", "档案页影印件", "Archive pages",
     "复制您选定的户籍档案页", "Copies of the archive pages you choose"),
)  # fmt: skip
"""Kind, icon, name and note in Chinese and English, in the order of the menu."""

_ASKED = {
    "relative": _RELATIVES, "purpose": _PURPOSE, "language": _LANGUAGE, "spelling": _SPELLING, "period": _PERIOD, "vehicle": _VEHICLES,
    "entry": _ENTRIES, "page": _PAGES,
}  # fmt: skip

FACES = {
    kind: KindFace(
        title={"zh": zh, "en": en},
        name={"zh": zh, "en": en, **({"mn": _MONGOLIAN[zh]} if zh in _MONGOLIAN else {})},
        note={"zh": note_zh, "en": note_en},
        icon=icon,
        parameters=_ASKED,
        choices={"purpose": _PURPOSES, "language": _LANGUAGES},
        consent=_CONSENT if kind == "no-criminal-record" else {},
    )
    for kind, icon, zh, en, note_zh, note_en in _MENU
}

_P_PURPOSE = Parameter("purpose", 1, 1, from_data=False)
_P_LANGUAGE = Parameter("language", 1, 1, from_data=False, type=ParameterType.LANGUAGE)
_P_SPELLING = Parameter("spelling", 1, 50, from_data=True, type=ParameterType.SPELLING, when=("language", ("zh-en",)))
_P_PERIOD = Parameter("period", 2, 2, from_data=True, type=ParameterType.MONTHS)
KIND_NCR = Kind("no-criminal-record", (_P_PURPOSE, _P_LANGUAGE, _P_SPELLING), consent=True)
KIND_FAMILY = Kind("family-relationship", (Parameter("relative", 1, 6, from_data=True), _P_PURPOSE, _P_LANGUAGE, _P_SPELLING))
KIND_VEHICLES = Kind("vehicle-violations", (Parameter("vehicle", 1, 4, from_data=True), _P_PERIOD))
KIND_BORDER = Kind("exit-entry", (_P_PERIOD,))
KIND_ENTRIES = Kind("household-correction", (Parameter("entry", 1, 4, from_data=True),))
KIND_PAGES = Kind("archive-copy", (Parameter("page", 1, 6, from_data=True),))
_ASKING = (KIND_NCR, KIND_FAMILY, KIND_VEHICLES, KIND_BORDER, KIND_ENTRIES, KIND_PAGES)
_ALL_KINDS = tuple(next((known for known in _ASKING if known.id == kind), Kind(kind)) for kind, *_ in _MENU)
_ALL_MODES = (*MODES, SOUND)
ALL_RULES = Rules(_ALL_KINDS, modes=_ALL_MODES)
RULES = Rules((KIND_NCR, KIND_FAMILY), modes=_ALL_MODES)


_PEOPLE = (
    ("张大山", "父亲"), ("李秀英", "母亲"), ("王春花", "配偶"), ("张𬭩", "儿子"), ("张𫖮", "女儿"), ("阿依古丽·买买提", "女儿"),
    ("张小四", "儿子"), ("张小五", "女儿"), ("张大海", "继父或养父"),
)  # fmt: skip
PURPOSES = Choices("purpose", tuple(Choice(value, texts["zh"]) for value, texts in _PURPOSES.items()))


LANGUAGES = Choices("language", tuple(Choice(value, texts["zh"]) for value, texts in _LANGUAGES.items()))
PERIOD = Choices("period", span=Span(Month(2016, 3), Month(2026, 11)))

_SPELT = (
    ("张小三（本人）", ("ZHANG Xiaosan",)),
    ("单万俟（父亲）", ("SHAN Moqi", "DAN Moqi", "SHAN Wansi")),
    ("李秀英（母亲）", ("LI Xiuying",)),
    ("曾乐（配偶）", ("ZENG Le", "ZENG Yue")),
    ("阿依古丽·买买提（女儿）", ("AYIGULI Maimaiti",)),
    ("张重（儿子）", ("ZHANG Chong", "ZHANG Zhong")),
    ("仇朝（女儿）", ("QIU Chao", "QIU Zhao", "CHOU Chao", "CHOU Zhao")),
)


def spellings(count: int) -> Choices:
    """The readings of the names of `count` people."""
    readings = [
        Choice(f"{group}.{nth}", spelling, name, str(group))
        for group, (name, found) in enumerate(_SPELT[:count], 1)
        for nth, spelling in enumerate(found, 1)
    ]
    return Choices("spelling", tuple(readings))


VEHICLES = Choices(
    "vehicle",
    (Choice("1", "蒙C·D1234", "小型汽车"), Choice("2", "蒙C·DF56789", "小型新能源汽车"), Choice("3", "蒙C·7890挂", "挂车")),
)
ENTRIES = Choices(
    "entry",
    (
        Choice("1", "姓名变更", "2009年3月2日：张小山 → 张小三"),
        Choice("2", "出生日期更正", "2011年8月15日：1990年1月11日 → 1990年1月1日"),
        Choice("3", "住址变动", "2016年5月20日：迁入海勃湾区"),
        Choice("4", "民族更正", "2018年11月6日：汉族 → 蒙古族"),
    ),
)
_TITLES = ("常住人口登记表", "户口迁移证存根", "出生登记表", "变更更正登记表", "入户申请书", "准予迁入证明", "户主变更登记表", "注销登记表")
PAGES = Choices("page", tuple(Choice(str(n), title, f"150300-HJ-1996-{n:03}-{n:02}") for n, title in enumerate(_TITLES, 1)))


def relatives(count: int) -> Choices:
    """`count` relatives out of the made-up family, from the beginning again when it is too small."""
    people = (_PEOPLE[place % len(_PEOPLE)] for place in range(count))
    return Choices("relative", tuple(Choice(str(number), name, relation) for number, (name, relation) in enumerate(people, 1)))
