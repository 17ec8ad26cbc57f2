"""Rehearse a fault: the list of all problems, and the citizen's screen for one of them under a mark that cannot be overlooked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.problems import Code, problem
from kiosk.screens.apology import ApologyScreen
from kiosk.screens.out_of_service import OutOfServiceScreen
from kiosk.screens.screen import Scene, Screen
from kiosk.screens.staff import MOVING, StaffScreen, desk_of
from kiosk.session.machine import Machine
from kiosk.session.states import Apology, OutOfService, Staff
from kiosk.staff.happened import PREFIX
from kiosk.staff.rehearse import Rehearse
from kiosk.widgets.controls import Action, Touchable
from kiosk.widgets.frame import Header
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Column, Row
from kiosk.widgets.leaves import MenuTile
from kiosk.widgets.tokens import SPACE, look
from kiosk.words import say, word


class StaffRehearseScreen(StaffScreen):
    """Every problem of the catalogue, by what the citizen would read."""

    heading = word("Rehearse a fault")

    def page(self, page: Rehearse) -> None:
        del page
        self.put(
            Words(
                text=say("Shows the citizen's screen, marked as a rehearsal. Nothing happens, and nothing of it stays."),
                style="lead",
                tone="soft",
            )
        )
        self.put_leaves([MenuTile(f"{PREFIX}code:{code.value}", say(problem(code).citizen), "", code.value) for code in Code], gap=4)


class RehearsalScreen(Screen):
    """The citizen's very screen; its header gives way to the mark and the end, and nothing else on it can be touched."""

    state = Staff

    @classmethod
    def modes_of(cls, machine: Machine) -> frozenset[str]:
        return machine.modes - MOVING

    @classmethod
    def key(cls, machine: Machine) -> object:
        return desk_of(machine).page

    def __init__(self, scene: Scene, machine: Machine, touched: Callable[[str], None]) -> None:
        self._inner: Screen | None = None
        super().__init__(scene, machine, touched)

    def build(self, machine: Machine) -> None:
        page = desk_of(machine).page
        assert isinstance(page, Rehearse)
        assert page.code is not None
        made_for = OutOfServiceScreen if page.out else ApologyScreen
        self._inner = made_for(self.scene, as_for_a_citizen(machine, page.code, page.out), lambda _control: None)
        self._inner.grow = 1
        for control in self._inner.touchables():
            # A picture of a control: no program, and no finger, is to take it for one.
            control.name, control.local = f"rehearsed:{control.name}", True
        header = next(self._inner.parts(Header))
        tall = header.height_mm
        holder = header.parent
        at = holder.children.index(header)
        holder.remove_widget(header)
        holder.add_widget(_mark(page, tall), index=at)
        self.add_widget(self._inner)

    def update(self, machine: Machine) -> None:
        """Nothing changes on it."""
        self.machine = machine

    def touchables(self) -> list[Touchable]:
        """Only the ways out of the rehearsal; the citizen's controls are a picture."""
        return [one for one in super().touchables() if one.name.startswith(PREFIX)]


def as_for_a_citizen(machine: Machine, code: Code, out: bool) -> Machine:
    """The machine whose screen is rehearsed: nobody's visit, with this problem."""
    return replace(machine, state=OutOfService(code) if out else Apology(code), quiet_since=machine.now)


def _mark(page: Rehearse, tall_mm: float) -> Row:
    mark = Row(surface="note_tint", edge="note_edge", radius=0, gap=6, inset=[16, 4, 16, 4])
    mark.height_mm = tall_mm if look().narrow else max(tall_mm, 44)
    told = Column(gap=0.5, grow=1, middle=True)
    told.add_widget(Words(text=say("Rehearsal"), style="heading", tone="note", on="note_tint"))
    narrow = look().narrow
    if not narrow:
        told.add_widget(Words(text=say("Nothing here is real."), style="small", tone="note", on="note_tint"))
        mark.add_widget(Icon(icon="rehearse", size_mm=15, tone="note", on="note_tint", middle=True))
    mark.add_widget(told)
    other = say("As an answer") if page.out else say("Out of service")
    for name, label, icon, wide in (("other", other, "again", 64), ("end", say("End"), "close", 44)):
        size = SPACE.target if narrow else wide
        mark.add_widget(
            Action(name=PREFIX + name, label=label, icon=icon, bare=narrow, style="body", height_mm=24, width_mm=size, middle=True)
        )
    return mark
