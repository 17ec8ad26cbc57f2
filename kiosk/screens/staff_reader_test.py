"""The reader's test: what a card says, masked, and how quickly."""

from __future__ import annotations

from typing import Any, Final

from kiosk.problems import problem
from kiosk.screens.staff import DATE_WAIT, StaffScreen
from kiosk.staff.answers import CardTold
from kiosk.staff.reader_test import ReaderTest
from kiosk.widgets.label import Words
from kiosk.widgets.leaves import Fact
from kiosk.widgets.panels import Note
from kiosk.widgets.pictures import Picture
from kiosk.words import joined, say, word

DOCUMENT_WORDS: Final = {
    "RESIDENT": word("Resident identity card"),
    "RESIDENCE_PERMIT": word("Residence permit (Hong Kong, Macao, Taiwan)"),
    "FOREIGNER_2017": word("Foreign permanent resident (2017)"),
    "FOREIGNER_2023": word("Foreign permanent resident (2023)"),
}


class StaffReaderTestScreen(StaffScreen):
    """A picture until a card lies there, then the facts."""

    heading = word("Reader test")

    def page(self, page: ReaderTest) -> None:
        if page.told is not None:
            self._facts(page.told)
            return
        lead = (
            say(DATE_WAIT) if page.reading else say("Lay any card on the reader. Names and numbers are shown masked and go with the card.")
        )
        self.put(Words(text=lead, style="lead", tone="soft", lines=2, balance=True))
        self.put(Picture(picture="read-card" if page.reading else "lay-card", grow=1, height_mm=80))

    def _facts(self, told: CardTold) -> None:
        self.put(Words(text=say("Take the card: what it said goes with it."), style="lead", tone="soft", balance=True))
        if told.fault is not None:
            row = problem(told.fault)
            self.put(Note(text=joined(say(row.technician), say(row.remedy))))
        rows: list[Any] = [Fact(say("Reading"), say("not readable") if told.fault else say("read"), "note" if told.fault else "done")]
        for label, value in (
            (say("Reader"), told.reader),
            (say("Profile"), told.profile),
            ("ATR", told.atr),
            (say("Time"), f"{told.ms} ms"),
            (say("Document"), say(DOCUMENT_WORDS[told.document]) if told.document else ""),
            (say("Name"), told.name),
            (say("Number"), told.id_number),
            (say("Valid until"), say("without limit") if told.valid_to == "forever" else told.valid_to),
            (say("Findings"), ", ".join(told.findings)),
        ):
            if value:
                rows.append(Fact(label, value))
        self.put_leaves(rows)
