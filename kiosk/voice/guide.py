"""Leads through a visit by ear: is told of every screen, tells it, and moves the focus by the five keys.

Runs on the UI thread; what is said is said on the speaker's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kiosk.session.controls import KEY
from kiosk.session.events import Event, Touch
from kiosk.session.machine import Machine
from kiosk.session.values import SOUND
from kiosk.voice.focus import Do, Focus, Key, kept, pressed
from kiosk.voice.phrases import Phrase, Phrasebook
from kiosk.voice.reading import Read, changes, introduction, spot_words
from kiosk.voice.speaker import Manner, Speaker

_NOTHING = Read("")


class Guide:
    """`books`: a phrasebook for each locale. `touch`: does what a finger on that control would do. `post` takes events."""

    def __init__(self, speaker: Speaker, books: Mapping[str, Phrasebook], post: Callable[[Event], None]) -> None:
        self._speaker = speaker
        self._books = books
        self._post = post
        self._machine: Machine | None = None
        self._read = _NOTHING
        self._focus = Focus()
        self._topic: object = None

    @property
    def focus(self) -> str | None:
        """The control under the focus, to be ringed on the screen."""
        return self._focus.name if self._on else None

    @property
    def _on(self) -> bool:
        return self._machine is not None and SOUND in self._machine.modes

    def shown(self, topic: object, read: Read, machine: Machine) -> None:
        """The screen shows `machine`; `read` is what can be heard of it, `topic` what it is about, however it is shown."""
        before, was_on, old = self._machine, self._on, self._read
        stands, self._topic = was_on and topic == self._topic, topic
        self._machine, self._read = machine, read
        if not self._on:
            self._forget(was_on)
            return
        if stands:
            self._focus = kept(self._focus, read)
            self._say(changes(old, read, self._books[machine.locale]), interrupt=before is not None and _ways(machine) != _ways(before))
        else:
            self._focus = Focus()
            self._say(introduction(read), interrupt=True)

    def plugged(self) -> None:
        """Somebody has plugged an earphone in, and wants to hear. From any thread."""
        machine = self._machine
        if machine is not None and SOUND not in machine.modes:
            self._post(Touch(SOUND, machine.visit_id))

    def key(self, key: Key, touch: Callable[[str], None]) -> None:
        """A key was pressed. The first one switches sound on: who cannot see the screen finds no switch on it."""
        if self._machine is None:
            return
        if not self._on:
            self._post(Touch(SOUND, self._machine.visit_id))
            return
        self._post(Touch(KEY + key.value, self._machine.visit_id))
        self._focus, do = pressed(self._focus, key, self._read)
        spot = self._read.spot(self._focus.name)
        match do:
            case Do.TELL if spot is not None:
                self._say(spot_words(self._read, spot), interrupt=True)
            case Do.TOUCH if spot is not None:
                self._speaker.hush()
                touch(spot.name)
            case Do.INTRODUCE | Do.TELL | Do.TOUCH:
                self._say(introduction(self._read), interrupt=True)

    def _say(self, texts: Sequence[str], interrupt: bool) -> None:
        machine = self._machine
        if machine is None or not texts:
            return
        book = self._books[machine.locale]
        phrases: list[Phrase] = [phrase for text in texts for phrase in book.phrases(text)]
        self._speaker.say(phrases, Manner(machine.locale, machine.volume, machine.speed), interrupt=interrupt)

    def _forget(self, was_on: bool) -> None:
        """Nothing of a screen is kept while nobody listens."""
        self._focus, self._read, self._topic = Focus(), _NOTHING, None
        if was_on:
            self._speaker.hush()


def _ways(machine: Machine) -> tuple[frozenset[str], int, int]:
    return machine.modes, machine.volume, machine.speed
