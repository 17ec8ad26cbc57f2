"""A synthetic population in divisions that are assigned to no place (150390 to 150399, 演示区). Nobody here exists.

Deterministic: the same seed gives the same people, so that a sample card always finds its person.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from archive.datasets.model import Decision
from archive.kinship import MALE, inverse
from archive.sample_traits import PLAIN, Traits, plausible
from idcard.codes import SAMPLE_DIVISIONS
from idcard.number import check_digit

SEED = 20260101
FAMILIES = 28  # besides the named ones; about seven people each
FEMALE = "2"
HAN, MONGOL, UYGUR = "01", "02", "05"  # GB/T 3304
ISSUER = "演示市公安局"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_STREETS = ("样张路", "示例街", "演示大道", "试用巷", "范本胡同", "虚构街")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
    "阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
_MEN = _words("建国 志远 海涛 文博 浩然 子轩 明辉 立新 卫东 俊杰 晓峰 家豪 永强 国栋 宏伟 思源 天佑 瑞霖 承宇 景行")
_WOMEN = _words("秀兰 静怡 晓梅 雅婷 梦琪 丽华 春燕 淑芬 玉珍 欣怡 若曦 佳宁 雪晴 美玲 桂英 思涵 诗雨 语桐 慧敏 文秀")
_MONGOL_MEN = _words("巴特尔 孟克 朝鲁 苏和 那日苏 布和 特木尔 宝音 哈斯 额尔敦")
_MONGOL_WOMEN = _words("其其格 乌兰 娜仁 萨仁 托娅 高娃 斯琴 塔娜 琪琪格 乌日娜")
_UYGUR_MEN = _words("买买提·艾力 阿不都·热合曼 艾尔肯·吐尔逊")
_UYGUR_WOMEN = _words("阿依古丽·买买提 古丽娜尔·艾力 帕提古丽·吐尔逊")


@dataclass(frozen=True, slots=True, repr=False)
class Citizen:
    """A synthetic person as the register holds them; codes as in `archive.store.Person`."""

    id_number: str
    name: str
    sex: str
    nation: str
    birth: date
    address: str
    registered: bool = True
    decision: Decision = Decision.CLEAR
    traits: Traits = PLAIN


@dataclass(frozen=True, slots=True, repr=False)
class Family:
    """A household, head first, and who is what to whom: (index of the person, index of the relative, GB/T 4761 code)."""

    members: tuple[Citizen, ...]
    relations: tuple[tuple[int, int, str], ...]
    digitised: bool = True

    def relative(self, index: int, codes: Collection[str]) -> Citizen | None:
        """The first relative of a member with one of these codes."""
        return next((self.members[other] for person, other, code in self.relations if person == index and code in codes), None)


@dataclass(slots=True)
class Numbers:
    """Gives out GB 11643 numbers, each once: the order within division and day counts up, odd for men."""

    taken: Counter[tuple[str, date, str]] = field(default_factory=Counter)

    def give(self, division: str, birth: date, sex: str) -> str:
        """A new number. Raises ValueError for a division that belongs to a real place."""
        if division not in SAMPLE_DIVISIONS:
            raise ValueError("synthetic people live in sample divisions only")
        nth = self.taken[division, birth, sex]
        self.taken[division, birth, sex] += 1
        order = 2 * nth + (1 if sex == MALE else 2)
        first17 = f"{division}{birth:%Y%m%d}{order:03}"
        return first17 + check_digit(first17)


def both_ways(relations: Sequence[tuple[int, int, str]], members: Sequence[Citizen]) -> tuple[tuple[int, int, str], ...]:
    """The relations and their inverses, each pair once, in the order given."""
    found: dict[tuple[int, int], str] = {}
    for person, relative, code in relations:
        found[person, relative] = code
        found.setdefault((relative, person), inverse(code, members[person].sex))
    return tuple((person, relative, code) for (person, relative), code in found.items())


def families(numbers: Numbers, seed: int = SEED, count: int = FAMILIES) -> Iterator[Family]:
    """Random but plausible families of three generations."""
    chance = random.Random(seed)
    for _ in range(count):
        yield _family(chance, numbers)


def _family(chance: random.Random, numbers: Numbers) -> Family:
    """Man, wife, his parents, one to three children: a father's mother may have died, which the register shows."""
    division = chance.choice(SAMPLE_DIVISIONS)
    nation = chance.choices((HAN, MONGOL, UYGUR), weights=(8, 2, 1))[0]
    surname = chance.choice(_SURNAMES)
    address = f"演示市演示区{chance.choice(_STREETS)}{chance.randint(1, 199)}号{chance.randint(1, 30)}栋{chance.randint(101, 2802)}室"

    def citizen(sex: str, year: int, own_surname: str = surname, registered: bool = True) -> Citizen:
        birth = date(year, chance.randint(1, 12), chance.randint(1, 28))
        name = _name(chance, nation, sex, own_surname)
        number = numbers.give(division, birth, sex)
        return Citizen(number, name, sex, nation, birth, address, registered, traits=plausible(number, birth))

    born = chance.randint(1965, 1992)
    man = citizen(MALE, born)
    wife = citizen(FEMALE, born + chance.randint(-3, 3), chance.choice(_SURNAMES))
    father = citizen(MALE, born - chance.randint(22, 30))
    mother = citizen(FEMALE, born - chance.randint(20, 28), chance.choice(_SURNAMES), registered=chance.random() > 0.3)
    children = [citizen(chance.choice((MALE, FEMALE)), born + 24 + 3 * nth) for nth in range(chance.randint(1, 3))]
    members = (man, wife, father, mother, *children)
    relations = [(0, 1, "12"), (0, 2, "51"), (0, 3, "52"), (2, 3, "12")]
    for child in range(4, len(members)):
        relations += [(0, child, _child_code(members[child])), (1, child, _child_code(members[child])), (child, 2, "61"), (child, 3, "62")]
    relations += [
        (younger, elder, "71" if members[elder].sex == MALE else "75") for younger in range(5, len(members)) for elder in range(4, younger)
    ]
    return Family(members, both_ways(relations, members))


def _child_code(child: Citizen) -> str:
    return "20" if child.sex == MALE else "30"


def _name(chance: random.Random, nation: str, sex: str, surname: str) -> str:
    man = sex == MALE
    match nation:
        case "02":
            return chance.choice(_MONGOL_MEN if man else _MONGOL_WOMEN) + chance.choice(("", "巴雅尔", "格日勒"))
        case "05":
            return chance.choice(_UYGUR_MEN if man else _UYGUR_WOMEN)
        case _:
            return surname + chance.choice(_MEN if man else _WOMEN)
