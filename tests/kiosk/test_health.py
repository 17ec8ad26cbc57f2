"""One missed look is nothing, three are a fault; a part's own word and a first success count at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from issuing_doubles import MemoryPrinter, break_writes, mend_writes

from kiosk.faults import ArchiveFault
from kiosk.health import LARGEST_SKEW, LEAST_FREE_BYTES, MISSES, ArchiveWatch, JournalWatch, PrinterWatch, Verdict
from kiosk.journal import Journal, JournalUnusable, State
from kiosk.printer_port import CODE_OF_REASON
from kiosk.problems import Code
from kiosk.session.events import HealthChanged, UnconfirmedChanged
from kiosk.session.values import Outcome, Part
from printing.reasons import Reason

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Archive:
    def __init__(self) -> None:
        self.fault: Code | None = None
        self.now = NOW

    def ready(self) -> None:
        if self.fault:
            raise ArchiveFault(self.fault)

    def health(self) -> datetime:
        return self.now


def archive_says(problem: Code | None) -> tuple[HealthChanged]:
    return (HealthChanged(Part.ARCHIVE, problem),)


def printer_says(problem: Code | None) -> tuple[HealthChanged]:
    return (HealthChanged(Part.PRINTER, problem),)


def watched() -> tuple[Archive, ArchiveWatch]:
    archive = Archive()
    return archive, ArchiveWatch(archive, 5.0, now=lambda: NOW)


def test_a_part_never_heard_is_not_ready() -> None:
    assert watched()[1].before() == archive_says(Code.ARCHIVE_UNREACHABLE)
    assert PrinterWatch(MemoryPrinter(), 5.0).before() == printer_says(Code.PRINTER_UNREACHABLE)


def test_the_first_answer_counts_at_once() -> None:
    assert watched()[1].look() == archive_says(None)
    archive, watch = watched()
    archive.fault = Code.ARCHIVE_TLS
    assert watch.look() == archive_says(Code.ARCHIVE_TLS)


def test_two_misses_are_nothing_and_the_third_is_a_fault_until_the_first_success() -> None:
    archive, watch = watched()
    watch.look()
    archive.fault = Code.ARCHIVE_SLOW
    assert watch.look() == ()
    assert watch.look() == ()
    assert watch.look() == archive_says(Code.ARCHIVE_SLOW)
    assert watch.look() == ()
    archive.fault = None
    assert watch.look() == archive_says(None)


@given(st.lists(st.booleans(), max_size=30))
def test_a_part_heard_once_fails_only_after_three_misses_in_a_row(answers: list[bool]) -> None:
    verdict = Verdict(Part.PRINTER, Code.PRINTER_UNREACHABLE)
    verdict.heard(None)
    row = 0
    for answered in answers:
        if answered:
            verdict.heard(None)
            row = 0
        else:
            verdict.missed(Code.PRINTER_UNREACHABLE)
            row += 1
        assert verdict.event == HealthChanged(Part.PRINTER, Code.PRINTER_UNREACHABLE if row >= MISSES else None)


@pytest.mark.parametrize("side", [-1, 1])
def test_a_clock_five_minutes_off_is_a_fault_in_either_direction(side: int) -> None:
    archive, watch = watched()
    archive.now = NOW + side * LARGEST_SKEW
    assert watch.look() == archive_says(None)
    archive.now += side * timedelta(seconds=1)
    assert watch.look() == archive_says(Code.CLOCK_WRONG)


def test_what_the_printer_says_counts_at_once_and_its_silence_after_three_looks() -> None:
    printer = MemoryPrinter()
    watch = PrinterWatch(printer, 5.0)
    assert watch.look() == printer_says(None)
    printer.troubled = Code.PRINTER_MEDIA_EMPTY
    assert watch.look() == printer_says(Code.PRINTER_MEDIA_EMPTY)
    printer.troubled = None
    assert watch.look() == printer_says(None)
    printer.away = True
    assert [watch.look() for _ in range(4)] == [(), (), printer_says(Code.PRINTER_UNREACHABLE), ()]


def test_every_reason_that_blocks_has_its_problem_and_no_other_has() -> None:
    assert set(CODE_OF_REASON) == {reason for reason in Reason if reason.blocks}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path / "journal.sqlite3")
    yield made
    made.close()


def test_a_journal_that_cannot_be_written_is_told_at_once_and_its_recovery_too(journal: Journal, tmp_path: Path) -> None:
    watch = JournalWatch(journal, tmp_path, 5.0, lambda: 0, free_bytes=lambda _: LEAST_FREE_BYTES)
    assert watch.look() == ()
    break_writes(journal)
    assert watch.look() == (HealthChanged(Part.JOURNAL, Code.JOURNAL_UNUSABLE),)
    mend_writes(journal)
    assert watch.look() == (HealthChanged(Part.JOURNAL, None),)


def test_a_disk_with_little_room_is_told_before_it_is_full(journal: Journal, tmp_path: Path) -> None:
    free = [LEAST_FREE_BYTES - 1]
    watch = JournalWatch(journal, tmp_path, 5.0, lambda: 0, free_bytes=lambda _: free[0])
    assert watch.look() == (HealthChanged(Part.JOURNAL, Code.DISK_FULL),)
    free[0] += 1
    assert watch.look() == (HealthChanged(Part.JOURNAL, None),)


def test_a_journal_that_is_sound_again_is_reconciled_and_the_lock_told_before_anybody_hears_of_it(journal: Journal, tmp_path: Path) -> None:
    faults: list[JournalUnusable] = [JournalUnusable(Code.DISK_FULL)]
    steps = (State.INTENDED, State.REGISTERED, State.RENDERED, State.SIGNED, State.FILED, State.HANDING_OVER)

    def reconcile() -> None:
        if faults:
            raise faults.pop()
        assert journal.steps("k") == steps
        journal.settled("k", Outcome.UNCONFIRMED, "restart")

    journal.begin("k", "birth")
    journal.registered("k", "N-1")
    journal.rendered("k", 1)
    journal.signed("k", "ab" * 32)
    journal.filed("k")
    journal.handing_over("k", "job-k")
    watch = JournalWatch(journal, tmp_path, 5.0, reconcile, free_bytes=lambda _: LEAST_FREE_BYTES)
    assert watch.look() == ()
    break_writes(journal)
    assert watch.look() == (HealthChanged(Part.JOURNAL, Code.JOURNAL_UNUSABLE),)
    mend_writes(journal)
    assert watch.look() == (HealthChanged(Part.JOURNAL, Code.DISK_FULL),)
    assert watch.look() == (UnconfirmedChanged(("N-1",)), HealthChanged(Part.JOURNAL, None))


def test_a_data_folder_that_is_gone_is_told(journal: Journal, tmp_path: Path) -> None:
    watch = JournalWatch(journal, tmp_path / "gone", 5.0, lambda: 0)
    assert watch.look() == (HealthChanged(Part.JOURNAL, Code.JOURNAL_UNUSABLE),)
