"""The copy by phone: one whole transfer, within its minutes, and nothing else counts as delivered."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from archive import filing, pickups
from archive.limits import ADDRESS_BURST, Limits
from archive.office import Office
from archive.outcome import Status
from archive.problems import Problem, Refusal
from archive.store import Document, Issuing, Pickup

CRIMINAL = "no-criminal-record"
PDF = b"%PDF-1.7 a paper"


def offered(kiosk: Any, minutes: int = 10) -> tuple[dict[str, Any], dict[str, Any]]:
    issued = kiosk.filed("clean")
    answer = kiosk.call("PUT", f"/v1/issuings/{issued['key']}/pickup", json={"minutes": minutes})
    assert answer.status_code == 200, answer.text
    return issued, answer.json()


def stands(kiosk: Any, issued: dict[str, Any]) -> tuple[str, str]:
    """The link's stage and the issuing's status."""
    stage = kiosk.call("GET", f"/v1/issuings/{issued['key']}/pickup").json()["stage"]
    return stage, kiosk.standing(issued["key"]).json()["status"]


def until(kiosk: Any, issued: dict[str, Any], wanted: tuple[str, str]) -> tuple[str, str]:
    end = time.monotonic() + 10
    while (now := stands(kiosk, issued)) != wanted and time.monotonic() < end:
        time.sleep(0.02)
    return now


def page(kiosk: Any, token: str, **headers: str) -> Any:
    return kiosk.call("GET", f"/p/{token}", headers=headers)


def fetch(kiosk: Any, token: str, **headers: str) -> Any:
    return kiosk.call("POST", f"/p/{token}", headers=headers)


def test_looking_uses_nothing_up_and_the_button_gives_the_filed_bytes_once(kiosk: Any) -> None:
    issued, offer = offered(kiosk)
    for agent in ("facebookexternalhit/1.1", "Mozilla/5.0", "WhatsApp/2.23"):
        shown = page(kiosk, offer["token"], **{"User-Agent": agent})
        assert shown.status_code == 200
        assert issued["number"] in shown.text
        assert '<form method="post"' in shown.text
    assert stands(kiosk, issued) == ("waiting", "filed")
    got = fetch(kiosk, offer["token"])
    assert got.headers["content-type"] == "application/pdf"
    assert hashlib.sha256(got.content).hexdigest() == kiosk.standing(issued["key"]).json()["document_sha256"]
    assert got.headers["content-disposition"] == f'attachment; filename="{issued["number"]}.pdf"'
    assert until(kiosk, issued, ("delivered", "delivered")) == ("delivered", "delivered")
    assert fetch(kiosk, offer["token"]).status_code == page(kiosk, offer["token"]).status_code == 404


def test_the_page_shows_nothing_about_the_citizen(kiosk: Any) -> None:
    issued, offer = offered(kiosk)
    text = page(kiosk, offer["token"]).text
    for personal in (*issued["subject"].values(), "张*宁", "150390********0018"):
        assert personal not in text


def test_wrong_used_void_and_expired_links_look_alike(kiosk: Any, service_clock: Any) -> None:
    before = service_clock.moment
    used, void, expired = offered(kiosk), offered(kiosk), offered(kiosk)
    fetch(kiosk, used[1]["token"])
    kiosk.call("DELETE", f"/v1/issuings/{void[0]['key']}")
    try:
        service_clock.forward(minutes=10)
        tokens = ["x" * 22, "nothing", "%E5%BC%A0", *(offer["token"] for _, offer in (used, void, expired))]
        answers = [ask(kiosk, token) for ask in (page, fetch) for token in tokens]
    finally:
        service_clock.moment = before
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted((n, v) for n, v in answer.headers.items() if n != "date")) for answer in answers}) == 1


def test_the_page_and_the_file_are_not_kept_and_run_no_script(kiosk: Any) -> None:
    _, offer = offered(kiosk)
    for answer in (page(kiosk, offer["token"]), fetch(kiosk, offer["token"]), page(kiosk, offer["token"])):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert b"<script" not in answer.content


@pytest.mark.parametrize("agent", ["MicroMessenger/8.0.47", "QQ/9.0", "AlipayClient/10.5", "DingTalk/7"])
def test_inside_an_app_that_drops_files_the_one_time_is_not_used_up(kiosk: Any, agent: str) -> None:
    issued, offer = offered(kiosk)
    for ask in (page, fetch):
        answer = ask(kiosk, offer["token"], **{"User-Agent": f"Mozilla/5.0 (Linux; Android 14) {agent}"})
        assert answer.status_code == 200
        assert "在浏览器打开" in answer.text
        assert "<form" not in answer.text
    assert stands(kiosk, issued) == ("waiting", "filed")


def test_a_link_nobody_used_in_its_minutes_voids_the_number_and_gives_the_quota_back(kiosk_with_quota: Any, service_clock: Any) -> None:
    kiosk, _ = kiosk_with_quota
    before = service_clock.moment
    taken = [offered(kiosk) for _ in range(3)]
    visit = kiosk.open("clean")["visit"]
    assert kiosk.ask_draft(visit, CRIMINAL).json()["reason"] == "over-quota"
    try:
        service_clock.forward(minutes=9, seconds=59)
        assert stands(kiosk, taken[0][0]) == ("waiting", "filed")
        service_clock.forward(seconds=1)
        assert stands(kiosk, taken[0][0]) == ("expired", "void")
    finally:
        service_clock.moment = before
    assert kiosk.ask_draft(visit, CRIMINAL).status_code == 201
    assert "已作废" in kiosk.call("GET", f"/v/{taken[0][0]['verification']['code']}").text


def test_the_link_is_the_same_however_often_it_is_asked_for_and_its_time_is_the_first(kiosk: Any, service_clock: Any) -> None:
    before = service_clock.moment
    issued, first = offered(kiosk, minutes=10)
    try:
        service_clock.forward(minutes=4)
        again = kiosk.call("PUT", f"/v1/issuings/{issued['key']}/pickup", json={"minutes": 60}).json()
    finally:
        service_clock.moment = before
    assert (again["token"], again["expires_at"]) == (first["token"], first["expires_at"])
    assert (first["seconds_left"], again["seconds_left"]) == (600, 360)


def test_only_a_filed_document_can_be_offered(kiosk: Any, key: str) -> None:
    def code(key: str, method: str = "PUT") -> str:
        body = {"json": {"minutes": 10}} if method == "PUT" else {}
        return str(kiosk.call(method, f"/v1/issuings/{key}/pickup", **body).json()["code"])

    issued, filed, void = kiosk.issue("clean"), kiosk.filed("clean"), kiosk.filed("clean")
    kiosk.call("DELETE", f"/v1/issuings/{void['key']}")
    assert (code(key), code(issued["key"]), code(void["key"])) == ("issuing-unknown", "not-filed", "void")
    assert (code(key, "GET"), code(filed["key"], "GET")) == ("issuing-unknown", "pickup-unknown")


def test_a_copy_beside_a_printed_paper_is_recorded_and_its_time_running_out_voids_nothing(kiosk: Any, service_clock: Any) -> None:
    before = service_clock.moment
    copied, left = kiosk.filed("clean"), kiosk.filed("clean")
    for issued in (copied, left):
        kiosk.settle(issued["key"], "printed")
    links = [kiosk.call("PUT", f"/v1/issuings/{issued['key']}/pickup", json={}).json()["token"] for issued in (copied, left)]
    fetch(kiosk, links[0])
    assert until(kiosk, copied, ("delivered", "printed")) == ("delivered", "printed")
    try:
        service_clock.forward(minutes=11)
        assert stands(kiosk, left) == ("expired", "printed")
    finally:
        service_clock.moment = before


def test_a_transfer_that_breaks_off_delivers_nothing_and_gives_the_link_back(kiosk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other side reads the beginning and hangs up, with more on the way than the buffers in between hold."""
    big = PDF + bytes(32 * 1024 * 1024)
    claimed = pickups.claim

    def claim(office: Office, token: str) -> pickups.Claim | None:
        found = claimed(office, token)
        return found and pickups.Claim(found.key, found.number, big)

    monkeypatch.setattr(pickups, "claim", claim)
    issued, offer = offered(kiosk)
    at = urlsplit(kiosk.url)
    with socket.create_connection((at.hostname, at.port)) as phone:
        phone.sendall(f"POST /p/{offer['token']} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode())
        assert phone.recv(4096).startswith(b"HTTP/1.1 200")
        assert stands(kiosk, issued) == ("under-way", "filed")
        assert fetch(kiosk, offer["token"]).status_code == 404, "a second phone came in between"
    assert until(kiosk, issued, ("waiting", "filed")) == ("waiting", "filed")
    monkeypatch.undo()
    assert fetch(kiosk, offer["token"]).content.startswith(b"%PDF")


def test_one_that_never_reads_the_end_has_not_got_it(kiosk: Any) -> None:
    """The whole document lies in the buffers of a connection whose other side has closed its window and then goes away."""
    issued, offer = offered(kiosk)
    at = urlsplit(kiosk.url)
    with socket.socket() as phone:
        phone.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        phone.connect((at.hostname, at.port))
        phone.sendall(f"POST /p/{offer['token']} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode())
        assert until(kiosk, issued, ("under-way", "filed")) == ("under-way", "filed")
    assert until(kiosk, issued, ("waiting", "filed")) == ("waiting", "filed")


def test_who_reads_everything_and_hangs_up_at_once_has_got_it(kiosk: Any) -> None:
    issued, offer = offered(kiosk)
    at = urlsplit(kiosk.url)
    with socket.create_connection((at.hostname, at.port)) as phone:
        phone.sendall(f"POST /p/{offer['token']} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode())
        while phone.recv(65536):
            pass
    assert until(kiosk, issued, ("delivered", "delivered")) == ("delivered", "delivered")


def test_addresses_that_ask_too_often_wait(kiosk: Any) -> None:
    kiosk.app.state.limits = Limits(lambda: 0.0)
    answers = [page(kiosk, "x" * 22, Accept="text/html") for _ in range(ADDRESS_BURST + 1)]
    for_programs = fetch(kiosk, "x" * 22)
    assert [answer.status_code for answer in answers] == [404] * ADDRESS_BURST + [429]
    assert "请稍后再试" in answers[-1].text
    assert answers[-1].headers["cache-control"] == "no-store"
    assert for_programs.json()["code"] == "too-many-requests"


def filed(office: Office, key: str = "key-1") -> str:
    """A filed document, without HTTP, and the token of its link."""
    with office.store.write() as session:
        session.add(Issuing(key=key, status=Status.FILED.value, number=f"N-{key}", kind="birth", document_sha256="ab" * 32))
        session.flush()
        session.add(Document(key=key, pdf=PDF))
    return pickups.offer(office, key, 10).token


def status(office: Office, key: str = "key-1") -> str:
    with office.store.read() as session:
        return session.get_one(Issuing, key).status


def test_the_broom_voids_what_nobody_took_also_when_its_kiosk_is_silent(office: Office, clock: Any) -> None:
    token = filed(office)
    assert pickups.sweep(office) == 0
    clock.forward(minutes=10)
    assert pickups.sweep(office) == 1
    assert status(office) == "void"
    assert pickups.claim(office, token) is None
    assert pickups.sweep(office) == 0


def test_a_transfer_begun_in_time_may_end_after_it(office: Office, clock: Any) -> None:
    token = filed(office)
    clock.forward(minutes=9, seconds=59)
    assert pickups.claim(office, token) is not None
    clock.forward(seconds=30)
    assert pickups.sweep(office) == 0
    assert pickups.standing(office, "key-1").stage is pickups.Stage.UNDER_WAY
    assert pickups.delivered(office, "key-1")
    assert status(office) == "delivered"


def test_a_transfer_of_which_nobody_heard_again_is_no_delivery(office: Office, clock: Any) -> None:
    """The service was killed while it sent: within the link's time it can be fetched again, after that the number is void."""
    token = filed(office)
    assert pickups.claim(office, token) is not None
    assert pickups.claim(office, token) is None
    clock.forward(seconds=60)
    assert pickups.claim(office, token) is not None
    clock.forward(minutes=10)
    assert pickups.standing(office, "key-1").stage is pickups.Stage.EXPIRED
    assert status(office) == "void"


def test_a_document_voided_while_it_was_sent_stays_void(office: Office) -> None:
    token = filed(office)
    assert pickups.claim(office, token) is not None
    filing.void(office, "key-1")
    assert not pickups.delivered(office, "key-1")
    assert status(office) == "void"
    assert pickups.standing(office, "key-1").stage is pickups.Stage.EXPIRED


def test_the_database_holds_no_token(office: Office) -> None:
    token = filed(office)
    with office.store.read() as session:
        row = session.get_one(Pickup, "key-1")
        assert token not in vars(row).values()
        assert row.token_sha256 == hashlib.sha256(token.encode()).hexdigest()


@pytest.mark.parametrize("ask", [pickups.standing, lambda office, key: pickups.offer(office, key, 10)])
def test_an_unknown_key_has_no_link(office: Office, ask: Callable[[Office, str], object]) -> None:
    with pytest.raises(Refusal) as refusal:
        ask(office, "nobody-knows-it")
    assert refusal.value.problem is Problem.ISSUING_UNKNOWN
