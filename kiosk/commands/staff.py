"""`run_kiosk.py staff add|list|remove|card`: who may come in at the staff screen. A PIN is asked for, never given on the command line."""

from __future__ import annotations

import getpass
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from config.settings import ConfigError, Settings, load
from kiosk.commands.faults import INVALID, complain
from kiosk.problems import problem
from kiosk.staff.book import LEAST_NUMBER, LEAST_PIN, MOST_NUMBER, MOST_PIN, BookUnusable, StaffBook, weakness
from kiosk.staff.roles import Role

app = typer.Typer(help="Says who may come in at the staff screen.", no_args_is_help=True, rich_markup_mode=None)
KIOSK = Path(__file__).resolve().parents[2] / "config" / "kiosk.toml"
Config = Annotated[Path, typer.Option(help="The kiosk's configuration (TOML).")]
Number = Annotated[str, typer.Argument(help=f"The staff number: {LEAST_NUMBER} to {MOST_NUMBER} digits.")]

DONE, NOT_DONE = 0, 1
CARD_WITHIN_S = 30.0  # to walk to the reader


@app.command()
def add(number: Number, role: Annotated[Role, typer.Option(help="clerk, technician or auditor.")], config: Config = KIOSK) -> None:
    """Adds somebody, or sets role and PIN of a number anew. The PIN is asked for twice; a card has to be set again."""
    raise typer.Exit(_with_book(config, lambda _settings, book: _add(book, number, role)))


@app.command("list")
def list_all(config: Config = KIOSK) -> None:
    """Lists numbers, roles, and who has a card."""
    raise typer.Exit(_with_book(config, lambda _settings, book: _list(book)))


@app.command()
def remove(number: Number, config: Config = KIOSK) -> None:
    """Takes somebody out; it counts at once, also in a kiosk that runs."""
    raise typer.Exit(_with_book(config, lambda _settings, book: _remove(book, number)))


@app.command()
def card(number: Number, config: Config = KIOSK) -> None:
    """Gives somebody a staff card: the card that is laid on the reader now. Stop the kiosk first, or it takes the card for a citizen's."""
    raise typer.Exit(_with_book(config, lambda settings, book: _card(settings, book, number)))


def _with_book(config: Path, do: Callable[[Settings, StaffBook], int]) -> int:
    from kiosk.staff.furnish import staff_file

    try:
        settings = load(config)
    except ConfigError as error:
        return complain(error.faults)
    try:
        return do(settings, StaffBook(staff_file(settings)))
    except BookUnusable as fault:
        row = problem(fault.code)
        return _no(f"{staff_file(settings)}: {row.technician} {row.remedy}")


def _add(book: StaffBook, number: str, role: Role) -> int:
    if not re.fullmatch(rf"[0-9]{{{LEAST_NUMBER},{MOST_NUMBER}}}", number):
        print(f"{number}: a staff number has {LEAST_NUMBER} to {MOST_NUMBER} digits and nothing else.", file=sys.stderr)
        return INVALID
    pin = getpass.getpass(f"PIN for {number} ({LEAST_PIN} to {MOST_PIN} digits, not shown): ")
    if said := weakness(pin):
        return _no(said)
    if getpass.getpass("Once more: ") != pin:
        return _no("The two PINs are not the same; nothing was changed.")
    book.add(number, role, pin)
    print(f"{number}: {role.value}")
    return DONE


def _list(book: StaffBook) -> int:
    members = book.members()
    for member in members:
        print(f"{member.number:<10} {member.role.value:<12} {'PIN and card' if member.card else 'PIN'}")
    if not members:
        return _no(f"Nobody is set in {book.path}.")
    return DONE


def _remove(book: StaffBook, number: str) -> int:
    if not book.remove(number):
        return _no(f"There is no {number} in {book.path}.")
    print(f"{number}: taken out")
    return DONE


def _card(settings: Settings, book: StaffBook, number: str) -> int:
    from idcard.reader import CardError, CardPlaced, CardWatcher, ReaderEvent
    from kiosk.assemble import reader_profiles
    from kiosk.staff.looks import card_numbers

    if all(member.number != number for member in book.members()):
        return _no(f"There is no {number} in {book.path}; add them first.")
    laid, cards = threading.Event(), list[str]()

    def on_event(event: ReaderEvent) -> None:
        if isinstance(event, CardPlaced):
            cards.append(event.card)
            laid.set()

    watcher = CardWatcher(reader_profiles(settings), on_event, allow_virtual=False)
    watcher.start()
    try:
        print(f"Lay the staff card on the reader within {CARD_WITHIN_S:.0f} s.", flush=True)
        if not laid.wait(CARD_WITHIN_S):
            return _no("No card was laid.")
        numbers = card_numbers(watcher, cards[-1])
    except CardError as error:
        return _no(f"The card cannot be read ({error.kind.value}).")
    finally:
        watcher.stop()
    if not numbers:
        return _no("The card tells no number by which it could be known again.")
    book.add_card(number, numbers[0])
    print(f"{number}: has a card")
    return DONE


def _no(said: str) -> int:
    print(said, file=sys.stderr)
    return NOT_DONE
