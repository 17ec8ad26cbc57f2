"""Receipts on paper (受理回执, 调卷回执): drawn, handed to the printer, followed.

A slip is no certificate: it has no number of the register and no signature, so there is no row in the journal, no outcome for the
archive, and a slip nobody saw come out locks nothing. The number on the screen is as good as the paper.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from uuid import uuid4

import structlog

from kiosk.faults import PaperFault, PrinterRefused, PrinterSilent
from kiosk.issuing import PrinterPort, Rendered, Settled
from kiosk.problems import Code
from kiosk.session.values import Outcome, Slip, SlipForm

_log = structlog.get_logger(__name__)

OnSlip = Callable[[int, int, Code | None], None]
"""Called with the pages that have come so far, how many there are, and what holds the job up."""


class SlipPress(Protocol):
    """Draws slips (`kiosk.press.Press`). Raises PaperFault."""

    @property
    def slip_forms(self) -> frozenset[SlipForm]: ...
    def slip(self, slip: Slip) -> Rendered: ...


class Slips:
    """May be used from several threads; `print` blocks."""

    def __init__(self, press: SlipPress, printer: PrinterPort, new_token: Callable[[], str] = lambda: uuid4().hex) -> None:
        self._press = press
        self._printer = printer
        self._new_token = new_token

    @property
    def forms(self) -> frozenset[SlipForm]:
        """The slips that can be printed here."""
        return self._press.slip_forms

    def print(self, slip: Slip, subject_id_number: str, on_progress: OnSlip) -> Settled:
        """Hands the slip over and follows its job to the end. Raises PaperFault when it cannot be drawn or is somebody else's."""
        if slip.subject_id_number != subject_id_number or slip.receipt.subject_id_number != subject_id_number:
            raise PaperFault(Code.PERSON_MISMATCH)
        rendered = self._press.slip(slip)
        document = self._printer.prepare(rendered.pdf)
        job_name = self._new_token()
        on_progress(0, rendered.pages, None)
        try:
            job_id = self._printer.hand_over(document, job_name)
        except PrinterRefused as refused:
            return self._settled(Settled(Outcome.NOT_PRINTED, refused.code))
        except PrinterSilent:
            return self._settled(Settled(Outcome.UNCONFIRMED, Code.PRINT_UNCONFIRMED))
        follow = self._printer.follow(job_id, job_name, rendered.pages, lambda page, code: on_progress(page, rendered.pages, code))
        return self._settled(follow)

    def _settled(self, settled: Settled) -> Settled:
        _log.info("slip-settled", outcome=settled.outcome.value, code=settled.problem)
        return settled
