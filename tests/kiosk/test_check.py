"""`check`, and what the other commands do with a wrong file: every part has a line, every fault a remedy, never a traceback."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import Settings, load
from kiosk.check import INVALID, NOT_READY, PARTS, READY, Finding, Report, check, check_file
from kiosk.commands import verify
from kiosk.problems import Code

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "config" / "demo.toml"


def kiosk(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line as people use it."""
    return subprocess.run([sys.executable, "run_kiosk.py", *arguments], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The demo's settings with nothing behind them: no archive, no printer, no reader."""
    plain = load(DEMO)
    plain = plain.model_copy(update={"sound": plain.sound.model_copy(update={"offered": False})})  # no device to try here
    update = {
        "kiosk": plain.kiosk.model_copy(update={"data_dir": tmp_path / "data"}),
        "archive": plain.archive.model_copy(update={"url": "https://127.0.0.1:9", "connect_timeout_s": 0.5, "timeout_s": 1.0}),
        "printer": plain.printer.model_copy(update={"uri": "ipp://127.0.0.1:9/ipp/print"}),
    }
    return plain.model_copy(update=update)


def by_part(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    return {finding.part: finding for finding in findings}


def test_every_part_that_is_not_there_is_named_with_code_and_remedy(settings: Settings) -> None:
    found = by_part(check(settings))
    assert set(found) == set(PARTS) - {"config"}
    assert found["archive"].code == Code.ARCHIVE_UNREACHABLE.value
    assert found["printer"].code == Code.PRINTER_UNREACHABLE.value
    assert found["reader"].code in {Code.PCSC_UNAVAILABLE.value, Code.READER_MISSING.value, Code.READER_UNEXPECTED.value}
    assert all(finding.remedy for finding in found.values() if not finding.ok)
    assert found["definitions"].ok
    assert found["fonts"].ok
    assert found["disk"].ok


def test_a_wrong_definition_is_named_with_its_line(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "definitions"
    folder.mkdir()
    for kind in settings.certificates.kinds:
        text = (settings.certificates.directory / f"{kind}.toml").read_text(encoding="utf-8")
        (folder / f"{kind}.toml").write_text(text.replace("legal_basis", "legal_bases"), encoding="utf-8")
    wrong = settings.model_copy(update={"certificates": settings.certificates.model_copy(update={"directory": folder})})
    found = [finding for finding in check(wrong) if finding.part == "definitions"]
    assert len(found) >= 2
    assert all(f.code == Code.DEFINITIONS_INVALID.value and ".toml:" in f.detail and f.remedy for f in found)
    assert Report(tuple(found)).status == INVALID


def test_missing_fonts_are_named(settings: Settings, tmp_path: Path) -> None:
    bare = settings.model_copy(update={"fonts": settings.fonts.model_copy(update={"directories": (tmp_path,)})})
    assert by_part(check(bare))["fonts"].code == Code.FONTS_MISSING.value


def test_a_data_folder_that_cannot_be_made_is_named(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    bad = settings.model_copy(update={"kiosk": settings.kiosk.model_copy(update={"data_dir": tmp_path / "file" / "data"})})
    assert by_part(check(bad))["disk"].code == Code.JOURNAL_UNUSABLE.value


def test_tls_files_that_are_not_there_are_named(settings: Settings, tmp_path: Path) -> None:
    bad = settings.model_copy(update={"archive": settings.archive.model_copy(update={"ca_file": tmp_path / "none.pem"})})
    found = by_part(check(bad))["archive"]
    assert found.code == Code.ARCHIVE_TLS.value
    assert "none.pem" in found.detail


def test_a_wrong_configuration_has_a_line_for_each_fault_and_every_part(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(DEMO.read_text(encoding="utf-8").replace("fullscreen", "fulscreen").replace("poll_s", "pol_s"), encoding="utf-8")
    report = check_file(path)
    assert report.status == INVALID
    assert [f.part for f in report.findings] == ["config", "config", *PARTS[1:]]
    assert all(f"{path}:" in f.detail for f in report.findings[:2])


def test_the_status_says_ready_not_ready_or_invalid() -> None:
    sound = Finding("disk", True, None, "")
    assert Report((sound,)).status == READY
    assert Report((sound, Finding("printer", False, "printer-media-empty", "", "Fill it."))).status == NOT_READY
    assert Report((sound, Finding("config", False, "config-invalid", "", "Correct it."))).status == INVALID


def test_the_report_for_programs_is_json_with_the_agreed_keys(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text("[kiosk]\nid = 3\n", encoding="utf-8")
    ran = kiosk("check", "--json", "--config", str(path))
    assert ran.returncode == INVALID
    parts = json.loads(ran.stdout)["parts"]
    assert {part["part"] for part in parts} == set(PARTS)
    assert all(set(part) == {"part", "ok", "code", "detail", "remedy", "warning"} for part in parts)


@pytest.mark.parametrize("command", [("check",), ("preview", "family-relationship"), ("demo",), ("settle", "A-1", "printed")])
def test_a_wrong_configuration_ends_with_status_2_and_no_traceback(command: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text("[kiosk]\nid = 1\n", encoding="utf-8")
    ran = kiosk(*command, "--config", str(path))
    assert ran.returncode == INVALID
    assert "Traceback" not in ran.stderr + ran.stdout
    assert f"{path}:" in ran.stderr + ran.stdout


def test_a_configuration_that_is_not_there_ends_with_status_2() -> None:
    ran = kiosk("check", "--config", "/nowhere/kiosk.toml")
    assert ran.returncode == INVALID
    assert "/nowhere/kiosk.toml" in ran.stdout


def test_a_preview_is_drawn_from_the_sample(tmp_path: Path) -> None:
    out = tmp_path / "p.pdf"
    ran = kiosk("preview", "family-relationship", "--config", str(DEMO), "--output", str(out))
    assert ran.returncode == 0, ran.stderr
    assert out.read_bytes().startswith(b"%PDF-")


def test_a_preview_of_a_kind_that_is_not_there_is_a_fault_with_a_file(tmp_path: Path) -> None:
    ran = kiosk("preview", "unheard-of", "--config", str(DEMO), "--output", str(tmp_path / "p.pdf"))
    assert ran.returncode == INVALID
    assert "unheard-of.toml" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_settling_without_a_journal_says_where_it_was_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "demo.toml"
    path.write_text(DEMO.read_text(encoding="utf-8").replace(".run/demo", str(tmp_path / "none")), encoding="utf-8")
    ran = kiosk("settle", "A-1", "printed", "--config", str(path))
    assert ran.returncode == INVALID
    assert str(tmp_path / "none") in ran.stderr
    assert not (tmp_path / "none").exists()


def test_what_is_no_paper_is_not_verified(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": []}), encoding="utf-8")
    for given in ("hello", "", "https://verify.demo.example/about#AAAA", str(DEMO), "x" * 50_000):
        assert verify.command(given, str(file)) == INVALID


def test_the_command_line_opens_no_window_where_none_is_needed() -> None:
    asked = "import sys, run_kiosk, kiosk.commands.check, kiosk.commands.preview, kiosk.commands.settle; print('kivy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60)
    assert ran.stdout.strip() == "False"


def test_a_program_of_the_technicians_that_cannot_be_run_is_named_and_stops_nothing(settings: Settings, tmp_path: Path) -> None:
    plain = tmp_path / "lamp"
    plain.write_text("#!/bin/sh\n", encoding="ascii")
    wrong = settings.signals.model_copy(update={"help": ("true", "help"), "card_left": (str(plain),), "paper_left": ("/nowhere/horn", "x")})
    told = [finding for finding in check(settings.model_copy(update={"signals": wrong})) if finding.part == "signals"]
    assert [(finding.ok, finding.warning) for finding in told] == [(True, True)] * 2
    assert [str(plain) in told[0].detail, "/nowhere/horn" in told[1].detail, "signals.paper_left" in told[1].detail] == [True] * 3
    plain.chmod(0o700)
    right = wrong.model_copy(update={"paper_left": ()})
    (fine,) = [finding for finding in check(settings.model_copy(update={"signals": right})) if finding.part == "signals"]
    assert (fine.ok, fine.warning, fine.detail) == (True, False, "signals.help, signals.card_left")


def test_a_wrong_slip_is_named_with_its_line(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "definitions"
    shutil.copytree(settings.certificates.directory, folder)
    slip = folder / "slips" / "acceptance.toml"
    slip.write_text(slip.read_text(encoding="utf-8").replace('form = "slip"', 'form = "slop"'), encoding="utf-8")
    wrong = settings.model_copy(update={"certificates": settings.certificates.model_copy(update={"directory": folder})})
    found = [finding for finding in check(wrong) if finding.part == "definitions"]
    assert [finding.code for finding in found] == [Code.DEFINITIONS_INVALID.value]
    assert "acceptance.toml:" in found[0].detail


def test_missing_slips_are_said_and_do_not_stop_the_kiosk(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "definitions"
    shutil.copytree(settings.certificates.directory, folder, ignore=shutil.ignore_patterns("slips"))
    bare = settings.model_copy(update={"certificates": settings.certificates.model_copy(update={"directory": folder})})
    found = by_part(check(bare))["definitions"]
    assert found.ok
    assert "no slip acceptance" in found.detail


@pytest.mark.parametrize("art", [b"no picture", None], ids=["damaged", "missing"])
def test_a_seal_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, art: bytes | None) -> None:
    if art is not None:
        (tmp_path / "seal.svg").write_bytes(art)
    file = tmp_path / "kiosk.toml"
    text = DEMO.read_text(encoding="utf-8").replace("localhost:8443", "127.0.0.1:9")
    file.write_text(text + '\n[[seal]]\nname = "household"\nart = "seal.svg"\n', encoding="utf-8")
    found = [finding for finding in check_file(file).findings if finding.part == "config"]
    assert [finding.code for finding in found] == [Code.CONFIG_INVALID.value]
    line = file.read_text(encoding="utf-8").splitlines().index('art = "seal.svg"') + 1
    assert found[0].detail.startswith(f"{file}:{line}: seal[1].art: ")
    assert found[0].remedy


@pytest.mark.parametrize("unit", ["Wuhai", "乌海市公安局", "\U0001f46e"])
def test_a_unit_that_is_no_mongolian_is_named(settings: Settings, unit: str) -> None:
    paper = settings.paper.model_copy(update={"mongolian": "before", "unit_mn": unit})
    found = by_part(check(settings.model_copy(update={"paper": paper})))["config"]
    assert found.code == Code.CONFIG_INVALID.value
    assert "paper.unit_mn" in found.detail
