"""Puts the kiosk together: settings and definitions become the rules of the visit and the parts that the runtime drives."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass
from datetime import timedelta

from config.settings import Settings
from idcard.reader import CardWatcher, ReaderProfile
from idcard.serial_link import BAUDS
from kiosk.archive import ArchiveClient
from kiosk.health import ArchiveWatch, JournalWatch, PrinterWatch
from kiosk.issuing import Issuing
from kiosk.journal import Journal, JournalUnusable
from kiosk.journal_place import journal_path
from kiosk.outbox import Outbox
from kiosk.parts import Chore, Parts
from kiosk.press import Press
from kiosk.printer_port import IppPort
from kiosk.problems import Code
from kiosk.reconcile import Reconciler
from kiosk.session.machine import Machine
from kiosk.session.values import Kind, Limits, Parameter, Rules
from printing.definition import Definition, load_all
from printing.fonts import FontStack
from printing.printer import Printer
from printing.queue import printer_at

LOCALES = ("zh_CN", "en")
"""What is offered beside the configured language; Mongolian joins once its screens exist."""

_OUTBOX_S = 1.0  # the archive should hear of an outcome while the citizen is still here
_RECONCILE_S = 15.0  # a printer that was away may still know what became of a job
_JOURNAL_S = 5.0
_PRUNE_S = timedelta(days=1).total_seconds()


@dataclass(frozen=True, slots=True)
class Assembly:
    """A kiosk ready to be driven. `close` the journal when the runtime has stopped."""

    machine: Machine
    parts: Parts
    definitions: tuple[Definition, ...]
    journal: Journal

    def close(self) -> None:
        """Gives the journal back."""
        self.journal.close()


def assemble(settings: Settings, *, allow_virtual: bool = False, printer: Printer | None = None) -> Assembly:
    """The kiosk that the settings describe. `allow_virtual`, `printer`: the demo's virtual readers and its recording printer.

    Raises DefinitionError, FontsMissing, JournalUnusable.
    """
    definitions = load_all(settings.certificates.directory, settings.certificates.kinds)
    fonts = FontStack.find(settings.fonts.directories)
    journal = _journal(settings)
    machine = Machine(rules=rules(settings, definitions), locale=settings.kiosk.locale)
    parts = _parts(settings, definitions, fonts, journal, printer or printer_of(settings), allow_virtual)
    return Assembly(machine, parts, definitions, journal)


def rules(settings: Settings, definitions: tuple[Definition, ...]) -> Rules:
    """What does not change during a run."""
    limits = Limits(**settings.times.model_dump())
    locales = (settings.kiosk.locale, *(locale for locale in LOCALES if locale != settings.kiosk.locale))
    return Rules(tuple(_kind(definition) for definition in definitions), limits, locales)


def _kind(definition: Definition) -> Kind:
    parameters = tuple(Parameter(p.name, p.at_least, p.at_most, from_data=p.choices_from is not None) for p in definition.parameters)
    return Kind(definition.id, parameters)


def _journal(settings: Settings) -> Journal:
    try:
        settings.kiosk.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise JournalUnusable(Code.JOURNAL_UNUSABLE) from error
    return Journal(journal_path(settings))


def printer_of(settings: Settings) -> Printer:
    """The printer as the settings describe it."""
    table = settings.printer
    return printer_at(table.uri, table.endpoint, table.media, table.device_uri)


def _parts(
    settings: Settings, definitions: tuple[Definition, ...], fonts: FontStack, journal: Journal, printer: Printer, allow_virtual: bool
) -> Parts:
    stopping = threading.Event()
    archive = archive_client(settings)
    port = IppPort(printer, settings.printer.job_limit_s, settings.printer.poll_s, stopping.wait)
    press = Press(definitions, fonts, settings.kiosk.id, settings.screen.width_px)
    issuing = Issuing(journal, archive, press, port)
    reconciler = Reconciler(journal, archive, port, lambda: issuing.active)
    outbox = Outbox(journal, archive, time.monotonic, random.Random())
    profiles = reader_profiles(settings)
    return Parts(
        open_reader=lambda on_event: CardWatcher(profiles, on_event, allow_virtual),
        archive=archive,
        papers=issuing,
        previewer=press,
        journal=journal,
        definitions={definition.id: definition for definition in definitions},
        watches=(
            ArchiveWatch(archive, settings.archive.health_every_s),
            PrinterWatch(port, settings.printer.health_every_s),
            JournalWatch(journal, settings.kiosk.data_dir, _JOURNAL_S, reconciler.run),
        ),
        chores=(
            Chore("reconcile", _RECONCILE_S, reconciler.run, first=True),
            Chore("outbox", _OUTBOX_S, outbox.deliver),
            Chore("prune", _PRUNE_S, journal.prune),
            Chore("warm-fonts", _PRUNE_S, fonts.warm),
        ),
        on_stop=(stopping.set,),
    )


def reader_profiles(settings: Settings) -> list[ReaderProfile]:
    """The readers as the settings describe them."""
    return [
        ReaderProfile(
            row.name, row.profile, row.atr_mask, row.tells_removal, row.apdu, row.control_code or 1, row.port, row.baud or BAUDS[0]
        )
        for row in settings.readers
    ]


def archive_client(settings: Settings) -> ArchiveClient:
    """The archive as the settings describe it."""
    table = settings.archive
    return ArchiveClient(
        table.url, table.ca_file, table.client_cert, table.client_key, table.timeout_s, table.connect_timeout_s, settings.kiosk.id
    )
