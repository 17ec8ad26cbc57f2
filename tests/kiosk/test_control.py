"""The control socket's protocol: one JSON object a line, unknown keys are errors, `id` comes back, nothing brings it down."""

from __future__ import annotations

import json
import socket
import stat
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.demo.client import Client
from kiosk.demo.control import CannotError, ControlSocket, answer, encoded
from kiosk.demo.requests import LONGEST_LINE, Card, OwnCard, Printer, Request, RequestError, Wait, parse


def act(request: Request) -> Mapping[str, Any]:
    """Says back what was asked for."""
    return {"did": request.do}


def said(line: bytes) -> dict[str, Any]:
    return answer(line, act)[0]


@pytest.fixture
def control(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "control.sock"
    listening = ControlSocket(path, act, lambda: None)
    yield path
    listening.close()


def test_the_id_comes_back_whatever_it_is() -> None:
    for identifier in (1, "a", 2.5, [1], {"k": None}, True):
        assert said(json.dumps({"id": identifier, "do": "screen"}).encode()) == {"id": identifier, "ok": True, "did": "screen"}
    assert "id" not in said(b'{"do":"screen"}')


def test_the_id_of_a_wrong_request_comes_back_too() -> None:
    assert said(b'{"id":7,"do":"fly"}')["id"] == 7
    assert said(b'{"id":7,"do":"tap","nam":"x"}')["id"] == 7


@pytest.mark.parametrize(
    "line",
    [
        b'{"do":"screen","extra":1}',
        b'{"do":"tap","name":"print","force":true}',
        b'{"do":"card","place":{"record":"00","colour":"red"}}',
        b'{"do":"printer","papr":3}',
        b'{"do":"archive","delay":3}',
    ],
)
def test_unknown_keys_are_errors_that_name_the_key(line: bytes) -> None:
    refused = said(line)
    assert refused["ok"] is False
    assert "unknown key" in refused["problem"]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"screen"',
        b"{}",
        b'{"do":"fly"}',
        b'{"do":["screen"]}',
        b'{"do":"screen","do":"quit"}',
        b'{"do":"wait"}',
        b'{"do":"wait","screen":"lobby"}',
        b'{"do":"wait","screen":[]}',
        b'{"do":"wait","screen":"review","timeout_s":NaN}',
        b'{"do":"wait","screen":"review","timeout_s":-1}',
        b'{"do":"tap"}',
        b'{"do":"tap","name":"print","at_px":[1,2]}',
        b'{"do":"tap","at_px":[1]}',
        b'{"do":"screenshot"}',
        b'{"do":"screenshot","path":""}',
        b'{"do":"card"}',
        b'{"do":"card","place":"clean","remove":true}',
        b'{"do":"card","place":"clean","slot":2}',
        b'{"do":"reader","count":3}',
        b'{"do":"reader","count":true}',
        b'{"do":"printer","toner":101}',
        b'{"do":"printer","jam":"yes"}',
        b'{"do":"archive"}',
        b'{"do":"archive","answer":"nonsense"}',
        b'{"do":"archive","answer":200}',
        b'{"do":"archive","down":["weather"]}',
        b'{"do":"archive","certificate":"none"}',
        b'{"do":"pcscd"}',
        b'{"do":"settle","number":"1"}',
        b'{"do":"settle","number":"1","as":"lost"}',
        b"[" * 60_000,
    ],
)
def test_what_is_no_request_is_refused_in_words(line: bytes) -> None:
    refused = said(line)
    assert refused["ok"] is False
    assert len(refused["problem"]) > 10


@pytest.mark.parametrize(
    "line",
    [
        b'{"id":1,"do":"screen"}',
        b'{"do":"wait","screen":"review","timeout_s":10}',
        b'{"do":"wait","screen":["review","apology"]}',
        b'{"do":"tap","name":"print"}',
        b'{"do":"tap","at_px":[540,960]}',
        b'{"do":"tap","at_px":[540.5,960.0]}',
        b'{"do":"screenshot","path":"x.png"}',
        b'{"do":"card","samples":true}',
        b'{"do":"card","place":"clean","slot":1}',
        b'{"do":"card","place":{"record":"00","photo":"00","atr":"3B","fault":{"stall_ms":10}}}',
        b'{"do":"card","remove":true,"slot":0}',
        b'{"do":"reader","count":0}',
        b'{"do":"printer","paper":0}',
        b'{"do":"printer","toner":3}',
        b'{"do":"printer","jam":true}',
        b'{"do":"printer","cover":true}',
        b'{"do":"printer","kill_on_page":2}',
        b'{"do":"printer","stop":true}',
        b'{"do":"printer","start":true}',
        b'{"do":"printer","clear":true}',
        b'{"do":"archive","stop":true}',
        b'{"do":"archive","start":true}',
        b'{"do":"archive","delay_ms":3000}',
        b'{"do":"archive","answer":"garbage"}',
        b'{"do":"archive","answer":500}',
        b'{"do":"archive","down":["traffic","borders"]}',
        b'{"do":"archive","down":[]}',
        b'{"do":"archive","cut_after_bytes":100}',
        b'{"do":"archive","certificate":"wrong-ca"}',
        b'{"do":"archive","certificate":"good"}',
        b'{"do":"archive","answer":"normal"}',
        b'{"do":"pcscd","stop":true}',
        b'{"do":"pcscd","start":true}',
        b'{"do":"printed"}',
        b'{"do":"journal"}',
        b'{"do":"settle","number":"A-1","as":"printed"}',
        b'{"do":"quit"}',
    ],
)
def test_every_request_of_the_contract_is_understood(line: bytes) -> None:
    assert said(line)["ok"] is True


def test_requests_carry_what_was_written() -> None:
    wait = parse(b'{"do":"wait","screen":["review","apology"],"timeout_s":3}')
    assert isinstance(wait, Wait)
    assert (wait.screens, wait.timeout_s) == (frozenset({"review", "apology"}), 3.0)
    card = parse(b'{"do":"card","place":{"record":"00"}}')
    assert isinstance(card, Card)
    assert isinstance(card.place, OwnCard)
    printer = parse(b'{"do":"printer","toner":3,"clear":true}')
    assert isinstance(printer, Printer)
    assert list(printer.wishes()) == ["clear", "toner"], "what is cleared is cleared first"


def test_what_cannot_be_done_answers_in_words_with_what_is_shown() -> None:
    def refuse(_: Request) -> Mapping[str, Any]:
        raise CannotError("review was not shown", {"screen": "apology", "problem": "archive-slow"})

    refused, ends = answer(b'{"id":1,"do":"quit"}', refuse)
    assert refused == {"id": 1, "ok": False, "screen": "apology", "problem": "review was not shown", "code": "archive-slow"}
    assert not ends


def test_a_failure_nobody_foresaw_is_an_answer_too() -> None:
    def fail(_: Request) -> Mapping[str, Any]:
        raise ZeroDivisionError("oops")

    refused, _ = answer(b'{"do":"screen"}', fail)
    assert refused["ok"] is False
    assert "ZeroDivisionError" in refused["problem"]


def test_only_the_owner_may_connect(control: Path) -> None:
    mode = control.stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600


def test_answers_come_in_the_order_of_the_requests(control: Path) -> None:
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(str(control))
        raw.sendall(b"".join(b'{"id":%d,"do":"screen"}\n' % number for number in range(50)) + b"\n\n")
        with raw.makefile("rb") as lines:
            assert [json.loads(lines.readline())["id"] for _ in range(50)] == list(range(50))


def test_a_line_without_end_is_refused_and_the_next_client_is_served(control: Path) -> None:
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(str(control))
        with raw.makefile("rb") as lines:
            raw.sendall(b"x" * (LONGEST_LINE + 10))
            refused = json.loads(lines.readline())
            assert refused["ok"] is False
            assert "bytes" in refused["problem"]
            assert lines.readline() == b""
    with Client(control) as client:
        assert client.do("screen") == {"ok": True, "did": "screen"}


def test_a_client_that_leaves_in_the_middle_of_a_line_disturbs_nobody(control: Path) -> None:
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(str(control))
        raw.sendall(b'{"do":"scr')
    with Client(control) as client:
        assert client.ask("screen")["ok"] is True


def test_quit_is_answered_before_the_demo_ends(tmp_path: Path) -> None:
    ended = threading.Event()
    listening = ControlSocket(tmp_path / "c.sock", act, ended.set)
    with Client(tmp_path / "c.sock") as client:
        assert client.do("quit")["ok"] is True
    assert ended.wait(5)
    listening.close()
    assert not (tmp_path / "c.sock").exists()


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)


@given(st.one_of(st.binary(max_size=80), json_values.map(lambda value: json.dumps(value).encode())))
def test_any_line_has_an_answer_that_is_one_line_of_json(line: bytes) -> None:
    sent = encoded(said(line))
    assert sent.endswith(b"\n")
    assert sent.count(b"\n") == 1
    assert isinstance(json.loads(sent)["ok"], bool)


@given(
    st.sampled_from(["wait", "tap", "card", "printer", "archive", "settle", "screenshot", "reader"]),
    st.dictionaries(
        st.sampled_from(["screen", "name", "at_px", "place", "samples", "slot", "paper", "answer", "as", "number", "path", "count", "x"]),
        json_values,
        max_size=4,
    ),
)
def test_any_keys_and_values_are_a_request_or_refused_in_words(do: str, keys: dict[str, Any]) -> None:
    refused = ""
    try:
        assert parse(json.dumps({**keys, "do": do}).encode()).do == do
    except RequestError as error:
        refused = str(error) or "without a word"
    assert refused != "without a word"
