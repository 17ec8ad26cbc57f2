"""Puts the voice together from the settings, and begins and ends it with the kiosk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

from config.settings import Settings
from kiosk.attendant import run_program
from kiosk.problems import Code
from kiosk.session.events import Event, HealthChanged
from kiosk.session.values import Draft, Part
from kiosk.voice.dispatcher import Dispatcher
from kiosk.voice.earphone import Earphone
from kiosk.voice.focus import Key
from kiosk.voice.guide import Guide
from kiosk.voice.keypad import Keypad
from kiosk.voice.paper import paper_words
from kiosk.voice.phrases import Phrasebook, book
from kiosk.voice.recordings import Recordings
from kiosk.voice.speaker import Outlet, Speaker
from kiosk.widgets.display import KindFace
from kiosk.words import LOCALES, SOURCE, catalogue
from printing.definition import Definition
from printing.filled import ContentMismatch, filled


class Hearing:
    """Guide, speaker and earphone of one kiosk."""

    def __init__(self, guide: Guide, speaker: Speaker, earphone: Earphone, keypad: Keypad, definitions: Iterable[Definition]) -> None:
        self.guide = guide
        self.keypad = keypad
        self._speaker = speaker
        self._earphone = earphone
        self._definitions = {definition.id: definition for definition in definitions}

    def start(self) -> None:
        """Begins to listen and to speak."""
        self._speaker.start()
        self._earphone.start()

    def stop(self) -> None:
        """Silence, for good."""
        self._earphone.stop()
        self._speaker.stop()

    def paper(self, draft: Draft) -> tuple[str, ...]:
        """The words of the page that a draft will be; none where it fits no definition, which its preview has told already."""
        try:
            return paper_words(filled(self._definitions[draft.kind], cast("dict[str, Any]", draft.content)))
        except (KeyError, ContentMismatch):
            return ()


def hearing(
    settings: Settings, definitions: Iterable[Definition], faces: Mapping[str, KindFace], post: Callable[[Event], None]
) -> Hearing | None:
    """The kiosk's voice; None where the configuration offers none."""
    table = settings.sound
    if not table.offered:
        return None
    guides: list[Guide] = []
    program = table.earphone_plugged
    earphone = Earphone((lambda: run_program(program)) if program else None, lambda: guides[0].plugged())

    def told(works: bool) -> None:
        post(HealthChanged(Part.SOUND, None if works else Code.SOUND_FAILED))

    speaker = Speaker(
        _outlet(table.speaker),
        _outlet(table.earphone) if table.earphone else None,
        earphone.plugged,
        table.prompts,
        told,
    )
    guides.append(Guide(speaker, books(settings, faces), post))
    keypad = Keypad({key: getattr(table.keys, key.value) for key in Key})
    return Hearing(guides[0], speaker, earphone, keypad, definitions)


def _outlet(device: str) -> Outlet:
    return Outlet(Dispatcher(device), Recordings(device))


def books(settings: Settings, faces: Mapping[str, KindFace]) -> dict[str, Phrasebook]:
    """What may be said aloud, for each locale: the catalogue, the definitions' words and what the technician wrote."""
    public = {*_of_settings(settings), *(text for face in faces.values() for text in _of_face(face))}
    # What a language lacks is shown in Chinese, so the Chinese words are public everywhere.
    chinese = catalogue(LOCALES[0])
    own = {locale: catalogue(locale) if locale != SOURCE else {message: message for message in chinese} for locale in LOCALES}
    return {locale: book({**chinese, **own[locale]}, public | frozenset(chinese.values())) for locale in LOCALES}


def _of_settings(settings: Settings) -> Iterator[str]:
    help_, kiosk = settings.help, settings.kiosk
    yield from (text for text in (kiosk.name, kiosk.place, help_.window, help_.phone, help_.hours, help_.elsewhere) if text)


def _of_face(face: KindFace) -> Iterator[str]:
    yield from (*face.title.values(), *face.name.values(), *face.note.values())
    for texts in face.parameters.values():
        yield from texts.values()
    for choices in face.choices.values():
        for texts in choices.values():
            yield from texts.values()
