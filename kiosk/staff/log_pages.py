"""The log without personal data, and the last fifty events in words."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.staff.answers import LogLine, LogTold
from kiosk.staff.asks import Ask, LogGroup, ReadLog, ReadRecent
from kiosk.staff.happened import Happened, Knob, Touched


@dataclass(frozen=True, slots=True)
class Log:
    """`lines`, newest first: None until they are known."""

    group: LogGroup = LogGroup.EVERYTHING
    lines: tuple[LogLine, ...] | None = None


@dataclass(frozen=True, slots=True)
class Recent:
    """The last events, newest first: None until they are known."""

    lines: tuple[LogLine, ...] | None = None


def log_knobs(page: Log) -> tuple[Knob, ...]:
    """What of it is shown."""
    return (*(Knob(f"group:{group.value}", selected=group is page.group) for group in LogGroup), Knob("again", page.lines is not None))


def recent_knobs(page: Recent) -> tuple[Knob, ...]:
    """What has happened since."""
    return (Knob("again", page.lines is not None),)


def on_log(page: Log, happened: Happened) -> tuple[Log, tuple[Ask, ...]]:
    """What the log's page does with it."""
    match happened:
        case LogTold(lines=lines):
            return Log(page.group, lines), ()
        case Touched(control="again"):
            return Log(page.group), (ReadLog(page.group),)
        case Touched(control=control) if control.startswith("group:"):
            group = LogGroup(control.removeprefix("group:"))
            return Log(group), (ReadLog(group),)
        case _:
            return page, ()


def on_recent(page: Recent, happened: Happened) -> tuple[Recent, tuple[Ask, ...]]:
    """What the page of events does with it."""
    match happened:
        case LogTold(lines=lines):
            return Recent(lines), ()
        case Touched(control="again"):
            return Recent(), (ReadRecent(),)
        case _:
            return page, ()
