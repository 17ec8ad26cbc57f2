"""Puts the kiosk together: settings and definitions become the rules of the visit and the parts that the runtime drives."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from config.settings import Settings
from idcard.reader import CardWatcher, ReaderProfile
from idcard.serial_link import BAUDS
from kiosk.archive import ArchiveClient, Dataset
from kiosk.definitions_watch import Check, DefinitionsWatch
from kiosk.dressing import dress_of
from kiosk.faces import display
from kiosk.health import ArchiveWatch, JournalWatch, PrinterWatch
from kiosk.issuing import Issuing
from kiosk.journal import Journal, JournalUnusable
from kiosk.journal_place import journal_path
from kiosk.opening import HoursWatch, OpeningTimes
from kiosk.outbox import Outbox
from kiosk.parts import Chore, Parts
from kiosk.phones import Phones
from kiosk.press import Press
from kiosk.printer_port import IppPort
from kiosk.problems import Code
from kiosk.proof.demand import demand_of
from kiosk.ratings import Ratings
from kiosk.reconcile import Reconciler
from kiosk.screen_hours import ScreenHoursWatch
from kiosk.session.machine import Machine
from kiosk.session.values import MODES, SOUND, Kind, Limits, Parameter, ParameterType, Rules, SlipForm
from kiosk.signing import Signing
from kiosk.slips import Slips
from kiosk.staff.furnish import preference_file, staff_hands, tally_file
from printing.definition import Definition, ParameterDefinition, load_all
from printing.dress import Dress
from printing.faults import Fault
from printing.fonts import FontStack
from printing.printer import Printer
from printing.queue import printer_at

SLIPS = "slips"
"""The folder beside the definitions with those of receipts."""

_OUTBOX_S = 1.0  # the archive should hear of an outcome while the citizen is still here
_RATINGS_S = 10.0  # nobody waits for them
_RECONCILE_S = 5.0  # a printer that is back may hold a job of before: it is called off before anybody has filled the tray
_JOURNAL_S = 5.0
_DEFINITIONS_S = 60.0  # datasets change when the archive is updated
_TALLY_S = 30.0  # visits counted since are lost in a power cut
_PRUNE_S = timedelta(days=1).total_seconds()


@dataclass(frozen=True, slots=True)
class Assembly:
    """A kiosk ready to be driven. `close` the journal when the runtime has stopped."""

    machine: Machine
    parts: Parts
    definitions: tuple[Definition, ...]
    journal: Journal
    restart_wanted: threading.Event

    def close(self) -> None:
        """Gives the journal back."""
        self.journal.close()


@dataclass(frozen=True, slots=True)
class _Paper:
    """What papers are made from."""

    definitions: tuple[Definition, ...]
    slips: dict[SlipForm, Definition]
    fonts: FontStack
    dress: Dress


def assemble(settings: Settings, *, allow_virtual: bool = False, printer: Printer | None = None) -> Assembly:
    """The kiosk that the settings describe. `allow_virtual`, `printer`: the demo's virtual readers and its recording printer; the demo
    cannot start afresh by itself.

    Raises DefinitionError, FontsMissing, DressError, JournalUnusable.
    """
    definitions = load_all(settings.certificates.directory, settings.certificates.kinds)
    paper = _Paper(definitions, slips(settings), FontStack.find(settings.fonts.directories), dress_of(settings))
    journal = _journal(settings)
    machine = Machine(rules=rules(settings, definitions)).as_usual
    restart_wanted = threading.Event()
    restart = None if allow_virtual else restart_wanted.set
    parts = _parts(settings, paper, journal, printer or printer_of(settings), allow_virtual, restart)
    return Assembly(machine, parts, definitions, journal, restart_wanted)


def rules(settings: Settings, definitions: tuple[Definition, ...]) -> Rules:
    """What does not change during a run."""
    limits = Limits(**settings.times.model_dump(), staff_s=settings.staff.idle_s)
    kinds = tuple(kind_of(definition) for definition in definitions)
    modes = (*MODES, SOUND) if settings.sound.offered else MODES
    return Rules(
        kinds, limits, settings.kiosk.locales, settings.kiosk.locale, modes,
        settings.sound.volume, settings.visit.most_papers, settings.phone.offered, bool(settings.signals.help),
    )  # fmt: skip


def kind_of(definition: Definition) -> Kind:
    """The kind as the visit needs to know it."""
    parameters = tuple(_parameter(parameter) for parameter in definition.parameters)
    return Kind(definition.id, parameters, definition.consent is not None)


def _parameter(said: ParameterDefinition) -> Parameter:
    when = (said.when.parameter, said.when.values) if said.when else None
    return Parameter(said.name, said.at_least, said.at_most, said.choices_from is not None, ParameterType(said.type), when)


def slips(settings: Settings) -> dict[SlipForm, Definition]:
    """The slips that have a definition beside the kinds', in `slips/`. Raises DefinitionError."""
    folder = settings.certificates.directory / SLIPS
    forms = [form for form in SlipForm if (folder / f"{form.value}.toml").is_file()]
    return dict(zip(forms, load_all(folder, [form.value for form in forms]), strict=True))


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
    settings: Settings, paper: _Paper, journal: Journal, printer: Printer, allow_virtual: bool, restart: Callable[[], None] | None
) -> Parts:
    stopping = threading.Event()
    archive = archive_client(settings)
    port = IppPort(printer, settings.printer.job_limit_s, settings.printer.poll_s, stopping.wait)
    press = Press(
        paper.definitions, paper.fonts, settings.kiosk.id, display(settings).page_px,
        dress=paper.dress, slips=paper.slips, specimen=Signing(archive).specimen, unit=settings.kiosk.name,
    )  # fmt: skip
    issuing = Issuing(journal, archive, press, port)
    reconciler = Reconciler(journal, archive, port, lambda: issuing.active)
    outbox = Outbox(journal, archive, time.monotonic, random.Random())
    ratings = Ratings(archive)
    phone = settings.phone
    phones = Phones(journal, archive, issuing, phone.address or settings.archive.url, phone.minutes, stopping.wait)
    profiles = reader_profiles(settings)
    tally, preferences, screen = tally_file(settings, journal), preference_file(settings), settings.screen
    return Parts(
        open_reader=lambda on_event: CardWatcher(profiles, on_event, allow_virtual),
        archive=archive,
        papers=issuing,
        previewer=press,
        journal=journal,
        definitions={definition.id: definition for definition in paper.definitions},
        slips=Slips(press, port),
        proof=demand_of(settings),
        phones=phones,
        ratings=ratings,
        watches=(
            ArchiveWatch(archive, settings.archive.health_every_s),
            PrinterWatch(port, settings.printer.health_every_s),
            JournalWatch(journal, settings.kiosk.data_dir, _JOURNAL_S, reconciler.run),
            HoursWatch(OpeningTimes.of(settings.hours)),
            DefinitionsWatch(archive, (*paper.definitions, *paper.slips.values()), checker(paper.fonts, None), _DEFINITIONS_S),
            ScreenHoursWatch(preferences, screen.lit_from, screen.lit_to),
        ),
        chores=(
            Chore("reconcile", _RECONCILE_S, reconciler.run, first=True),
            Chore("outbox", _OUTBOX_S, outbox.deliver),
            Chore("ratings", _RATINGS_S, ratings.deliver),
            Chore("tally", _TALLY_S, tally.count),
            Chore("prune", _PRUNE_S, journal.prune),
            Chore("warm", _PRUNE_S, press.warm),
        ),
        on_stop=(stopping.set,),
        staff=staff_hands(settings, journal, tally, preferences, printer, archive, restart),
    )


def checker(fonts: FontStack, seals: Collection[str] | None) -> Check:
    """What `printing.definition_check` says of a definition, given what the archive publishes of its dataset.

    `seals`: the names that have art; None where none is needed, because the archive makes specimens.
    """

    def check(definition: Definition, dataset: Dataset | None) -> tuple[Fault, ...]:
        from printing import definition_check  # sets whole papers: not before the window is there

        if dataset is None:
            place = definition.places.line(("dataset",))
            return (Fault(definition.file, place, "dataset", "a dataset of the archive", "The archive does not publish this one."),)
        return definition_check.check(definition, dataset.schema, fonts, dataset.sources, seals)

    return check


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
        table.url, table.ca_file, table.client_cert, table.client_key, table.timeout_s, table.connect_timeout_s, settings.kiosk.id,
        demand_of(settings),
    )  # fmt: skip
