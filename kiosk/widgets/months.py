"""A range of months without typing and without a wheel: ready ranges to touch, and both ends moved by large steps."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.session.months import Month
from kiosk.widgets import text
from kiosk.widgets.choices import ChoiceGroup
from kiosk.widgets.controls import Action, ChoiceTile
from kiosk.widgets.label import Words
from kiosk.widgets.layout import Column, Gap, Row
from kiosk.widgets.tokens import SPACE, look
from kiosk.words import say, word

STEP_LABELS = {
    "year-earlier": word("One year earlier"),
    "month-earlier": word("One month earlier"),
    "month-later": word("One month later"),
    "year-later": word("One year later"),
}

MONTHS = (
    word("Jan"), word("Feb"), word("Mar"), word("Apr"), word("May"), word("Jun"),
    word("Jul"), word("Aug"), word("Sep"), word("Oct"), word("Nov"), word("Dec"),
)  # fmt: skip

_BUTTON_MM = 28.0
_WIDEST_YEAR = "2888"  # so that no figure moves a button


class Stepper(Row):
    """A figure between a minus and a plus; `figures` are those that it may show, the widest among them."""

    def __init__(self, less: str, more: str, figures: Sequence[str], labels: tuple[str, str]) -> None:
        super().__init__(gap=SPACE.tight)
        self._figure = Words(style="heading" if look().narrow else "title", on="surface", align="center", middle=True)
        self._figure.width_mm = look().mm(max(text.measure(figure, self._figure.face)[0] for figure in figures)) + 4
        buttons = [Action(name=name, label=label, icon=icon, bare=True, middle=True) for name, label, icon in
                   ((less, labels[0], "minus"), (more, labels[1], "plus"))]  # fmt: skip
        for button in buttons:
            button.width_mm = button.height_mm = _BUTTON_MM
        for part in (buttons[0], self._figure, buttons[1]):
            self.add_widget(part)

    def show(self, figure: str) -> None:
        """Shows the figure."""
        self._figure.text = figure


class _End(Column):
    """One end of the range: what it is called, its year and its month."""

    def __init__(self, parameter: str, end: str, heading: str) -> None:
        super().__init__(surface="surface", edge="hairline", radius=6, gap=4, inset=[10, 7, 10, 9])
        self.add_widget(Words(text=heading, style="lead", weight=500, on="surface"))

        def name(unit: str, way: str) -> str:
            return f"{parameter}:{end}-{unit}-{way}"

        def labels(unit: str) -> tuple[str, str]:
            names = (f"{unit}-earlier", f"{unit}-later")
            earlier, later = (say(STEP_LABELS[step]) for step in names)
            return f"{heading} {earlier}", f"{heading} {later}"

        self._year = Stepper(name("year", "earlier"), name("year", "later"), [say("{year}", year=_WIDEST_YEAR)], labels("year"))
        months = [say(month) for month in MONTHS]
        self._month = Stepper(name("month", "earlier"), name("month", "later"), months, labels("month"))
        row = Row(gap=SPACE.gap)
        for part in (self._year, Gap(grow=1), self._month):
            row.add_widget(part)
        self.add_widget(row)

    def show(self, month: Month) -> None:
        """Shows the month."""
        self._year.show(say("{year}", year=month.year))
        self._month.show(say(MONTHS[month.month - 1]))


class MonthsGroup(ChoiceGroup):
    """Heading, ready ranges as tiles, and both ends of the range."""

    def __init__(self, heading: str, parameter: str, presets: Sequence[ChoiceTile]) -> None:
        super().__init__(heading, presets, 1)
        self._ends = (_End(parameter, "from", say("From")), _End(parameter, "to", say("Up to and including")))
        for end in self._ends:
            self.add_widget(end)

    def shape(self, columns: int, row_mm: float, width: int) -> None:
        """The ready ranges stand in two columns, so that the two ends stay in sight."""
        super().shape(max(2, columns), row_mm, width)

    def show(self, earliest: Month, latest: Month) -> None:
        """Shows the range."""
        for end, month in zip(self._ends, (earliest, latest), strict=True):
            end.show(month)
