"""The journal on a disk of its own that fills up, turns read-only or goes away, and comes back: nothing is issued that cannot be
journalled, what had begun is accounted for, and nobody has to restart the kiosk.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from issuing_doubles import Room

from kiosk.faults import KioskFault
from kiosk.health import JournalWatch
from kiosk.journal import JournalUnusable, State
from kiosk.problems import Code
from kiosk.session.events import HealthChanged, UnconfirmedChanged
from kiosk.session.values import Outcome, Part
from tests.real.pcsc import require_private

pytestmark = pytest.mark.real

DISK_BYTES = 1024 * 1024  # a kilobyte or so a row: room for a day, and full in a moment


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk that only this test sees."""
    require_private()
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "none", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def room(disk: Path) -> Iterator[Room]:
    made = Room(disk)
    yield made
    made.journal.close()


def fill(disk: Path) -> Path:
    """Uses the last byte up, with a file that is in the way; also the room that the journal's log has for its next commit.

    tmpfs counts its blocks for each processor apart and may say "full" some blocks early: full is when nothing goes in however often
    it is tried, from whichever processor.
    """
    journal = disk / "journal.sqlite3"
    if journal.exists():
        with closing(sqlite3.connect(journal)) as connection:
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            assert not busy, "the log keeps its room"
    path = disk / "in-the-way"
    own = os.sched_getaffinity(0)
    try:
        while sum(_poured(path, processor) for processor in own):
            pass
    finally:
        os.sched_setaffinity(0, own)
    return path


def _poured(path: Path, processor: int) -> int:
    """How many bytes more that processor gets into the file."""
    os.sched_setaffinity(0, {processor})
    before = path.stat().st_size if path.exists() else 0
    with path.open("ab", buffering=0) as file:
        for size in (65536, 4096, 1):
            with suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    return path.stat().st_size - before


def remount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)


def watch(room: Room, disk: Path) -> JournalWatch:
    return JournalWatch(room.journal, disk, 5.0, room.reconciler.run, free_bytes=lambda _: 10**12)


def journal_says(code: Code | None) -> HealthChanged:
    return HealthChanged(Part.JOURNAL, code)


def test_on_a_full_disk_nothing_is_issued_until_it_has_room_again(room: Room, disk: Path) -> None:
    look = watch(room, disk).look
    assert look() == ()
    in_the_way = fill(disk)
    assert look() == (journal_says(Code.DISK_FULL),)
    with pytest.raises(KioskFault) as fault:
        room.issue()
    assert fault.value.code is Code.DISK_FULL
    assert room.archive.calls == []
    in_the_way.unlink()
    assert look() == (journal_says(None),)
    room.print(room.issue())
    room.outbox.deliver()
    assert set(room.archive.status.values()) == {"printed"}


def test_a_disk_that_is_full_from_the_start_is_told_and_the_journal_made_once_there_is_room(disk: Path) -> None:
    in_the_way = fill(disk)
    room = Room(disk)
    look = watch(room, disk).look
    assert look() == (journal_says(Code.DISK_FULL),)
    assert [path.name for path in disk.iterdir()] == ["in-the-way"], "half a journal was left behind"
    in_the_way.unlink()
    assert look() == (journal_says(None),)
    room.journal.close()


@pytest.mark.parametrize("call", ["issue", "compose", "sign", "file"])
def test_a_disk_that_fills_up_while_a_paper_is_issued_voids_its_number_when_there_is_room(
    room: Room, disk: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = {"file": "file_document"}.get(call, call)
    part = room.press if call == "compose" else room.archive
    done, in_the_way = getattr(part, name), []

    def and_the_disk_is_full(*args: object) -> object:
        answer = done(*args)
        in_the_way.append(fill(disk))
        return answer

    monkeypatch.setattr(part, name, and_the_disk_is_full)
    with pytest.raises(KioskFault) as fault:
        room.issue()
    assert fault.value.code is Code.DISK_FULL
    assert room.printer.jobs == []
    for path in in_the_way:
        path.unlink(missing_ok=True)
    room.after_the_restart()
    assert set(room.archive.status.values()) == {"void"}
    assert room.journal.open_rows() == ()


def test_on_a_disk_that_has_filled_up_a_paper_that_is_under_way_is_still_finished_in_the_room_its_log_has(room: Room, disk: Path) -> None:
    room.print(room.issue())
    paper = room.issue()
    with suppress(OSError), (disk / "in-the-way").open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)
    assert room.print(paper).outcome is Outcome.PRINTED
    room.outbox.deliver()
    assert room.journal.open_rows() == ()


def test_on_a_disk_that_fills_up_before_the_printer_gets_the_paper_it_never_does(room: Room, disk: Path) -> None:
    paper = room.issue()
    in_the_way = fill(disk)
    settled = room.print(paper)
    assert (settled.outcome, settled.problem) == (Outcome.NOT_PRINTED, Code.DISK_FULL)
    assert room.printer.jobs == []
    in_the_way.unlink()
    room.after_the_restart()
    assert room.archive.status == {paper.key: "void"}


@pytest.mark.parametrize("remembers", [True, False])
def test_on_a_disk_that_fills_up_while_the_paper_is_printed_its_row_is_settled_before_the_next_citizen(
    room: Room, disk: Path, remembers: bool
) -> None:
    paper = room.issue()
    look = watch(room, disk).look
    assert look() == ()
    in_the_way: list[Path] = []
    settled = room.issuing.print(paper, paper.subject_id_number, lambda page, _: in_the_way.append(fill(disk)) if page == 2 else None)
    assert settled.outcome is Outcome.PRINTED
    assert room.states() == [State.ACCEPTED], "the outcome cannot have been written"
    assert look() == (journal_says(Code.DISK_FULL),)
    room.printer.remembers = remembers
    in_the_way[0].unlink()
    if remembers:
        assert look() == (journal_says(None),)
        assert room.states() == [State.PRINTED]
    else:
        assert look() == (UnconfirmedChanged((paper.number,)), journal_says(None))
        assert room.states() == [State.UNCONFIRMED]
    assert len(room.printer.jobs) == 1


def test_on_a_read_only_disk_nothing_is_issued_until_it_can_be_written_again(room: Room, disk: Path) -> None:
    look = watch(room, disk).look
    assert look() == ()
    room.journal.close()  # only an error turns a file system read-only under open files; nobody can ask for that
    remount(disk, "ro")
    assert look() == (journal_says(Code.JOURNAL_UNUSABLE),)
    with pytest.raises(KioskFault) as fault:
        room.issue()
    assert fault.value.code is Code.JOURNAL_UNUSABLE
    assert room.archive.calls == []
    remount(disk, "rw")
    assert look() == (journal_says(None),)
    room.issue()


def test_a_disk_that_is_gone_under_the_running_kiosk_is_told(room: Room, disk: Path) -> None:
    look = watch(room, disk).look
    assert look() == ()
    subprocess.run(["umount", "-l", str(disk)], check=True)
    try:
        with pytest.raises(JournalUnusable):
            room.journal.probe()
        assert look() == (journal_says(Code.JOURNAL_UNUSABLE),)
    finally:
        subprocess.run(["mount", "-t", "tmpfs", "none", str(disk)], check=True)


def test_the_disk_of_these_tests_is_really_full(disk: Path) -> None:
    fill(disk)
    with pytest.raises(OSError, match="No space left") as fault, (disk / "more").open("wb", buffering=0) as file:
        file.write(b"\0")
    assert fault.value.errno == errno.ENOSPC
