"""The network's test: is the archive there, is it the right one, how quickly, and what time is it there."""

from __future__ import annotations

from typing import Any

from kiosk.problems import problem
from kiosk.screens.staff import DATE_WAIT, StaffScreen
from kiosk.staff.answers import NetworkTold
from kiosk.staff.network import Network
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Gap
from kiosk.widgets.leaves import Fact
from kiosk.widgets.panels import Note
from kiosk.words import joined, say, word

SLOW_MS = 1000  # a citizen begins to wonder after a second
FAR_S = 60.0  # far below what stops the kiosk, so that it is mended before


class StaffNetworkScreen(StaffScreen):
    """The facts, and what to do where one is not as it should be."""

    heading = word("Network test")

    def page(self, page: Network) -> None:
        told = page.told
        if told is None:
            self.put(Words(text=say(DATE_WAIT) if page.trying else "", style="lead", tone="soft", balance=True))
            self.put(Gap(grow=1))
            return
        if told.fault is not None:
            row = problem(told.fault)
            self.put(Note(text=joined(say(row.technician), say(row.remedy))))
        self.put_leaves(_rows(told))

    def add_ways(self) -> None:
        self.way("again", say("Refresh"), "again", "primary")
        super().add_ways()


def _rows(told: NetworkTold) -> list[Any]:
    well = told.fault is None
    rows = [Fact(say("Archive"), told.host), Fact(say("Reachable"), say("yes") if well else say("no"), "done" if well else "note")]
    if not well:
        return rows
    rows.append(Fact(say("Safe connection"), told.tls or say("unknown"), "done" if told.tls else "note"))
    if told.valid_to:
        rows.append(Fact(say("Its certificate ends"), told.valid_to))
    slow = (told.slowest_ms or 0) > SLOW_MS
    rows.append(
        Fact(
            say("Answers in"), say("{ms} ms, {slowest} ms at most", ms=told.latency_ms, slowest=told.slowest_ms), "note" if slow else "ink"
        )
    )
    far = abs(told.offset_s or 0.0) > FAR_S
    rows.append(Fact(say("This clock"), _offset(told.offset_s or 0.0), "note" if far else "ink"))
    return rows


def _offset(seconds: float) -> str:
    if abs(seconds) < 1.0:
        return say("as the archive's")
    return say("{seconds} s ahead", seconds=round(seconds)) if seconds > 0 else say("{seconds} s behind", seconds=round(-seconds))
