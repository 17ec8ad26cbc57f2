"""What has to be true of every number once everything is settled (architecture section 3, invariant 2)."""

from __future__ import annotations

from collections.abc import Sequence

from tests.crash.stage import InTray, Journalled, Registered

ENDS = {"printed": "printed", "not-printed": "void", "void": "void", "delivered": "delivered"}
"""How the archive has to see a row of the journal."""


def hold_to_account(
    journal: Sequence[Journalled], archive: Sequence[Registered], tray: Sequence[InTray], on_phones: Sequence[str] = ()
) -> None:
    """Archive, journal, tray and phones agree about every number. `on_phones`: the SHA-256 of every whole document that a phone has.

    Raises AssertionError.
    """
    rows = {row.key: row for row in journal}
    assert len({row.number for row in archive if row.number}) == sum(row.number is not None for row in archive), "a number given twice"
    assert rows.keys() == {known.key for known in archive}, "archive and journal do not know the same keys"
    for known in archive:
        row = rows[known.key]
        assert row.state == "closed", f"{known.number} is open: {row.state}"
        assert row.number == known.number
        assert row.outcome is not None
        assert known.status == ENDS[row.outcome], f"{known.number}: {row.outcome} in the journal, {known.status} at the archive"
        assert known.handed_over_sha256 == row.sent_sha256, f"{known.number}: the audit does not know what was handed over"
        papers = [paper for paper in tray if paper.sha256 == known.document_sha256]
        assert len(papers) <= 1, f"{known.number}: two papers"
        assert any(paper.complete for paper in papers) == (known.status == "printed"), (
            f"{known.number}: {known.status}, {papers} in the tray"
        )
        on_phone = [sha256 for sha256 in on_phones if sha256 == known.document_sha256]
        assert len(on_phone) == (known.status == "delivered"), f"{known.number}: {known.status}, and {len(on_phone)} phones have it"
    documents = {known.document_sha256 for known in archive}
    assert all(sha256 in documents for sha256 in (*(paper.sha256 for paper in tray), *on_phones)), "a paper that the archive does not know"
