"""The printer's test page: one touch, and what became of it."""

from __future__ import annotations

from typing import Final

from kiosk.problems import problem
from kiosk.screens.staff import StaffScreen
from kiosk.staff.answers import TestPageTold
from kiosk.staff.happened import PREFIX
from kiosk.staff.printer_test import PrinterTest
from kiosk.widgets.controls import Action
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Gap
from kiosk.widgets.panels import Note
from kiosk.widgets.pictures import Picture
from kiosk.words import joined, say, word

OUTCOME_WORDS: Final = {
    "printed": word("The printer counted the page: it has come out."),
    "not-printed": word("The page did not come."),
    "unconfirmed": word(
        "Nobody can tell whether the page came. A kiosk cannot work with such a printer: every paper would have to be settled."
    ),
}


class StaffPrinterTestScreen(StaffScreen):
    """The picture, the button, the outcome."""

    heading = word("Printer test page")

    def page(self, page: PrinterTest) -> None:
        self.put(
            Words(
                text=say("Prints one page with a frame, a ruler, greys and characters, and follows it as it follows a paper."),
                style="lead",
                tone="soft",
            )
        )
        self.put(Picture(picture="printing", grow=1, height_mm=60))
        told = page.told
        if told is not None and told.outcome is not None:
            self.put(Note(text=_outcome(told), icon="check" if told.outcome == "printed" else "info"))
            if told.outcome == "printed":
                self.put(
                    Words(
                        text=say("Hold a ruler against it: the frame stands 20 mm from every edge, the scale is 100 mm long."), style="body"
                    )
                )
        elif page.begun:
            held = told.problem if told else None
            self.put(Note(text=say(problem(held).technician) if held else say("The page is on its way …"), icon="info" if held else "wait"))
        self.put(Gap(height_mm=2))
        self.put(Action(name=PREFIX + "print", label=say("Print the test page"), icon="printer", kind="primary", height_mm=30))


def _outcome(told: TestPageTold) -> str:
    words = OUTCOME_WORDS[told.outcome or "unconfirmed"]
    said = say(words)
    if told.problem is None:
        return said
    row = problem(told.problem)
    return joined(said, say(row.technician), say(row.remedy))
