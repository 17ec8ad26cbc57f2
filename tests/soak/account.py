"""After a visit: every number accounted for, at the kiosk, at the archive and in the tray (architecture section 3, invariants 2 and 3)."""

from __future__ import annotations

from collections import Counter

from kiosk.journal import Journal, Row
from kiosk.session.values import Outcome
from tests.soak.house import House

OUTBOX_S = 400.0  # longer than the longest pause of the outbox
AT_THE_ARCHIVE = {"printed": "printed", "not-printed": "void", "void": "void", "delivered": "delivered"}


class Account:
    """Follows the journal from visit to visit."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._closed: set[str] = set()
        self._papers: set[bytes] = set()
        self.outcomes: Counter[str] = Counter()

    def check(self) -> None:
        """Lets everything be told and settled, then compares. Raises AssertionError."""
        house = self._house
        self._settle()
        house.phone.links_end()
        house.wait(OUTBOX_S)  # told to the kiosk too: else the next citizen's first moment would be those minutes long
        house.until(lambda: not house.journal.open_rows(), f"rows stay open: {[row.state.value for row in house.journal.open_rows()]}")
        for row in self._new_rows():
            self._compare(row)
        self._tray()
        house.printer.forget()

    def _settle(self) -> None:
        """Staff look into the tray, unless the printer remembers what it did."""
        house = self._house
        staff = Journal(house.journal_path)
        try:
            for number in staff.unconfirmed():
                row = next(row for row in staff.open_rows() if row.number == number)
                job = next(job for job in house.printer.jobs if job.name == row.job_name)
                self.outcomes["unconfirmed, then settled"] += 1
                if house.printer.remembers:
                    house.until(lambda number=number: number not in house.journal.unconfirmed(), "the printer was not asked")  # type: ignore[misc]
                else:
                    house.until(lambda number=number: number in house.machine.unconfirmed, "an unconfirmed paper does not lock")  # type: ignore[misc]
                    assert house.machine.cannot_print is not None
                    staff.settle(number, Outcome.PRINTED if job.came_out else Outcome.NOT_PRINTED)
        finally:
            staff.close()
        house.until(lambda: not house.machine.unconfirmed, "the lock stays")

    def _new_rows(self) -> list[Row]:
        rows = [row for said in self._house.journal.rows_for_control(closed=20) if (row := self._house.journal.row(str(said["key"])))]
        new = [row for row in rows if row.key not in self._closed]
        self._closed = {row.key for row in rows}
        return new

    def _compare(self, row: Row) -> None:
        house = self._house
        assert row.state.value == "closed"
        assert row.outcome is not None
        standing = house.archive.look_up(row.key)
        assert standing is not None, f"the archive does not know {row.number}"
        assert (standing.number, standing.status) == (row.number, AT_THE_ARCHIVE[row.outcome]), (
            f"{row.number}: {row.outcome}, {standing.status}"
        )
        papers = [job for job in house.printer.jobs if job.name == row.job_name]
        assert len(papers) <= 1, f"{row.number} was handed over {len(papers)} times"
        came_out = any(job.came_out for job in papers)
        assert came_out == (row.outcome == "printed"), f"{row.number}: {row.outcome}, {papers}"
        on_phones = house.phone.papers.count(row.sha256 or "")
        assert on_phones == (row.outcome == "delivered"), f"{row.number}: {row.outcome}, and {on_phones} phones have it"
        self.outcomes[row.outcome if row.number else "void without a number"] += 1

    def _tray(self) -> None:
        """No paper twice, none for somebody whose card was not read. The slip of a card has the same number all day."""
        slips: set[bytes] = set()
        for job in self._house.printer.jobs:
            short, before = bytes.fromhex(job.sha256)[:8], self._papers if job.applicant is not None else slips
            assert short not in before, "one paper handed over twice"
            before.add(short)
            if job.applicant is None:
                self.outcomes["slip"] += 1
            else:
                assert job.applicant == job.card, "a paper for somebody whose card was not read"
