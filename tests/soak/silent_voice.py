"""The kiosk's voice with devices that say nothing: what is put together for a listener, and kept of it, is as it is in the hall."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from config.settings import Settings
from kiosk.session.events import Event
from kiosk.voice.earphone import Earphone
from kiosk.voice.guide import Guide
from kiosk.voice.hearing import Hearing, books
from kiosk.voice.keypad import Keypad
from kiosk.voice.speaker import Outlet, Speaker
from kiosk.widgets.display import KindFace
from printing.definition import Definition


class Silent:
    """Voice and player of a device that is done with everything at once."""

    def say(self, *_: object) -> bool:
        return True

    def play(self, *_: object) -> bool:
        return True

    def stop(self) -> None:
        """Nothing is being said."""

    def close(self) -> None:
        """Nothing is open."""


def silent_hearing(
    settings: Settings, definitions: Iterable[Definition], looks: Mapping[str, KindFace], post: Callable[[Event], None]
) -> Hearing:
    """A voice for somebody with an earphone in, so that what is personal takes its whole way too."""
    outlet = Outlet(Silent(), Silent())
    earphone = Earphone(None, lambda: None)
    speaker = Speaker(outlet, outlet, earphone.plugged, None)
    return Hearing(Guide(speaker, books(settings, looks), post), speaker, earphone, Keypad({}), definitions)
