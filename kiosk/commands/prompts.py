"""`run_kiosk.py prompts`: the list for the studio, on standard output."""

from __future__ import annotations

import sys
from pathlib import Path

from config.settings import ConfigError, load
from kiosk.voice.prompts import write_list

ALL, SOME, WRONG = 0, 1, 2
"""Exit statuses."""


def command(locale: str, config: Path) -> int:
    """Writes the list. A configuration that cannot be read is said, and the list is written as if nothing were recorded."""
    folder = None
    try:
        folder = load(config).sound.prompts
    except ConfigError as error:
        print(f"{error}\nThe list is written as if nothing were recorded.", file=sys.stderr)
    try:
        missing = write_list(locale, folder, sys.stdout)
    except ValueError as error:
        print(f"{error}; there are zh_CN, mn_Mong and en", file=sys.stderr)
        return WRONG
    print(f"{missing} not recorded" if missing else "all recorded", file=sys.stderr)
    return SOME if missing else ALL
