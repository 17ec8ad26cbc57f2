"""A queue's spool must not outlive cupsd, or a paper comes twice: what is seen of that, and what cannot be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from printing.cups_spool import spool_notices

LOCAL = "ipp://localhost/printers/kiosk"
DISK = "22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n"
MEMORY = DISK + "25 22 0:23 / /run rw - tmpfs tmpfs rw\n"
GOOD = {
    "etc/cups/cups-files.conf": "# RequestRoot /nowhere\nSystemGroup lpadmin\nRequestRoot /run/cups/spool\n",
    "etc/cups/cupsd.conf": "LogLevel warn\nPreserveJobFiles No\n",
    "proc/self/mountinfo": MEMORY,
    "etc/systemd/system/cups.service.d/spool.conf": "[Service]\nRuntimeDirectory=cups/spool\n",
}


def machine(folder: Path, **changed: str | None) -> Path:
    """A machine's files, with those of `changed` (by their last name before the dot) instead."""
    for name, text in GOOD.items():
        said = changed.get(Path(name).stem.replace("-", "_"), text)
        if said is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(said, encoding="utf-8")
    return folder


def test_a_spool_that_systemd_removes_with_cupsd_has_nothing_against_it(tmp_path: Path) -> None:
    assert spool_notices(LOCAL, machine(tmp_path)) == ()


@pytest.mark.parametrize(
    ("changed", "word", "remedy"),
    [
        ({"mountinfo": DISK}, "survives a power cut", "RequestRoot"),
        ({"cups_files": "SystemGroup lpadmin\n"}, "/var/spool/cups lies on ext4", "RequestRoot"),
        ({"cups_files": None}, "/var/spool/cups lies on ext4", "RequestRoot"),
        ({"cups_files": "requestroot ../../run/other\n"}, "/run/other survives a restart of cupsd", "RuntimeDirectory"),
        ({"spool": None}, "survives a restart of cupsd", "RuntimeDirectory"),
        ({"spool": "[Service]\nRuntimeDirectory=cups/spool\nRuntimeDirectoryPreserve=restart\n"}, "restart of cupsd", "RuntimeDirectory"),
        ({"cupsd": "LogLevel warn\n"}, "PreserveJobFiles 86400", "PreserveJobFiles No"),
        ({"cupsd": "PreserveJobFiles Yes\n"}, "PreserveJobFiles Yes", "PreserveJobFiles No"),
    ],
)
def test_a_spool_that_outlives_cupsd_is_told_with_its_remedy(
    tmp_path: Path, changed: dict[str, str | None], word: str, remedy: str
) -> None:
    (notice,) = spool_notices(LOCAL, machine(tmp_path, **changed))
    assert word in notice.said
    assert remedy in notice.remedy


def test_what_cannot_be_seen_is_said_so(tmp_path: Path) -> None:
    (elsewhere,) = spool_notices("ipp://print.example/printers/kiosk", machine(tmp_path / "far"))
    assert "cannot be seen" in elsewhere.said
    unreadable = machine(tmp_path / "shut")
    (unreadable / "etc/cups/cupsd.conf").unlink()
    (unreadable / "etc/cups/cupsd.conf").mkdir()
    (here,) = spool_notices(LOCAL, unreadable)
    assert "cannot be seen" in here.said
    assert "PreserveJobFiles No" in here.remedy
