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
from kiosk.attendant import Attendant
from kiosk.broken import broken_machine, parts_of_broken
from kiosk.dressing import DressError
from kiosk.faces import display, faces
from kiosk.journal import JournalUnusable
from kiosk.memory import few_arenas
from kiosk.no_dumps import forbid_dumps
from kiosk.one_instance import AlreadyRunning, OneInstance
from kiosk.problems import Code, problem
from kiosk.resting import Resting
from kiosk.runtime import Runtime
from kiosk.service_notify import ServiceNotifier
from kiosk.session.machine import Machine
from kiosk.voice.hearing import hearing
from kiosk.watchdog import Watchdog
from kiosk.widgets.display import Display
from printing.definition import DefinitionError
from printing.fonts import FontsMissing

RETRY_S = 5.0  # a technician who has mended the file looks at the screen to see whether that was it
SECOND = 4
"""The exit status of a second kiosk over the same data folder; the service manager does not start it again."""


@dataclass(frozen=True, slots=True)
class _Broken:
    """Why no kiosk can be put together. `words` are for the technician; `settings` where at least they could be read."""

    code: Code
    words: str
    settings: Settings | None = None


def command(config: Path) -> int:
    """Runs until SIGTERM or SIGINT. Returns 0; SECOND where the kiosk runs already."""
    forbid_dumps()
    few_arenas()
    notifier = ServiceNotifier()
    try:
        match _prepared(config):
            case _Broken() as broken:
                return _out_of_service(config, broken, notifier)
            case (settings, kiosk, instance):
                with instance:
                    again = _open(settings, kiosk, notifier)
    except AlreadyRunning as error:
        print(f"{error}: another kiosk runs over this folder; stop it first (systemctl stop archive-kiosk)", file=sys.stderr)
        return SECOND
    if again:
        _start_afresh()
    return 0


def _prepared(config: Path) -> tuple[Settings, Assembly, OneInstance] | _Broken:
    """The kiosk, alone over its data folder. Raises AlreadyRunning."""
    try:
        settings = load(config)
    except ConfigError as error:
        return _Broken(Code.CONFIG_INVALID, str(error))
    try:
        instance = OneInstance(settings.kiosk.data_dir)
    except OSError as error:
        return _Broken(Code.JOURNAL_UNUSABLE, f"{settings.kiosk.data_dir}: {error.strerror}", settings)
    try:
        _log_to(settings)
        return settings, assemble(settings), instance
    except DefinitionError as error:
        broken = _Broken(Code.DEFINITIONS_INVALID, str(error), settings)
    except FontsMissing as error:
        broken = _Broken(Code.FONTS_MISSING, str(error), settings)
    except DressError as error:
        broken = _Broken(Code.CONFIG_INVALID, str(error), settings)
    except JournalUnusable as fault:
        broken = _Broken(fault.code, problem(fault.code).technician, settings)
    instance.release()
    return broken


def _log_to(settings: Settings) -> None:
    """The log as configured; to standard error where its file cannot be written, because a kiosk without a log still serves."""
    try:
        logs.set_up(settings.log.level, logs.open_file(settings.log.file) if settings.log.file else None)
    except OSError as error:
        print(f"{settings.log.file}: {error.strerror}; logging to standard error", file=sys.stderr)
        logs.set_up(settings.log.level)


def _open(settings: Settings, kiosk: Assembly, notifier: ServiceNotifier) -> bool:
    """Runs the kiosk to its end. Whether it is to start afresh."""
    shown: list[Callable[[Machine], None]] = []
    runtime = Runtime(kiosk.machine, kiosk.parts, lambda machine: shown[0](machine))
    watchdog = Watchdog(notifier, lambda: runtime.machine.now)
    resting = Resting(settings, lambda: runtime.machine)
    attendant = Attendant(settings.signals, lambda: runtime.machine)

    def beat() -> None:
        watchdog.beat()
        if resting.wanted() or kiosk.restart_wanted.is_set():
            app.leave()

    looks = faces(kiosk.definitions)
    voice = hearing(settings, kiosk.definitions, looks, runtime.post)
    app = KioskApp(display(settings), looks, runtime.post, kiosk.machine, beat, notifier.ready, voice)
    shown.append(app.show)
    _leave_on_signals(app, notifier)
    runtime.start()
    attendant.start()
    if voice is not None:
        voice.start()
    try:
        app.run()
    finally:
        if voice is not None:
            voice.stop()
        attendant.stop()
        runtime.stop()
        kiosk.close()
    return resting.began or kiosk.restart_wanted.is_set()


def _out_of_service(config: Path, broken: _Broken, notifier: ServiceNotifier) -> int:
    """Shows the code, and starts afresh once nothing is wrong any more."""
    print(broken.words, f"{problem(broken.code).remedy} [{broken.code.value}]", sep="\n", file=sys.stderr, flush=True)
    panel = display(broken.settings) if broken.settings else Display()
    machine = broken_machine(broken.code, broken.settings)
    ended, mended, wanted = threading.Event(), threading.Event(), threading.Event()
    runtime = Runtime(machine, parts_of_broken(broken.settings, wanted.set), lambda machine: app.show(machine))

    def beat() -> None:
        notifier.alive()
        if wanted.is_set():
            mended.set()
            app.leave()

    app = KioskApp(panel, {}, runtime.post, machine, beat, notifier.ready)
    _leave_on_signals(app, notifier)
    runtime.start()

    def look_again() -> None:
        while not ended.wait(RETRY_S):
            try:
                prepared = _prepared(config)
            except AlreadyRunning:
                continue  # a second kiosk has come to life in the meantime; this one shows nothing but a code
            match prepared:
                case _Broken():
                    continue
                case (_, kiosk, instance):
                    kiosk.close()
                    instance.release()
                    mended.set()
                    app.leave()
                    return

    threading.Thread(target=look_again, name="look-again", daemon=True).start()
    try:
        app.run()
    finally:
        ended.set()
        runtime.stop()
    if mended.is_set():
        _start_afresh()
    return 0


def _start_afresh() -> None:
    """The same command in the same process, with nothing of the old one left in its memory; the service manager sees no stop."""
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def _leave_on_signals(app: KioskApp, notifier: ServiceNotifier) -> None:
    def leave(*_: object) -> None:
        notifier.stopping()
        app.leave()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)
