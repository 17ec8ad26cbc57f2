"""A whole demo - kiosk, card, printer, archive, pcscd - driven through its control socket, for the tests on real parts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from idcard.placements import DEBOUNCE_S
from kiosk.demo.client import Client, choices_of
from kiosk.demo.private import MARK

ROOT = Path(__file__).resolve().parents[2]
START_S = 240.0  # a busy machine; nothing is measured with it
STOP_S = 60.0

ARCHIVE_S = 8
IDLE_S = 20

QUICK = {
    "timeout_s = 5": f"timeout_s = {ARCHIVE_S}",
    "health_every_s = 1": "health_every_s = 0.5",
    "[phone]\noffered = true": "[phone]\noffered = false",
    "[archive]": f"[times]\nidle_s = {IDLE_S}\nwarning_s = 5\ntake_card_s = 15\napology_s = 10\n\n[archive]",
}
"""The demo's configuration with limits short enough for a test to wait for them, and long enough for a busy machine. Limits are never the
thing proven.

Without the phone, which has tests of its own (test_phone.py): what a printer in trouble means where there is nothing but paper.
"""

LONG_PAPER = "long-paper"
"""A kind of the tests' own: a paper of several pages, so that things can go wrong between two of them."""


def definitions(folder: Path, paragraphs: int = 12) -> str:
    """The demo's definitions in `folder`, and LONG_PAPER with so many paragraphs more: 12 fill five pages, 6 three."""
    shutil.copytree(ROOT / "config" / "certificates", folder)
    text = (folder / "no-criminal-record.toml").read_text(encoding="utf-8").replace('id = "no-criminal-record"', f'id = "{LONG_PAPER}"')
    paragraph = '[[body]]\nzh = "' + "这一段只为使证明超过一页。" * 12 + '"\nen = "This fills the page."\n\n'
    (folder / f"{LONG_PAPER}.toml").write_text(text.replace("[[body]]", paragraphs * paragraph + "[[body]]", 1), encoding="utf-8")
    return str(folder)


class Demo:
    """The demo's process. `out`: its output folder; `data`: where journal and archive stay when it is started again."""

    def __init__(self, folder: Path, changes: Mapping[str, str] | None = None) -> None:
        self.out = folder / "out"
        self.data = folder / "data"
        self.config = folder / "demo.toml"
        self.socket = folder / "control.sock"
        self._process: subprocess.Popen[str] | None = None
        self._client: Client | None = None
        text = (ROOT / "config" / "demo.toml").read_text(encoding="utf-8")
        text = text.replace('data_dir = ".run/demo"', f'data_dir = "{self.data / "kiosk"}"')
        text = text.replace('    "archive-copy",', f'    "archive-copy",\n    "{LONG_PAPER}",')
        text = text.replace('directory = "config/certificates"', f'directory = "{definitions(folder / "certificates")}"')
        for old, new in (changes or {}).items():
            assert old in text, f"config/demo.toml has no {old!r} any more"
            text = text.replace(old, new)
        self.config.write_text(text, encoding="utf-8")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def kiosk(self) -> Client:
        """The connection to it."""
        assert self._client is not None, "the demo is not running"
        return self._client

    def start(self) -> None:
        """Starts it and returns when it listens. Fails with its words when it does not."""
        # A namespace of its own even inside the tests' own: there may be another pcscd in that.
        env = {name: value for name, value in os.environ.items() if name not in (MARK, "DISPLAY")}
        files = ["--control", str(self.socket), "--out", str(self.out), "--data", str(self.data), "--config", str(self.config)]
        self.socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [sys.executable, "run_kiosk.py", "demo", *files], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        ends = time.monotonic() + START_S
        while self._client is None:
            try:
                self._client = Client(self.socket, patience_s=1.0)
            except OSError:
                assert self._process.poll() is None, f"the demo ended: {self._process.communicate()[0]}"
                assert time.monotonic() < ends, "the demo does not start"

    def stop(self) -> int:
        """Ends it; returns its exit status."""
        assert self._process is not None
        if self._process.poll() is None:
            if self._client is not None:
                self._client.ask("quit")
            self._process.communicate(timeout=STOP_S)
        self._drop()
        return self._process.returncode

    def kill(self) -> None:
        """A power cut: the kiosk and everything around it is gone at once."""
        assert self._process is not None
        self._process.kill()
        self._process.communicate()
        self._drop()

    def make_sound(self) -> None:
        """Cures every fault, settles what is unconfirmed, takes cards off, and waits until nobody is here."""
        kiosk = self.kiosk
        kiosk.do("archive", answer="normal", certificate="good", start=True)
        kiosk.do("printer", clear=True, start=True)
        kiosk.do("pcscd", start=True)
        kiosk.do("reader", count=2)
        for row in kiosk.do("journal")["rows"]:
            if row["state"] == "unconfirmed":
                kiosk.do("settle", number=row["number"], **{"as": "not-printed"})
        removed = [kiosk.ask("card", remove=True, slot=slot)["ok"] for slot in (0, 1)]
        if any(removed):
            time.sleep(2 * DEBOUNCE_S)  # the same card, back sooner, has not been away for the kiosk's readers; they are another process
        self._go_home()

    def _go_home(self) -> None:
        ends = time.monotonic() + 120
        while (shown := self.kiosk.do("screen"))["screen"] != "attract":
            assert time.monotonic() < ends, f"the kiosk does not come back from {shown['screen']} ({shown['problem']})"
            names = [control["name"] for control in shown["controls"] if control["enabled"]]
            way_out = next((name for name in ("done", "cancel", "staff-leave") if name in names), None)
            if way_out:
                self.kiosk.ask("tap", name=way_out)
            self.kiosk.ask("wait", screen="attract", timeout_s=1.0)
        if shown["locale"] != "zh_CN":
            self.kiosk.do("tap", name="language-zh")

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


def texts(shown: Mapping[str, Any]) -> str:
    """Everything a citizen reads on a screen."""
    return "\n".join(shown["texts"])


def come_in(kiosk: Client, sample: str = "clean") -> dict[str, Any]:
    """A citizen lays the card on the reader; the menu is what they see."""
    kiosk.do("card", place=sample)
    return kiosk.wait("catalogue")


def choose(kiosk: Client, kind: str, *choices: str) -> dict[str, Any]:
    """Chooses a kind and its parameters; the page is what they see, or an apology."""
    kiosk.tap(kind)
    shown = kiosk.wait("details", "review", "apology")
    for choice in choices:
        while choice not in choices_of(shown):
            assert shown["screen"] == "details", f"{choice} was never asked for"
            shown = kiosk.next_question()
        kiosk.tap(choice)
    while shown["screen"] == "details":
        shown = kiosk.next_question()
    if kiosk.wait("review", "apology", "consent")["screen"] == "consent":
        kiosk.tap("agree")
    return kiosk.wait("review", "apology")


def to_the_gate(kiosk: Client, kind: str = "no-criminal-record") -> dict[str, Any]:
    """Everything up to the moment where the card has to be taken."""
    come_in(kiosk)
    assert choose(kiosk, kind, "purpose:employment")["screen"] == "review"
    kiosk.tap("print")
    return kiosk.wait("take-card")


def take_card(kiosk: Client, slot: int = 0) -> None:
    """The citizen takes the card."""
    kiosk.do("card", remove=True, slot=slot)


def papers(kiosk: Client) -> list[dict[str, Any]]:
    """What the printer has put out."""
    found: list[dict[str, Any]] = kiosk.do("printed")["papers"]
    return found


def rows(kiosk: Client) -> list[dict[str, Any]]:
    """The journal."""
    found: list[dict[str, Any]] = kiosk.do("journal")["rows"]
    return found


def until(condition: Any, limit_s: float = 60.0) -> None:
    """Waits for something that no screen shows (the archive hearing of an outcome)."""
    ends = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < ends, "it did not happen"
        time.sleep(0.05)  # other processes' time; no fake clock reaches there
