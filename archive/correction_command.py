"""`python -m archive correct NUMBER`: the register was corrected after this paper had been issued."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_USAGE_FAULT = 2  # exit status for what the caller has to correct


def correct(
    number: Annotated[str, typer.Argument(help="The paper's number.")],
    data: Annotated[Path, typer.Option(help="The archive's folder.", envvar="ARCHIVE_DATA")] = Path(".run/archive"),
) -> None:
    """Notes that the data of a paper were corrected: the public page then says so. Its signature stays good; it cannot be undone."""
    from archive.corrections import correct as note
    from archive.problems import Refusal
    from archive.serving import open_store
    from archive.store import StoreError
    from archive.times import now

    try:
        store = open_store(data)
        note(store, now, number)
    except (StoreError, OSError, Refusal) as error:
        typer.echo("no valid paper has this number" if isinstance(error, Refusal) else str(error), err=True)
        raise typer.Exit(_USAGE_FAULT) from None
    store.close()
    typer.echo(f"{number}: shown as corrected from now on")
