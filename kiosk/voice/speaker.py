"""Says phrases one after the other on a thread of its own: aloud what anybody may hear, into the earphone what is personal."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

import structlog

from kiosk.voice.phrases import Phrase
from kiosk.voice.prompts import found
from kiosk.voice.ssip import SpeechFailed
from kiosk.words import say_in

_log = structlog.get_logger(__name__)


class Voice(Protocol):
    """Says text (`kiosk.voice.dispatcher.Dispatcher`). Raises SpeechFailed."""

    def say(self, text: str, locale: str, rate: int, volume: int, wanted: Callable[[], bool]) -> bool: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...


class Player(Protocol):
    """Plays recordings (`kiosk.voice.recordings.Recordings`). Raises SpeechFailed."""

    def play(self, file: Path, tempo: float, gain: float, wanted: Callable[[], bool]) -> bool: ...
    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Outlet:
    """A sound device: its voice and its player."""

    voice: Voice
    player: Player


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is said. `volume` 1 to 5, `speed` 1 to 3; 3 and 2 are as recorded."""

    locale: str
    volume: int = 3
    speed: int = 2


GAIN = {1: 0.35, 2: 0.6, 3: 1.0, 4: 1.6, 5: 2.5}
"""Volume to the factor on a recording's amplitude: about 4 dB a step."""

LOUDNESS = {1: -60, 2: -30, 3: 0, 4: 50, 5: 100}
"""Volume to that of SSIP."""

TEMPO = {1: 0.8, 2: 1.0, 3: 1.35}
"""Speed to that of a recording."""

RATE = {1: -35, 2: 0, 3: 40}
"""Speed to that of SSIP."""


class Speaker:
    """`earphone` None: nothing personal is ever said. `plugged`: whether somebody listens there. `on_health` is told on the
    speaker's thread whether speech works (True, False), once for every change.
    """

    def __init__(
        self,
        aloud: Outlet,
        earphone: Outlet | None,
        plugged: Callable[[], bool],
        folder: Path | None,
        on_health: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self._aloud = aloud
        self._earphone = earphone
        self._plugged = plugged
        self._folder = folder
        self._on_health = on_health
        self._works = True
        self._round = 0
        self._lock = threading.Lock()
        self._wanted: SimpleQueue[tuple[int, Phrase, Manner] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def say(self, phrases: Sequence[Phrase], manner: Manner, interrupt: bool = True) -> None:
        """Says them, at once (`interrupt`) or after what is being said."""
        if interrupt:
            self.hush()
        with self._lock:
            now = self._round
        for phrase in phrases:
            self._wanted.put((now, phrase, manner))

    def hush(self) -> None:
        """Silence; what was still to be said is forgotten."""
        with self._lock:
            self._round += 1
        for outlet in self._outlets:
            outlet.voice.stop()
            outlet.player.stop()

    def stop(self) -> None:
        """Ends the thread and the voices."""
        self.hush()
        self._wanted.put(None)
        if self._thread.ident is not None:
            self._thread.join(5.0)
        for outlet in self._outlets:
            outlet.voice.close()

    @property
    def _outlets(self) -> tuple[Outlet, ...]:
        return (self._aloud,) if self._earphone is None else (self._aloud, self._earphone)

    def _run(self) -> None:
        while (asked := self._wanted.get()) is not None:
            self._say(*asked)
            asked = None  # a citizen's words are not kept while nothing is to be said

    def _say(self, number: int, phrase: Phrase, manner: Manner) -> None:
        def wanted() -> bool:
            with self._lock:
                return number == self._round

        outlet, text = self._outlet(phrase), sayable(phrase)
        if outlet is None or text is None or not wanted():
            return
        try:
            recording = found(self._folder, manner.locale, phrase.message)
            if recording is None or not self._played(outlet, recording, manner, wanted):
                outlet.voice.say(text, manner.locale, RATE[manner.speed], LOUDNESS[manner.volume], wanted)
        except SpeechFailed as failure:
            self._tell(False, failure)
        else:
            self._tell(True)

    def _played(self, outlet: Outlet, recording: Path, manner: Manner, wanted: Callable[[], bool]) -> bool:
        """Whether the recording was heard, or cut short; a damaged one gives way to the voice."""
        try:
            outlet.player.play(recording, TEMPO[manner.speed], GAIN[manner.volume], wanted)
        except SpeechFailed as failure:
            _log.warning("prompt-not-played", file=recording.name, reason=str(failure))
            return False
        return True

    def _outlet(self, phrase: Phrase) -> Outlet | None:
        """Where it may be heard. With an earphone in, everything goes there; without one, only what is not personal goes anywhere."""
        if self._earphone is not None and self._plugged():
            return self._earphone
        return None if phrase.personal else self._aloud

    def _tell(self, works: bool, failure: SpeechFailed | None = None) -> None:
        if works == self._works:
            return
        self._works = works
        if failure is not None:
            _log.warning("speech-failed", reason=str(failure))
        self._on_health(works)


_MONGOLIAN = re.compile(r"[\u1800-\u18af]")


def sayable(phrase: Phrase) -> str | None:
    """The words for the synthesizer, which reads no Mongolian: those of the same message in Chinese; None where there are none."""
    if not _MONGOLIAN.search(phrase.text):
        return phrase.text
    return None if phrase.message is None else say_in("zh_CN", phrase.message)
