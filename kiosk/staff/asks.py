"""What a page asks the edge to do (`kiosk.staff.hands`). Each is answered by a value of `kiosk.staff.answers`, or by nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from kiosk.problems import Code
from kiosk.staff.roles import Right


class Found(Enum):
    """What staff found in the printer's output tray."""

    PRINTED = "printed"
    NOT_PRINTED = "not-printed"


class LogGroup(Enum):
    """What of the log is shown."""

    EVERYTHING = "everything"
    WARNINGS = "warnings"
    PAPERS = "papers"
    DEVICES = "devices"
    STAFF = "staff"


class Hours(Enum):
    """When the screen is lit while nobody is there."""

    CONFIGURED = "configured"
    LIT = "lit"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class LookAtDoor:
    """Whether anybody is set, and how long the keypad stays shut -> DoorTold."""


@dataclass(frozen=True, slots=True)
class CheckPin:
    """Whose they are -> Admitted or Refused."""

    number: str = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CheckCard:
    """Whose card lies there -> Admitted or Refused."""

    card: str


@dataclass(frozen=True, slots=True)
class NoteOpened:
    """A page was opened. For the log; no answer."""

    right: Right


@dataclass(frozen=True, slots=True)
class NoteRehearsed:
    """A fault is rehearsed. For the log; no answer."""

    code: Code


@dataclass(frozen=True, slots=True)
class NoteLeft:
    """The desk was left. For the log; no answer."""


@dataclass(frozen=True, slots=True)
class Count:
    """-> Counted."""


@dataclass(frozen=True, slots=True)
class LookAtPrinter:
    """-> PrinterTold."""


@dataclass(frozen=True, slots=True)
class ListUnsettled:
    """-> UnsettledTold."""


@dataclass(frozen=True, slots=True)
class Settle:
    """Staff's word about a paper -> UnsettledTold, with what has become of it."""

    number: str
    found: Found


@dataclass(frozen=True, slots=True)
class NoteLockedAway:
    """A card that had been left behind is locked away now. For the log; no answer."""


@dataclass(frozen=True, slots=True)
class PrintTestPage:
    """-> TestPageTold, more than once."""


@dataclass(frozen=True, slots=True)
class TryCard:
    """Read the card that lies there -> CardTold."""

    card: str


@dataclass(frozen=True, slots=True)
class TryNetwork:
    """-> NetworkTold."""


@dataclass(frozen=True, slots=True)
class LoadPreferences:
    """-> PreferencesTold."""


@dataclass(frozen=True, slots=True)
class StoreVolume:
    """-> PreferencesTold."""

    percent: int


@dataclass(frozen=True, slots=True)
class StoreHours:
    """-> PreferencesTold."""

    hours: Hours


@dataclass(frozen=True, slots=True)
class ReadLog:
    """-> LogTold."""

    group: LogGroup


@dataclass(frozen=True, slots=True)
class ReadRecent:
    """-> LogTold, the last fifty."""


@dataclass(frozen=True, slots=True)
class Restart:
    """Start the program afresh -> RestartTold."""


Ask = (
    LookAtDoor
    | CheckPin
    | CheckCard
    | NoteOpened
    | NoteRehearsed
    | NoteLeft
    | Count
    | LookAtPrinter
    | ListUnsettled
    | Settle
    | NoteLockedAway
    | PrintTestPage
    | TryCard
    | TryNetwork
    | LoadPreferences
    | StoreVolume
    | StoreHours
    | ReadLog
    | ReadRecent
    | Restart
)


def right_for(ask: Ask) -> Right | None:
    """The right that somebody needs for it; None where nobody has come in yet, or it only says what was done."""
    match ask:
        case LookAtDoor() | CheckPin() | CheckCard() | NoteLeft():
            return None
        case NoteOpened(right=right):
            return right
        case NoteRehearsed():
            return Right.REHEARSE
        case Count():
            return Right.COUNTERS
        case LookAtPrinter():
            return Right.SUPPLIES
        case ListUnsettled() | Settle() | NoteLockedAway():
            return Right.UNSETTLED
        case PrintTestPage():
            return Right.PRINTER_TEST
        case TryCard():
            return Right.READER_TEST
        case TryNetwork():
            return Right.NETWORK
        case StoreVolume():
            return Right.SOUND
        case LoadPreferences():
            return Right.SOUND
        case StoreHours():
            return Right.HOURS
        case ReadLog():
            return Right.LOG
        case ReadRecent():
            return Right.RECENT
        case Restart():
            return Right.RESTART
