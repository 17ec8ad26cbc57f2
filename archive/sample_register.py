"""Register entries of the synthetic people: births, cancellations, changes, and how long relatives shared a household.

Fixed by each person's number and traits, so that the same population comes out every day.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from archive.kinship import CHILDREN, MALE, SPOUSES
from archive.sample_people import Citizen, Family
from archive.sample_traits import LAST_DAY, Entry
from archive.times import age
from printing.wording import zh_date

Row = dict[str, Any]

STATION = "演示市公安局演示派出所"
_CERTIFIED_FROM = date(1996, 1, 1)  # since then births have a medical certificate (certificates.md 2.2)
_EIGHTEEN_FROM = date(1999, 10, 1)  # GB 11643-1999: numbers of 15 digits became 18
_ADULT = 16
_FATHERS, _MOTHERS = ("51",), ("52",)


def birth_row(family: Family, index: int) -> Row | None:
    """The registration of a member's birth, None where there is none."""
    citizen = family.members[index]
    if citizen.traits.birth is Entry.MISSING:
        return None
    chance = _chance(citizen, "birth")
    father, mother = _parents(family, index)
    registered_on = citizen.birth + timedelta(days=chance.randint(3, 28))
    guardians = [
        {"name": who.name, "relation": code} for who, code in ((father, "51"), (mother, "52")) if who is not None and _is_minor(citizen)
    ]
    certified = citizen.birth >= _CERTIFIED_FROM
    return {
        "former_name": None,
        "time": f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}" if certified else None,
        "place": "演示市演示区演示医院" if certified else "演示市演示区",
        # Medical certificates have one letter and nine digits; none begins with O, so this one belongs to nobody.
        "certificate_number": f"O{chance.randint(0, 999_999_999):09}" if certified else None,
        "father_name": None if father is None else father.name,
        "father_id_number": None if father is None else father.id_number,
        "mother_name": None if mother is None else mother.name,
        "mother_id_number": None if mother is None else mother.id_number,
        "guardians": guardians,
        "declarant": None if father is None else father.name,
        "registered_on": registered_on,
        "unit": STATION,
        "volume": f"{registered_on.year}年出生登记第{chance.randint(1, 9)}册",
        "page": str(chance.randint(1, 99)),
        "digitised": citizen.traits.birth is Entry.THERE,
    }


def cancellation_row(citizen: Citizen) -> Row | None:
    """The cancellation of somebody who is no longer registered: here always by death."""
    if citizen.registered:
        return None
    chance = _chance(citizen, "death")
    died_on = date(chance.randint(max(2012, citizen.birth.year + 40), 2024), chance.randint(1, 12), chance.randint(1, 28))
    cancelled_on = died_on + timedelta(days=chance.randint(3, 25))
    return {
        "died_on": died_on,
        "cancelled_on": cancelled_on,
        "reason": "死亡",
        "certificate_number": f"YS{died_on.year}-{chance.randint(1, 9999):06}",
        "surrendered": "居民身份证、居民户口簿",
        "unit": STATION,
        "volume": f"{cancelled_on.year}年注销登记第{chance.randint(1, 4)}册",
        "page": str(chance.randint(1, 99)),
        "digitised": citizen.traits.death is Entry.THERE,
    }


def change_rows(citizen: Citizen) -> Iterator[Row]:
    """As many changes as the traits say, in the order of time; every value is written out."""
    entries = sorted(_changes(citizen), key=lambda row: row["day"])[: citizen.traits.changes]
    for place, row in enumerate(entries, start=1):
        yield {"place": place, "unit": STATION, **row}


def _changes(citizen: Citizen) -> Iterator[Row]:
    chance, number = _chance(citizen, "changes"), citizen.id_number

    def entry(day: date, item: str, before: str | None, after: str | None, reason: str, scope: str) -> Row:
        return {
            "day": max(day, citizen.birth + timedelta(days=30)), "item": item, "before": before, "after": after, "reason": reason,
            "scope": scope, "reference": f"演户变〔{day.year}〕{chance.randint(1, 999)}号",
        }  # fmt: skip

    if citizen.birth < _EIGHTEEN_FROM:
        yield entry(date(2000, 3, 1), "公民身份号码", number[:6] + number[8:17], number, "号码升位", "变更")
    yield entry(date(2006, 8, 14), "户籍地址", f"演示市演示区范本胡同{chance.randint(1, 60)}号", citizen.address, "购房落户", "市内移居")
    yield entry(date(2011, 5, 9), "服务处所", "演示市样张厂", "演示市示例公司", "工作变动", "变更")
    yield entry(date(2015, 6, 23), "文化程度", "高中", "大学本科", "毕业", "变更")
    yield entry(date(2018, 4, 2), "婚姻状况", "未婚", "已婚", "结婚登记", "变更")
    yield entry(date(2021, 9, 17), "姓名", f"{citizen.name[0]}小样", citizen.name, "更改名字", "变更")
    yield entry(date(2022, 2, 25), "出生日期", zh_date(citizen.birth - timedelta(days=10)), zh_date(citizen.birth), "登记差错", "更正")
    yield entry(date(2023, 11, 6), "民族", None, "蒙古族" if citizen.nation == "02" else "汉族", "补登", "更正")


def shared_household(family: Family, person: int, relative: int, code: str, number: str) -> Row:
    """When a member and the relative with this code stood in the household together, and where that is written."""
    one, other = family.members[person], family.members[relative]
    chance = random.Random("".join(sorted((one.id_number, other.id_number))))
    begins = max(one.birth, other.birth) + timedelta(days=20)
    if code in SPOUSES:
        begins = date(begins.year + 24, chance.randint(1, 12), chance.randint(1, 28))
    gone = next((row for row in (cancellation_row(one), cancellation_row(other)) if row is not None), None)
    return {
        "household_number": number,
        "shared_from": begins,
        "shared_to": None if gone is None or gone["cancelled_on"] < begins else gone["cancelled_on"],
        "volume": f"常住人口登记表第{chance.randint(1, 90)}册",
        "page": str(chance.randint(1, 99)),
    }


def _parents(family: Family, index: int) -> tuple[Citizen | None, Citizen | None]:
    """Father and mother as the family tells: a child of the household's couple has both, whoever of the two the register links."""
    father, mother = family.relative(index, _FATHERS), family.relative(index, _MOTHERS)
    if index != 0 and any(person == 0 and other == index and code in CHILDREN for person, other, code in family.relations):
        head, spouse = family.members[0], family.relative(0, ("11", "12"))
        couple = (head, spouse) if head.sex == MALE else (spouse, head)
        father, mother = father or couple[0], mother or couple[1]
    return father, mother


def _is_minor(citizen: Citizen) -> bool:
    return age(citizen.birth, LAST_DAY) < _ADULT


def _chance(citizen: Citizen, what: str) -> random.Random:
    return random.Random(f"{citizen.id_number} {what}")
