"""Code tables as data files under `archive/tables/`: each names its source, and maps codes to words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

TABLES = Path(__file__).parent / "tables"


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
