"""Issuing: journalled before it is done, for the person on the card and nobody else, printed once or void."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread

import pytest
from issuing_doubles import (
    DRAFT,
    ID_NUMBER,
    VISIT,
    Room,
    break_writes,
    mend_writes,
)

from kiosk.archive_answers import IssuedAnswer
from kiosk.faults import ArchiveFault, KioskFault, PaperFault, PrinterRefused, PrinterSilent
from kiosk.issuing import Settled
from kiosk.journal import Sent, State
from kiosk.problems import Code
from kiosk.session.values import Outcome
from printing.formats import Document, DocumentFormat
from printing.witness import Witness


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.journal.close()


def test_the_key_is_in_the_journal_before_the_archive_hears_of_it(room: Room) -> None:
    seen = []
    issue = room.archive.issue

    def watched(key: str, draft_id: str, token: str) -> IssuedAnswer:
        row = room.journal.row(key)
        seen.append(row.state if row else None)
        return issue(key, draft_id, token)

    room.archive.issue = watched  # type: ignore[method-assign]
    room.issue()
    assert seen == [State.INTENDED]


def test_a_paper_goes_through_every_state_in_order(room: Room) -> None:
    paper = room.issue()
    assert room.print(paper) == Settled(Outcome.PRINTED)
    room.outbox.deliver()
    assert [state.value for state in room.journal.steps(paper.key)] == [
        "intended", "registered", "rendered", "signed", "filed", "handing-over", "accepted", "printed", "closed",
    ]  # fmt: skip
    assert list(room.archive.status.values()) == ["printed"]
    assert room.issuing.active == frozenset()


def test_how_the_printer_was_before_it_got_anything_is_in_the_journal_first(room: Room) -> None:
    room.printer.seen_as = Witness(1_700_000_000, 4711)
    paper = room.issue()
    room.printer.refuses = PrinterRefused(Code.PRINTER_REFUSED)
    room.print(paper)
    row = room.journal.row(paper.key)
    assert row is not None
    assert row.witness == Witness(1_700_000_000, 4711)


def test_nothing_is_issued_when_the_draft_is_about_somebody_else(room: Room) -> None:
    with pytest.raises(PaperFault) as fault:
        room.issuing.issue(VISIT, "token", replace(DRAFT, subject_id_number="150390198001011234"), ID_NUMBER)
    assert fault.value.code is Code.PERSON_MISMATCH
    assert room.archive.calls == []


def test_a_paper_about_somebody_else_is_void_and_never_drawn(room: Room) -> None:
    room.archive.subject = "150390198001011234"
    with pytest.raises(PaperFault) as fault:
        room.issue()
    assert fault.value.code is Code.PERSON_MISMATCH
    assert room.states() == [State.VOID]
    room.outbox.deliver()
    assert list(room.archive.status.values()) == ["void"]
    assert room.printer.jobs == []


def test_the_person_is_compared_again_at_the_hand_over(room: Room) -> None:
    paper = room.issue()
    settled = room.issuing.print(paper, "150390198001011234", lambda _page, _problem: None)
    assert settled == Settled(Outcome.NOT_PRINTED, Code.PERSON_MISMATCH)
    assert room.printer.jobs == []
    assert room.states() == [State.VOID]


def test_a_paper_that_cannot_be_drawn_is_void(room: Room) -> None:
    room.press.error = PaperFault(Code.GLYPH_MISSING)
    with pytest.raises(KioskFault) as fault:
        room.issue()
    assert fault.value.code is Code.GLYPH_MISSING
    assert room.states() == [State.VOID]


def test_a_bug_while_drawing_voids_the_number(room: Room) -> None:
    room.press.error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        room.issue()
    assert room.states() == [State.VOID]
    assert room.issuing.active == frozenset()


def test_an_archive_that_is_away_costs_no_number(room: Room) -> None:
    room.archive.fault = Code.ARCHIVE_SLOW
    with pytest.raises(ArchiveFault):
        room.issue()
    assert room.states() == [State.VOID]
    room.archive.fault = None
    room.outbox.deliver()
    assert list(room.archive.status.values()) == ["void"]
    with pytest.raises(ArchiveFault):
        room.archive.issue(*room.archive.status, "draft", "token")


@pytest.mark.parametrize("form", DocumentFormat)
def test_journal_and_archive_hold_the_hash_of_what_was_handed_over_beside_that_of_the_signed_paper(
    room: Room, form: DocumentFormat
) -> None:
    room.printer.format = form
    paper = room.issue()
    handed: list[Sent | None] = []
    hand_over = room.printer.hand_over

    def look(document: Document, job_name: str) -> int:
        row = room.journal.row(paper.key)
        assert row is not None
        handed.append(row.sent)
        return hand_over(document, job_name)

    room.printer.hand_over = look  # type: ignore[method-assign]
    assert room.print(paper).outcome is Outcome.PRINTED
    (job,) = room.printer.jobs
    sent = Sent(form.value, hashlib.sha256(job.pdf).hexdigest())
    assert handed == [sent], "written before it was done"
    (row,) = room.journal.open_rows()
    assert row.sha256 == paper.sha256
    assert (row.sent_sha256 == paper.sha256) == (form is DocumentFormat.PDF)
    room.outbox.deliver()
    assert room.archive.sent == {paper.key: sent}


def test_a_paper_that_cannot_be_drawn_for_this_printer_is_void(room: Room) -> None:
    def fail(_pdf: bytes) -> Document:
        raise PaperFault(Code.UNEXPECTED)

    paper = room.issue()
    room.printer.prepare = fail  # type: ignore[method-assign]
    assert room.print(paper) == Settled(Outcome.NOT_PRINTED, Code.UNEXPECTED)
    assert room.printer.jobs == []
    assert room.states() == [State.VOID]


def test_what_cannot_be_journalled_is_not_issued(room: Room) -> None:
    break_writes(room.journal)
    with pytest.raises(KioskFault) as fault:
        room.issue()
    assert fault.value.code is Code.JOURNAL_UNUSABLE
    assert room.archive.calls == []


def test_what_cannot_be_journalled_is_not_handed_over(room: Room) -> None:
    paper = room.issue()
    break_writes(room.journal)
    assert room.print(paper) == Settled(Outcome.NOT_PRINTED, Code.JOURNAL_UNUSABLE)
    assert room.printer.jobs == []
    mend_writes(room.journal)
    room.after_the_restart()
    assert list(room.archive.status.values()) == ["void"]


def test_a_journal_that_fails_while_printing_is_caught_up_from_the_printer(room: Room) -> None:
    paper = room.issue()
    hand_over = room.printer.hand_over

    def fail_after(document: Document, job_name: str) -> int:
        job_id = hand_over(document, job_name)
        break_writes(room.journal)
        return job_id

    room.printer.hand_over = fail_after  # type: ignore[method-assign]
    assert room.print(paper).outcome is Outcome.PRINTED
    assert room.states() == [State.HANDING_OVER]
    mend_writes(room.journal)
    room.after_the_restart()
    assert list(room.archive.status.values()) == ["printed"]


def test_a_printer_that_refuses_voids_the_number(room: Room) -> None:
    paper = room.issue()
    room.printer.refuses = PrinterRefused(Code.PRINTER_NO_PDF)
    assert room.print(paper) == Settled(Outcome.NOT_PRINTED, Code.PRINTER_NO_PDF)
    room.outbox.deliver()
    assert list(room.archive.status.values()) == ["void"]
    assert list(room.archive.reasons.values()) == ["printer-no-pdf"]


@pytest.mark.parametrize("error", [PrinterSilent(Code.PRINT_UNCONFIRMED), RuntimeError("a bug")])
def test_what_nobody_saw_is_unconfirmed_and_locks(room: Room, error: Exception) -> None:
    paper = room.issue()
    room.printer.refuses = error
    assert room.print(paper).outcome is Outcome.UNCONFIRMED
    assert room.journal.unconfirmed() == (paper.number,)
    room.outbox.deliver()
    assert list(room.archive.status.values()) == ["unconfirmed"]
    room.journal.settle(paper.number, Outcome.NOT_PRINTED)
    room.outbox.deliver()
    assert list(room.archive.status.values()) == ["void"]
    assert room.states() == []


@pytest.mark.parametrize("_again", range(20))
def test_ten_requests_to_print_print_one_paper(room: Room, _again: int) -> None:
    paper = room.issue()
    start = Barrier(10)
    outcomes = []

    def ask() -> None:
        start.wait()
        outcomes.append(room.print(paper).outcome)

    threads = [Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(room.printer.jobs) == 1
    assert outcomes.count(Outcome.PRINTED) == 1


def test_the_bytes_are_let_go_when_they_are_handed_over(room: Room) -> None:
    paper = room.issue()
    assert room.issuing._kept
    room.print(paper)
    assert not room.issuing._kept


def test_bytes_that_are_not_those_that_were_signed_are_not_printed(room: Room) -> None:
    paper = room.issue()
    settled = room.print(replace(paper, sha256="00" * 32))
    assert settled == Settled(Outcome.NOT_PRINTED, Code.UNEXPECTED)
    assert room.printer.jobs == []
    assert room.states() == [State.VOID]


def test_a_visit_that_ends_voids_its_paper_and_drops_its_bytes(room: Room) -> None:
    paper = room.issue()
    room.issuing.end_visit(VISIT)
    assert room.states() == [State.VOID]
    assert room.print(paper).outcome is Outcome.NOT_PRINTED
    assert room.printer.jobs == []


def test_a_paper_that_comes_after_its_visit_has_ended_is_void(room: Room) -> None:
    room.issuing.end_visit(VISIT)
    with pytest.raises(PaperFault):
        room.issue()
    assert room.states() == [State.VOID]


def test_a_printed_paper_is_not_voided_by_the_end_of_its_visit(room: Room) -> None:
    paper = room.issue()
    room.print(paper)
    room.issuing.end_visit(VISIT)
    room.issuing.void(paper.key, "late")
    room.outbox.deliver()
    assert list(room.archive.status.values()) == ["printed"]


def test_an_archive_that_gives_a_number_twice_is_not_believed(room: Room) -> None:
    first = room.issue()
    room.archive.numbers = {"other": None}
    room.archive.numbers.pop("other")
    with pytest.raises(ArchiveFault) as fault:
        room.issue()
    assert fault.value.code is Code.ARCHIVE_GARBAGE
    row = room.journal.row(first.key)
    assert row is not None
    assert row.state is State.FILED
