"""The points at which something is cut, by name. A test holds them against what the code passes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tests.crash.boundaries import SECOND


class Cut(Enum):
    """What is killed."""

    KIOSK = "kiosk"
    POWER = "kiosk and printer"
    ARCHIVE = "archive"
    PRINTER = "printer"


class Meets(Enum):
    """How a new start finds the printer that an earlier life gave a job."""

    DONE = ""
    FORGETFUL = "the printer has forgotten"
    HELD_UP = "the printer is jammed with the job"


@dataclass(frozen=True, slots=True)
class Point:
    """`boundary` of a `script`; with `earlier`, of the new start after a life that was cut there, which `meets` the printer so."""

    cut: Cut
    script: str
    boundary: str
    earlier: str = ""
    meets: Meets = Meets.DONE

    @property
    def name(self) -> str:
        """Unique, and the same from run to run."""
        return f"{self.cut.value}, {self.circumstances}: {self.boundary}"

    @property
    def circumstances(self) -> str:
        """What is going on when the cut comes."""
        if not self.earlier:
            return self.script
        return f"new start after {self.earlier}{', ' if self.meets.value else ''}{self.meets.value}"


def _written(*steps: str) -> tuple[str, ...]:
    return tuple(f"journal {step}: {place}" for step in steps for place in ("before", "inside", "after"))


def _asked(*calls: str) -> tuple[str, ...]:
    return tuple(f"{call}: {place}" for call in calls for place in ("before", "asked", "after"))


_DONE = ("press compose: before", "press compose: after", "press sign: before", "press sign: after")
PAGES = 3

_ISSUED = (
    *_asked("archive open_visit", "archive draft"),
    *_written("begin"),
    *_asked("archive issue"),
    *_written("registered"),
    *_DONE,
    *_written("rendered"),
    *_asked("archive sign"),
    *_written("signed"),
    *_asked("archive file_document"),
    *_written("filed"),
)
_HANDED_OVER = (
    *_written("handing_over"),
    *_asked("printer Print-Job"),
    *_written("accepted"),
    *_asked("printer Get-Job-Attributes"),
)
_VOIDED = (*_written("void"), *_asked("archive void"), *_written("closed"))
_PRINTED = (*_written("settled printed"), *_asked("archive outcome printed"), *_written("closed"))
_CALLED_OFF = (*_written("settled not-printed"), *_asked("archive outcome void"), *_written("closed"))
_UNCONFIRMED = (*_written("settled unconfirmed"), *_asked("archive outcome unconfirmed"), *_written("told unconfirmed"))

_PAGES_SEEN = tuple(f"printer page {page}: seen" for page in range(1, PAGES + 1))
_ONE_PAPER = (*_ISSUED, *_HANDED_OVER, *_PAGES_SEEN, *_PRINTED)
_BEFORE_A_KEY = _asked("archive open_visit", "archive draft")


def _second(boundary: str) -> str:
    what, place = boundary.rsplit(": ", 1)
    return f"{what}{SECOND}: {place}"


_SECOND_PAPER = tuple(_second(boundary) for boundary in _ONE_PAPER if boundary not in _BEFORE_A_KEY)

SCRIPTS = {
    "print": (*_ONE_PAPER, *_asked("archive end_visit")),
    "print-two": (*_ONE_PAPER, *_SECOND_PAPER, *_asked("archive end_visit")),
    "give-up": (*_ISSUED, *_VOIDED, *_asked("archive end_visit")),
    "lose-the-printer": (*_ISSUED, *_HANDED_OVER, "printer page 1: seen", *_UNCONFIRMED, *_asked("archive end_visit")),
}
"""Every boundary that a visit passes, by what happens in it."""

ANSWER_LOST, JOB_TAKEN, PAPER_COMING = "archive issue: after", "journal accepted: after", "printer page 1: seen"

NEW_STARTS = {
    (ANSWER_LOST, Meets.DONE): (*_asked("archive look_up"), *_written("learn_number"), *_VOIDED),
    (PAPER_COMING, Meets.DONE): (*_asked("printer Get-Jobs"), *_PRINTED),
    (PAPER_COMING, Meets.FORGETFUL): (*_asked("printer Get-Jobs"), *_UNCONFIRMED),
    (JOB_TAKEN, Meets.HELD_UP): (*_asked("printer Get-Jobs", "printer Cancel-Job"), *_CALLED_OFF),
}
"""Every boundary that the reconciliation passes, by where the life before was cut and how it finds the printer."""

_FROM_THE_GATE = ("printer Print-Job: before", "printer Print-Job: asked", "printer Print-Job: after", "journal accepted: after")


def _at_archive(*calls: str) -> tuple[str, ...]:
    return tuple(f"{call}: {place}" for call in calls for place in ("asked", "before commit", "after commit", "answered"))


_ISSUING_CALLS = (
    "POST /v1/visits", "POST /v1/visits/{}/drafts", "PUT /v1/issuings/{}", "POST /v1/issuings/{}/signature", "PUT /v1/issuings/{}/document",
)  # fmt: skip
AT_ARCHIVE = {
    "print": _at_archive(*_ISSUING_CALLS, "PUT /v1/issuings/{}/outcome", "DELETE /v1/visits/{}"),
    "give-up": _at_archive(*_ISSUING_CALLS, "DELETE /v1/issuings/{}", "DELETE /v1/visits/{}"),
}
"""Every boundary of the archive's service that a visit passes."""


def _points() -> tuple[Point, ...]:
    made: dict[tuple[Cut, str], Point] = {}
    for script, boundaries in SCRIPTS.items():
        for boundary in boundaries:  # what two scripts have in common is cut once
            if SECOND in boundary and boundary.endswith((": before", ": inside")):
                continue  # nothing else has happened than after the step before; for a first paper that too is shown
            made.setdefault((Cut.KIOSK, boundary), Point(Cut.KIOSK, script, boundary))
    starts = [
        Point(Cut.KIOSK, "nobody", boundary, earlier, meets) for (earlier, meets), passed in NEW_STARTS.items() for boundary in passed
    ]
    power = [
        *(Point(Cut.POWER, "print", boundary) for boundary in (*_FROM_THE_GATE, *_PAGES_SEEN)),
        *(Point(Cut.POWER, "print-two", _second(boundary)) for boundary in (_FROM_THE_GATE[1], _PAGES_SEEN[1])),
    ]
    for script, boundaries in AT_ARCHIVE.items():
        for boundary in boundaries:
            made.setdefault((Cut.ARCHIVE, boundary), Point(Cut.ARCHIVE, script, boundary))
    printer = [Point(Cut.PRINTER, "print", f"page {page}") for page in range(1, PAGES + 2)]  # the last: all pages out, not yet said
    return (
        *(p for p in made.values() if p.cut is Cut.KIOSK),
        *starts,
        *power,
        *(p for p in made.values() if p.cut is Cut.ARCHIVE),
        *printer,
    )


POINTS = _points()
"""Everything `make crash` and the tests cut."""
