"""A menu beside the demo's window: what the control socket offers, for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.demo.client import Client
from kiosk.demo.command import SOCKET

FAILED = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: what it says and the request it makes; `asks` lists what is asked for first (key, question)."""

    words: str
    request: dict[str, Any]
    asks: tuple[tuple[str, str], ...] = ()


MENU: dict[str, tuple[Entry, ...]] = {
    "Card": (
        Entry("lay a sample citizen's card", {"do": "card"}, (("place", "which one"),)),
        Entry("take the card off", {"do": "card", "remove": True}),
        Entry("list the sample citizens", {"do": "card", "samples": True}),
    ),
    "Reader": (
        Entry("pull the reader's cable", {"do": "reader", "count": 0}),
        Entry("plug it in again", {"do": "reader", "count": 2}),
        Entry("stop pcscd", {"do": "pcscd", "stop": True}),
        Entry("start pcscd", {"do": "pcscd", "start": True}),
    ),
    "Printer": (
        Entry("put paper in or take it out", {"do": "printer"}, (("paper", "how many sheets"),)),
        Entry("toner", {"do": "printer"}, (("toner", "how many percent"),)),
        Entry("jam", {"do": "printer", "jam": True}),
        Entry("open the cover", {"do": "printer", "cover": True}),
        Entry("pull the plug on a page", {"do": "printer"}, (("kill_on_page", "on which page"),)),
        Entry("pull the plug now", {"do": "printer", "stop": True}),
        Entry("plug it in", {"do": "printer", "start": True}),
        Entry("cure everything", {"do": "printer", "clear": True}),
        Entry("what it has put out", {"do": "printed"}),
    ),
    "Archive": (
        Entry("stop", {"do": "archive", "stop": True}),
        Entry("start", {"do": "archive", "start": True}),
        Entry("answer late", {"do": "archive"}, (("delay_ms", "how many milliseconds"),)),
        Entry("answer rubbish", {"do": "archive", "answer": "garbage"}),
        Entry("answer with an error", {"do": "archive", "answer": 500}),
        Entry("cut answers off", {"do": "archive"}, (("cut_after_bytes", "after how many bytes"),)),
        Entry("answer normally again", {"do": "archive", "answer": "normal"}),
        Entry("another TLS certificate", {"do": "archive"}, (("certificate", "wrong-ca, expired, wrong-name or good"),)),
        Entry("the traffic police's system is down", {"do": "archive", "down": ["traffic"]}),
        Entry("the border authority's system is down", {"do": "archive", "down": ["borders"]}),
        Entry("both systems answer again", {"do": "archive", "down": []}),
    ),
    "Sound, five keys, phone": (
        Entry("press a key", {"do": "key"}, (("name", "up, down, back, repeat or confirm"),)),
        Entry("plug the earphone in", {"do": "sound", "plugged": True}),
        Entry("pull the earphone out", {"do": "sound", "plugged": False}),
        Entry("what has been said so far", {"do": "sound"}),
        Entry("a phone scans the code and takes the paper", {"do": "phone"}),
        Entry("a phone only opens the page", {"do": "phone", "look": True}),
    ),
    "Second proof (config/demo-proof.toml)": (
        Entry("the code in the test outbox", {"do": "proof", "code": True}),
        Entry("the officer confirms", {"do": "proof", "confirm": True}),
        Entry("the officer does not confirm", {"do": "proof", "refuse": True}),
    ),
    "Kiosk": (
        Entry("what is on the screen", {"do": "screen"}),
        Entry("touch a control", {"do": "tap"}, (("name", "which one"),)),
        Entry("picture of the window", {"do": "screenshot"}, (("path", "into which PNG file"),)),
        Entry("journal", {"do": "journal"}),
        Entry("settle an unconfirmed paper", {"do": "settle"}, (("number", "which number"), ("as", "printed or not-printed"))),
        Entry("end the demo", {"do": "quit"}),
    ),
}


def entries() -> tuple[tuple[str, Entry], ...]:
    """Every line with its group, in the order of its number from 1."""
    return tuple((group, entry) for group, lines in MENU.items() for entry in lines)


def completed(entry: Entry, ask: Callable[[str], str]) -> dict[str, Any]:
    """The entry's request with what `ask` answers; whole numbers as numbers."""
    answers = {key: ask(question).strip() for key, question in entry.asks}
    return {**entry.request, **{key: int(value) if value.isdigit() and key != "number" else value for key, value in answers.items()}}


def command(control: Path | None) -> int:
    """Shows the menu until the demo or the person ends it. Returns 0, or 1 when no demo listens."""
    path = control or SOCKET
    try:
        client = Client(path)
    except OSError:
        print(f"No demo listens at {path}. Start one: make demo HOLD=1, or name its socket by --control.", file=sys.stderr)
        return FAILED
    with client:
        _show_menu()
        try:
            while _turn(client):
                pass
        except (EOFError, KeyboardInterrupt):
            print()
        except (ConnectionError, BrokenPipeError):
            print("The demo has ended.")
    return 0


def _show_menu() -> None:
    group_shown = ""
    for number, (group, entry) in enumerate(entries(), 1):
        if group != group_shown:
            print(f"\n{group}")
            group_shown = group
        print(f"  {number:2}  {entry.words}")
    print("\n   m  this menu     q  leave the panel (the demo goes on)")


def _turn(client: Client) -> bool:
    """One choice; False when that was to leave."""
    chosen = input("\n> ").strip().lower()
    lines = entries()
    if chosen == "q":
        return False
    if chosen == "m":
        _show_menu()
    elif chosen.isdigit() and 1 <= int(chosen) <= len(lines):
        _carry_out(client, lines[int(chosen) - 1][1])
    elif chosen:
        print(f"1 to {len(lines)}, m or q")
    return True


def _carry_out(client: Client, entry: Entry) -> None:
    try:
        request = completed(entry, lambda question: input(f"  {question}? "))
    except EOFError:
        return
    answer = client.ask(request.pop("do"), **request)
    if not answer.get("ok"):
        print(f"  no: {answer.get('problem')}")
        return
    said = {key: value for key, value in answer.items() if key not in ("ok", "id")}
    print("  done" if not said else json.dumps(said, ensure_ascii=False, indent=2))
