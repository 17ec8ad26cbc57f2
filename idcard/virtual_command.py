"""The command behind `python -m idcard.virtual`: lays a made-up card on vpcd's slot or a virtual module and keeps it there."""

from __future__ import annotations

import json
import threading
from enum import Enum
from typing import Annotated

import typer

from idcard import record
from idcard.identity import Document
from idcard.sam_fault import SamFault
from idcard.virtual import PORT, VirtualCard, VirtualSlot
from idcard.virtual_sam import SamCard, VirtualSam

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


class Kind(Enum):
    """Documents a card can be; BARE is a card on a reader without a security module."""

    RESIDENT = "resident"
    PERMIT = "permit"
    FOREIGNER_2017 = "foreigner-2017"
    FOREIGNER_2023 = "foreigner-2023"
    BARE = "bare"


_DOCUMENTS = {
    Kind.RESIDENT: Document.RESIDENT,
    Kind.PERMIT: Document.RESIDENCE_PERMIT,
    Kind.FOREIGNER_2017: Document.FOREIGNER_2017,
    Kind.FOREIGNER_2023: Document.FOREIGNER_2023,
}


@app.callback(invoke_without_command=True)
def place(
    context: typer.Context,
    kind: Annotated[Kind, typer.Option(help="which document")] = Kind.RESIDENT,
    name: Annotated[str, typer.Option(help="Chinese name, up to 15 UTF-16 units")] = "演示一",
    name_en: Annotated[str, typer.Option(help="English name (foreigners)")] = "",
    number: Annotated[str, typer.Option(help="ID number, written as given, right or wrong")] = "150390199001010011",
    sex: Annotated[str, typer.Option(help="1 male, 2 female")] = "1",
    nation: Annotated[str, typer.Option(help="GB/T 3304, two digits (residents)")] = "01",
    nationality: Annotated[str, typer.Option(help="ISO 3166-1 alpha-3 (foreigners)")] = "",
    birth: Annotated[str, typer.Option(help="YYYYMMDD")] = "19900101",
    address: Annotated[str, typer.Option(help="up to 35 UTF-16 units")] = "",
    issuer: Annotated[str, typer.Option(help="up to 15 UTF-16 units")] = "",
    valid_from: Annotated[str, typer.Option(help="YYYYMMDD")] = "20200101",
    valid_to: Annotated[str, typer.Option(help="YYYYMMDD or 长期")] = "长期",
    fault: Annotated[str, typer.Option(help='JSON, such as {"remove_at_byte": 600}; keys: see idcard/fault.py')] = "{}",
    record_hex: Annotated[str, typer.Option(help="a whole record as 512 hex digits, in place of all the fields")] = "",
    host: Annotated[str, typer.Option(help="where vpcd listens")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="35963 is the first slot, 35964 the second")] = PORT,
    seconds: Annotated[float | None, typer.Option(help="take it off after so long; without it, on Ctrl-C")] = None,
) -> None:
    """Lays a virtual card on vpcd's reader; with `sam` at the end on a virtual security module instead.

    Exit status 2: the values make no card; 1: vpcd does not listen (is pcscd running?).
    """
    fields = {
        "name": name, "name_en": name_en, "sex": sex, "nation": nation, "nationality": nationality, "birth": birth, "address": address,
        "id_number": number, "issuer": issuer, "valid_from": valid_from, "valid_to": valid_to,
    }  # fmt: skip
    try:
        written = record_hex or _record(kind, fields).hex()
        if context.invoked_subcommand is not None:
            context.obj = written
            return
        card = VirtualCard.from_json({"record": written, "fault": json.loads(fault)})
    except (ValueError, TypeError) as error:
        typer.echo(f"no such card: {error}", err=True)
        raise typer.Exit(2) from None
    slot = VirtualSlot(port, host)
    try:
        slot.place(card)
    except OSError as error:
        typer.echo(f"vpcd does not listen at {host}:{port} ({error.strerror}); start pcscd with vsmartcard-vpcd installed", err=True)
        raise typer.Exit(1) from None
    typer.echo("the card lies on the reader")
    try:
        threading.Event().wait(seconds)
    finally:
        slot.remove()


@app.command()
def sam(
    context: typer.Context,
    link: Annotated[
        str | None, typer.Option(help="a path that shall lead to the serial port; without it the port's own name is printed")
    ] = None,
    sam_fault: Annotated[str, typer.Option(help='JSON, such as {"wrong_checksum": true}; keys: see idcard/sam_fault.py')] = "{}",
    finds_again: Annotated[bool, typer.Option(help="a module that finds a card again that it has read")] = False,
    seconds: Annotated[float | None, typer.Option(help="ends after so long; without it, on Ctrl-C")] = None,
) -> None:
    """A virtual security module on a pseudo-terminal, with the card that the options before `sam` describe in its field.

    Every fault does the same every time. Exit status 2: the values make no card.
    """
    try:
        fault = json.loads(sam_fault)
        if not isinstance(fault, dict):
            raise ValueError("sam-fault: an object")
        card = SamCard(bytes.fromhex(context.obj), fault=SamFault.from_json(fault) if fault else None)
    except (ValueError, TypeError) as error:
        typer.echo(f"no such card: {error}", err=True)
        raise typer.Exit(2) from None
    with VirtualSam(link) as module:
        module.state.finds_again = finds_again
        module.place(card)
        typer.echo(f"the module listens on {module.port}")
        threading.Event().wait(seconds)


def _record(kind: Kind, fields: dict[str, str]) -> bytes:
    """The record with those of the fields that the document has; empty for a bare card."""
    if kind is Kind.BARE:
        return b""
    document = _DOCUMENTS[kind]
    known = {field.name for field in record.layout(document)}
    return record.encode(record.Record(document, **{name: value for name, value in fields.items() if name in known}))
