"""A kiosk that cannot be put together still lets staff in, as far as its settings can be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Condition, Event
from typing import Any

import pytest
from argon2 import PasswordHasher

from config.settings import Settings, load
from kiosk.broken import broken_machine, parts_of_broken
from kiosk.problems import Code
from kiosk.runtime import Runtime
from kiosk.session import Machine
from kiosk.session.events import StaffCalled, Touch
from kiosk.session.states import OutOfService, Staff
from kiosk.staff.book import StaffBook
from kiosk.staff.desk import Home, page_name
from kiosk.staff.door import Door
from kiosk.staff.roles import Role

ROOT = Path(__file__).parents[2]
NUMBER, PIN = "1002", "314159"


class NoCards:
    """A reader that nobody lays a card on."""

    def __init__(self, *_: object, **__: object) -> None:
        """Takes what a watcher takes."""

    def start(self) -> None:
        """Watches nothing."""

    def stop(self) -> None:
        """Has nothing to end."""


class Broken:
    """The broken kiosk, running."""

    def __init__(self, code: Code, settings: Settings | None) -> None:
        self._changed = Condition()
        self.restart = Event()
        self.runtime = Runtime(broken_machine(code, settings), parts_of_broken(settings, self.restart.set), self._on_change)

    def _on_change(self, _machine: Machine) -> None:
        with self._changed:
            self._changed.notify_all()

    @property
    def state(self) -> Any:
        return self.runtime.machine.state

    def until(self, so: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(so, 20), f"still {self.state}"

    def type_in(self, digits: str) -> None:
        for digit in digits:
            self.runtime.post(Touch(f"staff-digit-{digit}", 0))
        self.runtime.post(Touch("staff-enter", 0))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("kiosk.staff.book._HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr("kiosk.broken.CardWatcher", NoCards)
    text = (ROOT / "config" / "demo.toml").read_text(encoding="utf-8").replace(".run/demo", str(tmp_path / "data"))
    (tmp_path / "kiosk.toml").write_text(text, encoding="utf-8")
    StaffBook(tmp_path / "data" / "staff.json").add(NUMBER, Role.TECHNICIAN, PIN)
    return load(tmp_path / "kiosk.toml")


@pytest.mark.parametrize("code", [Code.DEFINITIONS_INVALID, Code.FONTS_MISSING, Code.JOURNAL_UNUSABLE, Code.CONFIG_INVALID])
def test_staff_come_in_and_have_the_program_restarted(settings: Settings, code: Code) -> None:
    kiosk = Broken(code, settings)
    kiosk.runtime.start()
    try:
        kiosk.until(lambda: kiosk.state == OutOfService(code))
        kiosk.runtime.post(StaffCalled())
        kiosk.until(lambda: isinstance(kiosk.state, Staff) and kiosk.state.desk.page == Door(anybody=True))
        kiosk.type_in(NUMBER)
        kiosk.type_in(PIN)
        kiosk.until(lambda: isinstance(kiosk.state.desk.page, Home))
        for control in ("staff-open:restart", "staff-restart-now", "staff-confirm"):
            kiosk.runtime.post(Touch(control, 0))
        assert kiosk.restart.wait(20)
        assert page_name(kiosk.state.desk) == "restart"
    finally:
        kiosk.runtime.stop()


def test_without_settings_nobody_is_known_and_the_door_says_so() -> None:
    kiosk = Broken(Code.CONFIG_INVALID, None)
    kiosk.runtime.start()
    try:
        kiosk.runtime.post(StaffCalled())
        kiosk.until(lambda: isinstance(kiosk.state, Staff) and kiosk.state.desk.page == Door(anybody=False))
        kiosk.type_in(NUMBER)
        kiosk.runtime.post(Touch("staff-leave", 0))
        kiosk.until(lambda: kiosk.state == OutOfService(Code.CONFIG_INVALID))
    finally:
        kiosk.runtime.stop()
