"""What stands round every screen: header, the way so far, the time that is left, and the foot with languages and modes."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.data_words import translated
from kiosk.problems import Code, problem
from kiosk.session.controls import HELP
from kiosk.session.machine import Machine
from kiosk.session.states import AskForCard, Catalogue, Consent, Details, Proof
from kiosk.widgets import text
from kiosk.widgets.controls import TOGGLE_ICON_MM, Action, Toggle
from kiosk.widgets.display import Display
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Block, Column, Gap, Row, backdrop
from kiosk.widgets.mongolian import is_mongolian
from kiosk.widgets.progress import Bar
from kiosk.widgets.text import LINE
from kiosk.widgets.tokens import SPACE, WEIGHTS, look, rgb
from kiosk.words import MONGOLIAN, joined, locale, say, say_in, signed, word

_TWO_FIGURES = 88
"""Seconds as wide as any."""

STEPS = (word("Read card"), word("Choose"), word("Check"), word("Take card"), word("Take paper"))

LANGUAGE_NAMES = {"language-zh": "中文", "language-mn": "ᠮᠣᠩᠭᠣᠯ", "language-en": "English"}
"""Each language in its own words: who cannot read the others finds it all the same."""

LANGUAGE_CONTROLS = {"zh_CN": "language-zh", "mn_Mong": "language-mn", "en": "language-en"}

MODE_NAMES = {
    "large-print": word("Large"),
    "high-contrast": word("Contrast"),
    "low-reach": word("Seated"),
    "zoom": word("Zoom"),
    "slow": word("Slower"),
    "sound": word("Sound"),
}
"""One short word each: they stand below their pictures, all in one row."""

CALL_STAFF = word("Call for help")

_BEFORE_THE_REVIEW = (AskForCard, Catalogue, Details, Proof, Consent)
"""Where a citizen must not go on in the hope of a paper."""

_FOOT_MARGIN_MM = 8.0
_BETWEEN_MM = 3.5
_GROUPS_MM = 8.0  # between languages and modes
_CELL_INSET_MM = 2.5
_WIDEST_CELL_MM = 62.0


class Header(Row):
    """Whose kiosk this is, and, during a visit, whose visit (masked)."""

    display = ObjectProperty(None)
    visitor = StringProperty("")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(surface="header", radius=0, gap=7, inset=[SPACE.margin, SPACE.inactive, SPACE.margin, 3], **kwargs)
        # On a narrow panel the name of the place takes two lines.
        self.height_mm = 10 + LINE * (look().type.heading + (2 if look().narrow else 1) * look().type.small)
        self._place = Words(style="small", tone="on_header_soft", on="header")
        self._unit = Words(style="heading", tone="on_header", on="header")
        names = Column(gap=0.5, grow=1, middle=True)
        names.add_widget(self._unit)
        names.add_widget(self._place)
        self._who = Words(style="lead", tone="on_header", on="header", middle=True, weight=500)
        self._person = Icon(icon="", tone="on_header_soft", on="header", size_mm=11, middle=True)
        self.add_widget(Icon(icon="shield", tone="gold", on="header", size_mm=23, middle=True))
        for part in (names, self._person, self._who):
            self.add_widget(part)
        self.bind(display=Header._filled, visitor=Header._filled)

    def _filled(self, *_: object) -> None:
        display: Display = self.display
        # During a visit the room is the citizen's.
        bilingual = not self.visitor and (display.mongolian != "none" or locale() == MONGOLIAN)
        self._unit.text = signed(display.unit, display.unit_mn)
        self._unit.chinese_only = not bilingual
        self._place.text = display.place
        self._who.text = self.visitor
        self._person.icon = "person" if self.visitor else ""


class Way(Block):
    """The five steps of a visit; `current` is the one under way (0 to 4)."""

    current = NumericProperty(0)

    def __init__(self, **kwargs: Any) -> None:
        # It comforts; where large letters leave no room, what has to be read and touched comes first.
        super().__init__(height_mm=34 + (_way_lines() - 1) * LINE * look().type.small, optional=True, **kwargs)
        self._node_mm = 1.5 * look().type.foot
        self._nodes: list[tuple[Row, Icon, Words, Words]] = []
        for number, step in enumerate(STEPS, 1):
            ring = Row()
            icon = Icon(icon="check", size_mm=8, tone="on_done", grow=1, width_mm=1)
            digit = Words(text=str(number), style="foot", weight=700, align="center", valign="middle")
            name = Words(text=say(step), style="small", align="center", balance=True)
            for part in (ring, icon, digit, name):
                self.add_widget(part)
            self._nodes.append((ring, icon, digit, name))
        self.bind(current=Way._again)

    def _again(self, *_: object) -> None:
        if self.width > 1:
            self.arrange()

    def natural_height(self, width: int) -> int:
        now, column = look(), width // len(STEPS)
        return now.px(5) + now.px(self._node_mm) + now.px(1.2) + max(int(name.wanted(column)) for *_, name in self._nodes)

    def arrange(self) -> None:
        now = look()
        column = int(self.width) // len(STEPS)
        node = now.px(self._node_mm)
        top = int(self.top) - now.px(5)
        self._connect(column, top - node // 2)
        for index, (ring, icon, digit, name) in enumerate(self._nodes):
            done, current = index < self.current, index == self.current
            fill = "done" if done else "primary" if current else "canvas"
            edge = fill if done or current else "edge"
            x = int(self.x) + index * column + (column - node) // 2
            for part in (ring, icon, digit):
                part.place(x, top - node, node, node)
            backdrop(ring, now.colour(fill), now.colour(edge), node // 2, max(1, now.px(0.7)))
            icon.icon, digit.text = ("check" if done else ""), ("" if done else str(index + 1))
            icon.on = digit.on = fill
            digit.tone = "on_primary" if current else "soft"
            name.tone = "ink" if current else "soft"
            name.weight = 700 if current else 400
            height = name.wanted(column)
            name.place(int(self.x) + index * column, top - node - now.px(1.2) - height, column, height)

    def _connect(self, column: int, y: int) -> None:
        now = look()
        self.canvas.before.clear()
        with self.canvas.before:
            for index in range(len(STEPS) - 1):
                Color(*rgb(now.palette.done if index < self.current else now.palette.edge))
                start = int(self.x) + index * column + column // 2 + now.px(self._node_mm / 2 + 3)
                end = int(self.x) + (index + 1) * column + column // 2 - now.px(self._node_mm / 2 + 3)
                Rectangle(pos=(start, y - max(1, now.px(0.4))), size=(end - start, max(2, now.px(0.8))))


def _way_lines() -> int:
    """How many lines the longest step takes, set as the one under way is."""
    column = look().display.width_px // len(STEPS)
    face = text.Face(look().size("small"), WEIGHTS["heading"])
    return max(text.line_count(say(step), face, column) for step in STEPS)


class TimeLeft(Row):
    """The strip where the countdown is shown and more time can be had. Its place is always kept; while nothing is counted it says where
    help is to be had. `fixed`: no more time to be had. `helped`: help stands elsewhere on the screen, or nobody here needs it.
    """

    fixed = BooleanProperty(False)
    helped = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(gap=8, inset=[SPACE.margin, 2, SPACE.margin, 4], **kwargs)
        self.height_mm = 34
        told = Column(gap=2.5, grow=1, middle=True)
        self._words = Words(style="foot" if look().narrow else "body", tone="soft", weight=500)
        self._bar = Bar(opacity=0)
        told.add_widget(self._words)
        told.add_widget(self._bar)
        self.add_widget(told)
        self._instead = Words(weight=500, valign="middle")
        self.add_widget(self._instead)
        self._more: Action | None = None

    @property
    def inside(self) -> list[Any]:
        """What stands side by side; what is said while nothing is counted has the whole strip."""
        return [child for child in super().inside if child is not self._instead]

    def fill(self, x: int, y: int, width: int, height: int) -> None:
        super().fill(x, y, width, height)
        self._instead.place(x, int(self.y), width, int(self.height))
        self._fit()

    def _fit(self) -> None:
        """What is said while nothing is counted is set as large as the strip allows."""
        for style in ("foot",) if look().narrow else ("body", "foot"):
            self._instead.style = style
            if self._instead.natural_height(int(self._instead.width)) <= self._instead.height:
                return
        self._instead.style = "small"

    def on_kv_post(self, _: object) -> None:
        """Keeps the place of `more-time` where the screen may offer it."""
        if not self.fixed:
            self._more = Action(
                name="more-time",
                label=say("More time"),
                icon="more-time",
                present=False,
                style="body",
                width_mm=72 if look().narrow else 96,
            )
            self.add_widget(self._more)

    def show(self, machine: Machine, message: str, from_s: float) -> None:
        """Shows the seconds left once there are at most `from_s` of them, with `message` (a msgid with {seconds})."""
        left = machine.seconds_left
        told = left is not None and left <= from_s
        if self._more is not None:
            self._more.present = machine.warning
        self._bar.opacity = 1 if told else 0
        if not self._words.keeps:
            # Before it is shown its room is kept: in Mongolian columns it is higher than a line.
            self._words.keeps = [say(message, seconds=_TWO_FIGURES)]
        if left is None or not told:
            warned = only_by_phone(machine) if isinstance(machine.state, _BEFORE_THE_REVIEW) else ""
            warned = say("Somebody has been called to this machine.") if machine.called else warned
            self._words.text = ""
            self._instead.text = warned or ("" if self.helped else standing_help(look().display))
            self._instead.tone, self._instead.unheard = ("note", False) if warned else ("soft", True)
            if self._instead.width > 1:
                self._fit()
            return
        self._instead.text = ""
        self._words.text = say(message, seconds=ceil(left))
        self._words.tone = self._bar.tone = "note" if machine.warning else "soft"
        # In whole seconds, so that the bar is drawn once a second.
        self._bar.value = ceil(left) / from_s


def standing_help(display: Display) -> str:
    """Where help is to be had, in one sentence."""
    window = translated(display.window)
    if not display.phone:
        return say("Need help? Go to {window}.", window=window)
    return say("Need help? Go to {window} or call {phone}.", window=window, phone=display.phone)


def only_by_phone(machine: Machine) -> str:
    """Why papers cannot be printed now, where a phone can have them; empty where they can."""
    return phone_for(machine.only_by_phone) if machine.only_by_phone else ""


def phone_for(reason: Code) -> str:
    """What is wrong, where the way on is a phone and not another machine."""
    return joined(say(problem(reason).citizen), say("The certificate can go to your phone instead."))


class Foot(Column):
    """Languages and ways of showing, on every screen in the same place and, whatever the language, in the same cells.

    One row where the widest words of all languages fit, else the languages above the modes.
    """

    machine = ObjectProperty(None)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(gap=_BETWEEN_MM, surface="surface", radius=0, inset=[_FOOT_MARGIN_MM, 5, _FOOT_MARGIN_MM, 6], **kwargs)
        self.bind(machine=Foot._filled)

    def _filled(self, *_: object) -> None:
        self.clear_widgets()
        machine: Machine = self.machine
        languages = [self._language(locale) for locale in machine.rules.locales]
        called = [self._help(machine)] if machine.may_call else []
        modes = [self._mode(name) for name in machine.rules.modes]
        room = look().mm(look().display.width_px) - 2 * _FOOT_MARGIN_MM
        one = [*languages, *called, *modes]
        rows = [one] if _width(one) + _GROUPS_MM <= room else [[*languages, *called], modes]
        for row in rows:
            line = Row(gap=_BETWEEN_MM)
            spare = (room - _width(row) - (_GROUPS_MM if row is one else 0)) / len(row)
            for toggle in row:
                if toggle is modes[0] and row is one:
                    line.add_widget(Gap(width_mm=_GROUPS_MM - _BETWEEN_MM))
                if toggle in called and row is not one:
                    line.add_widget(Gap(grow=1))  # at the end of the row, apart from the languages
                # A cell far wider than its word looks like a field to write in.
                toggle.width_mm = min(toggle.width_mm + spare, max(_WIDEST_CELL_MM, toggle.width_mm))
                line.add_widget(toggle)
            self.add_widget(line)

    def _language(self, locale: str) -> Toggle:
        name = LANGUAGE_CONTROLS[locale]
        toggle = Toggle(name=name, label=LANGUAGE_NAMES[name], icon="language", selected=self.machine.locale == locale)
        toggle.width_mm = _cell_mm([toggle.label])
        return toggle

    def _help(self, machine: Machine) -> Toggle:
        toggle = Toggle(name=HELP, label=say(CALL_STAFF), icon="bell", selected=machine.called)
        # Wider than its words by more than the others, which share what is left of their row.
        toggle.width_mm = _cell_mm([say_in(locale, CALL_STAFF) for locale in machine.rules.locales]) + 2 * _CELL_INSET_MM
        return toggle

    def _mode(self, name: str) -> Toggle:
        toggle = Toggle(name=name, label=say(MODE_NAMES[name]), icon=name, selected=name in self.machine.modes)
        toggle.width_mm = _cell_mm([say_in(locale, MODE_NAMES[name]) for locale in self.machine.rules.locales])
        return toggle

    def arrange(self) -> None:
        super().arrange()
        with self.canvas.before:
            Color(*rgb(look().palette.hairline))
            Rectangle(pos=(self.x, self.top - 1), size=(self.width, max(1, look().px(0.4))))


def _cell_mm(labels: Sequence[str]) -> float:
    """The width that the longest of the labels wants; a word in a column stands beside its picture."""
    face = text.Face(look().size("foot"), WEIGHTS["foot"])
    if is_mongolian(labels[0]):
        return max(SPACE.target, TOGGLE_ICON_MM + 1.4 * look().type.foot + 2 * _CELL_INSET_MM)
    return max(SPACE.target, look().mm(max(text.measure(label, face)[0] for label in labels)) + 2 * _CELL_INSET_MM)


def _width(cells: Sequence[Toggle]) -> float:
    return float(sum(cell.width_mm for cell in cells) + _BETWEEN_MM * (len(cells) - 1))
