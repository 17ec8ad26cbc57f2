"""Puts the staff screen's hands together from the settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from config.settings import Settings
from kiosk.journal import Journal
from kiosk.preferences import PreferenceFile
from kiosk.staff.book import StaffBook
from kiosk.staff.hands import Kit, StaffHands
from kiosk.staff.lock_file import LockFile
from kiosk.staff.looks import AskedArchive
from kiosk.tally import TallyFile
from printing.printer import Printer


def staff_file(settings: Settings) -> Path:
    """The file of staff."""
    return settings.staff.file or settings.kiosk.data_dir / "staff.json"


def preference_file(settings: Settings) -> PreferenceFile:
    """What staff have set."""
    return PreferenceFile(settings.kiosk.data_dir / "preferences.json")


def tally_file(settings: Settings, journal: Journal) -> TallyFile:
    """The counters."""
    return TallyFile(settings.kiosk.data_dir / "tally.json", journal)


def staff_hands(
    settings: Settings,
    journal: Journal,
    tally: TallyFile,
    preferences: PreferenceFile,
    printer: Printer,
    archive: AskedArchive,
    restart: Callable[[], None] | None,
) -> StaffHands:
    """The hands of the staff screen. `restart` has the program start afresh, where it can."""
    book = StaffBook(staff_file(settings))
    lock = LockFile(settings.kiosk.data_dir / "staff-lock.json")
    return StaffHands(Kit(settings, book, lock, journal, tally, printer, archive, preferences, restart))
