"""What the pages ask for is done for whoever may, written down with who it was, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from structlog.testing import capture_logs
from test_staff_looks import Reader
from test_tally import printed

from config.settings import Settings, load
from kiosk.faults import ArchiveFault
from kiosk.journal import Journal
from kiosk.preferences import PreferenceFile
from kiosk.problems import Code
from kiosk.session.values import Outcome
from kiosk.staff.answers import Admitted, Answer, CouldNot, DoorTold, LogTold, PreferencesTold, Refused, RestartTold, UnsettledTold
from kiosk.staff.asks import (
    Ask,
    CheckCard,
    CheckPin,
    Count,
    Found,
    Hours,
    ListUnsettled,
    LoadPreferences,
    LogGroup,
    LookAtDoor,
    NoteLeft,
    NoteLockedAway,
    NoteOpened,
    NoteRehearsed,
    ReadLog,
    ReadRecent,
    Restart,
    Settle,
    StoreHours,
    StoreVolume,
    TryNetwork,
    right_for,
)
from kiosk.staff.book import StaffBook
from kiosk.staff.hands import Kit, StaffHands
from kiosk.staff.lock_file import LockFile
from kiosk.staff.lockout import FREE_TRIES
from kiosk.staff.roles import Right, Role, Who
from kiosk.staff.shut import ShutDoor
from kiosk.tally import TallyFile
from tests.printing.waiting_printer import WaitingPrinter

PIN = "271828"
CLERK, TECHNICIAN, AUDITOR = (
    Who(number, role) for number, role in (("1001", Role.CLERK), ("1002", Role.TECHNICIAN), ("1003", Role.AUDITOR))
)


@dataclass
class Archive:
    fault: Code | None = None

    def health(self) -> datetime:
        if self.fault:
            raise ArchiveFault(self.fault)
        return datetime.now(UTC)

    def ready(self) -> None:
        """Says nothing against it."""


@dataclass
class Room:
    hands: StaffHands
    journal: Journal
    book: StaffBook
    archive: Archive
    printer: WaitingPrinter
    restarts: list[str] = field(default_factory=list)

    def ask(self, ask: Ask, who: Who | None, reader: Any = None) -> list[Answer]:
        said: list[Answer] = []
        self.hands.do(ask, who, reader or Reader(), said.append)
        return said


@pytest.fixture
def settings() -> Settings:
    return load(Path(__file__).parents[2] / "config" / "demo.toml")


@pytest.fixture
def room(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr("kiosk.staff.book._HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    journal, book, archive = Journal(tmp_path / "journal.sqlite3"), StaffBook(tmp_path / "staff.json"), Archive()
    for who in (CLERK, TECHNICIAN):
        book.add(who.number, who.role, PIN)
    restarts: list[str] = []
    printer = WaitingPrinter("held", 1)
    kit = Kit(
        settings, book, LockFile(tmp_path / "lock.json"), journal, TallyFile(tmp_path / "tally.json", journal), printer, archive,
        PreferenceFile(tmp_path / "preferences.json"), lambda: restarts.append("now"),
    )  # fmt: skip
    yield Room(StaffHands(kit), journal, book, archive, printer, restarts)
    journal.close()


EVERY_ASK: tuple[Ask, ...] = (
    Count(), ListUnsettled(), Settle("N-a", Found.PRINTED), TryNetwork(), LoadPreferences(), StoreVolume(10), StoreHours(Hours.DARK),
    ReadLog(LogGroup.EVERYTHING), ReadRecent(), Restart(), NoteOpened(Right.LOG), NoteRehearsed(Code.UNEXPECTED), NoteLockedAway(),
)  # fmt: skip


@pytest.mark.parametrize("ask", EVERY_ASK, ids=lambda ask: type(ask).__name__)
@pytest.mark.parametrize("who", [None, CLERK, AUDITOR], ids=["nobody", "clerk", "auditor"])
def test_without_the_right_nothing_is_done(room: Room, ask: Ask, who: Who | None) -> None:
    printed(room.journal, "a", Outcome.UNCONFIRMED)
    right = right_for(ask)
    assert right is not None
    if who is not None and who.may(right):
        return
    with capture_logs() as lines:
        assert room.ask(ask, who) == []
    assert [line["event"] for line in lines] == ["staff-page-failed"]
    assert room.restarts == []
    assert room.journal.unconfirmed() == ("N-a",)


def test_the_right_pin_lets_in_and_stands_in_the_log_without_the_pin(room: Room) -> None:
    with capture_logs() as lines:
        assert room.ask(CheckPin("1001", PIN), None) == [Admitted(CLERK)]
        room.ask(NoteLeft(), CLERK)
    assert lines[0] == {"event": "staff-entered", "staff": "1001", "role": "clerk", "ground": "pin", "log_level": "info"}
    assert lines[1]["event"] == "staff-left"
    assert PIN not in repr(lines)


def test_wrong_pins_shut_the_door_to_the_right_one_too(room: Room) -> None:
    with capture_logs() as lines:
        answers = [room.ask(CheckPin("1001", "141421"), None)[0] for _ in range(FREE_TRIES)]
    assert [isinstance(answer, Refused) and answer.locked_s > 0 for answer in answers] == [False, False, True]
    assert [line["event"] for line in lines].count("staff-locked-out") == 1
    (refused,) = room.ask(CheckPin("1001", PIN), None)
    assert isinstance(refused, Refused)
    (door,) = room.ask(LookAtDoor(), None)
    assert isinstance(door, DoorTold)
    assert door.locked_s > 0


def test_a_staff_card_opens_also_while_the_keypad_is_shut(room: Room) -> None:
    room.book.add_card("1002", "id:150390199001011234")
    for _ in range(FREE_TRIES):
        room.ask(CheckPin("1001", "141421"), None)
    assert room.ask(CheckCard("card-1"), None) == [Admitted(TECHNICIAN)]
    assert room.ask(LookAtDoor(), None) == [DoorTold(True, 0)]


def test_a_citizen_s_card_opens_nothing(room: Room) -> None:
    with capture_logs() as lines:
        assert room.ask(CheckCard("card-1"), None) == [Refused(0)]
    assert "150390199001011234" not in repr(lines)


def test_a_file_of_staff_that_cannot_be_believed_lets_nobody_in(room: Room) -> None:
    room.book.path.chmod(0o644)
    assert room.ask(CheckPin("1001", PIN), None) == [Refused(0), CouldNot(Code.STAFF_FILE_UNUSABLE)]


def test_a_paper_that_the_archive_will_not_have_so_is_told_beside_those_to_settle(room: Room) -> None:
    printed(room.journal, "a", Outcome.PRINTED)
    printed(room.journal, "b", Outcome.UNCONFIRMED)
    for key in ("a", "b"):
        room.journal.refused(key, "void")
    (told,) = room.ask(ListUnsettled(), CLERK)
    assert isinstance(told, UnsettledTold)
    assert [paper.number for paper in told.papers] == ["N-b"]
    assert told.disputed == ("N-a",)


def test_a_paper_is_settled_once_and_by_name(room: Room) -> None:
    printed(room.journal, "a", Outcome.UNCONFIRMED)
    with capture_logs() as lines:
        (told,) = room.ask(Settle("N-a", Found.PRINTED), CLERK)
    assert told == UnsettledTold((), ("N-a", Found.PRINTED))
    assert lines == [
        {"event": "staff-settled", "staff": "1001", "role": "clerk", "number": "N-a", "outcome": "printed", "log_level": "info"}
    ]
    assert room.ask(Settle("N-a", Found.NOT_PRINTED), CLERK) == [UnsettledTold(())]
    row = room.journal.row("a")
    assert row is not None
    assert row.outcome == "printed"


def test_a_card_that_was_locked_away_stands_in_the_log_with_reader_and_staff_and_nothing_of_its_owner(room: Room) -> None:
    with capture_logs() as lines:
        assert room.ask(NoteLockedAway(), CLERK) == []
    assert lines == [{"event": "staff-card-locked-away", "staff": "1001", "role": "clerk", "reader": "Virtual PCD*", "log_level": "info"}]


def test_a_paper_whose_job_the_printer_does_not_give_up_is_not_settled_and_the_problem_told(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.settling.LOOK_S", 0.0)
    monkeypatch.setattr("printing.calling_off.CALL_OFF_S", 0.0)
    printed(room.journal, "held", Outcome.UNCONFIRMED)
    room.printer.stubborn = True
    assert room.ask(Settle("N-held", Found.NOT_PRINTED), CLERK) == [CouldNot(Code.PRINT_JOB_OPEN)]
    assert room.journal.unconfirmed() == ("N-held",)
    room.printer.stubborn = False
    assert room.ask(Settle("N-held", Found.NOT_PRINTED), CLERK) == [UnsettledTold((), ("N-held", Found.NOT_PRINTED))]
    assert room.printer.ended


def test_a_network_that_fails_is_told_with_its_code(room: Room) -> None:
    room.archive.fault = Code.ARCHIVE_TLS
    (told,) = room.ask(TryNetwork(), TECHNICIAN)
    assert getattr(told, "fault", None) is Code.ARCHIVE_TLS


def test_what_is_set_is_told_back(room: Room) -> None:
    room.ask(StoreVolume(30), CLERK)
    (told,) = room.ask(StoreHours(Hours.DARK), CLERK)
    assert told == PreferencesTold(30, Hours.DARK, "")


def test_restart_is_asked_for_once_it_is_told(room: Room) -> None:
    assert room.ask(Restart(), TECHNICIAN) == [RestartTold(True)]


def test_the_log_is_told_to_whoever_may_read_it(room: Room) -> None:
    (told,) = room.ask(ReadRecent(), AUDITOR)
    assert isinstance(told, LogTold)


def test_a_journal_that_cannot_be_read_is_said(room: Room, tmp_path: Path) -> None:
    room.journal.close()
    (tmp_path / "journal.sqlite3").write_bytes(b"no journal" * 100)
    assert room.ask(ListUnsettled(), CLERK) == [CouldNot(Code.JOURNAL_UNUSABLE)]


def test_where_no_staff_can_be_known_the_door_stays_shut() -> None:
    said: list[Answer] = []
    for ask in (LookAtDoor(), CheckPin("1001", PIN)):
        ShutDoor().do(ask, None, Reader(), said.append)
    assert said == [DoorTold(anybody=False, locked_s=0)]
