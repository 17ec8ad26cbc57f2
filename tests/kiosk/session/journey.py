"""A machine, what was done so far, and short ways to go on."""

from __future__ import annotations

from world import PLAIN, draft, identity, machine, offers, pages, paper

from kiosk.session import Machine, advance, controls
from kiosk.session.effects import Effect
from kiosk.session.events import CardPlaced, CardRead, CardRemoved, DraftReady, Event, PaperReady, PreviewReady, Tick, Touch, VisitOpened


class Journey:
    """A machine, what was done so far, and short ways to go on."""

    def __init__(self, start: Machine | None = None) -> None:
        self.machine = start or machine()
        self.effects: list[Effect] = []

    def on(self, *events: Event) -> Journey:
        for event in events:
            self.machine, effects = advance(self.machine, event)
            self.effects += effects
        return self

    def touch(self, *names: str) -> Journey:
        for name in names:
            self.on(Touch(name, self.machine.visit_id))
        return self

    def silent(self, seconds: float) -> Journey:
        return self.on(Tick(self.machine.now + seconds))

    @property
    def screen(self) -> str:
        return self.machine.state.screen

    def offered(self) -> set[str]:
        return {control.name for control in controls(self.machine)}

    def done(self, kind: type) -> list[Effect]:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def lay(self) -> Journey:
        return self.on(CardPlaced("card-1"))

    def read(self) -> Journey:
        return self.on(CardRead(self.machine.visit_id, identity()))

    def opened(self) -> Journey:
        return self.read().on(VisitOpened(self.machine.visit_id, "token", "CITIZEN-1", offers()))

    def to_opened(self) -> Journey:
        return self.lay().opened()

    def to_catalogue(self) -> Journey:
        return self.touch("start").to_opened()

    def to_review(self) -> Journey:
        self.to_catalogue().touch(PLAIN)
        visit = self.machine.visit_id
        return self.on(DraftReady(visit, draft()), PreviewReady(visit, "draft-1", pages()))

    def to_issuing(self) -> Journey:
        return self.to_review().touch("print")

    def to_gate(self) -> Journey:
        self.to_issuing()
        return self.on(PaperReady(self.machine.visit_id, paper()))

    def to_printing(self) -> Journey:
        return self.to_gate().on(CardRemoved("card-1"))
