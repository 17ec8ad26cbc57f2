"""The points at which something is cut, by name. A test holds them against what the code passes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tests.crash.boundaries import SECOND
from tests.crash.citizen import BY_PHONE


class Cut(Enum):
    """What is killed."""

    KIOSK = "kiosk"
    POWER = "kiosk and printer"
    ARCHIVE = "archive"
    PRINTER = "printer"


class Meanwhile(Enum):
    """What has happened at the printer when the kiosk starts anew."""

    NOTHING = ""
    FORGETS = ", the printer has forgotten"
    CANCELLED = ", the job was cancelled at the printer"
    JAMMED = ", the printer is jammed with the job"
    SETTLED_THERE = ", the printer has forgotten, the archive's operator has settled it"


@dataclass(frozen=True, slots=True)
class Start:
    """A new start after a life of `script` that was cut at `boundary`; `then` is what is played in it."""

    boundary: str
    meanwhile: Meanwhile = Meanwhile.NOTHING
    script: str = "print"
    then: str = "nobody"


@dataclass(frozen=True, slots=True)
class Point:
    """`boundary` of a `script`; with `earlier`, of that new start."""

    cut: Cut
    script: str
    boundary: str
    earlier: Start | None = None

    @property
    def name(self) -> str:
        """Unique, and the same from run to run."""
        return f"{self.cut.value}, {self.circumstances}: {self.boundary}"

    @property
    def by_phone(self) -> bool:
        """Whether its kiosk hands papers to phones."""
        return (self.earlier.script if self.earlier else self.script) in BY_PHONE

    @property
    def jams(self) -> bool:
        """Whether its new start meets a printer that is jammed with the job."""
        return self.earlier is not None and self.earlier.meanwhile is Meanwhile.JAMMED

    @property
    def needs_time(self) -> bool:
        """Whether something has to happen between two of the pages, or all would be out on a busy machine."""
        start = self.earlier
        return self.script in ("lose-the-printer", "settle") or (start is not None and start.meanwhile is Meanwhile.CANCELLED)

    @property
    def circumstances(self) -> str:
        """What is going on when the cut comes."""
        if self.earlier is None:
            return self.script
        then = "" if self.earlier.then == "nobody" else f", {self.earlier.then}"
        return f"new start after {self.earlier.boundary}{self.earlier.meanwhile.value}{then}"


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

_OFFERED = (*_written("offered"), *_asked("archive offer_pickup", "archive pickup"))
_DELIVERED = (*_written("delivered"), *_asked("archive outcome delivered"), *_written("closed"))
_WITHDRAWN = (*_written("void"), *_asked("archive void"), *_written("not_taken", "closed"))

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
    "phone": (*_ISSUED, *_OFFERED, *_DELIVERED, *_asked("archive end_visit")),
    "phone-cancelled": (*_ISSUED, *_OFFERED, *_WITHDRAWN, *_asked("archive end_visit")),
}
"""Every boundary that a visit passes, by what happens in it."""

ANEW = {("phone-cancelled", boundary) for boundary in _asked("archive void")}
"""What one script has in common with another and is cut in both: here the paper is not the kiosk's alone any more."""

ANSWER_LOST, JOB_TAKEN, PAPER_COMING, PAPER_THERE = "archive issue: after", "printer Print-Job: after", _PAGES_SEEN[0], _PAGES_SEEN[-1]
VOIDED, LOST = Start(ANSWER_LOST), Start(PAPER_COMING, Meanwhile.FORGETS)
SETTLED = Start(PAPER_COMING, Meanwhile.FORGETS, then="settle")
DISPUTED = Start(PAPER_COMING, Meanwhile.SETTLED_THERE, then="dispute")
LINK_OPEN = Start("archive offer_pickup: after", script="phone")
_SETTLED = (*_written("settle not-printed"), *_asked("archive outcome void"), *_written("closed", "nothing_comes"))
_DISPUTED = (
    *_written("settled unconfirmed"),
    *_asked("archive outcome unconfirmed"),
    *_written("settle printed"),
    *_asked("archive outcome printed"),
    *_written("refused"),
    *_asked("archive look_up"),
    *_written("conceded", "nothing_comes"),
)

NEW_STARTS = {
    VOIDED: (*_asked("archive look_up"), *_written("learn_number"), *_VOIDED),
    Start(PAPER_COMING): (*_asked("printer Get-Jobs"), *_PRINTED),
    LOST: (*_asked("printer Get-Jobs"), *_UNCONFIRMED),
    Start("journal accepted: after", Meanwhile.JAMMED): (*_asked("printer Get-Jobs", "printer Cancel-Job"), *_CALLED_OFF),
    SETTLED: (*_asked("printer Get-Jobs"), *_UNCONFIRMED, *_SETTLED),
    DISPUTED: (*_asked("printer Get-Jobs"), *_DISPUTED),
    LINK_OPEN: (*_asked("archive pickup"), *_written("not_taken"), *_asked("archive void"), *_written("closed")),
}
"""Every boundary that a new start passes, by what went before it."""

ALIKE = {SETTLED: (LOST,), DISPUTED: (LOST, SETTLED), LINK_OPEN: (VOIDED,)}
"""What one new start has in common with others is cut in those."""

OTHER_WAYS = (
    *(Point(Cut.KIOSK, "nobody", "journal void: inside", Start(f"journal {step}: after")) for step in ("registered", "rendered", "signed")),
    Point(Cut.KIOSK, "nobody", "journal settled printed: inside", Start(JOB_TAKEN)),
    Point(Cut.KIOSK, "nobody", "journal settled unconfirmed: inside", Start("journal handing_over: after")),
    *(
        Point(Cut.KIOSK, "nobody", "journal settled not-printed: inside", Start(boundary, Meanwhile.CANCELLED))
        for boundary in (JOB_TAKEN, PAPER_COMING)
    ),
    Point(Cut.KIOSK, "nobody", "journal closed: inside", Start("journal delivered: after", script="phone")),
    Point(Cut.KIOSK, "settle", "journal settle printed: inside", Start(PAPER_THERE, Meanwhile.FORGETS, then="settle")),
)
"""Transitions of the journal that no script and no new start above comes to."""

_FROM_THE_GATE = ("printer Print-Job: before", "printer Print-Job: asked", "printer Print-Job: after", "journal accepted: after")


def _at_archive(*calls: str) -> tuple[str, ...]:
    return tuple(f"{call}: {place}" for call in calls for place in ("asked", "before commit", "after commit", "answered"))


_ISSUING_CALLS = (
    "POST /v1/visits", "POST /v1/visits/{}/drafts", "PUT /v1/issuings/{}", "POST /v1/issuings/{}/signature", "PUT /v1/issuings/{}/document",
)  # fmt: skip
AT_ARCHIVE = {
    "print": _at_archive(*_ISSUING_CALLS, "PUT /v1/issuings/{}/outcome", "DELETE /v1/visits/{}"),
    "give-up": _at_archive(*_ISSUING_CALLS, "DELETE /v1/issuings/{}", "DELETE /v1/visits/{}"),
    "phone": _at_archive(
        *_ISSUING_CALLS, "PUT /v1/issuings/{}/pickup", "POST /p/{}", "PUT /v1/issuings/{}/outcome", "DELETE /v1/visits/{}"
    ),
}
"""Every boundary of the archive's service that a visit passes."""


def _points() -> tuple[Point, ...]:
    made: dict[tuple[Cut, str, str], Point] = {}
    for script, boundaries in SCRIPTS.items():
        for boundary in boundaries:  # what two scripts have in common is cut once
            if SECOND in boundary and boundary.endswith((": before", ": inside")):
                continue  # nothing else has happened than after the step before; for a first paper that too is shown
            anew = script if (script, boundary) in ANEW else ""
            made.setdefault((Cut.KIOSK, boundary, anew), Point(Cut.KIOSK, script, boundary))
    starts = [
        Point(Cut.KIOSK, start.then, boundary, start)
        for start, passed in NEW_STARTS.items()
        for boundary in passed
        if not any(boundary in NEW_STARTS[other] for other in ALIKE.get(start, ()))
    ]
    power = [
        *(Point(Cut.POWER, "print", boundary) for boundary in (*_FROM_THE_GATE, *_PAGES_SEEN)),
        *(Point(Cut.POWER, "print-two", _second(boundary)) for boundary in (_FROM_THE_GATE[1], _PAGES_SEEN[1])),
    ]
    for script, boundaries in AT_ARCHIVE.items():
        for boundary in boundaries:
            made.setdefault((Cut.ARCHIVE, boundary, ""), Point(Cut.ARCHIVE, script, boundary))
    printer = [Point(Cut.PRINTER, "print", f"page {page}") for page in range(1, PAGES + 2)]  # the last: all pages out, not yet said
    return (
        *(p for p in made.values() if p.cut is Cut.KIOSK),
        *starts,
        *OTHER_WAYS,
        *power,
        *(p for p in made.values() if p.cut is Cut.ARCHIVE),
        *printer,
    )


POINTS = _points()
"""Everything `make crash` and the tests cut."""
