"""What each request of the control socket does to the window, the stage and the journal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from idcard.virtual import VirtualCard
from kiosk.demo import requests as asked
from kiosk.demo.archive_service import named
from kiosk.demo.control import CannotError
from kiosk.demo.daemons import StageError
from kiosk.demo.handset import Handset
from kiosk.demo.proxy import changed
from kiosk.demo.recording import RecordingPrinter
from kiosk.demo.sound import EARPHONE, SPEAKER
from kiosk.demo.stage import Stage
from kiosk.faults import JobOpen
from kiosk.journal import IllegalTransition, Journal, JournalUnusable, UnknownNumber
from kiosk.problems import problem
from kiosk.session.values import Outcome
from kiosk.settling import settle

Answer = Mapping[str, Any]


class Window(Protocol):
    """The kiosk's window as the control socket needs it. Raises CannotError."""

    def screen(self) -> dict[str, Any]: ...
    def wait(self, screens: frozenset[str], timeout_s: float) -> dict[str, Any]: ...
    def tap(self, name: str) -> float: ...
    def tap_at(self, x: float, y: float) -> float: ...
    def press(self, key: str) -> float: ...
    def screenshot(self, path: Path) -> tuple[int, int]: ...


class Actions:
    """Carries requests out. Called on the clients' threads; the stage is changed by one at a time."""

    def __init__(self, window: Window, stage: Stage, journal: Journal, printer: RecordingPrinter, handset: Handset) -> None:
        self._window = window
        self._stage = stage
        self._journal = journal
        self._printer = printer
        self._handset = handset
        self._changing = threading.RLock()

    def act(self, request: asked.Request) -> Answer:
        """Does what was asked for. Raises CannotError, in words."""
        match request:
            case asked.ScreenRequest():
                return self._window.screen()
            case asked.Wait():
                return self._window.wait(request.screens, request.timeout_s)
            case asked.Tap():
                return self._tap(request)
            case asked.Press(name=name):
                return {"released_at": self._window.press(name)}
            case asked.Sound(plugged=plugged):
                return self._sound(plugged)
            case asked.Screenshot():
                path = asked.absolute(request.path)
                return {"path": str(path), "size": list(self._window.screenshot(path))}
            case asked.Printed():
                return {"papers": self._papers()}
            case asked.Phone():
                return self._phone(request)
            case asked.Journal():
                return self._words_for(lambda: {"rows": list(self._journal.rows_for_control())})
            case asked.Settle():
                return self._words_for(lambda: self._settle(request))
            case asked.Quit():
                return {}
            case asked.Card() | asked.Reader() | asked.Printer() | asked.Archive() | asked.Proof() | asked.Pcscd():
                with self._changing:
                    return self._words_for(lambda: self._change(request))

    def _words_for(self, do: Callable[[], Answer]) -> Answer:
        """Says what is wrong with a value, or with a part of the stage, in their own words."""
        try:
            return do()
        except (ValueError, StageError, OSError) as error:
            raise CannotError(str(error)) from error
        except JournalUnusable as fault:
            raise CannotError(f"the journal cannot be used ({fault.code.value})") from fault

    def _change(self, request: asked.Card | asked.Reader | asked.Printer | asked.Archive | asked.Proof | asked.Pcscd) -> Answer:
        match request:
            case asked.Card():
                return self._card(request)
            case asked.Reader(count=count):
                self._stage.pcscd.set_readers(count)
                return {"count": count}
            case asked.Printer():
                state, reasons = self._stage.printer.set(**request.wishes()) if request.wishes() else self._stage.printer.state()
                return {"state": state, "reasons": list(reasons)}
            case asked.Archive():
                return self._archive(request)
            case asked.Proof():
                return self._proof(request)
            case asked.Pcscd(stop=stop, start=start):
                if stop:
                    self._stage.pcscd.stop()
                if start:
                    self._stage.pcscd.start()
                return {"running": self._stage.pcscd.running}

    def _tap(self, request: asked.Tap) -> Answer:
        if request.name is not None:
            return {"released_at": self._window.tap(request.name)}
        x, y = request.at_px or (0.0, 0.0)
        return {"released_at": self._window.tap_at(x, y)}

    def _phone(self, request: asked.Phone) -> Answer:
        url = request.url or self._scanned()
        return self._handset.look(url) if request.look else self._handset.fetch(url)

    def _scanned(self) -> str:
        with TemporaryDirectory() as folder:
            glass = Path(folder) / "glass.png"
            self._window.screenshot(glass)
            return self._handset.scan(glass)

    def _card(self, request: asked.Card) -> Answer:
        if request.samples:
            return {"samples": [{"name": sample.name, "for": sample.shows} for sample in self._stage.archive.samples]}
        match request.place:
            case None:
                if not self._stage.pcscd.remove(request.slot):
                    raise CannotError(f"no card lies on reader {request.slot}")
            case str() as name:
                self._stage.pcscd.place(VirtualCard(named(self._stage.archive.samples, name).record), request.slot)
            case asked.OwnCard() as own:
                card = {name: value for name, value in own.model_dump().items() if value is not None}
                self._stage.pcscd.place(VirtualCard.from_json(card), request.slot)
        return {}

    def _archive(self, request: asked.Archive) -> Answer:
        wishes = request.wishes()
        stop, start, down = wishes.pop("stop", None), wishes.pop("start", None), wishes.pop("down", None)
        if stop:
            self._stage.stop_archive()
        if down is not None:
            self._stage.archive.sources(down)
        if wishes:
            self._stage.proxy.behave(changed(self._stage.proxy.behaviour, **wishes))
        if start:
            self._stage.start_archive()
        now = self._stage.proxy.behaviour
        return {
            "running": self._stage.archive.running,
            "answer": now.answer,
            "delay_ms": now.delay_ms,
            "cut_after_bytes": now.cut_after_bytes,
            "certificate": now.certificate,
            "down": list(self._stage.archive.down),
        }

    def _sound(self, plugged: bool | None) -> Answer:
        sound = self._stage.sound
        if plugged is not None:
            sound.plugged(plugged)
        return {
            "plugged": sound.plug.exists(),
            "speaker_s": round(sound.seconds(SPEAKER), 2),
            "earphone_s": round(sound.seconds(EARPHONE), 2),
            "speaker": str(sound.heard[SPEAKER]),
            "earphone": str(sound.heard[EARPHONE]),
        }

    def _proof(self, request: asked.Proof) -> Answer:
        if request.code:
            messages = self._stage.archive.outbox()
            if not messages:
                raise CannotError("no code has been sent in this visit")
            return {"code": messages[-1]["code"], "text": messages[-1]["text"]}
        waiting = self._stage.archive.waiting()
        numbers = [one["number"] for one in waiting]
        number = request.number or next(iter(numbers), None)
        if number is None or number not in numbers:
            raise CannotError("nobody waits for the officer" + (f" with number {number}" if number else ""))
        self._stage.archive.decide(number, confirmed=bool(request.confirm))
        return {"number": number}

    def _papers(self) -> list[dict[str, Any]]:
        papers = self._stage.printer.papers()
        return [{**paper, "sent": self._printer.sent_like(paper), "answered_at": self._printer.answered_at(paper)} for paper in papers]

    def _settle(self, request: asked.Settle) -> Answer:
        outcome = Outcome(request.as_)
        try:
            row = settle(self._journal, self._printer, request.number, outcome)
        except UnknownNumber:
            raise CannotError(f"no paper {request.number} is in the journal") from None
        except JobOpen as fault:
            raise CannotError(f"{problem(fault.code).technician} {problem(fault.code).remedy}") from None
        except IllegalTransition as error:
            state = error.before.value if error.before else "unknown"
            raise CannotError(f"paper {request.number} is not unconfirmed ({state})") from None
        return {"number": row.number, "state": row.state.value}
