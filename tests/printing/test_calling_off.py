"""A job that was called off puts out nothing more, and what is then said of it is true of the tray."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.calling_off import call_off, look_back
from printing.ipp_message import IppError
from printing.job import Outcome
from printing.queue import QueuedPrinter
from tests.printing.waiting_printer import MOST_LAG, WaitingPrinter

PAGES = 3


def called_off(printer: WaitingPrinter, fed: Sequence[int]) -> Outcome | None:
    """The outcome that is judged once the job is called off; between two looks so many sheets are fed. None: not yet."""
    feeds, now = iter(fed), [0.0]

    def wait(seconds: float) -> bool:
        now[0] += seconds
        printer.feed(next(feeds, 0))
        return False

    if not call_off(printer, "ours", poll_s=0.5, clock=lambda: now[0], wait=wait):
        return None
    seen = look_back(printer, "ours", printer.pages, poll_s=0.5, clock=lambda: now[0], wait=wait)
    return seen.outcome if seen else None


@given(st.integers(1, PAGES), st.integers(0, PAGES), st.integers(0, MOST_LAG), st.lists(st.integers(0, PAGES), max_size=6), st.booleans())
def test_whatever_is_judged_after_the_call_is_what_lies_in_the_tray_for_ever(
    pages: int, before: int, lag: int, fed: list[int], stubborn: bool
) -> None:
    printer = WaitingPrinter("ours", pages, lag)
    printer.stubborn = stubborn
    printer.feed(before)
    outcome = called_off(printer, fed)
    if outcome is Outcome.PRINTED:
        assert printer.out == pages
    if outcome is Outcome.NOT_PRINTED:
        out = printer.out
        assert out < pages
        printer.feed(pages)
        assert printer.out == out


@given(st.integers(0, MOST_LAG))
def test_a_job_that_waits_for_paper_is_known_not_to_be_printed(lag: int) -> None:
    printer = WaitingPrinter("ours", PAGES, lag)
    printer.feed(1)
    seen = called_off(printer, ()) or called_off(printer, ())  # where the counter still moved it is looked at again
    assert seen is Outcome.NOT_PRINTED


def test_a_job_that_was_quicker_than_its_cancel_is_printed() -> None:
    printer = WaitingPrinter("ours", PAGES)
    printer.stubborn = True
    assert called_off(printer, (1, 1, 1)) is Outcome.PRINTED


def test_a_job_that_is_not_given_up_is_not_judged() -> None:
    printer = WaitingPrinter("ours", PAGES)
    printer.stubborn = True
    assert called_off(printer, ()) is None


def test_a_printer_without_such_a_job_proves_nothing() -> None:
    assert called_off(WaitingPrinter("another", PAGES), ()) is Outcome.UNCONFIRMED


def test_a_queue_gives_a_job_up_before_the_printer_behind_it_which_it_would_send_it_again() -> None:
    queue, device = WaitingPrinter("ours", PAGES), WaitingPrinter("ours", PAGES)
    printer = QueuedPrinter("ipp://localhost/queue", "ipp://localhost/device", queue.media)
    printer._queue, printer._device = queue, device
    queue.stubborn = True
    assert not printer.call_off("ours")
    assert not device.ended
    queue.stubborn = False
    assert [printer.call_off("ours") for _ in range(3)] == [False, False, True]
    assert queue.ended
    assert device.ended


def test_a_silent_printer_is_not_taken_for_one_that_has_given_up() -> None:
    printer = WaitingPrinter("ours", PAGES)
    printer.silent = True
    with pytest.raises(IppError):
        called_off(printer, ())
