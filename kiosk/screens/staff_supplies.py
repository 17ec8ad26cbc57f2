"""Paper and toner, by the printer's own word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kiosk.problems import problem
from kiosk.screens.staff import DATE_WAIT, StaffScreen
from kiosk.screens.staff_words import listed, toner_words, tray_words
from kiosk.staff.answers import Level, PrinterTold
from kiosk.staff.supplies import Supplies
from kiosk.widgets.label import Words
from kiosk.widgets.leaves import Fact
from kiosk.widgets.panels import Note
from kiosk.words import joined, say, word

STATES = {
    "idle": word("Ready"),
    "processing": word("Printing"),
    "stopped": word("Stopped"),
    "unknown": word("Does not answer"),
}

LOW_PERCENT = 10  # a cartridge lasts a day or two more


class StaffSuppliesScreen(StaffScreen):
    """How the printer is, what it lacks, and what lies in it."""

    heading = word("Paper and toner")

    def page(self, page: Supplies) -> None:
        told = page.told
        if told is None:
            self.put(Words(text=say(DATE_WAIT), style="lead", tone="soft", balance=True))
            return
        if told.obstacle is not None:
            row = problem(told.obstacle)
            self.put(Note(text=joined(say(row.technician), say(row.remedy))))
        rows: list[Any] = [Fact(say("Printer"), say(STATES[told.state]), "done" if told.obstacle is None else "note")]
        facts = list(_facts(told))
        rows += [Fact(label, value, tone) for label, value, tone in facts if value]
        if silent := [label for label, value, _ in facts if not value]:
            rows.append(Fact(say("Not reported"), listed(silent)))
        self.put_leaves(rows)

    def add_ways(self) -> None:
        self.way("again", say("Refresh"), "again", "primary")
        super().add_ways()


def _facts(told: PrinterTold) -> Iterator[tuple[str, str, str]]:
    """What there is to know, its value, and the value's tone; no value where the printer does not tell."""
    yield say("Sheets of our paper"), _number(told.sheets), "ink"
    for tray in told.trays:
        yield tray_words(tray.name), _amount(tray), "ink"
    for toner in told.toner:
        low = toner.left is not None and toner.left <= LOW_PERCENT
        yield toner_words(toner.name), "" if toner.left is None else f"{toner.left} %", "note" if low else "ink"
    yield say("Pages in its life"), _number(told.impressions), "ink"


def _amount(level: Level) -> str:
    if level.left is not None and level.capacity:
        return say("{left} of {capacity}", left=level.left, capacity=level.capacity)
    return _number(level.left)


def _number(count: int | None) -> str:
    return "" if count is None else str(count)
