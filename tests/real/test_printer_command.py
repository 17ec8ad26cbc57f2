"""`run_kiosk.py printer` on a real printer, a real Avahi and a real CUPS queue."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.demo.printer import DemoPrinter
from printing.discovery import IPP_USB_PORTS
from tests.real.cups import URI as QUEUE_URI
from tests.real.cups import cups_in
from tests.real.ipp_printer import name_service, printer_in

pytestmark = pytest.mark.real

ROOT = Path(__file__).resolve().parents[2]
COMMAND_S = 60.0


@pytest.fixture(scope="module", autouse=True)
def _names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with name_service(tmp_path_factory.mktemp("names")):
        yield


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[DemoPrinter]:
    with printer_in(tmp_path / "printer", advertised=True) as printer:
        yield printer


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_bytes((ROOT / "config" / "kiosk.toml").read_bytes())
    return path


def kiosk(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "run_kiosk.py", "printer", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=COMMAND_S, check=False)


def told(*words: str, status: int = 0) -> dict[str, Any]:
    ran = kiosk(*words, "--json")
    assert ran.returncode == status, ran.stdout + ran.stderr
    said: dict[str, Any] = json.loads(ran.stdout)
    return said


def table(config: Path) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(config.read_text("utf-8"))["printer"]
    return found


def test_find_sees_what_announces_itself(stage: DemoPrinter) -> None:
    (found,) = (row for row in told("find")["printers"] if row["uri"] == stage.uri)
    assert (found["model"], found["formats"]) == ("Example Printer", ["application/pdf"])
    assert stage.uri in kiosk("find").stdout


def free_usb_port() -> int:
    """One of ipp-usb's ports; the first may just be somebody's outgoing connection."""
    for port in IPP_USB_PORTS:
        with socket.socket() as trial:
            try:
                trial.bind(("", port))
            except OSError:
                continue
            return port
    raise AssertionError("none of ipp-usb's ports is free")


def test_find_sees_a_printer_where_ipp_usb_serves_it_also_without_an_announcement(tmp_path: Path) -> None:
    with printer_in(tmp_path / "usb", port=free_usb_port()) as usb:
        found = told("find")["printers"]  # Avahi may still know the printer of the test before
        assert [row["here"] for row in found if row["uri"] == usb.uri] == [True]


def test_find_without_any_printer_says_so() -> None:
    ends = time.monotonic() + COMMAND_S
    while (ran := kiosk("find")).returncode != 1:
        assert time.monotonic() < ends, f"Avahi still knows the printer of the test before: {ran.stdout}"
    assert "No printer is seen" in ran.stdout


def test_setup_shows_the_printer_and_writes_only_its_table(stage: DemoPrinter, config: Path) -> None:
    before = config.read_text("utf-8").splitlines()
    ran = kiosk("setup", stage.uri, "--config", str(config))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    for word in ("Example Printer", "application/pdf", "iso_a4_210x297mm", "main: 250 of 250 sheets", "black: 75 %"):
        assert word in ran.stdout
    after = config.read_text("utf-8").splitlines()
    (changed,) = (line for line, old in zip(after, before, strict=True) if line != old)
    assert changed.startswith(f'uri = "{stage.uri}"')
    assert stage.papers() == []


def test_setup_with_a_test_page_writes_once_the_page_has_come_out(stage: DemoPrinter, config: Path) -> None:
    report = told("setup", stage.uri, "--config", str(config), "--test")
    assert report["test"] == {"outcome": "printed", "ground": "all-pages", "page": 1, "problem": None}
    assert table(config)["uri"] == stage.uri
    (paper,) = stage.papers()
    assert (paper["pages"], paper["complete"]) == (1, True)


def test_setup_writes_nothing_when_the_page_does_not_come_out(stage: DemoPrinter, config: Path) -> None:
    before = config.read_bytes()
    stage.set(kill_on_page=2)  # out comes the page, and nobody can say so
    report = told("setup", stage.uri, "--config", str(config), "--test", status=1)
    assert report["test"]["outcome"] == "unconfirmed"
    assert config.read_bytes() == before


@pytest.mark.parametrize(
    ("uri", "media", "status", "reason"),
    [
        ("{stage}", "iso_a3_297x420mm", 1, "does not know the paper"),
        ("ipp://localhost:1/ipp/print", "iso_a4_210x297mm", 1, "Nothing answers"),
        ("{stage}/wrong", "iso_a4_210x297mm", 1, "perhaps the path is wrong"),
        ("http://localhost", "iso_a4_210x297mm", 2, "ipp://HOST"),
    ],
)
def test_setup_refuses_what_cannot_work_with_the_reason(
    stage: DemoPrinter, config: Path, uri: str, media: str, status: int, reason: str
) -> None:
    before = config.read_bytes()
    report = told("setup", uri.format(stage=stage.uri), "--media", media, "--config", str(config), status=status)
    assert any(reason in refusal for refusal in report["refusals"]), report["refusals"]
    assert report["written"] is None
    assert config.read_bytes() == before


def test_a_printer_that_takes_raster_only_is_set_up_tried_and_told(tmp_path: Path, config: Path) -> None:
    with printer_in(tmp_path / "raster", formats=("image/pwg-raster", "image/urf")) as raster:
        report = told("setup", raster.uri, "--config", str(config), "--test")
        assert report["format"] == "image/pwg-raster"
        assert any("pixels" in warning for warning in report["warnings"])
        (paper,) = raster.papers()
        assert (paper["pages"], paper["complete"]) == (1, True)
        assert Path(paper["path"]).read_bytes().startswith(b"RaS2")


def test_a_printer_that_takes_neither_is_refused(tmp_path: Path, config: Path) -> None:
    with printer_in(tmp_path / "jpeg", formats=("image/jpeg",)) as jpeg:
        report = told("setup", jpeg.uri, "--config", str(config), status=1)
        assert any("takes none of application/pdf" in refusal for refusal in report["refusals"])


def test_setup_without_a_page_says_that_nobody_knows_whether_pages_are_counted(stage: DemoPrinter, config: Path) -> None:
    assert any("try it with --test" in warning for warning in told("setup", stage.uri, "--config", str(config))["warnings"])
    assert not any("--test" in warning for warning in told("setup", stage.uri, "--config", str(config), "--test")["warnings"])
    assert not any("--test" in warning for warning in told("setup", stage.uri, "--config", str(config))["warnings"]), "it has counted one"


def test_setup_knows_a_queue_and_writes_the_printer_behind_it(tmp_path: Path, stage: DemoPrinter, config: Path) -> None:
    with cups_in(tmp_path, stage.uri, "retry-job") as cups:
        report = told("setup", QUEUE_URI, "--config", str(config), "--test")
        assert report["test"]["outcome"] == "printed"
        assert any("abort-job" in warning for warning in report["warnings"])
        assert any("spool" in warning for warning in report["warnings"])
        written = table(config)
        assert (written["uri"], written["endpoint"], written["device_uri"]) == (QUEUE_URI, "queue", stage.uri)
        assert told("status", "--config", str(config))["ready"]
        cups.run("lpadmin", "-p", "kiosk", "-o", "copies-default=2")
        assert told("status", "--config", str(config))["strays"] == [{"name": "copies", "value": "2", "wanted": "1"}]
        assert "copies-default=1" in kiosk("status", "--config", str(config)).stdout


def test_status_tells_levels_counters_reasons_and_jobs(stage: DemoPrinter, config: Path) -> None:
    kiosk("setup", stage.uri, "--config", str(config))
    assert told("status", "--config", str(config))["ready"]
    stage.set(paper=0, toner=5)
    report = told("status", "--config", str(config), status=1)
    assert report["obstacle"] == "printer-media-empty"
    assert (report["sheets"], report["toner"]) == (0, [{"name": "black", "left": 5, "capacity": 100}])
    said = kiosk("status", "--config", str(config)).stdout
    for word in ("Fill the tray with A4 paper", "Toner is running low", "black: 5 %", "jobs          none"):
        assert word in said


def test_test_prints_a_page_and_follows_it(stage: DemoPrinter, config: Path) -> None:
    kiosk("setup", stage.uri, "--config", str(config))
    ran = kiosk("test", "--config", str(config))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "page 1 of 1" in ran.stdout
    assert "printed: the printer counted every page." in ran.stdout
    stage.set(stop=True)
    assert told("test", "--config", str(config), status=1)["outcome"] == "not-printed"


def test_a_configuration_whose_printer_is_wrong_is_named_with_its_line(config: Path) -> None:
    config.write_text(config.read_text("utf-8").replace('endpoint = "device"', 'endpoint = "usb"'), "utf-8")
    ran = kiosk("status", "--config", str(config))
    assert ran.returncode == 2
    assert "printer.endpoint" in ran.stderr
