"""The fixed words of every paper, from words.toml beside this file."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def fixed_words(language: str = "zh") -> dict[str, str]:
    """The words in the language; some hold fields in braces. `zh-en` is Chinese, with both languages where one line holds both.

    Raises KeyError for a language without words.
    """
    data = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    words: dict[str, str] = data[language]
    return {**data["zh"], **words} if language == "zh-en" else words
