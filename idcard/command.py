"""The commands behind `python -m idcard`: `read` a card, and list `readers`."""

from __future__ import annotations

import logging
from queue import Empty, Queue
from typing import Annotated, NoReturn

import structlog
import typer

from idcard import pcsc
from idcard.profiles import PROFILES, SERIAL
from idcard.reader import CardError, CardFault, CardPlaced, CardWatcher, ReaderAppeared, ReaderEvent, ReaderProfile, ReaderUnexpected
from idcard.shown import lines

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)

NO_READER, USAGE, NO_CARD, UNREADABLE, NOT_SUPPORTED, REMOVED = range(1, 7)
"""Exit statuses beside 0, card read; docs/readers.md says what to do about each."""

_STATUS_OF_FAULT = {
    CardFault.UNREADABLE: UNREADABLE,
    CardFault.CANCELLED: UNREADABLE,
    CardFault.NOT_SUPPORTED: NOT_SUPPORTED,
    CardFault.REMOVED: REMOVED,
    CardFault.NO_SERVICE: NO_READER,
}
_READER_S = 3.0  # within this time a reader that is there has been seen


@app.callback()
def main() -> None:
    """Cards and readers, for the technician."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


@app.command()
def read(
    reader: Annotated[str, typer.Option(help="the reader's name, * and ? as wildcards")] = "*",
    profile: Annotated[str, typer.Option(help=f"how it is read: {', '.join(PROFILES)}")] = "storage-page",
    atr_mask: Annotated[str | None, typer.Option(help="the cards' ATR in hex, .. for any byte")] = None,
    apdu: Annotated[str | None, typer.Option(help="sam-apdu: CLA INS P1 P2 in hex")] = None,
    control_code: Annotated[int, typer.Option(help="sam-control: the function number", min=1, max=0xFFFF)] = 1,
    port: Annotated[str | None, typer.Option(help="sam-serial: the serial port")] = None,
    baud: Annotated[int, typer.Option(help="sam-serial: the port's speed")] = 115200,
    full: Annotated[bool, typer.Option("--full", help="print everything; without it the person's data are masked")] = False,
    wait: Annotated[float, typer.Option(help="seconds to wait for a card", min=0, max=3600)] = 30.0,
    allow_virtual: Annotated[bool, typer.Option("--allow-virtual", help="use vpcd's virtual readers too")] = False,
) -> None:
    """Reads one card and prints it, masked unless --full.

    Exit status: 0 read, 1 no reader (or PC/SC does not run, or the module is out of order), 2 wrong options, 3 no card in time,
    4 the card could not be read, 5 no card for this reader or a reader without a security module, 6 the card was taken off.
    """
    row = ReaderProfile(port or reader if profile == SERIAL else reader, profile, atr_mask, True, apdu, control_code, port, baud)
    events: Queue[ReaderEvent] = Queue()
    try:
        watcher = CardWatcher([row], events.put, allow_virtual)
    except ValueError as error:
        _end(USAGE, str(error))
    watcher.start()
    try:
        card = _card(events, wait)
        for label, value in lines(watcher.read(card), full=full):
            typer.echo(f"{label:<24}{value}")
    except CardError as error:
        _end(_STATUS_OF_FAULT[error.kind], str(error))
    finally:
        watcher.stop()


@app.command()
def readers() -> None:
    """Lists the PC/SC readers with the ATR of what lies on each. Exit status: 0, or 1 when PC/SC does not run or there is none."""
    try:
        with pcsc.Context() as context:
            names = context.readers()
            for name in names:
                typer.echo(f"{name}: {_atr(context, name)}")
    except pcsc.PcscError as error:
        _end(NO_READER, f"PC/SC does not answer ({error}); is pcscd running?")
    if not names:
        _end(NO_READER, "there is no PC/SC reader")


def _atr(context: pcsc.Context, name: str) -> str:
    try:
        with context.connect(name) as connection:
            return connection.atr().hex(" ").upper()
    except pcsc.PcscError as error:
        return "no card" if error.cause is pcsc.Cause.REMOVED else str(error)


def _card(events: Queue[ReaderEvent], wait_s: float) -> str:
    """The first card. Ends the program when no reader shows up, or no card."""
    seen: ReaderEvent | None = None
    limit_s = _READER_S
    while True:
        try:
            event = events.get(timeout=limit_s)
        except Empty:
            if isinstance(seen, ReaderAppeared):
                _end(NO_CARD, "no card was laid on the reader")
            _end(NO_READER, f"no reader: {seen!r}")
        match event:
            case CardPlaced(card=card):
                return card
            case ReaderAppeared():
                typer.echo(f"lay a card on {event.reader}", err=True)
                seen, limit_s = event, wait_s
            case ReaderUnexpected():
                _end(NO_READER, f"{event.reader} is a virtual reader; --allow-virtual uses it")
            case _:
                seen, limit_s = event, _READER_S


def _end(status: int, words: str) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(status)
