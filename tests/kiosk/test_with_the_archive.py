"""The kiosk's client, press and issuing against the running archive service, over HTTP: both sides mean the same contract."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from random import Random

import pikepdf
import pypdfium2
import pytest
import uvicorn
from issuing_doubles import MemoryPrinter

from archive.api import build
from archive.approvals import approve_all
from archive.keys import load_or_make
from archive.office import Office
from archive.office import Settings as OfficeSettings
from archive.outcome import Outcome as ArchiveOutcome
from archive.sample import fill
from archive.sample_cards import cards, population
from archive.serving import listen
from archive.store import Store
from archive.times import now
from archive.unsettled import settle_number
from idcard.identity import Document, Identity
from kiosk.archive import ArchiveClient
from kiosk.assemble import kind_of
from kiosk.carrying_out import choices_of
from kiosk.disputed import ENDED_THERE
from kiosk.faults import ArchiveFault, PaperFault
from kiosk.issuing import Issuing
from kiosk.journal import Journal, State
from kiosk.outbox import Outbox
from kiosk.press import Press
from kiosk.problems import Code
from kiosk.reconcile import Reconciler
from kiosk.session.questions import begun, sent
from kiosk.session.values import Draft, Outcome, Paper, Slip, SlipForm
from kiosk.signing import Signing
from kiosk.slips import Slips
from printing.definition import Definition, load_all
from printing.fonts import FontStack
from printing.signature import validate
from printing.verification import verify

ROOT = Path(__file__).parents[2]
DEFINITIONS = ROOT / "config" / "certificates"
SAMPLES = {
    "birth": "clean",
    "death": "widow",
    "family-relationship": "family",
    "no-criminal-record": "clean",
    "household-changes": "moved",
    "vehicle-violations": "driver",
    "exit-entry": "traveller",
    "item-change": "clean",
    "archive-copy": "clean",
}
"""Every kind on the menu, with a citizen who gets it."""

KINDS = tuple(SAMPLES)
NCR = "no-criminal-record"


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

    def draft(self, identity: Identity, kind: str, **picks: tuple[str, ...]) -> tuple[str, Draft]:
        visit = self.archive.open_visit(identity)
        definition = self.definitions[kind]
        answer = self.archive.choices(visit.visit, kind, definition.sha256)
        asking = kind_of(definition)
        begin = begun(asking, tuple(choices_of(parameter, answer, "zh_CN") for parameter in definition.parameters))
        firsts = {group.parameter: tuple(choice.value for choice in group.choices[:1]) for group in begin.choices}
        picked = tuple((name, picks.get(name) or values or firsts[name]) for name, values in begin.picked)
        consent = ("zh", definition.consent.sentences["zh"]) if definition.consent else None
        made = self.archive.draft(visit.visit, kind, definition.sha256, dict(sent(asking, picked)), consent)
        images = {name: self.archive.image(visit.visit, made.draft, name) for name in self.press.pictures(kind, made.content)}
        return visit.visit, Draft(made.draft, made.kind, made.subject.id_number, made.content, images)

    def issue(self, kind: str, sample: str | None = None, **picks: tuple[str, ...]) -> Paper:
        citizen = identity(sample or SAMPLES[kind])
        token, draft = self.draft(citizen, kind, **picks)
        return self.issuing.issue(1, token, draft, citizen.id_number)

    def print(self, paper: Paper) -> Outcome:
        return self.issuing.print(paper, paper.subject_id_number, lambda _page, _problem: None).outcome

    def deliver(self, left: int = 0) -> None:
        assert Outbox(self.journal, self.archive, lambda: 0.0, Random(1)).deliver() == left


def text_of(pdf: bytes) -> str:
    """What a reader can copy out of the paper, without breaks and spaces."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join("".join(page.get_textpage().get_text_range() for page in document).split())
    finally:
        document.close()


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
    slips = dict(zip(SlipForm, load_all(DEFINITIONS / "slips", [form.value for form in SlipForm]), strict=True))
    press = Press(definitions, fonts, "WH-0001", 600, slips=slips, specimen=Signing(archive).specimen)
    journal, printer = Journal(tmp_path / "journal.sqlite3"), MemoryPrinter()
    by_id = {definition.id: definition for definition in definitions}
    yield Room(office, archive, by_id, press, journal, printer, Issuing(journal, archive, press, printer))
    journal.close()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "archive-copy"])  # whose scans weigh what they weigh
def test_a_signed_page_weighs_at_most_120_kb(room: Room, kind: str) -> None:
    paper = room.issue(kind)
    assert room.print(paper) is Outcome.PRINTED
    assert len(room.printer.jobs[0].pdf) <= 120_000 * paper.pages


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_issued_signed_filed_printed_and_accounted_for(room: Room, kind: str) -> None:
    paper = room.issue(kind)
    assert room.print(paper) is Outcome.PRINTED
    pdf = room.printer.jobs[0].pdf
    report = validate(pdf, [key.certificate for key in room.office.keys.document_keys])
    assert report is not None
    assert report.good
    room.deliver()
    standing = room.archive.look_up(paper.key)
    assert standing is not None
    assert (standing.status, standing.document_sha256) == ("printed", paper.sha256)
    assert room.journal.open_rows() == ()


@pytest.mark.parametrize("kind", KINDS)
def test_the_preview_is_the_page_before_it_has_a_number(room: Room, kind: str) -> None:
    _, draft = room.draft(identity(SAMPLES[kind]), kind)
    pages = room.press.preview(draft)
    assert pages
    assert {page.width for page in pages} == {600}
    assert all(len(page.rgb) == page.width * page.height * 3 for page in pages)


@pytest.mark.parametrize("kind", KINDS)
def test_the_preview_with_the_numbers_in_full_has_the_same_pages_and_other_figures(room: Room, kind: str) -> None:
    _, draft = room.draft(identity(SAMPLES[kind]), kind)
    masked, in_full = room.press.preview(draft), room.press.uncovered(draft)
    assert [(page.width, page.height) for page in masked] == [(page.width, page.height) for page in in_full]
    assert masked[0].rgb != in_full[0].rgb


def test_a_record_is_referred_to_the_window_with_a_receipt(room: Room) -> None:
    with pytest.raises(ArchiveFault) as fault:
        room.draft(identity("record"), NCR)
    assert fault.value.code is Code.AT_WINDOW
    assert fault.value.receipt


def refusal(room: Room, sample: str, kind: str) -> ArchiveFault:
    """The answer to a draft that nothing was picked for: a kind that somebody cannot have at all is refused before any question."""
    visit = room.archive.open_visit(identity(sample))
    available = any(offer.id == kind and offer.available for offer in visit.kinds)
    with pytest.raises(ArchiveFault) as fault:
        room.draft(identity(sample), kind) if available else room.archive.draft(visit.visit, kind, room.definitions[kind].sha256, {})
    return fault.value


def test_a_record_and_a_manual_check_look_the_same_to_the_kiosk(room: Room) -> None:
    one, other = (refusal(room, sample, NCR) for sample in ("record", "manual"))
    assert one.receipt is not None
    assert other.receipt is not None
    assert (one.code, one.receipt.form, one.receipt.window, one.receipt.days) == (
        other.code, other.receipt.form, other.receipt.window, other.receipt.days,
    )  # fmt: skip
    assert one.receipt.form is SlipForm.ACCEPTANCE


@pytest.mark.parametrize(
    ("sample", "kind", "form", "title"),
    [("record", NCR, SlipForm.ACCEPTANCE, "受理回执"), ("undigitised", "family-relationship", SlipForm.RETRIEVAL, "调卷回执")],
)
def test_a_receipt_becomes_a_slip_with_its_number_and_leaves_no_trace_in_the_journal(
    room: Room, sample: str, kind: str, form: SlipForm, title: str
) -> None:
    receipt = refusal(room, sample, kind).receipt
    assert receipt is not None
    assert receipt.form is form
    citizen = identity(sample)
    slip = Slip(receipt, Code.AT_WINDOW, citizen.id_number)
    slips = Slips(room.press, room.printer)
    assert slips.forms == set(SlipForm)
    assert slips.print(slip, citizen.id_number, lambda *_: None).outcome is Outcome.PRINTED
    (job,) = room.printer.jobs
    said = text_of(job.pdf)
    assert title in said
    assert receipt.number in said
    assert citizen.id_number not in said
    assert room.journal.open_rows() == ()
    with pytest.raises(PaperFault) as fault:
        slips.print(slip, "150390198001011234", lambda *_: None)
    assert fault.value.code is Code.PERSON_MISMATCH


def test_a_card_the_archive_does_not_agree_with_becomes_a_slip_that_says_no_more_than_the_card(room: Room) -> None:
    citizen = identity("conflict")
    with pytest.raises(ArchiveFault) as fault:
        room.archive.open_visit(citizen)
    receipt = fault.value.receipt
    assert (fault.value.code, receipt and receipt.form) == (Code.DATA_CONFLICT, SlipForm.CARD_CHECK)
    assert receipt is not None
    slips = Slips(room.press, room.printer)
    assert slips.print(Slip(receipt, Code.DATA_CONFLICT, citizen.id_number), citizen.id_number, lambda *_: None).outcome is Outcome.PRINTED
    (job,) = room.printer.jobs
    said = text_of(job.pdf)
    assert all(words in said for words in ("证件核对回执", "证件信息与档案不一致", citizen.name, receipt.number))
    assert citizen.id_number not in said
    assert not [word for word in ("姓名不", "性别", "民族", "出生") if word in said], "which field differs"


def test_a_paper_in_two_languages_has_the_spelling_that_was_confirmed(room: Room) -> None:
    citizen = identity("readings")
    visit = room.archive.open_visit(citizen)
    offered = room.archive.choices(visit.visit, NCR, room.definitions[NCR].sha256).choices["spelling"]
    assert len(offered) > 1
    room.issue(NCR, "readings", purpose=("travel",), language=("zh-en",), spelling=(offered[-1].value,))
    (document,) = room.journal.open_rows()
    paper = room.issue(NCR, "readings", purpose=("travel",), language=("zh-en",), spelling=(offered[-1].value,))
    room.print(paper)
    assert offered[-1].label.replace(" ", "") in text_of(room.printer.jobs[-1].pdf)
    assert document.number != paper.number


def test_the_pages_of_an_archive_copy_are_in_the_paper(room: Room) -> None:
    paper = room.issue("archive-copy")
    room.print(paper)
    with pikepdf.open(BytesIO(room.printer.jobs[-1].pdf)) as document:
        assert len(document.pages) == paper.pages
        assert paper.pages > 1
        assert list(document.pages[-1].get_images())


def test_a_seal_without_art_is_told_before_a_number_exists(room: Room) -> None:
    _, draft = room.draft(identity("clean"), NCR)
    real = Press(room.definitions.values(), room.press._fonts, "WH-0001", 600, specimen=lambda: False)
    with pytest.raises(PaperFault) as fault:
        real.preview(draft)
    assert fault.value.code is Code.SEAL_MISSING


def test_a_picture_that_is_none_is_told_before_a_number_exists(room: Room) -> None:
    _, draft = room.draft(identity("clean"), "archive-copy")
    with pytest.raises(PaperFault) as fault:
        room.press.preview(replace(draft, images=dict.fromkeys(draft.images, b"no picture")))
    assert fault.value.code is Code.PICTURE_UNUSABLE


def test_content_that_does_not_fit_is_told_before_a_number_exists(room: Room) -> None:
    _, draft = room.draft(identity("clean"), NCR)
    with pytest.raises(PaperFault) as fault:
        room.press.preview(replace(draft, content={"subject": {}}))
    assert fault.value.code is Code.CONTENT_UNFIT


def test_a_key_voided_before_the_archive_heard_of_it_is_never_issued(room: Room) -> None:
    token, draft = room.draft(identity("clean"), NCR)
    assert room.archive.look_up("k" * 32) is None
    assert room.archive.void("k" * 32).status == "void"
    with pytest.raises(ArchiveFault) as fault:
        room.archive.issue("k" * 32, draft.id, token)
    assert fault.value.problem == "void"


def test_a_paper_left_open_by_the_last_run_is_void_at_the_archive(room: Room) -> None:
    paper = room.issue(NCR)
    reconciler = Reconciler(room.journal, room.archive, room.printer, frozenset)
    assert reconciler.run() == 0
    room.deliver()
    standing = room.archive.look_up(paper.key)
    assert standing is not None
    assert standing.status == "void"


def test_an_unconfirmed_paper_becomes_what_staff_say(room: Room) -> None:
    paper = room.issue(NCR)
    room.printer.result = type(room.printer.result)(Outcome.UNCONFIRMED, Code.PRINT_UNCONFIRMED)
    assert room.print(paper) is Outcome.UNCONFIRMED
    room.deliver()
    room.journal.settle(paper.number, Outcome.NOT_PRINTED)
    room.deliver()
    standing = room.archive.look_up(paper.key)
    assert standing is not None
    assert standing.status == "void"


@pytest.mark.parametrize(
    ("there", "here", "word"),
    [
        (ArchiveOutcome.VOID, Outcome.PRINTED, "void"),
        (ArchiveOutcome.PRINTED, Outcome.NOT_PRINTED, "outcome-refused"),
    ],
)
def test_a_number_that_operator_and_staff_settle_differently_is_told_and_closed_as_the_archive_has_it(
    room: Room, there: ArchiveOutcome, here: Outcome, word: str
) -> None:
    paper = room.issue(NCR)
    room.printer.result = type(room.printer.result)(Outcome.UNCONFIRMED, Code.PRINT_UNCONFIRMED)
    room.print(paper)
    room.deliver()
    settle_number(room.office, paper.number, there)
    room.journal.settle(paper.number, here)
    room.deliver(left=1)
    (row,) = room.journal.refused_rows()
    assert (row.number, row.refused) == (paper.number, word)
    standing = room.archive.look_up(paper.key)
    assert standing is not None
    assert standing.status in ENDED_THERE
    closed = room.journal.conceded(paper.number, standing.status)
    assert (closed.state, closed.outcome, closed.reason) == (State.CLOSED, there.value, "as-archived")
    assert room.journal.open_rows() == ()


def test_health_keys_datasets_and_the_end_of_a_visit(room: Room) -> None:
    room.archive.ready()
    assert abs(room.archive.health() - datetime.now(UTC)).total_seconds() < 60
    assert room.archive.keys()["keys"]
    assert set(room.archive.datasets()) >= {definition.dataset for definition in room.definitions.values()}
    token = room.archive.open_visit(identity("clean")).visit
    room.archive.end_visit(token)
    with pytest.raises(ArchiveFault) as fault:
        room.archive.choices(token, NCR, room.definitions[NCR].sha256)
    assert fault.value.problem == "visit-over"


def test_the_code_on_the_paper_is_verified_with_the_published_keys(room: Room) -> None:
    token, draft = room.draft(identity("clean"), NCR)
    issued = room.archive.issue("c" * 32, draft.id, token)
    claims = verify(issued.verification.url, room.archive.keys())
    assert claims.number == issued.number
