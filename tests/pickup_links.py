"""The links by which phones fetch papers, as the archive's database holds them: the tests let their time run out."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def end_all(database: Path) -> None:
    """As if so much time had gone by that every link to a phone is over, and every transfer that broke off."""
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        connection.execute("UPDATE pickups SET expires_at = offered_at, claimed_until = NULL WHERE delivered_at IS NULL")
