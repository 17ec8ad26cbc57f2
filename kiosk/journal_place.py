"""Where the journal lies. On its own, so that `settle` needs nothing else of the kiosk."""

from __future__ import annotations

from pathlib import Path

from config.settings import Settings


def journal_path(settings: Settings) -> Path:
    """The journal's file."""
    return settings.kiosk.data_dir / "journal.sqlite3"
