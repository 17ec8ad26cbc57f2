"""docs/acceptance.md has a row for every promise and for each part of it, and promises nothing that nothing stands for."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from config.settings import Settings

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "acceptance.md").read_text(encoding="utf-8")


class Row(NamedTuple):
    """A row of the table."""

    number: str
    what: str
    figure: str
    proof: str


ROWS = [Row(*line.strip("| ").split(" | ")) for line in TABLE.splitlines() if re.match(r"\| [0-9]", line)]

PROMISES = {
    "1a": "What is mainly touched",
    "1b": "Anything touched",
    "1c": "Room between targets",
    "1d": "Rim of the panel",
    "2a": "Body text",
    "2b": "Body text in large print",
    "3a": "Smallest text",
    "4a": "Zoom",
    "4b": "Line spacing",
    "5a": "Contrast of text",
    "5b": "Contrast of text in high contrast",
    "5c": "Contrast of icons and borders",
    "6a": "Colour",
    "6b": "Flashing",
    "7a": "Highest control in low reach",
    "7b": "Lowest control",
    "7c": "Floor before the machine",
    "7d": "Screen visible from",
    "8a": "Kinds of papers on a page in large print",
    "8b": "Answers on a page in large print",
    "8c": "Touches from card to print, commonest paper",
    "8d": "Touches of a second proof, beside them",
    "9a": "Free text",
    "9b": "Keypad",
    "10a": "Silence that ends a visit",
    "10b": "Warning, seen and heard",
    "10c": "More time",
    "10d": "How often",
    "11a": "Silence with the card lying there: data",
    "11b": "Silence with the card lying there: card",
    "11c": "What silence ends",
    "12a": "Card taken",
    "12b": "Call for a card left",
    "12c": "Staff called",
    "12d": "Next visit",
    "13a": "Card pulled early: visit",
    "13b": "Card pulled early: job",
    "13c": "Card pulled early: screen",
    "14a": "What a reader can tell",
    "15a": "Cards that are read",
    "15b": "Expired card",
    "15c": "Unreadable card",
    "15d": "Two cards",
    "15e": "No identity card",
    "15f": "Each of them",
    "16a": "Face: consent",
    "16b": "Face: another way",
    "16c": "Face: kept",
    "17a": "Minors",
    "17b": "Somebody acting for another",
    "17c": "Protected people",
    "17d": "Sealed juvenile record",
    "17e": "Every way to the window",
    "18a": "A record exists: print",
    "18b": "A record exists: said",
    "18c": "A record exists: looks",
    "19a": "Preview",
    "19b": "Preview: what leads on",
    "19c": "Preview: what is wrong",
    "19d": "Preview: id numbers",
    "20a": "The right person, at the preview",
    "20b": "The right person, at the spool",
    "20c": "The right person, at the hand-over",
    "20d": "Mix-ups",
    "21a": "Left afterwards in memory",
    "21b": "Left afterwards in spool and files",
    "21c": "Left afterwards in the log",
    "21d": "Left afterwards in caches",
    "22a": "While it prints",
    "22b": "While it prints: stay",
    "22c": "Paper coming out",
    "22d": "Paper left",
    "23a": "Printer faults before the choice",
    "23b": "Printer faults in a job",
    "23c": "Printer faults in silence",
    "24a": "Card laid to paper",
    "24b": "A touch",
    "24c": "Waiting",
    "24d": "Card",
    "25a": "First-time success",
    "25b": "Usability score",
    "26a": "Voice",
    "26b": "Loudness",
    "26c": "Speed of speech",
    "26d": "Loudness and speed afterwards",
    "26e": "Speech: interrupted",
    "26f": "Speech: repeated",
    "26g": "Personal words",
    "27a": "Without sight",
    "27b": "Without hearing",
    "28a": "Chinese",
    "28b": "Mongolian",
    "28c": "English",
    "28d": "Switch of language",
    "28e": "Language afterwards",
    "29a": "Characters of GB 18030-2022",
    "29b": "Empty boxes",
    "29c": "List of them in the tests",
    "30a": "Beginning of lines",
    "30b": "Numbers, phones, dates",
    "31a": "Advertising",
    "31b": "Help on every screen",
    "31c": "Call button on every screen",
    "31d": "Window, telephone, hours",
    "32a": "Hours of each paper",
    "32b": "Outage of each paper",
    "32c": "Greyed",
    "32d": "Retry",
    "32e": "Blank screen",
    "33a": "Memory",
    "33b": "Slow drawing",
    "34a": "One touch, one event",
    "35a": "Keys that lead out",
    "35b": "Swipes from the edges",
    "35c": "Virtual consoles, Alt+Tab",
    "36a": "Liveness",
    "36b": "A frozen screen",
    "36c": "Failing again and again",
    "37a": "From power to ready",
    "37b": "Power cut at any moment",
    "38a": "Updates: origin",
    "38b": "Updates: failing",
    "38c": "Updates: time",
    "39a": "USB ports",
    "40a": "Configuration faults",
    "40b": "A wrong file",
    "40c": "A new paper",
    "41a": "Heartbeat",
    "41b": "What a heartbeat holds",
    "42a": "Alarm: missed heartbeats",
    "42b": "Alarm: paper low",
    "42c": "Alarm: card forgotten",
    "42d": "Alarm: door open",
    "43a": "Availability",
    "43b": "Repair",
    "44a": "Logs: persons",
    "44b": "Logs: chain",
    "44c": "Logs: clock",
}
"""Everything that a kiosk in a hall is measured by: what stands together has one number, and each part of it a letter."""

FIGURES = {
    "1a": ["20 x 20 mm"], "1b": ["15 mm"], "1c": ["3 mm"], "1d": ["5 mm"], "2a": ["10 mm"], "2b": ["12 mm"], "3a": ["4.8 mm"],
    "4a": ["200 %"], "4b": ["1.3"], "5a": ["4.5 : 1"], "5b": ["7 : 1"], "5c": ["3 : 1"], "6b": ["2", "55 Hz"], "7a": ["1200 mm"],
    "7b": ["380 mm"], "7c": ["760 x 1220 mm"], "7d": ["1015 mm"], "8a": ["6"], "8b": ["6"], "8c": ["5"], "10a": ["30", "120 s", "60 s"],
    "10b": ["20 s"], "10d": ["10 times"], "12b": ["3 s"], "12c": ["30 s"], "13c": ["1 s"], "20d": ["0", "10,000"],
    "24a": ["90 s", "95 %", "150 s"], "24b": ["100 ms", "1 s"], "24c": ["1 s"], "24d": ["1 s", "2 s"], "25a": ["90 %"], "25b": ["SUS 80"],
    "26b": ["65 dB", "20 dB"], "27a": ["five keys"], "33a": ["20 MB", "10,000", "2 MB", "1,000"], "33b": ["10 frames"], "34a": ["0"],
    "36b": ["30 s"], "36c": ["5 times", "10 minutes"], "37a": ["60 s"], "41a": ["60 s"], "41b": ["30 values"], "43a": ["99.5 %"],
    "43b": ["4 hours"],
}  # fmt: skip
"""The numbers that a row must not lose."""

TESTS = frozenset(
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^ *def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
)
TARGETS = frozenset(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
TABLES = {field.alias or name: field.annotation for name, field in Settings.model_fields.items()}

row_by_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.number} {row.what}")


def test_every_promise_and_each_part_of_it_has_its_row() -> None:
    assert {row.number: row.what for row in ROWS} == PROMISES
    assert [number for number, count in Counter(row.number for row in ROWS).items() if count > 1] == []


def test_parts_are_lettered_without_a_gap() -> None:
    letters: dict[str, str] = {}
    for number in PROMISES:
        letters[number[:-1]] = letters.get(number[:-1], "") + number[-1]
    assert list(letters) == [str(number) for number in range(1, len(letters) + 1)]
    assert [number for number, there in letters.items() if not "abcdefghij".startswith(there)] == []


@pytest.mark.parametrize("number", FIGURES)
def test_no_row_loses_its_numbers(number: str) -> None:
    figure = next(row.figure for row in ROWS if row.number == number)
    assert [wanted for wanted in FIGURES[number] if not re.search(rf"(?<![\d.,]){re.escape(wanted)}(?![\d.,]*\d)", figure)] == []


@row_by_row
def test_every_test_that_is_named_exists(row: Row) -> None:
    assert set(re.findall(r"`(test_\w+)`", row.proof)) <= TESTS


@row_by_row
def test_every_row_has_a_proof_a_setting_a_manual_or_an_open_end(row: Row) -> None:
    assert re.search(r"`test_\w+`|`make \w+|`\[\w+\]|docs/[\w.-]+\.md|\*\*open\*\*: \w+", row.proof)


@row_by_row
def test_an_open_end_says_what_is_open(row: Row) -> None:
    assert row.proof.count("**open**") == len(re.findall(r"\*\*open\*\*: \w+", row.proof))


@row_by_row
def test_every_measurement_and_setting_that_is_named_exists(row: Row) -> None:
    assert set(re.findall(r"`make (\w+)", row.proof)) <= TARGETS
    for table, key in re.findall(r"`\[(\w+)\](?: (\w+))?`", row.proof):
        assert table in TABLES
        assert not key or key in TABLES[table].model_fields  # type: ignore[union-attr]


def test_every_document_that_is_named_exists_and_has_the_section() -> None:
    for path, section in re.findall(r'(docs/[\w.-]+\.md)(?: \("([^"]+)"\))?', TABLE):
        assert (ROOT / path).is_file(), path
        assert not section or re.search(rf"^##+ {re.escape(section)}$", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), section
