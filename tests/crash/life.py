"""A kiosk's process, from its start to its end, as the matrix sees it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Protocol

from tests.crash.stage import Nursery, narrow


class Life(Protocol):
    """A kiosk that has been started."""

    def screens(self) -> list[str]: ...
    def points(self) -> list[str]: ...
    def rounds(self) -> int:
        """How often the open rows have been looked at."""
        ...

    def links(self) -> list[str]:
        """What the citizen's phone has read off the screen."""
        ...

    def has_played(self) -> bool: ...
    def is_over(self) -> bool: ...
    def end(self) -> None: ...


class Begin(Protocol):
    """Starts a kiosk: its configuration, who comes, where it is cut, and the processes that die with it."""

    def __call__(self, config: Path, script: str, cut_at: str | None, with_it: tuple[int, ...]) -> Life: ...


class Reported(ABC):
    """A kiosk that writes a line of its report for whatever happens; the report outlives it."""

    def __init__(self, config: Path) -> None:
        self.report = config.parent / f"report-{len(list(config.parent.glob('report-*.txt')))}.txt"
        self.report.touch()

    @abstractmethod
    def is_over(self) -> bool:
        """Whether it is dead. Raises AssertionError when it died of something else than the cut."""

    @abstractmethod
    def end(self) -> None:
        """Kills it, if it lives."""

    def said(self, about: str) -> list[str]:
        """What follows `about` in the lines that begin so. Raises AssertionError when the citizen cannot go on."""
        lines = self.report.read_text(encoding="utf-8").splitlines()
        stuck = [line for line in lines if line.startswith("stuck")]
        assert about == "link" or not stuck, stuck  # the phone is not the citizen: it leaves the complaint to who waits for the visit
        return [line.removeprefix(f"{about} ") for line in lines if line.startswith(about)]

    def screens(self) -> list[str]:
        return self.said("screen")

    def points(self) -> list[str]:
        return self.said("point")

    def rounds(self) -> int:
        return len(self.said("round"))

    def links(self) -> list[str]:
        return self.said("link")

    def has_played(self) -> bool:
        return bool(self.said("done"))


class Windowless(Reported):
    """A fork of the nursery's."""

    def __init__(self, nursery: Nursery, config: Path, script: str, cut_at: str | None, with_it: tuple[int, ...]) -> None:
        super().__init__(config)
        narrow(config)
        self._nursery = nursery
        order = {"config": str(config), "script": script, "report": str(self.report), "cut_at": cut_at, "with_it": with_it}
        self._child = nursery.ask(**order)["child"]
        self._ended = False

    def is_over(self) -> bool:
        if not self._ended:
            answer = self._nursery.ask(look=self._child)
            self._ended = answer["ended"]
            assert answer["signal"] in (None, 9), "the kiosk did not die of the cut"
        return self._ended

    def end(self) -> None:
        if not self._ended:
            self._nursery.ask(kill=self._child)
            self._ended = True
