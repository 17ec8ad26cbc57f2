"""The kiosk goes by Chinese time, whatever zone the machine is set to."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk.check_clock import clock_of
from kiosk.china_time import china_clock, china_now, china_today
from kiosk.preferences import time_of_day
from kiosk.staff.looks import on_the_wall
from kiosk.tally import TallyFile

ROOT = Path(__file__).parents[2]
ZONES = ("UTC", "Asia/Shanghai", "America/New_York")
ASKS_THE_MACHINE = {"now", "today", "fromtimestamp", "astimezone"}

SetZone = Callable[[str], None]


@pytest.fixture
def set_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[SetZone]:
    def use(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield use
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("zone", ZONES)
def test_staff_read_chinese_time_in_any_zone(zone: str, set_zone: SetZone) -> None:
    set_zone(zone)
    assert on_the_wall("2026-11-30T16:48:23.104+00:00") == "12-01 00:48:23"
    assert on_the_wall("no time") == ""


@pytest.mark.parametrize("zone", ZONES)
def test_now_and_today_are_china_s_in_any_zone(zone: str, set_zone: SetZone) -> None:
    set_zone(zone)
    before, clock, after = china_now(), china_clock(), china_now()
    assert before.replace(tzinfo=None) <= clock <= after.replace(tzinfo=None)
    assert before.utcoffset() == china_now().utcoffset()
    assert str(before.utcoffset()) == "8:00:00"
    assert china_today() in {before.date(), china_now().date()}
    assert time_of_day().tzinfo is None


class OneStep:
    """A journal with one paper printed at a quarter past four in the afternoon, UTC."""

    def last_step(self) -> int:
        return 1

    def steps_after(self, place: int, most: int) -> list[tuple[int, str, str]]:
        return [(1, "printed", "2026-11-30T16:15:00.000+00:00")][place : place + most]


@pytest.mark.parametrize("zone", ZONES)
def test_a_paper_counts_for_the_day_it_was_in_china(zone: str, set_zone: SetZone, tmp_path: Path) -> None:
    set_zone(zone)
    assert TallyFile(tmp_path / "tally.json", OneStep(), lambda: date(2026, 12, 1)).count().today.printed == 1


def test_check_warns_of_a_machine_in_another_zone_and_of_no_other(set_zone: SetZone) -> None:
    set_zone("Asia/Shanghai")
    assert [finding.warning for finding in clock_of(datetime.now(UTC))] == [False]
    set_zone("UTC")
    compared, zone = clock_of(datetime.now(UTC))
    assert compared.ok
    assert zone.ok
    assert zone.warning
    assert "UTC" in zone.detail
    assert zone.remedy == "timedatectl set-timezone Asia/Shanghai"


def test_nothing_in_the_kiosk_asks_for_the_machine_s_own_time_of_day() -> None:
    """`datetime.now` and its like are called with a zone, and handed on by nobody."""
    wrong = []
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        if path.name == "china_time.py" or "demo" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        with_zone = {id(call.func) for call in ast.walk(tree) if isinstance(call, ast.Call) and (call.args or call.keywords)}
        wrong += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and id(node) not in with_zone and _of_a_moment(node)
        ]
    assert wrong == []


def _of_a_moment(node: ast.Attribute) -> bool:
    """Whether it is one of the calls that go by the machine's zone unless they are told one."""
    if node.attr == "astimezone":
        return True
    return node.attr in ASKS_THE_MACHINE and isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date"}
