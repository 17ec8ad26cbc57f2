"""OutOfService: no visit is possible; where else to go."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.problems import Code, problem
from kiosk.screens.moments import opens_again
from kiosk.screens.screen import Screen, load_kv
from kiosk.session.machine import Machine
from kiosk.session.states import OutOfService
from kiosk.widgets.tokens import SPACE, look
from kiosk.words import SOURCE, joined, locale, say, say_in


class OutOfServiceScreen(Screen):
    """Nobody stays here for long, so both languages stand on it; they and the ways of showing can be chosen as on every screen."""

    state = OutOfService
    title = StringProperty("")
    what = StringProperty("")
    other = StringProperty("")
    code = StringProperty("")

    @classmethod
    def key(cls, machine: Machine) -> object:
        return machine.state, machine.hours

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Long words in large print: the picture goes, then air and the size of the title make room. Where else to go never does."""
        picture = look().px(self.ids.picture.height_mm)
        if self.natural_height(width) - picture > height:
            self.ids.above.height_mm = self.ids.below.height_mm = self.ids.last.height_mm = SPACE.hair
        if self.natural_height(width) - picture > height:
            self.ids.title.style = "title"
        super().place(x, y, width, height)

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, OutOfService)
        row = problem(machine.state.problem)
        if machine.state.problem is Code.KIOSK_CLOSED:
            self._closed(machine)
            return
        self.title = self.sign("This machine is out of service")
        self.what = joined(say(row.citizen), say(row.way))
        other = "zh_CN" if locale() == SOURCE else SOURCE
        self.other = joined(say_in(other, "This machine is out of service") + ("." if other == SOURCE else "。"), say_in(other, row.way))
        self.code = say("Code: {code}  ·  Machine: {machine}", code=machine.state.problem.value, machine=self.scene.display.kiosk_id)

    def _closed(self, machine: Machine) -> None:
        """At night nothing is wrong: when it opens, and no code."""
        again = machine.hours.until
        there = "zh_CN" if locale() == SOURCE else SOURCE
        self.title = say("Closed now")
        way = problem(Code.KIOSK_CLOSED).way
        self.what = joined(say("This machine opens again {when}.", when=opens_again(again)), say(way)) if again else say(way)
        stop = "." if there == SOURCE else "。"
        said = say_in(there, "This machine opens again {when}.", when=opens_again(again, there)) if again else say_in(there, way)
        self.other = joined(say_in(there, "Closed now") + stop, said)


load_kv(__file__)
