"""The printer as the demo's kiosk uses it: the real one, with a copy of every document that was handed over."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.settings import Settings
from printing.formats import DocumentFormat
from printing.printer import Printer, Submission


class RecordingPrinter(Printer):
    """Keeps what is handed over in `folder`, in the order in which it was. Nothing in it lasts longer than the demo."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        super().__init__(settings.printer.uri, settings.printer.endpoint, settings.printer.media)
        self._folder = folder
        self._lock = threading.Lock()
        self._sent: list[tuple[str, Path]] = []
        self._answered: dict[str, float] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def submit(self, data: bytes, job_name: str, document_format: DocumentFormat = DocumentFormat.PDF) -> Submission:
        """As `Printer.submit`; the copy is written before, so that it is there whatever becomes of the job."""
        sha256 = hashlib.sha256(data).hexdigest()
        with self._lock:
            path = self._folder / f"{len(self._sent) + 1:03}-{job_name}.{document_format.name.lower()}"
            path.write_bytes(data)
            self._sent.append((sha256, path))
        submission = super().submit(data, job_name, document_format)
        with self._lock:
            self._answered[sha256] = time.time()
        return submission

    def answered_at(self, paper: Mapping[str, Any]) -> float | None:
        """Unix time at which the printer had answered the hand-over of this paper: its last byte had come before."""
        with self._lock:
            return self._answered.get(paper["sha256"])

    def sent_like(self, paper: Mapping[str, Any]) -> str | None:
        """The copy of what was handed over, if it is byte for byte what the printer received for this paper."""
        with self._lock:
            sent = list(self._sent)
        return next((str(path) for sha256, path in sent if sha256 == paper["sha256"]), None)
