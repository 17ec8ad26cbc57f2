"""The staff's desk: who has come in, and which page lies on it. Pure; the session holds it in its state `Staff`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.problems import Code
from kiosk.staff import (
    counters,
    door,
    hours,
    log_pages,
    network,
    printer_test,
    reader_test,
    rehearse,
    restart,
    sound,
    supplies,
    touch_test,
    unsettled,
)
from kiosk.staff.answers import Admitted, CouldNot
from kiosk.staff.asks import (
    Ask,
    Count,
    ListUnsettled,
    LoadPreferences,
    LogGroup,
    LookAtDoor,
    LookAtPrinter,
    NoteOpened,
    ReadLog,
    ReadRecent,
    TryNetwork,
)
from kiosk.staff.counters import Counters
from kiosk.staff.door import Door
from kiosk.staff.happened import Happened, Knob, Touched
from kiosk.staff.hours import ScreenHours
from kiosk.staff.log_pages import Log, Recent
from kiosk.staff.network import Network
from kiosk.staff.printer_test import PrinterTest
from kiosk.staff.reader_test import ReaderTest
from kiosk.staff.rehearse import Rehearse
from kiosk.staff.restart import Restarting
from kiosk.staff.roles import Right, Who, rights_of
from kiosk.staff.sound import Sound
from kiosk.staff.supplies import Supplies
from kiosk.staff.touch_test import TouchTest
from kiosk.staff.unsettled import Unsettled

OPEN = "open:"
"""Before a page's name in the menu's controls."""


@dataclass(frozen=True, slots=True)
class Home:
    """The menu: a tile for each right."""


Page = (
    Door
    | Home
    | Counters
    | Supplies
    | Unsettled
    | PrinterTest
    | ReaderTest
    | Network
    | TouchTest
    | Sound
    | ScreenHours
    | Rehearse
    | Restarting
    | Log
    | Recent
)


@dataclass(frozen=True, slots=True)
class Desk:
    """`who` is None at the door, and only there. `trouble`: why the last thing that was asked for could not be done."""

    page: Page
    who: Who | None = None
    trouble: Code | None = None


Turn = tuple[Desk, tuple[Ask, ...]]


def opened() -> Turn:
    """The desk of somebody who has just made the gesture."""
    return Desk(Door()), (LookAtDoor(),)


def at_home(who: Who) -> Desk:
    """The desk of somebody who has come in."""
    return Desk(Home(), who)


def knobs(desk: Desk) -> tuple[Knob, ...]:
    """What can be touched, in reading order. `leave` is on every page but the rehearsal, which is the citizen's screen."""
    if isinstance(desk.page, Rehearse) and desk.page.code is not None:
        return rehearse.knobs(desk.page)
    ways = (Knob("leave"),) if isinstance(desk.page, Door | Home) else (Knob("home"), Knob("leave"))
    return (*_of_page(desk), *ways)


def _of_page(desk: Desk) -> tuple[Knob, ...]:
    match desk.page:
        case Door() as page:
            return door.knobs(page)
        case Home():
            return tuple(Knob(OPEN + right.value) for right in rights_of(desk.who.role)) if desk.who else ()
        case Supplies() as page:
            return supplies.knobs(page)
        case Unsettled() as page:
            return unsettled.knobs(page)
        case PrinterTest() as page:
            return printer_test.knobs(page)
        case Network() as page:
            return network.knobs(page)
        case TouchTest() as page:
            return touch_test.knobs(page)
        case Sound() as page:
            return sound.knobs(page)
        case ScreenHours() as page:
            return hours.knobs(page)
        case Rehearse() as page:
            return rehearse.knobs(page)
        case Restarting() as page:
            return restart.knobs(page)
        case Log() as page:
            return log_pages.log_knobs(page)
        case Recent() as page:
            return log_pages.recent_knobs(page)
        case Counters() | ReaderTest():
            return ()


def page_name(desk: Desk) -> str:
    """A page's stable name, for programs: a right's, or door or home."""
    match desk.page:
        case Door():
            return "door"
        case Home():
            return "home"
        case Counters():
            return Right.COUNTERS.value
        case Supplies():
            return Right.SUPPLIES.value
        case Unsettled():
            return Right.UNSETTLED.value
        case PrinterTest():
            return Right.PRINTER_TEST.value
        case ReaderTest():
            return Right.READER_TEST.value
        case Network():
            return Right.NETWORK.value
        case TouchTest():
            return Right.TOUCH_TEST.value
        case Sound():
            return Right.SOUND.value
        case ScreenHours():
            return Right.HOURS.value
        case Rehearse():
            return Right.REHEARSE.value
        case Restarting():
            return Right.RESTART.value
        case Log():
            return Right.LOG.value
        case Recent():
            return Right.RECENT.value


def on(desk: Desk, happened: Happened) -> Turn:
    """What the desk does with it. Touches have been compared with `knobs` before, except the hits of the touch panel's test."""
    match happened:
        case Admitted(who=who):
            # Only the door asks who somebody is, and only while it does.
            return (at_home(who), ()) if isinstance(desk.page, Door) and desk.page.checking else (desk, ())
        case Touched(control="home") if desk.who is not None:
            return at_home(desk.who), ()
        case Touched(control=control) if isinstance(desk.page, Home):
            return _open(desk, control)
        case CouldNot(code=code):
            page, asks = _on_page(desk.page, happened)
            return replace(desk, page=page, trouble=code), asks
        case _:
            page, asks = _on_page(desk.page, happened)
            return replace(desk, page=page, trouble=None if asks or isinstance(happened, Touched) else desk.trouble), asks


def _open(desk: Desk, control: str) -> Turn:
    right = next((right for right in Right if OPEN + right.value == control), None)
    if right is None or desk.who is None or not desk.who.may(right):
        return desk, ()
    page, asks = first(right)
    return Desk(page, desk.who), (NoteOpened(right), *asks)


def first(right: Right) -> tuple[Page, tuple[Ask, ...]]:
    """A page as it is opened, and what it has to know."""
    match right:
        case Right.COUNTERS:
            return Counters(), (Count(),)
        case Right.SUPPLIES:
            return Supplies(), (LookAtPrinter(),)
        case Right.UNSETTLED:
            return Unsettled(), (ListUnsettled(),)
        case Right.PRINTER_TEST:
            return PrinterTest(), ()
        case Right.READER_TEST:
            return ReaderTest(), ()
        case Right.NETWORK:
            return Network(), (TryNetwork(),)
        case Right.TOUCH_TEST:
            return TouchTest(), ()
        case Right.SOUND:
            return Sound(), (LoadPreferences(),)
        case Right.HOURS:
            return ScreenHours(), (LoadPreferences(),)
        case Right.REHEARSE:
            return Rehearse(), ()
        case Right.RESTART:
            return Restarting(), ()
        case Right.LOG:
            return Log(), (ReadLog(LogGroup.EVERYTHING),)
        case Right.RECENT:
            return Recent(), (ReadRecent(),)


def _on_page(page: Page, happened: Happened) -> tuple[Page, tuple[Ask, ...]]:
    match page:
        case Door():
            return door.on(page, happened)
        case Home():
            return page, ()
        case Counters():
            return counters.on(page, happened)
        case Supplies():
            return supplies.on(page, happened)
        case Unsettled():
            return unsettled.on(page, happened)
        case PrinterTest():
            return printer_test.on(page, happened)
        case ReaderTest():
            return reader_test.on(page, happened)
        case Network():
            return network.on(page, happened)
        case TouchTest():
            return touch_test.on(page, happened)
        case Sound():
            return sound.on(page, happened)
        case ScreenHours():
            return hours.on(page, happened)
        case Rehearse():
            return rehearse.on(page, happened)
        case Restarting():
            return restart.on(page, happened)
        case Log():
            return log_pages.on_log(page, happened)
        case Recent():
            return log_pages.on_recent(page, happened)
