"""The keys of a keypad, by the names that the configuration gives them. Any keypad that reports as a USB keyboard will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from config.key_names import KEYCODES
from kiosk.voice.focus import Key


class Keypad:
    """Which key means what. `names`: the meaning to the names of keys that have it."""

    def __init__(self, names: Mapping[Key, Sequence[str]]) -> None:
        self._meanings = {KEYCODES[name]: key for key, spelt in names.items() for name in spelt}

    def meaning(self, keycode: int) -> Key | None:
        """What the key with Kivy's `keycode` means; None for all others, which do nothing."""
        return self._meanings.get(keycode)
