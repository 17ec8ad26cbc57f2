"""Rare characters: private-use code points that older systems wrote, mapped to the standard ones (idcard.md section 8). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

# GBK's 80 places FE50-FE7E, FE80-FEA0 were U+E815 to U+E864 before the characters had code points of their own.
_FROM_E815 = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱"
    "䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
# GB 18030-2022: vertical punctuation at E78D to E796, and ḿ.
_FROM_E78D = "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"

STANDARD: Mapping[int, str] = {
    **{0xE815 + place: character for place, character in enumerate(_FROM_E815)},
    **{0xE78D + place: character for place, character in enumerate(_FROM_E78D)},
    0xE7C7: "\u1e3f",
}
"""Private-use code point -> standard character, for `str.translate`."""

_REPLACEMENT = "\ufffd"
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNREADABLE = re.compile(f"[\0-\x1f\x7f-\x9f\ud800-\udfff{_REPLACEMENT}{_NONCHARACTERS}]")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")


def normalise(text: str) -> str:
    """`text` with known private-use characters made standard, and what is no character at all (see `unreadable`) made U+FFFD."""
    return _UNREADABLE.sub(_REPLACEMENT, text.translate(STANDARD) if _PRIVATE_USE.search(text) else text)


def private_use(text: str) -> tuple[str, ...]:
    """The private-use characters in `text` that no public table explains, in order, each once."""
    return tuple(dict.fromkeys(character for character in _PRIVATE_USE.findall(text) if ord(character) not in STANDARD))


def unreadable(text: str) -> bool:
    """Whether `text` holds a lone surrogate, a control character, a noncharacter or U+FFFD itself."""
    return _UNREADABLE.search(text) is not None
