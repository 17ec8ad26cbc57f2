"""The panel's menu makes requests that the control socket understands; a screen that is too small is filled in proportion."""

from __future__ import annotations

import json

import pytest

from kiosk.demo.panel import Entry, completed, entries
from kiosk.demo.requests import parse
from kiosk.demo.stage import fitted

ANSWERS = {"place": "clean", "name": "start", "number": "12", "as": "printed", "path": "x.png", "certificate": "good"}


@pytest.mark.parametrize("entry", [entry for _, entry in entries()], ids=lambda entry: entry.words)
def test_every_line_of_the_menu_is_a_request(entry: Entry) -> None:
    asked = iter(key for key, _ in entry.asks)
    answers = {**ANSWERS, "name": "down"} if entry.request["do"] == "key" else ANSWERS
    request = completed(entry, lambda _: answers.get(next(asked), "3"))
    assert parse(json.dumps(request).encode()).do == entry.request["do"]


def test_the_menu_reaches_every_kind_of_request_a_person_needs() -> None:
    assert {entry.request["do"] for _, entry in entries()} == {
        "card", "reader", "pcscd", "printer", "printed", "archive", "proof", "screen", "tap", "screenshot", "journal", "settle", "quit",
        "key", "sound", "phone",
    }  # fmt: skip


def test_a_large_display_shows_the_kiosk_pixel_by_pixel() -> None:
    assert fitted(1080, 1920, 1080, 1920) == (1080, 1920)
    assert fitted(1080, 1920, 3840, 2160) == (1080, 1920)


def test_on_a_small_display_the_kiosk_keeps_its_proportions() -> None:
    width, height = fitted(1080, 1920, 1366, 768)
    assert height <= 768
    assert width / height == pytest.approx(1080 / 1920, abs=0.002)
