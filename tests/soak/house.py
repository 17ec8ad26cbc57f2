"""The kiosk of the soak: real screens, session, press, issuing, journal, outbox and client before a real archive; only the card reader and
the printer are played.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

import kiosk.runtime
from config.schema import PhoneTable
from config.settings import Settings, load
from kiosk import logs
from kiosk.assemble import kind_of, rules, slips
from kiosk.demo.archive_service import ArchiveService
from kiosk.dressing import dress_of
from kiosk.faces import display, faces
from kiosk.health import ArchiveWatch, JournalWatch, PrinterWatch
from kiosk.issuing import Issuing
from kiosk.journal import Journal
from kiosk.outbox import Outbox
from kiosk.parts import Chore, Parts
from kiosk.phones import Phones
from kiosk.press import Press
from kiosk.ratings import Ratings
from kiosk.reconcile import Reconciler
from kiosk.session.events import Tick
from kiosk.session.machine import Machine
from kiosk.session.states import Attract
from kiosk.signing import Signing
from kiosk.slips import Slips
from printing.definition import load_all
from printing.fonts import FontStack
from tests.soak.cards import Cards
from tests.soak.counted_runtime import CountedRuntime
from tests.soak.phone import Phone
from tests.soak.printer import Printer
from tests.soak.reader import Reader
from tests.soak.silent_voice import silent_hearing
from tests.soak.spoilt_archive import SpoiltArchive
from tests.soak.virtual_time import VirtualClock
from tests.soak.window import Window, x_server

ROOT = Path(__file__).resolve().parents[2]
PORT = 8469  # nobody else's in this namespace
LIMIT_S = 30.0  # real seconds for what takes a tenth of one; the machine may be busy
LOOK_S = 0.1  # how often parts are looked at, real seconds: a citizen's visit lasts but a few tenths of one here
ASK_ARCHIVE_S = 5.0  # each look is two requests with a TLS connection each, which a visit would have to wait for


class Stuck(AssertionError):
    """Something that had to happen did not."""


class House:
    """One kiosk with everything around it."""

    def __init__(self, folder: Path, settings: Settings, cards: Cards, phone: Phone) -> None:
        self.folder = folder
        self.phone = phone
        self.cards = cards
        self.clock = VirtualClock()
        self.reader = Reader(cards)
        self.printer = Printer(lambda: self.reader.read_last)
        table = settings.archive
        self.archive = SpoiltArchive(table.url, table.ca_file, table.client_cert, table.client_key, 10.0, 3.0, settings.kiosk.id)
        self.definitions = load_all(settings.certificates.directory, settings.certificates.kinds)
        assert all(kind_of(definition).id for definition in self.definitions)
        self.journal_path = folder / "journal.sqlite3"
        self.journal = Journal(self.journal_path)
        start = Machine(rules=rules(settings, self.definitions), locale=settings.kiosk.locale)
        self.runtime = CountedRuntime(start, self._parts(settings), self._show, self.clock)
        looks = faces(self.definitions)
        self._hearing = silent_hearing(settings, self.definitions, looks, self.runtime.post)
        self.display = display(settings)
        self.window = Window(self.display, looks, self.runtime.post, start, self._hearing)

    @property
    def machine(self) -> Machine:
        """The newest machine."""
        return self.runtime.machine

    def open(self) -> None:
        """Starts it; the first citizen may come."""
        self.runtime.start()
        self._hearing.start()
        self.until(lambda: isinstance(self.machine.state, Attract), "the kiosk never opened")

    def close(self) -> None:
        """Ends it."""
        self.archive.release()
        self.printer.release()
        self.phone.release()
        self._hearing.stop()
        self.runtime.stop()
        self.journal.close()

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Draws frames until it is true. Raises Stuck."""
        ends = time.monotonic() + LIMIT_S
        while not true():
            if time.monotonic() > ends:
                problem = getattr(self.machine.state, "problem", None)
                raise Stuck(f"{what}: {self.machine.state.screen} {problem.value if problem else ''}")
            with self.runtime.changed:
                self.runtime.changed.wait(0.01)
            if self._newer:
                self.window.frame()

    def settle(self) -> None:
        """Waits until everything has been dealt with but what is held, and the window shows what came of it."""
        self.until(lambda: self.quiet, "the kiosk did not come to rest")
        self.window.frame()

    @property
    def quiet(self) -> bool:
        """Whether nothing goes on but waiting."""
        runtime = self.runtime
        if runtime.waiting_events or runtime.running_effects > self.held:
            return False
        return not runtime.waiting_events and not self._newer

    @property
    def held(self) -> int:
        """Effects that wait until `release`."""
        return self.archive.held + self.printer.waiting + self.phone.waiting

    @property
    def _newer(self) -> bool:
        shown, machine = self.window.shown, self.machine
        return shown is None or shown.state is not machine.state or (shown.locale, shown.modes) != (machine.locale, machine.modes)

    def wait(self, seconds: float) -> None:
        """So many seconds of silence pass at once."""
        self.clock.pass_by(seconds)
        self.runtime.post(Tick(self.clock()))
        self.settle()

    def release(self) -> None:
        """Whatever is held comes now."""
        self.archive.release()
        self.printer.release()
        self.phone.release()
        self.until(lambda: self.held == 0, "what was held did not come")
        self.archive.hold_again()
        self.printer.hold_again()
        self.phone.hold_again()

    def _show(self, machine: Machine) -> None:
        self.window.app.show(machine)

    def _parts(self, settings: Settings) -> Parts:
        paper = slips(settings)
        self.fonts = FontStack.find(settings.fonts.directories)
        press = Press(
            self.definitions, self.fonts, settings.kiosk.id, settings.screen.width_px,
            dress=dress_of(settings), slips=paper, specimen=Signing(self.archive).specimen, unit=settings.kiosk.name,
        )  # fmt: skip
        issuing = Issuing(self.journal, self.archive, press, self.printer)
        reconciler = Reconciler(self.journal, self.archive, self.printer, lambda: issuing.active)
        outbox = Outbox(self.journal, self.archive, self.clock, Random(0))
        phones = Phones(self.journal, self.archive, issuing, settings.archive.url, settings.phone.minutes, self.phone.wait)
        return Parts(
            open_reader=self.reader,
            archive=self.archive,
            papers=issuing,
            previewer=press,
            journal=self.journal,
            definitions={definition.id: definition for definition in self.definitions},
            slips=Slips(press, self.printer),
            phones=phones,
            ratings=Ratings(self.archive),
            watches=(
                ArchiveWatch(self.archive, ASK_ARCHIVE_S),
                PrinterWatch(self.printer, LOOK_S),
                JournalWatch(self.journal, self.folder, 1.0, reconciler.run),
            ),
            chores=(Chore("reconcile", LOOK_S, reconciler.run, first=True), Chore("outbox", LOOK_S, outbox.deliver)),
        )


@contextmanager
def house_in(folder: Path, width_px: int, *, phone: bool = False) -> Iterator[House]:
    """A kiosk that is open, of a panel of this width; its archive is a process of its own. `phone`: papers may go to phones too."""
    folder.mkdir(parents=True, exist_ok=True)
    kiosk.runtime.UNCONFIRMED_EVERY_S = LOOK_S
    service = ArchiveService(folder, folder / "archive", PORT)
    plain = load(ROOT / "config" / "demo.toml")
    with ExitStack() as stack:
        log = stack.enter_context((folder / "kiosk.log").open("w", encoding="utf-8"))
        logs.set_up("info", log)
        sys.excepthook = sys.__excepthook__  # what goes wrong in the simulator is for whoever runs it
        service.start(plain.certificates.directory, "verify.demo.example", "3号窗口")
        stack.callback(service.stop)
        height_px = round(width_px * plain.screen.height_px / plain.screen.width_px)
        stack.enter_context(x_server(width_px, height_px))
        cert, key = service.material.pair("client")
        there = {"url": f"https://localhost:{PORT}", "ca_file": service.material.ca, "client_cert": cert, "client_key": key}
        settings = plain.model_copy(
            update={
                "kiosk": plain.kiosk.model_copy(update={"data_dir": folder}),
                # Where a phone is offered, a printer that is out of order closes nothing: a soak of its own.
                "phone": PhoneTable(offered=phone),
                "archive": plain.archive.model_copy(update=there),
                "screen": plain.screen.model_copy(update={"width_px": width_px, "height_px": height_px}),
            }
        )
        house = House(folder, settings, Cards(service.samples), Phone(service, folder / "archive", folder / "archive" / "phone"))
        del service.__dict__["samples"]  # the citizens must be nowhere but on their cards
        stack.callback(house.close)
        house.open()
        yield house
