"""`run_kiosk.py staff` sets who may come in, and `check` says when nobody is."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from typer.testing import CliRunner

from config.settings import load
from kiosk.check import _staff
from kiosk.commands.staff import app
from kiosk.problems import Code

ROOT = Path(__file__).parents[2]
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    text = (ROOT / "config" / "demo.toml").read_text(encoding="utf-8")
    path = tmp_path / "kiosk.toml"
    path.write_text(text.replace('data_dir = ".run/demo"', f'data_dir = "{tmp_path / "data"}"'), encoding="utf-8")
    return path


@pytest.fixture
def run(config: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    def made(*words: str, pins: Sequence[str] = ()) -> tuple[int, str]:
        left = list(pins)
        monkeypatch.setattr("kiosk.staff.book._HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        monkeypatch.setattr(getpass, "getpass", lambda _prompt: left.pop(0))
        result = CliRunner().invoke(app, [*words, "--config", str(config)])
        return result.exit_code, result.output

    return made


def test_add_asks_for_the_pin_twice_and_list_does_not_show_it(run: Run) -> None:
    assert run("add", "153042", "--role", "technician", pins=["271828", "271828"]) == (0, "153042: technician\n")
    status, said = run("list")
    assert status == 0
    assert "153042" in said
    assert "technician" in said
    assert "271828" not in said


@pytest.mark.parametrize(
    ("number", "pins", "status"),
    [("153042", ["271828", "271829"], 1), ("153042", ["123456"], 1), ("153042", ["27182"], 1), ("x", [], 2), ("123456789", [], 2)],
)
def test_what_is_not_right_changes_nothing(run: Run, number: str, pins: list[str], status: int) -> None:
    assert run("add", number, "--role", "clerk", pins=pins)[0] == status
    assert run("list")[0] == 1


def test_remove_takes_out_whom_it_names(run: Run) -> None:
    run("add", "153042", "--role", "clerk", pins=["271828", "271828"])
    assert run("remove", "153043")[0] == 1
    assert run("remove", "153042")[0] == 0
    assert run("list")[0] == 1


def test_check_notes_that_nobody_is_set_and_calls_a_file_that_is_no_good_a_fault(run: Run, config: Path, tmp_path: Path) -> None:
    settings = load(config)
    nobody = _staff(settings)
    assert nobody.ok
    assert "staff add" in str(nobody.remedy)
    run("add", "153042", "--role", "clerk", pins=["271828", "271828"])
    assert _staff(settings).detail == "1 clerk"
    (tmp_path / "data" / "staff.json").chmod(0o644)
    found = _staff(settings)
    assert not found.ok
    assert found.code == Code.STAFF_FILE_UNUSABLE.value
