"""A Speech Dispatcher of the kiosk's own for one sound device: started, asked, started again when it dies.

Its own, because the system's writes what it says to a log at the usual level, and because loudspeaker and earphone are two devices.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from kiosk.voice.ssip import SpeechFailed, Ssip

PROGRAM = "speech-dispatcher"
START_S = 10.0  # until its socket is there
LOOK_S = 0.05
END_S = 3.0

_CONFIG = """\
# Written by the kiosk at every start.
LogLevel 0
LogDir "{folder}"
AudioOutputMethod "alsa"
AudioALSADevice "{device}"
DefaultLanguage "zh-CN"
AddModule "espeak-ng" "sd_espeak-ng" "espeak-ng.conf"
DefaultModule espeak-ng
DisableAutoSpawn
Timeout 0
"""
"""Log level 0: nothing of what is said is ever written."""

_MODULE = 'Debug 0\nEspeakPunctuationList ""\n'


class Dispatcher:
    """One daemon on one ALSA device. `say` and `close` from one thread, `stop` from any."""

    def __init__(self, device: str, program: str = PROGRAM, wait: Callable[[float], None] = time.sleep) -> None:
        self._device = device
        self._program = program
        self._wait = wait
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Ssip | None = None

    def say(self, text: str, locale: str, rate: int, volume: int, wanted: Callable[[], bool]) -> bool:
        """Says `text`; whether to its end. `rate`, `volume`: -100 to 100. `wanted`: see Ssip.speak. Raises SpeechFailed."""
        connection = self._connection or self._open()
        try:
            return connection.speak(text, locale, rate, volume, wanted)
        except SpeechFailed:
            self.close()
            raise

    def stop(self) -> None:
        """Cuts short what is being said."""
        connection = self._connection
        if connection is not None:
            with suppress(SpeechFailed):  # whoever waits for the end of the message is told the same
                connection.stop()

    def close(self) -> None:
        """Ends the daemon and removes its folder."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(END_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._connection = self._process = self._folder = None

    def _open(self) -> Ssip:
        self.close()
        self._folder = folder = Path(tempfile.mkdtemp(prefix="kiosk-voice-"))
        (folder / "modules").mkdir()
        (folder / "speechd.conf").write_text(_CONFIG.format(folder=folder, device=self._device), encoding="utf-8")
        (folder / "modules" / "espeak-ng.conf").write_text(_MODULE, encoding="utf-8")
        path = folder / "socket"
        command = (
            self._program, "--run-single", "--communication-method", "unix_socket", "--socket-path", str(path), "--config-dir", str(folder),
            "--log-dir", str(folder), "--log-level", "0", "--pid-file", str(folder / "pid"),
        )  # fmt: skip
        try:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except OSError as error:
            self.close()
            raise SpeechFailed(type(error).__name__) from None
        self._connection = self._connected(path)
        return self._connection

    def _connected(self, path: Path) -> Ssip:
        for _ in range(int(START_S / LOOK_S)):
            if path.exists():
                with suppress(SpeechFailed):  # the socket is there a moment before anybody listens
                    return Ssip(path)
            if self._process is None or self._process.poll() is not None:
                break
            self._wait(LOOK_S)
        self.close()
        raise SpeechFailed("the daemon did not start")
