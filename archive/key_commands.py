"""`python -m archive keys`: which keys there are, a new one, the end of an old one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from printing.signer import Algorithm

app = typer.Typer(help="The keys that sign papers.", no_args_is_help=True, add_completion=False, rich_markup_mode=None)

_USAGE_FAULT = 2  # exit status for what the caller has to correct
_RESTART = "A running service takes this up when it is started again."
_ALGORITHMS = {"es256": Algorithm.ES256, "sm2": Algorithm.SM2}

Data = Annotated[Path, typer.Option(help="The archive's folder.", envvar="ARCHIVE_DATA")]
_DATA = Path(".run/archive")


@app.command("list")
def list_keys(data: Data = _DATA) -> None:
    """One line a key: id, algorithm, from when until when it signs, and what it does now."""
    from archive.key_files import KeyFault
    from archive.keys import load
    from archive.times import now, text

    try:
        keys = load(data / "keys")
    except KeyFault as error:
        _fault(str(error))
    moment = now()
    signing = next((key.kid for key in reversed(keys.payload_keys) if key.in_force(moment)), None)
    for key in keys.payload_keys:
        state = "signs" if key.kid == signing else _state(moment, key.since, key.until)
        typer.echo(f"{key.kid}  {key.algorithm.jwk_name:<8} {text(key.since)}  {text(key.until)}  specimen  {state}")
    signs_documents = next((key for key in reversed(keys.document_keys) if key.in_force(moment)), None)
    for document in keys.document_keys:
        certificate = document.certificate
        since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        state = "signs" if document is signs_documents else _state(moment, since, until)
        typer.echo(f"{certificate.serial_number & 0xFFFFFFFF:08x}  document {text(since)}  {text(until)}  specimen  {state}")


@app.command()
def new(
    algorithm: Annotated[str, typer.Option(help="es256, or sm2 for bureaus that must (SM2 with SM3).")] = "es256",
    begins: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The day (in China) from which it signs; now if left out.")
    ] = None,
    document: Annotated[bool, typer.Option("--document", help="A key for the PDFs' signatures instead of the QR codes'.")] = False,
    data: Data = _DATA,
) -> None:
    """Makes a key. From its beginning it signs in place of the ones before it, which keep on verifying."""
    from archive.keys import load_or_make, new_document_key, new_payload_key
    from archive.times import now

    chosen = _ALGORITHMS.get(algorithm)
    if chosen is None:
        _fault(f"--algorithm is one of {', '.join(_ALGORITHMS)}")
    if document and chosen is not Algorithm.ES256:
        _fault("PDFs are signed with es256: their readers verify no SM2")
    moment = now()
    since = moment if begins is None else _day(begins)
    if since < moment:
        _fault("--from lies in the past: papers already issued would seem to be this key's")
    folder = data / "keys"
    try:
        load_or_make(folder, moment)  # a first key would otherwise begin with this one's date
        made = new_document_key(folder, since).certificate.serial_number & 0xFFFFFFFF if document else None
        label = f"{made:08x}" if made is not None else new_payload_key(folder, chosen, since).kid
    except OSError as error:
        _fault(str(error))
    typer.echo(f"{label} signs from {since.isoformat()} on. {_RESTART}")


@app.command("retire")
def retire_key(kid: Annotated[str, typer.Argument(help="The key's id, as `keys list` shows it.")], data: Data = _DATA) -> None:
    """From now on the key signs nothing more; papers it signed stay verifiable."""
    from archive.keys import load, retire
    from archive.times import now, text

    moment = now()
    try:
        keys = load(data / "keys")
        found = next((key for key in keys.payload_keys if key.kid == kid), None)
        if found is None:
            _fault(f"there is no key {kid}; `keys list` shows them")
        facts = retire(found, moment)
    except OSError as error:
        _fault(str(error))
    typer.echo(f"{kid} signs until {text(facts.until)}. {_RESTART}")
    if not any(key.in_force(moment) for key in keys.payload_keys if key is not found):
        typer.echo("No key is in force now: nothing can be issued until there is a new one (keys new).", err=True)


def _state(moment: datetime, since: datetime, until: datetime) -> str:
    if moment < since:
        return "waits"
    return "verifies" if until > since else "never signed"


def _day(words: str) -> datetime:
    from archive.times import CHINA

    try:
        return datetime.strptime(words, "%Y-%m-%d").replace(tzinfo=CHINA)
    except ValueError:
        _fault("--from takes a day such as 2027-01-01")


def _fault(words: str) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(_USAGE_FAULT)
