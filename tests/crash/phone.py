"""The citizen's phone in the crash matrix: it has read a code off the screen, and does not give up before it has the paper."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from kiosk.demo.control import CannotError
from kiosk.demo.handset import Handset
from tests.crash.stage import LOOK_S, Stage


class Phone:
    """`links` tells what has been scanned so far. Fetches each paper once, on a thread of its own, whatever is killed meanwhile."""

    def __init__(self, stage: Stage, links: Callable[[], Sequence[str]]) -> None:
        self._archive = stage.archive
        self._handset = Handset(stage.archive.service, stage.folder / "phone")
        self._links = links
        self._got: dict[str, str] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._fetch_all, daemon=True)
        self._thread.start()

    @property
    def papers(self) -> tuple[str, ...]:
        """The SHA-256 (hex) of every document it has."""
        return tuple(self._got.values())

    @property
    def has_all(self) -> bool:
        """Whether it has whatever it has scanned."""
        return set(self._links()) == self._got.keys()

    def put_away(self) -> None:
        """No more fetching."""
        self._over.set()
        self._thread.join()

    def _fetch_all(self) -> None:
        while not self._over.wait(LOOK_S):
            for link in set(self._links()) - self._got.keys():
                with suppress(CannotError):  # the archive is away for the moment
                    answer = self._handset.fetch(link)
                    if "sha256" in answer:
                        self._got[link] = answer["sha256"]
                    else:
                        self._archive.transfer_times_out()  # the one before broke off; people wait a minute and try again
