"""The runtime: events in one queue, effects on workers, one visit after the other, no thread left."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
import structlog
from runtime_doubles import ID_NUMBER, MARK, Kiosk

from idcard import placements
from idcard.reader import CardError, CardFault
from kiosk import runtime
from kiosk.archive_answers import ChoicesAnswer
from kiosk.faults import ArchiveFault, PaperFault
from kiosk.issuing import Settled
from kiosk.journal import JournalUnusable
from kiosk.parts import Chore
from kiosk.problems import Code
from kiosk.session.events import HealthChanged
from kiosk.session.states import (
    Apology,
    Attract,
    Catalogue,
    Collect,
    Details,
    Issuing,
    OutOfService,
    ReadingCard,
    Review,
    TakeCard,
)
from kiosk.session.values import Outcome, Part, Receipt, SlipForm

RECEIPT = Receipt("HZ-2026-000001", "3号窗口", 3, SlipForm.ACCEPTANCE, ID_NUMBER, {"subject": {"id_number": ID_NUMBER}})


@pytest.fixture
def kiosk() -> Iterator[Kiosk]:
    made = Kiosk()
    made.runtime.start()
    yield made
    made.runtime.stop()


@pytest.fixture
def logged() -> Iterator[list[Mapping[str, object]]]:
    with structlog.testing.capture_logs() as lines:
        yield lines


def test_a_visit_goes_from_the_card_to_the_paper(kiosk: Kiosk) -> None:
    kiosk.to_review()
    kiosk.touch("print")
    kiosk.await_screen(TakeCard)
    assert kiosk.papers.done == ["issue 1 token"]
    kiosk.reader.tell(placements.CardRemoved("card-1"))
    kiosk.await_screen(Collect)
    kiosk.touch("done")
    kiosk.await_screen(Attract)
    kiosk.until(lambda: kiosk.archive.ended == ["token"])
    assert kiosk.papers.done == ["issue 1 token", "print key", "end 1"]


def test_the_choices_of_archive_and_definition_come_in_the_definitions_order_and_the_citizens_language(kiosk: Kiosk) -> None:
    kiosk.lay_card()
    kiosk.await_screen(Catalogue)
    kiosk.touch("language-en")
    kiosk.touch("family-relationship")
    kiosk.await_screen(Details)
    state = kiosk.machine.state
    assert isinstance(state, Details)
    assert [group.parameter for group in state.choices] == ["relative", "purpose"]
    assert [choice.label for choice in state.choices[1].choices] == ["Employment", "求学"]


def test_kinds_the_archive_does_not_offer_are_on_the_menu_with_the_reason(kiosk: Kiosk) -> None:
    kiosk.lay_card()
    kiosk.await_screen(Catalogue)
    assert kiosk.machine.visit is not None
    offers = {offer.kind: (offer.available, offer.reason) for offer in kiosk.machine.visit.offers}
    assert offers == {"family-relationship": (True, None), "not-here": (False, Code.DEFINITION_NOT_APPROVED)}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (CardFault.UNREADABLE, Code.CARD_UNREADABLE),
        (CardFault.NOT_SUPPORTED, Code.CARD_NOT_SUPPORTED),
        (CardFault.REMOVED, Code.CARD_REMOVED),
        (CardFault.NO_SERVICE, Code.PCSC_UNAVAILABLE),
    ],
)
def test_a_card_that_cannot_be_read_is_told_as_its_problem(kiosk: Kiosk, fault: CardFault, code: Code) -> None:
    kiosk.reader.fault = CardError(fault, "detail")
    kiosk.lay_card()
    kiosk.await_screen(Apology)
    assert kiosk.machine.state == Apology(code)


def test_a_refusal_with_a_receipt_reaches_the_citizen(kiosk: Kiosk) -> None:
    kiosk.lay_card()
    kiosk.await_screen(Catalogue)
    kiosk.touch("family-relationship")
    kiosk.await_screen(Details)
    kiosk.archive.fault = ArchiveFault(Code.AT_WINDOW, RECEIPT)
    for control in ("relative:1", "next", "purpose:employment", "next"):
        kiosk.touch(control)
    kiosk.await_screen(Apology)
    state = kiosk.machine.state
    assert isinstance(state, Apology)
    assert (state.problem, state.receipt) == (Code.AT_WINDOW, RECEIPT)


def to_receipt(kiosk: Kiosk) -> None:
    kiosk.lay_card()
    kiosk.await_screen(Catalogue)
    kiosk.touch("family-relationship")
    kiosk.await_screen(Details)
    kiosk.archive.fault = ArchiveFault(Code.AT_WINDOW, RECEIPT)
    for control in ("relative:1", "next", "purpose:employment", "next"):
        kiosk.touch(control)
    kiosk.await_screen(Apology)


def take_slip(kiosk: Kiosk, receipt: Receipt) -> None:
    """From the apology to the end of the visit; nothing is printed before the card is taken."""
    kiosk.touch("print-slip")
    kiosk.await_screen(TakeCard)
    assert kiosk.slips.printed == []
    kiosk.reader.tell(placements.CardRemoved("card-1"))
    kiosk.await_screen(Collect)
    assert kiosk.slips.printed == [receipt.number]
    kiosk.touch("done")
    kiosk.await_screen(Attract)


def test_a_slip_is_printed_behind_the_gate_and_no_paper_is_issued(kiosk: Kiosk) -> None:
    to_receipt(kiosk)
    take_slip(kiosk, RECEIPT)
    kiosk.until(lambda: kiosk.archive.ended == ["token"])
    assert kiosk.papers.done == ["end 1"]


CARD_CHECK = Receipt("ZJ-2026-000001", "3号窗口", 0, SlipForm.CARD_CHECK, ID_NUMBER, {"subject": {"id_number": ID_NUMBER}})


def test_the_slip_of_a_card_check_is_printed_without_a_visit_having_been_opened(kiosk: Kiosk) -> None:
    kiosk.archive.fault = ArchiveFault(Code.DATA_CONFLICT, CARD_CHECK)
    kiosk.lay_card()
    kiosk.await_screen(Apology)
    take_slip(kiosk, CARD_CHECK)
    kiosk.until(lambda: kiosk.papers.done == ["end 1"])
    assert kiosk.archive.ended == []


def test_a_card_check_without_a_definition_here_shows_its_number_only(kiosk: Kiosk) -> None:
    kiosk.slips.forms = frozenset({SlipForm.ACCEPTANCE})
    kiosk.archive.fault = ArchiveFault(Code.DATA_CONFLICT, CARD_CHECK)
    kiosk.lay_card()
    kiosk.await_screen(Apology)
    state = kiosk.machine.state
    assert isinstance(state, Apology)
    assert state.receipt == replace(CARD_CHECK, form=None)


def test_a_slip_without_a_definition_here_is_not_offered(kiosk: Kiosk) -> None:
    kiosk.slips.forms = frozenset({SlipForm.RETRIEVAL})
    to_receipt(kiosk)
    state = kiosk.machine.state
    assert isinstance(state, Apology)
    assert state.receipt == replace(RECEIPT, form=None)


def test_a_slip_that_cannot_be_drawn_leaves_the_number_on_the_screen(kiosk: Kiosk) -> None:
    to_receipt(kiosk)
    kiosk.slips.fault = PaperFault(Code.CONTENT_UNFIT)
    kiosk.touch("print-slip")
    kiosk.await_screen(TakeCard)
    kiosk.reader.tell(placements.CardRemoved("card-1"))
    kiosk.until(lambda: getattr(kiosk.machine.state, "problem", None) is Code.SLIP_NOT_PRINTED)
    state = kiosk.machine.state
    assert isinstance(state, Apology)
    assert state.receipt is not None
    assert state.receipt.number == RECEIPT.number
    kiosk.touch("done")
    kiosk.await_screen(Attract)


def test_the_pictures_of_a_draft_come_with_it_and_go_to_the_preview(kiosk: Kiosk) -> None:
    kiosk.archive.images = {"aa": b"one", "bb": b"two"}
    kiosk.previewer.names = ("aa", "bb", "aa")
    kiosk.to_review()
    assert kiosk.previewer.drafts[0].images == kiosk.archive.images
    assert [what for what in kiosk.archive.asked if what.startswith("image")] == ["image draft-1 token"] * 2


@pytest.mark.parametrize("images", [{str(n): b"x" for n in range(7)}, {"1": b"x" * (13 << 20), "2": b"x" * (13 << 20)}])
def test_too_many_pictures_or_too_large_ones_are_refused(kiosk: Kiosk, images: dict[str, bytes]) -> None:
    kiosk.archive.images, kiosk.previewer.names = images, tuple(images)
    kiosk.lay_card()
    kiosk.await_screen(Catalogue)
    kiosk.choose()
    kiosk.until(lambda: getattr(kiosk.machine.state, "problem", None) is Code.PICTURE_UNUSABLE)


def test_a_kind_with_nothing_on_record_to_choose_from_is_not_found(kiosk: Kiosk) -> None:
    kiosk.archive.people = 0
    kiosk.lay_card()
    kiosk.await_screen(Catalogue)
    kiosk.touch("family-relationship")
    kiosk.until(lambda: getattr(kiosk.machine.state, "problem", None) is Code.NOT_FOUND)


def test_the_numbers_in_full_are_drawn_when_they_are_asked_for(kiosk: Kiosk) -> None:
    kiosk.to_review()
    kiosk.touch("id-numbers")
    kiosk.until(lambda: isinstance(kiosk.machine.state, Review) and kiosk.machine.state.in_full)
    state = kiosk.machine.state
    assert isinstance(state, Review)
    assert state.shown.rgb == ID_NUMBER.encode()


def test_numbers_that_cannot_be_drawn_in_full_are_told(kiosk: Kiosk) -> None:
    kiosk.to_review()
    kiosk.previewer.error = PaperFault(Code.CONTENT_UNFIT)
    kiosk.touch("id-numbers")
    kiosk.until(lambda: getattr(kiosk.machine.state, "problem", None) is Code.CONTENT_UNFIT)


def test_a_bug_in_a_step_is_told_as_unexpected_and_logged_by_place_only(kiosk: Kiosk, logged: list[Mapping[str, object]]) -> None:
    kiosk.previewer.error = ZeroDivisionError(f"{MARK} {ID_NUMBER}")
    kiosk.lay_card()
    kiosk.await_screen(Catalogue)
    kiosk.choose()
    kiosk.await_screen(Apology)
    state = kiosk.machine.state
    assert isinstance(state, Apology)
    assert state.problem is Code.UNEXPECTED
    (line,) = [line for line in logged if line["event"] == "effect-failed"]
    assert line["error"] == "ZeroDivisionError"
    assert "carrying_out.py" in str(line["place"]) or "test_runtime.py" in str(line["place"])
    assert MARK not in repr(logged)
    assert ID_NUMBER not in repr(logged)


def test_a_late_answer_of_an_earlier_visit_changes_nothing(kiosk: Kiosk) -> None:
    kiosk.archive.hold = threading.Event()
    kiosk.lay_card()
    kiosk.await_screen(ReadingCard)
    kiosk.until(lambda: kiosk.archive.asked == ["open"] or not kiosk.changed.wait(0.01))
    kiosk.reader.tell(placements.CardRemoved("card-1"))
    kiosk.await_screen(Apology)
    kiosk.touch("done")
    kiosk.await_screen(Attract)
    kiosk.archive.hold.set()
    kiosk.runtime.post(HealthChanged(Part.ARCHIVE, None))
    kiosk.touch("start")
    kiosk.until(lambda: kiosk.machine.visit_id == 2)
    assert kiosk.machine.visit is not None
    assert kiosk.machine.visit.token is None


def test_a_document_that_needs_more_sheets_than_the_printer_has_is_not_begun_and_another_may_be_chosen(kiosk: Kiosk) -> None:
    kiosk.papers.sheets = 0
    kiosk.lay_card()
    kiosk.await_screen(Catalogue)
    kiosk.choose()
    kiosk.await_screen(Apology)
    assert kiosk.machine.state == Apology(Code.PRINTER_MEDIA_SHORT)
    assert kiosk.machine.visit is not None
    assert kiosk.papers.done == []


def test_a_paper_that_comes_after_the_citizen_has_gone_is_void(kiosk: Kiosk) -> None:
    kiosk.to_review()
    kiosk.papers.hold = threading.Event()
    kiosk.touch("print")
    kiosk.await_screen(Issuing)
    kiosk.touch("cancel")
    kiosk.papers.hold.set()
    kiosk.until(lambda: any(done.startswith("void key") for done in kiosk.papers.done))
    assert not any(done.startswith("print") for done in kiosk.papers.done)


def test_an_unconfirmed_paper_locks_before_any_other_screen_is_shown(kiosk: Kiosk) -> None:
    kiosk.to_review()
    kiosk.touch("print")
    kiosk.await_screen(TakeCard)
    kiosk.papers.settled = Settled(Outcome.UNCONFIRMED, Code.PRINT_UNCONFIRMED)
    kiosk.journal.numbers = ("N-1",)
    kiosk.reader.tell(placements.CardRemoved("card-1"))
    kiosk.await_screen(Apology)
    assert kiosk.machine.unconfirmed == ("N-1",)
    kiosk.touch("done")
    kiosk.await_screen(OutOfService)
    kiosk.journal.numbers = ()
    kiosk.await_screen(Attract)


def test_until_the_open_rows_have_been_looked_at_no_reader_is_open_and_the_kiosk_is_out_of_service() -> None:
    looking, held = threading.Event(), threading.Event()
    kiosk = Kiosk(chores=(Chore("reconcile", 60.0, lambda: (looking.set(), held.wait(5)), first=True),))
    kiosk.runtime.start()
    assert looking.wait(5)
    kiosk.await_screen(OutOfService)
    assert kiosk.machine.state == OutOfService(Code.READER_MISSING)
    assert not kiosk.reader.started.wait(0.3)
    held.set()
    kiosk.await_screen(Attract)
    kiosk.runtime.stop()


def test_while_the_open_rows_cannot_be_looked_at_no_reader_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "FIRST_AGAIN_S", 0.01)
    tries: list[BaseException] = [ZeroDivisionError(), JournalUnusable(Code.JOURNAL_UNUSABLE), JournalUnusable(Code.DISK_FULL)]

    def reconcile() -> None:
        assert not kiosk.reader.started.is_set()
        if tries:
            raise tries.pop()

    kiosk = Kiosk(chores=(Chore("reconcile", 60.0, reconcile, first=True),))
    kiosk.runtime.start()
    kiosk.await_screen(Attract)
    assert kiosk.reader.started.wait(5)
    assert not tries
    kiosk.runtime.stop()


def test_a_chore_that_fails_is_done_again(logged: list[Mapping[str, object]]) -> None:
    runs = []
    done = threading.Event()

    def fail() -> None:
        runs.append(1)
        if len(runs) == 3:
            done.set()
        raise [ArchiveFault(Code.ARCHIVE_SLOW), ZeroDivisionError(MARK)][len(runs) % 2]

    kiosk = Kiosk(chores=(Chore("outbox", 0.01, fail),))
    kiosk.runtime.start()
    assert done.wait(5)
    kiosk.runtime.stop()
    assert MARK not in repr(logged)


def test_a_screen_that_fails_does_not_stop_the_session(kiosk: Kiosk) -> None:
    on_change = kiosk.runtime._on_change
    kiosk.runtime._on_change = lambda _: 1 / 0  # type: ignore[assignment]
    kiosk.runtime.post(HealthChanged(Part.ARCHIVE, None))
    kiosk.runtime._on_change = on_change
    kiosk.lay_card()
    kiosk.await_screen(Catalogue)


def test_time_passes_without_any_event(kiosk: Kiosk) -> None:
    kiosk.await_screen(Attract)
    before = kiosk.machine.now
    kiosk.until(lambda: kiosk.machine.now > before + 0.4, 3.0)


@pytest.mark.parametrize("busy", ["idle", "asking the archive"])
def test_stop_leaves_no_thread(busy: str) -> None:
    before = set(threading.enumerate())
    kiosk = Kiosk(chores=(Chore("outbox", 60.0, lambda: None),))
    kiosk.runtime.start()
    if busy == "asking the archive":
        kiosk.archive.hold = threading.Event()
        kiosk.lay_card()
        kiosk.await_screen(ReadingCard)
    else:
        kiosk.await_screen(Attract)
    began = time.monotonic()
    kiosk.runtime.stop()
    assert time.monotonic() - began < 3
    assert set(threading.enumerate()) <= before
    assert kiosk.reader.stopped


def test_stop_before_anything_began_is_no_error() -> None:
    kiosk = Kiosk(chores=(Chore("outbox", 60.0, lambda: None),))
    kiosk.runtime.stop()


def test_choices_that_the_archive_left_out_are_garbage(kiosk: Kiosk) -> None:
    kiosk.archive.choices = lambda *_: ChoicesAnswer(choices={})  # type: ignore[method-assign]
    kiosk.lay_card()
    kiosk.await_screen(Catalogue)
    kiosk.touch("family-relationship")
    kiosk.await_screen(Apology)
    state = kiosk.machine.state
    assert isinstance(state, Apology)
    assert state.problem is Code.ARCHIVE_GARBAGE
