"""Slips: for the person on the card, printed once asked, with nothing to settle whatever becomes of them."""

from __future__ import annotations

import pytest
from issuing_doubles import ID_NUMBER, MemoryPrinter

from kiosk.faults import PaperFault, PrinterRefused, PrinterSilent
from kiosk.issuing import Rendered, Settled
from kiosk.problems import Code
from kiosk.session.values import Outcome, Receipt, Slip, SlipForm
from kiosk.slips import Slips

RECEIPT = Receipt("HZ-2026-000001", "3号窗口", 3, SlipForm.ACCEPTANCE, ID_NUMBER, {"subject": {"id_number": ID_NUMBER}})
SLIP = Slip(RECEIPT, Code.AT_WINDOW, ID_NUMBER)


class Press:
    slip_forms = frozenset(SlipForm)

    def slip(self, slip: Slip) -> Rendered:
        return Rendered(f"%PDF {slip.number}".encode(), 2)


def test_a_slip_is_handed_over_and_followed_page_by_page() -> None:
    printer, told = MemoryPrinter(), []
    settled = Slips(Press(), printer).print(SLIP, ID_NUMBER, lambda page, pages, _code: told.append((page, pages)))
    assert settled == Settled(Outcome.PRINTED)
    assert [job.pdf for job in printer.jobs] == [b"%PDF HZ-2026-000001"]
    assert told == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [(PrinterRefused(Code.PRINTER_REFUSED), Outcome.NOT_PRINTED), (PrinterSilent(Code.PRINTER_UNREACHABLE), Outcome.UNCONFIRMED)],
)
def test_what_became_of_a_slip_is_told_as_the_printer_said_it(refusal: Exception, outcome: Outcome) -> None:
    printer = MemoryPrinter()
    printer.refuses = refusal
    assert Slips(Press(), printer).print(SLIP, ID_NUMBER, lambda *_: None).outcome is outcome


@pytest.mark.parametrize("whose", ["slip", "receipt"])
def test_a_slip_for_somebody_else_never_reaches_the_printer(whose: str) -> None:
    printer, other = MemoryPrinter(), "150390198001011234"
    slip = SLIP if whose == "slip" else Slip(RECEIPT, Code.AT_WINDOW, other)
    with pytest.raises(PaperFault) as fault:
        Slips(Press(), printer).print(slip, other, lambda *_: None)
    assert fault.value.code is Code.PERSON_MISMATCH
    assert printer.jobs == []
