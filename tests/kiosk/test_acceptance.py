"""docs/acceptance.md promises nothing that no test, setting or open end stands for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "acceptance.md").read_text(encoding="utf-8")
ROWS = [line.split(" | ") for line in TABLE.splitlines() if line.startswith("| ")][1:]
TESTS = frozenset(
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^ *def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].removeprefix("| "))
def test_every_test_that_is_named_exists(row: list[str]) -> None:
    assert set(re.findall(r"`(test_\w+)`", row[-1])) <= TESTS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].removeprefix("| "))
def test_every_row_has_a_proof_a_setting_or_an_open_end(row: list[str]) -> None:
    assert re.search(r"`test_\w+`|`make \w+|`\[\w+\]|\*\*open\*\*", row[-1])


def test_every_document_that_is_named_exists() -> None:
    named = re.findall(r"docs/[\w.-]+\.md", TABLE)
    assert [path for path in named if not (ROOT / path).is_file()] == []
