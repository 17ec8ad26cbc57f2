"""Recorded prompts: a WAV file for each message of the catalogue, in a folder for each locale. A list that can be read in an afternoon.

The file's name comes from the message id, so that a recording stays good while its message does, and is no longer found once the
message has been reworded.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from kiosk.words import LOCALES, SOURCE, catalogue, say_in

_NAME_CHARACTERS = 16  # of the SHA-256 in hex: 64 bits, no two of some hundred messages will meet


@dataclass(frozen=True, slots=True)
class Prompt:
    """A message to be recorded: the file it is looked for under, relative to the folder of prompts, and the words to be read."""

    message: str
    file: Path
    words: str


def file_of(locale: str, message: str) -> Path:
    """Where the recording of `message` is looked for, relative to the folder of prompts."""
    return Path(locale) / f"{hashlib.sha256(message.encode()).hexdigest()[:_NAME_CHARACTERS]}.wav"


def prompts(locale: str) -> Iterator[Prompt]:
    """Everything worth recording in `locale`: the messages without a place to fill in. Raises ValueError for an unknown locale."""
    if locale not in LOCALES:
        raise ValueError(f"unknown locale {locale!r}")
    known = catalogue(locale) if locale != SOURCE else {message: message for message in catalogue(LOCALES[0])}
    for message in known:
        if "{" not in message:
            yield Prompt(message, file_of(locale, message), say_in(locale, message))


def found(folder: Path | None, locale: str, message: str | None) -> Path | None:
    """The recording of `message`, where there is one."""
    if folder is None or message is None:
        return None
    path = folder / file_of(locale, message)
    return path if path.is_file() else None


def write_list(locale: str, folder: Path | None, to: TextIO) -> int:
    """The list for the studio as CSV: file, whether it is there, words, message id. Returns how many are missing."""
    rows = csv.writer(to)
    rows.writerow(("file", "recorded", "words", "message"))
    missing = 0
    for prompt in prompts(locale):
        there = folder is not None and (folder / prompt.file).is_file()
        missing += not there
        rows.writerow((prompt.file.as_posix(), "yes" if there else "no", prompt.words, prompt.message))
    return missing
