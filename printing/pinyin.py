"""Personal names in Hanyu Pinyin by GB/T 28039-2011, for the papers that go abroad: ZHANG Anning, OUYANG Wen, Ayiguli Maimaiti.

Surname first and in capitals (6.1: wherever it must be told from the given name), the given name joined with one capital, no tone
marks; an apostrophe before a, o, e inside a word; of two surnames side by side a hyphen between. Ü becomes YU, which 6.2 allows in
passports and documents for abroad and which passports have (吕 LYU). Names of peoples that write no surname are one word for each
part between dots. These stand in the register as Chinese characters only, so the characters are what is spelt, as in passports.

What a character is read as is never certain in a name: `spellings` gives the sensible ones, best first, and the citizen picks.
Nothing here keeps a name: only single characters' readings are remembered.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_SPELLINGS: Final = 8
_MOST_TRIED: Final = 64  # readings of one word; far more than are shown
_SEPARATORS: Final = re.compile(r"[·•‧∙・．.\s]+")  # U+00B7 is the one of the joint notice of 2016, the rest are what old records have
_WITHOUT_SURNAME: Final = frozenset(
    ("维吾尔族", "藏族", "哈萨克族", "柯尔克孜族", "乌孜别克族", "塔塔尔族", "塔吉克族", "俄罗斯族", "门巴族", "珞巴族")
)
# For guessing that a name of four characters begins with two surnames (5.1.2): those of nearly everybody.
_COMMON_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)


class NoReading(LookupError):
    """Characters nobody has written a reading for: the paper then prints the Chinese name. `characters` once each, in order.

    The text of the error gives their number only, for a rare character is as good as a name.
    """

    def __init__(self, characters: tuple[str, ...]) -> None:
        self.characters = characters
        super().__init__(f"{len(characters)} characters without a known reading")


def spellings(name: str, nation: str = "", *, capitals: bool = True) -> tuple[str, ...]:
    """The spellings of a name in Chinese characters, best first, at most 8, at least one; a name in Latin letters stays as it is.

    `nation` is the register's word (蒙古族, 汉族, ...): it decides whether the name has a surname at all. `capitals` False writes the
    surname with one capital only. Raises NoReading, and ValueError for an empty name.
    """
    words = [word for word in _SEPARATORS.split(unicodedata.normalize("NFC", name).strip()) if word]
    if not words:
        raise ValueError("no name to spell")
    if all(one.isascii() for word in words for one in word):
        return (" ".join(name.split()),)
    unread = tuple(dict.fromkeys(one for word in words for one in word if not _readings(one)))
    if unread:
        raise NoReading(unread)
    partings = [_Parting((), tuple(words))] if len(words) > 1 else list(_partings(words[0], nation))
    found: dict[str, None] = {}
    for rank, parting in enumerate(partings):
        most = MOST_SPELLINGS if rank == len(partings) - 1 else MOST_SPELLINGS - (len(partings) - 1 - rank)
        for text in parting.spelt(capitals=capitals):
            if len(found) >= most:
                break
            found.setdefault(text)
    return tuple(_with_umlaut_second(list(found), partings[0], capitals=capitals)[:MOST_SPELLINGS])


@dataclass(frozen=True, slots=True, repr=False)
class _Parting:
    """One way to part a name: surnames (two of them are hyphened; none for a name without) and the joined words after them."""

    surnames: tuple[str, ...]
    words: tuple[str, ...]

    def spelt(self, *, capitals: bool, umlaut: bool = False) -> Iterator[str]:
        """Every spelling, the likely ones first: by the sum of how far down its list each reading is."""
        choices = [_surname_readings(surname) for surname in self.surnames] + [_word_readings(word) for word in self.words]
        for ranks in _rankings(tuple(len(choice) for choice in choices)):
            parts = [_joined(choice[rank], umlaut=umlaut) for choice, rank in zip(choices, ranks, strict=True)]
            heads = [_capital(part, whole=capitals) for part in parts[: len(self.surnames)]]
            tail = [_capital(part, whole=False) for part in parts[len(self.surnames) :]]
            yield " ".join([*(["-".join(heads)] if heads else []), *tail])


def _partings(name: str, nation: str) -> Iterator[_Parting]:
    """The ways to part a Chinese-character name without dots, likeliest first."""
    whole = _Parting((), (name,))
    if len(name) == 1:
        yield whole
        return
    without = nation in _WITHOUT_SURNAME or _sounds_mongolian(name)
    if without:
        yield whole
    compound = _compound(name)
    if compound:
        yield _Parting((compound,), (name[len(compound) :],))
    if len(name) == 4 and not compound and not without and {name[0], name[1]} <= _COMMON_SURNAMES:
        yield _Parting((name[0], name[1]), (name[2:],))
    if not compound or len(name) == len(compound) + 1:
        yield _Parting((name[0],), (name[1:],))
    if nation == "蒙古族" and not without:
        yield whole


def _compound(name: str) -> str:
    """The surname of several characters that the name begins with, if something is left for the given name."""
    return next((name[:length] for length in (4, 3, 2) if len(name) > length and name[:length] in _table().compound), "")


def _sounds_mongolian(name: str) -> bool:
    return len(name) >= 3 and any(part in name for part in _table().mongolian)


def _surname_readings(surname: str) -> tuple[tuple[str, ...], ...]:
    table = _table()
    if surname in table.compound:
        return (table.compound[surname],)
    return tuple((reading,) for reading in table.surname.get(surname) or _readings(surname)[:1])


def _word_readings(word: str) -> tuple[tuple[str, ...], ...]:
    """The readings of a given name: a known word as it is read (朝阳, 长江), then each character's in turn."""
    ranked = islice(_rankings(tuple(len(_readings(one)) for one in word)), _MOST_TRIED)
    usual = [tuple(_readings(one)[rank] for one, rank in zip(word, ranks, strict=True)) for ranks in ranked]
    known = _phrase(word)
    return tuple(dict.fromkeys([known, *usual] if known in usual else usual))


def _rankings(sizes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every choice of one place from each of the lists of these sizes, by the sum of the places: lazily, for the product is large."""
    for total in range(sum(sizes) - len(sizes) + 1):
        yield from _summing(sizes, total)


def _summing(sizes: tuple[int, ...], total: int) -> Iterator[tuple[int, ...]]:
    if not sizes:
        yield from ((),) if total == 0 else ()
        return
    for place in range(min(total, sizes[0] - 1) + 1):
        for rest in _summing(sizes[1:], total - place):
            yield (place, *rest)


def _joined(syllables: tuple[str, ...], *, umlaut: bool) -> str:
    """The syllables as one word: an apostrophe before a, o, e (GB/T 16159-2012, 5.2.3), ü as yu unless `umlaut`."""
    word = syllables[0] + "".join(f"'{one}" if one[0] in "aoe" else one for one in syllables[1:])
    return word if umlaut else word.replace("ü", "yu")


def _capital(word: str, *, whole: bool) -> str:
    return word.upper() if whole else word[:1].upper() + word[1:]


def _with_umlaut_second(found: list[str], best: _Parting, *, capitals: bool) -> list[str]:
    with_umlaut = next(best.spelt(capitals=capitals, umlaut=True))
    return [found[0], with_umlaut, *found[1:]] if "ü" in with_umlaut.lower() else found


@dataclass(frozen=True, slots=True)
class _Table:
    surname: Mapping[str, tuple[str, ...]]
    compound: Mapping[str, tuple[str, ...]]
    given: Mapping[str, tuple[str, ...]]
    mongolian: tuple[str, ...]


@cache
def _table() -> _Table:
    data = tomllib.loads(Path(__file__).with_name("name_readings.toml").read_text(encoding="utf-8"))

    def rows(name: str) -> dict[str, tuple[str, ...]]:
        entries = (row.split() for row in data[name].replace("\n", "|").split("|") if row.strip())
        return {key: tuple(readings) for key, *readings in entries}

    return _Table(rows("surname"), rows("compound"), rows("given"), tuple(data["mongolian"].split()))


@lru_cache(maxsize=4096)
def _readings(character: str) -> tuple[str, ...]:
    """A single character's readings in a given name, without tones, likeliest first; none for what has no reading."""
    if character.isascii() and character.isalpha():
        return (character.lower(),)
    listed = _table().given.get(character)
    if listed:
        return listed
    from pypinyin.constants import PINYIN_DICT  # 0.3 s and 60 MB, only for whoever spells a name

    entry = PINYIN_DICT.get(ord(character), "")
    return (_toneless(entry.split(",")[0]),) if entry else ()


def _phrase(word: str) -> tuple[str, ...]:
    if len(word) < 2:
        return ()
    from pypinyin.constants import PHRASES_DICT

    return tuple(_toneless(readings[0]) for readings in PHRASES_DICT.get(word, ()))


def _toneless(syllable: str) -> str:
    """The syllable without its tone mark; the two dots of ü stay."""
    kept = (one for one in unicodedata.normalize("NFD", syllable) if not unicodedata.combining(one) or one == "̈")
    return unicodedata.normalize("NFC", "".join(kept))
