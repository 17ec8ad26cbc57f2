"""A whole kiosk where papers may go to a phone: the code on the glass is scanned, the page fetched, and the archive's word settles it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from demo_kiosk import QUICK, Demo, choose, come_in, papers, rows, take_card, texts, until
from PIL import Image

from kiosk.demo.client import Client
from printing.raster import pages

KIND = "no-criminal-record"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    changes = {old: new for old, new in QUICK.items() if not old.startswith("[phone]")}
    with Demo(tmp_path_factory.mktemp("phone"), changes) as made:
        yield made


@pytest.fixture
def kiosk(running: Demo) -> Client:
    running.make_sound()
    return running.kiosk


def names(shown: dict[str, Any]) -> dict[str, bool]:
    return {control["name"]: control["enabled"] for control in shown["controls"]}


def at_the_code(kiosk: Client) -> str:
    """The code is on the screen; the link in it."""
    come_in(kiosk)
    assert choose(kiosk, KIND, "purpose:employment")["screen"] == "review"
    kiosk.tap("phone")
    kiosk.wait("phone")
    until(lambda: names(kiosk.do("screen")).get("done"))
    looked = kiosk.do("phone", look=True)
    assert (looked["status"], looked["kind"]) == (200, "text/html")
    return str(looked["url"])


def last_row(kiosk: Client) -> dict[str, Any]:
    return max(rows(kiosk), key=lambda row: row["began_at"])


def test_a_paper_goes_to_a_phone_once_and_the_row_closes_as_delivered(kiosk: Client) -> None:
    url = at_the_code(kiosk)
    assert last_row(kiosk)["state"] == "offered"
    take_card(kiosk)
    got = kiosk.do("phone")
    assert got["sha256"] == last_row(kiosk)["sha256"], "not the very document that is filed"
    until(lambda: "rate:5" in names(kiosk.do("screen")))
    until(lambda: last_row(kiosk)["state"] == "closed")
    assert last_row(kiosk)["outcome"] == "delivered"
    assert kiosk.do("phone", url=url)["status"] == 404
    kiosk.tap("rate:4")
    until(lambda: "rate:4" not in names(kiosk.do("screen")))
    kiosk.tap("done")
    kiosk.wait("attract")
    assert papers(kiosk) == []


def test_who_has_scanned_may_leave_and_fetch_it_afterwards(kiosk: Client) -> None:
    url = at_the_code(kiosk)
    kiosk.tap("done")
    kiosk.wait("take-card")
    take_card(kiosk)
    kiosk.wait("attract")
    assert last_row(kiosk)["state"] == "offered"
    assert kiosk.do("phone", url=url)["kind"] == "application/pdf"
    until(lambda: last_row(kiosk)["outcome"] == "delivered", limit_s=40)


def test_a_kiosk_killed_while_the_code_is_shown_learns_afterwards_what_became_of_it(running: Demo, kiosk: Client) -> None:
    url = at_the_code(kiosk)
    running.kill()
    running.start()
    again = running.kiosk
    again.wait("attract", timeout_s=60)
    assert last_row(again)["state"] == "offered"
    assert again.do("phone", url=url)["kind"] == "application/pdf"
    until(lambda: last_row(again)["state"] == "closed", limit_s=40)
    assert last_row(again)["outcome"] == "delivered"


def test_a_code_that_cannot_be_scanned_is_void_at_once(kiosk: Client) -> None:
    url = at_the_code(kiosk)
    kiosk.tap("cancel")
    kiosk.wait("take-card")
    take_card(kiosk)
    until(lambda: last_row(kiosk)["state"] == "closed")
    assert last_row(kiosk)["outcome"] == "void"
    assert kiosk.do("phone", url=url)["status"] == 404


def test_without_paper_the_kiosk_stays_open_and_the_phone_gets_it(kiosk: Client) -> None:
    kiosk.do("printer", paper=0)
    come_in(kiosk)
    choose(kiosk, KIND, "purpose:employment")
    until(lambda: names(kiosk.do("screen")).get("print") is False)
    shown = kiosk.do("screen")
    assert names(shown)["phone"]
    assert shown["problem"] is None
    kiosk.tap("phone")
    kiosk.wait("phone")
    until(lambda: names(kiosk.do("screen")).get("done"))
    assert kiosk.do("phone")["kind"] == "application/pdf"


def test_what_is_wrong_gives_a_slip_whose_code_tells_the_window_its_case(running: Demo, kiosk: Client) -> None:
    come_in(kiosk)
    choose(kiosk, KIND, "purpose:employment")
    kiosk.tap("wrong")
    kiosk.wait("report")
    for control in ("wrong:name", "confirm"):
        until(lambda name=control: names(kiosk.do("screen")).get(name))
        kiosk.tap(control)
    shown = kiosk.wait("apology")
    number = next(word for line in shown["texts"] for word in line.split() if word.startswith("HD-"))
    kiosk.tap("print-slip")
    kiosk.wait("take-card")
    before = len(papers(kiosk))
    take_card(kiosk)
    kiosk.wait("collect", timeout_s=30)
    slip = papers(kiosk)[before]
    assert scanned(Path(slip["path"])) == number
    assert "感谢" not in texts(kiosk.do("screen"))
    case = subprocess.run(
        [sys.executable, "-m", "archive", "case", number.lower(), "--data", str(running.data / "archive")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert '"fields": [\n    "name"\n  ]' in case.stdout


def test_ratings_reach_the_archive_as_counts(running: Demo, kiosk: Client) -> None:
    def shown() -> str:
        command = [sys.executable, "-m", "archive", "ratings", "--json", "--data", str(running.data / "archive")]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert kiosk.do("screen")["screen"] == "attract"
    until(lambda: f'"kind": "{KIND}"' in shown(), limit_s=40)


def scanned(path: Path) -> str:
    """What a scanner reads off the first page, at 200 dpi."""
    page = pages(path.read_bytes(), 1654)[0]
    picture = Image.frombytes("RGB", (page.width, page.height), page.rgb)
    (found,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return str(found.text)
