"""The names of keys that a configuration may use are Kivy's, and every default is one of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from config.devices import KeysTable
from config.key_names import KEYCODES
from kiosk.voice.focus import Key
from kiosk.voice.keypad import Keypad


def test_the_names_and_codes_are_kivys() -> None:
    program = "from kivy.core.window import Keyboard; print(sorted(Keyboard.keycodes.items()))"
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3], timeout=60,
        env={"KIVY_NO_ARGS": "1", "KIVY_NO_CONFIG": "1", "KIVY_NO_FILELOG": "1", "KIVY_NO_CONSOLELOG": "1", "PATH": "/usr/bin"},
    ).stdout  # fmt: skip
    kivys = dict(eval(answer))
    assert {name: code for name, code in KEYCODES.items() if kivys.get(name) != code} == {}


def test_each_default_key_has_one_meaning() -> None:
    keys = KeysTable()
    keypad = Keypad({key: getattr(keys, key.value) for key in Key})
    for key in Key:
        assert {keypad.meaning(KEYCODES[name]) for name in getattr(keys, key.value)} == {key}
    assert keypad.meaning(KEYCODES["escape"]) is None
