from __future__ import annotations

import hashlib
import html
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner

from archive.__main__ import app
from archive.corrections import correct
from archive.limits import ADDRESS_BURST, PAPER_ATTEMPTS, Buckets, network_of
from archive.office import Office
from archive.problems import Problem, Refusal
from archive.routes import pages
from archive.verify import Finding, State
from printing import definition as definitions
from printing.filled import filled
from tests.archive.conftest import serving

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
        assert "已过期" in page_of(kiosk, issued["verification"]["code"]).text
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


@pytest.fixture
def service(office: Office, _quiet: None) -> Iterator[Any]:
    """A kiosk before a service of this test's own: nobody else has used up its limits."""
    with serving(office) as made:
        yield made


def open_up(kiosk: Any, code: str, last: str) -> Any:
    return kiosk.call("POST", f"/v/{code}", data={"last": last})


def test_the_whole_paper_is_shown_for_the_last_four_characters_of_the_id_number(service: Any) -> None:
    issued = service.filed("clean")
    code, subject = issued["verification"]["code"], issued["subject"]
    answer = open_up(service, code, subject["id_number"][-4:])
    assert answer.status_code == 200
    assert subject["name"] in answer.text
    assert subject["id_number"] in answer.text
    assert "证明全文" in answer.text
    assert subject["name"] not in service.call("GET", f"/v/{code}").text


@pytest.mark.parametrize("file", sorted(Path("config/certificates").glob("*.toml")), ids=lambda file: file.stem)
def test_the_words_of_every_kind_can_be_shown(file: Path) -> None:
    content = json.loads((file.parent / "samples" / f"{file.stem}.json").read_text(encoding="utf-8"))
    words = filled(definitions.load(file), content)
    day = date(2026, 11, 24)
    finding = Finding(State.VALID, {"zh": "证明"}, "YS01-2026-000001", "演示市公安局", day, day, "张*宁", "150390********0018", "0" * 12)
    page = pages.page("found.html", 200, finding=finding, state="valid", opening="open", words=words)
    shown = html.unescape(bytes(page.body).decode())
    notes = {text for note in words.notes for text in (note.zh, note.en)}
    footers = {text for image in words.images for text in (image.footer.zh, image.footer.en)}
    title = {words.title.zh, words.title.en}
    assert [text for text in words.texts() if text not in notes | footers | title and text not in shown] == []


def test_wrong_characters_show_nothing_and_are_counted_for_the_paper(service: Any) -> None:
    issued, other = service.filed("clean"), service.filed("rare")
    code, subject = issued["verification"]["code"], issued["subject"]
    for attempt in range(PAPER_ATTEMPTS):
        assert open_up(service, code, subject["id_number"][-4:]).status_code == 200, attempt  # the right ones do not count
    for wrong in ("0000", "", "张三李四", "00000000", "'\"<x>")[:PAPER_ATTEMPTS]:
        answer = open_up(service, code, wrong)
        assert "与登记信息不符" in answer.text
        assert subject["name"] not in answer.text
    refused = open_up(service, code, subject["id_number"][-4:])
    assert "输入次数已用完" in refused.text
    assert subject["name"] not in refused.text
    assert other["subject"]["name"] in open_up(service, other["verification"]["code"], other["subject"]["id_number"][-4:]).text


def test_an_unknown_code_with_characters_looks_like_one_without(service: Any) -> None:
    asked, typed = service.call("GET", f"/v/{'0' * 16}"), open_up(service, "0" * 16, "0018")
    assert (asked.status_code, asked.content) == (typed.status_code, typed.content)


def test_a_paper_whose_data_were_corrected_says_so(service: Any, office: Office) -> None:
    issued = service.filed("clean")
    service.settle(issued["key"], "printed")
    for _ in range(2):
        correct(office.store, office.clock, issued["number"])
    text = page_of(service, issued["verification"]["code"]).text
    assert "被更正" in text
    assert "现为有效状态" not in text


def test_staff_note_a_correction_by_the_papers_number(service: Any, tmp_path: Path) -> None:
    issued = service.filed("clean")
    service.settle(issued["key"], "printed")
    done = CliRunner().invoke(app, ["correct", issued["number"], "--data", str(tmp_path)])
    assert (done.exit_code, issued["number"] in done.output) == (0, True)
    assert "被更正" in page_of(service, issued["verification"]["code"]).text
    wrong = CliRunner().invoke(app, ["correct", "YS99-2026-000001", "--data", str(tmp_path)])
    assert (wrong.exit_code, "no valid paper" in wrong.output) == (2, True)


def test_only_a_number_in_use_can_be_corrected(service: Any, office: Office) -> None:
    issued = service.issue("clean")
    service.call("DELETE", f"/v1/issuings/{issued['key']}")
    for number, problem in (("YS99-2026-000001", Problem.ISSUING_UNKNOWN), (issued["number"], Problem.VOID)):
        with pytest.raises(Refusal) as refusal:
            correct(office.store, office.clock, number)
        assert refusal.value.problem is problem


def test_too_many_checks_from_one_address_get_a_problem_or_a_page(service: Any) -> None:
    answers = [service.call("GET", f"/v/{'0' * 16}") for _ in range(ADDRESS_BURST + 3)]
    assert {answer.status_code for answer in answers[:ADDRESS_BURST]} == {404}
    last = answers[-1]
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) > 0
    assert last.headers["content-type"] == "application/problem+json"
    assert last.json()["code"] == "too-many-requests"
    page = service.call("GET", f"/v/{'0' * 16}", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 429
    assert "请稍后再试" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_bucket_fills_again_with_time_and_only_its_own() -> None:
    now = [0.0]
    buckets = Buckets(2, 0.5, lambda: now[0])
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]
    assert buckets.take("b")
    now[0] = 2.0
    assert [buckets.take("a") for _ in range(2)] == [True, False]
    now[0] = 1000.0
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]
    buckets.give_back("a")
    assert buckets.take("a")


def test_the_buckets_of_the_longest_silent_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.limits._MOST", 3)
    buckets = Buckets(1, 0.0, lambda: 0.0)
    assert all(buckets.take(name) for name in "abcd")
    assert not buckets.take("d")
    assert buckets.take("a")


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff", "2001:db8::/64"),
        ("nonsense", "unknown"),
        (None, "unknown"),
    ],
)
def test_an_ipv6_subscriber_counts_as_one_address(host: str | None, name: str) -> None:
    assert network_of(host) == name


def test_every_check_is_logged_without_code_name_or_address(service: Any) -> None:
    issued = service.filed("clean")
    code, subject = issued["verification"]["code"], issued["subject"]
    with structlog.testing.capture_logs() as logs:
        page_of(service, code)
        open_up(service, code, subject["id_number"][-4:])
        open_up(service, code, "0000")
        page_of(service, "0" * 16)
    checks = [entry for entry in logs if entry["event"] == "paper-checked"]
    assert [(entry["what"], entry["state"]) for entry in checks] == [
        ("page", "pending"), ("open", "pending"), ("wrong", "pending"), ("page", "unknown"),
    ]  # fmt: skip
    said = repr(logs)
    for secret in (code, subject["name"], subject["id_number"], subject["id_number"][-4:], "127.0.0.1"):
        assert secret not in said


def test_the_approved_definitions_are_published_with_their_digests(kiosk: Any) -> None:
    published = kiosk.call("GET", "/.well-known/definitions.json").json()["definitions"]
    digests = {entry["kind"]: entry["sha256"] for entry in published if entry["until"] is None}
    for file in Path("config/certificates").glob("*.toml"):
        assert digests[file.stem] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert all(entry["from"] for entry in published)


def test_without_a_time_stamp_service_no_certificates_of_one_are_published(kiosk: Any) -> None:
    answer = kiosk.call("GET", "/.well-known/time-stampers.pem")
    assert (answer.status_code, answer.content) == (200, b"")
