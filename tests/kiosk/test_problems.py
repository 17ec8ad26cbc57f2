"""The catalogue of problems is whole: every code has its row, its words in every language, and a test that meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.problems import CATALOGUE, Code, as_markdown, problem
from kiosk.words import say_in

ROOT = Path(__file__).parents[2]


def test_every_code_has_exactly_one_row() -> None:
    assert set(CATALOGUE) == set(Code)


@pytest.mark.parametrize("code", Code, ids=lambda code: code.value)
def test_every_problem_speaks_to_citizens_and_technicians_in_chinese_too(code: Code) -> None:
    row = problem(code)
    for text in (row.citizen, row.way, row.technician, row.remedy):
        assert any("一" <= character <= "鿿" for character in say_in("zh_CN", text)), text


@pytest.mark.parametrize("code", Code, ids=lambda code: code.value)
def test_every_problem_is_met_by_a_test(code: Code) -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    assert any(f'"{code.value}"' in source or f"Code.{code.name}" in source for source in sources)


def test_the_page_in_the_docs_is_the_catalogue() -> None:
    assert (ROOT / "docs" / "problems.md").read_text(encoding="utf-8") == as_markdown()
