"""The kiosk on its stage: the app's window, the runtime behind it, and the control socket. Importing this opens Kivy."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from pathlib import Path

from kiosk.app import KioskApp  # isort: skip  # sets Kivy's environment, before anything else of Kivy
import requests

from kiosk.assemble import assemble
from kiosk.commands.published import PUBLISHED
from kiosk.demo.actions import Actions
from kiosk.demo.control import ControlSocket
from kiosk.demo.handset import Handset
from kiosk.demo.private import give_back
from kiosk.demo.recording import RecordingPrinter
from kiosk.demo.stage import Stage
from kiosk.demo.window import KivyWindow
from kiosk.faces import display, faces
from kiosk.runtime import Runtime
from kiosk.session.machine import Machine
from kiosk.voice.hearing import hearing

_KEYS_TIMEOUT_S = 10.0


class Scene:
    """Runs on the main thread. `status` is the exit status to be; `ready` is set once the control socket listens."""

    def __init__(self, stage: Stage, out: Path, cursor: bool) -> None:
        self.status = 0
        self.ready = threading.Event()
        self.on_ready: Callable[[], None] = lambda: None
        self._stage = stage
        self._out = out
        settings = stage.settings
        self._printer = RecordingPrinter(settings, out / "sent")
        self._kiosk = assemble(settings, allow_virtual=True, printer=self._printer)
        self._runtime = Runtime(self._kiosk.machine, self._kiosk.parts, self._on_change)
        looks = faces(self._kiosk.definitions)
        self._voice = hearing(settings, self._kiosk.definitions, looks, self._runtime.post)
        self._app = KioskApp(
            display(settings, cursor=cursor),
            looks,
            self._runtime.post,
            self._kiosk.machine,
            first_frame=self._open,
            hearing=self._voice,
        )
        self._window = KivyWindow(self._app)
        self._socket_path = Path()
        self._socket: ControlSocket | None = None

    def run(self, socket: Path) -> None:
        """Opens the window and the control socket; returns when somebody has ended the demo."""
        self._socket_path = socket
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._app.leave())
        self._save_keys()
        self._runtime.start()
        if self._voice is not None:
            self._voice.start()
        try:
            self._app.run()
        finally:
            if self._socket is not None:
                self._socket.close()
            if self._voice is not None:
                self._voice.stop()
            self._runtime.stop()
            self._kiosk.close()

    def leave(self) -> None:
        """Ends the demo; from any thread."""
        self._app.leave()

    def _on_change(self, machine: Machine) -> None:
        self._app.show(machine)
        self._window.follow(machine)

    def _open(self) -> None:
        self._window.open()
        actions = Actions(self._window, self._stage, self._kiosk.journal, self._printer, Handset(self._stage.archive, self._out / "phone"))
        self._socket = ControlSocket(self._socket_path, actions.act, self._app.leave)
        give_back(self._socket_path)
        self.ready.set()
        self.on_ready()

    def _save_keys(self) -> None:
        """Leaves the archive's published keys beside the papers, so that `verify` works when the demo is gone."""
        material = self._stage.archive.material
        cert, key = material.pair("client")
        with requests.Session() as session:
            session.trust_env = False  # the machine's own proxies and authorities have no say about a private service
            for path, name in PUBLISHED:
                url = f"{self._stage.settings.archive.url}{path}"
                answer = session.get(url, verify=str(material.ca), cert=(str(cert), str(key)), timeout=_KEYS_TIMEOUT_S)
                answer.raise_for_status()
                (self._out / name).write_bytes(answer.content)
