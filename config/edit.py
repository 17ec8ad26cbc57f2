"""Changes a table of a configuration file and leaves everything else as the technician wrote it: comments, order, spacing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from config.faults import ConfigError, Fault
from config.settings import load_text

Value = str | int | float | bool


def with_table(text: str, table: str, values: Mapping[str, Value | None]) -> str:
    """`text` with these keys in `[table]`: changed where they stand, else added at its end; None takes a key out.

    A value that is right already keeps its spelling. Raises ConfigError for what is not TOML or has no place for the table.
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise ConfigError((Fault(table, 1, "syntax", f"This is not TOML: {error}.", "Correct the file first."),)) from None
    if table not in document:
        document[table] = tomlkit.table()
    found = document[table]
    if not isinstance(found, Table):
        raise ConfigError((Fault(table, 1, table, f"`{table}` is no table here.", f"Write it as [{table}] with a key a line."),))
    for key, value in values.items():
        if value is None:
            found.pop(key, None)
        elif found.get(key) != value:
            found[key] = value
    return tomlkit.dumps(document)


def change(path: Path, table: str, values: Mapping[str, Value | None]) -> None:
    """Changes the table in the file, whole or not at all. What would make the table wrong is not written.

    Faults elsewhere in the file stay the technician's. Raises ConfigError, OSError.
    """
    before = path.read_bytes()
    after = with_table(before.decode("utf-8-sig"), table, values).encode("utf-8")
    try:
        load_text(after, path)
    except ConfigError as error:
        ours = tuple(fault for fault in error.faults if fault.where.split(".")[0] == table)
        if ours:
            raise ConfigError(ours) from None
    if after != before:
        _replace(path, after)


def _replace(path: Path, content: bytes) -> None:
    """Puts `content` in the file's place, with its owner and permissions; a power cut leaves the old file or the new one."""
    real = path.resolve()  # a link stays a link
    was = real.stat()
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), was.st_mode & 0o7777)
            if os.geteuid() == 0:
                os.fchown(file.fileno(), was.st_uid, was.st_gid)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(real)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(real.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
