from __future__ import annotations

import uuid
from typing import Any

import pytest
from consent_given import agreed_to
from sqlalchemy import func, select

from archive import drafts, filing, issue, visits
from archive.datasets import Decision
from archive.outcome import Outcome, Status
from archive.problems import Problem, Refusal
from archive.receipts import Referral
from archive.sample_cards import cards
from archive.store import ApprovedDefinition, CriminalCheck, Event, Issuing, Person, Series

CRIMINAL = "no-criminal-record"


def sha256_of(office: Any, kind: str) -> str:
    with office.store.read() as session:
        found: str = session.scalars(select(ApprovedDefinition.sha256).where(ApprovedDefinition.kind == kind)).one()
        return found


def open_visit(office: Any, sample: str) -> visits.Opened:
    card = next(card for card in cards() if card.sample == sample)
    return visits.open_visit(
        office,
        "WH-0001",
        visits.Evidence("RESIDENT", card.name, card.id_number, card.sex, card.nation, card.birth, card.valid_to, card.valid_to is None),
    )


def ask(office: Any, token: str) -> drafts.Drafted | Referral:
    return drafts.draft(
        office, token, CRIMINAL, sha256_of(office, CRIMINAL), {"purpose": ["study"], "language": ["zh"]}, agreed_to("no-criminal-record")
    )


def issue_one(office: Any, sample: str = "clean") -> issue.Issued:
    token = open_visit(office, sample).token
    drafted = ask(office, token)
    assert isinstance(drafted, drafts.Drafted)
    return issue.issue(office, uuid.uuid4().hex, drafted.id, token)


def test_the_fourth_paper_of_a_year_needs_the_window_and_a_void_one_does_not_count(office: Any, clock: Any) -> None:
    issued = [issue_one(office) for _ in range(3)]
    opened = open_visit(office, "clean")
    assert {offer.kind: offer.reason for offer in opened.offers}[CRIMINAL] is Problem.OVER_QUOTA
    refused = ask(office, opened.token)
    assert isinstance(refused, Referral)
    assert (refused.problem, refused.slip) == (Problem.OVER_QUOTA, None)
    assert isinstance(ask(office, open_visit(office, "family").token), drafts.Drafted)
    filing.void(office, issued[0].key)
    assert issue_one(office).number.endswith("000004")
    clock.forward(days=60)
    assert issue_one(office).number.endswith("-2027-000001")


def test_drafts_hoarded_before_the_quota_was_used_up_do_not_get_around_it(office: Any) -> None:
    token = open_visit(office, "clean").token
    hoarded = [ask(office, token) for _ in range(4)]
    for drafted in hoarded[:3]:
        assert isinstance(drafted, drafts.Drafted)
        issue.issue(office, uuid.uuid4().hex, drafted.id, token)
    assert isinstance(hoarded[3], drafts.Drafted)
    with pytest.raises(Refusal) as refused:
        issue.issue(office, uuid.uuid4().hex, hoarded[3].id, token)
    assert refused.value.problem is Problem.OVER_QUOTA


def test_a_record_that_appears_after_the_draft_stops_the_issue_and_uses_up_no_number(office: Any) -> None:
    opened = open_visit(office, "clean")
    drafted = ask(office, opened.token)
    assert isinstance(drafted, drafts.Drafted)
    with office.store.write() as session:
        person = session.scalars(select(Person).where(Person.id_number == opened.subject["id_number"])).one()
        session.get_one(CriminalCheck, person.id).decision = Decision.RECORD.value
    with pytest.raises(Refusal) as refused:
        issue.issue(office, uuid.uuid4().hex, drafted.id, opened.token)
    assert refused.value.problem is Problem.AT_WINDOW
    assert issue_one(office, "family").number.endswith("000001")


def test_nobody_checked_is_nobody_cleared(office: Any) -> None:
    opened = open_visit(office, "clean")
    with office.store.write() as session:
        person = session.scalars(select(Person).where(Person.id_number == opened.subject["id_number"])).one()
        session.delete(session.get_one(CriminalCheck, person.id))
    refused = ask(office, opened.token)
    assert isinstance(refused, Referral)
    assert refused.problem is Problem.AT_WINDOW


def test_number_and_filing_come_together_or_not_at_all(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    token = open_visit(office, "clean").token
    drafted = ask(office, token)
    assert isinstance(drafted, drafts.Drafted)

    def broken(_code: str) -> str:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(issue, "code_sha256", broken)
        with pytest.raises(RuntimeError):
            issue.issue(office, "a-key-0000001", drafted.id, token)
    with office.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Issuing)) == 0
        assert session.get(Series, (CRIMINAL, 2026)) is None
    assert issue.issue(office, "a-key-0000001", drafted.id, token).number.endswith("000001")


def test_the_code_is_kept_as_a_hash_only(office: Any) -> None:
    issued = issue_one(office)
    with office.store.read() as session:
        row = session.get_one(Issuing, issued.key)
        kept = {column.name: getattr(row, column.name) for column in Issuing.__table__.columns}
    assert issued.code not in str(kept)


def test_a_repeated_outcome_leaves_one_trace(office: Any) -> None:
    issued = issue_one(office)
    for _ in range(3):
        filing.void(office, issued.key)
        filing.settle(office, issued.key, Outcome.VOID, "took-too-long", None)
    with office.store.read() as session:
        assert [event.what for event in session.scalars(select(Event).order_by(Event.id))] == ["issued", "void"]


def test_issuing_survives_a_restart_of_the_archive(office: Any, tmp_path: Any, clock: Any) -> None:
    from archive.keys import load_or_make
    from archive.office import Office
    from archive.store import Store

    token = open_visit(office, "clean").token
    drafted = ask(office, token)
    assert isinstance(drafted, drafts.Drafted)
    first = issue.issue(office, "a-key-0000001", drafted.id, token)
    store = Store(tmp_path / "archive.sqlite3")
    again = Office(store, load_or_make(tmp_path / "keys", clock()), office.settings, clock)
    assert issue.issue(again, "a-key-0000001", drafted.id, token) == first
    assert filing.standing(again, "a-key-0000001").status is Status.ISSUED
    store.close()
