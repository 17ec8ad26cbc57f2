"""After a restart: what became of every row that was left open. Nothing is ever printed here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import structlog

from kiosk.archive_answers import PickupAnswer, StandingAnswer
from kiosk.faults import ArchiveFault, PrinterSilent
from kiosk.journal import IllegalTransition, Journal, Row
from kiosk.journal_states import AT_THE_ARCHIVE, NEVER_SUBMITTED, PERHAPS_SUBMITTED, State
from kiosk.phones import settle
from kiosk.session.values import Outcome
from printing.witness import Witness

_log = structlog.get_logger(__name__)


class KnowingArchive(Protocol):
    """The archive as asked about a key. Raises ArchiveFault."""

    def look_up(self, key: str) -> StandingAnswer | None: ...
    def pickup(self, key: str) -> PickupAnswer | None: ...


class RememberingPrinter(Protocol):
    """The printer as asked about a job by our name for it; a job id alone means nothing after a restart."""

    def call_off(self, job_name: str) -> bool:
        """Has the printer give up whatever it holds of that name. Whether all of it has ended. Raises PrinterSilent."""
        ...

    def sighting(self, job_name: str, pages: int, witness: Witness | None) -> Outcome | None:
        """What the printer shows of the job: None while it is still at it, UNCONFIRMED when it knows nothing that counts.

        `witness`: the printer before it got the job. Raises PrinterSilent.
        """
        ...


class Reconciler:
    """Settles rows that nobody is busy with. `active` tells the keys somebody is."""

    def __init__(
        self, journal: Journal, archive: KnowingArchive, printer: RememberingPrinter, active: Callable[[], frozenset[str]]
    ) -> None:
        self._journal = journal
        self._archive = archive
        self._printer = printer
        self._active = active
        self._told_open: set[str] = set()  # the log hears once of a job that is not given up, not every few seconds

    def run(self) -> int:
        """One pass over the open rows; how many could not be settled yet. Raises JournalUnusable.

        - never handed over: void, whatever the archive knows of it;
        - handed over: called off, for nobody is left to take the paper; then what the printer shows, found by our token; while that is
          nothing, unconfirmed, which locks printing;
        - offered to a phone: what the archive says of the link; while that is open, nothing;
        - unconfirmed before: likewise, settled by the printer's own word if it has one after all, else it waits for staff;
        - settled by staff: called off, until the printer has said that it holds nothing of it any more.
        The archive and the printer may be away: the rows are locked or void meanwhile, and the next pass asks again.
        """
        rows = self._journal.open_rows()  # before `active`: whatever is open and no longer active then has ended
        active = self._active()
        left = sum(not self._settled(row) for row in rows if row.key not in active)
        self._call_off_settled()
        return left

    def _settled(self, row: Row) -> bool:
        try:
            if row.state in NEVER_SUBMITTED:
                self._learn_number(row)
                if self._journal.void(row.key, "restart"):
                    _log.info("reconciled", number=row.number, before=row.state.value, outcome="void")
                return True
            if row.state in AT_THE_ARCHIVE:
                return self._ask_archive(row)
            if row.state in PERHAPS_SUBMITTED:
                return self._ask_printer(row)
        except IllegalTransition:
            return True  # staff, or the visit that began it, was quicker
        return True  # decided before; telling the archive is the outbox's part

    def _learn_number(self, row: Row) -> None:
        """The answer that gave the number may be the one that was lost."""
        if row.number is not None:
            return
        try:
            standing = self._archive.look_up(row.key)
        except ArchiveFault as fault:
            _log.info("reconcile-archive-away", code=fault.code.value)
            return
        if standing is not None and standing.number is not None:
            self._journal.learn_number(row.key, standing.number)

    def _ask_archive(self, row: Row) -> bool:
        try:
            state = settle(self._journal, self._archive, row.key)
        except ArchiveFault as fault:
            _log.info("reconcile-archive-away", code=fault.code.value)
            return False
        if state is not State.OFFERED:
            _log.info("reconciled", number=row.number, before=row.state.value, outcome=state.value)
        return state is not State.OFFERED

    def _ask_printer(self, row: Row) -> bool:
        seen = self._seen(row)
        outcome = seen or Outcome.UNCONFIRMED
        if outcome is Outcome.UNCONFIRMED:
            if row.state is not State.UNCONFIRMED:
                self._journal.settled(row.key, outcome, "restart")
                _log.warning("reconciled", number=row.number, before=row.state.value, outcome=outcome.value)
            return False
        self._journal.settled(row.key, outcome, "seen-at-printer")
        _log.info("reconciled", number=row.number, before=row.state.value, outcome=outcome.value)
        return True

    def _seen(self, row: Row) -> Outcome | None:
        if row.job_name is None or row.pages is None:
            return Outcome.UNCONFIRMED
        try:
            return self._called_off(row.job_name, row.pages, row.witness)
        except PrinterSilent:
            return None

    def _called_off(self, job_name: str, pages: int, witness: Witness | None) -> Outcome | None:
        """What the printer shows of the job once it has been called off; None while that is not done. Raises PrinterSilent."""
        return self._printer.sighting(job_name, pages, witness) if self._printer.call_off(job_name) else None

    def _call_off_settled(self) -> None:
        """The printer was away when staff settled these, or took a job up afterwards. What staff said stands, whatever it tells now."""
        for row in self._journal.may_come():
            if row.job_name is None or row.pages is None:
                continue  # never handed over, so never settled by staff
            try:
                seen = self._called_off(row.job_name, row.pages, row.witness)
            except PrinterSilent:
                return  # one try speaks for all of them
            if seen is None:
                if row.key not in self._told_open:
                    _log.warning("settled-job-open", number=row.number)
                self._told_open.add(row.key)
                continue
            if seen is not Outcome.UNCONFIRMED and seen.value != row.outcome:
                _log.error("settled-otherwise", number=row.number, before=row.outcome, outcome=seen.value)
            self._journal.nothing_comes(row.key)
            self._told_open.discard(row.key)
