"""Consent: nothing is searched without the approved sentence, and what is noted names nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from consent_given import agreed_to
from sqlalchemy import select

from archive import consents, drafts, visits
from archive.consents import Agreed, text_sha256
from archive.office import LEAST_AGE, issuable
from archive.problems import Problem, Refusal
from archive.proof import GUARDIAN_BELOW
from archive.proof_rows import Consent
from archive.sample_cards import cards
from archive.store import ApprovedDefinition, Person
from kiosk.archive import code_of
from kiosk.problems import Code

CRIMINAL = "no-criminal-record"
PICKS = {"purpose": ["study"], "language": ["zh"]}


def opened(office: Any, sample: str = "clean") -> str:
    card = next(card for card in cards() if card.sample == sample)
    evidence = visits.Evidence(
        "RESIDENT", card.name, card.id_number, card.sex, card.nation, card.birth, card.valid_to, card.valid_to is None
    )
    return visits.open_visit(office, "WH-0001", evidence).token


def sha256_of(office: Any, kind: str = CRIMINAL) -> str:
    with office.store.read() as session:
        return str(session.scalars(select(ApprovedDefinition.sha256).where(ApprovedDefinition.kind == kind)).one())


@pytest.mark.parametrize(
    "agreed",
    [
        None,
        Agreed("zh", text_sha256("我同意一切。")),
        Agreed("mn", text_sha256("")),
        Agreed("en", getattr(agreed_to(CRIMINAL, "zh"), "text_sha256", "")),
    ],
    ids=["none", "another sentence", "a language it has not", "the sentence of another language"],
)
def test_without_the_approved_sentence_there_is_no_draft(office: Any, agreed: Agreed | None) -> None:
    with pytest.raises(Refusal) as refused:
        drafts.draft(office, opened(office), CRIMINAL, sha256_of(office), PICKS, agreed)
    assert refused.value.problem is Problem.CONSENT_NEEDED
    assert code_of(refused.value.problem.value) is Code.CONSENT_NEEDED
    with office.store.read() as session:
        assert session.scalars(select(Consent)).all() == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_agreed_to_is_noted_with_the_draft(office: Any, clock: Any, language: str) -> None:
    agreed = agreed_to(CRIMINAL, language)
    drafts.draft(office, opened(office), CRIMINAL, sha256_of(office), PICKS, agreed)
    with office.store.read() as session:
        row = session.scalars(select(Consent)).one()
        assert (row.kind, row.purpose, row.stated, row.language, row.at) == (CRIMINAL, "criminal-record-check", "study", language, clock())
        assert agreed is not None
        assert row.text_sha256 == agreed.text_sha256


def test_a_pick_that_is_none_is_not_noted_as_the_purpose(office: Any) -> None:
    with pytest.raises(Refusal) as refused:
        drafts.draft(office, opened(office), CRIMINAL, sha256_of(office), {**PICKS, "purpose": ["张三"]}, agreed_to(CRIMINAL))
    assert refused.value.problem is Problem.INVALID_REQUEST
    with office.store.read() as session:
        assert session.scalars(select(Consent)).all() == []


def test_a_kind_without_a_sentence_notes_nothing(office: Any) -> None:
    drafts.draft(office, opened(office), "family-relationship", sha256_of(office, "family-relationship"), {"relative": ["1"], **PICKS})
    with office.store.read() as session:
        assert session.scalars(select(Consent)).all() == []


def test_a_child_cannot_consent(office: Any) -> None:
    assert GUARDIAN_BELOW <= LEAST_AGE
    token = opened(office, "child")
    with office.store.write() as session:
        visit, _ = visits.visitor(session, office, token)
        child = session.get_one(Person, visit.person_id)
        definition = issuable(session, CRIMINAL, sha256_of(office))
        with pytest.raises(Refusal) as refused:
            consents.record(session, office, visit, child, definition, PICKS, agreed_to(CRIMINAL))
        session.rollback()
    assert refused.value.problem is Problem.NO_RIGHT


def test_consent_follows_the_proof(office: Any) -> None:
    from archive.proof_policy import Demand, Method

    strict = replace(office, settings=replace(office.settings, proof=Demand((Method.OFFICER,))))
    with pytest.raises(Refusal) as refused:
        drafts.draft(strict, opened(strict), CRIMINAL, sha256_of(office), PICKS, agreed_to(CRIMINAL))
    assert refused.value.problem is Problem.PROOF_NEEDED
