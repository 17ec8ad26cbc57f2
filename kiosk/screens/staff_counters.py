"""Counters: visits and papers, today and since counting began, side by side."""

from __future__ import annotations

from kiosk.screens.staff import DATE_WAIT, StaffScreen
from kiosk.staff.counters import Counters
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Column, Gap
from kiosk.widgets.leaves import Ruled
from kiosk.widgets.panels import Note
from kiosk.words import say, word


class StaffCountersScreen(StaffScreen):
    """A small table."""

    heading = word("Counters")

    def page(self, page: Counters) -> None:
        told = page.told
        if told is None:
            self.put(Words(text=say(DATE_WAIT), style="lead", tone="soft", balance=True))
            return
        table = Column(gap=3, surface="surface", edge="hairline", radius=6, inset=[10, 6, 10, 8])
        table.add_widget(_line("", say("Today"), say("In all"), soft=True))
        one, all_ = told.today, told.total
        for label, today, total in (
            (say("Visits"), one.visits, all_.visits),
            (say("Papers printed"), one.printed, all_.printed),
            (say("Papers void"), one.void, all_.void),
            (say("Papers taken by phone"), one.phone, all_.phone),
        ):
            table.add_widget(_line(label, str(today), str(total)))
        self.put(table)
        self.put(
            Note(
                text=say("Counted since {day}. A void number was never printed, or its paper did not come.", day=told.since),
                plain="yes",
                optional=True,
            )
        )
        if told.unconfirmed:
            self.put(Note(text=say("Papers that wait for staff: {count}", count=told.unconfirmed)))
        self.put(Gap(grow=1))


def _line(label: str, today: str, total: str, soft: bool = False) -> Ruled:
    row = Ruled()
    row.add_widget(Words(text=label, style="body", tone="soft", on="surface", grow=2, middle=True))
    style, tone, weight = ("body", "soft", 400) if soft else ("heading", "ink", 700)
    for text in (today, total):
        row.add_widget(Words(text=text, style=style, tone=tone, on="surface", weight=weight, align="right", grow=1, middle=True))
    return row
