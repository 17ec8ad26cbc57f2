"""Whether the archive signs for real or makes specimens: a property of its keys, asked once and remembered."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Protocol


class KeyedArchive(Protocol):
    """The archive as asked for its public keys (`kiosk.archive.ArchiveClient`). Raises ArchiveFault."""

    def keys(self) -> Mapping[str, Any]: ...


class Signing:
    """May be asked from several threads."""

    def __init__(self, archive: KeyedArchive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._specimen: bool | None = None

    def specimen(self) -> bool:
        """True when every key of the archive makes specimens. Raises ArchiveFault when nobody has been able to tell yet."""
        with self._lock:
            if self._specimen is None:
                keys = self._archive.keys().get("keys", [])
                self._specimen = bool(keys) and all(key.get("specimen") is True for key in keys)
            return self._specimen
