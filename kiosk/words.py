"""The words people read: gettext catalogues under `kiosk/locale`, read as .po files, and the locale in use.

Message ids are English, so that `en` needs no catalogue. The locale is the UI thread's; nothing personal passes through here
and stays: `say` keeps no value it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages import pofile

LOCALES = ("zh_CN", "mn_Mong", "en")
"""Every locale there may be; which are offered is the technician's choice."""

SOURCE = "en"
"""The language of the message ids."""

_DIRECTORY = Path(__file__).with_name("locale")
_FALLBACK = "zh_CN"  # a string that is missing in Mongolian is shown in Chinese

_current = _FALLBACK


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
    """`message` in `locale`; where its catalogue lacks it, in Chinese; where that does too, the id itself."""
    languages = () if locale == SOURCE else (locale, _FALLBACK)
    text = next((found for language in languages if (found := catalogue(language).get(message))), message)
    return text.format(**values) if values else text


@cache
def catalogue(locale: str) -> Mapping[str, str]:
    """Message id to text of one locale; empty when it has no catalogue."""
    path = _DIRECTORY / locale / "LC_MESSAGES" / "kiosk.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        entries = pofile.read_po(file, locale=None)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}


def translated(text: str) -> str:
    """A word that the archive gives in Chinese (a relation, say) in the locale in use, where the catalogues know it."""
    message = _reverse().get(text)
    return text if message is None else say(message)


@cache
def _reverse() -> Mapping[str, str]:
    return {text: message for message, text in catalogue(_FALLBACK).items()}


def of(texts: Mapping[str, str], locale: str | None = None) -> str:
    """The text of a definition (language to text) in the locale in use, else in Chinese, else any."""
    language = (locale or _current).split("_")[0]
    return texts.get(language) or texts.get("zh") or next(iter(texts.values()), "")
