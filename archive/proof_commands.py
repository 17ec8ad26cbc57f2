"""`python -m archive officer` and `outbox`: who may confirm at the desk, whom they confirm, and what the test outbox holds."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.command_store import fault, opened

if TYPE_CHECKING:
    from archive.office import Office
    from archive.proof_officer import Waiting
    from archive.proof_policy import Demand
    from archive.senders import Sender
    from archive.store import Store

app = typer.Typer(help="The officers at the desk, who confirm citizens.", no_args_is_help=True, add_completion=False, rich_markup_mode=None)

_DATA = Path(".run/archive")

Data = Annotated[Path, typer.Option(help="The archive's folder.", envvar="ARCHIVE_DATA")]
Name = Annotated[str, typer.Argument(help="The officer's name or service number; it stands in the audit.")]
Number = Annotated[str, typer.Argument(help="The number that the citizen says.")]
Credential = Annotated[
    str,
    typer.Option(help="The officer's own credential.", envvar="ARCHIVE_OFFICER", prompt=True, hide_input=True),
]  # fmt: skip


@app.command()
def add(name: Name, data: Data = _DATA) -> None:
    """Makes a credential for an officer and shows it once; one given before is void."""
    from archive.proof_officer import add_officer
    from archive.times import now

    if not re.fullmatch(r"[\w.·-]{1,40}", name):
        fault("a name has up to 40 letters, digits, dots and hyphens")
    with opened(data) as store:
        typer.echo(add_officer(store, now, name))


@app.command()
def remove(name: Name, data: Data = _DATA) -> None:
    """Ends an officer's credential."""
    from archive.proof_officer import remove_officer
    from archive.times import now

    with opened(data) as store:
        if not remove_officer(store, now, name):
            fault(f"{name}: no such officer")


@app.command("list")
def list_officers(data: Data = _DATA) -> None:
    """One line an officer who may confirm."""
    from archive.proof_officer import officers

    with opened(data) as store:
        for name in officers(store):
            typer.echo(name)


@app.command("waiting")
def list_waiting(credential: Credential, data: Data = _DATA) -> None:
    """Who waits at a kiosk, as JSON: number, kiosk, masked name, since when."""
    from archive.proof_officer import waiting

    with _office(data) as office:
        _officer(office, credential)
        typer.echo(json.dumps([_json(one) for one in waiting(office)], ensure_ascii=False, indent=2))


@app.command()
def confirm(number: Number, credential: Credential, data: Data = _DATA) -> None:
    """You have looked at card and person, and they are one."""
    _decide(number, credential, data, confirmed=True)


@app.command()
def refuse(number: Number, credential: Credential, data: Data = _DATA) -> None:
    """You do not confirm."""
    _decide(number, credential, data, confirmed=False)


def outbox(data: Data = _DATA) -> None:
    """The codes that the sample archive would have sent, as JSON, the oldest first; gone when their visit ends."""
    from sqlalchemy import select

    from archive.proof_rows import OutboxMessage
    from archive.times import CHINA

    with opened(data) as store, store.read() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        said = [{"phone": r.phone, "text": r.text, "code": r.code, "at": r.at.astimezone(CHINA).isoformat()} for r in rows]
    typer.echo(json.dumps(said, ensure_ascii=False, indent=2))


def demand_of(texts: Sequence[str]) -> Demand:
    """The demand in texts such as `default=code,officer` and `exit-entry=code`. Raises ValueError, in words."""
    from archive.proof_policy import DEFAULT, Demand

    words: dict[str, list[str]] = {}
    for text in texts:
        kind, _, methods = text.partition("=")
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", kind) or not methods or kind in words:
            raise ValueError(f"--proof takes {DEFAULT}=METHOD,... or KIND=METHOD,..., each once")
        words[kind] = methods.split(",")
    try:
        return Demand.parse(words)
    except ValueError as error:
        raise ValueError(f"--proof knows code, officer, camera and none: {error}") from None


def sender_of(store: Store, outbox: bool, command: str | None, url: str | None, token: Path | None, ca: Path | None) -> Sender | None:
    """How codes leave, as the options of `serve` say. Raises ValueError, OSError."""
    from archive.senders import CommandSender, HttpSender, OutboxSender
    from archive.times import now

    if sum((outbox, command is not None, url is not None)) > 1:
        raise ValueError("--code-outbox, --code-command and --code-url: one of the three")
    if (token is not None or ca is not None) and url is None:
        raise ValueError("--code-token and --code-ca belong to --code-url")
    if outbox:
        return OutboxSender(store, now)
    if command is not None:
        return CommandSender(tuple(shlex.split(command)))
    return None if url is None else HttpSender(url, token, ca)


def _decide(number: str, credential: str, data: Path, confirmed: bool) -> None:
    from archive.problems import Refusal
    from archive.proof_officer import decide

    with _office(data) as office:
        officer = _officer(office, credential)
        try:
            found = decide(office, officer, number, confirmed)
        except Refusal:
            fault(f"{number}: nobody waits with this number")
        typer.echo(json.dumps(_json(found), ensure_ascii=False))


def _officer(office: Office, credential: str) -> str:
    from archive.problems import Refusal
    from archive.proof_officer import officer_of

    try:
        return officer_of(office, credential, "command")
    except Refusal:
        fault("this credential belongs to no officer")


def _json(one: Waiting) -> dict[str, object]:
    from archive.times import text

    return {**asdict(one), "asked_at": text(one.asked_at)}


@contextmanager
def _office(data: Path) -> Iterator[Office]:
    from archive.office import Settings
    from archive.serving import open_office

    office: Office = open_office(data, Settings("localhost"))
    try:
        yield office
    finally:
        office.store.close()
