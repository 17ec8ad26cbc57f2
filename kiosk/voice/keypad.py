"""The keys of a keypad, by the names that the configuration gives them. Any keypad that reports as a USB keyboard will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.voice.focus import Key

KEYCODES: Mapping[str, int] = {
    "up": 273, "down": 274, "right": 275, "left": 276, "enter": 13, "escape": 27, "backspace": 8, "spacebar": 32, "tab": 9,
    "home": 278, "end": 279, "pageup": 280, "pagedown": 281, "insert": 277, "delete": 127,
    **{f"f{number}": 281 + number for number in range(1, 13)},
    **{f"numpad{digit}": 256 + digit for digit in range(10)},
    "numpaddecimal": 266, "numpaddivide": 267, "numpadmul": 268, "numpadsubstract": 269, "numpadadd": 270, "numpadenter": 271,
    **{str(digit): 48 + digit for digit in range(10)},
    **{chr(code): code for code in range(ord("a"), ord("z") + 1)},
}  # fmt: skip
"""Names and codes as Kivy's `Keyboard.keycodes` has them (a test holds the two together); known here so that a configuration can be checked
without opening a window.
"""


class Keypad:
    """Which key means what. `names`: the meaning to the names of keys that have it."""

    def __init__(self, names: Mapping[Key, Sequence[str]]) -> None:
        self._meanings = {KEYCODES[name]: key for key, spelt in names.items() for name in spelt}

    def meaning(self, keycode: int) -> Key | None:
        """What the key with Kivy's `keycode` means; None for all others, which do nothing."""
        return self._meanings.get(keycode)
