from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from archive.store import SCHEMA, Store, StoreError


def test_a_database_of_another_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "archive.sqlite3"
    Store(file).close()
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE schema_version SET version = :version"), {"version": SCHEMA - 1})
    engine.dispose()
    with pytest.raises(StoreError, match="another version"):
        Store(file)


def test_a_database_from_before_versions_is_refused_too(tmp_path: Path) -> None:
    file = tmp_path / "archive.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE people (id INTEGER PRIMARY KEY)"))
    engine.dispose()
    with pytest.raises(StoreError, match=str(file)):
        Store(file)


def test_a_database_of_this_version_opens_again(tmp_path: Path) -> None:
    for _ in range(2):
        store = Store(tmp_path / "archive.sqlite3")
        with store.read() as session:
            assert session.execute(text("SELECT version FROM schema_version")).scalars().all() == [SCHEMA]
        store.close()
