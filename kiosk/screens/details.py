"""Details: the citizen picks; nothing is typed."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.screens.screen import Screen, load_kv
from kiosk.session.controls import Control
from kiosk.session.machine import Machine
from kiosk.session.states import Details
from kiosk.session.values import Choice, Parameter
from kiosk.widgets.choices import BACK, ON, ChoiceGroup
from kiosk.widgets.controls import ChoiceTile, Touchable
from kiosk.widgets.tokens import SPACE, look
from kiosk.words import of, say, translated

SHAPES = ((1, 46.0), (1, 36.0), (2, 34.0), (2, 30.0), (2, 26.0), (2, 22.0), (3, 22.0))
"""Columns and height of a row in mm, the most comfortable first; what does not fit into the last is leafed through in LEAFED."""

LEAFED = (2, 26.0)


class DetailsScreen(Screen):
    """A group of tiles for each parameter. `missing` says what still has to be picked."""

    state = Details
    title = StringProperty("")
    missing = StringProperty("")

    @classmethod
    def key(cls, machine: Machine) -> object:
        assert isinstance(machine.state, Details)
        return machine.state.kind, machine.state.choices

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Details)
        details = machine.state
        self.title = self.name_of(details.kind)
        parameters = {parameter.name: parameter for parameter in machine.rules.kind(details.kind).parameters}
        self._groups: dict[str, ChoiceGroup] = {}
        for group in details.choices:
            parameter = parameters[group.parameter]
            heading = of(self.scene.face(details.kind).parameters.get(parameter.name, {})) or parameter.name
            tiles = [self._tile(details.kind, parameter, choice) for choice in group.choices]
            self._groups[parameter.name] = ChoiceGroup(heading, tiles, parameter.at_most)
            self.ids.groups.add_widget(self._groups[parameter.name])

    def _tile(self, kind: str, parameter: Parameter, choice: Choice) -> ChoiceTile:
        label = of(self.scene.face(kind).choices.get(parameter.name, {}).get(choice.value, {})) or choice.label
        name = f"{parameter.name}:{choice.value}"
        return ChoiceTile(name=name, label=label, detail=translated(choice.detail), single=parameter.at_most == 1)

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Gives the tiles the largest shape that fits: short lists get tall rows, long ones share the room or are leafed through."""
        for shape in SHAPES:
            if self._fits(shape, width, height):
                break
        else:
            self._leaf(width, height)
        super().place(x, y, width, height)

    def _fits(self, shape: tuple[int, float], width: int, height: int) -> bool:
        for group in self._groups.values():
            group.shape(*shape, width)
        return bool(self.natural_height(width) <= height)

    def _leaf(self, width: int, height: int) -> None:
        longest = max(self._groups.values(), key=lambda group: len(group.tiles))
        for size in range(len(longest.tiles) - 1, 0, -1):
            longest.leaf(size)
            if self._fits(LEAFED, width, height) and size % int(longest.grid.columns) == 0:
                break
        longest.hold(longest.grid.wanted(width - look().px(2 * SPACE.margin)))

    def takes(self, control: str) -> bool:
        if control not in (BACK, ON):
            return False
        for group in self._groups.values():
            if any(widget.name == control for widget in group.walk(restrict=True) if isinstance(widget, Touchable)):
                group.turn(1 if control == ON else -1)
                group.arrange()
        self.update(self.machine)
        return True

    def refusal(self, control: Control) -> str:
        if ":" in control.name:
            return say("No more can be chosen; take another one off first.")
        return self._still_missing(self.machine)

    def _still_missing(self, machine: Machine) -> str:
        assert isinstance(machine.state, Details)
        picked = dict(machine.state.picked)
        face = self.scene.face(machine.state.kind)
        kind = machine.rules.kind(machine.state.kind)
        open_ones = [of(face.parameters.get(p.name, {})) or p.name for p in kind.parameters if len(picked.get(p.name, ())) < p.at_least]
        return say("Please choose first: {what}", what=" ".join(open_ones)) if open_ones else ""

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, Details)
        picked = dict(machine.state.picked)
        self.missing = self._still_missing(machine)
        for name, group in self._groups.items():
            group.count(len(picked.get(name, ())))


load_kv(__file__)
