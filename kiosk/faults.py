"""What the parts raise when they cannot do what they were asked: a code of the catalogue, and nothing about a citizen."""

from __future__ import annotations

from pathlib import PurePath
from traceback import walk_tb

from kiosk.problems import Code
from kiosk.session.values import Receipt

_OURS = frozenset({"kiosk", "idcard", "printing", "config"})


class KioskFault(Exception):
    """A step did not succeed for the reason `code`. `receipt` is the archive's where the citizen is to have one."""

    def __init__(self, code: Code, receipt: Receipt | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.receipt = receipt


class ArchiveFault(KioskFault):
    """The archive gave no usable answer, or refused. `problem` is the word of its problem details (RFC 9457), if it sent one."""

    def __init__(self, code: Code, receipt: Receipt | None = None, problem: str | None = None) -> None:
        super().__init__(code, receipt)
        self.problem = problem


class PaperFault(KioskFault):
    """A page could not be drawn, or must not be: the wrong person's, or with a character that no font has."""


class PrinterRefused(KioskFault):
    """The printer has certainly not taken the job: it said so, or was never reached."""


class PrinterSilent(KioskFault):
    """The printer did not answer; whether it did what was asked is not known."""


class JobOpen(KioskFault):
    """The printer still holds a job and does not give it up."""


def place_of(error: BaseException) -> str:
    """Where it went wrong, such as `kiosk/issuing.py:120 _make`: the innermost frame of our own code, else the innermost of all.

    No message and no locals: they may hold a citizen's data.
    """
    place, ours = "unknown", False
    for frame, line in walk_tb(error.__traceback__):
        path = PurePath(frame.f_code.co_filename)
        is_ours = "site-packages" not in path.parts and not _OURS.isdisjoint(path.parts[:-1])
        if is_ours or not ours:
            place, ours = f"{'/'.join(path.parts[-2:])}:{line} {frame.f_code.co_name}", is_ours
    return place
