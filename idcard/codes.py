"""Code tables of the record: sex (GB/T 2261.1), nation (GB/T 3304), division (GB/T 2260), nationality (GB/T 2659). Pure.

An unknown code is never an error: a card may be newer than the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from stdnum import numdb

_SEXES = {"0": "未知", "1": "男", "2": "女", "9": "未说明"}

_NATION_NAMES = """
汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔
仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺
"""
_NATIONS = {f"{code:02}": name for code, name in enumerate(_NATION_NAMES.split(), start=1)}
_OTHER, _FOREIGN_BLOOD = "其他", "外国血统中国籍人士"
_NATIONS |= {"97": _OTHER, "98": _FOREIGN_BLOOD, "57": _OTHER, "58": _FOREIGN_BLOOD}  # some readers' tables use 57 and 58
_OLD_NATION_NAMES = {"毛难": "36", "崩龙": "46"}  # names before 1986 and 1985, still printed by some readers

_OFFICIAL_NAMES = {("TWN", "zh"): "中国台湾"}  # where the usage of papers differs from the library's

_FILLERS = re.compile(r"市辖区|县|市|.*直辖(县级)?行政(单位|区划)|")  # rows that hold others together and name no place
_SPAN = re.compile(r"\[(\d{4})?-(\d{4})?\](.*)")  # "[1983-1998]郊区": the years a name was in force

SAMPLE_DIVISIONS = tuple(f"1503{county}" for county in range(90, 100))
"""Divisions that are assigned to no place; only synthetic citizens come from them."""


def sex_name(code: str) -> str:
    """The Chinese word for a GB/T 2261.1 code; an unknown code as itself."""
    return _SEXES.get(code, code)


def nation_name(code: str) -> str:
    """The name of a GB/T 3304 code without 族 ("汉"); an unknown code as itself."""
    return _NATIONS.get(code, code)


def nation_code(name: str) -> str | None:
    """The GB/T 3304 code of a nation's name, with or without 族, old names included; None when there is none."""
    bare = name.removesuffix("族")
    if bare in _OLD_NATION_NAMES:
        return _OLD_NATION_NAMES[bare]
    return next((code for code, known in _NATIONS.items() if known == bare), None)


@lru_cache(maxsize=1024)
def nationality_name(code: str, language: str = "zh") -> str:
    """The name of an ISO 3166-1 alpha-3 code (GB/T 2659) in `language` ("zh" or "en"; CLDR); an unknown code as itself.

    Raises babel.UnknownLocaleError for a language that CLDR does not know.
    """
    territories = Locale.parse(language).territories
    known: Sequence[str] = get_global("territory_aliases").get(code, ()) if re.fullmatch(r"[A-Z]{3}", code) else ()
    name = territories.get(known[0]) if len(known) == 1 else None  # several: a state that has come apart
    return _OFFICIAL_NAMES.get((code, language)) or name or code


@lru_cache(maxsize=4096)  # there are some 7000 divisions; a card can hold any code
def division_name(code: str, year: int | None = None) -> str | None:
    """The full name of a six-digit division, abolished ones included; None when it is not in the table.

    `year` asks for the name in force then (a division changes its name and keeps its code); without it, or when none was in
    force, the newest. Sample divisions are not in this table (`sample_division_name`).
    """
    own = _row(code)
    if own is None:
        return None
    parts = [own.get("province", "")]
    if not code.endswith("0000"):
        if not code.endswith("00"):
            parts.append(_name((_row(code[:4] + "00") or {}).get("county", ""), year))
        parts.append(_name(own["county"], year))
    return "".join(dict.fromkeys(part for part in parts if not _FILLERS.fullmatch(part)))


def sample_division_name(code: str) -> str | None:
    """The name of a synthetic division (150390 to 150399), for the demo and the embedded archive only; None for any other."""
    return "内蒙古自治区乌海市演示区" if code in SAMPLE_DIVISIONS else None


def _row(code: str) -> dict[str, str] | None:
    if not re.fullmatch(r"[0-9]{6}", code):
        return None
    found = {key: value for _, properties in numdb.get("cn/loc").info(code) for key, value in properties.items()}
    return found if "county" in found else None


def _name(entry: str, year: int | None) -> str:
    """One name of an entry such as `[1983-1998]郊区,[1999-]九原区`."""
    newest = ""
    for part in entry.split(","):
        match = _SPAN.fullmatch(part)
        if match is None:
            return part
        first, last, newest = match[1], match[2], match[3]
        if year is not None and (not first or int(first) <= year) and (not last or year <= int(last)):
            return newest
    return newest
