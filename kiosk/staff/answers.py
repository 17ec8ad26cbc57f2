"""What the edge answers a page. Nothing here holds personal data: what a card says comes masked, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.problems import Code
from kiosk.staff.asks import Found, Hours
from kiosk.staff.roles import Who


@dataclass(frozen=True, slots=True)
class DoorTold:
    """`anybody`: whether any staff is set. `locked_s`: whole seconds for which the keypad is shut."""

    anybody: bool
    locked_s: int


@dataclass(frozen=True, slots=True)
class Admitted:
    """Come in."""

    who: Who


@dataclass(frozen=True, slots=True)
class Refused:
    """Not the right PIN, or nobody's card; nothing says which of number and PIN was wrong."""

    locked_s: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Visits begun; papers printed, voided and taken by phone."""

    visits: int = 0
    printed: int = 0
    void: int = 0
    phone: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """`since`: the first day that is counted (ISO 8601). `unconfirmed`: papers that wait for staff now."""

    since: str
    today: Counts
    total: Counts
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class Level:
    """A tray (sheets) or a supply (percent). None: the printer does not tell."""

    name: str
    left: int | None
    capacity: int | None


@dataclass(frozen=True, slots=True)
class PrinterTold:
    """How the printer is. `obstacle` keeps it from printing; `sheets` of our paper in all trays; `impressions` in its whole life."""

    obstacle: Code | None
    state: str
    sheets: int | None = None
    impressions: int | None = None
    trays: tuple[Level, ...] = ()
    toner: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class Unseen:
    """A paper nobody has seen come out: its number, pages (None: unknown), and when it was handed to the printer (Chinese time)."""

    number: str
    pages: int | None
    at: str


@dataclass(frozen=True, slots=True)
class UnsettledTold:
    """The papers that wait, oldest first. `settled`: the number and outcome that have just been written.

    `disputed`: the numbers of papers that are settled here and of which the archive says something else.
    """

    papers: tuple[Unseen, ...]
    settled: tuple[str, Found] | None = None
    disputed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TestPageTold:
    """How far the test page has come; `outcome` (printed, not-printed, unconfirmed) once that is known."""

    page: int
    outcome: str | None = None
    problem: Code | None = None


@dataclass(frozen=True, slots=True)
class CardTold:
    """What the card of placement `card` said. `fault`: why it could not be read. Name and number come masked, and go with the card."""

    card: str
    reader: str
    profile: str
    atr: str
    ms: int
    fault: Code | None = None
    document: str = ""
    name: str = ""
    id_number: str = ""
    valid_to: str = ""
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkTold:
    """How the archive answers. `offset_s`: this clock minus the archive's; `tls`: the protocol; `valid_to`: the certificate's last day."""

    host: str
    fault: Code | None = None
    latency_ms: int | None = None
    slowest_ms: int | None = None
    offset_s: float | None = None
    tls: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class PreferencesTold:
    """What staff have set. `lit`: the configured hours of the screen, such as 07:00-19:00; empty for always."""

    volume: int
    hours: Hours
    lit: str = ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the log: Chinese time, level, event, and the other values as `key=value`."""

    at: str
    level: str
    event: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LogTold:
    """Lines, newest first."""

    lines: tuple[LogLine, ...]


@dataclass(frozen=True, slots=True)
class RestartTold:
    """Whether the program starts afresh now."""

    possible: bool


@dataclass(frozen=True, slots=True)
class CouldNot:
    """What was asked for could not be done."""

    code: Code


Answer = (
    DoorTold
    | Admitted
    | Refused
    | Counted
    | PrinterTold
    | UnsettledTold
    | TestPageTold
    | CardTold
    | NetworkTold
    | PreferencesTold
    | LogTold
    | RestartTold
    | CouldNot
)
