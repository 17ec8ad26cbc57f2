"""Everything bad in reach, provoked on the real part: the citizen is told, nothing is lost, and the kiosk comes back by itself."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from demo_kiosk import ARCHIVE_S, IDLE_S, LONG_PAPER, QUICK, ROOT, Demo, choose, come_in, papers, rows, take_card, to_the_gate, until

from kiosk.demo.client import Client

pytestmark = pytest.mark.real

SLOW_MS = 1000 * (ARCHIVE_S + 2)


def expect(kiosk: Client, screen: str, problem: str, timeout_s: float = 60.0) -> dict[str, Any]:
    """That screen with that problem."""
    shown: dict[str, Any] = {}

    def is_there() -> bool:
        shown.update(kiosk.wait(screen, timeout_s=timeout_s))
        return shown["problem"] == problem

    until(is_there, timeout_s)
    return shown


def open_rows(kiosk: Client) -> list[dict[str, Any]]:
    return [row for row in rows(kiosk) if row["state"] != "closed"]


# The reader and the card


def test_without_a_reader_the_kiosk_is_out_of_service_until_one_is_there(kiosk: Client) -> None:
    kiosk.do("reader", count=0)
    expect(kiosk, "out-of-service", "reader-missing")
    kiosk.do("reader", count=2)
    kiosk.wait("attract")
    come_in(kiosk)


def test_without_pcscd_the_kiosk_is_out_of_service_until_it_runs(kiosk: Client) -> None:
    for _ in range(2):  # the second time proves that the watching itself has survived the first
        kiosk.do("pcscd", stop=True)
        expect(kiosk, "out-of-service", "pcsc-unavailable")
        kiosk.do("pcscd", start=True)
        kiosk.wait("attract")
    come_in(kiosk)


def test_pcscd_gone_in_the_middle_of_a_visit_ends_it(kiosk: Client) -> None:
    come_in(kiosk)
    kiosk.do("pcscd", stop=True)
    kiosk.wait("out-of-service", "apology")
    take_card(kiosk)
    kiosk.do("pcscd", start=True)
    kiosk.ask("tap", name="done")
    kiosk.wait("attract")


def test_without_a_card_the_citizen_can_leave(kiosk: Client) -> None:
    kiosk.tap("start")
    kiosk.wait("ask-for-card")
    kiosk.tap("cancel")
    kiosk.wait("attract")


RECORD = "00" * 256


@pytest.mark.parametrize(
    ("card", "problem"),
    [
        ({"record": RECORD, "fault": {"status": "6f00", "status_page": 0}}, "card-unreadable"),
        ({"record": RECORD, "fault": {"short_page": 0, "short_by": 3}}, "card-unreadable"),
        ({"record": RECORD, "fault": {"length_header": "00000000"}}, "card-unreadable"),
        ({"record": RECORD, "fault": {"garbage_seed": 7}}, "card-unreadable"),
        ({"record": RECORD, "fault": {"remove_at_byte": 100}}, "card-removed"),
        ({"record": ""}, "card-not-supported"),
    ],
    ids=["wrong-status", "short-page", "bad-length", "garbage", "pulled-while-reading", "no-security-module"],
)
def test_a_card_that_cannot_be_read_is_told_and_the_next_one_is_read(kiosk: Client, card: dict[str, Any], problem: str) -> None:
    kiosk.do("card", place=card)
    expect(kiosk, "apology", problem)
    kiosk.ask("card", remove=True)
    kiosk.ask("tap", name="done")
    kiosk.wait("attract")
    come_in(kiosk)


def test_an_expired_card_is_told(kiosk: Client) -> None:
    kiosk.do("card", place="expired")
    expect(kiosk, "apology", "card-expired")


@pytest.mark.parametrize("where", ["catalogue", "details", "review"])
def test_a_card_pulled_before_print_ends_the_visit_at_once(kiosk: Client, where: str) -> None:
    come_in(kiosk)
    if where != "catalogue":
        kiosk.tap("no-criminal-record")
        kiosk.wait("details")
    if where == "review":
        kiosk.tap("purpose:study")
        kiosk.next_question()
        kiosk.tap("next")
        kiosk.wait("consent")
        kiosk.tap("agree")
        kiosk.wait("review")
    before = len(papers(kiosk))
    take_card(kiosk)
    told = kiosk.wait("apology", timeout_s=IDLE_S / 2)  # silence would need longer
    assert (told["problem"], "张" in " ".join(told["texts"])) == ("card-removed", False)
    assert len(papers(kiosk)) == before
    assert not open_rows(kiosk)
    kiosk.tap("done")
    kiosk.wait("attract")


def test_a_card_laid_down_again_begins_anew_without_a_touch(kiosk: Client) -> None:
    come_in(kiosk)
    take_card(kiosk)
    kiosk.wait("apology")
    come_in(kiosk)


def test_a_card_pulled_while_the_paper_is_issued_counts_as_taken(kiosk: Client) -> None:
    before = len(papers(kiosk))
    come_in(kiosk)
    choose(kiosk, "no-criminal-record", "purpose:other")
    kiosk.do("archive", delay_ms=300)
    kiosk.tap("print")
    kiosk.wait("issuing")
    take_card(kiosk)
    kiosk.wait("collect")
    assert len(papers(kiosk)) == before + 1


def test_a_card_pulled_while_printing_still_gives_the_paper(kiosk: Client) -> None:
    to_the_gate(kiosk)
    take_card(kiosk)
    kiosk.wait("printing")
    kiosk.do("card", place="family")  # the next citizen is in a hurry
    kiosk.wait("collect")
    take_card(kiosk)
    kiosk.tap("done")
    kiosk.wait("attract")


# The archive


def test_without_the_archive_the_kiosk_is_out_of_service_until_it_is_back(kiosk: Client) -> None:
    kiosk.do("archive", stop=True)
    expect(kiosk, "out-of-service", "archive-unreachable")
    kiosk.do("archive", start=True)
    kiosk.wait("attract")


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ({"stop": True}, "archive-unreachable"),
        ({"delay_ms": SLOW_MS}, "archive-slow"),
        ({"answer": "garbage"}, "archive-garbage"),
        ({"answer": 500}, "archive-error"),
        ({"cut_after_bytes": 150}, "archive-garbage"),
        ({"certificate": "wrong-ca"}, "archive-tls"),
        ({"certificate": "expired"}, "archive-tls"),
        ({"certificate": "wrong-name"}, "archive-tls"),
    ],
    ids=["down", "slow", "garbage", "error", "cut", "wrong-ca", "expired", "wrong-name"],
)
def test_an_archive_that_fails_in_the_middle_of_a_visit_is_told(kiosk: Client, fault: dict[str, Any], problem: str) -> None:
    come_in(kiosk)
    kiosk.tap("no-criminal-record")
    kiosk.wait("details")
    kiosk.tap("purpose:study")
    kiosk.next_question()
    kiosk.tap("next")
    kiosk.wait("consent")
    kiosk.do("archive", **fault)
    kiosk.tap("agree")
    expect(kiosk, "apology", problem)
    take_card(kiosk)
    kiosk.ask("tap", name="done")  # unless the visit has ended by itself
    kiosk.do("archive", answer="normal", certificate="good", start=True)
    kiosk.wait("attract")


@pytest.mark.parametrize(
    ("fault", "problem"),
    [({"answer": "garbage"}, "archive-garbage"), ({"delay_ms": SLOW_MS}, "archive-slow"), ({"stop": True}, "archive-unreachable")],
    ids=["garbage", "slow", "down"],
)
def test_an_archive_that_fails_while_issuing_leaves_no_number_behind(kiosk: Client, fault: dict[str, Any], problem: str) -> None:
    before = len(papers(kiosk))
    come_in(kiosk)
    choose(kiosk, "no-criminal-record", "purpose:study")
    kiosk.do("archive", **fault)
    kiosk.tap("print")
    expect(kiosk, "apology", problem)
    take_card(kiosk)
    kiosk.do("archive", answer="normal", start=True)
    until(lambda: not open_rows(kiosk))
    assert rows(kiosk)[-1]["outcome"] == "void"
    assert len(papers(kiosk)) == before


@pytest.mark.parametrize(("sample", "problem"), [("unknown", "not-found"), ("conflict", "data-conflict")])
def test_a_person_the_archive_does_not_know_is_sent_to_the_window(kiosk: Client, sample: str, problem: str) -> None:
    kiosk.do("card", place=sample)
    expect(kiosk, "apology", problem)


@pytest.mark.parametrize(("sample", "problem"), [("alone", "not-found"), ("undigitised", "not-digitised")])
def test_a_record_that_is_missing_is_told(kiosk: Client, sample: str, problem: str) -> None:
    shown = come_in(kiosk, sample)
    tile = next(control for control in shown["controls"] if control["name"] == "family-relationship")
    if tile["enabled"]:
        kiosk.tap("family-relationship")
        expect(kiosk, "apology", problem)
    else:
        assert tile["reason"]


# The printer


def test_without_the_printer_the_kiosk_is_out_of_service_until_it_answers(kiosk: Client) -> None:
    kiosk.do("printer", stop=True)
    expect(kiosk, "out-of-service", "printer-unreachable")
    kiosk.do("printer", start=True)
    kiosk.wait("attract")


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ({"paper": 0}, "printer-media-empty"),
        ({"jam": True}, "printer-media-jam"),
        ({"cover": True}, "printer-cover-open"),
        ({"toner": 0}, "printer-toner-empty"),
    ],
    ids=["paper", "jam", "cover", "toner"],
)
def test_a_printer_that_cannot_print_puts_the_kiosk_out_of_service_until_it_can(kiosk: Client, fault: dict[str, Any], problem: str) -> None:
    kiosk.do("printer", **fault)
    expect(kiosk, "out-of-service", problem)
    kiosk.do("printer", clear=True)
    kiosk.wait("attract")


def test_paper_that_ends_inside_a_job_holds_it_until_there_is_more(kiosk: Client) -> None:
    before = len(papers(kiosk))
    to_the_gate(kiosk, LONG_PAPER)
    kiosk.do("printer", paper=1)
    take_card(kiosk)
    expect(kiosk, "printing", "printer-media-empty")
    kiosk.do("printer", paper=10)
    kiosk.wait("collect")
    (paper,) = papers(kiosk)[before:]
    assert paper["complete"]
    assert paper["pages"] > 1


def test_a_jam_inside_a_job_holds_it_until_it_is_cleared(kiosk: Client) -> None:
    to_the_gate(kiosk, LONG_PAPER)
    take_card(kiosk)
    kiosk.wait("printing")
    kiosk.do("printer", jam=True)
    expect(kiosk, "printing", "printer-media-jam")
    kiosk.do("printer", clear=True)
    kiosk.wait("collect")


def test_a_printer_that_cannot_print_when_the_card_is_taken_voids_the_number(kiosk: Client) -> None:
    before = len(papers(kiosk))
    to_the_gate(kiosk)
    kiosk.do("printer", paper=0)
    until(lambda: not kiosk.ask("wait", screen="attract", timeout_s=1.0)["ok"])  # two looks at the printer
    take_card(kiosk)
    expect(kiosk, "apology", "printer-media-empty")
    until(lambda: not open_rows(kiosk))
    assert rows(kiosk)[-1]["outcome"] == "void"
    assert len(papers(kiosk)) == before


@pytest.mark.parametrize(
    ("kind", "page", "outcome"),
    [("no-criminal-record", 1, "not-printed"), (LONG_PAPER, 2, "not-printed"), ("no-criminal-record", 2, "printed")],
    ids=["before-the-first-page", "between-two-pages", "after-the-last-page"],
)
def test_a_printer_killed_in_a_job_leaves_the_paper_unconfirmed_until_staff_settle_it(
    kiosk: Client, kind: str, page: int, outcome: str
) -> None:
    kiosk.do("printer", kill_on_page=page)
    to_the_gate(kiosk, kind)
    take_card(kiosk)
    expect(kiosk, "printing", "printer-unreachable")
    kiosk.do("printer", start=True)
    expect(kiosk, "apology", "print-unconfirmed")
    (row,) = open_rows(kiosk)
    assert row["state"] == "unconfirmed"
    kiosk.tap("done")
    expect(kiosk, "out-of-service", "unconfirmed-lock")
    assert not kiosk.ask("settle", number="NOBODY-1", **{"as": outcome})["ok"]
    kiosk.do("settle", number=row["number"], **{"as": outcome})
    kiosk.wait("attract")
    until(lambda: not open_rows(kiosk))
    assert rows(kiosk)[-1]["outcome"] == outcome


def test_a_printer_that_is_gone_at_the_gate_voids_the_number(kiosk: Client) -> None:
    to_the_gate(kiosk)
    kiosk.do("printer", stop=True)
    take_card(kiosk)
    shown = kiosk.wait("apology")
    assert shown["problem"] in ("printer-unreachable", "print-failed")
    kiosk.do("printer", start=True)
    until(lambda: not open_rows(kiosk))
    assert rows(kiosk)[-1]["outcome"] in ("not-printed", "void")


# The kiosk itself


def test_a_power_cut_in_the_middle_of_a_job_locks_printing_until_staff_settle_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    demo = Demo(tmp_path_factory.mktemp("cut"), QUICK)
    demo.start()
    to_the_gate(demo.kiosk, LONG_PAPER)
    (row,) = open_rows(demo.kiosk)
    demo.kiosk.do("printer", paper=1)
    take_card(demo.kiosk)
    expect(demo.kiosk, "printing", "printer-media-empty")
    demo.kill()
    with demo:
        demo.kiosk.do("printer", clear=True)
        expect(demo.kiosk, "out-of-service", "unconfirmed-lock")
        assert all(paper["complete"] is False for paper in papers(demo.kiosk)), "a restarted kiosk printed by itself"
        command = [sys.executable, "run_kiosk.py", "settle", row["number"], "not-printed", "--config", str(demo.config)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        demo.kiosk.wait("attract")
        until(lambda: not open_rows(demo.kiosk))
