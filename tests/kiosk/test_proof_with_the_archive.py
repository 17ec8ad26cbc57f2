"""The kiosk's client and the effects of the second proof against the running archive service, over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import uvicorn

from archive.api import build
from archive.approvals import approve_all
from archive.keys import load_or_make
from archive.office import Office
from archive.office import Settings as OfficeSettings
from archive.proof_officer import add_officer, decide
from archive.sample import fill
from archive.sample_cards import cards, population
from archive.senders import Message
from archive.serving import listen
from archive.store import Store
from archive.times import now
from idcard.identity import Document, Identity
from kiosk.archive import ArchiveClient
from kiosk.archive_answers import VisitAnswer
from kiosk.faults import ArchiveFault
from kiosk.problems import Code
from kiosk.proof.camera import NoFaceCheck
from kiosk.proof.carrying_out import carried_out
from kiosk.proof.demand import ProofDemand
from kiosk.session.effects import AskOfficer, CheckCode, LookForOfficer, SendCode
from kiosk.session.events import CodeChecked, CodeSent, OfficerAsked, OfficerStands
from kiosk.session.proof_values import ProofMethod, Standing, Verdict
from printing.definition import load

DEFINITIONS = Path(__file__).parents[2] / "config" / "certificates"
NCR = "no-criminal-record"
PICKS = {"purpose": ["study"], "language": ["zh"]}


class Sender:
    name = "memory"

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def send(self, message: Message) -> None:
        self.messages.append(message)


@dataclass
class Hall:
    office: Office
    sender: Sender
    client: ArchiveClient

    def open(self) -> VisitAnswer:
        card = next(card for card in cards() if card.sample == "clean")
        return self.client.open_visit(
            Identity(
                Document.RESIDENT, card.name, card.name, card.sex, card.nation, card.birth, "", card.id_number, "", None, card.valid_to,
                card.valid_to is None,
            )
        )  # fmt: skip

    def drafted(self, token: str, consent: bool = True) -> str:
        kind = load(DEFINITIONS / f"{NCR}.toml")
        assert kind.consent is not None
        agreed = ("zh", kind.consent.sentences["zh"]) if consent else None
        return self.client.draft(token, NCR, kind.sha256, PICKS, agreed).draft


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("archive")
    store = Store(folder / "archive.sqlite3")
    with store.write() as session:
        fill(session, population)
    approve_all(store, now, DEFINITIONS)
    sender = Sender()
    office = replace(Office(store, load_or_make(folder / "keys", now()), OfficeSettings("verify.example", {})), sender=sender)
    add_officer(store, now, "li")
    server = uvicorn.Server(uvicorn.Config(build(office), log_config=None, access_log=False, http="h11", ws="none"))
    with listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        url, demand = f"http://127.0.0.1:{listener.getsockname()[1]}", ProofDemand((ProofMethod.CODE, ProofMethod.OFFICER))
        yield Hall(office, sender, ArchiveClient(url, None, None, None, 30.0, 10.0, "WH-0001", demand))
        server.should_exit = True
        thread.join(10)
    store.close()


def code_of(call: object) -> Code:
    with pytest.raises(ArchiveFault) as fault:
        call()  # type: ignore[operator]
    return fault.value.code


def test_a_code_and_consent_lead_to_the_draft_and_nothing_less_does(hall: Hall) -> None:
    opened = hall.open()
    token = opened.visit
    assert next(offer.proof for offer in opened.kinds if offer.id == NCR) == ["code", "officer"]
    assert code_of(lambda: hall.drafted(token)) is Code.PROOF_NEEDED
    sent = carried_out(SendCode(1, token), hall.client, NoFaceCheck())
    assert isinstance(sent, CodeSent)
    assert sent.last_digits == hall.sender.messages[-1].phone[-2:]
    assert code_of(lambda: carried_out(SendCode(1, token), hall.client, NoFaceCheck())) is Code.CODE_NOT_SENT, "half a minute apart"
    code = hall.sender.messages[-1].code
    wrong = carried_out(CheckCode(1, token, f"{(int(code) + 1) % 10**6:06}"), hall.client, NoFaceCheck())
    assert wrong == CodeChecked(1, Verdict.WRONG, 2, 2)
    right = carried_out(CheckCode(1, token, code), hall.client, NoFaceCheck())
    assert isinstance(right, CodeChecked)
    assert right.verdict is Verdict.ACCEPTED
    assert code_of(lambda: hall.drafted(token, consent=False)) is Code.CONSENT_NEEDED
    assert hall.drafted(token)


def test_the_officers_word_reaches_the_kiosk(hall: Hall) -> None:
    token = hall.open().visit
    asked = carried_out(AskOfficer(1, token), hall.client, NoFaceCheck())
    assert isinstance(asked, OfficerAsked)
    assert carried_out(LookForOfficer(1, token), hall.client, NoFaceCheck()) == OfficerStands(1, Standing.WAITING)
    decide(hall.office, "li", asked.number, True)
    assert carried_out(LookForOfficer(1, token), hall.client, NoFaceCheck()) == OfficerStands(1, Standing.CONFIRMED)
    assert hall.drafted(token)


def test_check_hears_what_the_archive_can_do(hall: Hall) -> None:
    means = hall.client.proof_means()
    assert (means.sender, means.officers, means.demand) == ("memory", 1, {"default": ["none"]})


def test_the_camera_is_not_asked_for_and_so_not_believed(hall: Hall) -> None:
    assert code_of(lambda: hall.client.tell_camera(hall.open().visit, True)) is Code.PROOF_UNAVAILABLE
