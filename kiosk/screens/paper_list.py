"""The list at the end: what became of every paper of the visit, one line each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.problems import Code, problem
from kiosk.session.values import Ending, Listed
from kiosk.widgets.label import Icon, Words
from kiosk.widgets.layout import Column, Row
from kiosk.words import joined, say


def paper_list(lines: Sequence[Listed], name_of: Callable[[str], str], brief: bool = False) -> Column:
    """Those that came with a tick, the others with their reason (`brief`: in few words); `name_of` gives a kind's everyday name."""
    panel = Column(surface="surface", edge="hairline", radius=6, gap=5, inset=[10, 7, 10, 7])
    for line in lines:
        panel.add_widget(_row(line, say("Slip") if line.kind is None else name_of(line.kind), briefly(line) if brief else told(line)))
    return panel


def told(line: Listed) -> str:
    """What is said of one paper."""
    pages = say("One page") if line.pages == 1 else say("{pages} pages", pages=line.pages)
    match line.ending:
        case Ending.PRINTED | Ending.DELIVERED:
            return f"{pages}  ·  {say('Number: {number}', number=line.number)}"
        case Ending.UNCONFIRMED:
            row = problem(line.problem or Code.PRINT_UNCONFIRMED)
            return joined(say(row.citizen), _numbered(line), say(row.way))
        case Ending.NOT_PRINTED | Ending.NOT_ISSUED:
            return joined(say(problem(line.problem or Code.PRINT_FAILED).citizen), _numbered(line))
        case Ending.VOID:
            if line.problem in (None, Code.NOT_BEGUN):
                return say(problem(Code.NOT_BEGUN).citizen)
            if line.problem is Code.PHONE_EXPIRED:
                return say(problem(line.problem).citizen)
            return joined(say(problem(line.problem).citizen), say("It was not printed, and its number is void."))


def briefly(line: Listed) -> str:
    """The same in as few words as will do, for a list that finds little room."""
    match line.ending:
        case Ending.PRINTED | Ending.DELIVERED:
            return told(line)
        case Ending.UNCONFIRMED:
            return joined(say(problem(line.problem or Code.PRINT_UNCONFIRMED).citizen), _numbered(line))
        case Ending.NOT_PRINTED | Ending.NOT_ISSUED:
            return say(problem(line.problem or Code.PRINT_FAILED).citizen)
        case Ending.VOID:
            return say("It was not printed, and its number is void.")


def _numbered(line: Listed) -> str:
    """The number that staff ask for; a cancelled one is of no use to anybody."""
    if line.number is None or (line.ending is Ending.NOT_PRINTED and line.kind is not None):
        return ""
    return say("The number is {number}.", number=line.number)


def _row(line: Listed, name: str, said: str) -> Row:
    came = line.ending in (Ending.PRINTED, Ending.DELIVERED)
    row = Row(gap=6)
    row.add_widget(Icon(icon="check" if came else "info", size_mm=12, middle=True, on="surface", tone="done" if came else "note"))
    words = Column(gap=0.5, grow=1, middle=True)
    words.add_widget(Words(text=name, style="body", weight=700, on="surface"))
    words.add_widget(Words(text=said, style="foot", weight=400, tone="soft" if came else "ink", on="surface"))
    row.add_widget(words)
    return row
