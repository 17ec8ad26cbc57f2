"""A journal that is damaged is told as unusable, never mended, emptied or replaced; nothing is issued without it; and it knows nobody."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from issuing_doubles import DRAFT, ID_NUMBER, Room

from archive.sample_cards import cards
from kiosk.faults import KioskFault
from kiosk.issuing import Settled
from kiosk.journal import Journal, JournalUnusable, Sent, State
from kiosk.journal_file import connect
from kiosk.problems import Code
from kiosk.session.values import Draft, Outcome
from printing.witness import Witness

PAGE = 4096  # bytes; SQLite's page size


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with a day's work in it, closed."""
    room = Room(tmp_path)
    for _ in range(30):
        room.print(room.issue())
    room.outbox.deliver()
    room.issue()
    room.journal.close()
    return room.path


def write_at(path: Path, place: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(data)


def flip_every_page_but_the_first(path: Path) -> None:
    for page in range(1, path.stat().st_size // PAGE):
        write_at(path, page * PAGE + 8, os.urandom(PAGE - 8))


def flip_a_state(path: Path) -> None:
    """One bit of one value, in the row and not in its index."""
    data = path.read_bytes()
    place = data.index(b"no-criminal-record")
    row = data.rindex(b"closed", 0, place) if b"closed" in data[place - 40 : place] else data.index(State.FILED.value.encode() + b"no-crim")
    write_at(path, row, bytes([data[row] ^ 1]))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "garbage header": lambda path: write_at(path, 0, os.urandom(100)),
    "truncated to nothing": lambda path: os.truncate(path, 0),
    "truncated within a page": lambda path: os.truncate(path, PAGE + 100),
    "truncated by half": lambda path: os.truncate(path, path.stat().st_size // 2 // PAGE * PAGE),
    "flipped pages": flip_every_page_but_the_first,
    "one flipped bit": flip_a_state,
    "a newer version": lambda path: write_at(path, 60, (99).to_bytes(4, "big")),
    "the schema of something else": lambda path: write_at(path, 60, (0).to_bytes(4, "big")),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_journal_is_unusable_stays_as_it_is_and_nothing_is_issued(tmp_path: Path, path: Path, damage: str) -> None:
    DAMAGE[damage](path)
    before = hashlib.sha256(path.read_bytes()).digest()
    room = Room(tmp_path)
    for _ in range(2):
        with pytest.raises(JournalUnusable) as fault:
            room.journal.probe()
        assert fault.value.code is Code.JOURNAL_UNUSABLE
    with pytest.raises(KioskFault) as refused:
        room.issue()
    assert refused.value.code is Code.JOURNAL_UNUSABLE
    assert room.archive.calls == []
    with pytest.raises(JournalUnusable):
        room.reconciler.run()
    assert hashlib.sha256(path.read_bytes()).digest() == before


def test_a_journal_that_is_gone_while_its_log_is_there_is_not_begun_anew(path: Path) -> None:
    path.unlink()
    path.with_name(path.name + "-wal").write_bytes(b"what had not come into the file yet")
    with pytest.raises(JournalUnusable):
        Journal(path).probe()
    assert not path.exists()


def test_pages_that_go_bad_under_a_running_kiosk_are_told(path: Path) -> None:
    journal = Journal(path)
    journal.open_rows()
    flip_every_page_but_the_first(path)
    journal._connection.execute("PRAGMA shrink_memory")
    with pytest.raises(JournalUnusable):
        journal.begin("k" * 32, "birth")
    journal.close()


def test_set_aside_the_damaged_journal_makes_room_for_a_new_one(path: Path) -> None:
    os.truncate(path, 0)
    for file in path.parent.glob(f"{path.name}*"):
        file.rename(path.parent / f"damaged-{file.name}")
    journal = Journal(path)
    journal.probe()
    assert journal.open_rows() == ()
    journal.close()


def test_a_power_cut_while_the_journal_is_made_leaves_none_or_a_whole_one(tmp_path: Path) -> None:
    """The file appears under its own name only when it is whole, whatever is left under another."""
    path = tmp_path / "journal.sqlite3"
    program = (
        "import os, sys; from pathlib import Path; from kiosk import journal_file\n"
        "os.link = lambda *_: os._exit(9)\n"
        "journal_file.connect(Path(sys.argv[1]))"
    )
    assert subprocess.run([sys.executable, "-c", program, str(path)], check=False, timeout=30).returncode == 9
    assert not path.exists()
    journal = Journal(path)
    journal.probe()
    journal.close()
    assert path.stat().st_size > 0


def test_every_step_is_in_the_file_itself_so_that_a_lost_log_takes_none_back(tmp_path: Path) -> None:
    room = Room(tmp_path)
    paper = room.issue()
    copy = tmp_path / "copy.sqlite3"
    copy.write_bytes(room.path.read_bytes())
    journal = Journal(copy)
    row = journal.row(paper.key)
    assert row is not None
    assert row.state is State.FILED
    journal.close()
    room.journal.close()


_SINCE = {
    1: ("sent_format", "sent_sha256", "printer_boot", "printer_impressions", "refused", "may_come"),
    2: ("printer_boot", "printer_impressions", "refused", "may_come"),
}


def _make_older(database: sqlite3.Connection, version: int) -> None:
    database.execute("DROP INDEX issuings_that_may_come")
    for column in _SINCE[version]:
        database.execute(f"ALTER TABLE issuings DROP COLUMN {column}")
    database.execute(f"PRAGMA user_version={version}")


@pytest.mark.parametrize("version", _SINCE)
def test_a_journal_of_an_earlier_version_is_renewed_with_its_rows(tmp_path: Path, version: int) -> None:
    path = tmp_path / "journal.sqlite3"
    room = Room(tmp_path)
    paper = room.issue()
    room.journal.close()
    with sqlite3.connect(path) as old:
        _make_older(old, version)
    old.close()
    journal = Journal(path)
    journal.handing_over(paper.key, "job", Sent("image/pwg-raster", "cd" * 32), Witness(1_700_000_000, None))
    journal.refused(paper.key, "void")
    row = journal.row(paper.key)
    assert row is not None
    assert (row.sha256, row.sent) == (paper.sha256, Sent("image/pwg-raster", "cd" * 32))
    assert (row.witness, row.refused) == (Witness(1_700_000_000, None), "void")
    journal.close()
    journal = Journal(path)
    journal.probe()
    journal.close()


def test_papers_settled_before_the_printer_was_asked_about_such_are_asked_about_after_the_renewal(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    room = Room(tmp_path)
    for word in (Outcome.PRINTED, Outcome.UNCONFIRMED):
        room.printer.result = Settled(word)
        room.print(room.issue())
    (number,) = room.journal.unconfirmed()
    room.journal.settle(number, Outcome.NOT_PRINTED)
    room.journal.close()
    with sqlite3.connect(path) as old:
        _make_older(old, 2)
    old.close()
    journal = Journal(path)
    assert [row.number for row in journal.may_come()] == [number]
    journal.close()


def test_what_the_printer_was_given_is_in_the_journal_and_told_to_the_archive(tmp_path: Path) -> None:
    room = Room(tmp_path)
    paper = room.issue()
    room.print(paper)
    row = room.journal.row(paper.key)
    assert row is not None
    assert row.sent == Sent("application/pdf", paper.sha256)
    room.outbox.deliver()
    assert room.archive.sent == {paper.key: row.sent}
    room.journal.close()


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[tuple[Journal, list[datetime]]]:
    moment = [datetime(2026, 1, 1, tzinfo=UTC)]
    journal = Journal(tmp_path / "journal.sqlite3", now=lambda: moment[0])
    journal.begin("open", "birth")
    for number in range(20):
        moment[0] += timedelta(seconds=1)
        journal.begin(f"k{number}", "birth")
        journal.void(f"k{number}", "cancelled")
        journal.closed(f"k{number}")
    yield journal, moment
    journal.close()


def test_the_oldest_closed_rows_beyond_a_number_are_forgotten_with_their_steps(closed: tuple[Journal, list[datetime]]) -> None:
    journal, _ = closed
    assert journal.prune(most=5) == 15
    assert [row["key"] for row in journal.rows_for_control()] == ["open", *(f"k{number}" for number in range(15, 20))]
    assert journal.steps("k0") == ()
    assert journal.steps("k19") == (State.INTENDED, State.VOID, State.CLOSED)


def test_a_clock_set_years_ahead_and_back_forgets_no_open_row(closed: tuple[Journal, list[datetime]]) -> None:
    journal, moment = closed
    moment[0] += timedelta(days=730)
    assert journal.prune() == 20
    moment[0] -= timedelta(days=1460)
    assert journal.prune() == 0
    assert [row.key for row in journal.open_rows()] == ["open"]


def test_the_file_and_its_log_know_nobody(tmp_path: Path) -> None:
    """The raw bytes of everything in the journal's folder, while it is open and its log is not empty, after visits of named citizens."""
    room = Room(tmp_path)
    people = cards()
    for card in people:
        content = {"subject": {"name": card.name, "id_number": ID_NUMBER, "address": card.address}}
        paper = room.issuing.issue(1, f"token-of-{card.name}", Draft("draft", DRAFT.kind, ID_NUMBER, content), ID_NUMBER)
        room.printer.result = type(room.printer.result)(list(Outcome)[len(room.printer.jobs) % 3], Code.PRINT_FAILED)
        room.print(paper)
    room.issuing.end_visit(1)
    room.outbox.deliver()
    files = [file for file in tmp_path.iterdir() if file.name.startswith("journal")]
    assert {file.name for file in files} >= {"journal.sqlite3", "journal.sqlite3-wal"}
    raw = b"".join(file.read_bytes() for file in files)
    assert paper.number.encode() in raw
    secrets = {ID_NUMBER, *(card.name for card in people), *(card.id_number for card in people), *(card.address for card in people)}
    for secret in secrets:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            assert secret.encode(encoding) not in raw
    assert all(line.isascii() for row in room.journal.rows_for_control() for line in row.values() if isinstance(line, str))
    room.journal.close()


def test_the_place_of_the_journal_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "a b%20?#档案"
    folder.mkdir()
    connection = connect(folder / "journal.sqlite3")
    connection.close()
    assert (folder / "journal.sqlite3").exists()
