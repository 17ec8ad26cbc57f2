"""The kiosk under a service manager: what it tells it, when it falls silent, when it starts afresh, and that there is only one."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.one_instance import AlreadyRunning, OneInstance
from kiosk.problems import Code
from kiosk.rest import LEAST_UPTIME, NIGHT_WINDOW, Condition, Rest, RestRules, due, is_idle
from kiosk.service_notify import ServiceNotifier
from kiosk.session.machine import Machine, Visit
from kiosk.session.states import Attract, OutOfService, TakeCard
from kiosk.session.values import Rules
from kiosk.watchdog import PATIENCE_S, Watchdog

GB = 1024**3
RULES = RestRules(time(3, 30), GB)
STARTED = datetime(2026, 11, 1, 9, 0)


class Manager:
    """A service manager's socket."""

    def __init__(self, address: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address.replace("@", "\0", 1) if address.startswith("@") else address)
        self.socket.setblocking(False)

    def heard(self) -> list[str]:
        """What was said since the last time."""
        said = []
        while True:
            try:
                said.append(self.socket.recv(4096).decode())
            except BlockingIOError:
                return said


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Manager, ServiceNotifier]]:
    address = str(tmp_path / "notify") if request.param == "path" else f"@kiosk-{tmp_path.name}-{tmp_path.parent.name}"
    listening = Manager(address)
    yield listening, ServiceNotifier({"NOTIFY_SOCKET": address})
    listening.socket.close()


def test_the_manager_hears_ready_once_and_every_beat(manager: tuple[Manager, ServiceNotifier]) -> None:
    listening, notifier = manager
    for call in (notifier.ready, notifier.alive, notifier.ready, notifier.alive, notifier.stopping):
        call()
    assert listening.heard() == ["READY=1", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"]


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:1"}, {"NOTIFY_SOCKET": "/gone/away"}])
def test_without_a_manager_that_listens_the_kiosk_goes_on(environment: dict[str, str]) -> None:
    notifier = ServiceNotifier(environment)
    notifier.ready()
    notifier.alive()


def test_the_watchdog_falls_silent_when_the_visit_stands_still_and_speaks_again_when_it_moves(tmp_path: Path) -> None:
    listening = Manager(str(tmp_path / "notify"))
    now, ticked = [100.0], [100.0]
    watchdog = Watchdog(ServiceNotifier({"NOTIFY_SOCKET": str(tmp_path / "notify")}), lambda: ticked[0], lambda: now[0])
    watchdog.beat()
    assert listening.heard() == ["WATCHDOG=1"]
    now[0] += PATIENCE_S + 0.1
    watchdog.beat()
    assert listening.heard() == []
    ticked[0] = now[0]
    watchdog.beat()
    assert listening.heard() == ["WATCHDOG=1"]
    listening.socket.close()


def condition(now: datetime, *, resident: int = 0, idle: bool = True, started: datetime = STARTED) -> Condition:
    return Condition(now, started, resident, idle)


def test_the_kiosk_starts_afresh_once_a_night_when_nobody_is_there() -> None:
    night = datetime(2026, 11, 2, 3, 30)
    assert due(RULES, condition(night - timedelta(seconds=1))) is None
    assert due(RULES, condition(night)) is Rest.NIGHT
    assert due(RULES, condition(night, idle=False)) is None
    assert due(RULES, condition(night + NIGHT_WINDOW)) is None, "those who come to work find it as it was"
    assert due(RULES, condition(night + timedelta(minutes=40), started=night + timedelta(minutes=1))) is None, "once a night"


def test_a_restart_time_before_midnight_reaches_into_the_next_day() -> None:
    rules = RestRules(time(23, 30), GB)
    assert due(rules, condition(datetime(2026, 11, 3, 0, 45))) is Rest.NIGHT


def test_a_kiosk_told_never_to_restart_at_night_does_not() -> None:
    assert due(RestRules(None, GB), condition(datetime(2026, 11, 2, 3, 31))) is None


def test_a_kiosk_grown_too_large_waits_until_nobody_is_there() -> None:
    noon = datetime(2026, 11, 2, 12, 0)
    assert due(RULES, condition(noon, resident=GB + 1, idle=False)) is None
    assert due(RULES, condition(noon, resident=GB + 1)) is Rest.MEMORY
    assert due(RULES, condition(noon, resident=GB)) is None


@given(st.timedeltas(timedelta(0), LEAST_UPTIME - timedelta(seconds=1)), st.integers(0, 4 * GB), st.times())
def test_a_kiosk_that_has_just_started_never_starts_again(age: timedelta, resident: int, at: time) -> None:
    assert due(RestRules(at, GB), condition(STARTED + age, resident=resident)) is None


def test_a_kiosk_is_idle_only_without_a_visit_and_without_a_card_left_over() -> None:
    rules = Rules(kinds=())
    assert is_idle(Machine(rules=rules, state=Attract()))
    assert is_idle(Machine(rules=rules, state=OutOfService(Code.DISK_FULL)))
    assert not is_idle(Machine(rules=rules, state=TakeCard()))
    assert not is_idle(Machine(rules=rules, state=Attract(), visit=Visit(1, None, None, ())))


def test_there_is_one_kiosk_for_a_data_folder_and_the_folder_is_free_when_it_ends(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with OneInstance(folder):
        with pytest.raises(AlreadyRunning):
            OneInstance(folder)
        with OneInstance(tmp_path / "other"):
            assert (folder / "kiosk.lock").stat().st_mode & 0o077 == 0
    OneInstance(folder).release()
