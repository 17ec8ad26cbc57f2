"""What the archive and the technician say in Chinese and a screen can say in the language in use: relations, items of the register,
kinds of plates, forms in a file, dates, days of the week, numbers of windows. A name is a name in every language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from kiosk import words
from kiosk.words import FALLBACK, Pair, locale, say, word

SAID: Final[Mapping[str, str]] = {
    # relations (GB/T 4761)
    "本人": word("Self"), "户主": word("Head of household"), "配偶": word("Spouse"), "丈夫": word("Husband"), "妻子": word("Wife"),
    "儿子": word("Son"), "独生子": word("Only son"), "长子": word("Eldest son"), "次子": word("Second son"), "三子": word("Third son"),
    "四子": word("Fourth son"), "五子": word("Fifth son"), "养子或继子": word("Adopted son or stepson"), "女婿": word("Son-in-law"),
    "其他儿子": word("Other son"), "女儿": word("Daughter"), "独生女": word("Only daughter"), "长女": word("Eldest daughter"),
    "次女": word("Second daughter"), "三女": word("Third daughter"), "四女": word("Fourth daughter"), "五女": word("Fifth daughter"),
    "养女或继女": word("Adopted daughter or stepdaughter"), "儿媳": word("Daughter-in-law"), "其他女儿": word("Other daughter"),
    "孙子": word("Grandson (son's son)"), "孙女": word("Granddaughter (son's daughter)"), "外孙子": word("Grandson (daughter's son)"),
    "外孙女": word("Granddaughter (daughter's daughter)"), "父亲": word("Father"), "母亲": word("Mother"),
    "公公": word("Husband's father"), "婆婆": word("Husband's mother"), "岳父": word("Wife's father"), "岳母": word("Wife's mother"),
    "继父或养父": word("Stepfather or adoptive father"), "继母或养母": word("Stepmother or adoptive mother"),
    "祖父": word("Grandfather (father's father)"), "祖母": word("Grandmother (father's mother)"),
    "外祖父": word("Grandfather (mother's father)"), "外祖母": word("Grandmother (mother's mother)"),
    "兄": word("Elder brother"), "弟": word("Younger brother"), "姐": word("Elder sister"), "妹": word("Younger sister"),
    "孙辈": word("Grandchild"), "孙媳或外孙媳": word("Grandson's wife"), "孙女婿或外孙女婿": word("Granddaughter's husband"),
    "曾孙子或外曾孙子": word("Great-grandson"), "曾孙女或外曾孙女": word("Great-granddaughter"), "其他孙辈": word("Other grandchild"),
    "父母": word("Parent"), "其他父母": word("Other parent"), "祖辈": word("Grandparent"),
    "配偶的祖父母或外祖父母": word("Spouse's grandparent"), "曾祖父": word("Great-grandfather"), "曾祖母": word("Great-grandmother"),
    "配偶的曾祖辈": word("Spouse's great-grandparent"), "其他祖辈": word("Other grandparent"), "兄弟姐妹": word("Sibling"),
    "嫂": word("Elder brother's wife"), "弟媳": word("Younger brother's wife"), "姐夫": word("Elder sister's husband"),
    "妹夫": word("Younger sister's husband"), "其他兄弟姐妹": word("Other sibling"), "其他": word("Other"),
    "伯父": word("Father's elder brother"), "伯母": word("Wife of father's elder brother"),
    "叔父": word("Father's younger brother"), "婶母": word("Wife of father's younger brother"),
    "舅父": word("Mother's brother"), "舅母": word("Wife of mother's brother"), "姨父": word("Husband of mother's sister"),
    "姨母": word("Mother's sister"), "姑父": word("Husband of father's sister"), "姑母": word("Father's sister"),
    "堂兄弟姐妹": word("Cousin (child of father's brother)"), "表兄弟姐妹": word("Cousin (child of aunt or maternal uncle)"),
    "侄子": word("Nephew (brother's son)"), "侄女": word("Niece (brother's daughter)"),
    "外甥": word("Nephew (sister's son)"), "外甥女": word("Niece (sister's daughter)"), "其他亲属": word("Other relative"),
    "非亲属": word("Not a relative"),
    # items of the household register and why they changed
    "姓名": word("Name"), "出生日期": word("Date of birth"), "性别": word("Sex"), "民族": word("Ethnicity"), "住址": word("Address"),
    "婚姻状况": word("Marital status"), "文化程度": word("Education"), "服务处所": word("Place of work"), "籍贯": word("Native place"),
    "公民身份号码": word("Citizen ID number"), "户口迁移": word("Move of residence"),
    "姓名变更": word("Change of name"), "出生日期更正": word("Correction of the date of birth"),
    "民族更正": word("Correction of ethnicity"),
    "住址变动": word("Change of address"),
    "号码升位": word("Number made longer"), "工作变动": word("Change of work"), "毕业": word("Graduation"),
    "结婚登记": word("Marriage registered"), "更改名字": word("New name"), "登记差错": word("Error in the register"),
    "补登": word("Entered later"), "注销": word("Registration cancelled"),
    # kinds of number plates (GA/T 16.7)
    "大型汽车": word("Large vehicle"), "小型汽车": word("Small vehicle"), "普通摩托车": word("Motorcycle"), "轻便摩托车": word("Moped"),
    "低速车": word("Low-speed vehicle"), "拖拉机": word("Tractor"), "挂车": word("Trailer"), "临时行驶车": word("Temporary plate"),
    "大型新能源汽车": word("Large new-energy vehicle"), "小型新能源汽车": word("Small new-energy vehicle"),
    # forms in a household's file
    "常住人口登记表": word("Resident registration form"), "户口登记簿（旧式）": word("Household register (old form)"),
    "户口迁移证存根": word("Stub of a migration certificate"), "出生登记表": word("Birth registration form"),
    "变更更正登记表": word("Change and correction form"), "入户申请书": word("Application for registration"),
    "准予迁入证明": word("Permission to move in"), "户主变更登记表": word("Change of head of household"),
    "注销登记表": word("Cancellation form"),
    # days of the week, as opening hours name them
    "周一": word("Mon"), "周二": word("Tue"), "周三": word("Wed"), "周四": word("Thu"), "周五": word("Fri"), "周六": word("Sat"),
    "周日": word("Sun"), "每天": word("Every day"), "服务窗口": word("Service window"),
}  # fmt: skip
"""The Chinese as it comes to its message id."""

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE: Final = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(注销)?")
_WITH: Final = re.compile(r"(.+)（([^（）]+)）")
_DAYS: Final = re.compile(r"(周[一二三四五六日]|每天)(?:至(周[一二三四五六日]))?(?=\s|$|、|，)")
_WINDOW: Final = re.compile(r"(\d+)号窗口")


def translated(text: str) -> str:
    """`text`, which came in Chinese, in the locale in use as far as its words are known; names and numbers stay as they are."""
    if locale() == FALLBACK:
        return text
    if (message := SAID.get(text)) is not None:
        said = say(message)
        return Pair(text, said.mongolian) if isinstance(said, Pair) else text if locale() == words.MONGOLIAN else said
    if locale() == words.MONGOLIAN:
        return text  # Hanzi stand for what is put together
    return _put_together(text)


def _put_together(text: str) -> str:
    if "，" in text:
        return ", ".join(translated(part) for part in text.split("，"))
    if (with_word := _WITH.fullmatch(text)) and with_word[2] in SAID:
        return f"{with_word[1]} ({translated(with_word[2])})"
    return _WINDOW.sub(_window, _DAYS.sub(_days, _DATE.sub(_date, text))).replace("：", ": ")


def _date(found: re.Match[str]) -> str:
    year, month, day = (int(found[place]) for place in (1, 2, 3))
    if not 1 <= month <= len(_MONTHS):
        return found[0]
    when = say(word("{day} {month} {year}"), day=day, month=say(_MONTHS[month - 1]), year=year)
    return say(word("cancelled on {date}"), date=when) if found[4] else when


def _days(found: re.Match[str]) -> str:
    return translated(found[1]) + (f"–{translated(found[2])}" if found[2] else "")


def _window(found: re.Match[str]) -> str:
    return say(word("window {number}"), number=found[1])
