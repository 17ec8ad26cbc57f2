"""How far the Mongolian texts have been approved by somebody who reads the script from childhood (docs/languages.md).

A text of the catalogue awaits that reader while it has the flag AWAITS; one of a definition while the catalogue's register of
definitions (the context "definition") does not hold it, or holds it with the flag.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kiosk import words
from kiosk.problems import CATALOGUE
from printing.definition import Definition

AWAITS = "awaits-native-reader"
"""The flag of a text that nobody has approved."""

REGISTER = "definition"
"""The context of the entries that say whether a definition's Mongolian is approved; their id is the Chinese text."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many texts there are in Mongolian, how many of them await their reader, and how many are said in Chinese alone."""

    texts: int
    awaiting: int
    left_out: int

    def __str__(self) -> str:
        return f"{self.texts} texts, {self.awaiting} of them await a native reader; {self.left_out} are said in Chinese alone"


def for_technicians() -> frozenset[str]:
    """The message ids that technicians alone read; they stay in Chinese and English."""
    rows = CATALOGUE.values()
    return frozenset(text for row in rows for text in (row.technician, row.remedy)) - {
        text for row in rows for text in (row.citizen, row.way)
    }


def standing(definitions: Iterable[Definition]) -> Standing:
    """The Mongolian of the catalogue and of `definitions` (their menu, their questions and choices)."""
    entries = [entry for entry in words.entries(words.MONGOLIAN) if entry.context is None]
    wanted = set(words.catalogue("zh_CN")) - for_technicians()
    approved = _approved()
    defined = [(texts["zh"], texts.get("mn", "")) for definition in definitions for texts in shown_of(definition) if "zh" in texts]
    native = {pair for pair in defined if pair[1]}
    awaiting = sum(AWAITS in entry.flags for entry in entries) + sum(approved.get(chinese) != text for chinese, text in native)
    left_out = len(wanted - {str(entry.id) for entry in entries}) + len({chinese for chinese, text in defined if not text})
    return Standing(len(entries) + len(native), awaiting, left_out)


def shown_of(definition: Definition) -> Iterator[Mapping[str, str]]:
    """What the screen shows of a definition, in each of its languages."""
    yield definition.menu.name
    yield definition.menu.note
    for parameter in definition.parameters:
        yield parameter.label
        for choice in parameter.choices:
            yield choice.label


def _approved() -> dict[str, str]:
    return {str(e.id): str(e.string) for e in words.entries(words.MONGOLIAN) if e.context == REGISTER and AWAITS not in e.flags}
