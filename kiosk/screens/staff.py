"""The frame of every staff page: what it is, who is here, the page itself, the ways on, the time left, languages and modes."""

from __future__ import annotations

from typing import Any, Final

from kivy.properties import StringProperty

from kiosk.problems import problem
from kiosk.screens.screen import Screen, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import Staff
from kiosk.staff.desk import Desk
from kiosk.staff.happened import PREFIX
from kiosk.staff.roles import Role
from kiosk.widgets.controls import Action
from kiosk.widgets.leaves import Leaves
from kiosk.widgets.panels import Note
from kiosk.words import joined, say, word

ROLE_WORDS: Final = {Role.CLERK: word("Clerk"), Role.TECHNICIAN: word("Technician"), Role.AUDITOR: word("Auditor")}

DATE_WAIT = word("Just a moment …")


MOVING: Final = frozenset({"zoom", "low-reach"})
"""Modes that put everything elsewhere."""


def desk_of(machine: Machine) -> Desk:
    """The desk that lies there."""
    assert isinstance(machine.state, Staff)
    return machine.state.desk


class StaffScreen(Screen):
    """A page. It is made anew whenever the desk changes; `build` puts the page's own blocks into `body`, and its ways into `ways`."""

    state = Staff
    countdown = word("Back to the start in {seconds} seconds")
    title = StringProperty("")
    person = StringProperty("")
    heading: str = ""

    @classmethod
    def key(cls, machine: Machine) -> object:
        desk = desk_of(machine)
        return desk.page, desk.who, desk.trouble

    def build(self, machine: Machine) -> None:
        desk = desk_of(machine)
        self.title = say(self.heading)
        if desk.who:
            self.person = f"{say(ROLE_WORDS[desk.who.role])} {desk.who.number}"
        self._leaves: Leaves | None = None
        self.page(desk.page)
        if desk.trouble:
            row = problem(desk.trouble)
            self.ids.body.add_widget(Note(text=f"{joined(say(row.technician), say(row.remedy))} [{desk.trouble.value}]"))
        self.add_ways()

    def page(self, page: Any) -> None:
        """Puts the page's blocks into the body."""

    def add_ways(self) -> None:
        """The ways on: back to the menu, and out."""
        self.way("home", say("Menu"), "back")
        self.way("leave", say("Leave"), "door")

    def way(self, name: str, label: str, icon: str, kind: str = "secondary") -> None:
        """Adds a button to the ways."""
        self.ids.ways.add_widget(Action(name=PREFIX + name, label=label, icon=icon, kind=kind, grow=1, height_mm=30))

    def put(self, block: Any) -> None:
        """Adds a block to the body."""
        self.ids.body.add_widget(block)

    def put_leaves(self, rows: list[Any], **kwargs: Any) -> None:
        """Adds a list that takes what room there is."""
        self._leaves = Leaves(rows, **kwargs)
        self.put(self._leaves)

    def takes(self, control: str) -> bool:
        """Leafing is the screen's own affair."""
        if self._leaves is None or not self._leaves.turn(control):
            return False
        self._connect()
        self.update(self.machine)
        return True


load_kv(__file__)
