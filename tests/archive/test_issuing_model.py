"""Any order of a kiosk's calls, repeated and mixed up as a bad network would, against a model of a few lines."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from consent_given import agreed_to
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from archive import drafts, filing, issue, visits
from archive.approvals import approve
from archive.keys import load_or_make
from archive.office import Office, Settings
from archive.outcome import Outcome, Status, after
from archive.problems import Problem, Refusal
from archive.sample import fill
from archive.sample_cards import cards, population
from archive.store import Store
from archive.times import CHINA

KEYS = ("key-aaaaaaaa", "key-bbbbbbbb", "key-cccccccc")
KIND = "no-criminal-record"
DEFINITION = Path(__file__).parents[2] / "config" / "certificates" / f"{KIND}.toml"
TEXTS = ("one page", "another page")
keys = st.sampled_from(KEYS)


def tried(call: Callable[[], Any]) -> Any:
    """The call's answer, or the problem it was refused with."""
    try:
        return call()
    except Refusal as refusal:
        return refusal.problem


@pytest.fixture(autouse=True)
def _pages(page: Callable[[str], Any]) -> None:
    KioskOnABadNetwork.page = staticmethod(page)


class KioskOnABadNetwork(RuleBasedStateMachine):
    """Three keys with a draft each; every call may come again, late, or never."""

    page: Callable[[str], Any]

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        data = Path(self.folder.name)
        clock = lambda: datetime(2026, 11, 24, 9, 30, tzinfo=CHINA)  # noqa: E731 - a clock that stands still
        store = Store(data / "archive.sqlite3")
        with store.write() as session:
            fill(session, lambda: population()[:2])
        sha256 = approve(store, clock, DEFINITION).sha256
        self.office = Office(store, load_or_make(data / "keys", clock()), Settings("verify.invalid", {}), clock)
        card = cards()[0]
        evidence = visits.Evidence(
            "RESIDENT", card.name, card.id_number, card.sex, card.nation, card.birth, card.valid_to, card.valid_to is None
        )
        self.token = visits.open_visit(self.office, "WH-0001", evidence).token
        self.drafts: dict[str, str] = {}
        for key in KEYS:
            drafted = drafts.draft(
                self.office, self.token, KIND, sha256, {"purpose": ["study"], "language": ["zh"]}, agreed_to("no-criminal-record")
            )
            assert isinstance(drafted, drafts.Drafted)
            self.drafts[key] = drafted.id
        self.answers: dict[str, Any] = {}
        self.status: dict[str, Status] = {}
        self.signed: dict[str, str] = {}
        self.cms: dict[str, bytes] = {}

    @rule(key=keys)
    def put(self, key: str) -> None:
        answer = tried(lambda: issue.issue(self.office, key, self.drafts[key], self.token))
        if self.status.get(key) is Status.VOID:
            assert answer is Problem.VOID
            return
        assert answer == self.answers.setdefault(key, answer)
        self.status.setdefault(key, Status.ISSUED)

    @rule(key=keys)
    def delete(self, key: str) -> None:
        before = self.status.get(key)
        expected = Status.VOID if before is None else after(before, Outcome.VOID)
        answer = tried(lambda: filing.void(self.office, key))
        if expected is None:
            assert answer is Problem.OUTCOME_REFUSED
            return
        self.status[key] = Status.VOID

    @rule(key=keys, text=st.sampled_from(TEXTS))
    def sign(self, key: str, text: str) -> None:
        answer = tried(lambda: filing.sign(self.office, key, self.page(text).digest))
        match self.status.get(key):
            case None:
                assert answer is Problem.ISSUING_UNKNOWN
            case Status.VOID:
                assert answer is Problem.VOID
            case _ if self.signed.setdefault(key, text) != text:
                assert answer is Problem.SECOND_DIGEST
            case _:
                assert answer == self.cms.setdefault(key, answer)

    @rule(key=keys, text=st.sampled_from(TEXTS))
    def file(self, key: str, text: str) -> None:
        pdf = self.page(text).with_signature(self.cms.get(key, b""))
        answer = tried(lambda: filing.file_document(self.office, key, pdf))
        match self.status.get(key):
            case None:
                assert answer is Problem.ISSUING_UNKNOWN
            case Status.VOID:
                assert answer is Problem.VOID
            case _ if key not in self.signed:
                assert answer is Problem.NOT_SIGNED
            case _ if self.signed[key] != text:
                assert answer is Problem.DOCUMENT_MISMATCH
            case status:
                assert answer == hashlib.sha256(pdf).hexdigest()
                self.status[key] = Status.FILED if status is Status.ISSUED else status

    @rule(key=keys, outcome=st.sampled_from(Outcome))
    def settle(self, key: str, outcome: Outcome) -> None:
        before = self.status.get(key)
        expected = None if before is None else after(before, outcome)
        answer = tried(lambda: filing.settle(self.office, key, outcome, None, None))
        if expected is None:
            assert answer in {Problem.ISSUING_UNKNOWN, Problem.VOID, Problem.OUTCOME_REFUSED}
            return
        self.status[key] = expected

    @invariant()
    def what_stands_is_what_was_answered(self) -> None:
        if not hasattr(self, "status"):
            return
        for key, status in self.status.items():
            assert filing.standing(self.office, key).status is status

    @invariant()
    def numbers_run_without_gaps(self) -> None:
        if hasattr(self, "answers"):
            assert sorted(answer.number[-6:] for answer in self.answers.values()) == [f"{n:06}" for n in range(1, len(self.answers) + 1)]

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.office.store.close()
            self.folder.cleanup()


TestKioskOnABadNetwork = KioskOnABadNetwork.TestCase
TestKioskOnABadNetwork.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
