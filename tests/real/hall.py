"""A kiosk without a window in this process, before a real archive and a real printer, with a proxy of the tests' own in between that spoils
single requests.
"""

from __future__ import annotations

import asyncio
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk import assemble
from kiosk.archive import ArchiveClient
from kiosk.demo.archive_service import Material
from kiosk.demo.proxy import Proxy, _length
from kiosk.session.controls import controls
from kiosk.session.events import Touch
from kiosk.session.states import Details
from kiosk.transport import Answer
from tests.crash.account import hold_to_account
from tests.crash.archive_launcher import route_of
from tests.crash.nursery import CARD, Windowless, hurry
from tests.crash.stage import Stage, journalled, narrow, stage_in, until
from tests.real.ipp_printer import name_service

LANE = 7  # ports of this stage's own, beside those of the crash matrix
PROXY_PORT = 8460
PLAIN, WITH_PICTURES = "no-criminal-record", "archive-copy"
THE_CARD_MAY_GO = ("take-card", "printing", "collect")
IMPATIENT_S = 2.0  # for an answer that is known to trickle; every other may take its time on a machine that may be busy


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
        self._asked: Counter[str] = Counter()
        self.rewritten: Callable[[bytes], bytes] = lambda answer: answer

    def asked(self, route: str) -> int:
        """How often the kiosk has made this request."""
        return self._asked[route]

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        request = head + await reader.readexactly(_length(head))
        spoil = self.spoil
        route = route_of(*head.split(b"\r\n")[0].decode("ascii").split(" ")[:2])
        self._asked[route] += 1
        due = spoil is not None and spoil.route == route
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


class ImpatientClient(ArchiveClient):
    """Waits no longer than IMPATIENT_S for the answer to a request of `impatient_of`."""

    impatient_of = ""

    def _request(self, method: str, path: str, body: bytes | None, kind: str | None, accept: str = "application/json") -> Answer:
        if route_of(method, path) != self.impatient_of:
            return super()._request(method, path, body, kind, accept)
        hurried = copy.copy(self)  # of the other requests none is in a hurry
        hurried._timeout_s = IMPATIENT_S
        return ArchiveClient._request(hurried, method, path, body, kind, accept)


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
        self.on.get(screen, lambda: None)()
        self.on.pop(screen, None)  # only now: who waits for it to have happened looks here

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

    def walk(self, card: str = CARD, kind: str = PLAIN) -> int:
        """A citizen comes and goes on until `print` is touched or the visit is over; returns the visit's id."""
        self.kiosk.wait("attract")
        before = self.kiosk.runtime.machine.visits
        self._begun = len(self.screens)
        self.kiosk.lay_card(card)
        until(lambda: self.kiosk.runtime.machine.visits > before, "no visit begins", lambda: self.screens[-5:])
        visit = before + 1
        steps = (
            ("catalogue", lambda: self._touch(kind, visit)),
            ("details", lambda: self._answer(visit)),
            *((("consent", lambda: self._touch("agree", visit)),) if self.kiosk.runtime.machine.rules.kind(kind).consent else ()),
            ("review", lambda: self._touch("print", visit)),
        )
        for screen, act in steps:
            if not self.comes_to(screen, visit):
                break
            act()
        return visit

    def _touch(self, control: str, visit: int) -> None:
        self.kiosk.runtime.post(Touch(control, visit))

    def _answer(self, visit: int) -> None:
        """The first answer to every question that needs one."""
        runtime = self.kiosk.runtime
        while isinstance(asked := runtime.machine.state, Details) and runtime.machine.visit_id == visit:
            offered = [control.name for control in controls(runtime.machine) if control.enabled]
            self._touch("next" if "next" in offered else next(name for name in offered if ":" in name), visit)
            until(lambda asked=asked: runtime.machine.state is not asked, "an answer is not taken")  # type: ignore[misc]

    def comes_to(self, screen: str, visit: int) -> bool:
        """Whether the visit comes to that screen, were it for a moment, before it is over."""

        def is_over() -> bool:
            return self.kiosk.runtime.machine.visit_id != visit

        until(lambda: screen in self.screens[self._begun :] or is_over(), f"{screen} does not come", lambda: self.screens[-5:])
        return not is_over()

    def visit(self, card: str = CARD, kind: str = PLAIN) -> None:
        """A citizen comes, prints a paper and goes, as far as the kiosk lets them; then the next would find an open kiosk."""
        self.kiosk.wait("attract")
        visit = self.walk(card, kind)

        def at_the_gate() -> bool:
            screen = self.kiosk.runtime.machine.state.screen
            return screen in THE_CARD_MAY_GO and screen not in self.on

        until(lambda: self.kiosk.runtime.machine.visit_id != visit or at_the_gate(), "no gate")
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
        patch.setattr(assemble, "_DEFINITIONS_S", 0.5)
        patch.setattr(assemble, "ArchiveClient", ImpatientClient)
        stage.printer.set(page_s=0.0)
        proxy = SpoilingProxy(stage.archive.port, stage.archive.material)
        proxy.open()
        config = stage.config("kiosk", kinds=(PLAIN, WITH_PICTURES))
        text = config.read_text(encoding="utf-8").replace(f"localhost:{stage.archive.port}", f"localhost:{PROXY_PORT}")
        config.write_text(text, encoding="utf-8")
        narrow(config)
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
