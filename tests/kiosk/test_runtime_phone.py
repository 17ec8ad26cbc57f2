"""The runtime: what goes to a phone, what is wrong, and what citizens thought."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from runtime_doubles import Kiosk

from kiosk.problems import Code
from kiosk.session.states import Apology, Phone, Review


@contextmanager
def running(kiosk: Kiosk) -> Iterator[None]:
    kiosk.runtime.start()
    try:
        yield
    finally:
        kiosk.phones.over.set()
        kiosk.runtime.stop()


def test_a_paper_goes_to_a_phone_and_the_screen_hears_when_it_has_arrived() -> None:
    kiosk = Kiosk(phone=True)
    with running(kiosk):
        kiosk.to_review()
        kiosk.touch("phone")
        kiosk.until(lambda: isinstance(kiosk.machine.state, Phone) and kiosk.machine.state.url is not None)
        assert isinstance(kiosk.machine.state, Phone)
        assert kiosk.machine.state.url == f"https://pickup.example/p/{kiosk.machine.state.papers[0].key}"
        kiosk.phones.taken.set()
        kiosk.until(lambda: isinstance(kiosk.machine.state, Phone) and kiosk.machine.state.paper is None)
        kiosk.touch("rate:5")
        kiosk.until(lambda: kiosk.ratings.noted == [("family-relationship", 5)])
        kiosk.touch("done")
        kiosk.until(lambda: kiosk.archive.ended == ["token"])


def test_a_visit_that_ends_stops_following_its_link() -> None:
    kiosk = Kiosk(phone=True)
    with running(kiosk):
        kiosk.to_review()
        kiosk.touch("phone")
        kiosk.until(lambda: isinstance(kiosk.machine.state, Phone) and kiosk.machine.state.url is not None)
        kiosk.touch("done")
        kiosk.until(lambda: kiosk.phones.done[-1] == "end 1")
        assert not [word for word in kiosk.phones.done if word.startswith("withdraw")]


def test_what_is_wrong_is_told_and_the_receipt_shown() -> None:
    kiosk = Kiosk()
    with running(kiosk):
        kiosk.to_review()
        for control in ("wrong", "wrong:other", "confirm"):
            kiosk.touch(control)
        kiosk.await_screen(Apology)
        assert isinstance(kiosk.machine.state, Apology)
        assert kiosk.machine.state.receipt is not None
        assert kiosk.machine.state.receipt.number == "HD-2026-000001"
        assert "report draft-1 other token" in kiosk.archive.asked


def test_pages_the_printer_has_no_sheets_for_can_still_go_to_a_phone() -> None:
    kiosk = Kiosk(phone=True)
    kiosk.papers.sheets = 0
    with running(kiosk):
        kiosk.to_review()
        assert isinstance(kiosk.machine.state, Review)
        assert kiosk.machine.state.lacking is Code.PRINTER_MEDIA_SHORT
