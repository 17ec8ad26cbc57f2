"""A card that is not as the register has it: a slip for the window, once a day, which tells its holder no more than the card."""

from __future__ import annotations

import json
import string
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from archive import cases, visits
from archive.card_conflicts import CardRefused
from archive.conformity import breaches
from archive.datasets import SCHEMAS
from archive.evidence import CardField, Evidence, differing, worded
from archive.office import Office
from archive.problems import Problem
from archive.receipts import Slip
from archive.sample_cards import cards
from archive.store import CardConflict, Issuing, Person, Receipt, Series, Visit

CHANGES: dict[CardField, dict[str, Any]] = {
    CardField.NAME: {"name": "张安静"},
    CardField.SEX: {"sex": "2"},
    CardField.NATION: {"nation": "05"},
    CardField.BIRTH: {"birth": "1990-03-16"},
}


def evidence_of(sample: str, **changes: Any) -> Evidence:
    card = next(card for card in cards() if card.sample == sample)
    says = Evidence("RESIDENT", card.name, card.id_number, card.sex, card.nation, card.birth, card.valid_to, card.valid_to is None)
    return replace(says, **changes)


def refused(office: Office, evidence: Evidence, kiosk: str = "WH-0001") -> Slip:
    with pytest.raises(CardRefused) as refusal:
        visits.open_visit(office, kiosk, evidence)
    assert refusal.value.slip is not None
    return refusal.value.slip


def rows(office: Office, table: type) -> int:
    with office.store.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def conflict(kiosk: Any, sample: str = "conflict", **changes: Any) -> Any:
    answer = kiosk.call("POST", "/v1/visits", json=kiosk.evidence(sample, **changes))
    assert (answer.status_code, answer.headers["content-type"], answer.json()["code"]) == (409, "application/problem+json", "data-conflict")
    return answer.json()


def test_the_refusal_brings_a_slip_that_repeats_the_card(kiosk: Any) -> None:
    receipt = conflict(kiosk)["receipt"]
    card = kiosk.evidence("conflict")["identity"]
    assert (receipt["form"], receipt["number"][:8], receipt["days"]) == ("card-check", "ZJ-2026-", 0)
    content = receipt["content"]
    assert list(breaches(content, SCHEMAS["receipt"])) == []
    assert content["subject"] == {"name": card["name"], "id_number": card["id_number"]}
    assert (content["number"], content["window"]) == (receipt["number"], receipt["window"])
    assert (content["kind"], content["hint"]) == ({"id": "", "title": "证件信息核对"}, None)


@pytest.mark.parametrize("field", CHANGES)
def test_the_answer_is_the_same_whatever_differs(kiosk: Any, field: CardField) -> None:
    """But for what the card itself says and the number."""
    answers = []
    for changes in (CHANGES[CardField.NAME], CHANGES[field] | {"valid_to": "2041-01-01"}):
        body = conflict(kiosk, "clean", **changes)
        name = kiosk.evidence("clean", **changes)["identity"]["name"]
        answers.append(json.dumps(body, ensure_ascii=False).replace(body["receipt"]["number"], "NUMBER").replace(name, "NAME"))
    assert answers[0] == answers[1]


def test_nothing_of_the_register_stands_in_the_answer(kiosk: Any) -> None:
    registered = kiosk.open("clean")["subject"]["name"]
    said = json.dumps(conflict(kiosk, "clean", name="李四", sex="2", nation="05", birth="1955-05-05"), ensure_ascii=False)
    assert registered not in said
    for word in (*(field.value for field in CardField if field is not CardField.NAME), "1990-03-15", worded(["birth"]), worded(["sex"])):
        assert word not in said


def test_somebody_whose_registration_was_cancelled_gets_the_answer_of_every_conflict(office: Office) -> None:
    with office.store.read() as session:
        person = session.scalars(select(Person).where(~Person.registered).limit(1)).one()
        says = Evidence("RESIDENT", person.name, person.id_number, person.sex, person.nation, person.birth, None, True)
    gone, differs = refused(office, says), refused(office, replace(says, sex="1" if says.sex == "2" else "2"))
    assert replace(gone, number="", content={}) == replace(differs, number="", content={})
    assert {**gone.content, "number": ""} == {**differs.content, "number": ""}
    assert cases.case(office, gone.number, "window-1").fields == ("registration",)


def test_a_card_has_one_receipt_a_day_however_often_and_wherever_it_is_laid(office: Office, clock: Any) -> None:
    card = evidence_of("conflict")
    first = {refused(office, card, kiosk).number for kiosk in ("WH-0001", "WH-0002", "WH-0001")}
    clock.forward(hours=14, minutes=29)
    assert {refused(office, card).number} == first
    clock.forward(minutes=1)  # midnight in China
    assert {refused(office, card).number} != first
    assert rows(office, Receipt) == rows(office, CardConflict) == 2


def test_whether_two_cards_share_a_number_depends_on_the_cards_alone(office: Office) -> None:
    """Not on whether the same fields differ: else somebody with several cards could ask the register field by field."""
    changed = [evidence_of("clean", sex="2"), evidence_of("clean", nation="05"), evidence_of("clean", nation="06")]
    assert len({refused(office, card).number for card in changed}) == 3


def test_numbers_run_without_gaps_within_the_form_and_beside_those_of_the_others(office: Office) -> None:
    numbers = [refused(office, evidence_of("clean", birth=date(1990, 1, day))).number for day in range(1, 6)]
    assert numbers == [f"ZJ-2026-{count:06}" for count in range(1, 6)]
    with office.store.read() as session:
        assert session.get_one(Series, ("receipt:card-check", 2026)).last == 5


def test_a_conflict_opens_no_visit_gives_no_token_and_uses_nothing_up(office: Office) -> None:
    refused(office, evidence_of("conflict"))
    assert (rows(office, Visit), rows(office, Issuing), rows(office, Receipt)) == (0, 0, 1)
    left = {offer.kind: offer.left for offer in visits.open_visit(office, "WH-0001", evidence_of("clean")).offers}
    refused(office, evidence_of("clean", name="张安静"))
    assert {offer.kind: offer.left for offer in visits.open_visit(office, "WH-0001", evidence_of("clean")).offers} == left


def test_no_other_refusal_of_a_card_leaves_a_receipt(office: Office) -> None:
    for sample, problem in (("unknown", Problem.NOT_FOUND), ("expired", Problem.CARD_EXPIRED)):
        with pytest.raises(visits.Refusal) as refusal:
            visits.open_visit(office, "WH-0001", evidence_of(sample))
        assert refusal.value.problem is problem
    assert rows(office, Receipt) == 0


def test_a_name_that_no_chip_could_hold_is_refused_without_a_slip(kiosk: Any) -> None:
    assert "receipt" not in conflict(kiosk, "clean", name="张" * 26)


def test_the_officer_sees_that_it_is_a_card_and_which_fields_differ_and_neither_sides_values(kiosk_with_quota: Any) -> None:
    kiosk, office = kiosk_with_quota
    token = cases.add_clerk(office.store, office.clock, "window-7")
    number = conflict(kiosk, "clean", name="张安静", birth="1990-03-16")["receipt"]["number"]
    case = kiosk.call("GET", f"/v1/cases/{number}", headers={"Authorization": f"Bearer {token}"}).json()
    assert (case["form"], case["decision"], case["kind"], case["title"]) == ("card-check", "data-conflict", "", "证件信息核对")
    assert (case["fields"], case["checks"], case["kiosk"]) == (["name", "birth"], "姓名、出生日期", "WH-0001")
    assert case["subject"] == kiosk.open("clean")["subject"]
    said = json.dumps(case, ensure_ascii=False)
    assert not [value for value in ("张安静", "1990-03-16", "1990-03-15") if value in said]


def test_a_field_that_was_corrected_meanwhile_is_no_longer_named(office: Office) -> None:
    card = evidence_of("clean", sex="2", nation="05")
    number = refused(office, card).number
    with office.store.write() as session:
        session.scalars(select(Person).where(Person.id_number == card.id_number)).one().sex = "2"
    assert refused(office, card).number == number
    assert cases.case(office, number, "window-1").fields == ("nation",)


def test_the_store_itself_holds_no_second_conflict_of_a_card_and_day(office: Office) -> None:
    refused(office, evidence_of("conflict"))
    other = refused(office, evidence_of("clean", sex="2")).number
    with pytest.raises(IntegrityError), office.store.write() as session:
        session.get_one(CardConflict, other).card_sha256 = evidence_of("conflict").digest


def test_the_store_keeps_nothing_of_what_the_card_said(office: Office) -> None:
    refused(office, evidence_of("clean", name="张安静安静"))
    with office.store.read() as session:
        known, receipt = session.scalars(select(CardConflict)).one(), session.scalars(select(Receipt)).one()
        kept = str([getattr(row, column.key) for row in (known, receipt) for column in row.__table__.columns])
    assert "张安静" not in kept


ALIKE: dict[str, Callable[[Evidence], Evidence]] = {
    "name": lambda card: replace(card, name=f"{card.name}某"),
    "sex": lambda card: replace(card, sex="1" if card.sex == "2" else "2"),
    "nation": lambda card: replace(card, nation="05" if card.nation != "05" else "01"),
    "birth": lambda card: replace(card, birth=card.birth + timedelta(days=1)),
}


@given(st.sets(st.sampled_from(sorted(ALIKE))), st.booleans(), st.sampled_from("•‧・･∙⋅"), st.sampled_from(string.whitespace))
def test_what_differs_is_exactly_what_was_changed(changed: set[str], registered: bool, dot: str, space: str) -> None:
    person = Person(name="巴图·孟和", id_number="1", sex="1", nation="05", birth=date(1990, 1, 1), registered=registered)
    card = Evidence("RESIDENT", f"巴图{dot}孟和{space}", "1", "1", "05", date(1990, 1, 1), None, True)
    for name in changed:
        card = ALIKE[name](card)
    expected = changed | (set() if registered else {"registration"})
    found = [field.value for field in differing(person, card)]
    assert set(found) == expected
    assert len(worded(found).split("、")) == max(1, len(expected))


@given(st.sampled_from(sorted(ALIKE)))
def test_another_card_has_another_digest(changed: str) -> None:
    card = evidence_of("clean")
    assert evidence_of("clean").digest == card.digest != ALIKE[changed](card).digest
