"""The citizen's phone, and the kiosk's pause between two questions about a link: it lasts until somebody has done something."""

from __future__ import annotations

import threading
from pathlib import Path

from pickup_links import end_all

from kiosk.demo.archive_service import ArchiveService
from kiosk.demo.handset import Handset

HELD_S = 30.0  # real seconds; nobody looks at a code for longer than a visit


class Phone:
    """Fetches from the real archive. `data`: the archive's folder; `folder`: where the phone keeps what it gets, for a moment."""

    def __init__(self, archive: ArchiveService, data: Path, folder: Path) -> None:
        self._handset = Handset(archive, folder)
        self._data = data / "archive.sqlite3"
        self._counting = threading.Lock()
        self._look = threading.Event()
        self.waiting = 0
        self.papers: list[str] = []
        """SHA-256 (hex) of every document it got."""

    def wait(self, seconds: float) -> bool:
        """In place of so many seconds; never because the kiosk stops."""
        assert seconds > 0
        with self._counting:
            self.waiting += 1
        self._look.wait(HELD_S)
        with self._counting:
            self.waiting -= 1
        return False

    def release(self) -> None:
        """The kiosk asks at once."""
        self._look.set()

    def hold_again(self) -> None:
        """The next pause lasts."""
        self._look.clear()

    def fetch(self, url: str) -> None:
        """Opens the link and takes what it gives; a link that has ended gives nothing."""
        answer = self._handset.fetch(url)
        if "sha256" in answer:
            self.papers.append(answer["sha256"])
            Path(answer["path"]).unlink()

    def links_end(self) -> None:
        """As if so much time had gone by that every link is over."""
        end_all(self._data)
