"""The kiosk as `run_kiosk.py run` opens it, window, readers and all, with the boundaries put into its process and a citizen at its screen.

`grow` is the kiosk's life, in a fork of the nursery's; `Windowed` is what the matrix has of it. The citizen touches through the X server;
the cards lie on the virtual reader of the stage's pcscd, which is not the kiosk's to touch, so it says what it wants in its report.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from idcard.virtual import VirtualCard
from kiosk.assemble import Assembly
from kiosk.demo.archive_service import ArchiveService, named
from kiosk.demo.daemons import Xvfb
from kiosk.demo.pcscd import PrivatePcscd
from kiosk.journal import Journal
from kiosk.session.machine import Machine
from kiosk.session.states import Phone
from tests.crash import stage as stages
from tests.crash.boundaries import Boundaries, install
from tests.crash.citizen import SAMPLE, play
from tests.crash.clerk import dispute, settle
from tests.crash.life import Begin, Windowless
from tests.crash.nursery import Order, hurry
from tests.crash.stage import LOOK_S, Nursery, Stage

LAY, TAKE = "card lay", "card take"
WIDTH_PX, HEIGHT_PX = 540, 960
PATIENCE_S = 90.0  # a kiosk with a window takes seconds to open
WINDOW_S = 40.0  # a step may have to wait for many frames on a machine without a graphics card


class AtTheScreen:
    """A citizen before the window. `window` is a `kiosk.demo.window.KivyWindow`."""

    def __init__(self, window: Any, report: Callable[[str], None], machine: Machine, journal: Journal, config: Path) -> None:
        self._window = window
        self._report = report
        self.machine = machine  # the newest
        self._journal = journal
        self._config = config

    def wait(self, *screens: str) -> str:
        from kiosk.demo.control import CannotError

        try:
            return str(self._window.wait(frozenset(screens), WINDOW_S)["screen"])
        except CannotError as error:
            raise TimeoutError(str(error)) from error

    def touch(self, control: str) -> None:
        self._window.tap(control)

    def wait_for(self, control: str) -> bool:
        ends = time.monotonic() + WINDOW_S
        shown = self._window.screen()
        before = shown["screen"]
        while shown["screen"] == before:
            if any(there["name"] == control and there["enabled"] for there in shown["controls"]):
                return True
            if time.monotonic() > ends:
                raise TimeoutError(f"there is no {control}")
            time.sleep(LOOK_S)
            shown = self._window.screen()
        return False

    def scan(self) -> None:
        state = self.machine.state
        assert isinstance(state, Phone)
        self._report(f"link {state.url}")

    def settle(self) -> None:
        settle(self._journal, self._config)

    def dispute(self) -> None:
        dispute(self._journal, self._config)

    def lay_card(self) -> None:
        self._report(LAY)

    def take_card(self) -> None:
        self._report(TAKE)


def grow(order: Order, report: Callable[[str], None]) -> int:
    """The life of one kiosk with a window, in this process, until it is killed."""
    hurry(pytest.MonkeyPatch())
    install(Boundaries(report, order.cut_at, order.with_it), report)
    from kiosk.commands import run
    from kiosk.demo.window import KivyWindow

    class Watched(run.KioskApp):
        """The app, with what it is given to show reported and a citizen who comes with the first frame."""

        def __init__(
            self, display: Any, faces: Any, post: Any, machine: Machine, heartbeat: Any, first_frame: Any, hearing: Any = None
        ) -> None:
            super().__init__(display, faces, post, machine, heartbeat, self._begin, hearing)
            self._then = first_frame
            self._window = KivyWindow(self)
            self._before = AtTheScreen(self._window, report, machine, assembled[-1].journal, Path(order.config))
            self._screen = ""

        def show(self, machine: Machine) -> None:
            super().show(machine)
            self._before.machine = machine
            self._window.follow(machine)
            problem = getattr(machine.state, "problem", None)
            shown = machine.state.screen + (f" ({problem.value})" if problem else "")
            if shown != self._screen:
                self._screen = shown
                report(f"screen {shown}")

        def _begin(self) -> None:
            self._then()
            self._window.open()
            threading.Thread(target=self._play, daemon=True).start()

        def _play(self) -> None:
            try:
                play(order.script, self._before)
                report("done")
            except Exception as error:
                report(f"stuck {type(error).__name__} {error}")

    assemble = run.assemble
    assembled: list[Assembly] = []

    def assembling(settings: Settings) -> Assembly:
        assembled.append(assemble(settings, allow_virtual=True))
        return assembled[-1]

    run.KioskApp = Watched  # type: ignore[misc]
    run.assemble = assembling  # type: ignore[assignment]
    return run.command(Path(order.config))


class Windowed(Windowless):
    """A kiosk with a window, and the hand that lays its citizen's cards."""

    def __init__(
        self,
        pcscd: PrivatePcscd,
        card: VirtualCard,
        nursery: Nursery,
        config: Path,
        script: str,
        cut_at: str | None = None,
        with_it: tuple[int, ...] = (),
    ) -> None:
        # A quarter of the pixels: the same screen, only coarser, and a machine without a graphics card draws it in time.
        text = config.read_text(encoding="utf-8")
        config.write_text(text.replace("width_px = 1080", f"width_px = {WIDTH_PX}").replace("height_px = 1920", f"height_px = {HEIGHT_PX}"))
        super().__init__(nursery, config, script, cut_at, with_it)
        self._pcscd = pcscd
        self._card = card
        self._over = threading.Event()
        self._hand = threading.Thread(target=self._move_cards, daemon=True)
        self._hand.start()

    def is_over(self) -> bool:
        """Whether it is dead; then the citizen takes the card and goes."""
        over = super().is_over()
        if over:
            self._over.set()
            self._hand.join()
        return over

    def end(self) -> None:
        super().end()
        self._over.set()
        self._hand.join()

    def _move_cards(self) -> None:
        """Does what the kiosk's citizen wants; whoever is gone has taken the card along."""
        done: set[str] = set()
        while not self._over.is_set():
            for wish in set(self.said("card")) - done:
                done.add(wish)
                if wish == LAY.removeprefix("card "):
                    self._pcscd.place(self._card, 0)
                else:
                    self._pcscd.remove(0)
            time.sleep(LOOK_S)
        self._pcscd.remove(0)


def with_window(stack: ExitStack, folder: Path) -> Callable[[Stage], Begin]:
    """A screen, readers and a nursery, until `stack` ends; what it returns starts kiosks of a stage."""
    stack.callback(setattr, stages, "PATIENCE_S", stages.PATIENCE_S)
    stages.PATIENCE_S = PATIENCE_S
    screen = Xvfb(folder)
    screen.start(WIDTH_PX, HEIGHT_PX)
    stack.callback(screen.stop)
    pcscd = PrivatePcscd(folder)
    pcscd.start()
    stack.callback(pcscd.stop)
    nursery = Nursery("window")
    stack.callback(nursery.close)
    return lambda stage: windowed(stage, pcscd, nursery)


def windowed(stage: Stage, pcscd: PrivatePcscd, nursery: Nursery) -> Begin:
    """Starts kiosks with a window."""
    samples = ArchiveService(stage.folder, stage.folder / "data", stage.archive.port).samples
    return partial(Windowed, pcscd, VirtualCard(named(samples, SAMPLE).record), nursery)
