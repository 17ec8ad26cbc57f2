"""Does what the pages of the staff screen ask for, on the runtime's worker threads, and writes it in the log: by whom, and what."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import structlog

from config.settings import Settings
from idcard.reader import CardError
from kiosk import logs
from kiosk.faults import KioskFault, place_of
from kiosk.journal import IllegalTransition, Journal, UnknownNumber
from kiosk.preferences import PreferenceFile
from kiosk.printer_port import CODE_OF_REASON
from kiosk.problems import Code
from kiosk.reader_events import CODE_OF_FAULT
from kiosk.session.values import Outcome
from kiosk.settling import settle
from kiosk.staff import looks
from kiosk.staff.answers import (
    Admitted,
    Answer,
    CouldNot,
    DoorTold,
    LogTold,
    PreferencesTold,
    Refused,
    RestartTold,
    TestPageTold,
)
from kiosk.staff.asks import (
    Ask,
    CheckCard,
    CheckPin,
    Count,
    ListUnsettled,
    LoadPreferences,
    LookAtDoor,
    LookAtPrinter,
    NoteLeft,
    NoteLockedAway,
    NoteOpened,
    NoteRehearsed,
    PrintTestPage,
    ReadLog,
    ReadRecent,
    Restart,
    Settle,
    StoreHours,
    StoreVolume,
    TryCard,
    TryNetwork,
    right_for,
)
from kiosk.staff.book import StaffBook
from kiosk.staff.lock_file import LockFile
from kiosk.staff.looks import AskedArchive, TestedReader
from kiosk.staff.roles import Who
from kiosk.tally import TallyFile
from printing.fonts import FontsMissing
from printing.job import Outcome as JobOutcome
from printing.job import Progress
from printing.printer import Printer

_log = structlog.get_logger(__name__)

Tell = Callable[[Answer], None]


@dataclass(frozen=True, slots=True)
class Kit:
    """What the pages look at. `restart` has the program start afresh; None where it cannot (the demo)."""

    settings: Settings
    book: StaffBook
    lock: LockFile
    journal: Journal
    tally: TallyFile
    printer: Printer
    archive: AskedArchive
    preferences: PreferenceFile
    restart: Callable[[], None] | None = None


class StaffHands:
    """Does it. Never raises: what nobody foresaw is told as UNEXPECTED."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._checking = threading.Lock()

    def visit_began(self) -> None:
        """A visit has begun; it is counted. Does not wait."""
        self._kit.tally.visit_began()

    def do(self, ask: Ask, who: Who | None, reader: TestedReader, tell: Tell) -> None:
        """Does what `who` asks for and tells what came of it. Without the right for it nothing is done."""
        right = right_for(ask)
        if right is not None and (who is None or not who.may(right)):
            _log.error("staff-page-failed", word=type(ask).__name__, code=Code.UNEXPECTED.value)
            return
        try:
            self._do(ask, who, reader, tell)
        except CardError as error:
            self._failed(ask, CODE_OF_FAULT[error.kind], tell)
        except KioskFault as fault:
            self._failed(ask, fault.code, tell)
        except Exception as error:
            _log.error("staff-page-failed", word=type(ask).__name__, error=type(error).__name__, place=place_of(error))
            tell(CouldNot(Code.UNEXPECTED))

    def _failed(self, ask: Ask, code: Code, tell: Tell) -> None:
        _log.warning("staff-page-failed", word=type(ask).__name__, code=code.value)
        if isinstance(ask, CheckPin | CheckCard):
            tell(Refused(self._kit.lock.left_s()))
        tell(CouldNot(code))

    def _do(self, ask: Ask, who: Who | None, reader: TestedReader, tell: Tell) -> None:
        kit = self._kit
        match ask:
            case LookAtDoor():
                tell(DoorTold(bool(kit.book.members()), kit.lock.left_s()))
            case CheckPin():
                with self._checking:
                    tell(self._check_pin(ask))
            case CheckCard(card=card):
                tell(self._check_card(reader, card))
            case NoteOpened(right=opened):
                self._by(who).info("staff-page", page=opened.value)
            case NoteRehearsed(code=code):
                self._by(who).info("staff-rehearsed", code=code.value)
            case NoteLeft():
                self._by(who).info("staff-left")
            case Count():
                tell(looks.counted(kit.tally.count(), len(kit.journal.unconfirmed())))
            case LookAtPrinter():
                tell(looks.printer_told(kit.printer.status()))
            case ListUnsettled():
                tell(looks.unsettled_told(kit.journal))
            case Settle():
                tell(self._settle(ask, who))
            case NoteLockedAway():
                readers = ", ".join(reader.name for reader in kit.settings.readers)
                self._by(who).info("staff-card-locked-away", reader=readers)
            case PrintTestPage():
                self._print_test_page(who, tell)
            case TryCard(card=card):
                self._by(who).info("staff-card-tried")
                tell(looks.card_told(reader, card))
            case TryNetwork():
                found = looks.network_told(kit.settings, kit.archive)
                self._by(who).info("staff-network-tried", code=found.fault.value if found.fault else None, ms=found.latency_ms)
                tell(found)
            case LoadPreferences():
                tell(self._preferences())
            case StoreVolume(percent=percent):
                kit.preferences.change(volume=percent)
                self._by(who).info("staff-volume-set", value=percent)
                tell(self._preferences())
            case StoreHours(hours=hours):
                kit.preferences.change(hours=hours)
                self._by(who).info("staff-hours-set", value=hours.value)
                tell(self._preferences())
            case ReadLog(group=group):
                tell(LogTold(looks.log_lines(logs.recent(), group)))
            case ReadRecent():
                tell(LogTold(looks.last_events(logs.recent())))
            case Restart():
                self._by(who).info("staff-restart")
                tell(RestartTold(kit.restart is not None))
                if kit.restart is not None:
                    kit.restart()

    def _by(self, who: Who | None) -> Any:
        """The log, with who it was."""
        return _log.bind(staff=who.number if who else None, role=who.role.value if who else None)

    def _check_pin(self, ask: CheckPin) -> Answer:
        """One at a time, and counted before the next: two tries at once are two tries."""
        lock = self._kit.lock
        if left := lock.left_s():
            return Refused(left)
        who = self._kit.book.by_pin(ask.number, ask.pin)
        if who is not None:
            return self._admit(who, "pin")
        locked_s = lock.failed()
        _log.warning("staff-refused", ground="pin")
        if locked_s:
            _log.warning("staff-locked-out", value=locked_s)
        return Refused(locked_s)

    def _check_card(self, reader: TestedReader, card: str) -> Answer:
        """A card is not counted: nobody guesses one. It opens also while the keypad is shut, so that wrong PINs keep no staff out."""
        numbers = looks.card_numbers(reader, card)
        who = self._kit.book.by_card(*numbers) if numbers else None
        if who is not None:
            return self._admit(who, "card")
        _log.warning("staff-refused", ground="card")
        return Refused(self._kit.lock.left_s())

    def _admit(self, who: Who, ground: str) -> Answer:
        self._kit.lock.succeeded()
        self._by(who).info("staff-entered", ground=ground)
        return Admitted(who)

    def _settle(self, ask: Settle, who: Who | None) -> Answer:
        """Raises JobOpen while the printer does not give the paper's job up."""
        journal, outcome = self._kit.journal, Outcome(ask.found.value)
        try:
            settle(journal, self._kit.printer, ask.number, outcome)
        except (UnknownNumber, IllegalTransition):
            # Somebody else was quicker, or the printer has come back and told; the list says what is left.
            return looks.unsettled_told(journal)
        self._by(who).info("staff-settled", number=ask.number, outcome=outcome.value)
        return replace(looks.unsettled_told(journal), settled=(ask.number, ask.found))

    def _print_test_page(self, who: Who | None, tell: Tell) -> None:
        kit = self._kit
        status = kit.printer.status()
        obstacle = status.obstacle_for(1)
        if obstacle is not None:
            tell(TestPageTold(0, JobOutcome.NOT_PRINTED.value, CODE_OF_REASON.get(obstacle, Code.PRINTER_STOPPED)))
            return

        def on_progress(progress: Progress) -> None:
            tell(TestPageTold(progress.page, None, CODE_OF_REASON.get(progress.problem) if progress.problem else None))

        tell(TestPageTold(0))
        table = kit.settings
        try:
            from kiosk.printer_trial import try_page  # with what sets pages: see `kiosk.press`

            settled = try_page(
                kit.printer, list(table.fonts.directories), table.kiosk.id, table.printer.job_limit_s, on_progress, table.printer.poll_s
            )
        except FontsMissing:
            tell(TestPageTold(0, JobOutcome.NOT_PRINTED.value, Code.FONTS_MISSING))
            return
        self._by(who).info("staff-test-page", outcome=settled.outcome.value, ground=settled.ground.value)
        problem = CODE_OF_REASON.get(settled.problem) if settled.problem else None
        tell(TestPageTold(settled.page, settled.outcome.value, problem))

    def _preferences(self) -> PreferencesTold:
        now, screen = self._kit.preferences.now, self._kit.settings.screen
        lit = f"{screen.lit_from:%H:%M}–{screen.lit_to:%H:%M}" if screen.lit_from and screen.lit_to else ""
        return PreferencesTold(now.volume, now.hours, lit)
