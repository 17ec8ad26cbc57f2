"""`python -m archive case`, `clerk` and `ratings`: for the windows and for whoever answers for the service."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.command_store import fault, opened

if TYPE_CHECKING:
    pass

clerk = typer.Typer(
    help="Service windows that may look up the case behind a slip.", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)


Data = Annotated[Path, typer.Option(help="The archive's folder.", envvar="ARCHIVE_DATA")]
_DATA = Path(".run/archive")
Name = Annotated[str, typer.Argument(help="Such as window-3: small letters, digits, hyphens.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def case(number: Annotated[str, typer.Argument(help="The number on the slip, as scanned.")], data: Data = _DATA) -> None:
    """Tells the case behind a slip's number, as JSON; the look is written down."""
    from archive.cases import OPERATOR
    from archive.cases import case as case_of
    from archive.office import Settings
    from archive.problems import Refusal
    from archive.serving import open_office
    from archive.times import text

    office = open_office(data, Settings("localhost"))
    try:
        found = case_of(office, number, OPERATOR)
    except Refusal as refusal:
        fault(f"{number}: {refusal.problem.value}")
    finally:
        office.store.close()
    shown = {**asdict(found), "form": found.form.value, "received_at": text(found.received_at)}
    typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))


def ratings(
    since: Day = None,
    until: Day = None,
    kiosk: Annotated[str | None, typer.Option(help="Only this kiosk's (its id, such as WH-0001).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    data: Data = _DATA,
) -> None:
    """How citizens rated the service, per kiosk and kind: 非常满意, 满意, 基本满意, 不满意, 非常不满意, and the rate of satisfaction."""
    from archive.ratings import LEVELS, Tally, tallies

    with opened(data) as store:
        found = tallies(store, _day(since), _day(until), kiosk)
    if as_json:
        rows = [{**asdict(tally), "counts": dict(zip(LEVELS, tally.counts, strict=True)), "content": tally.content} for tally in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    whole = Tally("all", "", tuple(map(sum, zip(*(tally.counts for tally in found), strict=True))) if found else (0,) * len(LEVELS))
    typer.echo(f"{'kiosk':<10} {'kind':<24} {' '.join(f'{level:>6}' for level in LEVELS)} {'total':>7}  content")
    for tally in (*found, whole):
        counts = " ".join(f"{number:>6}" for number in tally.counts)
        rate = f"{tally.content:>7.1%}" if tally.total else f"{'-':>7}"
        typer.echo(f"{tally.kiosk:<10} {tally.kind:<24} {counts} {tally.total:>7}  {rate}")


@clerk.command()
def add(name: Name, data: Data = _DATA) -> None:
    """Lets a window look cases up, and prints its token once. A running service takes it up at once."""
    import re

    from archive.cases import add_clerk
    from archive.problems import Refusal
    from archive.times import now

    if not re.fullmatch("[a-z][a-z0-9-]{0,39}", name):
        fault("a window's name has small letters, digits and hyphens")
    with opened(data) as store:
        try:
            token = add_clerk(store, now, name)
        except Refusal:
            fault(f"{name}: the name is taken, or was once; choose another")
    typer.echo(token)


@clerk.command()
def withdraw(name: Name, data: Data = _DATA) -> None:
    """The window's token opens nothing more, at once."""
    from archive.cases import withdraw_clerk
    from archive.times import now

    with opened(data) as store:
        known = withdraw_clerk(store, now, name)
    if not known:
        fault(f"{name}: there is no such window")


@clerk.command("list")
def list_clerks(data: Data = _DATA) -> None:
    """One line a window: name, since when, until when."""
    from archive.cases import clerks
    from archive.times import text

    with opened(data) as store:
        found = clerks(store)
    for name, since, withdrawn in found:
        typer.echo(f"{name:<40} {text(since)}  {'' if withdrawn is None else text(withdrawn)}".rstrip())


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
