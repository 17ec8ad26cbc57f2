"""The pick-up page in a real Chromium on a phone's screen: looked at, used once, refused the second time."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from chromium import PHONE, chromium
from issuing_doubles import MemoryPrinter

from archive import pickups
from archive.api import build
from archive.approvals import approve_all
from archive.keys import load_or_make
from archive.office import Office, Settings
from archive.sample import fill
from archive.sample_cards import cards, population
from archive.serving import listen
from archive.store import Document, Store
from archive.times import now
from archive.transfer import Protocol
from idcard.identity import Document as CardKind
from idcard.identity import Identity
from kiosk.archive import ArchiveClient
from kiosk.issuing import Issuing
from kiosk.journal import Journal
from kiosk.press import Press
from kiosk.session.values import Draft, Paper
from printing.definition import load
from printing.fonts import FontStack

ROOT = Path(__file__).parents[2]
DEFINITIONS = ROOT / "config" / "certificates"
KIND = "no-criminal-record"

WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 MicroMessenger/8.0.47"
LARGE_PX = 32  # letters at 200 %, as somebody sets them who sees badly (WCAG 1.4.4)
LEAST_BUTTON_PX = 44  # CSS pixels (WCAG 2.5.5)


@dataclass(frozen=True)
class Desk:
    """An archive that serves, and the kiosk's way to a filed paper."""

    office: Office
    url: str
    issuing: Issuing
    archive: ArchiveClient

    def offered(self) -> tuple[Paper, str]:
        """A paper as the kiosk files it, and the address of its page."""
        card = next(card for card in cards() if card.sample == "clean")
        citizen = Identity(
            CardKind.RESIDENT, card.name, card.name, card.sex, card.nation, card.birth, "", card.id_number, "", None,
            card.valid_to, card.valid_to is None,
        )  # fmt: skip
        definition = load(DEFINITIONS / f"{KIND}.toml")
        picks = {p.name: [p.choices[0][0]] for p in definition.parameters if p.choices and p.when is None}
        visit = self.archive.open_visit(citizen).visit
        assert definition.consent is not None
        made = self.archive.draft(visit, KIND, definition.sha256, picks, ("zh", definition.consent.sentences["zh"]))
        paper = self.issuing.issue(1, visit, Draft(made.draft, made.kind, made.subject.id_number, made.content), citizen.id_number)
        return paper, f"{self.url}/p/{pickups.offer(self.office, paper.key, 10).token}"

    def filed(self, paper: Paper) -> bytes:
        with self.office.store.read() as session:
            return session.get_one(Document, paper.key).pdf

    def stage(self, paper: Paper, wanted: pickups.Stage) -> pickups.Stage:
        end = time.monotonic() + 10
        while (stage := pickups.standing(self.office, paper.key).stage) is not wanted and time.monotonic() < end:
            time.sleep(0.05)
        return stage


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("archive")
    store = Store(folder / "archive.sqlite3")
    with store.write() as session:
        fill(session, population)
    approve_all(store, now, DEFINITIONS)
    office = Office(store, load_or_make(folder / "keys", now()), Settings("verify.example", {}))
    server = uvicorn.Server(uvicorn.Config(build(office), log_config=None, access_log=False, http=Protocol, ws="none"))
    with listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        archive = ArchiveClient(url, None, None, None, 10.0, 3.0, "WH-0001")
        press = Press([load(DEFINITIONS / f"{KIND}.toml")], FontStack.find([ROOT / ".fonts", Path("/usr/share/fonts")]), "WH-0001", 600,
                      specimen=lambda: True)  # fmt: skip
        journal = Journal(folder / "journal.sqlite3")
        yield Desk(office, url, Issuing(journal, archive, press, MemoryPrinter()), archive)
        journal.close()
        server.should_exit = True
        thread.join(10)
    store.close()


def test_a_phone_sees_the_page_takes_the_very_file_and_is_refused_a_second_time(desk: Desk, tmp_path: Path) -> None:
    paper, url = desk.offered()
    with chromium(tmp_path) as phone:
        for _ in range(2):
            phone.go(url)
        assert paper.number in phone.text()
        assert "下载证明" in phone.text()
        phone.picture(tmp_path / "pickup.png")
        assert pickups.standing(desk.office, paper.key).stage is pickups.Stage.WAITING, "looking used the link up"
        phone.press("button")
        got = phone.downloaded()
        assert got == desk.filed(paper)
        assert hashlib.sha256(got).hexdigest() == paper.sha256
        assert desk.stage(paper, pickups.Stage.DELIVERED) is pickups.Stage.DELIVERED
        phone.press("button")
        assert "链接不可用" in phone.wait_for("链接不可用")
        phone.go(url)
        assert "链接不可用" in phone.text()
        assert phone.script("return document.querySelectorAll('button').length") == 0
        phone.picture(tmp_path / "gone.png")
    assert len(list((tmp_path / "downloads").iterdir())) == 1


@pytest.mark.parametrize("font_px", [16, LARGE_PX])
def test_the_page_fits_a_small_phone_and_large_letters_without_going_sideways(desk: Desk, tmp_path: Path, font_px: int) -> None:
    _, url = desk.offered()
    with chromium(tmp_path, font_px=font_px) as phone:
        for address, name in ((url, "pickup"), (f"{desk.url}/p/unknown", "gone")):
            phone.go(address)
            width, least = phone.script(
                "const b = document.querySelector('button');"
                "return [document.documentElement.scrollWidth, b ? Math.min(b.offsetHeight, b.offsetWidth) : 999]"
            )
            assert width <= PHONE["width"], name
            assert least >= LEAST_BUTTON_PX
            assert phone.script("return parseFloat(getComputedStyle(document.body).fontSize)") == font_px
            phone.picture(tmp_path / f"{name}-{font_px}.png")


def test_in_the_dark_too_words_stand_out_from_their_ground(desk: Desk, tmp_path: Path) -> None:
    _, url = desk.offered()
    with chromium(tmp_path) as phone:
        phone.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        phone.go(url)
        ground, ink = phone.script(
            "const s = (e) => getComputedStyle(e); const b = document.querySelector('button'); return [s(b).backgroundColor, s(b).color]"
        )
        phone.picture(tmp_path / "dark.png")
    assert contrast(ground, ink) >= 4.5  # WCAG 1.4.3


def test_inside_an_app_that_drops_files_the_way_to_the_browser_is_told_instead(desk: Desk, tmp_path: Path) -> None:
    paper, url = desk.offered()
    with chromium(tmp_path, agent=WECHAT) as phone:
        phone.go(url)
        assert "在浏览器打开" in phone.text()
        assert phone.script("return document.querySelectorAll('button, a').length") == 0
        phone.picture(tmp_path / "wechat.png")
    assert pickups.standing(desk.office, paper.key).stage is pickups.Stage.WAITING


def contrast(one: str, other: str) -> float:
    """Of two CSS colours, `rgb(r, g, b)` (WCAG 2.2, contrast ratio)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
