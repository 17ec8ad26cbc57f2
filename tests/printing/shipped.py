"""The shipped kinds with their samples, and marks to print them with."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

from printing.definition import load
from printing.filled import Filled, filled
from printing.frame import Marks

CERTIFICATES = Path(__file__).parents[2] / "config" / "certificates"
MORNING = datetime(2026, 11, 23, 10, 15, tzinfo=timezone(timedelta(hours=8)))
UNIT = "演示市公安局"
MARKS = Marks(
    "演公户证字〔2026〕000123号",
    MORNING,
    None,
    "https://v.example/v/7K3M9QXZ2B4C8DEF#x",
    "7K3M9QXZ2B4C8DEF",
    True,
    "WH-0001",
    UNIT,
    MORNING,
)


def words_of(kind: str, **changes: object) -> Filled:
    """The words of a kind's sample, parts of its content changed."""
    content = json.loads((CERTIFICATES / "samples" / f"{kind}.json").read_text(encoding="utf-8"))
    path = CERTIFICATES / f"{kind}.toml"
    return filled(load(path if path.exists() else CERTIFICATES / "slips" / f"{kind}.toml"), {**content, **changes})


def records(count: int) -> list[dict]:
    sample = json.loads((CERTIFICATES / "samples" / "exit-entry.json").read_text(encoding="utf-8"))["records"]
    return [sample[index % len(sample)] for index in range(count)]


def relatives(count: int) -> list[dict]:
    sample = json.loads((CERTIFICATES / "samples" / "family-relationship.json").read_text(encoding="utf-8"))["relatives"]
    return [sample[index % len(sample)] for index in range(count)]
