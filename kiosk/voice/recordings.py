"""Plays recorded prompts with SoX on one sound device, at the loudness and speed that the citizen chose."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

from kiosk.voice.ssip import SpeechFailed

PROGRAM = "play"
LONGEST_S = 60.0  # a prompt is a few sentences; a player that hangs must not silence the kiosk for good


class Recordings:
    """One ALSA device. `play` blocks; `stop` may come from any thread."""

    def __init__(self, device: str, program: str = PROGRAM) -> None:
        self._environment = {**os.environ, "AUDIODRIVER": "alsa", "AUDIODEV": device}
        self._program = program
        self._lock = threading.Lock()
        self._playing: subprocess.Popen[bytes] | None = None

    def play(self, file: Path, tempo: float, gain: float, wanted: Callable[[], bool]) -> bool:
        """Plays `file`; whether to its end. `tempo` 1 is the recording's own, `gain` 1 its own loudness. Raises SpeechFailed.

        `wanted` is asked once it plays: a `stop` that came before had nothing to stop.
        """
        command = (self._program, "-q", "-V0", str(file), "tempo", "-s", f"{tempo:.2f}", "vol", f"{gain:.2f}")
        try:
            with self._lock:
                process = self._playing = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self._environment
                )
        except OSError as error:
            raise SpeechFailed(type(error).__name__) from None
        if not wanted():
            process.terminate()
        try:
            status = process.wait(LONGEST_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise SpeechFailed("the player hangs") from None
        finally:
            with self._lock:
                self._playing = None
        if status > 0 and wanted():
            raise SpeechFailed(f"the player ended with {status}")
        return status == 0

    def stop(self) -> None:
        """Cuts short what is being played."""
        with self._lock:
            if self._playing is not None:
                self._playing.terminate()
