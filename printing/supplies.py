"""Paper and toner levels as printers report them (PWG 5100.13: printer-input-tray, printer-supply; marker-levels of CUPS)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from printing.ipp_message import Attributes

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
