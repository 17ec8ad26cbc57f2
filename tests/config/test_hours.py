"""Opening hours, papers a visit, and measured times in the configuration: right ones are taken, wrong ones named with line and remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from config.faults import ConfigError, Fault
from config.settings import load_text

DEMO = (Path(__file__).resolve().parents[2] / "config" / "demo.toml").read_text(encoding="utf-8")

HOURS = '\n[hours]\nkiosk = "Mo-Fr 09:00-17:00"\n[[hours.kind]]\nid = "birth"\nopen = "Mo-Fr 09:00-12:00"\n'
MEASURED = "\n[measured]\nminutes = 2\non = 2026-11-01\n"


def fault(text: str) -> Fault:
    """The only thing that is wrong with a file of that content."""
    with pytest.raises(ConfigError) as caught:
        load_text(text.encode(), Path("x.toml"))
    (only,) = caught.value.faults
    return only


def line_of(text: str, start: str) -> int:
    """The line that begins so."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(start))


def test_hours_papers_and_what_was_measured_are_read() -> None:
    settings = load_text((DEMO + HOURS + MEASURED + "\n[visit]\nmost_papers = 3\n").encode(), Path("x.toml"))
    assert settings.hours.kiosk == "Mo-Fr 09:00-17:00"
    assert [(kind.id, kind.open) for kind in settings.hours.kinds] == [("birth", "Mo-Fr 09:00-12:00")]
    assert settings.visit.most_papers == 3
    assert settings.measured is not None
    assert (settings.measured.minutes, settings.measured.on) == (2, date(2026, 11, 1))


def test_without_them_it_is_always_open_and_nothing_is_promised() -> None:
    settings = load_text(DEMO.encode(), Path("x.toml"))
    assert (settings.hours.kiosk, settings.hours.kinds, settings.measured, settings.visit.most_papers) == (None, (), None, 5)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('kiosk = "Mo-Fr 09:00-17:00"', 'kiosk = "周一至周五 9:00"', "hours.kiosk"),
        ('open = "Mo-Fr 09:00-12:00"', 'open = "Mo-Fr 25:00-26:00"', "hours.kind[1].open"),
        ('id = "birth"', 'id = "marriage"', "hours.kind[1].id"),
    ],
)
def test_wrong_hours_are_named_with_line_and_remedy(old: str, new: str, where: str) -> None:
    text = DEMO + HOURS.replace(old, new)
    said = fault(text)
    assert (said.where, said.line) == (where, line_of(text, new))
    assert said.remedy


def test_hours_of_a_kind_that_stand_twice_are_a_fault() -> None:
    text = DEMO + HOURS + '[[hours.kind]]\nid = "birth"\nopen = "Mo 09:00-12:00"\n'
    assert fault(text).where == "hours.kind[2]"


@pytest.mark.parametrize("most", ["0", "7", '"5"'])
def test_no_more_papers_than_one_list_can_show(most: str) -> None:
    assert fault(DEMO + f"\n[visit]\nmost_papers = {most}\n").where == "visit.most_papers"


def test_a_measured_time_needs_its_day() -> None:
    assert fault(DEMO + "\n[measured]\nminutes = 2\n").where == "measured.on"
