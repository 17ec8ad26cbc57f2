"""A kiosk without devices: reader, archive, papers and journal in memory around the real runtime."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from idcard import placements
from idcard.identity import Document, Identity
from idcard.reader import ReaderAppeared, ReaderEvent
from kiosk.archive_answers import ChoiceAnswer, ChoicesAnswer, DraftAnswer, OfferAnswer, SubjectAnswer, VisitAnswer
from kiosk.faults import KioskFault
from kiosk.issuing import OnProgress, Settled
from kiosk.parts import Chore, Parts
from kiosk.phones import Link
from kiosk.problems import Code
from kiosk.runtime import Runtime
from kiosk.session import Machine
from kiosk.session.events import Touch
from kiosk.session.states import (
    Attract,
    Catalogue,
    Details,
    Review,
    State,
)
from kiosk.session.values import Draft, Kind, Outcome, PageImage, Paper, Parameter, Receipt, Rules, Slip, SlipForm
from kiosk.slips import OnSlip

ID_NUMBER = "150390199001011234"
MARK = "乌兰图雅演示"  # nobody else's name in this process

RULES = Rules((Kind("family-relationship", (Parameter("relative", 1, 2, True), Parameter("purpose", 1, 1, False))), Kind("not-here")))


@dataclass(frozen=True)
class Words:
    """A parameter of a definition."""

    name: str
    choices_from: str | None = None
    choices: tuple[tuple[str, dict[str, str]], ...] = ()
    type: str = "choice"
    at_least: int = 1


@dataclass(frozen=True)
class KindWords:
    """A definition."""

    sha256: str = "ab" * 32
    consent: None = None
    parameters: tuple[Words, ...] = (
        Words("relative", "family.members"),
        Words("purpose", None, (("employment", {"zh": "就业", "en": "Employment"}), ("study", {"zh": "求学"}))),
    )


class Reader:
    def __init__(self) -> None:
        self.tell: Callable[[ReaderEvent], None] = lambda _: None
        self.fault: Exception | None = None
        self.started = threading.Event()
        self.stopped = False

    def __call__(self, on_event: Callable[[ReaderEvent], None]) -> Reader:
        self.tell = on_event
        return self

    def start(self) -> None:
        self.started.set()
        self.tell(ReaderAppeared("reader"))

    def stop(self) -> None:
        self.stopped = True

    def read(self, card: str) -> Identity:
        if self.fault:
            raise self.fault
        assert card
        # A name made anew for each visit, so that no literal of this file is found in its place.
        name = "".join([*MARK, "·", str(time.monotonic_ns())])
        return Identity(Document.RESIDENT, name, name, "1", "01", date(1990, 1, 1), "", "".join(ID_NUMBER), "", None, None, True)


class Archive:
    def __init__(self) -> None:
        self.fault: KioskFault | None = None
        self.ended: list[str] = []
        self.hold: threading.Event | None = None
        self.name = ""
        self.asked: list[str] = []
        self.consents: list[tuple[str, str] | None] = []
        self.images: dict[str, bytes] = {}
        self.people = 1

    def open_visit(self, identity: Identity) -> VisitAnswer:
        self._act("open")
        offer = OfferAnswer(id="family-relationship", available=True)
        subject = SubjectAnswer(name=identity.name, id_number=identity.id_number)
        return VisitAnswer(visit="token", expires_at=datetime.now(UTC), subject=subject, kinds=[offer])

    def choices(self, token: str, kind: str, definition_sha256: str) -> ChoicesAnswer:
        self._act(f"choices {kind} {definition_sha256[:2]} {token}")
        people = [ChoiceAnswer(value=str(n), label=MARK + "之父", detail="父亲") for n in range(1, self.people + 1)]
        return ChoicesAnswer(choices={"relative": people})

    def draft(
        self,
        token: str,
        kind: str,
        definition_sha256: str,
        parameters: Mapping[str, Sequence[str]],
        consent: tuple[str, str] | None = None,
    ) -> DraftAnswer:
        self.consents.append(consent)
        self._act(f"draft {sorted(parameters)} {token} {definition_sha256[:2]}")
        content = {"subject": {"name": MARK + str(time.monotonic_ns())}}
        subject = SubjectAnswer(name=MARK, id_number=ID_NUMBER)
        return DraftAnswer(outcome="draft", draft="draft-1", kind=kind, subject=subject, content=content, reportable=["name", "other"])

    def image(self, token: str, draft_id: str, sha256: str) -> bytes:
        self._act(f"image {draft_id} {token}")
        return self.images[sha256]

    def report(self, token: str, draft_id: str, fields: Sequence[str]) -> Receipt:
        self._act(f"report {draft_id} {'+'.join(fields)} {token}")
        content = {"subject": {"id_number": ID_NUMBER}}
        return Receipt("HD-2026-000001", "3号窗口", 5, SlipForm.REPORT, ID_NUMBER, content)

    def end_visit(self, token: str) -> None:
        self.ended.append(token)
        if self.fault:
            raise self.fault

    def close(self) -> None:
        if self.hold:
            self.hold.set()

    def _act(self, what: str) -> None:
        self.asked.append(what)
        if self.hold:
            self.hold.wait(10)
        if self.fault:
            raise self.fault


@dataclass
class Papers:
    """Issues and prints in memory."""

    fault: Exception | None = None
    settled: Settled = field(default_factory=lambda: Settled(Outcome.PRINTED))
    done: list[str] = field(default_factory=list)
    hold: threading.Event | None = None
    sheets: int = 250

    def issue(self, visit: int, token: str, draft: Draft, subject_id_number: str, instead_of: str | None = None) -> Paper:
        self.done.append(f"issue {visit} {token}" + (f" instead of {instead_of}" if instead_of else ""))
        if self.hold:
            self.hold.wait(10)
        if self.fault:
            raise self.fault
        return Paper("key", "N-1", draft.kind, subject_id_number, 2, "00", draft.id)

    def shortage(self, pages: int) -> Code | None:
        return None if pages <= self.sheets else Code.PRINTER_MEDIA_SHORT

    def print(self, paper: Paper, subject_id_number: str, on_progress: OnProgress) -> Settled:
        self.done.append(f"print {paper.key}")
        assert subject_id_number == paper.subject_id_number
        on_progress(1, Code.PRINTER_MEDIA_EMPTY)
        on_progress(2, None)
        return self.settled

    def void(self, key: str, reason: str) -> None:
        self.done.append(f"void {key} {reason}")

    def end_visit(self, visit: int) -> None:
        self.done.append(f"end {visit}")


class Previewer:
    error: Exception | None = None
    names: tuple[str, ...] = ()
    drafts: tuple[Draft, ...] = ()

    def pictures(self, kind: str, content: Mapping[str, object]) -> tuple[str, ...]:
        assert kind
        assert content
        return self.names

    def preview(self, draft: Draft) -> tuple[PageImage, ...]:
        if self.error:
            raise self.error
        assert isinstance(draft.content, dict)
        self.drafts = (*self.drafts, draft)
        return (PageImage(2, 1, draft.content["subject"]["name"].encode()),)

    def uncovered(self, draft: Draft) -> tuple[PageImage, ...]:
        if self.error:
            raise self.error
        return (PageImage(2, 1, draft.subject_id_number.encode()),)


class Slips:
    """Prints receipts in memory."""

    def __init__(self) -> None:
        self.forms = frozenset(SlipForm)
        self.settled = Settled(Outcome.PRINTED)
        self.fault: KioskFault | None = None
        self.printed: list[str] = []

    def print(self, slip: Slip, subject_id_number: str, on_progress: OnSlip) -> Settled:
        if self.fault:
            raise self.fault
        assert subject_id_number == slip.subject_id_number
        self.printed.append(slip.number)
        on_progress(1, 1, None)
        return self.settled


class Phones:
    """Hands papers to phones in memory: `taken` is set when one has it."""

    def __init__(self) -> None:
        self.fault: KioskFault | None = None
        self.taken = threading.Event()
        self.over = threading.Event()
        self.done: list[str] = []

    def offer(self, paper: Paper, subject_id_number: str) -> Link:
        assert subject_id_number == paper.subject_id_number
        self.done.append(f"offer {paper.key}")
        if self.fault:
            raise self.fault
        return Link(f"https://pickup.example/p/{paper.key}", 600.0)

    def follow(self, visit: int, paper: Paper) -> bool | None:
        self.done.append(f"follow {visit} {paper.key}")
        while not self.over.is_set():
            if self.taken.wait(0.01):
                return True
        return None

    def withdraw(self, key: str) -> None:
        self.done.append(f"withdraw {key}")

    def end_visit(self, visit: int) -> None:
        self.done.append(f"end {visit}")
        self.over.set()


class Ratings:
    def __init__(self) -> None:
        self.noted: list[tuple[str, int]] = []

    def note(self, kind: str, level: int) -> None:
        self.noted.append((kind, level))


class Journal:
    numbers: tuple[str, ...] = ()

    def unconfirmed(self) -> tuple[str, ...]:
        return self.numbers


class Kiosk:
    """A runtime with parts in memory, and the screens it went through."""

    def __init__(self, chores: tuple[Chore, ...] = (), *, phone: bool = False) -> None:
        self.reader, self.archive, self.papers, self.previewer, self.journal = Reader(), Archive(), Papers(), Previewer(), Journal()
        self.slips, self.phones, self.ratings = Slips(), Phones(), Ratings()
        self.screens: list[str] = []
        self.changed = threading.Condition()
        parts = Parts(
            self.reader,
            self.archive,
            self.papers,
            self.previewer,
            self.journal,
            {"family-relationship": KindWords()},
            self.slips,
            self.phones,
            self.ratings,
            chores=chores,
        )
        self.runtime = Runtime(Machine(replace(RULES, phone=phone)), parts, self._changed)

    def _changed(self, machine: Machine) -> None:
        with self.changed:
            if not self.screens or self.screens[-1] != machine.state.screen:
                self.screens.append(machine.state.screen)
            self.changed.notify_all()

    def until(self, true: Callable[[], bool], limit_s: float = 5.0) -> None:
        with self.changed:
            assert self.changed.wait_for(true, limit_s), f"still at {self.machine.state.screen} after {self.screens}"

    @property
    def machine(self) -> Machine:
        return self.runtime.machine

    def touch(self, control: str) -> None:
        self.runtime.post(Touch(control, self.machine.visit_id))

    def await_screen(self, screen: type[State]) -> None:
        self.until(lambda: isinstance(self.machine.state, screen))

    def lay_card(self, card: str = "card-1") -> None:
        self.await_screen(Attract)
        self.reader.tell(placements.CardPlaced(card, "reader", True))

    def choose(self) -> None:
        self.touch("family-relationship")
        self.await_screen(Details)
        for control in ("relative:1", "next", "purpose:employment", "next"):
            self.touch(control)

    def to_review(self) -> None:
        self.lay_card()
        self.await_screen(Catalogue)
        self.choose()
        self.await_screen(Review)
