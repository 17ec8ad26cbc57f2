"""A whole visit by five keys and by ear, on real parts: nobody touches the screen, and nothing personal is said aloud."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.demo.client import Client

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]  # some forty keys, each seen on the glass before the next
PATIENCE_S = 20.0


def until(so: Callable[[], Any], what: str) -> Any:
    """What `so` gives once it is true."""
    ends = time.monotonic() + PATIENCE_S
    while not (found := so()):
        assert time.monotonic() < ends, what
        time.sleep(0.05)
    return found


def go(kiosk: Client, name: str) -> None:
    """Moves the focus to the control called `name`, the shorter way round, and confirms."""
    names = [control["name"] for control in kiosk.do("screen")["controls"] if not control["name"].startswith("key-")]
    way = "down" if names.index(name) < len(names) / 2 else "up"
    seen: list[str] = []
    while not seen or seen[-1] != name:
        kiosk.do("key", name=way)
        seen.append(kiosk.do("screen")["focus"])
        assert seen.count(seen[-1]) < 3, f"no {name} in {seen}"
    kiosk.do("key", name="confirm")


def said(kiosk: Client, device: str) -> float:
    return float(kiosk.do("sound")[f"{device}_s"])


def test_a_paper_is_had_by_five_keys_and_personal_words_go_to_the_earphone_alone(kiosk: Client) -> None:
    before = len(kiosk.do("printed")["papers"])
    kiosk.do("key", name="down")
    until(lambda: "sound" in kiosk.do("screen")["modes"], "a key switches speech on")
    until(lambda: said(kiosk, "speaker") > 1, "the attract screen speaks")
    go(kiosk, "start")
    kiosk.do("wait", screen="ask-for-card")
    kiosk.do("card", place=kiosk.do("card", samples=True)["samples"][0]["name"])
    kiosk.do("wait", screen="catalogue", timeout_s=PATIENCE_S)
    go(kiosk, "no-criminal-record")
    kiosk.do("wait", screen="details", timeout_s=PATIENCE_S)
    go(kiosk, "purpose:employment")
    while kiosk.do("screen")["screen"] == "details":
        go(kiosk, "next")
        time.sleep(0.2)
    kiosk.do("wait", screen="consent", timeout_s=PATIENCE_S)
    go(kiosk, "agree")
    kiosk.do("wait", screen="review", timeout_s=PATIENCE_S)
    assert said(kiosk, "earphone") == 0
    kiosk.do("sound", plugged=True)
    time.sleep(1.5)  # the kiosk looks at the socket once a second
    for _ in range(2):
        kiosk.do("key", name="repeat")
    until(lambda: said(kiosk, "earphone") > 1, "the page is read into the earphone")
    go(kiosk, "print")
    kiosk.do("wait", screen="take-card", timeout_s=PATIENCE_S)
    kiosk.do("card", remove=True)
    kiosk.do("wait", screen="collect", timeout_s=PATIENCE_S)
    assert len(kiosk.do("printed")["papers"]) == before + 1
    go(kiosk, "done")
    now = kiosk.do("wait", screen="attract", timeout_s=PATIENCE_S)
    assert now["modes"] == []
    kiosk.do("sound", plugged=False)


def test_back_never_ends_a_visit_without_a_confirm(kiosk: Client) -> None:
    kiosk.do("key", name="repeat")
    until(lambda: "sound" in kiosk.do("screen")["modes"], "a key switches speech on")
    go(kiosk, "start")
    kiosk.do("wait", screen="ask-for-card")
    kiosk.do("key", name="back")
    now = kiosk.do("screen")
    assert (now["screen"], now["focus"]) == ("ask-for-card", "cancel")
    kiosk.do("key", name="confirm")
    kiosk.do("wait", screen="attract")
