"""The named sample citizens: what each shows, the family behind them, and what their card says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from archive.datasets.model import Decision
from archive.kinship import MALE
from archive.sample_people import FEMALE, HAN, ISSUER, MONGOL, Citizen, Family, Numbers, both_ways, families
from archive.sample_traits import PLAIN, Entry, Traits

_DIVISION = "150390"
_TWENTY_YEARS = (date(2022, 5, 6), date(2042, 5, 6))
_ADDRESS = "演示市演示区样张路"


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """A sample citizen's card: `sample` is its stable name; `valid_to` None is 长期. Codes as on the chip."""

    sample: str
    shows: str
    name: str
    sex: str
    nation: str
    birth: date
    address: str
    id_number: str
    issuer: str
    valid_from: date
    valid_to: date | None

    def as_json(self) -> dict[str, str | None]:
        """Everything needed to make the card; dates ISO 8601."""
        return {
            "sample": self.sample,
            "for": self.shows,
            "name": self.name,
            "sex": self.sex,
            "nation": self.nation,
            "birth": self.birth.isoformat(),
            "address": self.address,
            "id_number": self.id_number,
            "issuer": self.issuer,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": None if self.valid_to is None else self.valid_to.isoformat(),
        }


@dataclass(frozen=True, slots=True, repr=False)
class _Sample:
    """One named citizen. `relatives`: (GB/T 4761 code, name, sex, birth, registered), in the order of the register."""

    sample: str
    shows: str
    name: str
    sex: str
    birth: date
    address: str
    relatives: tuple[tuple[str, str, str, date, bool], ...] = ()
    nation: str = HAN
    decision: Decision = Decision.CLEAR
    known: bool = True
    digitised: bool = True
    card_name: str | None = None
    valid: tuple[date, date | None] = _TWENTY_YEARS
    traits: Traits = PLAIN
    mother: Traits = PLAIN  # the one relative whose own entries matter to an outcome


def _wife(name: str, year: int) -> tuple[str, str, str, date, bool]:
    return ("12", name, FEMALE, date(year, 4, 18), True)


def _husband(name: str, year: int) -> tuple[str, str, str, date, bool]:
    return ("11", name, MALE, date(year, 2, 3), True)


def _son(name: str, year: int, code: str = "20") -> tuple[str, str, str, date, bool]:
    return (code, name, MALE, date(year, 9, 9), True)


def _daughter(name: str, year: int, code: str = "30") -> tuple[str, str, str, date, bool]:
    return (code, name, FEMALE, date(year, 6, 1), True)


def _father(name: str, year: int) -> tuple[str, str, str, date, bool]:
    return ("51", name, MALE, date(year, 8, 20), True)


def _mother(name: str, year: int, registered: bool = True) -> tuple[str, str, str, date, bool]:
    return ("52", name, FEMALE, date(year, 11, 2), registered)


_RARE = "𠮷𬭩𫖮㐱䶮"  # Extensions A, B, E, F and C between them: none is in the fonts a plain system brings

_SAMPLES = (
    _Sample("clean", "nothing on record against him: all is issued at once but the death extract; four relatives", "张安宁", MALE,
            date(1990, 3, 15), f"{_ADDRESS}1号", (_wife("李静怡", 1991), _daughter("张小满", 2018), _father("张建国", 1962),
             _mother("王秀兰", 1964)),
            traits=Traits(changes=4, vehicles=1, violations=2, crossings=6, pages=3)),
    _Sample("record", "has a criminal record: no-criminal-record goes to the window", "陈志远", MALE, date(1985, 7, 21),
            f"{_ADDRESS}2号", (_wife("林春燕", 1986), _son("陈天佑", 2012)), decision=Decision.RECORD),
    _Sample("manual", "needs a manual check: the very same answer as `record`", "刘海涛", MALE, date(1985, 10, 30),
            f"{_ADDRESS}3号", (_wife("何丽华", 1987), _son("刘子轩", 2013)), decision=Decision.MANUAL),
    _Sample("family", "six relatives, all of which fit on one paper", "赵文博", MALE, date(1978, 1, 9), f"{_ADDRESS}4号",
            (_wife("孙晓梅", 1980), _son("赵承宇", 2004, "22"), _daughter("赵若曦", 2009, "32"), _father("赵国栋", 1951),
             _mother("冯桂英", 1953, False), ("75", "赵文秀", FEMALE, date(1975, 5, 5), True)), valid=(date(2024, 2, 1), None),
            traits=Traits(changes=3, vehicles=2, violations=5, crossings=2, pages=2)),
    _Sample("alone", "no relatives, changes, vehicles, journeys or scanned pages: not found, but no journey is a result", "周独清",
            FEMALE, date(1975, 12, 24),
            f"{_ADDRESS}5号", valid=(date(2023, 3, 1), None), traits=Traits(changes=0)),
    _Sample("rare", "a name of rare characters, relatives too", _RARE, FEMALE, date(1993, 2, 28), f"{_ADDRESS}6号",
            (_husband("王𫖮", 1992), _father("𠮷䶮", 1966), _mother("㐱𬭩", 1968))),
    _Sample("mongol", "a long name with a middle dot (U+00B7)", "孛儿只斤·巴特尔孟克朝鲁门", MALE, date(1988, 8, 8), f"{_ADDRESS}7号",
            (_wife("乌兰娜仁托娅·其其格", 1989), _daughter("孛儿只斤·萨仁高娃", 2015), _father("孛儿只斤·额尔敦巴雅尔", 1960)),
            nation=MONGOL),
    _Sample("unknown", "a valid card of somebody the archive does not know", "吴未载", MALE, date(1991, 11, 11), f"{_ADDRESS}8号",
            known=False),
    _Sample("conflict", "the card's name differs from the archive's in one character", "何嘉怡", FEMALE, date(1995, 5, 17),
            f"{_ADDRESS}9号", (_father("何永强", 1968),), card_name="何佳怡"),
    _Sample("expired", "the card's validity has ended", "郑旧章", MALE, date(1982, 4, 4), f"{_ADDRESS}10号", (_mother("郑淑芬", 1958),),
            valid=(date(2005, 3, 1), date(2025, 3, 1))),
    _Sample("juvenile", "a sealed juvenile record: cannot be told from `clean`", "唐浩然", MALE, date(1999, 9, 1), f"{_ADDRESS}11号",
            (_father("唐立新", 1971), _mother("谢玉珍", 1973)), decision=Decision.SEALED),
    _Sample("long", "twelve relatives, of which six at most may be picked; the longest address a card holds", "欧阳景行", MALE,
            date(1970, 6, 6),
            "内蒙古自治区演示市演示区演示街道样张社区试用大道第一千二百三十四号",
            (_wife("司徒慧敏", 1971), _son("欧阳明辉", 1994, "22"), _son("欧阳俊杰", 1996, "23"), _daughter("欧阳雅婷", 1998, "32"),
             _daughter("欧阳梦琪", 2001, "33"), _father("欧阳卫东", 1944), _mother("上官玉珍", 1946, False),
             ("71", "欧阳建国", MALE, date(1967, 3, 3), True), ("73", "欧阳晓峰", MALE, date(1973, 3, 3), True),
             ("75", "欧阳秀兰", FEMALE, date(1965, 3, 3), True), ("77", "欧阳春燕", FEMALE, date(1976, 3, 3), True),
             ("41", "欧阳瑞霖", MALE, date(2020, 3, 3), True)), valid=(date(2024, 2, 1), None)),
    _Sample("child", "under 16: a guardian has to apply at the window", "许语桐", FEMALE, date(2016, 10, 12), f"{_ADDRESS}13号",
            (_father("许家豪", 1987), _mother("彭佳宁", 1988)), valid=(date(2025, 8, 1), date(2030, 8, 1))),
    _Sample("undigitised", "neither the household's volume nor the birth entry is scanned: retrieval receipts", "罗卷一", MALE,
            date(1968, 2, 14),
            f"{_ADDRESS}14号", (_wife("宋雪晴", 1970),), digitised=False, valid=(date(2024, 2, 1), None),
            traits=Traits(birth=Entry.ON_PAPER)),
    _Sample("widow", "a bereaved wife: her husband's registration was cancelled; no phone", "沈若兰", FEMALE, date(1958, 3, 8),
            f"{_ADDRESS}15号", (("11", "方志诚", MALE, date(1955, 6, 12), False), _son("方明远", 1984)), valid=(date(2023, 6, 1), None),
            traits=Traits(phone=False)),
    _Sample("mourner", "his mother's cancellation stands in a volume that is not scanned: a retrieval receipt", "丁思源", MALE,
            date(1972, 4, 19), f"{_ADDRESS}16号", (_mother("姜素梅", 1945, False), _daughter("丁小雨", 2001)),
            mother=Traits(death=Entry.ON_PAPER)),
    _Sample("unwritten", "no registration of birth on record, nor one of children: birth is not found", "石无录", MALE, date(1963, 9, 9),
            f"{_ADDRESS}17号", (_wife("龚慧敏", 1965),), valid=(date(2023, 6, 1), None), traits=Traits(birth=Entry.MISSING)),
    _Sample("moved", "eight changes of the registration: name, number, birth date and moves among them", "袁景行", MALE, date(1980, 12, 1),
            f"{_ADDRESS}18号", (_wife("白雅婷", 1982),), traits=Traits(changes=8)),
    _Sample("thrice", "had three no-record papers at the window this year: over the yearly quota", "贺三申", MALE, date(1989, 5, 23),
            f"{_ADDRESS}19号", (_father("贺永强", 1961),), traits=Traits(window_papers=3)),
    _Sample("driver", "three vehicles with forty violations between them", "邵疾驰", MALE, date(1986, 2, 11), f"{_ADDRESS}20号",
            (_wife("秦晓梅", 1988),), traits=Traits(vehicles=3, violations=40)),
    _Sample("careful", "one vehicle and no violation: that nothing was found is a result", "毛守规", FEMALE, date(1990, 7, 7),
            f"{_ADDRESS}21号", (_husband("邱宏伟", 1988),), traits=Traits(vehicles=1)),
    _Sample("traveller", "two hundred border crossings: a record of many pages", "江远行", MALE, date(1984, 10, 10), f"{_ADDRESS}22号",
            (_wife("史语桐", 1986),), traits=Traits(crossings=200)),
    _Sample("readings", "surname and given name with two readings each: the citizen confirms the spelling", "单知乐", FEMALE,
            date(1996, 8, 16), f"{_ADDRESS}23号", (_father("单向重", 1967), _mother("曾乐天", 1969), _husband("解长行", 1995)),
            traits=Traits(crossings=2)),
    _Sample("resettled", "one move and no other change of the registration: no certificate of a changed item", "万新居", MALE,
            date(1999, 11, 5), f"{_ADDRESS}24号", (_father("万宏伟", 1970),), traits=Traits(changes=1)),
)  # fmt: skip


def population() -> tuple[Family, ...]:
    """Everybody the sample archive knows: the named citizens with their families, then the random ones."""
    numbers = Numbers()
    named = tuple(family for sample, family in _named(numbers) if sample.known)
    return named + tuple(families(numbers))


def cards() -> tuple[Card, ...]:
    """The cards of the named citizens, in a stable order."""
    return tuple(_card(sample, family.members[0]) for sample, family in _named(Numbers()))


def _named(numbers: Numbers) -> Iterator[tuple[_Sample, Family]]:
    for sample in _SAMPLES:
        yield sample, _family(sample, numbers)


def _family(sample: _Sample, numbers: Numbers) -> Family:
    subject = Citizen(
        numbers.give(_DIVISION, sample.birth, sample.sex), sample.name, sample.sex, sample.nation, sample.birth, sample.address,
        decision=sample.decision, traits=sample.traits,
    )  # fmt: skip
    relatives = tuple(
        Citizen(
            numbers.give(_DIVISION, birth, sex),
            name,
            sex,
            sample.nation,
            birth,
            sample.address,
            registered,
            traits=sample.mother if code == "52" else PLAIN,
        )
        for code, name, sex, birth, registered in sample.relatives
    )
    members = (subject, *relatives)
    relations = [(0, place, code) for place, (code, *_) in enumerate(sample.relatives, start=1)]
    return Family(members, both_ways(relations, members), sample.digitised)


def _card(sample: _Sample, citizen: Citizen) -> Card:
    on_card = replace(citizen, name=sample.card_name or citizen.name)
    valid_from, valid_to = sample.valid
    return Card(
        sample.sample, sample.shows, on_card.name, on_card.sex, on_card.nation, on_card.birth, on_card.address, on_card.id_number, ISSUER,
        valid_from, valid_to,
    )  # fmt: skip
