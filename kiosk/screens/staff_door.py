"""The door of the staff screen: a keypad that echoes nothing, and the reader for a staff card."""

from __future__ import annotations

from typing import Any

from kiosk.screens.staff import StaffScreen, desk_of
from kiosk.session.machine import Machine
from kiosk.staff.door import Door
from kiosk.staff.happened import PREFIX
from kiosk.widgets.controls import Action
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Gap, Grid, Row
from kiosk.widgets.tokens import SPACE, look
from kiosk.words import say, word

KEY_MM = 34.0  # high; the keys are twice as wide
KEYPAD_MM = 210.0  # wide: the hand moves little, and the panel's edges stay free

_KEYS = ("digit-1", "digit-2", "digit-3", "digit-4", "digit-5", "digit-6", "digit-7", "digit-8", "digit-9", "erase", "digit-0", "enter")


class StaffDoorScreen(StaffScreen):
    """Number, then PIN; what was typed is shown as dots only."""

    heading = word("Staff")

    @classmethod
    def key(cls, machine: Machine) -> object:
        return desk_of(machine).trouble

    def page(self, page: Door) -> None:
        del page
        lines = 3 if look().narrow else 2
        self._lead = Words(style="lead", lines=2, align="center", balance=True)
        self._dots = Words(style="title", align="center", lines=1)
        self._word = Words(style="body", tone="soft", lines=lines, align="center", balance=True)
        keys = self._keys = Grid(columns=3, row_mm=KEY_MM, gap=5, width_mm=KEYPAD_MM, grow=0)
        for name in _KEYS:
            keys.add_widget(self._key(name))
        middle = Row(gap=0)
        for part in (Gap(grow=1), keys, Gap(grow=1)):
            middle.add_widget(part)
        for part in (Gap(grow=1), self._lead, self._dots, middle, Gap(height_mm=3), self._word, Gap(grow=1)):
            self.put(part)

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Where the room is short the keys are lower, and the sentence above them says itself."""
        if self.natural_height(width) > height:
            self._keys.row_mm, self._keys.gap = SPACE.target, SPACE.tight
            self._dots.style = "heading"
        if self.natural_height(width) > height:
            self._lead.lines, self._lead.style = 1, "body"
        super().place(x, y, width, height)

    def _key(self, name: str) -> Any:
        if name.startswith("digit-"):
            return Action(name=PREFIX + name, label=name[-1], style="heading")
        if name == "erase":
            return Action(name=PREFIX + name, label=say("Erase the last digit"), icon="erase", bare=True)
        return Action(name=PREFIX + name, label=say("Enter"), kind="primary")

    def add_ways(self) -> None:
        self.way("leave", say("Leave"), "door")

    def refresh(self, machine: Machine) -> None:
        page = desk_of(machine).page
        if not isinstance(page, Door):
            return
        self._lead.text = say("Now your PIN.") if page.asks_pin else say("Your staff number, or your staff card on the reader.")
        self._dots.text = "● " * len(page.typed)
        self._word.text = _word(page)
        self._word.tone = "note" if page.refused or page.locked_s or page.anybody is False else "soft"


def _word(page: Door) -> str:
    if page.anybody is False:
        return say("No staff are set for this machine. A technician sets them: run_kiosk.py staff add.")
    if page.checking:
        return say("Checking …")
    if page.locked_s:
        return say("Too many wrong PINs. The keypad opens in {seconds} s; a staff card opens at any time.", seconds=page.locked_s)
    if page.refused:
        return say("Not recognised. Please try again from the number.")
    return say("For staff only. Everything done here stands in the log.")
