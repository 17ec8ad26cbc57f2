"""The archive's client: any bytes become a value or an ArchiveFault, in bounded time, from the right service only."""

from __future__ import annotations

import gzip
import hashlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from archive_server import NOW, Serve, Server, Start, answering, client, code_of, fault_of, http
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from idcard.identity import Document, Identity
from kiosk import transport
from kiosk.archive import SAID_BY_THE_ARCHIVE, ArchiveClient
from kiosk.archive_answers import VerificationAnswer
from kiosk.problems import Code
from kiosk.session.values import Receipt, SlipForm
from kiosk.transport import Answer
from printing.issued import LONGEST_URL

IDENTITY = Identity(
    Document.RESIDENT, "演示", "演示", "1", "01", date(1990, 1, 1), "", "150390199001011234", "", None, date(2036, 1, 1), False
)


@pytest.fixture
def serve() -> Iterator[Callable[[bytes | Serve], Server]]:
    made: list[Server] = []

    def start(what: bytes | Serve) -> Server:
        made.append(Server(answering(what) if isinstance(what, bytes) else what))
        return made[-1]

    yield start
    for server in made:
        server.close()


def test_an_answer_of_the_contract_becomes_a_value(serve: Start) -> None:
    assert client(serve(http(200, NOW)).port).health() == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_the_evidence_is_sent_as_the_contract_says(serve: Start) -> None:
    body = {
        "visit": "tok_en-1",
        "expires_at": "2026-11-23T20:10:00+08:00",
        "subject": {"name": "演示", "id_number": IDENTITY.id_number},
        "kinds": [{"id": "birth", "available": False, "reason": "no-right", "later": 1}],
        "later": {},
    }
    server = serve(http(201, json.dumps(body).encode()))
    visit = client(server.port).open_visit(IDENTITY)
    assert (visit.visit, visit.kinds[0].reason) == ("tok_en-1", "no-right")
    head, _, sent = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/visits HTTP/1.1\r\n")
    assert json.loads(sent) == {
        "kiosk": "WH-0001",
        "identity": {
            "document": "RESIDENT",
            "name": "演示",
            "id_number": "150390199001011234",
            "sex": "1",
            "nation": "01",
            "birth": "1990-01-01",
            "valid_to": "2036-01-01",
            "valid_forever": False,
        },
        "proof": {"default": ["none"], "kinds": {}},
    }


def test_nobody_listening_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert fault_of(client(port).health).code is Code.ARCHIVE_UNREACHABLE


def test_a_name_that_does_not_resolve_is_unreachable() -> None:
    lost = ArchiveClient("https://archive.invalid", None, None, None, 5.0, 2.0, "WH-0001")
    assert fault_of(lost.health).code is Code.ARCHIVE_UNREACHABLE


def test_silence_is_slow(serve: Start) -> None:
    server = serve(lambda talking: talking.recv(1) and None)
    assert fault_of(client(server.port, timeout_s=0.3).health).code is Code.ARCHIVE_SLOW


@pytest.mark.parametrize("part", ["status line", "header", "body", "continue"])
def test_a_server_that_trickles_is_ended_by_the_total_deadline(serve: Start, part: str) -> None:
    first = {
        "status line": b"",
        "header": b"HTTP/1.1 200 OK\r\nX: ",
        "body": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n",
        "continue": b"",
    }[part]
    drop = b"HTTP/1.1 100 Continue\r\n\r\n" if part == "continue" else b"H"

    def trickle(talking: socket.socket) -> None:
        talking.sendall(first)
        for _ in range(200):
            talking.sendall(drop)
            time.sleep(0.05)

    server = serve(trickle)
    began = time.monotonic()
    assert fault_of(client(server.port, timeout_s=0.5).health).code is Code.ARCHIVE_SLOW
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"", Code.ARCHIVE_UNREACHABLE),
        (b"SSH-2.0-x\r\n", Code.ARCHIVE_GARBAGE),
        (http(200, b"<html>", "text/html"), Code.ARCHIVE_GARBAGE),
        (http(200, NOW, "text/html"), Code.ARCHIVE_GARBAGE),
        (http(200, b"{"), Code.ARCHIVE_GARBAGE),
        (http(200, b"[" * 100_000), Code.ARCHIVE_GARBAGE),
        (http(200, b'{"now":' + b"9" * 50_000 + b"}"), Code.ARCHIVE_GARBAGE),
        (http(200, b'{"now":1}'), Code.ARCHIVE_GARBAGE),
        (http(200, b'{"now":"2026-11-23T20:00:00"}'), Code.ARCHIVE_GARBAGE),
        (http(200, NOW)[:-10], Code.ARCHIVE_GARBAGE),
        (http(200, gzip.compress(NOW), more="Content-Encoding: gzip\r\n"), Code.ARCHIVE_GARBAGE),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Code.ARCHIVE_GARBAGE),
        (http(302, b"", more="Location: http://127.0.0.1:1/\r\n"), Code.ARCHIVE_GARBAGE),
        (http(500, b"boom", "text/plain"), Code.ARCHIVE_ERROR),
        (http(503, b'{"code":"not-ready"}', "application/problem+json"), Code.ARCHIVE_ERROR),
        (http(400, b"no", "text/plain"), Code.ARCHIVE_REFUSED),
        (http(409, b'{"code":"void"}', "application/problem+json"), Code.ARCHIVE_REFUSED),
        (http(409, b'{"code":"data-conflict"}', "application/problem+json"), Code.DATA_CONFLICT),
        (http(403, b'{"code":"printer-media-jam"}', "application/problem+json"), Code.ARCHIVE_REFUSED),
    ],
)
def test_every_bad_answer_has_its_code(serve: Start, answer: bytes, code: Code) -> None:
    assert fault_of(client(serve(answer).port).health).code is code


def test_an_answer_without_end_is_given_up_at_its_bound(serve: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LARGEST_ANSWER", 256 * 1024)

    def flood(talking: socket.socket) -> None:
        talking.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            talking.sendall(b" " * 65536)

    assert fault_of(client(serve(flood).port, timeout_s=20).health).code is Code.ARCHIVE_GARBAGE


def test_a_redirect_is_not_followed(serve: Start) -> None:
    elsewhere = serve(http(200, NOW))
    server = serve(http(307, b"", more=f"Location: http://127.0.0.1:{elsewhere.port}/healthz\r\n"))
    fault_of(client(server.port).health)
    assert elsewhere.requests == []


def test_no_proxy_of_the_environment_sees_a_request(serve: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(http(200, NOW))
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
    client(serve(http(200, NOW)).port).health()
    assert proxy.requests == []


def test_a_refusal_brings_its_receipt(serve: Start) -> None:
    body = {"outcome": "refused", "reason": "at-window", "receipt": {"number": "HZ-2026-000001", "window": "3号窗口", "days": 3}}
    port = serve(http(200, json.dumps(body).encode())).port
    fault = fault_of(lambda: client(port).draft("token", "birth", "ab" * 32, {}))
    assert (fault.code, fault.receipt) == (Code.AT_WINDOW, Receipt("HZ-2026-000001", "3号窗口", 3))


@pytest.mark.parametrize("form", list(SlipForm))
def test_a_receipt_with_a_form_known_here_can_become_a_slip(serve: Start, form: SlipForm) -> None:
    content = {"number": "HZ-2026-000001", "subject": {"name": "演示", "id_number": "150390199001011234"}}
    receipt = {"number": "HZ-2026-000001", "window": "3号窗口", "days": 3, "form": form.value, "content": content}
    port = serve(http(200, json.dumps({"outcome": "refused", "reason": "at-window", "receipt": receipt}).encode())).port
    found = fault_of(lambda: client(port).draft("token", "birth", "ab" * 32, {})).receipt
    assert found == Receipt("HZ-2026-000001", "3号窗口", 3, form, "150390199001011234", content)
    assert "演示" not in repr(found)


@pytest.mark.parametrize(
    ("form", "content"), [("unheard-of", {"subject": {"id_number": "1"}}), ("acceptance", {}), ("acceptance", {"subject": 1})]
)
def test_a_receipt_that_cannot_be_printed_can_still_be_read(serve: Start, form: str, content: object) -> None:
    receipt = {"number": "HZ-2026-000001", "form": form, "content": content}
    port = serve(http(200, json.dumps({"outcome": "refused", "reason": "at-window", "receipt": receipt}).encode())).port
    assert fault_of(lambda: client(port).draft("token", "birth", "ab" * 32, {})).receipt == Receipt("HZ-2026-000001")


CARD_CHECK = {
    "number": "ZJ-2026-000001", "window": "3号窗口", "days": 0, "form": "card-check",
    "content": {"number": "ZJ-2026-000001", "subject": {"name": "演示", "id_number": "150390199001011234"}},
}  # fmt: skip


def refusal(code: str, receipt: object) -> bytes:
    return http(409, json.dumps({"code": code, "receipt": receipt}).encode(), "application/problem+json")


def test_a_card_the_archive_does_not_agree_with_brings_its_receipt_with_the_refusal(serve: Start) -> None:
    port = serve(refusal("data-conflict", CARD_CHECK)).port
    fault = fault_of(lambda: client(port).open_visit(IDENTITY))
    expected = Receipt("ZJ-2026-000001", "3号窗口", 0, SlipForm.CARD_CHECK, "150390199001011234", CARD_CHECK["content"])
    assert (fault.code, fault.receipt) == (Code.DATA_CONFLICT, expected)


@pytest.mark.parametrize(
    "receipt",
    [None, [], "ZJ-2026-000001", {}, {"number": "../../x"}, {**CARD_CHECK, "number": 1}, {**CARD_CHECK, "days": -1},
     {**CARD_CHECK, "window": "\u0007"}, {**CARD_CHECK, "content": {"a": "x" * 5000}}, {**CARD_CHECK, "content": []}],
)  # fmt: skip
def test_a_receipt_that_is_none_leaves_the_refusal_as_clear_as_it_was(serve: Start, receipt: object) -> None:
    fault = fault_of(lambda: client(serve(refusal("data-conflict", receipt)).port).open_visit(IDENTITY))
    assert (fault.code, fault.receipt) == (Code.DATA_CONFLICT, None)


@pytest.mark.parametrize("code", ["not-found", "card-expired", "void", "person-mismatch"])
def test_a_receipt_beside_another_refusal_is_not_in_the_contract_and_not_looked_at(serve: Start, code: str) -> None:
    fault = fault_of(lambda: client(serve(refusal(code, CARD_CHECK)).port).open_visit(IDENTITY))
    assert (fault.code is not Code.DATA_CONFLICT, fault.receipt) == (True, None)


@pytest.mark.parametrize("reason", ["source-down", "not-digitised", "over-quota", "no-right", "not-found", "data-conflict"])
def test_every_reason_of_the_archive_is_a_problem_of_the_catalogue(serve: Start, reason: str) -> None:
    port = serve(http(200, json.dumps({"outcome": "refused", "reason": reason, "receipt": None}).encode())).port
    assert fault_of(lambda: client(port).draft("token", "birth", "ab" * 32, {})).code.value == reason


def test_choices_bring_groups_and_ranges(serve: Start) -> None:
    body = {
        "choices": {"spelling": [{"value": "1.1", "label": "ZENG Le", "detail": "曾乐", "group": "1"}]},
        "ranges": {"span": {"earliest": "2016-03", "latest": "2026-11"}},
    }
    answer = client(serve(http(200, json.dumps(body).encode())).port).choices("token", "birth", "ab" * 32)
    assert answer.choices["spelling"][0].group == "1"
    assert (answer.ranges["span"].earliest, answer.ranges["span"].latest) == ("2016-03", "2026-11")


@pytest.mark.parametrize("span", [("2026-11", "2016-03"), ("2026-13", "2026-12"), ("2026-1", "2026-12"), ("", "")])
def test_a_range_that_is_none_is_garbage(serve: Start, span: tuple[str, str]) -> None:
    body = {"choices": {}, "ranges": {"span": {"earliest": span[0], "latest": span[1]}}}
    port = serve(http(200, json.dumps(body).encode())).port
    assert fault_of(lambda: client(port).choices("token", "birth", "ab" * 32)).code is Code.ARCHIVE_GARBAGE


def test_a_picture_is_taken_only_with_the_digest_it_was_asked_by(serve: Start) -> None:
    picture = b"\x89PNG of a page"
    digest = hashlib.sha256(picture).hexdigest()
    assert client(serve(http(200, picture, "image/png")).port).image("token", "draft", digest) == picture
    for answer in (http(200, picture + b"!", "image/png"), http(200, picture, "application/pdf")):
        port = serve(answer).port
        assert fault_of(lambda port=port: client(port).image("token", "draft", digest)).code is Code.PICTURE_UNUSABLE  # type: ignore[misc]


def test_a_key_the_archive_does_not_know_is_no_fault(serve: Start) -> None:
    port = serve(http(404, b'{"code":"issuing-unknown"}', "application/problem+json")).port
    assert client(port).look_up("a" * 32) is None
    assert fault_of(lambda: client(serve(http(404, b"", "text/plain")).port).look_up("a" * 32)).code is Code.ARCHIVE_REFUSED


def test_the_end_of_a_visit_needs_no_body(serve: Start) -> None:
    client(serve(b"HTTP/1.1 204 No Content\r\n\r\n").port).end_visit("token")


def test_close_ends_a_running_request_at_once(serve: Start) -> None:
    server = serve(lambda talking: talking.recv(1) and None)
    archive = client(server.port, timeout_s=30)
    timer = threading.Timer(0.2, archive.close)
    timer.start()
    began = time.monotonic()
    fault_of(archive.health)
    assert time.monotonic() - began < 3
    assert fault_of(archive.health).code is Code.ARCHIVE_UNREACHABLE
    timer.join()


def test_no_repr_of_an_answer_shows_what_is_in_it(serve: Start) -> None:
    body = {"outcome": "draft", "draft": "d", "kind": "birth", "subject": {"name": "演示", "id_number": "1"}, "content": {"x": "演示"}}
    draft = client(serve(http(201, json.dumps(body).encode())).port).draft("token", "birth", "ab" * 32, {})
    assert "演示" not in repr(draft) + str(draft)


def calls(archive: ArchiveClient) -> list[Callable[[], object]]:
    return [
        lambda: archive.open_visit(IDENTITY),
        lambda: archive.choices("token", "birth", "ab" * 32),
        lambda: archive.draft("token", "birth", "ab" * 32, {"relative": ["1"]}),
        lambda: archive.issue("k" * 32, "draft", "token"),
        lambda: archive.look_up("k" * 32),
        lambda: archive.void("k" * 32),
        lambda: archive.sign("k" * 32, b"\0" * 32),
        lambda: archive.file_document("k" * 32, b"%PDF"),
        lambda: archive.outcome("k" * 32, "printed", None, None),
        lambda: archive.end_visit("token"),
        archive.keys,
        archive.datasets,
        archive.health,
        archive.ready,
    ]


SOUND: list[dict[str, Any]] = [
    {"visit": "t", "expires_at": "2026-11-23T20:00:00Z", "subject": {"name": "演", "id_number": "1"}, "kinds": []},
    {"choices": {"relative": [{"value": "1", "label": "演", "detail": ""}]}},
    {"outcome": "draft", "draft": "d", "kind": "birth", "subject": {"name": "演", "id_number": "1"}, "content": {"a": [1, None, 2.5]}},
    {"key": "k", "number": "N-1", "status": "void", "document_sha256": None},
    {"cms": "MAA="},
    {"keys": [{}]},
    {"datasets": {"family": {"schema": {}}}},
    {"now": "2026-11-23T20:00:00+08:00", "status": "ok"},
    {"code": "data-conflict", "receipt": CARD_CHECK},
]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@st.composite
def nearly_sound(draw: st.DrawFn) -> bytes:
    """An answer of the contract with one member replaced, removed or added."""
    body = dict(draw(st.sampled_from(SOUND)))
    name = draw(st.sampled_from(sorted(body)) | st.text())
    if draw(st.booleans()):
        body[name] = draw(JSON)
    else:
        body.pop(name, None)
    return json.dumps(body).encode()


@settings(max_examples=150, deadline=None)
@given(
    status=st.sampled_from([200, 201, 204, 302, 404, 409, 500]) | st.integers(200, 599),
    kind=st.sampled_from(["application/json", "application/problem+json", "text/html", ""]),
    body=nearly_sound() | JSON.map(lambda value: json.dumps(value).encode()) | st.binary(),
)
@example(status=200, kind="application/json", body=b'{"datasets":{"a":{"schema":{"x":NaN}}}}')
@example(status=201, kind="application/json", body=b'{"cms":"\\ud800"}')
@example(status=409, kind="application/problem+json", body=b'{"code":"data-conflict","receipt":{"number":"Z-1","content":{"a":"\\ud800"}}}')
def test_whatever_the_answer_holds_every_call_returns_a_value_or_an_archive_fault(status: int, kind: str, body: bytes) -> None:
    @dataclass
    class Canned:
        def exchange(self, *_: object) -> Answer:
            return Answer(status, kind, body)

    archive = client(1)
    archive._transport = Canned()  # type: ignore[assignment]  # what came is all that matters here
    for call in calls(archive):
        code = code_of(call)
        assert code is None or code in SAID_BY_THE_ARCHIVE or code.value.startswith("archive-")


@pytest.fixture(scope="module")
def canned() -> Iterator[tuple[Server, list[bytes]]]:
    answers = [b""]
    server = Server(lambda talking: talking.sendall(answers[0]))
    yield server, answers
    server.close()


HEADS = st.sampled_from(
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n",
        b"HTTP/1.0 999\r\n",
        b"HTTP/2 200\r\n",
    ]
)
TAILS = st.sampled_from(
    [
        b"Content-Length: -1\r\n\r\nx",
        b"Content-Length: x\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n-5\r\n",
        b": \r\n\r\n",
        b"Location: \xff\r\n\r\n",
    ]
)


@settings(max_examples=80, deadline=None)
@given(head=HEADS, more=st.binary(max_size=200) | st.text(max_size=100).map(str.encode) | TAILS)
def test_whatever_bytes_come_over_the_wire_a_call_returns_a_value_or_an_archive_fault(
    canned: tuple[Server, list[bytes]], head: bytes, more: bytes
) -> None:
    server, answers = canned
    answers[0] = head + more
    for call in (lambda: client(server.port, 2.0).ready(), lambda: client(server.port, 2.0).sign("k" * 32, b"\0" * 32)):
        code = code_of(call)
        assert code is None or code in SAID_BY_THE_ARCHIVE or code.value.startswith("archive-")


def test_a_code_that_no_tried_symbol_holds_is_no_answer() -> None:
    longest = "https://verify.example/v/0123456789ABCDEF#".ljust(LONGEST_URL, "a")
    assert VerificationAnswer(code="0123456789ABCDEF", url=longest).url == longest
    with pytest.raises(ValidationError, match="661"):
        VerificationAnswer(code="0123456789ABCDEF", url=longest + "a")
