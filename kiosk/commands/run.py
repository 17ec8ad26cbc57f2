"""`run_kiosk.py run`: the kiosk. Where it cannot be put together it shows that it is out of service, and tries again by itself."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.app import KioskApp  # isort: skip  # sets Kivy's environment, before anything else of Kivy
from config.settings import ConfigError, Settings, load
from kiosk import logs
from kiosk.assemble import Assembly, assemble
from kiosk.dressing import DressError
from kiosk.faces import display, faces
from kiosk.journal import JournalUnusable
from kiosk.problems import Code, problem
from kiosk.runtime import Runtime
from kiosk.session.machine import Machine
from kiosk.session.states import OutOfService
from kiosk.session.values import Rules
from kiosk.widgets.display import Display
from printing.definition import DefinitionError
from printing.fonts import FontsMissing

RETRY_S = 5.0  # a technician who has mended the file looks at the screen to see whether that was it


@dataclass(frozen=True, slots=True)
class _Broken:
    """Why no kiosk can be put together. `words` are for the technician; `settings` where at least they could be read."""

    code: Code
    words: str
    settings: Settings | None = None


def command(config: Path) -> int:
    """Runs until SIGTERM or SIGINT. Returns 0."""
    match _prepared(config):
        case _Broken() as broken:
            return _out_of_service(config, broken)
        case (settings, kiosk):
            return _open(settings, kiosk)


def _prepared(config: Path) -> tuple[Settings, Assembly] | _Broken:
    try:
        settings = load(config)
    except ConfigError as error:
        return _Broken(Code.CONFIG_INVALID, str(error))
    try:
        _log_to(settings)
        return settings, assemble(settings)
    except DefinitionError as error:
        return _Broken(Code.DEFINITIONS_INVALID, str(error), settings)
    except FontsMissing as error:
        return _Broken(Code.FONTS_MISSING, str(error), settings)
    except DressError as error:
        return _Broken(Code.CONFIG_INVALID, str(error), settings)
    except JournalUnusable as fault:
        return _Broken(fault.code, problem(fault.code).technician, settings)


def _log_to(settings: Settings) -> None:
    """The log as configured; to standard error where its file cannot be written, because a kiosk without a log still serves."""
    try:
        logs.set_up(settings.log.level, logs.open_file(settings.log.file) if settings.log.file else None)
    except OSError as error:
        print(f"{settings.log.file}: {error.strerror}; logging to standard error", file=sys.stderr)
        logs.set_up(settings.log.level)


def _open(settings: Settings, kiosk: Assembly) -> int:
    shown: list[Callable[[Machine], None]] = []
    runtime = Runtime(kiosk.machine, kiosk.parts, lambda machine: shown[0](machine))
    app = KioskApp(display(settings), faces(kiosk.definitions), runtime.post, kiosk.machine)
    shown.append(app.show)
    _leave_on_signals(app)
    runtime.start()
    try:
        app.run()
    finally:
        runtime.stop()
        kiosk.close()
    return 0


def _out_of_service(config: Path, broken: _Broken) -> int:
    """Shows the code, and starts afresh once nothing is wrong any more."""
    print(broken.words, f"{problem(broken.code).remedy} [{broken.code.value}]", sep="\n", file=sys.stderr, flush=True)
    panel = display(broken.settings) if broken.settings else Display()
    machine = Machine(rules=Rules(kinds=()), state=OutOfService(broken.code))
    app = KioskApp(panel, {}, lambda _touch: None, machine)
    _leave_on_signals(app)
    ended, mended = threading.Event(), threading.Event()

    def look_again() -> None:
        while not ended.wait(RETRY_S):
            match _prepared(config):
                case _Broken():
                    continue
                case (_, kiosk):
                    kiosk.close()
                    mended.set()
                    app.leave()
                    return

    threading.Thread(target=look_again, name="look-again", daemon=True).start()
    app.run()
    ended.set()
    if mended.is_set():
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    return 0


def _leave_on_signals(app: KioskApp) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: app.leave())
