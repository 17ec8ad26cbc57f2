"""The archive's store as a command opens it, and how a command says what its caller has to correct."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from archive.store import Store

_USAGE_FAULT = 2  # exit status for what the caller has to correct


@contextmanager
def opened(data: Path) -> Iterator[Store]:
    """The store in the folder, closed afterwards. Ends the command, in words, where it cannot be opened."""
    from archive.serving import open_store
    from archive.store import StoreError

    try:
        store = open_store(data)
    except (StoreError, OSError) as error:
        fault(str(error))
    try:
        yield store
    finally:
        store.close()


def fault(words: str) -> NoReturn:
    """Says what is wrong and ends the command."""
    typer.echo(words, err=True)
    raise typer.Exit(_USAGE_FAULT)
