"""What `check` says of the journal: papers nobody has seen, outcomes the archive has not taken, and those it will not take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from config.settings import Settings
from kiosk.archive import ArchiveClient
from kiosk.assemble import archive_client
from kiosk.check import Finding, failing, sound
from kiosk.disputed import detail_of, remedy_for
from kiosk.faults import ArchiveFault
from kiosk.journal import Journal, JournalUnusable, Row
from kiosk.journal_place import journal_path
from kiosk.outbox import is_message
from kiosk.problems import Code


def journal_findings(settings: Settings, room: str) -> tuple[Finding, ...]:
    """What the journal still owes the archive, if there is a journal; opening one that is there changes nothing in it."""
    path = journal_path(settings)
    if not path.exists():
        return (sound("disk", f"{room}; no journal yet"),)
    journal = Journal(path)
    try:
        rows, unconfirmed, refused = journal.open_rows(), journal.unconfirmed(), journal.refused_rows()
    except JournalUnusable as fault:
        return (failing("disk", fault.code, f"{path} cannot be used as a journal"),)
    finally:
        journal.close()
    waiting = f"{sum(is_message(row) and row.refused is None for row in rows)} outcomes wait for the archive"
    disputed = tuple(_disputed(refused, archive_client(settings))) if refused else ()
    if unconfirmed:
        said = f"nobody has seen what became of {', '.join(unconfirmed)}; {waiting}"
        return (failing("disk", Code.UNCONFIRMED_LOCK, said), *disputed)
    return (sound("disk", f"{room}; {waiting}"), *disputed)


def _disputed(rows: Iterable[Row], archive: ArchiveClient) -> Iterator[Finding]:
    """A fault each, with what either side says; an archive that is away is not asked about the next one."""
    away = False
    for row in rows:
        there = None
        if not away:
            try:
                standing = archive.look_up(row.key)
                there = standing.status if standing else None
            except ArchiveFault:
                away = True
        yield failing("disk", Code.ARCHIVE_REFUSED, detail_of(row, there), remedy_for(row, there))
