"""The systemd units: well made, shut in, open to the devices that a configuration can name, and back after whatever ends."""

from __future__ import annotations

import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from config.devices import Device, Program
from config.schema import Settings
from kiosk.commands.run import SECOND

pytestmark = pytest.mark.real

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "packaging" / "systemd"
DISPLAY_CONF = ROOT / "packaging" / "xorg" / "10-archive-kiosk.conf"
NAMES = sorted(path.name for path in UNITS.glob("*.service"))
KIOSK, DISPLAY = "archive-kiosk.service", "archive-kiosk-display.service"
BACK_S = 30.0  # the promise: a frozen screen is back within so many seconds

ENDS_WITH_THE_OTHER = ("BindsTo", "Requisite", "StopPropagatedFrom", "Requires")
"""What stops a unit, or keeps it from starting, when another fails. systemd takes that for a wish: Restart= brings nothing back."""

SERIAL = frozenset({"char-ttyS", "char-ttyUSB", "char-ttyACM"})
SWITCHED = SERIAL | {"char-alsa", "char-gpiochip", "char-input"}
"""By what a program of the technician's drives a lamp or a horn and asks a sensor or a socket."""

NEEDS = {
    "screen.touch": {"char-input"},
    "reader.port": SERIAL,
    "sound.speaker": {"char-alsa"},
    "sound.earphone": {"char-alsa"},
    "sound.earphone_plugged": SWITCHED,
    "signals.help": SWITCHED,
    "signals.card_left": SWITCHED,
    "signals.paper_left": SWITCHED,
    "signals.tray_sensor": SWITCHED,
}
"""The device classes that a key of the configuration can need."""

GROUPS = {"char-input": "input", "char-drm": "video", "char-alsa": "audio", **dict.fromkeys(SERIAL, "dialout")}
"""To whom Debian gives the devices of a class. A GPIO chip is root's there, until a rule of udev's gives it to somebody."""


def directives(unit: str) -> dict[str, list[str]]:
    """Every directive with its words, over all its lines."""
    said: dict[str, list[str]] = defaultdict(list)
    for line in (UNITS / unit).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "[")):
            name, _, value = line.partition("=")
            said[name] += value.split()
    return said


@pytest.mark.parametrize("unit", NAMES)
def test_the_units_are_right(unit: str, tmp_path: Path) -> None:
    """What is not installed here (the programs under /opt, Xorg) is replaced by something that is."""
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", (UNITS / unit).read_text(encoding="utf-8"), flags=re.MULTILINE)
    for other in NAMES:
        (tmp_path / other).write_text("[Service]\nExecStart=/bin/true\n", encoding="utf-8")
    (tmp_path / unit).write_text(text, encoding="utf-8")
    env = {**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
    said = subprocess.run(["systemd-analyze", "verify", str(tmp_path / unit)], env=env, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize("unit", [KIOSK, "archive-service.service"])
def test_the_units_shut_their_programs_in(unit: str) -> None:
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=25", str(UNITS / unit)], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout[-400:]


def test_the_unit_brings_a_frozen_screen_back_in_time() -> None:
    """The unit's own numbers; ten seconds are left for the start, which `make bench` measures."""
    service = directives(KIOSK)
    assert service["Type"] == ["notify"]
    assert service["RestartPreventExitStatus"] == [str(SECOND)]
    assert sum(float(service[name][0]) for name in ("WatchdogSec", "RestartSec")) + 10 <= BACK_S


@pytest.mark.parametrize("unit", NAMES)
def test_whatever_ends_is_started_again_for_ever_and_no_core_is_dumped(unit: str) -> None:
    said = directives(unit)
    assert said["Restart"] == ["always"]
    assert said["StartLimitIntervalSec"] == ["0"] or said["StartLimitAction"] == ["reboot"]
    assert said["LimitCORE"] == ["0"]


def test_what_fails_again_and_again_starts_the_machine_anew() -> None:
    said = directives(KIOSK)
    assert (said["StartLimitBurst"], said["StartLimitIntervalSec"], said["StartLimitAction"]) == (["5"], ["10min"], ["reboot"])


def test_no_key_leads_to_a_console_or_ends_the_display() -> None:
    flags = dict(re.findall(r'^\s+Option "(\w+)" "(\w+)"$', DISPLAY_CONF.read_text(encoding="utf-8"), re.MULTILINE))
    assert flags == {"DontVTSwitch": "true", "DontZap": "true"}


@pytest.mark.parametrize("unit", NAMES)
def test_a_unit_that_fails_takes_none_with_it_that_would_stay_down(unit: str) -> None:
    said = directives(unit)
    for tie in ENDS_WITH_THE_OTHER:
        for other in said[tie]:
            assert other in NAMES, f"{unit} ends with {other}, and nothing of ours starts it again"
            assert unit in directives(other)["Upholds"], f"{unit} ends with {other} ({tie}) and stays down"


def test_the_kiosk_starts_its_display_first_and_again_with_it_and_stops_when_that_is_stopped() -> None:
    said = directives(KIOSK)
    assert all(DISPLAY in said[tie] for tie in ("Wants", "After", "PartOf"))


def test_the_table_here_holds_every_key_by_which_a_device_is_named() -> None:
    assert set(_naming_devices(Settings)) == NEEDS.keys()


@pytest.mark.parametrize("key", NEEDS)
def test_every_device_that_a_key_can_need_is_allowed(key: str) -> None:
    said = directives(KIOSK)
    assert said["DevicePolicy"] == ["closed"]
    allowed = {name for name, may in zip(said["DeviceAllow"][::2], said["DeviceAllow"][1::2], strict=True) if may == "rw"}
    assert NEEDS[key] <= allowed
    groups = {GROUPS[name] for name in NEEDS[key] if name in GROUPS}
    assert groups <= set(said["SupplementaryGroups"])


def test_the_user_of_the_technicians_page_is_in_the_units_groups() -> None:
    page = (ROOT / "docs" / "technician.md").read_text(encoding="utf-8")
    (groups,) = re.findall(r"useradd .*--groups (\S+) archive-kiosk", page)
    assert set(groups.split(",")) == set(directives(KIOSK)["SupplementaryGroups"]) == set(GROUPS.values())


def _naming_devices(table: type[BaseModel], inside: str = "") -> Iterator[str]:
    """The keys whose values are a device, a port or a program of the technician's."""
    for name, field in table.model_fields.items():
        at = f"{inside}{field.alias or name}"
        parts = _parts(field.annotation)
        for part in parts:
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _naming_devices(part, f"{at}.")
        rules = {str(rule) for rule in (*field.metadata, *parts)}
        device = {str(rule) for rule in Device.__metadata__}
        if field.annotation == Program or device <= rules or any("/dev/" in rule or "COM[" in rule for rule in rules):
            yield at


def _parts(annotation: object) -> tuple[object, ...]:
    """The annotation, what it is made of, and the rules that stand beside it."""
    inner = getattr(annotation, "__args__", ())
    return (annotation, *(part for each in inner for part in _parts(each)), *getattr(annotation, "__metadata__", ()))
