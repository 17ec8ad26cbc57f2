"""A table is changed in place: comments, order and everything else stay as the technician wrote them."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config import edit
from config.faults import ConfigError
from config.settings import load

SHIPPED = Path(__file__).parents[2] / "config" / "kiosk.toml"
OTHER = {"uri": "ipp://printer.local:631/ipp/print", "endpoint": "device", "media": "iso_a4_210x297mm", "device_uri": None}


@pytest.fixture
def kiosk(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_bytes(SHIPPED.read_bytes())
    return path


def test_only_the_line_that_changes_changes(kiosk: Path) -> None:
    edit.change(kiosk, "printer", OTHER)
    before, after = SHIPPED.read_text("utf-8").splitlines(), kiosk.read_text("utf-8").splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    ((old, new),) = changed
    assert old.startswith('uri = "ipp://localhost:60000')
    assert new.startswith('uri = "ipp://printer.local:631/ipp/print"')
    assert new.partition("#")[2] == old.partition("#")[2], "its comment stays"


def test_what_is_right_already_is_not_written_again(kiosk: Path) -> None:
    edit.change(kiosk, "printer", {"endpoint": "device"})
    assert kiosk.read_bytes() == SHIPPED.read_bytes()


def test_keys_are_added_at_the_end_of_the_table_and_taken_out_again(kiosk: Path) -> None:
    queue = {**OTHER, "endpoint": "queue", "device_uri": "ipp://localhost:60000/ipp/print"}
    edit.change(kiosk, "printer", queue)
    assert tomllib.loads(kiosk.read_text("utf-8"))["printer"] == queue
    edit.change(kiosk, "printer", OTHER)
    assert "device_uri" not in tomllib.loads(kiosk.read_text("utf-8"))["printer"]


def test_a_missing_table_is_added() -> None:
    assert tomllib.loads(edit.with_table("# nothing yet\n", "printer", {"uri": "ipp://a/b"})) == {"printer": {"uri": "ipp://a/b"}}


@pytest.mark.parametrize("text", ["[printer", "printer = 4", "[[printer]]\nuri = 'x'"])
def test_what_has_no_place_for_it_is_a_fault(text: str) -> None:
    with pytest.raises(ConfigError):
        edit.with_table(text, "printer", {"uri": "ipp://a/b"})


def test_a_table_that_would_be_wrong_is_not_written(kiosk: Path) -> None:
    with pytest.raises(ConfigError) as error:
        edit.change(kiosk, "printer", {**OTHER, "uri": "http://printer"})
    assert [fault.where for fault in error.value.faults] == ["printer.uri"]
    assert kiosk.read_bytes() == SHIPPED.read_bytes()


def test_faults_elsewhere_stay_the_technicians(kiosk: Path) -> None:
    edit.change(kiosk, "printer", OTHER)
    with pytest.raises(ConfigError) as error:
        load(kiosk)
    assert [fault.where for fault in error.value.faults] == ["archive.url", "proof.default"]


def test_permissions_stay_a_link_stays_and_nothing_else_is_left(kiosk: Path, tmp_path: Path) -> None:
    kiosk.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(kiosk)
    edit.change(link, "printer", OTHER)
    assert link.is_symlink()
    assert kiosk.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kiosk.toml", "link.toml"]


def test_a_power_cut_before_the_last_step_leaves_the_old_file(kiosk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class PowerCut(BaseException):
        pass

    def cut(_handle: int) -> None:
        raise PowerCut

    monkeypatch.setattr(os, "fsync", cut)
    with pytest.raises(PowerCut):
        edit.change(kiosk, "printer", OTHER)
    assert kiosk.read_bytes() == SHIPPED.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["kiosk.toml"]


@given(st.text(max_size=40))
@settings(deadline=None)  # how long it takes is the machine's affair
def test_any_value_that_is_written_is_read_back(value: str) -> None:
    after = edit.with_table("[a] # first\nx = 1\n\n[b]\nplace = 'here' # where\n", "b", {"place": value})
    assert tomllib.loads(after) == {"a": {"x": 1}, "b": {"place": value}}
    assert after.startswith("[a] # first\nx = 1\n")
    assert after.endswith("# where\n")
