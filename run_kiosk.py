"""The kiosk's command line: run, demo, check, preview, verify, settle, printer, prompts, staff, panel. Each imports only what it needs."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from kiosk.commands import printer, staff
from kiosk.memory import put_off_collection

app = typer.Typer(
    help="Self-service certificate kiosk of a police archive.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.add_typer(printer.app, name="printer")
app.add_typer(staff.app, name="staff")

FOLDER = Path(__file__).resolve().parent
Config = Annotated[Path, typer.Option(help="The kiosk's configuration (TOML).")]
KIOSK = FOLDER / "config" / "kiosk.toml"
DEMO = FOLDER / "config" / "demo.toml"


class Printed(Enum):
    """What staff found in the printer's output tray; or that the archive, which refuses what was said of it, is right."""

    PRINTED = "printed"
    NOT_PRINTED = "not-printed"
    AS_ARCHIVED = "as-archived"


@app.command()
def run(config: Config = KIOSK) -> None:
    """Opens the kiosk. With a wrong configuration it shows that it is out of service, and why, as a code."""
    put_off_collection()
    from kiosk.commands.run import command

    raise typer.Exit(command(config))


@app.command()
def demo(
    config: Config = DEMO,
    hold: Annotated[bool, typer.Option("--hold", help="Stay open after the visit.")] = False,
    control: Annotated[Path | None, typer.Option(help="Listen for requests at this Unix socket and play no visit.")] = None,
    out: Annotated[Path, typer.Option(help="Where paper, pictures and times go.")] = Path("out/demo"),
    data: Annotated[Path | None, typer.Option(help="Keep journal and archive in this folder, for a next demo to find.")] = None,
) -> None:
    """Opens the kiosk among private instances of the real parts and plays one visit, from card to paper."""
    from kiosk.demo.command import Wishes, command

    paths = (path.absolute() if path else None for path in (control, data))
    raise typer.Exit(command(Wishes(config.absolute(), hold, next(paths), out.absolute(), next(paths))))


@app.command()
def check(config: Config = KIOSK, as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Says for each part ok, or what is wrong and what to do. Exit status: 0 ready, 1 something is not, 2 a file is wrong."""
    from kiosk.commands.check import command

    raise typer.Exit(command(config, as_json))


@app.command()
def preview(
    kind: Annotated[str, typer.Argument(help="A kind's or a slip's id, or the path of a definition.")],
    data: Annotated[Path | None, typer.Option(help="The content as JSON; without it the sample's.")] = None,
    output: Annotated[Path | None, typer.Option(help="The PDF to write.")] = None,
    show: Annotated[bool, typer.Option("--open", help="Open it afterwards.")] = False,
    language: Annotated[str | None, typer.Option(help="The paper's variant: zh or zh-en.")] = None,
    config: Config = KIOSK,
) -> None:
    """Draws a kind's page with sample content."""
    from kiosk.commands.preview import command

    raise typer.Exit(command(kind, data, output, config, show, language))


@app.command()
def verify(
    given: Annotated[str, typer.Argument(metavar="FILE|TEXT", help="A PDF, a picture, or the text of the QR code.")],
    keys: Annotated[str | None, typer.Option(help="The archive's address, or a file with its key set.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    config: Config = KIOSK,
) -> None:
    """Says whether a paper is genuine. Exit status: 0 genuine, 1 not (also a code that was altered), 2 nothing to verify."""
    from kiosk.commands.verify import command

    raise typer.Exit(command(given, keys, config, as_json))


@app.command()
def settle(
    number: Annotated[str, typer.Argument(help="The paper's number.")],
    outcome: Annotated[
        Printed, typer.Argument(help="What the output tray shows; as-archived where the archive refuses what `check` shows.")
    ],
    config: Config = KIOSK,
) -> None:
    """Says what became of a paper that nobody has seen come out; the kiosk then prints again."""
    if outcome is Printed.AS_ARCHIVED:
        from kiosk.commands.as_archived import command as concede

        raise typer.Exit(concede(number, config))
    from kiosk.commands.settle import command

    raise typer.Exit(command(number, outcome.value, config))


@app.command()
def prompts(
    locale: Annotated[str, typer.Argument(help="zh_CN, mn_Mong or en.")],
    config: Config = KIOSK,
) -> None:
    """Lists as CSV what is worth recording for the kiosk's voice, and what has been. Exit status: 0 all recorded, 1 not, 2 wrong."""
    from kiosk.commands.prompts import command

    raise typer.Exit(command(locale, config))


@app.command()
def panel(control: Annotated[Path | None, typer.Option(help="The demo's control socket.")] = None) -> None:
    """A menu beside the demo's window: cards, faults of every part, what was printed."""
    from kiosk.demo.panel import command

    raise typer.Exit(command(control))


if __name__ == "__main__":
    app()
