"""A kiosk without a window in this process, before a real archive and a real printer, with a proxy of the tests' own in between that spoils
single requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.demo.archive_service import Material
from kiosk.demo.proxy import Proxy, _length
from kiosk.session.events import Touch
from tests.crash.account import hold_to_account
from tests.crash.archive_launcher import route_of
from tests.crash.nursery import CARD, Windowless, hurry
from tests.crash.stage import Stage, journalled, stage_in, until
from tests.real.ipp_printer import name_service

LANE = 7  # ports of this stage's own, beside those of the crash matrix
PROXY_PORT = 8460
STEPS = (
    ("catalogue", ("no-criminal-record",)),
    ("details", ("purpose:employment", "next", "next")),
    ("consent", ("agree",)),
    ("review", ("print",)),
)
THE_CARD_MAY_GO = ("take-card", "printing", "collect")
TIMEOUT_S = 3  # whole exchange with the archive; opening a visit asks every dataset, on a machine that may be busy


@dataclass(frozen=True, slots=True)
class Spoil:
    """What becomes of the next request of `route`: not `forwarded`, or its answer made another by `answer`, sent in `chunk_s` a byte."""

    route: str
    forwarded: bool = True
    answer: Callable[[bytes], bytes] = lambda whole: whole
    chunk_s: float = 0.0


class SpoilingProxy(Proxy):
    """The demo's proxy, which spoils one request when it is told to; the connection ends with it."""

    def __init__(self, archive_port: int, material: Material) -> None:
        super().__init__(PROXY_PORT, archive_port, material)
        self.spoil: Spoil | None = None
        self.spoilt = 0
        self.rewritten: Callable[[bytes], bytes] = lambda answer: answer

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        request = head + await reader.readexactly(_length(head))
        spoil = self.spoil
        due = spoil is not None and spoil.route == route_of(*head.split(b"\r\n")[0].decode("ascii").split(" ")[:2])
        if not due or spoil is None:
            writer.write(self.rewritten(await self._ask(request)))
            await writer.drain()
            return True
        self.spoil = None
        answer = spoil.answer(await self._ask(request) if spoil.forwarded else b"")
        self.spoilt += 1
        step = 1 if spoil.chunk_s else max(1, len(answer))
        for place in range(0, len(answer), step):
            writer.write(answer[place : place + step])
            await writer.drain()
            await asyncio.sleep(spoil.chunk_s)
        return False


class Hall:
    """The kiosk, its archive, its printer and the proxy. `on`: what happens, once, in the moment a screen comes, before anything else."""

    def __init__(self, stage: Stage, proxy: SpoilingProxy, kiosk: Windowless, folder: Path) -> None:
        self.stage = stage
        self.proxy = proxy
        self.kiosk = kiosk
        self.screens: list[str] = []
        self._begun = 0
        self.on: dict[str, Callable[[], object]] = {}
        self._journal = folder / "journal.sqlite3"

    def shown(self, line: str) -> None:
        """The kiosk shows another screen."""
        screen = line.removeprefix("screen ")
        self.screens.append(screen)
        self.on.pop(screen, lambda: None)()

    @property
    def screen(self) -> str:
        """What is shown, with the problem's code behind it."""
        return self.screens[-1]

    @property
    def numbers(self) -> int:
        """How many numbers the archive has given."""
        return sum(row.number is not None for row in self.stage.archive.registered())

    @property
    def papers(self) -> int:
        """How many papers lie in the tray."""
        return len(self.stage.tray())

    def walk(self, card: str = CARD) -> int:
        """A citizen comes and goes on until `print` is touched or the visit is over; returns the visit's id."""
        self.kiosk.wait("attract")
        before = self.kiosk.runtime.machine.visits
        self._begun = len(self.screens)
        self.kiosk.lay_card(card)
        until(lambda: self.kiosk.runtime.machine.visits > before, "no visit begins", lambda: self.screens[-5:])
        visit = before + 1
        for screen, touches in STEPS:
            if not self.comes_to(screen, visit):
                break
            for control in touches:
                self.kiosk.runtime.post(Touch(control, visit))
        return visit

    def comes_to(self, screen: str, visit: int) -> bool:
        """Whether the visit comes to that screen, were it for a moment, before it is over."""

        def is_over() -> bool:
            return self.kiosk.runtime.machine.visit_id != visit

        until(lambda: screen in self.screens[self._begun :] or is_over(), f"{screen} does not come", lambda: self.screens[-5:])
        return not is_over()

    def visit(self, card: str = CARD) -> None:
        """A citizen comes, prints a paper and goes, as far as the kiosk lets them; then the next would find an open kiosk."""
        self.kiosk.wait("attract")
        visit = self.walk(card)
        until(lambda: self.kiosk.runtime.machine.visit_id != visit or self.kiosk.runtime.machine.state.screen in THE_CARD_MAY_GO, "no gate")
        self.kiosk.take_card(card)
        self.finish()

    def finish(self) -> None:
        """Whoever is still here goes, once there is a paper, a word why not, or nothing."""
        if self.kiosk.wait("collect", "apology", "attract", "out-of-service") in ("collect", "apology"):
            self.kiosk.touch("done")
        self.kiosk.wait("attract")

    def journal_bytes(self) -> bytes:
        """Everything that the journal's files hold, as it lies on the disk."""
        return b"".join(path.read_bytes() for path in self._journal.parent.glob("journal.sqlite3*"))

    def account(self) -> None:
        """Waits until every row is closed, and holds archive, journal and tray against each other."""
        self.stage.printer_rests()
        until(lambda: all(row.state == "closed" for row in journalled(self._journal)), "rows stay open", lambda: journalled(self._journal))
        hold_to_account(journalled(self._journal), self.stage.archive.registered(), self.stage.tray())


@contextmanager
def hall_in(folder: Path) -> Iterator[Hall]:
    """A hall, open."""
    with name_service(folder), stage_in(folder, LANE) as stage, pytest.MonkeyPatch.context() as patch:
        hurry(patch)
        stage.printer.set(page_s=0.0)
        proxy = SpoilingProxy(stage.archive.port, stage.archive.material)
        proxy.open()
        config = stage.config("kiosk")
        text = config.read_text(encoding="utf-8").replace(f"localhost:{stage.archive.port}", f"localhost:{PROXY_PORT}")
        for old, new in {"timeout_s = 5": f"timeout_s = {TIMEOUT_S}", "connect_timeout_s = 2": "connect_timeout_s = 1"}.items():
            assert old in text, f"config/demo.toml has no {old!r} any more"
            text = text.replace(old, new, 1)
        config.write_text(text, encoding="utf-8")
        hall: list[Hall] = []
        kiosk = Windowless(config, lambda line: hall[0].shown(line))
        hall.append(Hall(stage, proxy, kiosk, config.parent))
        kiosk.runtime.start()
        try:
            yield hall[0]
        finally:
            kiosk.runtime.stop()
            kiosk.kiosk.close()
            proxy.close()
