"""The calls of the second proof over HTTP, and the programs beside the service."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from archive.proof_officer import add_officer
from archive.proof_policy import Demand, Method
from archive.proof_rows import OutboxMessage
from archive.senders import OutboxSender

ROOT = Path(__file__).parents[2]


FAMILY = "family-relationship"


@pytest.fixture(scope="module")
def desk(open_house: Any, service_clock: Any) -> Iterator[tuple[Any, Any, dict[str, str]]]:
    """A kiosk before a service with a test outbox and an officer; the office; and that officer's header."""
    office, serving = open_house()
    office = replace(
        office,
        sender=OutboxSender(office.store, service_clock),
        settings=replace(office.settings, proof=Demand((), {FAMILY: (Method.CODE, Method.OFFICER)})),
    )
    credential = add_officer(office.store, service_clock, "li")
    with serving(office) as kiosk:
        yield kiosk, office, {"Authorization": f"Bearer {credential}"}


def code_in(office: Any) -> str:
    with office.store.read() as session:
        return str(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first().code)


def test_a_code_opens_the_way_to_the_draft(desk: Any) -> None:
    kiosk, office, _ = desk
    body = {**kiosk.evidence("clean"), "proof": {"default": ["none"], "kinds": {"birth": ["code"]}}}
    opened = kiosk.call("POST", "/v1/visits", json=body).json()
    offers = {kind["id"]: kind["proof"] for kind in opened["kinds"]}
    assert (offers[FAMILY], offers["birth"], offers["death"]) == (["code", "officer"], ["code"], [])
    visit = opened["visit"]
    assert kiosk.choices(visit, FAMILY).json()["code"] == "proof-needed"
    assert kiosk.ask_draft(visit, FAMILY, relative=["1"]).json()["code"] == "proof-needed"
    sent = kiosk.call("POST", f"/v1/visits/{visit}/proof/code")
    assert (sent.status_code, sent.json()["sends_left"], len(sent.json()["last_digits"])) == (201, 2, 2)
    assert kiosk.call("POST", f"/v1/visits/{visit}/proof/code").status_code == 429
    typed = kiosk.call("PUT", f"/v1/visits/{visit}/proof/code", json={"code": code_in(office)})
    assert typed.json() == {"verdict": "accepted", "tries_left": 0, "sends_left": 0}
    assert kiosk.call("GET", f"/v1/visits/{visit}/proof").json() == {"given": ["code"], "officer": "none"}
    assert kiosk.ask_draft(visit, FAMILY, relative=["1"]).status_code == 201


def test_an_officer_confirms_with_a_credential_and_nobody_without(desk: Any) -> None:
    kiosk, _, officer = desk
    visit = kiosk.open("family")["visit"]
    number = kiosk.call("POST", f"/v1/visits/{visit}/proof/officer").json()["number"]
    for headers in ({"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}):
        assert kiosk.call("GET", "/v1/officer/requests", headers=headers).json()["code"] == "not-an-officer"
    assert kiosk.call("GET", "/v1/officer/requests").status_code == 422
    seen = kiosk.call("GET", "/v1/officer/requests", headers=officer).json()
    assert seen["officer"] == "li"
    assert [one["number"] for one in seen["waiting"]] == [number]
    assert kiosk.call("POST", "/v1/officer/requests/0000/confirmation", headers=officer).status_code in (200, 404)
    assert kiosk.call("POST", f"/v1/officer/requests/{number}/confirmation", headers=officer).json()["kiosk"] == "WH-0001"
    assert kiosk.call("GET", f"/v1/visits/{visit}/proof").json() == {"given": ["officer"], "officer": "confirmed"}


def test_what_is_no_demand_is_no_request(desk: Any) -> None:
    kiosk, _, _ = desk
    for proof in ({"default": []}, {"default": ["none", "code"]}, {"default": ["face"]}, {"default": ["code"], "kinds": {"birth": []}}):
        answer = kiosk.call("POST", "/v1/visits", json={**kiosk.evidence("clean"), "proof": proof})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "", "１２３４５６"])
def test_a_code_is_six_digits(desk: Any, code: str) -> None:
    kiosk, _, _ = desk
    visit = kiosk.open("clean")["visit"]
    assert kiosk.call("PUT", f"/v1/visits/{visit}/proof/code", json={"code": code}).status_code == 422


def test_the_archive_says_what_it_can_do(desk: Any) -> None:
    kiosk, _, _ = desk
    means = kiosk.call("GET", "/v1/proof").json()
    assert means == {"sender": "outbox", "officers": 1, "demand": {"default": ["none"], FAMILY: ["code", "officer"]}}


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "archive", *words]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **environment}, input=""
    )


def test_the_officers_program_adds_confirms_and_removes(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    credential = run("officer", "add", "li", *data).stdout.strip()
    assert len(credential) >= 32
    nobody = run("officer", "confirm", "1234", *data, ARCHIVE_OFFICER=credential)
    assert (nobody.returncode, "nobody waits" in nobody.stderr) == (2, True)
    wrong = run("officer", "waiting", *data, ARCHIVE_OFFICER="wrong")
    assert (wrong.returncode, "no officer" in wrong.stderr) == (2, True)
    assert run("officer", "remove", "li", *data).returncode == 0


def test_lists_are_empty_where_there_is_nothing(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    assert json.loads(run("outbox", *data).stdout) == []
    assert run("officer", "list", *data).stdout == ""
    assert run("officer", "remove", "li", *data).returncode == 2
    assert run("officer", "add", "a name with spaces", *data).returncode == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--proof", "default=fingerprint"), "code, officer, camera"),
        (("--proof", "default"), "KIND=METHOD"),
        (("--code-outbox", "--code-command", "true"), "one of the three"),
        (("--code-url", "http://sms.example"), "https://"),
        (("--code-token", "/nowhere"), "--code-url"),
    ],
)
def test_options_that_mean_nothing_are_said(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    ran = run("serve", "--data", str(tmp_path / "data"), "--port", "0", *words)
    assert (ran.returncode, told in ran.stderr) == (2, True), ran.stderr
