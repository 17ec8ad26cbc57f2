"""`run_kiosk.py printer find|setup|status|test`: finds printers, tries one, writes it into the configuration, tells how it is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

PROGRAM = Path(__file__).resolve().parents[2]
READY, NOT_READY, INVALID = 0, 1, 2
"""Exit statuses: as `check`."""

Config = Annotated[Path, typer.Option(help="The kiosk's configuration (TOML).")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
Uri = Annotated[str | None, typer.Option(help="Another printer than the configured one.")]

app = typer.Typer(help="Finds, sets up and tries the printer.", no_args_is_help=True, rich_markup_mode=None)
KIOSK = PROGRAM / "config" / "kiosk.toml"


@app.command()
def find(as_json: AsJson = False) -> None:
    """Lists the printers that can be seen: on the network, on USB through ipp-usb, and CUPS queues of this machine."""
    from kiosk.printer_setup import seen

    printers, notice = seen()
    if as_json:
        print(_json({"printers": printers, "notice": notice}))
    else:
        lines = [f"{row['uri']}\n    {row['model'] or row['name']}; {', '.join(row['formats']) or 'formats not told'}" for row in printers]
        _say(lines or ["No printer is seen. A printer's own panel shows its address; `setup URI` takes it as well."])
        if notice:
            print(notice, file=sys.stderr)
    raise typer.Exit(READY if printers else NOT_READY)


@app.command()
def setup(
    uri: Annotated[str, typer.Argument(help="The printer's address, as `find` shows it.")],
    config: Config = KIOSK,
    media: Annotated[str, typer.Option(help="The paper (PWG 5101.1 name).")] = "iso_a4_210x297mm",
    test: Annotated[
        bool, typer.Option("--test", help="Print a test page first; nothing is written unless it is seen to come out.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Asks the printer what it is and writes it into [printer], unless no kiosk can work with it."""
    from kiosk.printer_setup import set_up

    result = set_up(uri, config, media, test, _quiet if as_json else print)
    if as_json:
        print(_json(result.report))
    raise typer.Exit(result.status)


@app.command()
def status(config: Config = KIOSK, uri: Uri = None, as_json: AsJson = False) -> None:
    """Says how the printer is: state, trays, toner, counters, jobs. Exit status: 0 it could print now, 1 it could not."""
    from kiosk.printer_setup import chosen
    from kiosk.printer_words import status_as_json, status_in_words

    printer = _or_exit(lambda: chosen(config, uri)).printer
    said, jobs = printer.status(), printer.waiting()
    report = status_as_json(said, jobs)
    _say([_json(report)] if as_json else status_in_words(said, jobs))
    raise typer.Exit(READY if report["ready"] else NOT_READY)


@app.command("test")
def print_test_page(config: Config = KIOSK, uri: Uri = None, as_json: AsJson = False) -> None:
    """Prints a test page and follows it to its outcome. Exit status: 0 printed, 1 anything else."""
    from kiosk.printer_setup import chosen, tried

    choice = _or_exit(lambda: chosen(config, uri))
    report = tried(choice, _quiet if as_json else print)
    if as_json:
        print(_json(report))
    raise typer.Exit(READY if report["outcome"] == "printed" else NOT_READY)


def _or_exit(choose: Any) -> Any:
    """What `choose` returns; the faults of the configuration and exit status 2 where it has any."""
    from config.settings import ConfigError
    from kiosk.commands.faults import complain

    try:
        return choose()
    except ConfigError as error:
        raise typer.Exit(complain(error.faults)) from None
    except ValueError as error:
        raise typer.Exit(complain([error])) from None


def _quiet(_line: str) -> None:
    """Says nothing: the report is JSON."""


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


def _json(report: object) -> str:
    return json.dumps(report, ensure_ascii=False, indent=2)
