"""Paper and toner as printers report them (PWG 5100.13 trays and supplies, media-ready of PWG 5100.3, marker-levels of CUPS)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from printing.ipp_message import Attributes

SAME_SIZE: Final = 100  # hundredths of a millimetre; printers round sizes given in inches

_SIZE_IN_NAME: Final = re.compile(r"_([0-9]{1,5}(?:\.[0-9]{1,3})?)x([0-9]{1,5}(?:\.[0-9]{1,3})?)(mm|in)$")
_UNITS: Final = {None: 1.0, "": 1.0, "micrometers": 0.1, "tenThousandthsOfInches": 0.254}  # to hundredths of a millimetre

MOST_SUPPLIES: Final = 32  # a bound on hostile answers; a large printer has about ten


@dataclass(frozen=True, slots=True)
class Level:
    """How much is left: sheets in a tray, percent of a supply. None: the printer cannot tell. `capacity` likewise."""

    name: str
    left: int | None
    capacity: int | None


def tray_levels(said: Attributes) -> tuple[Level, ...]:
    """Every input tray, in sheets."""
    trays = [_pairs(text) for text in said.texts("printer-input-tray")[:MOST_SUPPLIES]]
    return tuple(Level(tray.get("name", ""), _count(tray.get("level")), _count(tray.get("maxcapacity"))) for tray in trays)


Size = tuple[int, int]
"""Width and length of a sheet in hundredths of a millimetre, as in media-size."""


def size_of(media: str) -> Size | None:
    """The sheet's size in a PWG 5101.1 name such as iso_a4_210x297mm."""
    found = _SIZE_IN_NAME.search(media)
    if found is None:
        return None
    unit = 100.0 if found[3] == "mm" else 2540.0
    return round(float(found[1]) * unit), round(float(found[2]) * unit)


def sheets_left(said: Attributes, media: str) -> int | None:
    """Sheets of `media` in all trays together. None where that is not known: one tray that holds it does not count its sheets."""
    wanted, known = size_of(media), []
    for text in said.texts("printer-input-tray")[:MOST_SUPPLIES]:
        tray = _pairs(text)
        if _may_hold(tray, wanted):
            known.append(_count(tray.get("level")))
    counted = [level for level in known if level is not None]
    return sum(counted) if counted and len(counted) == len(known) else None


def room_left(said: Attributes) -> int | None:
    """Sheets that the emptiest output tray still takes. None where one of them cannot tell."""
    trays = [_count(_pairs(text).get("remaining")) for text in said.texts("printer-output-tray")[:MOST_SUPPLIES]]
    counted = [room for room in trays if room is not None]
    return max(counted) if counted and len(counted) == len(trays) else None


def is_loaded(said: Attributes, media: str) -> bool | None:
    """Whether `media` lies in a tray, by media-ready and media-col-ready (PWG 5100.3); None where the printer lists neither."""
    wanted = size_of(media)
    names = said.texts("media-ready")
    sizes = [_size_in(size) for ready in said.collections("media-col-ready") for size in ready.collections("media-size")]
    sizes += [size_of(name) for name in names]
    if media in names or wanted is None:
        return True
    known = [size for size in sizes if size is not None]
    return any(_same(size, wanted) for size in known) if known else None


def _size_in(size: Attributes) -> Size | None:
    width, length = size.integer("x-dimension"), size.integer("y-dimension")
    return (width, length) if width and length else None


def _may_hold(tray: dict[str, str], wanted: Size | None) -> bool:
    """Whether our paper can lie there. A size of 0 is a slot with nothing in it; one that is not told may be ours."""
    length, width = tray.get("mediafeed"), tray.get("mediaxfeed")
    unit = _UNITS.get(tray.get("dimunit"))
    if length == "0" or width == "0":
        return False
    told = (_count(width), _count(length))
    if wanted is None or unit is None or told[0] is None or told[1] is None:
        return True
    return _same((round(told[0] * unit), round(told[1] * unit)), wanted)


def _same(one: Size, other: Size) -> bool:
    return any(
        abs(one[0] - width) <= SAME_SIZE and abs(one[1] - length) <= SAME_SIZE
        for width, length in (other, other[::-1])  # a tray may feed the long edge first
    )


def toner_levels(said: Attributes) -> tuple[Level, ...]:
    """Every toner or ink, in percent, from printer-supply or else marker-levels."""
    supplies = [_pairs(text) for text in said.texts("printer-supply")[:MOST_SUPPLIES]]
    consumed = [supply for supply in supplies if supply.get("class") == "supplyThatIsConsumed"]
    if consumed:
        return tuple(_supply(supply) for supply in consumed if supply.get("type", "").startswith(("toner", "ink")))
    names, types, levels = said.texts("marker-names"), said.texts("marker-types"), said.integers("marker-levels")
    marks = list(zip(names, types, levels, strict=False))[:MOST_SUPPLIES]
    return tuple(Level(name, level if 0 <= level <= 100 else None, 100) for name, kind, level in marks if kind.startswith(("toner", "ink")))


def _supply(supply: dict[str, str]) -> Level:
    left, capacity = _count(supply.get("level")), _count(supply.get("maxcapacity"))
    if left is not None and capacity and supply.get("unit") != "percent":
        left = 100 * left // capacity
    return Level(supply.get("colorantname", ""), left, 100)


def _pairs(text: str) -> dict[str, str]:
    return {name.strip(): value for name, found, value in (part.partition("=") for part in text.split(";")) if found}


def _count(text: str | None) -> int | None:
    """A count; the negative values (other, unknown, "some left") are None."""
    if text is None or not text.isascii() or not text.isdigit():
        return None
    return int(text[:9])
