"""Reports of what is wrong: picked, never typed; a receipt for the window; nothing of the draft's content is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from archive.conformity import breaches
from archive.datasets import DATASETS, SCHEMAS
from archive.datasets.receipt import SCHEMA
from archive.reportable import REPORTABLE, WORDS, Field, worded
from archive.store import Receipt, Report

FAMILY = "family-relationship"


def reported(kiosk: Any, visit: str, draft: str, *fields: str) -> Any:
    return kiosk.call("POST", f"/v1/visits/{visit}/reports", json={"draft": draft, "fields": list(fields)})


def drafted(kiosk: Any, sample: str = "family", kind: str = FAMILY) -> tuple[dict[str, Any], dict[str, Any]]:
    opened = kiosk.open(sample)
    answer = kiosk.post_draft(opened["visit"], kind, kiosk.picks(opened["visit"], kind))
    assert answer.status_code == 201, answer.text
    return opened, answer.json()


def test_every_dataset_says_what_may_be_wrong_with_its_papers_and_every_field_has_words() -> None:
    assert set(REPORTABLE) == set(DATASETS)
    assert set(WORDS) == set(Field)
    assert all(fields[-1] is Field.OTHER and len(set(fields)) == len(fields) for fields in REPORTABLE.values())


def test_all_fields_together_fit_into_a_slip() -> None:
    longest = max((worded([field.value for field in fields]) for fields in REPORTABLE.values()), key=len)
    assert len(longest) <= SCHEMA["properties"]["hint"]["maxLength"]


def test_a_draft_says_what_may_be_reported_and_a_report_gives_a_receipt(kiosk: Any) -> None:
    opened, draft = drafted(kiosk)
    assert draft["reportable"] == [field.value for field in REPORTABLE["family"]]
    answer = reported(kiosk, opened["visit"], draft["draft"], "relation", "name")
    assert answer.status_code == 201
    receipt = answer.json()["receipt"]
    assert (receipt["form"], receipt["days"], receipt["number"][:8]) == ("report", 5, "HD-2026-")
    content = receipt["content"]
    assert list(breaches(content, SCHEMAS["receipt"])) == []
    assert content["subject"] == opened["subject"]
    assert content["kind"] == {"id": FAMILY, "title": "亲属关系证明"}
    assert content["hint"] == "姓名、亲属关系", "in the order in which it is asked"


def test_one_draft_has_one_receipt_and_the_last_word_counts(kiosk_with_quota: Any) -> None:
    kiosk, office = kiosk_with_quota
    opened, draft = drafted(kiosk)
    first = reported(kiosk, opened["visit"], draft["draft"], "name").json()["receipt"]
    second = reported(kiosk, opened["visit"], draft["draft"], "missing", "birth").json()["receipt"]
    assert first["number"] == second["number"]
    with office.store.read() as session:
        row = session.get_one(Report, first["number"])
        assert (row.fields, row.draft_id) == (["birth", "missing"], draft["draft"])
        assert session.get_one(Receipt, first["number"]).decision == "report"


def test_a_report_keeps_the_picks_and_none_of_the_content(kiosk_with_quota: Any) -> None:
    kiosk, office = kiosk_with_quota
    opened, draft = drafted(kiosk)
    number = reported(kiosk, opened["visit"], draft["draft"], "other").json()["receipt"]["number"]
    relative = draft["content"]["relatives"][0]["name"]
    with office.store.read() as session:
        row = session.get_one(Report, number)
        kept = json.dumps([row.draft_id, row.definition_sha256, row.picked, row.fields], ensure_ascii=False)
    assert relative not in kept
    assert opened["subject"]["name"] not in kept


@pytest.mark.parametrize("fields", [[], ["relation", "vehicle"], ["entry"], ["姓名"], ["name"] * 21])
def test_a_field_that_such_a_paper_does_not_have_is_refused_and_never_quoted(kiosk: Any, fields: list[str]) -> None:
    opened, draft = drafted(kiosk)
    answer = reported(kiosk, opened["visit"], draft["draft"], *fields)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert "vehicle" not in answer.text


def test_only_a_draft_of_this_visit_can_be_reported(kiosk: Any) -> None:
    opened, draft = drafted(kiosk)
    other = kiosk.open("clean")["visit"]
    assert reported(kiosk, other, draft["draft"], "name").json()["code"] == "draft-unknown"
    kiosk.call("DELETE", f"/v1/visits/{opened['visit']}")
    assert reported(kiosk, opened["visit"], draft["draft"], "name").json()["code"] == "visit-over"


def test_a_report_uses_up_no_certificate_number_and_leaves_the_draft_to_be_issued(kiosk: Any, key: str) -> None:
    opened, draft = drafted(kiosk)
    reported(kiosk, opened["visit"], draft["draft"], "name")
    assert kiosk.standing(key).status_code == 404
    assert kiosk.put(key, draft["draft"], opened["visit"]).status_code == 200
