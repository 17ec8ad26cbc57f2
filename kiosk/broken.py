"""A kiosk that cannot be put together: it is out of service, and all it does is let staff in, as far as its settings can be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from config.settings import Settings
from idcard.identity import Identity
from idcard.profiles import CardError, CardFault
from idcard.reader import CardWatcher, ReaderEvent, Seen
from kiosk.assemble import archive_client, printer_of, reader_profiles
from kiosk.journal import Journal
from kiosk.journal_place import journal_path
from kiosk.parts import Parts, Reader, StaffRoom
from kiosk.problems import Code
from kiosk.session.machine import Machine
from kiosk.session.states import OutOfService
from kiosk.session.values import Limits, Part, Rules
from kiosk.staff.furnish import preference_file, staff_hands, tally_file
from kiosk.staff.shut import ShutDoor

_PART_OF = {
    Code.CONFIG_INVALID: Part.CONFIG,
    Code.DEFINITIONS_INVALID: Part.DEFINITIONS,
    Code.FONTS_MISSING: Part.FONTS,
}
"""The part that each of them says is failing; the rest is the journal's."""


class _NoReader:
    """Where no reader is known."""

    def start(self) -> None:
        """Watches nothing."""

    def stop(self) -> None:
        """Has nothing to end."""

    def read(self, card: str) -> Identity:
        """Raises CardError."""
        raise CardError(CardFault.NO_SERVICE, card)

    def seen(self, card: str) -> Seen:
        """Raises CardError."""
        raise CardError(CardFault.NO_SERVICE, card)

    def uid(self, card: str) -> bytes | None:
        """Raises CardError."""
        raise CardError(CardFault.NO_SERVICE, card)


class _NoArchive:
    """Where no archive is known."""

    def close(self) -> None:
        """Has nothing to end."""


def broken_machine(code: Code, settings: Settings | None) -> Machine:
    """The machine that is out of service for `code`, and stays so: no visit can begin in it."""
    limits = Limits(staff_s=settings.staff.idle_s) if settings else Limits()
    rules = Rules((), limits, settings.kiosk.locales, settings.kiosk.locale) if settings else Rules((), limits)
    health = frozenset({(_PART_OF.get(code, Part.JOURNAL), code)})
    return Machine(rules=rules, state=OutOfService(code), health=health).as_usual


def parts_of_broken(settings: Settings | None, restart: Callable[[], None]) -> Parts:
    """What such a kiosk drives. Without settings nobody knows who the staff are, and the door stays shut."""
    nothing: Any = None  # no visit begins, so nobody asks for it
    if settings is None:
        archive: Any = _NoArchive()
        staff: StaffRoom = ShutDoor()
        journal: Any = _NoJournal()
    else:
        archive, journal = archive_client(settings), Journal(journal_path(settings))
        tally = tally_file(settings, journal)
        staff = staff_hands(settings, journal, tally, preference_file(settings), printer_of(settings), archive, restart)

    def open_reader(on_event: Callable[[ReaderEvent], None]) -> Reader:
        return _NoReader() if settings is None else CardWatcher(reader_profiles(settings), on_event, allow_virtual=False)

    return Parts(open_reader, archive, nothing, nothing, journal, {}, nothing, nothing, nothing, staff=staff)


class _NoJournal:
    """Where no journal is known."""

    def unconfirmed(self) -> tuple[str, ...]:
        """None that anybody knows of."""
        return ()
