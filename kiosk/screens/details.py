"""Details: one question a screen; nothing is typed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from kivy.properties import StringProperty

from kiosk.data_words import translated
from kiosk.screens.asking import AskingScreen
from kiosk.screens.screen import load_kv
from kiosk.session.controls import Control, answered
from kiosk.session.machine import Machine
from kiosk.session.months import chosen, presets
from kiosk.session.questions import asked, current
from kiosk.session.states import Details
from kiosk.session.values import Choice, Choices, Parameter, ParameterType
from kiosk.widgets import text
from kiosk.widgets.choices import ChoiceGroup, Person, SpellingGroup
from kiosk.widgets.controls import ChoiceTile
from kiosk.widgets.frame import Way
from kiosk.widgets.months import MONTHS, MonthsGroup
from kiosk.widgets.tokens import look
from kiosk.words import of, say, word

PRESETS = {
    "last-year": word("The last year"),
    "last-3-years": word("The last 3 years"),
    "last-5-years": word("The last 5 years"),
    "everything": word("Everything on record"),
}

ALWAYS_ANSWERED = (ParameterType.LANGUAGE, ParameterType.SPELLING, ParameterType.MONTHS)
"""Questions that begin with an answer and cannot be left without: nothing has to be said about what is missing."""

_REMARKS = {
    ParameterType.SPELLING: word("Please check: the spelling has to be that of your passport."),
    ParameterType.MONTHS: word("On record: {earliest} to {latest}."),
}


class DetailsScreen(AskingScreen):
    """A question with its tiles. `missing` says what still has to be picked; `place_of` which question this is."""

    state = Details
    shapes = ((1, 46.0), (1, 38.0), (1, 32.0), (2, 34.0), (2, 30.0), (2, 26.0), (2, 22.0), (3, 22.0))
    title = StringProperty("")
    which = StringProperty("")
    remark = StringProperty("")
    missing = StringProperty("")

    @classmethod
    def key(cls, machine: Machine) -> object:
        assert isinstance(machine.state, Details)
        return machine.state.kind, machine.state.choices, machine.state.step

    def build(self, machine: Machine) -> None:
        assert isinstance(machine.state, Details)
        details = machine.state
        self.title = self.name_of(details.kind)
        self._parameter, self._choices = current(machine.rules.kind(details.kind), details)
        self._heading = of(self.scene.face(details.kind).parameters.get(self._parameter.name, {})) or self._parameter.name
        self._group = self._made(details.kind, self._parameter, self._choices)
        self.ids.question.add_widget(self._group)
        which = self.ids.which
        which.width_mm = look().mm(text.measure(say("Question {number} of {count}", number=8, count=8), which.face)[0]) + 1
        self.remark = self._remark()
        if not self.remark:
            self.ids.body.remove_widget(self.ids.remark)
        if self._parameter.type in ALWAYS_ANSWERED:
            self.ids.body.remove_widget(self.ids.missing)

    def _made(self, kind: str, parameter: Parameter, group: Choices) -> ChoiceGroup:
        match parameter.type:
            case ParameterType.SPELLING:
                people = [
                    Person(translated(members[0].detail), [self._tile(kind, parameter, choice) for choice in members])
                    for members in (list(found) for _, found in groupby(group.choices, key=lambda choice: choice.group))
                ]
                return SpellingGroup(self._heading, people, 1)
            case ParameterType.MONTHS:
                words = presets(group.span) if group.span else ()
                tiles = [ChoiceTile(name=f"{parameter.name}:{name}", label=say(PRESETS[name]), single=True) for name in words]
                return MonthsGroup(self._heading, parameter.name, tiles)
            case ParameterType.CHOICE | ParameterType.LANGUAGE:
                return ChoiceGroup(self._heading, [self._tile(kind, parameter, choice) for choice in group.choices], parameter.at_most)

    def _tile(self, kind: str, parameter: Parameter, choice: Choice) -> ChoiceTile:
        label = of(self.scene.face(kind).choices.get(parameter.name, {}).get(choice.value, {})) or translated(choice.label)
        detail = "" if parameter.type is ParameterType.SPELLING else translated(choice.detail)
        single = parameter.at_most == 1 or parameter.type is ParameterType.SPELLING
        whole = parameter.type is ParameterType.SPELLING
        return ChoiceTile(name=f"{parameter.name}:{choice.value}", label=label, detail=detail, single=single, whole=whole)

    def _remark(self) -> str:
        message = _REMARKS.get(self._parameter.type, "")
        span = self._choices.span
        if not message or (self._parameter.type is ParameterType.MONTHS and span is None):
            return ""
        if span is None:
            return say(message)
        ends = (span.earliest, span.latest)
        earliest, latest = (say("{month} {year}", year=say("{year}", year=at.year), month=say(MONTHS[at.month - 1])) for at in ends)
        return say(message, earliest=earliest, latest=latest)

    def _with_less_and_less(self) -> Iterator[None]:
        if not isinstance(self._group, MonthsGroup):
            yield from super()._with_less_and_less()
            return
        yield
        # The ends of what is on record are where the steps go no further.
        for block in (self.ids.remark, *self.parts(Way)):
            block.parent.remove_widget(block)
            yield

    def refusal(self, control: Control) -> str:
        if ":" not in control.name:
            return self._still_missing(self.machine)
        if self._parameter.type is ParameterType.MONTHS:
            return say("It goes no further.")
        return say("No more can be chosen; take another one off first.")

    def _still_missing(self, machine: Machine) -> str:
        assert isinstance(machine.state, Details)
        return "" if answered(machine, machine.state) else say("Please choose first: {what}", what=self._heading)

    def refresh(self, machine: Machine) -> None:
        assert isinstance(machine.state, Details)
        details = machine.state
        values = dict(details.picked).get(self._parameter.name, ())
        count = len(asked(machine.rules.kind(details.kind), details.picked))
        self.which = say("Question {number} of {count}", number=details.step + 1, count=count) if count > 1 else ""
        self.missing = self._still_missing(machine)
        if isinstance(self._group, MonthsGroup):
            months = chosen(values)
            self._group.show(months.earliest, months.latest)
        else:
            self._group.count(len(values))


load_kv(__file__)
