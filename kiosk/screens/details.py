"""Details: the citizen picks; nothing is typed."""

from __future__ import annotations

from kivy.properties import StringProperty

from kiosk.screens.screen import Screen, load_kv
from kiosk.session.controls import Control
from kiosk.session.machine import Machine
from kiosk.session.states import Details
from kiosk.session.values import Choice, Choices, Parameter
from kiosk.widgets import text
from kiosk.widgets.controls import ChoiceTile
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Column, Gap, Grid, Row
from kiosk.widgets.tokens import SPACE, look
from kiosk.words import of, say, translated


SHAPES = ((1, 46.0), (1, 36.0), (2, 34.0), (2, 30.0), (2, 26.0), (2, 22.0), (3, 22.0), (3, 20.0))
"""Columns and height of a row in mm, the most comfortable first; the last is taken where none fits."""


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
        self._counts: dict[str, Words] = {}
        for group in details.choices:
            self.ids.groups.add_widget(self._group(details.kind, group, parameters[group.parameter]))

    def _group(self, kind: str, group: Choices, parameter: Parameter) -> Column:
        face = self.scene.face(kind)
        column = Column(gap=4)
        head = Row(gap=6)
        head.add_widget(Words(text=of(face.parameters.get(parameter.name, {})) or parameter.name, style="heading", grow=1))
        count = Words(style="foot", tone="soft", align="right", middle=True)
        self._counts[parameter.name] = count
        if parameter.at_most > 1:
            longest = say("{chosen} of at most {most}", chosen=parameter.at_most, most=parameter.at_most)
            count.width_mm = look().mm(text.measure(longest, count.face)[0]) + 1
            head.add_widget(count)
        column.add_widget(head)
        tiles = Grid(gap=5)
        for choice in group.choices:
            tiles.add_widget(self._tile(kind, parameter, choice))
        column.add_widget(tiles)
        column.add_widget(Gap(height_mm=4))
        return column

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Gives the tiles the largest shape that fits: short lists get tall rows, long ones share the room."""
        grids = list(self.parts(Grid))
        for columns, row_mm in SHAPES:
            for grid in grids:
                grid.row_mm = row_mm
                grid.columns = next(c for c in range(columns, 0, -1) if c == 1 or self._whole_words(grid, c, width))
            if self.natural_height(width) <= height:
                break
        super().place(x, y, width, height)

    def _whole_words(self, grid: Grid, columns: int, width: int) -> bool:
        cell = (width - look().px(2 * SPACE.margin + grid.gap * (columns - 1))) // columns
        return all(tile.least_width() <= cell for tile in grid.children)

    def _tile(self, kind: str, parameter: Parameter, choice: Choice) -> ChoiceTile:
        label = of(self.scene.face(kind).choices.get(parameter.name, {}).get(choice.value, {})) or choice.label
        name = f"{parameter.name}:{choice.value}"
        return ChoiceTile(name=name, label=label, detail=translated(choice.detail), single=parameter.at_most == 1)

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
        for parameter in machine.rules.kind(machine.state.kind).parameters:
            if parameter.name in self._counts and parameter.at_most > 1:
                chosen = len(picked.get(parameter.name, ()))
                self._counts[parameter.name].text = say("{chosen} of at most {most}", chosen=chosen, most=parameter.at_most)


load_kv(__file__)
