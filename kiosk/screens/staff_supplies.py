"""Paper and toner, by the printer's own word."""

from __future__ import annotations

from typing import Any

from kiosk.problems import problem
from kiosk.screens.staff import DATE_WAIT, StaffScreen
from kiosk.staff.answers import Level
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
        rows.append(Fact(say("Sheets of our paper"), _sheets(told.sheets)))
        rows += [Fact(say("Tray {name}", name=level.name or "–"), _amount(level)) for level in told.trays]
        rows += [_toner(level) for level in told.toner]
        rows.append(Fact(say("Pages in its life"), _number(told.impressions)))
        self.put_leaves(rows)

    def add_ways(self) -> None:
        self.way("again", say("Refresh"), "again", "primary")
        super().add_ways()


def _toner(level: Level) -> Fact:
    low = level.left is not None and level.left <= LOW_PERCENT
    return Fact(say("Toner {name}", name=level.name or "–"), _percent(level.left), "note" if low else "ink")


def _amount(level: Level) -> str:
    if level.left is None:
        return say("it does not tell")
    return say("{left} of {capacity}", left=level.left, capacity=level.capacity) if level.capacity else str(level.left)


def _sheets(count: int | None) -> str:
    return say("it does not tell") if count is None else str(count)


def _number(count: int | None) -> str:
    return say("it does not tell") if count is None else str(count)


def _percent(left: int | None) -> str:
    return say("it does not tell") if left is None else f"{left} %"
