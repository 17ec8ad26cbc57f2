"""`run_kiosk.py demo`: the kiosk among private instances of its real parts, and one citizen's visit played on it."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from config.settings import ConfigError, Settings, load
from kiosk.commands.faults import complain
from kiosk.demo import private
from kiosk.demo.daemons import StageError
from kiosk.demo.stage import Stage

if TYPE_CHECKING:
    from kiosk.demo.scene import Scene

PROGRAM = Path(__file__).resolve().parents[2]
RUN = PROGRAM / ".run"
SOCKET = RUN / "control.sock"
"""Where `panel` looks: a link to the socket of the demo that was last started without --control."""

LOCK = "lock"
"""Held in a run's folder for as long as the run lives."""

NEW_S = 10.0  # a folder so young may belong to a demo that has not locked it yet
FAILED = 1


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asked for. `control`: drive it from there, nothing is played; `data`: keep journal and archive there."""

    config: Path
    hold: bool
    control: Path | None
    out: Path
    data: Path | None


def command(wishes: Wishes) -> int:
    """Runs the demo. Returns 0, 1 when something failed, 2 when a file is wrong."""
    try:
        settings = load(wishes.config)
        _check_definitions(settings)
    except ConfigError as error:
        return complain(error.faults)
    except _DefinitionsWrong as wrong:
        return complain(wrong.faults)
    if not private.inside():
        return _again_inside()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _run_folder() as folder:
            return _play(settings, wishes, folder)
    except StageError as error:
        print(f"The demo cannot start: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


class _DefinitionsWrong(Exception):
    def __init__(self, faults: tuple[object, ...]) -> None:
        super().__init__()
        self.faults = faults


def _check_definitions(settings: Settings) -> None:
    from kiosk.assemble import slips
    from printing.definition import DefinitionError, load_all

    try:
        load_all(settings.certificates.directory, settings.certificates.kinds)
        slips(settings)
    except DefinitionError as error:
        raise _DefinitionsWrong(error.faults) from error


def _again_inside() -> int:
    try:
        return private.run([sys.executable, *sys.orig_argv[1:]])
    except FileNotFoundError as error:
        print(f"The demo cannot start: {error}", file=sys.stderr)
        return FAILED


@contextmanager
def _run_folder() -> Iterator[Path]:
    """A folder of this run's own, gone with it; what a killed run left is swept up first."""
    RUN.mkdir(exist_ok=True)
    for left in RUN.glob("demo-*/"):
        _sweep(left)
    folder = Path(tempfile.mkdtemp(prefix="demo-", dir=RUN))
    try:
        with (folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        private.give_back(RUN)
        if SOCKET.is_symlink() and not SOCKET.exists():
            SOCKET.unlink(missing_ok=True)


def _sweep(left: Path) -> None:
    """Removes the folder of a run that is over, however it ended: nobody holds its lock any more."""
    with suppress(OSError):
        if time.time() - left.stat().st_mtime < NEW_S:
            return
        with (left / LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(left)


def _play(settings: Settings, wishes: Wishes, folder: Path) -> int:
    from kiosk.logs import open_file, set_up

    began = time.monotonic()
    wishes.out.mkdir(parents=True, exist_ok=True)
    (wishes.out / "kiosk.log").unlink(missing_ok=True)
    set_up(settings.log.level, open_file(wishes.out / "kiosk.log"))
    played = wishes.control is None
    # Under Xvfb nobody needs a pointer, and it would be in the pictures.
    cursor = bool(os.environ.get("DISPLAY"))
    stage = Stage(settings, folder, wishes.data or folder / "data")
    try:
        stage.open_screen()
        with ThreadPoolExecutor(max_workers=1) as pool:
            setting = pool.submit(stage.set_up)
            from kiosk.demo.scene import Scene  # Kivy takes its time; the stage is set meanwhile

            setting.result()
        scene = Scene(stage, wishes.out, cursor)
        socket = wishes.control or folder / "control.sock"
        if played:
            _point_to(socket)
        scene.on_ready = lambda: _say_ready(began, socket)
        if played:
            threading.Thread(target=_visit, args=(scene, socket, wishes), name="visit", daemon=True).start()
        scene.run(socket)
        return scene.status
    finally:
        stage.strike()
        for folder_of_theirs in (wishes.out, wishes.data):
            if folder_of_theirs is not None:
                private.give_back(folder_of_theirs)


def _point_to(socket: Path) -> None:
    """Lets the panel find this demo. Of several at a time the newest is found; each plays its visit through its own socket."""
    early = RUN / f"{socket.parent.name}.link"
    early.symlink_to(socket)
    early.replace(SOCKET)


def _say_ready(began: float, socket: Path) -> None:
    print(f"The kiosk is open ({time.monotonic() - began:.1f} s). Control socket: {socket}", flush=True)


def _visit(scene: Scene, socket: Path, wishes: Wishes) -> None:
    """Plays the visit in a process of its own, so that it uses the socket like everybody else."""
    scene.ready.wait()
    ran = subprocess.run([sys.executable, "-m", "kiosk.demo.visit_script", str(socket), str(wishes.out)], cwd=PROGRAM, check=False)
    scene.status = FAILED if ran.returncode else 0
    if wishes.hold:
        print("The kiosk stays open. In another terminal: .venv/bin/python run_kiosk.py panel. Ctrl-C ends it.", flush=True)
    else:
        scene.leave()
