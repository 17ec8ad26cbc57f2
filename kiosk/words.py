"""The words people read: gettext catalogues under `kiosk/locale`, read as .po files, and the locale in use.

Message ids are English, so that `en` needs no catalogue. The locale is the UI thread's; nothing personal passes through here
and stays: `say` keeps no value it was given. In Mongolian every text is a Pair: the Mongolian, with the Chinese that stands beside it
and stands in where the Mongolian is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages import Message, pofile

LOCALES = ("zh_CN", "mn_Mong", "en")
"""Every locale there may be; which are offered is the technician's choice."""

SOURCE = "en"
"""The language of the message ids."""

_DIRECTORY = Path(__file__).with_name("locale")
FALLBACK = "zh_CN"
"""What is missing in Mongolian is said in it."""

MONGOLIAN = "mn_Mong"

_current = FALLBACK


class Pair(str):
    """Chinese, with the traditional Mongolian that says the same in `mongolian`.

    It is the Chinese to everything that knows no Mongolian, so that what is put together from it in some other way is Chinese too.
    """

    mongolian: str

    def __new__(cls, chinese: str, mongolian: str) -> Pair:
        """A text in both languages."""
        made = super().__new__(cls, chinese)
        made.mongolian = mongolian
        return made


def mongolian_of(text: str) -> str:
    """The Mongolian of a Pair; empty where there is none."""
    return text.mongolian if isinstance(text, Pair) else ""


def joined(*sentences: str) -> str:
    """Sentences one after the other, with a space only where the language wants one; a Pair when each of them is one."""
    both = [sentence for sentence in sentences if sentence]
    whole = ""
    for sentence in both:
        whole += (" " if whole and whole[-1].isascii() else "") + sentence
    if both and all(isinstance(sentence, Pair) for sentence in both):
        return Pair(whole, " ".join(mongolian_of(sentence) for sentence in both))
    return whole


def use(locale: str) -> None:
    """Makes `locale` the one `say` speaks. Raises ValueError for one that is not in LOCALES."""
    global _current
    if locale not in LOCALES:
        raise ValueError(f"unknown locale {locale!r}")
    _current = locale


def locale() -> str:
    """The locale in use."""
    return _current


def word(message: str) -> str:
    """`message` itself: marks a message id that is said later."""
    return message


def say(message: str, /, **values: object) -> str:
    """`message` (a message id) in the locale in use, with `values` put in at their {names}."""
    return say_in(_current, message, **values)


def say_in(locale: str, message: str, /, **values: object) -> str:
    """`message` in `locale`; in Mongolian a Pair, or Chinese where that catalogue lacks it; the id itself where the Chinese does too.

    A Mongolian text may leave a value out: it then stands in the Chinese beside it alone.
    """
    if locale == SOURCE:
        return message.format(**values) if values else message
    text = catalogue(FALLBACK).get(message, message)
    chinese = text.format(**values) if values else text
    if locale != MONGOLIAN or not (native := catalogue(MONGOLIAN).get(message)):
        return chinese
    own = {name: mongolian_of(value) or value if isinstance(value, str) else value for name, value in values.items()}
    return Pair(chinese, native.format(**own) if values else native)


def signed(text: str, mongolian: str) -> str:
    """A text of a sign with its Mongolian, whatever the language in use; the text alone where there is none."""
    return Pair(str(text), mongolian) if mongolian else text


def sign(message: str) -> str:
    """`message` in the locale in use with the Mongolian beside it, as bilingual signs have it."""
    return signed(say(message), catalogue(MONGOLIAN).get(message, ""))


@cache
def catalogue(locale: str) -> Mapping[str, str]:
    """Message id to text of one locale; empty when it has no catalogue."""
    return {str(entry.id): str(entry.string) for entry in entries(locale) if entry.context is None}


@cache
def entries(locale: str) -> tuple[Message, ...]:
    """The texts of one locale's catalogue as they stand in its file; those with a context are no message ids."""
    path = path_of(locale)
    if not path.exists():
        return ()
    with path.open("rb") as file:
        return tuple(entry for entry in pofile.read_po(file, locale=None) if entry.id and entry.string)


def path_of(locale: str) -> Path:
    """Where a locale's catalogue stands, or would."""
    return _DIRECTORY / locale / "LC_MESSAGES" / "kiosk.po"


def of(texts: Mapping[str, str], locale: str | None = None) -> str:
    """The text of a definition (language to text) in the locale in use, else in Chinese, else any; in Mongolian a Pair."""
    language = (locale or _current).split("_")[0]
    chinese = texts.get("zh") or next(iter(texts.values()), "")
    if language == MONGOLIAN.split("_")[0] and (native := texts.get(language)):
        return Pair(chinese, native)
    return texts.get(language) or chinese
