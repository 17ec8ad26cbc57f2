from __future__ import annotations

import json
from typing import Any

import pytest
from consent_given import agreed_to

from archive import drafts, visits
from archive.problems import Problem, Refusal
from archive.store import Draft, Visit

FAMILY, CRIMINAL = "family-relationship", "no-criminal-record"
PICKS = {"purpose": ["study"], "language": ["zh"]}


def code(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def offers(kiosk: Any, sample: str) -> dict[str, str | None]:
    return {kind["id"]: kind["reason"] for kind in kiosk.open(sample)["kinds"]}


def test_a_visit_answers_who_it_is_about_and_what_may_be_had(kiosk: Any) -> None:
    opened = kiosk.open("clean")
    evidence = kiosk.evidence("clean")["identity"]
    assert opened["subject"] == {"name": evidence["name"], "id_number": evidence["id_number"]}
    offered = {kind["id"]: (kind["available"], kind["reason"]) for kind in opened["kinds"]}
    assert offered[FAMILY] == offered[CRIMINAL] == (True, None)
    assert set(offered) == set(kiosk.definitions)
    assert (False, "not-found") in offered.values()
    assert opened["expires_at"].endswith("+08:00")


def test_every_token_is_new_and_long(kiosk: Any) -> None:
    tokens = {kiosk.open("clean")["visit"] for _ in range(5)}
    assert len(tokens) == 5
    assert min(map(len, tokens)) >= 40


def test_somebody_the_archive_does_not_know_is_not_found(kiosk: Any) -> None:
    assert code(kiosk.call("POST", "/v1/visits", json=kiosk.evidence("unknown"))) == (404, "not-found")


def test_a_card_that_differs_from_the_archive_is_a_conflict(kiosk: Any) -> None:
    assert code(kiosk.call("POST", "/v1/visits", json=kiosk.evidence("conflict"))) == (409, "data-conflict")
    for change in ({"sex": "2"}, {"nation": "05"}, {"birth": "1990-03-16"}, {"name": "张安静"}):
        assert code(kiosk.call("POST", "/v1/visits", json=kiosk.evidence("clean", **change))) == (409, "data-conflict")


def test_an_expired_card_opens_nothing(kiosk: Any) -> None:
    assert code(kiosk.call("POST", "/v1/visits", json=kiosk.evidence("expired"))) == (403, "card-expired")
    assert code(kiosk.call("POST", "/v1/visits", json=kiosk.evidence("clean", valid_to=None))) == (403, "card-expired")


def test_a_middle_dot_written_differently_is_the_same_name(kiosk: Any) -> None:
    name = kiosk.evidence("mongol")["identity"]["name"].replace("·", "•")
    assert kiosk.call("POST", "/v1/visits", json=kiosk.evidence("mongol", name=name)).status_code == 201


@pytest.mark.parametrize(
    ("sample", "family", "criminal"),
    [
        ("alone", "not-found", None),
        ("undigitised", "not-digitised", None),
        ("child", "no-right", "no-right"),
        ("record", None, None),
        ("manual", None, None),
        ("juvenile", None, None),
        ("long", None, None),
        ("rare", None, None),
    ],
)
def test_the_menu_says_why_a_kind_cannot_be_had_and_never_hints_at_a_record(
    kiosk: Any, sample: str, family: str | None, criminal: str | None
) -> None:
    offered = offers(kiosk, sample)
    assert (offered[FAMILY], offered[CRIMINAL]) == (family, criminal)


def test_the_relatives_are_offered_in_the_registers_order(kiosk: Any) -> None:
    answer = kiosk.choices(kiosk.open("family")["visit"], FAMILY).json()
    relatives = answer["choices"]["relative"]
    assert [choice["value"] for choice in relatives] == ["1", "2", "3", "4", "5", "6"]
    assert relatives[0] == {"value": "1", "label": "孙晓梅", "detail": "妻子"}


def test_a_name_with_one_reading_has_one_group_of_one_spelling(kiosk: Any) -> None:
    offered = kiosk.choices(kiosk.open("clean")["visit"], CRIMINAL).json()
    assert offered == {
        "choices": {"spelling": [{"value": "1.1", "label": "ZHANG Anning", "detail": "张安宁（本人）", "group": "1"}]},
        "ranges": {"period": {"earliest": "1990-03", "latest": "2026-11"}},
    }


def test_without_relatives_there_is_nothing_to_choose_and_no_draft(kiosk: Any) -> None:
    visit = kiosk.open("alone")["visit"]
    assert code(kiosk.choices(visit, FAMILY)) == (404, "not-found")
    answer = kiosk.ask_draft(visit, FAMILY, relative=["1"])
    assert (answer.status_code, answer.json()) == (200, {"outcome": "refused", "reason": "not-found", "receipt": None})


def test_a_draft_holds_what_was_picked_and_nothing_else(kiosk: Any) -> None:
    visit = kiosk.open("family")
    answer = kiosk.ask_draft(visit["visit"], FAMILY, relative=["5", "1"], purpose=["notarisation"], language=["zh"])
    assert answer.status_code == 201
    body = answer.json()
    assert body["subject"] == visit["subject"]
    content = body["content"]
    assert content["subject"]["id_number"] == visit["subject"]["id_number"]
    assert [(relative["relation"], relative["status"]) for relative in content["relatives"]] == [("妻子", "在册"), ("母亲", "已注销")]
    assert content["purpose"] == {"code": "notarisation", "label": "公证", "label_en": "Notarisation"}


def test_record_and_manual_check_answer_alike_to_the_byte(kiosk: Any) -> None:
    answers = []
    for sample in ("record", "manual"):
        visit = kiosk.open(sample)["visit"]
        answer = kiosk.ask_draft(visit, CRIMINAL)
        receipt = answer.json()["receipt"]["number"]
        assert kiosk.ask_draft(visit, CRIMINAL).json()["receipt"]["number"] == receipt
        headers = {name: value for name, value in answer.headers.items() if name not in {"date"}}
        text = answer.text.replace(receipt, "RECEIPT")
        for key, value in kiosk.evidence(sample)["identity"].items():
            text = text.replace(value, key) if key in {"name", "id_number"} else text
        answers.append((answer.status_code, headers, text))
    assert answers[0] == answers[1]
    body = json.loads(answers[0][2])
    assert body == {
        "outcome": "refused",
        "reason": "at-window",
        "receipt": {
            "number": "RECEIPT",
            "form": "acceptance",
            "window": "演示派出所户籍窗口",
            "days": 3,
            "content": {
                "number": "RECEIPT",
                "subject": {"name": "name", "id_number": "id_number"},
                "kind": {"id": CRIMINAL, "title": "无犯罪记录证明"},
                "received_at": "2026-11-24T09:30:00+08:00",
                "window": "演示派出所户籍窗口",
                "days": 3,
                "hint": None,
                "unit": "演示市公安局",
            },
        },
    }


def test_a_sealed_juvenile_record_cannot_be_told_from_none(kiosk: Any) -> None:
    contents = []
    for sample in ("clean", "juvenile"):
        opened = kiosk.open(sample)
        answer = kiosk.ask_draft(opened["visit"], CRIMINAL)
        content = answer.json()["content"]
        del content["subject"]
        contents.append((answer.status_code, content))
    assert contents[0] == contents[1]


@pytest.mark.parametrize(
    "parameters",
    [
        {"relative": []},
        {"relative": ["1"], "purpose": []},
        {"relative": ["1"], "purpose": ["bribery"]},
        {"relative": ["1"], "purpose": ["study", "travel"]},
        {"relative": ["1"], "extra": ["1"]},
        {"relative": [str(place) for place in range(1, 8)]},
    ],
)
def test_picks_the_definition_does_not_allow_are_refused(kiosk: Any, parameters: dict[str, list[str]]) -> None:
    assert code(kiosk.ask_draft(kiosk.open("long")["visit"], FAMILY, **parameters)) == (422, "invalid-request")


def test_a_relative_the_archive_did_not_link_to_this_visit_is_no_ones_right(kiosk: Any) -> None:
    answer = kiosk.ask_draft(kiosk.open("family")["visit"], FAMILY, relative=["1", "7"])
    assert answer.json() == {"outcome": "refused", "reason": "no-right", "receipt": None}


def test_a_definition_that_was_not_approved_gets_nothing(kiosk: Any) -> None:
    visit = kiosk.open("clean")["visit"]
    body = {"kind": CRIMINAL, "definition_sha256": "0" * 64, "parameters": {}}
    assert code(kiosk.call("POST", f"/v1/visits/{visit}/drafts", json=body)) == (403, "definition-not-approved")
    body |= {"definition_sha256": kiosk.definitions[FAMILY]}
    assert code(kiosk.call("POST", f"/v1/visits/{visit}/drafts", json=body)) == (403, "definition-not-approved")


def test_an_ended_visit_is_over_and_ending_it_again_is_no_error(kiosk: Any) -> None:
    visit = kiosk.open("clean")["visit"]
    draft = kiosk.draft(visit, CRIMINAL)
    for _ in range(2):
        answer = kiosk.call("DELETE", f"/v1/visits/{visit}")
        assert (answer.status_code, answer.content) == (204, b"")
    assert code(kiosk.ask_draft(visit, CRIMINAL)) == (410, "visit-over")
    assert code(kiosk.put("a-late-key-0001", draft, visit)) == (410, "visit-over")


def test_a_token_that_never_was_and_one_that_ended_answer_alike(kiosk: Any) -> None:
    visit = kiosk.open("clean")["visit"]
    kiosk.call("DELETE", f"/v1/visits/{visit}")
    assert kiosk.ask_draft(visit, CRIMINAL).content == kiosk.ask_draft("never-was", CRIMINAL).content


def evidence_of(sample: str) -> visits.Evidence:
    from archive.sample_cards import cards

    card = next(card for card in cards() if card.sample == sample)
    return visits.Evidence("RESIDENT", card.name, card.id_number, card.sex, card.nation, card.birth, card.valid_to, card.valid_to is None)


def test_a_visit_lives_half_an_hour_and_its_drafts_go_with_it(office: Any, clock: Any) -> None:
    token = visits.open_visit(office, "WH-0001", evidence_of("clean")).token
    with office.store.read() as session:
        sha256 = next(row.sha256 for row in session.query(_approved()) if row.kind == CRIMINAL)
    drafts.draft(office, token, CRIMINAL, sha256, PICKS, agreed_to(CRIMINAL))
    clock.forward(minutes=29, seconds=59)
    drafts.draft(office, token, CRIMINAL, sha256, PICKS, agreed_to(CRIMINAL))
    clock.forward(seconds=1)
    with pytest.raises(Refusal) as refused:
        drafts.draft(office, token, CRIMINAL, sha256, PICKS, agreed_to(CRIMINAL))
    assert refused.value.problem is Problem.VISIT_OVER
    assert visits.sweep(office) == 1
    with office.store.read() as session:
        assert session.query(Draft).count() == 0
        assert token not in [row.token_sha256 for row in session.query(Visit)]


def _approved() -> Any:
    from archive.store import ApprovedDefinition

    return ApprovedDefinition


def test_no_kind_is_named_in_the_archives_code() -> None:
    from pathlib import Path

    import archive
    from archive.datasets import DATASETS

    kinds = {file.stem for file in (Path(__file__).parents[2] / "config" / "certificates").glob("*.toml")}
    assert kinds - set(DATASETS)
    for source in Path(archive.__file__).parent.rglob("*.py"):
        words = source.read_text(encoding="utf-8")
        assert not [kind for kind in kinds - set(DATASETS) if f'"{kind}"' in words], source.name
