"""What the log and the printer say in keywords, in words: each of them a closed set of ours or of a standard."""

from __future__ import annotations

import re
from typing import Final

from kiosk.logs import EVENTS
from kiosk.problems import CATALOGUE
from kiosk.staff.answers import LogLine
from kiosk.words import say, word

_BY_CODE: Final = {code.value: row for code, row in CATALOGUE.items()}

_NUMBERS: Final = {
    "number": word("Number"),
    "staff": word("Staff"),
    "page": word("Page"),
    "count": word("Count"),
    "value": word("Value"),
}
"""Of an event in words: the figures somebody wants to know beside it. Everything else stands in the log."""

_FIGURES: Final = re.compile(r"[0-9A-Z-]*[0-9][0-9A-Z-]*")  # a number of a paper, of somebody or of things; no keyword

WORDS: Final = {
    "outcome": {
        "printed": word("It was printed"),
        "not-printed": word("It was not printed"),
        "unconfirmed": word("Nobody has seen it come out"),
        "delivered": word("A phone has it"),
        "void": word("Its number is void"),
    },
    "part": {
        "config": word("Configuration"),
        "definitions": word("Document definitions"),
        "fonts": word("Fonts"),
        "journal": word("Journal"),
        "reader": word("Card reader"),
        "archive": word("Archive"),
        "printer": word("Printer"),
        "sound": word("Sound"),
    },
    "happened": {
        "ReaderAppeared": word("A reader is there"),
        "ReadersGone": word("No reader is there"),
        "ReaderLost": word("A reader with a card on it is gone"),
        "ReaderUnexpected": word("A virtual reader is there, and none is allowed"),
        "ServiceGone": word("The service of the readers does not answer"),
        "CardPlaced": word("A card was laid down"),
        "CardRemoved": word("The card was taken"),
        "CardLifted": word("The card was lifted"),
        "CardStays": word("The card lies there again"),
        "opened": word("Opened"),
        "closed": word("Closed"),
        "card": word("A card"),
        "paper": word("A paper"),
    },
    "ground": {"pin": word("By PIN"), "card": word("By card")},
    "value": {
        "configured": word("As configured"),
        "lit": word("Always lit"),
        "dark": word("Dark while nobody is there"),
    },
}
"""Of an event in words: what its keywords mean."""

TRAYS: Final = {
    "auto": word("Automatic tray"),
    "main": word("Main tray"),
    "manual": word("Manual feed"),
    "by-pass-tray": word("Bypass tray"),
    "alternate": word("Second tray"),
    "top": word("Top tray"),
    "middle": word("Middle tray"),
    "bottom": word("Bottom tray"),
    "left": word("Left tray"),
    "center": word("Centre tray"),
    "right": word("Right tray"),
    "side": word("Side tray"),
    "rear": word("Rear tray"),
    "large-capacity": word("Large tray"),
    "envelope": word("Envelope tray"),
    "photo": word("Photo tray"),
}
"""The keywords of media-source (PWG 5101.1) that a printer of sheets may have; `tray-1` and on are numbered."""

TONERS: Final = {
    "black": word("Black toner"),
    "cyan": word("Cyan toner"),
    "magenta": word("Magenta toner"),
    "yellow": word("Yellow toner"),
}
"""The colorants of a laser printer."""

_NUMBERED: Final = re.compile(r"tray-?([0-9]{1,2})")


def tray_words(name: str) -> str:
    """What a tray is called; a name of the maker's own as it is."""
    keyword = _keyword(name)
    if found := _NUMBERED.fullmatch(keyword):
        return say("Tray {name}", name=found[1])
    return say(TRAYS[keyword]) if keyword in TRAYS else say("Tray {name}", name=name or "–")


def toner_words(name: str) -> str:
    """What a toner is called; a name of the maker's own as it is."""
    keyword = _keyword(name).removesuffix("-toner")
    return say(TONERS[keyword]) if keyword in TONERS else say("Toner {name}", name=name or "–")


def _keyword(name: str) -> str:
    return re.sub(r"[ _]+", "-", name.strip().lower())


def event_words(line: LogLine) -> tuple[str, str]:
    """A line of the log as a sentence, and what else there is to know of it; nothing of it in keywords."""
    values = dict(line.values)
    sentence = say(EVENTS[line.event]) if line.event in EVENTS else say("Something that this version has no words for; see the log.")
    detail: list[str] = []
    for key, known in WORDS.items():
        meant = known.get(values.get(key, "").split("(")[0])  # events of the readers come with what they hold
        detail += [say(meant)] if meant else []
    if row := _BY_CODE.get(values.get("code", "")):
        detail.append(say(row.technician))
    elif line.event == "health-changed":
        detail.append(say("Sound again"))
    detail += [f"{say(label)} {values[key]}" for key, label in _NUMBERS.items() if _FIGURES.fullmatch(values.get(key, ""))]
    return sentence, "  ·  ".join(detail)


def listed(names: list[str]) -> str:
    """Names one after the other, as the language in use lists them."""
    whole = ""
    for name in names:
        whole = say("{names}, {name}", names=whole, name=name) if whole else name
    return whole
