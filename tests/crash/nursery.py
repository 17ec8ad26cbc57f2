"""Kiosks without a window, each a fork of this warmed process: imports, fonts and definitions are read once for all of them.

Forking is sound because this process has one thread and no open database, connection or daemon; whatever a kiosk needs of those it
opens itself. Reads one JSON object a line (`Order`), answers one a line.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from issuing_doubles import DRAFT, MemoryArchive

from archive.sample_cards import cards
from config.settings import load
from idcard import placements
from idcard.identity import Document, Identity
from idcard.reader import ReaderAppeared, ReaderEvent
from kiosk import assemble as assembly
from kiosk import logs, outbox, phones, runtime
from kiosk.faults import PaperFault
from kiosk.press import Press
from kiosk.runtime import Runtime
from kiosk.session.controls import controls
from kiosk.session.events import Touch
from kiosk.session.machine import Machine
from kiosk.session.states import Phone
from printing.definition import load_all
from printing.fonts import FontStack
from tests.crash.boundaries import Boundaries, install
from tests.crash.citizen import PATIENCE_S, SAMPLE, play
from tests.crash.clerk import dispute, settle

CARD = f"{SAMPLE}-1"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Order:
    """One kiosk: its configuration, who comes, where it is cut and what dies with it, and the file it reports to."""

    config: str
    script: str
    report: str
    cut_at: str | None = None
    with_it: tuple[int, ...] = ()


class Reader:
    """The readers in memory: what a card adds on this way is time, and it is real in the window's matrix."""

    def __init__(self, tell: Callable[[ReaderEvent], None]) -> None:
        self.tell = tell

    def start(self) -> None:
        self.tell(ReaderAppeared("reader"))

    def stop(self) -> None:
        """Nothing runs."""

    def read(self, card: str) -> Identity:
        """The sample citizen whom the placement is named after."""
        person = next(person for person in cards() if person.sample == card.partition("-")[0])
        return Identity(
            Document.RESIDENT, person.name, person.name, person.sex, person.nation, person.birth, "", person.id_number, "", None,
            person.valid_to, person.valid_to is None,
        )  # fmt: skip


class Windowless:
    """The runtime with a citizen before it."""

    def __init__(self, config: Path, report: Callable[[str], None]) -> None:
        self._report = report
        self._config = config
        self._changed = threading.Condition()
        self._readers: list[Reader] = []
        settings = load(config)
        self.kiosk = assembly.assemble(settings)
        parts = replace(self.kiosk.parts, open_reader=self._open)
        self.runtime = Runtime(self.kiosk.machine, parts, self._on_change)
        self._screen = ""

    def _open(self, tell: Callable[[ReaderEvent], None]) -> Reader:
        self._readers.append(Reader(tell))
        return self._readers[0]

    def _on_change(self, machine: Machine) -> None:
        problem = getattr(machine.state, "problem", None)
        shown = machine.state.screen + (f" ({problem.value})" if problem else "")
        with self._changed:
            if shown != self._screen:
                self._screen = shown
                self._report(f"screen {shown}")
            self._changed.notify_all()

    def wait(self, *screens: str) -> str:
        with self._changed:
            if not self._changed.wait_for(lambda: self.runtime.machine.state.screen in screens, PATIENCE_S):
                raise TimeoutError(f"{self.runtime.machine.state.screen} instead of {screens}")
            return self.runtime.machine.state.screen

    def touch(self, control: str) -> None:
        self.runtime.post(Touch(control, self.runtime.machine.visit_id))

    def wait_for(self, control: str) -> bool:
        with self._changed:
            before = self.runtime.machine.state.screen

            def decided() -> bool:
                machine = self.runtime.machine
                return machine.state.screen != before or _may_touch(machine, control)

            if not self._changed.wait_for(decided, PATIENCE_S):
                raise TimeoutError(f"{before} has no {control}")
            return self.runtime.machine.state.screen == before

    def scan(self) -> None:
        assert isinstance(self.runtime.machine.state, Phone)
        self._report(f"link {self.runtime.machine.state.url}")

    def settle(self) -> None:
        settle(self.kiosk.journal, self._config)

    def dispute(self) -> None:
        dispute(self.kiosk.journal, self._config)

    def reader_tells(self, event: ReaderEvent) -> None:
        """As if the reader had noticed it."""
        self._readers[0].tell(event)

    def lay_card(self, card: str = CARD) -> None:
        self.reader_tells(placements.CardPlaced(card, "reader", True))

    def take_card(self, card: str = CARD) -> None:
        self.reader_tells(placements.CardRemoved(card))


def _may_touch(machine: Machine, control: str) -> bool:
    return any(there.name == control and there.enabled for there in controls(machine))


def reporter(path: str) -> Callable[[str], None]:
    """Writes lines that survive the process."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def report(line: str) -> None:
        os.write(file, f"{line}\n".encode())

    return report


def hurry(patch: pytest.MonkeyPatch) -> None:
    """Shortens the pauses in which nothing happens; no test proves them."""
    patch.setattr(assembly, "_RECONCILE_S", 0.1)
    patch.setattr(assembly, "_OUTBOX_S", 0.05)
    patch.setattr(outbox, "FIRST_PAUSE_S", 0.05)
    patch.setattr(outbox, "LONGEST_PAUSE_S", 0.2)
    patch.setattr(phones, "ASK_S", 0.1)
    patch.setattr(runtime, "UNCONFIRMED_EVERY_S", 0.1)
    patch.setattr(runtime, "TICK_S", 0.05)


def grow(order: Order, report: Callable[[str], None]) -> None:
    """The life of one kiosk without a window, until it is killed."""
    logs.set_up("info")
    hurry(pytest.MonkeyPatch())
    install(Boundaries(report, order.cut_at, order.with_it), report)
    windowless = Windowless(Path(order.config), report)
    windowless.runtime.start()
    try:
        play(order.script, windowless)
        report("done")
    except TimeoutError as error:
        report(f"stuck {error}")
    while True:
        time.sleep(60)  # the runtime's threads live on


def warm() -> None:
    """Draws and signs one paper, so that every kiosk begins with what a kiosk has in memory after its first."""
    fonts = FontStack.find([ROOT / ".fonts", Path("/usr/share/fonts")])
    fonts.warm()
    FontStack.find = lambda _directories: fonts  # type: ignore[method-assign, assignment]
    definitions = ROOT / "config" / "certificates"
    content = json.loads((definitions / "samples" / f"{DRAFT.kind}.json").read_text(encoding="utf-8"))
    press = Press(load_all(definitions, (DRAFT.kind,)), fonts, "DEMO-0001", 1080, specimen=lambda: True)
    press.preview(replace(DRAFT, content=content))
    issued = MemoryArchive().issue("key", "draft", "token").model_copy(update={"content": content, "specimen": True})
    with suppress(PaperFault):  # nobody signs here
        press.sign(press.compose(issued, {}).pdf, issued, lambda _digest: b"0")


def born(order: Order, life: Callable[[Order, Callable[[str], None]], object]) -> None:
    """The whole of a fork: what it says goes beside its report."""
    log = os.open(f"{order.report}.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    try:
        life(order, reporter(order.report))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def main() -> None:
    """Serves until the input ends. With the word `window` the kiosks have one."""
    warm()
    life: Callable[[Order, Callable[[str], None]], object] = grow
    if sys.argv[1:] == ["window"]:
        from kiosk.commands import run  # Kivy, which opens nothing before the app runs
        from tests.crash import with_window

        assert run.KioskApp
        life = with_window.grow
    assert threading.active_count() == 1, "a process with threads must not fork"
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if "kill" in order:
            os.kill(order["kill"], signal.SIGKILL)
            os.waitpid(order["kill"], 0)
            print(json.dumps({"ended": True}), flush=True)
        elif "look" in order:
            ended, status = os.waitpid(order["look"], os.WNOHANG)
            print(json.dumps({"ended": bool(ended), "signal": os.WTERMSIG(status) if ended else None}), flush=True)
        else:
            child = os.fork()
            if child == 0:
                born(Order(**{**order, "with_it": tuple(order.get("with_it", ()))}), life)
            print(json.dumps({"child": child}), flush=True)


if __name__ == "__main__":
    main()
