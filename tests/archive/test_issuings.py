from __future__ import annotations

import base64
import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from printing.definition import load
from printing.verification import content_digest, read, verify

FAMILY, CRIMINAL = "family-relationship", "no-criminal-record"


def code(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def last_number(kiosk: Any, kind: str = CRIMINAL) -> int:
    return int(kiosk.issue("clean", kind)["number"].rpartition("-")[2])


def test_an_issued_certificate_carries_everything_the_paper_needs(kiosk: Any, key: str) -> None:
    opened = kiosk.open("family")
    drafted = kiosk.ask_draft(opened["visit"], FAMILY, relative=["1", "2"]).json()
    issued = kiosk.put(key, drafted["draft"], opened["visit"]).json()
    assert issued["content"] == drafted["content"]
    assert issued["subject"] == opened["subject"]
    assert (issued["key"], issued["kind"], issued["status"], issued["unit"]) == (key, FAMILY, "issued", "演示市公安局")
    assert issued["specimen"] is True
    assert issued["issued_at"] == "2026-11-24T09:30:00+08:00"
    assert issued["valid_until"] is None
    assert re.fullmatch(r"YS\d\d-2026-\d{6}", issued["number"])
    assert set(issued) == {
        "key", "number", "kind", "status", "subject", "content", "issued_at", "valid_until", "unit", "verification", "signature_bytes",
        "specimen",
    }  # fmt: skip


def test_the_paper_is_valid_as_long_as_its_definition_says(kiosk: Any) -> None:
    issued = kiosk.issue("clean")
    definition = load(Path(__file__).parents[2] / "config" / "certificates" / f"{CRIMINAL}.toml")
    assert definition.validity is not None
    assert date.fromisoformat(issued["valid_until"]) == date(2026, 11, 24) + timedelta(days=definition.validity.days)


def test_the_payload_verifies_against_the_published_keys_and_tells_only_masked_data(kiosk: Any) -> None:
    issued = kiosk.issue("family", FAMILY, relative=["1", "2"])
    url, verification_code = issued["verification"]["url"], issued["verification"]["code"]
    assert url.startswith(f"https://verify.invalid/v/{verification_code}#")
    claims = verify(url, kiosk.call("GET", "/.well-known/jwks.json").json())
    assert read(url).code == verification_code
    assert (claims.number, claims.kind, claims.specimen) == (issued["number"], FAMILY, True)
    assert claims.content_sha256 == content_digest(issued["content"])
    assert claims.facts
    assert (claims.subject, claims.masked_id) == ("赵*博", "150390********0014")


def test_the_same_key_answers_the_same_for_ever(kiosk: Any, key: str, page: Any) -> None:
    visit = kiosk.open("clean")["visit"]
    draft = kiosk.draft(visit, CRIMINAL)
    first = kiosk.put(key, draft, visit)
    assert kiosk.put(key, draft, visit).content == first.content
    kiosk.call("DELETE", f"/v1/visits/{visit}")
    assert kiosk.put(key, draft, visit).content == first.content
    blank = page("x")
    kiosk.file(key, blank.with_signature(kiosk.cms(key, blank.digest)))
    kiosk.settle(key, "printed")
    assert kiosk.put(key, draft, visit).content == first.content


def test_a_key_belongs_to_one_draft_and_a_draft_to_one_live_key(kiosk: Any, key: str, another_key: Any) -> None:
    visit = kiosk.open("clean")["visit"]
    one, two = kiosk.draft(visit, CRIMINAL), kiosk.draft(visit, CRIMINAL)
    assert kiosk.put(key, one, visit).status_code == 200
    assert code(kiosk.put(key, two, visit)) == (409, "key-conflict")
    assert code(kiosk.put(another_key(), one, visit)) == (409, "draft-used")
    kiosk.call("DELETE", f"/v1/issuings/{key}")
    assert kiosk.put(another_key(), one, visit).status_code == 200


def test_a_draft_of_another_visit_is_unknown(kiosk: Any, key: str) -> None:
    theirs = kiosk.open("family")["visit"]
    draft = kiosk.draft(theirs, CRIMINAL)
    assert code(kiosk.put(key, draft, kiosk.open("clean")["visit"])) == (404, "draft-unknown")


def test_numbers_have_no_gaps_whatever_was_refused_in_between(kiosk: Any, key: str) -> None:
    before = last_number(kiosk)
    visit = kiosk.open("clean")["visit"]
    kiosk.draft(visit, CRIMINAL)
    assert kiosk.put(key, "no-such-draft", visit).status_code == 404
    kiosk.ask_draft(kiosk.open("record")["visit"], CRIMINAL)
    assert last_number(kiosk) == before + 1


def test_each_kind_counts_for_itself_and_each_year_anew(kiosk: Any, service_clock: Any) -> None:
    family = kiosk.issue("family", FAMILY, relative=["1"])["number"]
    criminal = kiosk.issue("family")["number"]
    assert family[:4] != criminal[:4]
    now = service_clock.moment
    service_clock.forward(days=60)
    try:
        assert kiosk.issue("family")["number"] == f"{criminal[:4]}-2027-000001"
    finally:
        service_clock.moment = now


def test_two_twins_of_a_request_at_once_get_one_number(kiosk: Any, another_key: Any) -> None:
    before = last_number(kiosk)
    keys = [another_key() for _ in range(6)]
    tokens = [kiosk.open("clean")["visit"] for _ in keys]
    requested = [(key, kiosk.draft(visit, CRIMINAL), visit) for key, visit in zip(keys, tokens, strict=True) for _ in range(1)]

    def put(request: tuple[str, str, str]) -> bytes:
        key, draft, visit = request
        answer = requests.put(f"{kiosk.url}/v1/issuings/{key}", json={"draft": draft, "visit": visit}, timeout=20)
        assert answer.status_code == 200, answer.text
        return answer.content

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(put, requested * 4))
    assert len(set(answers)) == len(keys)
    numbers = sorted(int(requests.models.complexjson.loads(answer)["number"].rpartition("-")[2]) for answer in set(answers))
    assert numbers == list(range(before + 1, before + 1 + len(keys)))


def test_two_digests_at_once_are_never_both_signed(kiosk: Any) -> None:
    key = kiosk.issue("clean")["key"]

    def sign(number: int) -> tuple[int, bytes]:
        digest = hashlib.sha256(bytes([number])).hexdigest()
        answer = requests.post(f"{kiosk.url}/v1/issuings/{key}/signature", json={"digest": digest}, timeout=20)
        return answer.status_code, answer.content

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(sign, [1, 2, 3] * 3))
    assert len({content for status, content in answers if status == 200}) == 1
    assert {status for status, _ in answers} == {200, 409}


def test_one_digest_a_number_ever_and_the_same_signature_for_it(kiosk: Any) -> None:
    key = kiosk.issue("clean")["key"]
    digest = hashlib.sha256(b"page").digest()
    first = kiosk.sign(key, digest)
    assert kiosk.sign(key, digest).content == first.content
    assert code(kiosk.sign(key, hashlib.sha256(b"another page").digest())) == (409, "second-digest")
    assert base64.b64decode(first.json()["cms"]).startswith(b"\x30")


def test_only_the_signed_document_can_be_filed(kiosk: Any, page: Any) -> None:
    key = kiosk.issue("clean")["key"]
    blank, other = page("this"), page("that")
    assert code(kiosk.file(key, blank.with_signature(b"x"))) == (409, "not-signed")
    cms = kiosk.cms(key, blank.digest)
    assert code(kiosk.file(key, other.with_signature(cms))) == (409, "document-mismatch")
    assert code(kiosk.file(key, blank.with_signature(b"forged"))) == (409, "document-mismatch")
    assert code(kiosk.file(key, b"%PDF-1.7 nothing")) == (409, "document-mismatch")
    pdf = blank.with_signature(cms)
    filed = kiosk.file(key, pdf)
    assert filed.json() == {"sha256": hashlib.sha256(pdf).hexdigest()}
    assert kiosk.file(key, pdf).content == filed.content
    stands = kiosk.standing(key).json()
    assert (stands["status"], stands["document_sha256"]) == ("filed", filed.json()["sha256"])


def test_a_paper_is_printed_once_and_for_all(kiosk: Any) -> None:
    issued = kiosk.filed()
    key = issued["key"]
    sha256 = kiosk.standing(key).json()["document_sha256"]
    assert code(kiosk.settle(key, "printed", document_sha256="0" * 64)) == (409, "document-mismatch")
    for _ in range(2):
        assert kiosk.settle(key, "printed", document_sha256=sha256).json() == {"status": "printed"}
    assert code(kiosk.settle(key, "void")) == (409, "outcome-refused")
    assert code(kiosk.call("DELETE", f"/v1/issuings/{key}")) == (409, "outcome-refused")
    assert kiosk.standing(key).json() == {"key": key, "number": issued["number"], "status": "printed", "document_sha256": sha256}


@pytest.mark.parametrize("settled", ["printed", "void", "delivered"])
def test_what_nobody_saw_is_settled_later(kiosk: Any, settled: str) -> None:
    key = kiosk.filed()["key"]
    assert kiosk.settle(key, "unconfirmed", reason="printer-unreachable").json() == {"status": "unconfirmed"}
    assert kiosk.settle(key, settled).json() == {"status": settled}


def test_what_the_printer_was_given_is_kept_once_and_must_be_the_filed_document_or_a_raster_form_of_it(kiosk: Any) -> None:
    key = kiosk.filed()["key"]

    def told(outcome: str, sent: dict[str, str] | None) -> Any:
        return kiosk.settle(key, outcome, sent=sent)

    assert code(told("printed", {"format": "application/pdf", "sha256": "00" * 32})) == (409, "document-mismatch")
    raster = {"format": "image/pwg-raster", "sha256": "11" * 32}
    assert told("unconfirmed", raster).json() == {"status": "unconfirmed"}
    assert told("printed", raster).json() == {"status": "printed"}
    assert told("printed", None).json() == {"status": "printed"}
    assert code(told("printed", {**raster, "sha256": "22" * 32})) == (409, "document-mismatch")


def test_nothing_is_printed_that_was_not_filed(kiosk: Any) -> None:
    key = kiosk.issue("clean")["key"]
    assert code(kiosk.settle(key, "printed")) == (409, "outcome-refused")
    assert code(kiosk.settle(key, "unconfirmed")) == (409, "outcome-refused")


def test_a_void_number_does_nothing_more(kiosk: Any, key: str, page: Any) -> None:
    visit = kiosk.open("clean")["visit"]
    draft = kiosk.draft(visit, CRIMINAL)
    number = kiosk.put(key, draft, visit).json()["number"]
    for _ in range(2):
        stands = kiosk.call("DELETE", f"/v1/issuings/{key}").json()
        assert stands == {"key": key, "number": number, "status": "void", "document_sha256": None}
    assert kiosk.settle(key, "void").json() == {"status": "void"}
    assert code(kiosk.put(key, draft, visit)) == (409, "void")
    assert code(kiosk.sign(key, page("x").digest)) == (409, "void")
    assert code(kiosk.file(key, page("x").with_signature(b"x"))) == (409, "void")
    assert code(kiosk.settle(key, "printed")) == (409, "void")


def test_a_key_voided_before_it_was_used_refuses_the_late_request(kiosk: Any, key: str) -> None:
    visit = kiosk.open("clean")["visit"]
    draft = kiosk.draft(visit, CRIMINAL)
    assert code(kiosk.standing(key)) == (404, "issuing-unknown")
    assert kiosk.call("DELETE", f"/v1/issuings/{key}").json()["number"] is None
    assert code(kiosk.put(key, draft, visit)) == (409, "void")
    assert kiosk.standing(key).json() == {"key": key, "number": None, "status": "void", "document_sha256": None}


def test_what_was_never_issued_is_unknown_to_every_call(kiosk: Any, key: str, page: Any) -> None:
    for answer in (kiosk.standing(key), kiosk.sign(key, page("x").digest), kiosk.file(key, b"x"), kiosk.settle(key, "void")):
        assert code(answer) == (404, "issuing-unknown")


def test_only_what_certainly_did_not_come_gives_the_quota_back(kiosk_with_quota: Any) -> None:
    kiosk, _ = kiosk_with_quota
    taken = [kiosk.filed()["key"] for _ in range(3)]
    visit = kiosk.open("clean")["visit"]
    try:
        assert kiosk.settle(taken[0], "unconfirmed").status_code == 200
        assert kiosk.ask_draft(visit, CRIMINAL).json()["reason"] == "over-quota"
        assert kiosk.call("DELETE", f"/v1/issuings/{taken[1]}").json()["status"] == "void"
        assert kiosk.ask_draft(visit, CRIMINAL).status_code == 201
    finally:
        for key in taken:
            kiosk.call("DELETE", f"/v1/issuings/{key}")
