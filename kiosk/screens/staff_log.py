"""The log without personal data, and the last fifty events in words."""

from __future__ import annotations

from typing import Final

from kiosk.logs import EVENTS
from kiosk.problems import CATALOGUE
from kiosk.screens.staff import DATE_WAIT, StaffScreen
from kiosk.staff.answers import LogLine
from kiosk.staff.asks import LogGroup
from kiosk.staff.happened import PREFIX
from kiosk.staff.log_pages import Log, Recent
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Gap, Grid
from kiosk.widgets.leaves import Chip, Entry
from kiosk.widgets.tokens import look
from kiosk.words import say, word

GROUP_WORDS: Final = {
    LogGroup.EVERYTHING: word("All"),
    LogGroup.WARNINGS: word("Warnings"),
    LogGroup.PAPERS: word("Papers"),
    LogGroup.DEVICES: word("Devices"),
    LogGroup.STAFF: word("Staff"),
}

LOUD: Final = frozenset({"warning", "error", "critical"})
_BY_CODE: Final = {code.value: row for code, row in CATALOGUE.items()}
_TOLD: Final = {
    "number": word("Number"),
    "outcome": word("Outcome"),
    "screen": word("Screen"),
    "part": word("Part"),
    "staff": word("Staff"),
    "reader": word("Reader"),
    "page": word("Page"),
    "count": word("Count"),
    "value": word("Value"),
}
"""Of an event in words: what else somebody wants to know. Everything else stands in the log."""


class StaffLogScreen(StaffScreen):
    """Lines as they are in the file, of one group, newest first."""

    heading = word("Log")

    def page(self, page: Log) -> None:
        groups = Grid(columns=3 if look().narrow else len(LogGroup), gap=4)
        for group, label in GROUP_WORDS.items():
            groups.add_widget(Chip(f"{PREFIX}group:{group.value}", say(label), group is page.group))
        self.put(groups)
        if not page.lines:
            self.put(
                Words(
                    text=say("No line of this kind.") if page.lines is not None else say(DATE_WAIT), style="lead", tone="soft", balance=True
                )
            )
            self.put(Gap(grow=1))
            return
        self.put_leaves([_line(line) for line in page.lines], gap=1)

    def add_ways(self) -> None:
        self.way("again", say("Refresh"), "again")
        super().add_ways()


class StaffRecentScreen(StaffScreen):
    """Each event as a sentence, newest first."""

    heading = word("Last events")

    def page(self, page: Recent) -> None:
        if not page.lines:
            self.put(
                Words(
                    text=say("Nothing has happened yet.") if page.lines is not None else say(DATE_WAIT),
                    style="lead",
                    tone="soft",
                    balance=True,
                )
            )
            self.put(Gap(grow=1))
            return
        self.put_leaves([_sentence(line) for line in page.lines], gap=1)

    def add_ways(self) -> None:
        self.way("again", say("Refresh"), "again")
        super().add_ways()


def _line(line: LogLine) -> Entry:
    values = "  ".join(f"{key}={value}" for key, value in line.values)
    return Entry(f"{line.at}  {line.level}", line.event, values, line.level in LOUD)


def _sentence(line: LogLine) -> Entry:
    values = dict(line.values)
    row = _BY_CODE.get(values.get("code", ""))
    detail = [say(row.technician)] if row else []
    detail += [f"{say(label)} {values[key]}" for key, label in _TOLD.items() if key in values]
    return Entry(line.at, say(EVENTS.get(line.event, line.event)), "  ·  ".join(detail), line.level in LOUD)
