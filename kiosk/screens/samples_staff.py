"""Every page of the staff screen, for the gallery and the audit. Nobody real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kiosk.problems import Code
from kiosk.session.machine import Machine
from kiosk.session.states import Staff
from kiosk.session.values import Rules
from kiosk.staff.answers import CardTold, Counted, Counts, Level, LogLine, NetworkTold, PrinterTold, TestPageTold, Unseen
from kiosk.staff.asks import Found, Hours, LogGroup
from kiosk.staff.counters import Counters
from kiosk.staff.desk import Desk, Home, Page
from kiosk.staff.door import Door
from kiosk.staff.hours import ScreenHours
from kiosk.staff.log_pages import Log, Recent
from kiosk.staff.network import Network
from kiosk.staff.printer_test import PrinterTest
from kiosk.staff.reader_test import ReaderTest
from kiosk.staff.rehearse import Rehearse
from kiosk.staff.restart import Restarting
from kiosk.staff.roles import Role, Who
from kiosk.staff.sound import Sound
from kiosk.staff.supplies import Supplies
from kiosk.staff.touch_test import TouchTest
from kiosk.staff.unsettled import FoundCard, Unsettled

TECHNICIAN = Who("153042", Role.TECHNICIAN)
_PAPER = Unseen("YS01-2026-000123", 2, "11-23 14:02:51")
_PAGES = (2, 1, None, 3, 2, 1, None, 4, 2, 1, 1, 2)
_PAPERS = tuple(Unseen(f"YS01-2026-{123 + place:06}", pages, f"11-23 14:{place:02}:07") for place, pages in enumerate(_PAGES))
_LEVELS = (Level("auto", None, None), Level("tray-1", 12, 250), Level("by-pass-tray", None, None), Level("MP", 40, 100))
_TONER = (Level("black", 7, 100), Level("Waste box", None, 100))
_SAID = PrinterTold(None, "idle", 12, None, _LEVELS, _TONER)
_EMPTY = PrinterTold(Code.PRINTER_MEDIA_EMPTY, "stopped", 0, 48213, (Level("Tray 1", 0, 250),), (Level("Black", 62, 100),))
_CARD = CardTold(
    "card-7", "ACS ACR1281 1S Dual Reader 00 01", "storage-page", "3B 8F 80 01 80 4F 0C A0 00 00 03 06 07 90 00 00 00 00 FF", 412,
    None, "RESIDENT", "张*三", "150390********1234", "2036-01-01", ("unknown-division",),
)  # fmt: skip
_BARE = CardTold("card-8", "ACS ACR1281 1S Dual Reader 00 01", "storage-page", "3B 88 80 01 D1", 96, Code.CARD_NOT_SUPPORTED)
_NETWORK = NetworkTold("archive.wuhai.example:8443", None, 31, 64, 0.4, "TLSv1.3", "2027-03-01")
_STAFF = (("role", "clerk"), ("staff", "153007"))
_LOST = (("code", "print-unconfirmed"), ("key", "4f0b1e6f-6a1c-4d7e-9a40-0d8b2c5b7f11"), ("outcome", "unconfirmed"))
_LINES = (
    LogLine("11-23 14:05:12", "warning", "health-changed", (("code", "printer-media-empty"), ("part", "printer"))),
    LogLine("11-23 14:04:58", "info", "staff-settled", (("number", "YS01-2026-000122"), ("outcome", "printed"), *_STAFF)),
    LogLine("11-23 14:03:40", "info", "staff-entered", (("ground", "pin"), *_STAFF)),
    LogLine("11-23 14:02:51", "error", "paper-settled", _LOST),
    LogLine("11-23 14:02:02", "info", "reader-event", (("happened", "CardRemoved(card='card-41')"),)),
    LogLine("11-23 14:01:55", "info", "card-read", (("card", "card-41"), ("ms", "402"))),
) * 3


def staff_samples(rules: Rules) -> Iterator[tuple[str, Machine]]:
    """Name and machine of every page, in the order of the menu."""

    def machine(page: Page, who: Who | None = TECHNICIAN, trouble: Code | None = None) -> Machine:
        return Machine(rules=rules, state=Staff(Desk(page, who, trouble), 1))

    yield "staff-door", machine(Door(anybody=True), None)
    yield "staff-door-typed", machine(Door(anybody=True, number="153042", typed="1234"), None)
    yield "staff-door-refused", machine(Door(anybody=True, refused=True), None)
    yield "staff-door-locked", machine(Door(anybody=True, locked_s=58), None)
    yield "staff-door-nobody", machine(Door(anybody=False), None)
    yield "staff-home", machine(Home())
    yield "staff-home-clerk", machine(Home(), Who("153007", Role.CLERK))
    yield "staff-home-auditor", machine(Home(), Who("153099", Role.AUDITOR))
    yield "staff-counters", machine(Counters(Counted("2026-09-01", Counts(41, 36, 2, 4), Counts(3127, 2890, 71, 204), 1)))
    yield "staff-counters-trouble", machine(Counters(), trouble=Code.JOURNAL_UNUSABLE)
    yield "staff-supplies", machine(Supplies(_SAID))
    yield "staff-supplies-empty", machine(Supplies(_EMPTY))
    yield "staff-unsettled", machine(Unsettled(_PAPERS[:3]))
    yield "staff-unsettled-many", machine(Unsettled(_PAPERS, settled=("YS01-2026-000122", Found.PRINTED)))
    yield "staff-unsettled-none", machine(Unsettled((), settled=("YS01-2026-000122", Found.NOT_PRINTED)))
    yield "staff-unsettled-disputed", machine(Unsettled(_PAPERS[:2], disputed=("YS01-2026-000117",)))
    yield "staff-unsettled-many-disputed", machine(Unsettled((), disputed=tuple(f"YS01-2026-{place:06}" for place in range(101, 108))))
    yield "staff-unsettled-one", machine(Unsettled((_PAPER,), _PAPER))
    yield "staff-unsettled-sure", machine(Unsettled((_PAPER,), _PAPER, Found.NOT_PRINTED))
    yield "staff-card-found", machine(Unsettled((), card=FoundCard.IN_HAND))
    yield "staff-card-locked-away", machine(Unsettled(_PAPERS[:1], card=FoundCard.LOCKED_AWAY))
    yield "staff-printer-test", machine(PrinterTest())
    yield "staff-printer-test-begun", machine(PrinterTest(begun=True, told=TestPageTold(0)))
    yield "staff-printer-test-printed", machine(PrinterTest(told=TestPageTold(1, "printed")))
    yield "staff-printer-test-not", machine(PrinterTest(told=TestPageTold(0, "not-printed", Code.PRINTER_MEDIA_JAM)))
    yield "staff-reader-test", machine(ReaderTest())
    yield "staff-reader-test-read", machine(ReaderTest(told=_CARD))
    yield "staff-reader-test-bare", machine(ReaderTest(told=_BARE))
    yield "staff-network", machine(Network(trying=False, told=_NETWORK))
    yield "staff-network-fault", machine(Network(trying=False, told=replace(_NETWORK, fault=Code.ARCHIVE_TLS)))
    yield "staff-touch-test", machine(TouchTest(((1.0, 0.4),)))
    yield "staff-touch-test-over", machine(TouchTest(((1.0, 0.4), (6.2, 1.0), (4.8, 0.2), (5.5, -0.6), (6.0, 0.1))))
    yield "staff-sound", machine(Sound(60))
    yield "staff-hours", machine(ScreenHours(Hours.CONFIGURED, "07:00–20:00"))
    yield "staff-rehearse", machine(Rehearse())
    yield "staff-rehearsal", machine(Rehearse(Code.PRINTER_MEDIA_JAM))
    yield "staff-rehearsal-out", machine(Rehearse(Code.UNCONFIRMED_LOCK, out=True))
    yield "staff-restart", machine(Restarting())
    yield "staff-restart-sure", machine(Restarting(sure=True))
    yield "staff-restart-asked", machine(Restarting(asked=True, possible=False))
    yield "staff-log", machine(Log(LogGroup.EVERYTHING, _LINES))
    yield "staff-recent", machine(Recent(_LINES))
