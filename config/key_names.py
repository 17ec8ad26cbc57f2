"""The names of keys that a configuration may use."""

from __future__ import annotations

from collections.abc import Mapping

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
