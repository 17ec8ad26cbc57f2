from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from typing import Any

import pytest

CRIMINAL = "no-criminal-record"


def page_of(kiosk: Any, code: str) -> Any:
    answer = kiosk.call("GET", f"/v/{code}")
    assert answer.headers["content-type"].startswith("text/html")
    return answer


def test_a_finished_paper_is_shown_as_valid_masked_and_as_a_specimen(kiosk: Any) -> None:
    issued = kiosk.filed("clean")
    kiosk.settle(issued["key"], "printed")
    answer = page_of(kiosk, issued["verification"]["code"])
    assert answer.status_code == 200
    for words in (
        "有效",
        "无犯罪记录证明",
        issued["number"],
        "演示市公安局",
        "2026年11月24日",
        "2027年2月22日",
        "张*宁",
        "150390********0018",
        "演示样张",
        "SPECIMEN",
    ):
        assert words in answer.text, words
    assert issued["subject"]["name"] not in answer.text
    assert issued["subject"]["id_number"] not in answer.text


def test_a_void_number_is_shown_as_void(kiosk: Any) -> None:
    issued = kiosk.issue("clean")
    kiosk.call("DELETE", f"/v1/issuings/{issued['key']}")
    assert "已作废" in page_of(kiosk, issued["verification"]["code"]).text


@pytest.mark.parametrize("outcome", [None, "unconfirmed"])
def test_a_paper_nobody_reported_finished_is_not_called_valid(kiosk: Any, outcome: str | None) -> None:
    issued = kiosk.filed("clean")
    if outcome:
        kiosk.settle(issued["key"], outcome)
    text = page_of(kiosk, issued["verification"]["code"]).text
    assert "尚未完成出具" in text
    assert "现为有效状态" not in text


def test_a_paper_whose_validity_ended_is_shown_as_expired(kiosk: Any, service_clock: Any) -> None:
    issued = kiosk.filed("clean")
    kiosk.settle(issued["key"], "printed")
    now = service_clock.moment
    try:
        service_clock.forward(days=90)
        assert "现为有效状态" in page_of(kiosk, issued["verification"]["code"]).text
        service_clock.forward(days=1)
        assert "已过有效期" in page_of(kiosk, issued["verification"]["code"]).text
    finally:
        service_clock.moment = now


def test_a_paper_without_expiry_says_so(kiosk: Any) -> None:
    issued = kiosk.issue("family", "family-relationship", relative=["1"])
    assert "未设有效期" in page_of(kiosk, issued["verification"]["code"]).text


def test_unknown_wrong_and_impossible_codes_look_alike(kiosk: Any) -> None:
    answers = [page_of(kiosk, code) for code in ("0" * 16, "ABCDEFGHJKMNPQRS", "short", "U" * 16, "%E5%BC%A0%E4%B8%89", "x" * 128)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted((name, value) for name, value in answer.headers.items() if name != "date")) for answer in answers}) == 1


def test_a_code_typed_by_hand_finds_its_paper(kiosk: Any) -> None:
    issued = kiosk.issue("clean")
    code = issued["verification"]["code"]
    typed = "-".join(code[start : start + 4] for start in range(0, 16, 4)).lower()
    answer = kiosk.call("GET", "/v", params={"code": typed})
    assert answer.status_code == 200
    assert answer.url.endswith(f"/v/{code}")
    assert issued["number"] in answer.text
    assert kiosk.call("GET", "/v", params={"code": "nonsense"}).status_code == 404
    assert "<form" in kiosk.call("GET", "/v").text


def test_the_page_runs_no_script_loads_nothing_and_is_not_kept(kiosk: Any) -> None:
    answer = page_of(kiosk, kiosk.issue("rare")["verification"]["code"])
    style = re.search(r"<style>(.*)</style>", answer.text, re.DOTALL)
    assert style is not None
    digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "<script" not in answer.text
    assert not re.search(r"(src|href)=", answer.text)
    assert 'name="viewport"' in answer.text
    assert "𠮷*䶮" in answer.text
