"""Papers on their way to a phone: offered at the archive, followed while the visit lasts, and settled by the archive's word alone.

The archive sees whether a phone got all of the document; the kiosk only asks. So a visit may end, or the kiosk be killed, while the link
is open: the row stays OFFERED in the journal until the archive says delivered or expired (`settle`, called by `kiosk.reconcile` too).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import structlog

from kiosk.archive_answers import PickupAnswer, StandingAnswer
from kiosk.faults import ArchiveFault, PaperFault
from kiosk.journal import IllegalTransition, Journal, State
from kiosk.problems import Code
from kiosk.session.values import Paper

_log = structlog.get_logger(__name__)

ASK_S = 1.0  # between two questions while the citizen looks at the screen
_PATH = "/p/"
_EXPIRED = "phone-expired"
_WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, repr=False)
class Link:
    """Where a phone fetches a paper, and for how many seconds."""

    url: str
    seconds: float


class PickupArchive(Protocol):
    """The archive as links need it (`kiosk.archive.ArchiveClient`). Raises ArchiveFault."""

    def offer_pickup(self, key: str, minutes: int) -> PickupAnswer: ...
    def pickup(self, key: str) -> PickupAnswer | None: ...
    def void(self, key: str) -> StandingAnswer: ...


class Keeper(Protocol):
    """Who keeps the papers of a visit until they are handed over (`kiosk.issuing.Issuing`)."""

    def give_up(self, paper: Paper, subject_id_number: str) -> None:
        """Lets go of the paper's bytes; it is handed over in another way. Raises PaperFault for one that is not there or not theirs."""
        ...

    def done(self, key: str) -> None:
        """This run is busy with the paper no more."""
        ...


class Phones:
    """May be used from several threads; `offer` and `follow` block. `wait` waits and is true when the kiosk stops.

    `address` is what stands before `/p/` in the links, without a slash at its end.
    """

    def __init__(
        self, journal: Journal, archive: PickupArchive, papers: Keeper, address: str, minutes: int, wait: Callable[[float], bool]
    ) -> None:
        self._journal = journal
        self._archive = archive
        self._papers = papers
        self._address = address.rstrip("/")
        self._minutes = minutes
        self._wait = wait
        self._lock = threading.Lock()
        self._ended = 0  # visits are counted, so every visit up to the last one that ended has ended

    def offer(self, paper: Paper, subject_id_number: str) -> Link:
        """Has the archive open a link to the filed paper. Raises KioskFault; whether a link is open then, reconciliation finds out."""
        self._papers.give_up(paper, subject_id_number)
        try:
            self._journal.offered(paper.key)
            answer = self._archive.offer_pickup(paper.key, self._minutes)
        except IllegalTransition:
            self._papers.done(paper.key)
            raise PaperFault(Code.UNEXPECTED) from None  # void already: the visit has ended
        except BaseException:
            self._papers.done(paper.key)
            raise
        _log.info("paper-offered", number=paper.number, seconds=round(answer.seconds_left))
        return Link(f"{self._address}{_PATH}{answer.token}", answer.seconds_left)

    def follow(self, visit: int, paper: Paper) -> bool | None:
        """Asks until the archive has said what became of the link: whether a phone has the paper. None when the visit ended before."""
        try:
            while True:
                with suppress(ArchiveFault):  # asked again in a moment, and by reconciliation after the visit
                    state = settle(self._journal, self._archive, paper.key)
                    if state is not State.OFFERED:
                        return state is not State.VOID
                if self._over(visit) or self._wait(ASK_S) or self._over(visit):
                    return None
        finally:
            self._papers.done(paper.key)

    def withdraw(self, key: str) -> None:
        """Voids the number unless a phone was quicker. Where the archive is away the link ends by itself, and then the number is void."""
        try:
            if self._journal.void(key, _WITHDRAWN):
                return  # no link had been opened
            self._archive.void(key)
            settle(self._journal, self._archive, key)
        except ArchiveFault as fault:
            _log.info("paper-not-withdrawn", key=key[:8], code=fault.code.value, word=fault.problem)
        finally:
            self._papers.done(key)

    def end_visit(self, visit: int) -> None:
        """Follows the links of this visit no further."""
        with self._lock:
            self._ended = max(self._ended, visit)

    def _over(self, visit: int) -> bool:
        with self._lock:
            return visit <= self._ended


class AskedArchive(Protocol):
    """The archive as asked about a link. Raises ArchiveFault."""

    def pickup(self, key: str) -> PickupAnswer | None: ...


def settle(journal: Journal, archive: AskedArchive, key: str) -> State:
    """What the archive says of a row that is OFFERED, written down: DELIVERED, VOID, or OFFERED while the link is open.

    A key that no link was opened for cannot have been delivered. Raises ArchiveFault, JournalUnusable.
    """
    answer = archive.pickup(key)
    stage = "expired" if answer is None else answer.stage
    with suppress(IllegalTransition):  # settled by the other one who asks
        match stage:
            case "delivered":
                journal.delivered(key)
                _log.info("paper-delivered", key=key[:8])
            case "expired":
                journal.not_taken(key, _EXPIRED)
                _log.info("paper-not-taken", key=key[:8])
            case "waiting" | "under-way":
                return State.OFFERED
    row = journal.row(key)
    return State.VOID if row is None or row.outcome == "void" else State.DELIVERED
