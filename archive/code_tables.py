"""Code tables as data files under `archive/tables/`: each names its source, and maps codes to words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

TABLES = Path(__file__).parent / "tables"
MOST_DIVISIONS = 3  # of one place: province, prefecture, county


@cache
def table(name: str) -> Mapping[str, Any]:
    """The whole file `tables/<name>.toml`: `source`, `codes` (code -> its row), and what else it holds. Raises OSError for none such."""
    return MappingProxyType(tomllib.loads((TABLES / f"{name}.toml").read_text(encoding="utf-8")))


def word(name: str, code: str) -> str:
    """The Chinese word of a code; an unknown code as itself: a record may be newer than the table."""
    return str(table(name)["codes"].get(code, {}).get("zh", code))


def word_en(name: str, code: str) -> str:
    """The English word of a code; where the table has none, the Chinese one."""
    return str(table(name)["codes"].get(code, {}).get("en") or word(name, code))


def place_en(place: str) -> str:
    """The divisions with which the name of a place begins in English, the smallest first; of a place that begins with none its own name."""
    codes = table("divisions")["codes"]
    found: list[str] = []
    rest = place
    while len(found) < MOST_DIVISIONS and (name := next((name for name in codes if rest.startswith(name)), None)):
        found.insert(0, codes[name]["en"])
        rest = rest[len(name) :]
    return ", ".join(found) or place
