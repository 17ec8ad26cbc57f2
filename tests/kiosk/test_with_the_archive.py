"""The kiosk's client, press and issuing against the running archive service, over HTTP: both sides mean the same contract."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
import uvicorn
from issuing_doubles import MemoryPrinter

from archive.api import build
from archive.approvals import approve_all
from archive.keys import load_or_make
from archive.office import Office
from archive.office import Settings as OfficeSettings
from archive.sample import fill
from archive.sample_cards import cards, population
from archive.serving import listen
from archive.store import Store
from archive.times import now
from idcard.identity import Document, Identity
from kiosk.archive import ArchiveClient
from kiosk.faults import ArchiveFault
from kiosk.issuing import Issuing
from kiosk.journal import Journal
from kiosk.outbox import Outbox
from kiosk.press import Press
from kiosk.problems import Code
from kiosk.reconcile import Reconciler
from kiosk.session.values import Draft, Outcome, Paper
from printing.definition import Definition, load_all
from printing.fonts import FontStack
from printing.signature import validate
from printing.verification import verify

ROOT = Path(__file__).parents[2]
DEFINITIONS = ROOT / "config" / "certificates"
KINDS = ("no-criminal-record", "family-relationship")


@dataclass(frozen=True)
class Room:
    """A kiosk before a running archive, with a printer in memory."""

    office: Office
    archive: ArchiveClient
    definitions: dict[str, Definition]
    press: Press
    journal: Journal
    printer: MemoryPrinter
    issuing: Issuing

    def draft(self, identity: Identity, kind: str) -> tuple[str, Draft]:
        visit = self.archive.open_visit(identity)
        sha256 = self.definitions[kind].sha256
        picked = {"purpose": ["employment"]}
        if kind == "family-relationship":
            picked["relative"] = [self.archive.choices(visit.visit, kind, sha256).choices["relative"][0].value]
        made = self.archive.draft(visit.visit, kind, sha256, picked)
        return visit.visit, Draft(made.draft, made.kind, made.subject.id_number, made.content)

    def issue(self, kind: str) -> Paper:
        token, draft = self.draft(identity("clean"), kind)
        return self.issuing.issue(1, token, draft, identity("clean").id_number)

    def print(self, paper: Paper) -> Outcome:
        return self.issuing.print(paper, paper.subject_id_number, lambda _page, _problem: None).outcome

    def deliver(self) -> None:
        assert Outbox(self.journal, self.archive, lambda: 0.0, Random(1)).deliver() == 0


def identity(sample: str) -> Identity:
    card = next(card for card in cards() if card.sample == sample)
    return Identity(
        Document.RESIDENT, card.name, card.name, card.sex, card.nation, card.birth, "", card.id_number, "", None,
        card.valid_to, card.valid_to is None,
    )  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, int]]:
    folder = tmp_path_factory.mktemp("archive")
    store = Store(folder / "archive.sqlite3")
    with store.write() as session:
        fill(session, population)
    approve_all(store, now, DEFINITIONS)
    office = Office(store, load_or_make(folder / "keys", now()), OfficeSettings("verify.example", {}))
    server = uvicorn.Server(uvicorn.Config(build(office), log_config=None, access_log=False, http="h11", ws="none"))
    with listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield office, listener.getsockname()[1]
        server.should_exit = True
        thread.join(10)
    store.close()


@pytest.fixture(scope="module")
def fonts() -> FontStack:
    return FontStack.find([ROOT / ".fonts", Path("/usr/share/fonts")])


@pytest.fixture
def room(running: tuple[Office, int], fonts: FontStack, tmp_path: Path) -> Iterator[Room]:
    office, port = running
    archive = ArchiveClient(f"http://127.0.0.1:{port}", None, None, None, 10.0, 3.0, "WH-0001")
    definitions = load_all(DEFINITIONS, KINDS)
    press, journal, printer = Press(definitions, fonts, "WH-0001", 600), Journal(tmp_path / "journal.sqlite3"), MemoryPrinter()
    by_id = {definition.id: definition for definition in definitions}
    yield Room(office, archive, by_id, press, journal, printer, Issuing(journal, archive, press, printer))
    journal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_issued_signed_filed_printed_and_accounted_for(room: Room, kind: str) -> None:
    paper = room.issue(kind)
    assert room.print(paper) is Outcome.PRINTED
    pdf = room.printer.jobs[0].pdf
    report = validate(pdf, [room.office.keys.document_certificate])
    assert report is not None
    assert report.good
    room.deliver()
    standing = room.archive.look_up(paper.key)
    assert standing is not None
    assert (standing.status, standing.document_sha256) == ("printed", paper.sha256)
    assert room.journal.open_rows() == ()


@pytest.mark.parametrize("kind", KINDS)
def test_the_preview_is_the_page_before_it_has_a_number(room: Room, kind: str) -> None:
    _, draft = room.draft(identity("clean"), kind)
    pages = room.press.preview(draft)
    assert pages
    assert {page.width for page in pages} == {600}
    assert all(len(page.rgb) == page.width * page.height * 3 for page in pages)


def test_a_record_is_referred_to_the_window_with_a_receipt(room: Room) -> None:
    with pytest.raises(ArchiveFault) as fault:
        room.draft(identity("record"), "no-criminal-record")
    assert fault.value.code is Code.AT_WINDOW
    assert fault.value.receipt


def test_a_key_voided_before_the_archive_heard_of_it_is_never_issued(room: Room) -> None:
    token, draft = room.draft(identity("clean"), KINDS[0])
    assert room.archive.look_up("k" * 32) is None
    assert room.archive.void("k" * 32).status == "void"
    with pytest.raises(ArchiveFault) as fault:
        room.archive.issue("k" * 32, draft.id, token)
    assert fault.value.problem == "void"


def test_a_paper_left_open_by_the_last_run_is_void_at_the_archive(room: Room) -> None:
    paper = room.issue(KINDS[0])
    reconciler = Reconciler(room.journal, room.archive, room.printer, frozenset)
    assert reconciler.run() == 0
    room.deliver()
    standing = room.archive.look_up(paper.key)
    assert standing is not None
    assert standing.status == "void"


def test_an_unconfirmed_paper_becomes_what_staff_say(room: Room) -> None:
    paper = room.issue(KINDS[0])
    room.printer.result = type(room.printer.result)(Outcome.UNCONFIRMED, Code.PRINT_UNCONFIRMED)
    assert room.print(paper) is Outcome.UNCONFIRMED
    room.deliver()
    room.journal.settle(paper.number, Outcome.NOT_PRINTED)
    room.deliver()
    standing = room.archive.look_up(paper.key)
    assert standing is not None
    assert standing.status == "void"


def test_health_keys_datasets_and_the_end_of_a_visit(room: Room) -> None:
    room.archive.ready()
    assert abs(room.archive.health() - datetime.now(UTC)).total_seconds() < 60
    assert room.archive.keys()["keys"]
    assert set(room.archive.datasets()) >= {definition.dataset for definition in room.definitions.values()}
    token = room.archive.open_visit(identity("clean")).visit
    room.archive.end_visit(token)
    with pytest.raises(ArchiveFault) as fault:
        room.archive.choices(token, KINDS[1], room.definitions[KINDS[1]].sha256)
    assert fault.value.problem == "visit-over"


def test_the_code_on_the_paper_is_verified_with_the_published_keys(room: Room) -> None:
    token, draft = room.draft(identity("clean"), KINDS[0])
    issued = room.archive.issue("c" * 32, draft.id, token)
    claims = verify(issued.verification.url, room.archive.keys())
    assert claims.number == issued.number
