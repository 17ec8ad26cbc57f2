"""One citizen's visit from the attract screen to the printed paper, driven through the control socket and nothing else.

    python -m kiosk.demo.visit_script SOCKET FOLDER

Leaves in FOLDER a picture of every step, the paper as the printer received it, and timings.json. Exit status 1 when anything failed.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.demo.client import Client, RefusedError, choices_of

SAMPLE = "clean"
KIND = "family-relationship"
RELATIVES = 2  # so that the paper's table has more than one row
PURPOSE = "purpose:notarisation"
_DPI = 150
_LIMIT_S = 30.0  # for any one step; the real figures are in timings.json


class Visit:
    """The visit, its pictures and its times."""

    def __init__(self, client: Client, folder: Path, say: Callable[[str], None]) -> None:
        self._client = client
        self._folder = folder
        self._say = say
        self._pictures = 0
        self.taps: dict[str, float] = {}
        self.timings: dict[str, Any] = {}

    def run(self) -> None:
        """Plays it. Raises RefusedError, or ConnectionError when the demo ends."""
        before = len(self._client.do("printed")["papers"])
        self._client.do("card", samples=True)  # asks the archive's program once, so that laying a card takes no longer than that
        self._see("attract")
        self._tap("start", "ask-for-card")
        self._place_card()
        self._choose()
        self._tap("next", "review")
        self._print_and_collect()
        self._tap("done", "attract")
        papers = self._client.do("printed")["papers"][before:]
        if len(papers) != 1 or not papers[0]["complete"]:
            raise RefusedError({"do": "printed"}, {"problem": f"one complete paper was expected, there are {len(papers)} new ones"})
        self._keep(papers[0])

    def _see(self, *screens: str) -> dict[str, Any]:
        """Waits for one of the screens and takes its picture, unless it has passed by then."""
        shown = self._client.wait(*screens, timeout_s=_LIMIT_S)
        self._pictures += 1
        self._client.do("screenshot", path=str(self._folder / f"{self._pictures:02}-{shown['screen']}.png"))
        self._say(f"  {shown['screen']}")
        return shown

    def _tap(self, name: str, *screens: str) -> dict[str, Any]:
        released = self._client.tap(name)["released_at"]
        shown = self._see(*screens)
        self.taps[name] = shown["shown_at"] - released
        return shown

    def _place_card(self) -> None:
        placed = time.time()
        self._client.do("card", place=SAMPLE)
        self._see("reading-card", "catalogue")
        shown = self._see("catalogue")
        self.timings["card_to_name_s"] = shown["shown_at"] - placed

    def _choose(self) -> None:
        """Relatives, purpose, and the language as it stands; the last `next` is `run`'s."""
        self._tap(KIND, "details")
        for name in choices_of(self._client.do("screen"))[:RELATIVES]:
            self._client.tap(name)
        self._see("details")
        self._client.next_question()
        self._client.tap(PURPOSE)
        self._see("details")
        self._client.next_question()
        self._see("details")

    def _print_and_collect(self) -> None:
        released = self._client.tap("print")["released_at"]
        self._see("issuing", "take-card")
        gate = self._see("take-card")
        self.timings["print_to_take_card_s"] = gate["shown_at"] - released
        self.timings["card_taken_at"] = time.time()
        self._client.do("card", remove=True)
        self._see("printing", "collect")
        self._see("collect")

    def _keep(self, paper: dict[str, Any]) -> None:
        """Copies what the printer received, draws it, and works out the times that end at the printer."""
        from PIL import Image

        from printing.raster import pages_at

        shutil.copy(paper["path"], self._folder / "paper.pdf")
        for number, page in enumerate(pages_at((self._folder / "paper.pdf").read_bytes(), _DPI), 1):
            Image.frombytes("RGB", (page.width, page.height), page.rgb).save(self._folder / f"paper-{number}.png")
        taken = self.timings.pop("card_taken_at")
        to_answer = paper["answered_at"] - taken
        # The citizen's own time, from the gate to the card in the hand, is not the machine's.
        self.timings["print_to_accepted_s"] = self.timings["print_to_take_card_s"] + to_answer
        self.timings["last_byte_at_printer_s"] = to_answer
        self.timings["paper_out_s"] = Path(paper["path"]).stat().st_mtime - taken
        self.timings["tap_to_screen_s"] = self.taps
        self.timings["pages"] = paper["pages"]


def _table(timings: dict[str, Any]) -> list[str]:
    rows = [
        ("card on the reader -> name and menu", timings["card_to_name_s"]),
        *((f"tap on {name} -> screen", seconds) for name, seconds in timings["tap_to_screen_s"].items()),
        ("print -> registered, signed, filed, take your card", timings["print_to_take_card_s"]),
        ("print -> accepted by the printer (without the citizen's time)", timings["print_to_accepted_s"]),
        ("card taken -> last byte at the printer", timings["last_byte_at_printer_s"]),
        (f"card taken -> {timings['pages']} page(s) out", timings["paper_out_s"]),
    ]
    return [f"  {seconds:6.2f} s  {what}" for what, seconds in rows]


def main(socket: Path, folder: Path) -> int:
    """Plays the visit. Returns the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("[0-9][0-9]-*.png"), *folder.glob("paper*"), folder / "timings.json"):
        old.unlink(missing_ok=True)
    print("One visit, with real touches:", flush=True)
    try:
        with Client(socket, patience_s=_LIMIT_S) as client:
            visit = Visit(client, folder, lambda words: print(words, flush=True))
            visit.run()
    except (RefusedError, OSError) as error:
        print(f"The visit failed: {error}", file=sys.stderr)
        return 1
    rounded = json.loads(json.dumps(visit.timings), parse_float=lambda text: round(float(text), 4))
    (folder / "timings.json").write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    print("\n".join(["Times:", *_table(rounded)]))
    print(f"The paper as the printer received it: {folder / 'paper.pdf'} (picture: paper-1.png)")
    print(f"Screens of every step:                {folder}/01-attract.png ...", flush=True)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m kiosk.demo.visit_script SOCKET FOLDER")
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
